"""The assumptions: fields, their errors, and the small figures between them."""
