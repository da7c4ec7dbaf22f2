"""Who entered each stage on which day, by row, and who of them is still there: all that can be told without what became of the others.

A row is a value of the column that splits the buyers, or a group of values. Nothing here depends on the period that is asked about.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.history.measure.cells import ByDay, Cells
from app.history.measure.period import Period
from app.history.measure.view import NOBODY, Positions, View

AGES = 4_000
"""Ages in days that are told apart, eleven years; who goes on later is counted, with this age."""
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Number = TypeVar("Number", np.int64, np.float64)


class Census:
    """What adds up over blocks, for so many rows.

    Attributes:
        sizes: (rows) buyers. dayless: (rows) those without any day. money: (rows, stages) of the open ones, by the furthest stage.
    """

    def __init__(self, rows: int, stages: int) -> None:
        self.rows, self.stages = rows, stages
        self.sizes: Counts = np.zeros(rows, np.int64)
        self.dayless: Counts = np.zeros(rows, np.int64)
        self.money: Floats = np.zeros((rows, stages))
        self._entered = [ByDay(2 * rows) for _ in range(stages)]  # of each row those who went on or ended, and those who are still there
        self._late = ByDay(rows * stages)  # by the first stage with a day, where that is not the first of all
        self._unknown: Cells | None = None  # open for a time that nobody knows

    def add(self, seen: View, row: Positions, amounts: Floats, period: Period) -> None:
        """Count a block in."""
        self.sizes += np.bincount(row, minlength=self.rows)
        still = _still_in(seen)
        place, counted = (row * 2).astype(np.int32), 0
        for stage, (days, dated) in enumerate(zip(seen.days, seen.dated, strict=True)):
            here = still == stage
            who = slice(None) if seen.all_dated[stage] else np.flatnonzero(dated)
            inside = here[who]
            counted += int(np.count_nonzero(inside))
            self._entered[stage].add(place[who] + inside, days[who])
        if counted < np.count_nonzero(still >= 0):
            self._add_unknown(seen, still, row, period)
        self._add_money(still, row, amounts)
        if not seen.all_dated[0]:
            self._add_late(seen, row)

    def _add_unknown(self, seen: View, still: NDArray[np.int8], row: Positions, period: Period) -> None:
        """Who is in a stage since an unknown day is as old as the last day that is known of them; AGES where there is none."""
        who = np.flatnonzero(still >= 0)
        stage = still[who].astype(np.intp)
        unknown = ~seen.dated[stage, who]
        who, stage = who[unknown], stage[unknown]
        day = np.where(seen.dated[:, who], seen.days[:, who], -1).max(axis=0)
        age = np.where(day < 0, AGES, np.minimum(period.as_of - day, AGES - 1))
        self._unknown = self._unknown or Cells(self.rows, self.stages, AGES + 1)
        self._unknown.add((row[who] * self.stages + stage) * (AGES + 1) + age)

    def _add_money(self, still: NDArray[np.int8], row: Positions, amounts: Floats) -> None:
        who = np.flatnonzero((still >= 0) & (amounts == amounts))  # not so where it is NaN
        cell = row[who] * self.stages + still[who]
        self.money += np.bincount(cell, weights=amounts[who], minlength=self.money.size).reshape(self.money.shape)

    def _add_late(self, seen: View, row: Positions) -> None:
        late = np.flatnonzero(seen.first > 0)
        first = seen.first[late]
        dayless = first == self.stages
        there = late[dayless]
        self.dayless += np.bincount(row[there[seen.reached[there] > NOBODY]], minlength=self.rows)
        who = late[~dayless]
        self._late.add(row[who] * self.stages + first[~dayless], seen.anchor[who])

    def close(self) -> int:
        """Nobody else is coming; how many bytes it holds from now on."""
        tables = [each.all() for each in (*self._entered, self._late)]
        return sum(table.nbytes for table in (tables if self._unknown is None else [*tables, self._unknown.all()]))

    # -- what came of it

    def entered(self, stage: int, since: int, until: int) -> Counts:
        """(rows) entries into a stage on the days of a period."""
        found: Counts = self._entered[stage].between(since, until).reshape(self.rows, 2).sum(axis=1)
        return found

    def by_day(self, stage: int, first: int, days: int) -> Counts:
        """(days) entries into a stage, of all rows, from a first day on."""
        by_day, since = self._entered[stage].all().sum(axis=0, dtype=np.int64), self._entered[stage].since
        found = np.zeros(days, np.int64)
        low, high = max(since, first), min(since + len(by_day), first + days)
        if low < high:
            found[low - first : high - first] = by_day[low - since : high - since]
        return found

    def in_sight(self, stage: int, since: int, until: int, as_of: int, ages: int) -> Counts:
        """(rows, ages) entries into a stage on the days of a period, by how many days they are in sight."""
        entered = self._entered[stage].all().reshape(self.rows, 2, -1).sum(axis=1, dtype=np.int64)
        return by_days_in_sight(entered, self._entered[stage].since, (since, until), as_of, ages)

    def starts(self, period: Period) -> Counts:
        """(rows, stages + 1) buyers of a period by their first stage with a day; the last: none at all, only where nothing bounds it."""
        found = np.zeros((self.rows, self.stages + 1), np.int64)
        found[:, :-1] = self._late.between(period.since, period.until).reshape(self.rows, self.stages)
        found[:, 0] = self.entered(0, period.since, period.until)
        if not period.bounded:
            found[:, -1] = self.dayless
        return found

    def open_ages(self, period: Period) -> Counts:
        """(rows, stages, AGES + 1) buyers who are still in a stage, by the days since they entered it; the last: nobody knows."""
        found = np.zeros((self.rows, self.stages, AGES + 1), np.int64) if self._unknown is None else self._unknown.all().astype(np.int64)
        for stage, entered in enumerate(self._entered):
            still = entered.all().reshape(self.rows, 2, -1)[:, 1]
            found[:, stage, :AGES] += by_days_in_sight(still, entered.since, (entered.since, period.as_of), period.as_of, AGES)
        return found


def folded(counts: NDArray[Number], of_row: Positions, rows: int) -> NDArray[Number]:
    """Rows put together: what was counted of row r counts for `of_row[r]`."""
    found = np.zeros((rows, *counts.shape[1:]), counts.dtype)
    for row, numbers in zip(of_row.tolist(), counts, strict=True):
        found[row] += numbers
    return found


def by_days_in_sight(by_day: NDArray[np.int32] | Counts, first: int, period: tuple[int, int], as_of: int, ages: int) -> Counts:
    """What is counted by day, from a first day on, as counted by the days from then to `as_of`; the last age is for all longer ones."""
    low, high = max(period[0] - first, 0), max(period[1] - first + 1, 0)
    inside = by_day[:, low:high]
    age = as_of - first - low - np.arange(inside.shape[1])
    young = age < ages - 1
    found = np.zeros((len(by_day), ages), np.int64)
    found[:, age[young]] = inside[:, young]
    found[:, -1] = inside[:, ~young].sum(axis=1)
    return found


def _still_in(seen: View) -> NDArray[np.int8]:
    """The stage that each open buyer is in; below 0 for who has won, is lost, or had not come yet."""
    still = np.where(seen.won | seen.lost, np.int8(NOBODY), seen.reached)
    still[still == len(seen.days) - 1] = NOBODY
    return still
