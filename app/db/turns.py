"""Whose turn it is to write: first come, first served."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from app.db.trouble import StoreTrouble


class Turns:
    """A lock that is handed to whoever has waited longest.

    SQLite lets one connection write at a time and leaves the others to try again by chance, so that one of them can wait for
    seconds while another gets ten thousand turns. Here they queue.
    """

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Wait for a turn and keep it for the block.

        Raises:
            StoreTrouble: "busy", where it does not come in time.
        """
        if not self._wait(seconds):
            raise StoreTrouble("busy", f"others have been writing for {seconds:.2g} seconds")
        try:
            yield
        finally:
            self._hand_on()

    def _wait(self, seconds: float) -> bool:
        with self._mutex:
            if not self._taken:
                self._taken = True
                return True
            called = threading.Lock()
            called.acquire()
            self._waiting.append(called)
        if called.acquire(timeout=seconds):
            return True
        with self._mutex:
            if called in self._waiting:
                self._waiting.remove(called)
                return False
        return True  # called at the very last moment

    def _hand_on(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
