"""Numbers behind the page's pictures and tables: where a shortened axis starts, and whole numbers that add up."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Amounts = Sequence[float | None]
DUST = 1e-9


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
    """Whole numbers that add up to the rounded total, each next to its value: those nearest to the next one up are rounded up."""
    return _next_to(values, round(math.fsum(values)), [math.floor(value + DUST) for value in values], [True] * len(values))


def apportioned(parts: Sequence[Amounts], totals: Amounts) -> list[list[float | None]]:
    """Whole numbers for the parts of each column: a column adds up to its total, and a row to its share of all of them.

    What has come together up to a column is shared out, so that no row drifts away from its own sum; where a part has nothing
    in a column, it gets nothing there.
    """
    rows: list[list[float | None]] = [[] for _ in parts]
    exact, shared, whole = [0.0] * len(parts), [0] * len(parts), 0
    for total, *column in zip(totals, *parts, strict=True):
        exact = [before + (share or 0.0) for before, share in zip(exact, column, strict=True)]
        after = shared
        if total and any(column):
            whole += round(total)
            together = math.fsum(exact)
            due = [share * whole / together for share in exact]
            least = [
                max(math.floor(each + DUST), before) if share else before for each, share, before in zip(due, column, shared, strict=True)
            ]
            after = _next_to(due, whole, least, column, shared)
        for row, now, before in zip(rows, after, shared, strict=True):
            row.append(now - before)
        shared = after
    return rows


def _next_to(values: Sequence[float], total: int, found: list[int], free: Amounts, least: Sequence[int] = ()) -> list[int]:
    """Whole numbers with a given sum: those found so far, the free ones moved by one where that takes them least from their values."""
    while (missing := total - sum(found)) != 0:
        step = 1 if missing > 0 else -1
        movable = [place for place, may in enumerate(free) if may and (step > 0 or not least or found[place] > least[place])]
        if not movable:
            break  # what is there already is more than the sum
        movable.sort(key=lambda position: step * (found[position] - values[position]))
        for position in movable[: abs(missing)]:
            found[position] += step
    return found
