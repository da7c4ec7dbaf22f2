"""Sweeps: many lanes at once, by chunks, here or on a cluster."""
