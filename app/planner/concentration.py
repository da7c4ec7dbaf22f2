"""How much hangs on a single channel."""

import operator
from collections.abc import Sequence
from functools import reduce

from app.planner.rounding import Figure


def squared_shares(revenues: Sequence[Figure], total: Figure) -> Figure:
    """Sum of (revenue / total)^2, for one plan's revenues or for arrays of many lanes'; the total is not 0."""
    return reduce(operator.add, [(revenue / total) ** 2 for revenue in revenues])


def herfindahl(revenues: Sequence[float]) -> tuple[float | None, str | None]:
    """Sum of the squared shares of revenue: 1 where one channel brings all, 1 / n where n bring the same."""
    total = sum(revenues)
    if total == 0:
        return None, "no_revenue"
    return squared_shares(revenues, total), None
