"""Progress: how far an answer is, told to whoever waits for it."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with what is done and of how many, 0 where that is not known; what it raises ends the work."""


def quiet(done: int, of: int) -> None:
    """Progress that nobody watches."""
