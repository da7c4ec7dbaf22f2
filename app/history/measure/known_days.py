"""On which days money or an activity is known: buyers are held against it on those days alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
USUAL_GAP = 31
"""Days between two bookings of single days that are no gap in any case."""
WEEK = 7
_APART = 2**32
"""More than there are days."""


@dataclass(frozen=True)
class Stretches:
    """Stretches of days, in order, without a day in common: their first and last days since 1970-01-01."""

    first: Numbers
    last: Numbers

    def within(self, since: int, until: int) -> "Stretches":
        """The parts of them from a day to another."""
        inside = (self.last >= since) & (self.first <= until)
        return Stretches(np.maximum(self.first[inside], since), np.minimum(self.last[inside], until))

    def covers(self, since: int, until: int) -> bool:
        """Whether every day from one to another is in them."""
        return bool(((self.first <= since) & (self.last >= until)).any())


NOTHING = Stretches(np.zeros(0, np.int64), np.zeros(0, np.int64))


def known_days(begin: Numbers, end: Numbers) -> Stretches:
    """The days of rows, and those between two rows of single days that are as far apart as such rows usually are."""
    if not len(begin):
        return NOTHING
    order = np.argsort(begin, kind="stable")
    begin, end = begin[order], end[order]
    until = np.maximum.accumulate(end)
    gap = begin[1:] - until[:-1]
    single = (begin == end)[1:] & (begin == end)[:-1]
    usual = max(USUAL_GAP, 2 * float(np.median(gap[gap > 0]))) if (gap > 0).any() else USUAL_GAP
    starts = np.concatenate([[0], np.flatnonzero(np.where(single, gap > usual, gap > 1)) + 1])
    return Stretches(begin[starts], until[np.append(starts[1:], len(begin)) - 1])


def is_booked(begin: Numbers, end: Numbers) -> bool:
    """Whether rows are bookings of single days, more than a week apart: what was paid on a day is for others, too."""
    days = np.unique(begin)
    apart = len(days) == 1 or int(days[-1] - days[0]) + 1 > WEEK * len(days)
    return apart and bool((begin == end).all())


def united(parts: Sequence[Stretches]) -> Stretches:
    """All days of several."""
    first, last = (np.concatenate([getattr(each, name) for each in parts]) for name in ("first", "last"))
    order = np.argsort(first, kind="stable")
    first, last = first[order], np.maximum.accumulate(last[order])
    starts = np.concatenate([[0], np.flatnonzero(first[1:] > last[:-1] + 1) + 1]) if len(first) else np.zeros(0, np.int64)
    return Stretches(first[starts], last[np.append(starts[1:], len(first)) - 1] if len(first) else last)


class DaysOfChannels:
    """The known days of every channel, to be asked for many buyers at once."""

    def __init__(self, of_channel: Sequence[Stretches]) -> None:
        sizes = [len(each.first) for each in of_channel]
        of = np.repeat(np.arange(len(of_channel), dtype=np.int64), sizes) * _APART
        self.first = of + np.concatenate([NOTHING.first, *(each.first for each in of_channel)])
        self.last = of + np.concatenate([NOTHING.last, *(each.last for each in of_channel)])

    def touched(self, channel: NDArray[np.integer], begin: NDArray[np.integer], end: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Which of some spans of days have a known day of their channel."""
        if not len(self.first):
            return np.zeros(len(channel), bool)
        of = channel.astype(np.int64) * _APART
        at = np.searchsorted(self.first, of + end, side="right") - 1
        touched: NDArray[np.bool_] = (at >= 0) & (self.last[at] >= of + begin)
        return touched

    def same(self, other: "DaysOfChannels") -> bool:
        """Whether they are the same days."""
        return np.array_equal(self.first, other.first) and np.array_equal(self.last, other.last)
