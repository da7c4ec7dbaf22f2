"""How long whoever asks the store has to wait in all, whatever for: a turn, a connection, a lock, a first sign of the server.

Each of these has a limit of its own, and one after the other they would add up to more than an answer may take.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SECONDS_IN_ALL = 4.5
LEAST = 0.1
"""Even who is late gets a look: what is free at once is had at once."""


class _Waiting(threading.local):
    """What the session of this thread is waiting for."""

    begun: float | None = None
    at_once: bool = False


_waiting = _Waiting()
_asked_at: ContextVar[float | None] = ContextVar("asked_at", default=None)


def asked_now() -> None:
    """A request is there as a whole: from here on it waits, be it for a thread to be free. A thread that works for it knows of it."""
    _asked_at.set(time.monotonic())


@contextmanager
def waiting() -> Iterator[None]:
    """From here on this thread waits for the store, if not since it was asked, until `answered` or the end of the block."""
    before, _waiting.begun = _waiting.begun, _asked_at.get() or time.monotonic()
    try:
        yield
    finally:
        _waiting.begun = before


@contextmanager
def at_once() -> Iterator[None]:
    """In this block this thread waits for nothing: what is not free now is busy."""
    _waiting.at_once = True
    try:
        yield
    finally:
        _waiting.at_once = False


def answered() -> None:
    """The store has answered: what comes next has its own limits, and may take its time."""
    _waiting.begun = None


def seconds_left(longest: float) -> float:
    """For how long to wait now, `longest` at most."""
    if _waiting.at_once:
        return 0.0
    if _waiting.begun is None:
        return longest
    return max(LEAST, min(longest, _waiting.begun + SECONDS_IN_ALL - time.monotonic()))


def waiting_since() -> float:
    """When this thread began to wait; now, where it does not."""
    return time.monotonic() if _waiting.begun is None else _waiting.begun
