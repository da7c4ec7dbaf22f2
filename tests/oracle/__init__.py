"""Plans worked out the slow and obvious way, to hold the engine against."""
