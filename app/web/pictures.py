"""Numbers behind the page's pictures and tables: where a shortened axis starts, and whole numbers that add up."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Amounts = Sequence[float | None]


@dataclass(frozen=True)
class Bar:
    """A bar of one of the small pictures: its upper edge and its length."""

    y: float
    length: float


def axis_start(levels: Sequence[float]) -> float:
    """Where the axis of a bridge starts: at zero, unless the levels differ so little that the steps could not be seen."""
    low, high = min(levels), max(levels)
    span = high - low
    if low <= 0 or span <= 0 or low < high * 0.6:
        return min(low, 0.0)
    step = 10 ** math.floor(math.log10(span)) / 2
    start = math.floor((low - span * 0.4) / step) * step
    return start if start > high * 0.3 else 0.0


def add_up(values: Sequence[float]) -> list[int]:
    """Whole numbers next to the values that add up to the rounded total: the running total is rounded, not each value."""
    rounded, running, before = [], 0.0, 0
    for value in values:
        running += value
        now = round(running)
        rounded.append(now - before)
        before = now
    return rounded


def apportioned(parts: Sequence[Amounts], totals: Amounts) -> list[list[float | None]]:
    """Whole numbers for the parts of each column that add up to its whole total, each next to its share of it."""
    columns: list[list[int]] = []
    for total, column in zip(totals, zip(*parts, strict=True), strict=True):
        shares = [share or 0.0 for share in column]
        together = math.fsum(shares)
        columns.append(add_up([share * total / together for share in shares]) if together and total else [0] * len(shares))
    return [list(row) for row in zip(*columns, strict=True)]
