"""The history of a plan: its routes, and what differs between two versions."""
