"""Days of a horizon, counted from its first one, and the calendar behind them."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

import holidays


@cache
def is_working_day(country: str, day: dt.date) -> bool:
    """Whether people work on that day in that country."""
    worked: bool = _calendar(country).is_working_day(day)
    return worked


@cache
def _calendar(country: str) -> Any:
    return holidays.country_holidays(country)


@cache
def month_key(day: dt.date) -> str:
    """The day's month, as 2027-01."""
    return f"{day.year:04}-{day.month:02}"


class Horizon:
    """Calendar months from a start; day 0 is the first day, `end` the first day after the last."""

    def __init__(self, start: str, months: int) -> None:
        self.first = dt.date.fromisoformat(start + "-01")
        self.months = months
        self.end = self.day_number(self._first_of_month(months))
        self._coordinates: dict[int, float] = {}

    def _first_of_month(self, index: int) -> dt.date:
        years, month = divmod(self.first.month - 1 + index, 12)
        return dt.date(self.first.year + years, month + 1, 1)

    def day_number(self, date: dt.date) -> int:
        return (date - self.first).days

    def date(self, day: int) -> dt.date:
        return self.first + dt.timedelta(days=day)

    def month(self, day: int) -> str:
        """The month that a day lies in."""
        return month_key(self.date(day))

    def month_index(self, day: int) -> int:
        """How many months after the start that month is; negative before it."""
        date = self.date(day)
        return (date.year - self.first.year) * 12 + date.month - self.first.month

    def days_in_month_of(self, day: int) -> int:
        index = self.month_index(day)
        return (self._first_of_month(index + 1) - self._first_of_month(index)).days

    def coordinate(self, day: int, fraction: float = 0.0) -> float:
        """u: months since the start, with the fraction of the current month's days gone."""
        if day not in self._coordinates:
            self._coordinates[day] = self.month_index(day) + (self.date(day).day - 1) / self.days_in_month_of(day)
        return self._coordinates[day] + (fraction / self.days_in_month_of(day) if fraction else 0.0)

    def key(self, index: int) -> str:
        """The month so many months after the start."""
        return month_key(self._first_of_month(index))


@dataclass(frozen=True)
class Slice:
    """Deals that close evenly over a stretch of time inside one day, or all at once where it has no length."""

    starts: float
    ends: float
    deals: float
    day: int
