"""Files on their way here. Each has a place, apart from those that are worked on; who hardly sends anything gives it up to who comes."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

import anyio

MOST_ARRIVING = 20
STRETCH = 64_000
"""Bytes that should come within the seconds below; whoever is at this machine sends a thousand times as much."""
SECONDS_FOR_A_STRETCH = 5.0


class ArrivalsBusy(Exception):
    """So many files are on their way that one more would only be slower, too."""


class UploadTooSlow(Exception):
    """Hardly anything came of this file, and others waited for its place."""


class Arrival:
    """One file on its way."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.scope = anyio.CancelScope()
        self._clock = clock
        self._since = clock()
        self._bytes = 0

    @property
    def quiet(self) -> float:
        """Seconds since a whole stretch was there."""
        return self._clock() - self._since

    async def counted(self, stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The same stream, watched."""
        async for piece in stream:
            self._bytes += len(piece)
            if self._bytes >= STRETCH:
                self._bytes, self._since = 0, self._clock()
            yield piece


class Arrivals:
    """The places. All of it happens on one event loop.

    Args:
        clock: seconds from anywhere.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._there: list[Arrival] = []

    @contextmanager
    def place(self) -> Iterator[Arrival]:
        """A place for as long as the block takes.

        Raises:
            ArrivalsBusy: where all are taken by files that come as files do.
            UploadTooSlow: from within the block, where it has been given to another one.
        """
        self._make_room()
        mine = Arrival(self._clock)
        self._there.append(mine)
        try:
            with mine.scope:
                yield mine
        finally:
            if mine in self._there:
                self._there.remove(mine)
        if mine.scope.cancelled_caught:
            raise UploadTooSlow

    def _make_room(self) -> None:
        if len(self._there) < MOST_ARRIVING:
            return
        slowest = max(self._there, key=lambda each: each.quiet)
        if slowest.quiet < SECONDS_FOR_A_STRETCH:
            raise ArrivalsBusy
        self._there.remove(slowest)
        slowest.scope.cancel()
