"""How much hangs on a single channel."""

from collections.abc import Sequence


def herfindahl(revenues: Sequence[float]) -> tuple[float | None, str | None]:
    """Sum of the squared shares of revenue: 1 where one channel brings all, 1 / n where n bring the same."""
    total = sum(revenues)
    if total == 0:
        return None, "no_revenue"
    return sum((revenue / total) ** 2 for revenue in revenues), None
