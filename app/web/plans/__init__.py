"""The list of plans: its routes, its rows, and the ways to start one."""
