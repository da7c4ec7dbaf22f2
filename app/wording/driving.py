"""What drives a spread, in words."""

from app.planner.text import N_

RANKED = N_("A few plans lie far out or have no value, so the shares are of the order of the plans, not of the variance.")
"""Why the indices of a figure are those of ranks."""
HELD_MEAN = N_("What the plan's activity brings on average with such inputs; luck with single buyers comes on top.")
"""What the revenue is whose drivers are told."""
