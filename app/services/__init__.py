"""What the product does with what it keeps. The caller's `with database.writing()` is the transaction; whatever is raised undoes it."""
