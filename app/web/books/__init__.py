"""Plan books: several plans rolled up to one total."""
