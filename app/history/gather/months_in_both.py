"""How many months counts of some files tell of that others tell of, too, before anybody makes one list of them."""

import datetime as dt
from collections.abc import Iterable, Sequence

from app.history.gather.gathering import Source


def shared_months(some: Sequence[Source], others: Sequence[Source]) -> int | None:
    """Months from the first to the last of each file that are in both; None where not all of them are counts, which have no ids."""
    if any(each.recipe.kind != "counts" for each in (*some, *others)):
        return None
    return len(_months(some) & _months(others))


def _months(sources: Iterable[Source]) -> set[int]:
    spans = [(each.taken.first, each.taken.last) for each in sources]
    return {month for first, last in spans if first and last for month in range(_month(first), _month(last) + 1)}


def _month(day: str) -> int:
    date = dt.date.fromisoformat(day)
    return date.year * 12 + date.month
