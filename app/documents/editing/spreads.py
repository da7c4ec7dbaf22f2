"""How lags spread over two conversions that become one."""

from itertools import pairwise

from app.documents.editing.result import Document
from app.planner.scenario import LAG_DAYS_LIMIT

PARTS = 20
DECIMALS = 1


def joined_spread(first: Document, second: Document) -> list[float]:
    """Days over both, of each of equally many buyers; nothing where no more than the means are known.

    The lag of one says nothing of the other: every pair of them is as likely as any.
    """
    if not second["lag_days"]:
        return list(first.get("lag_quantiles") or [])
    if not first["lag_days"]:
        return list(second.get("lag_quantiles") or [])
    if not first.get("lag_quantiles") and not second.get("lag_quantiles"):
        return []
    sums = sorted(one + other for one in _days(first) for other in _days(second))
    edges = [len(sums) * part // PARTS for part in range(PARTS + 1)] if len(sums) > PARTS else list(range(len(sums) + 1))
    means = [sum(sums[start:end]) / (end - start) for start, end in pairwise(edges)]
    shortened = min(1.0, LAG_DAYS_LIMIT / max(means[-1], 1.0))  # only proportions count
    spread = [round(each * shortened, DECIMALS) for each in means]
    return spread if any(spread) else []


def _days(conversion: Document) -> list[float]:
    """Lags of equally many buyers, with the conversion's mean."""
    lag, spread = conversion["lag_days"], conversion.get("lag_quantiles") or [1.0]
    mean = sum(spread) / len(spread)
    return [lag * each / mean for each in spread] if mean > 0 else [lag]
