"""Counting in tables: how often each cell is met, where there may be more cells than there are buyers to be counted at once."""

import math

import numpy as np
from numpy.typing import NDArray

FEWEST, MOST = 1 << 14, 1 << 19
"""Cells that wait before the whole table is gone through: as many as it has, but not fewer and not more than these."""
Counts = NDArray[np.int32]
Numbers = NDArray[np.int32] | NDArray[np.intp]


class Cells:
    """A table that counts."""

    def __init__(self, *shape: int, counts: Counts | None = None) -> None:
        self.shape = shape
        self._size = math.prod(shape)
        self._counts: Counts = np.zeros(self._size, np.int32) if counts is None else counts.reshape(-1)
        self._waiting: list[Numbers] = []
        self._left = min(max(self._size, FEWEST), MOST)

    def add(self, cells: Numbers) -> None:
        """Count cells by their number, row by row."""
        if len(cells):
            self._waiting.append(cells)
            self._left -= len(cells)
            if self._left <= 0:
                self._count()

    def all(self) -> Counts:
        """The table as it is now."""
        self._count()
        return self._counts.reshape(self.shape)

    def _count(self) -> None:
        if self._waiting:
            cells = self._waiting[0] if len(self._waiting) == 1 else np.concatenate(self._waiting)
            self._counts += np.bincount(cells, minlength=self._size)
            self._waiting.clear()
            self._left = min(max(self._size, FEWEST), MOST)


class ByDay:
    """How many of each row on each day; the table reaches as far as days do."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.since = 0
        self._cells = Cells(rows, 0)

    def add(self, row: NDArray[np.intp], day: NDArray[np.int32]) -> None:
        """Count so many more, each of a row on a day."""
        if len(day):
            self._reach(int(day.min()), int(day.max()))
            cell = row * self._cells.shape[1]
            cell += day
            cell -= self.since
            self._cells.add(cell)

    def _reach(self, first: int, last: int) -> None:
        since, days = self.since, self._cells.shape[1]
        if not days:
            since = first
        low, high = min(since, first), max(since + days - 1, last)
        if high - low + 1 > days:
            counts = np.pad(self._cells.all(), ((0, 0), (since - low, high - since - days + 1)))
            self.since, self._cells = low, Cells(*counts.shape, counts=counts)

    def all(self) -> Counts:
        """(rows, days) from the day `since` on."""
        return self._cells.all()

    def between(self, since: int, until: int) -> NDArray[np.int64]:
        """How many of each row on the days of a period."""
        low, high = max(since - self.since, 0), max(until - self.since + 1, 0)
        found: NDArray[np.int64] = self.all()[:, low:high].sum(axis=1, dtype=np.int64)
        return found
