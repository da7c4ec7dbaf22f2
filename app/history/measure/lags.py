"""Days between stages, from their distribution; quantiles are exact."""

import numpy as np
from numpy.typing import NDArray

from app.history.measured import Lag

MOST_BINS = 400
UNRELATED_SHARE = 0.1
"""Where more than a tenth run backwards by more than a few days, the two dates do not tell of one way, and their difference is no lag."""
Counts = NDArray[np.int64]


def lag_of(counts: Counts, first: int, *, negative: int = 0, backwards: int = 0, mean_all: float | None = None) -> Lag:
    """The lag of buyers counted by days, from `first` on.

    Args:
        counts: how many took so many days. first: days of the first count.
        negative: how many ran backwards, `backwards` of them by so much that they are not in `counts`.
        mean_all: mean of all who will go on, from the curve.
    """
    n = int(counts.sum())
    if backwards > UNRELATED_SHARE * (n + backwards):
        return Lag(n, None, None, None, None, None, (), (), negative=negative, refused="unrelated_dates")
    if not n:
        return Lag(0, None, None, None, None, None, (), (), negative=negative)
    days = np.flatnonzero(counts)
    median, p90, p25, p75 = (quantile(counts, share) + first for share in (0.5, 0.9, 0.25, 0.75))
    mean = float((days * counts[days]).sum() / n) + first
    width, starts, binned = _binned(counts, days)
    return Lag(n, median, mean, p90, p25, p75, tuple((starts + first).tolist()), tuple(binned.tolist()), width, negative, None, mean_all)


def quantile(counts: Counts, share: float) -> float:
    """The quantile of whole numbers counted from 0, linear between neighbours: at position (n - 1) x share of the sorted numbers."""
    reached = np.cumsum(counts)
    position = (int(reached[-1]) - 1) * share
    low, high = int(np.floor(position)), int(np.ceil(position))
    below, above = np.searchsorted(reached, [low, high], side="right")
    return float(below + (above - below) * (position - low))


def _binned(counts: Counts, days: Counts) -> tuple[int, Counts, Counts]:
    """Width of a bin, first day of each, and how many are in each; days of their own where they are few enough."""
    if len(days) <= MOST_BINS:
        return 1, days, counts[days]
    width = int(np.ceil((days[-1] + 1) / MOST_BINS))
    binned = np.bincount(days // width, weights=counts[days]).astype(np.int64)
    filled = np.flatnonzero(binned)
    return width, filled * width, binned[filled]
