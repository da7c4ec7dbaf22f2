"""The requirements for the rest: what was won by a day and what is open then, and what is left to do for the same goal."""
