"""Buyers counted by group, by what became of them and at what age; tallies of blocks add up, in memory that does not grow with buyers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.history.measure.cells import Cells
from app.history.measure.census import AGES
from app.history.measure.fates import BACKWARDS, CENSORED, CONVERTED, LOST_THEN, UNDATED, Fates, Some
from app.history.measure.period import Period
from app.history.measure.view import NONE, Flags, Positions, View

__all__ = ["AGES", "BACKWARDS", "CENSORED", "CONVERTED", "LOST_THEN", "UNDATED", "Conversion", "Tally", "Way"]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Way:
    """From a stage to another, for each row its own where they differ (end to end, groups enter at different stages)."""

    from_stage: NDArray[np.int8]
    to_stage: int
    since: int


@dataclass
class Conversion:
    """What a way's buyers became; arrays have a row for each group.

    Attributes:
        ages: (groups, 4, ages + BACKWARDS) by CONVERTED, LOST_THEN, CENSORED, UNDATED (gone on, on an unknown day; by days in sight).
        windows: (groups, ages) days in sight of those whose ages are not: timed, or passed through (see `in_sight`).
        at_once: (groups) gone on without a day in the stage itself though they passed through it; no lag is known of them.
        untimed: (groups, 3) gone on, lost, open, of those who have no day and cannot be placed at an age.
        lost_undated: (groups) lost on an unknown day, among those counted CENSORED.
        backwards: (groups, 2) timed backwards by few days, and by many.
        skipped: (groups) gone on to a stage after the next one.
        flow: (groups) gone on in the period, whenever they entered.
    """

    ages: Counts
    windows: Counts
    at_once: Counts
    untimed: Counts
    lost_undated: Counts
    backwards: Counts
    skipped: Counts
    flow: Counts

    def in_sight(self) -> Counts:
        """(groups, ages) by days in sight, all who can be placed at an age."""
        return self.windows + self.ages[:, CENSORED, BACKWARDS:] + self.ages[:, UNDATED, BACKWARDS:]


class Tally:
    """Counts the fates of a way's buyers.

    Who is still open is not looked at: they are those who entered without those of whom it is known what became of them.
    """

    def __init__(self, way: Way, period: Period, ages: int) -> None:
        self.way, self.period, self.longest = way, period, ages
        self.rows = rows = len(way.from_stage)
        self.ages = Cells(rows, 4, ages + BACKWARDS)
        self.windows, self.passed = Cells(rows, ages), Cells(rows, ages)
        self.at_once, self.lost_undated, self.skipped, self.patched = (np.zeros(rows, np.int64) for _ in range(4))
        self.backwards, self.untimed = np.zeros((rows, 2), np.int64), np.zeros((rows, 3), np.int64)

    def add(self, seen: View, fates: Fates, row: Positions, stage_dated: Sequence[bool]) -> None:
        """Count a block's buyers in."""
        for ended in fates.ended:
            inside = ended.some.inside(self.way.since, self.period)
            self.ages.add(ended.age[inside])
            if ended.window is not None:
                self.windows.add(ended.window[inside])
        self._add(self.lost_undated, fates.lost_undated, row)
        self._add(self.backwards[:, 0], fates.few_back, row)
        self._add(self.backwards[:, 1], fates.far_back, row)
        self._add(self.skipped, fates.skipped, row)
        self._add(self.patched, fates.patched, row)
        if len(fates.missing):
            self._add_missing(fates, seen, row, stage_dated)

    def _add(self, numbers: Counts, some: Some, row: Positions) -> None:
        if len(some.who):
            numbers += np.bincount(row[some.who[some.inside(self.way.since, self.period)]], minlength=self.rows)

    def _add_missing(self, fates: Fates, seen: View, row: Positions, stage_dated: Sequence[bool]) -> None:
        """Those who came as far as the stage, or further, without a day in it.

        Who has an earlier stage dated and a later one, too, passed through, and counts from the day of going on. Who begins at a later
        stage never was in this one, unless the list has no days of it at all.
        """
        start, dated, first = fates.start, np.array(stage_dated)[fates.start], seen.first[fates.missing]
        passed = (first < start) & dated & (fates.went < NONE)
        inside = passed & (fates.went >= self.way.since) & (fates.went <= self.period.until)
        self._add_at_once(row[fates.missing[inside]], fates.went[inside])
        rest = ~passed & ((first < start) | ~dated | (first == len(seen.days)))
        self._add_untimed(fates.missing[rest], fates.gone[rest], seen, row)

    def _add_at_once(self, row: Positions, went: NDArray[np.int32]) -> None:
        self.passed.add(row * self.longest + np.minimum(self.period.as_of - went, self.longest - 1))
        self.at_once += np.bincount(row, minlength=self.rows)

    def _add_untimed(self, who: Positions, gone: Flags, seen: View, row: Positions) -> None:
        what = np.where(gone, 0, np.where(seen.lost[who], 1, 2))
        if len(who) and (self.period.bounded or self.way.since > self.period.since):
            inside = (seen.anchor[who] >= self.way.since) & (seen.anchor[who] <= self.period.until)
            who, what = who[inside], what[inside]
        self.untimed += np.bincount(row[who] * 3 + what, minlength=self.untimed.size).reshape(self.untimed.shape)

    def conversion(self, in_sight: Counts, flow: Counts) -> Conversion:
        """What was counted, together with who entered.

        Args:
            in_sight: (rows, ages) all who entered in the period, by days in sight since then.
            flow: (rows) entries into the stage that follows, on days of the period.
        """
        ages, windows = self.ages.all().astype(np.int64), self.windows.all().astype(np.int64)
        ages[:, CENSORED, BACKWARDS:] = in_sight - windows - ages[:, UNDATED, BACKWARDS:]
        return Conversion(
            ages, windows + self.passed.all(), self.at_once, self.untimed, self.lost_undated, self.backwards, self.skipped,
            flow + self.patched,
        )  # fmt: skip
