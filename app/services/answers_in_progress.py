"""Answers that take a while: worked out on threads beside the pages, each under the key of what was asked.

Whoever asks the same again, after a reload or from another window, finds the answer or how far it is. Whoever only looks begins nothing: a
window that watches what another one cancelled does not start it anew. Nothing is stored: what is under way ends with the process, and of
what is done the last few answers are kept. How many may wait and how many are kept is bounded.
"""

import hashlib
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from cachetools import LRUCache, TTLCache

from app.db.trouble import StoreTrouble

AT_ONCE = 2
"""Answers worked out at a time."""
WAITING = 16
"""Answers under way or in line, beyond which no more are taken."""
KEPT = 48
"""Answers that are done and kept."""
REMEMBERED = 600.0
"""Seconds for which it is known that an answer was cancelled."""

Report = Callable[[int, int], None]
"""Told how much is done, and of how much; ends the work where nobody wants it any more."""


class TooManyAtOnce(Exception):
    """There are as many answers in line as may be; somebody has to wait."""


class Cancelled(Exception):
    """Nobody wants the answer any more."""


@dataclass
class Progress:
    """One answer, under way or done.

    Attributes:
        key: of what was asked.
        done, of: how far it is; `of` is 0 while that is not known.
        answer: what came of it.
        trouble: what it ended with instead.
    """

    key: str
    done: int = 0
    of: int = 0
    answer: Any = None
    trouble: Exception | None = None
    _over: threading.Event = field(default_factory=threading.Event)
    _unwanted: threading.Event = field(default_factory=threading.Event)

    @property
    def is_over(self) -> bool:
        """Whether there is an answer, or a trouble."""
        return self._over.is_set()

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return min(self.done / self.of, 1.0) if self.of else 0.0

    def report(self, done: int, of: int) -> None:
        """Note how far it is.

        Raises:
            Cancelled: where nobody wants it any more.
        """
        if self._unwanted.is_set():
            raise Cancelled
        self.done, self.of = done, of

    def cancel(self) -> None:
        """End it at its next report."""
        self._unwanted.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody ended it."""
        return self._unwanted.is_set()

    def work(self, ask: Callable[[Report], Any]) -> None:
        """Work it out, whatever comes of it."""
        try:
            self.report(0, 0)
            self.answer = ask(self.report)
        except Exception as error:  # whoever waits for it is told, on the thread that waits
            self.trouble = error
        finally:
            self._over.set()

    def wait(self, seconds: float) -> bool:
        """Wait for it, for so long at most; whether it is over."""
        return self._over.wait(seconds)


def key_of(*asked: Hashable) -> str:
    """A short key of what was asked: texts and numbers."""
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:32]


class Answers:
    """The answers of this app that are under way, and the last that are done."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._under_way: dict[str, Progress] = {}
        self._done: LRUCache[str, Progress] = LRUCache(KEPT)
        self._cancelled: TTLCache[str, Progress] = TTLCache(KEPT, REMEMBERED)
        self._threads: ThreadPoolExecutor | None = None

    def ask(self, key: str, work: Callable[[Report], Any]) -> Progress:
        """The answer of a key, which is begun if nobody has asked for it yet.

        Raises:
            TooManyAtOnce: where too many are in line already.
        """
        with self._mutex:
            self._tidy()
            known = self._under_way.get(key) or self._done.get(key)
            if known is not None:
                return known
            if len(self._under_way) >= WAITING:
                raise TooManyAtOnce
            self._cancelled.pop(key, None)
            begun = self._under_way[key] = Progress(key)
            if self._threads is None:
                self._threads = ThreadPoolExecutor(AT_ONCE, "answers")
            self._threads.submit(begun.work, work)
        return begun

    def find(self, key: str) -> Progress | None:
        """What there is of a key: under way, done, or cancelled; None where it was never asked for here, or forgotten since."""
        with self._mutex:
            return self._under_way.get(key) or self._done.get(key) or self._cancelled.get(key)

    def cancel(self, key: str) -> bool:
        """End what is under way for a key; whether there was anything."""
        with self._mutex:
            self._tidy()
            known = self._under_way.pop(key, None)
            if known is not None:
                self._cancelled[key] = known
                known.cancel()
        return known is not None

    def close(self) -> None:
        """End everything, and wait for it."""
        with self._mutex:
            for each in self._under_way.values():
                each.cancel()
            self._under_way.clear()
            threads, self._threads = self._threads, None
        if threads is not None:
            threads.shutdown(wait=True, cancel_futures=True)

    def _tidy(self) -> None:
        """Move what is over to what is done; a failure of the moment is asked anew the next time."""
        for key in [key for key, each in self._under_way.items() if each.is_over]:
            each = self._under_way.pop(key)
            if not isinstance(each.trouble, Cancelled | StoreTrouble | MemoryError):
                self._done[key] = each
