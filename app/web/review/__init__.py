"""The review of a year by channel."""
