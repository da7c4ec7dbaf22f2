"""Solve for: the value of one input at which an output is what is wanted."""
