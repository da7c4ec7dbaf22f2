"""The plan page: its routes, and everything that can be done on it."""
