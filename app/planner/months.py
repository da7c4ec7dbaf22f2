"""The plan's calendar: months as edges in days, days as month coordinates, working days.

Day 0 is the first day of the horizon. Everything here depends only on dates and country, so it is built once for
a stretch of months and kept.
"""

import datetime as dt
import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from app.planner.rounding import Array
from app.planner.working_days import working_days_before


def first_of_month(month: str) -> dt.date:
    """The first day of a month given as 2027-01."""
    return dt.date(int(month[:4]), int(month[5:7]), 1)


def add_months(first: dt.date, months: int) -> dt.date:
    """The first day of the month that lies `months` after (or before) the month of `first`."""
    index = first.year * 12 + first.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


def months_back_to(start: dt.date, day: int) -> int:
    """How many months before `start` the month of `start + day` lies; 0 for a day inside or after."""
    if day >= 0:
        return 0
    date = start + dt.timedelta(days=day)
    return (start.year - date.year) * 12 + start.month - date.month


@dataclass(frozen=True)
class Calendar:
    """A stretch of calendar months around the horizon.

    Attributes:
        start: first day of the horizon.
        months: months of the horizon.
        before: months shown ahead of it.
        after: months behind it that lags of a following period may reach into.
        country: whose working days count.
    """

    start: dt.date
    months: int
    before: int
    after: int
    country: str

    @cached_property
    def shown(self) -> int:
        """How many months a plan can show: those before the start and those of the horizon."""
        return self.before + self.months

    @cached_property
    def first(self) -> dt.date:
        """The first day of the first month."""
        return add_months(self.start, -self.before)

    @cached_property
    def _all_edges(self) -> Array:
        firsts = [add_months(self.first, month) for month in range(self.shown + self.after + 1)]
        return np.array([(first - self.start).days for first in firsts], dtype=float)

    @cached_property
    def _all_coordinates(self) -> Array:
        return np.arange(-self.before, self.months + self.after + 1, dtype=float)

    @cached_property
    def edges(self) -> Array:
        """Month boundaries in days, shape (shown + 1,); the last is the end of the horizon."""
        return self._all_edges[: self.shown + 1]

    @cached_property
    def horizon_edges(self) -> Array:
        """Month boundaries of the horizon in days, shape (months + 1,), from 0."""
        return self._all_edges[self.before : self.shown + 1]

    @cached_property
    def lengths(self) -> Array:
        """Days of each month of the horizon, shape (months,)."""
        return np.diff(self.horizon_edges)

    @cached_property
    def end(self) -> float:
        """The first day after the horizon, in days."""
        return float(self.horizon_edges[-1])

    @cached_property
    def labels(self) -> list[str]:
        """The shown months as 2027-01."""
        return [f"{first.year:04d}-{first.month:02d}" for first in (add_months(self.first, month) for month in range(self.shown))]

    def label(self, position: int) -> str:
        """The month at a position among the shown ones, as 2027-01; a negative one lies before them."""
        return self.labels[position] if position >= 0 else f"{add_months(self.first, position):%Y-%m}"

    def coordinate(self, day: Array) -> Array:
        """u(day): whole months since the start plus the fraction of the month gone; any shape, clipped to the calendar."""
        return np.interp(day, self._all_edges, self._all_coordinates)

    def day_of(self, coordinate: Array) -> Array:
        """The day at a month coordinate: `coordinate` the other way round."""
        return np.interp(coordinate, self._all_coordinates, self._all_edges)

    @cached_property
    def month_of_day(self) -> npt.NDArray[np.intp]:
        """The month of the horizon in which each of its days lies, shape (days + 1,); the day after the end is in month M."""
        return np.repeat(np.arange(self.months + 1), np.append(self.lengths, 1).astype(np.intp))

    @cached_property
    def _worked_before(self) -> Array:
        return working_days_before(self.country, self.first, add_months(self.start, self.months)).astype(float)

    @cached_property
    def working_days(self) -> list[int]:
        """Working days of each shown month."""
        return [int(days) for days in np.diff(self._worked_before[(self.edges - self.edges[0]).astype(np.intp)])]

    def whole_days(self, first_day: Array, end_day: Array) -> tuple[Array, Array]:
        """[first_day, end_day) widened to calendar days: a day counts when any part of it lies inside; shapes in, shapes out.

        Cut to the calendar, and empty (both the same) where the end lies before the beginning.
        """
        first = np.minimum(np.maximum(np.floor(first_day + 1e-9), self.edges[0]), self.end)
        return first, np.maximum(np.minimum(np.ceil(end_day - 1e-9), self.end), first)

    def worked_before(self, day: Array) -> Array:
        """Working days from the first shown month to whole days inside the calendar; any shape."""
        worked: Array = self._worked_before.take((day - self.edges[0]).astype(np.intp))
        return worked

    def working_days_in(self, first_day: Array, end_day: Array) -> Array:
        """Working days of each shown month inside whole days [first_day, end_day), shape of the arguments + (shown,)."""
        worked = self.worked_before(np.minimum(np.maximum(self.edges, first_day[..., None]), end_day[..., None]))
        return worked[..., 1:] - worked[..., :-1]

    def date(self, day: float) -> dt.date:
        """The calendar date of a day."""
        return self.start + dt.timedelta(days=math.floor(day + 1e-9))

    def month_of(self, day: float) -> str:
        """The month, as 2027-01, in which a day lies."""
        return self.date(day).isoformat()[:7]


@lru_cache(maxsize=256)
def calendar(start: dt.date, months: int, before: int, after: int, country: str) -> Calendar:
    """The calendar of a stretch of months, built once."""
    return Calendar(start, months, before, after, country)
