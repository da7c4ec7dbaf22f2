"""Months as columns: one each, or three or twelve of them together, counted from the start of the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.language import Language
from app.web.figures.ground import Ground

MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Span:
    """A column: months of the plan from `first` to `last`, by position; `edge` is the last one before the start."""

    label: str
    title: str
    first: int
    last: int
    before: bool
    edge: bool
    year: str

    @property
    def months(self) -> str:
        """The positions as a pointer has them: '4', or '4-6'."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


def spans(ground: Ground, period: str) -> tuple[Span, ...]:
    """The columns of a period. What lies before the start stays apart, so that every period inside is whole."""
    labels = tuple(month["month"] for month in ground.plan["months"])
    before = sum(month["before_start"] for month in ground.plan["months"])
    return _spans(ground.language, labels, before, MONTHS_IN.get(period, 1))


@lru_cache(maxsize=256)
def _spans(language: Language, labels: tuple[str, ...], before: int, length: int) -> tuple[Span, ...]:
    cuts = [*(range(before) if length == 1 else range(min(before, 1))), *range(before, len(labels), length), len(labels)]
    return tuple(_span(language, labels, first, end - 1, before) for first, end in pairwise(cuts))


def _span(language: Language, labels: tuple[str, ...], first: int, last: int, before: int) -> Span:
    one, other = labels[first], labels[last]
    early, years_differ = first < before, one[:4] != other[:4]
    if first == last:
        named = early or (len(labels) - before > MONTHS_IN["year"] and (one.endswith("-01") or first == before))
        label, title = _short(language, one, year=named), _long(language, one)
    else:
        label = f"{_short(language, one, year=years_differ)}–{_short(language, other, year=years_differ or early)}"
        title = f"{_long(language, one) if years_differ else _short(language, one)}–{_long(language, other)}"
    return Span(label, title, first, last, early, last == before - 1, "" if years_differ else one[:4])


def _short(language: Language, month: str, *, year: bool = False) -> str:
    return language.month_short(int(month[:4]), int(month[5:7]), with_year=year)


def _long(language: Language, month: str) -> str:
    return language.month(int(month[:4]), int(month[5:7]))


def years(columns: Sequence[Span]) -> tuple[tuple[str, int], ...]:
    """The calendar years above the columns inside the plan, and how many columns each covers; '' above what has no one year."""
    found: list[tuple[str, int]] = []
    for column in columns:
        if column.before:
            continue
        if found and found[-1][0] == column.year:
            found[-1] = column.year, found[-1][1] + 1
        else:
            found.append((column.year, 1))
    return tuple(found)
