"""Quantiles of many columns of draws, with what the number of draws leaves open of them."""

from collections.abc import Sequence

import numpy as np

from app.planner.rounding import Array
from app.questions.refused import refuse

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
LEVELS_LIMIT = 25


def checked_levels(levels: Sequence[float]) -> Array:
    """Levels to take quantiles at, (Q,).

    Raises:
        QuestionRefused: `levels_out_of_range` for none, too many, or one that is not strictly between 0 and 1.
    """
    found = np.array(levels, dtype=float)
    if not 0 < len(found) <= LEVELS_LIMIT or not ((found > 0) & (found < 1)).all():
        raise refuse("levels_out_of_range", "levels", given=list(levels)[:LEVELS_LIMIT], most=LEVELS_LIMIT)
    return found


def quantiles(columns: Array, levels: Array) -> tuple[Array, Array]:
    """Quantiles and their standard errors, both (K, Q), of columns (K, B), which are sorted in place.

    Between two draws on a straight line, as most programs do. A draw without a value (NaN) lies beyond all others: there the plan asks for
    more than there is. The standard error is half of what lies between the draws one standard deviation of the rank to either side.
    """
    columns.sort(axis=1)
    last = columns.shape[1] - 1
    place = levels * last
    spread = np.sqrt((last + 1) * levels * (1 - levels))
    values = _at(columns, place)
    wide = _at(columns, np.minimum(place + spread, last)) - _at(columns, np.maximum(place - spread, 0.0))
    return values, wide / 2


def _at(columns: Array, place: Array) -> Array:
    """Sorted columns at places between 0 and B - 1, (K, Q)."""
    before = place.astype(np.intp)
    after = np.minimum(before + 1, columns.shape[1] - 1)
    part = place - before
    low, high = columns[:, before], columns[:, after]
    return np.where(part > 0, low + (high - low) * part, low)


def share_error(share: float, count: int) -> float:
    """Standard error of a share of `count` draws; none and all are not taken for certain, but as half a draw from it."""
    safe = min(max(share, 0.5 / (count + 1)), 1 - 0.5 / (count + 1))
    return float(np.sqrt(safe * (1 - safe) / count))
