"""Buyers counted by group, by what became of them and at what age; tallies of blocks add up, in memory that does not grow with buyers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.history.measure.period import EVER, Period
from app.history.measure.view import NONE, Positions, View

AGES = 4_000
"""Ages in days that are told apart, eleven years; who goes on later is counted, with this age."""
BACKWARDS = 3
"""Days by which a stage may come before the one it follows: days get lost between time zones and between tools."""
CONVERTED, LOST_THEN, CENSORED, UNDATED = range(4)
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Way:
    """From a stage to another, for each group its own where they differ (end to end, groups enter at different stages)."""

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

    @classmethod
    def empty(cls, groups: int, ages: int) -> "Conversion":
        """Nobody yet."""
        shapes = ((groups, 4, ages + BACKWARDS), (groups, ages), groups, (groups, 3), groups, (groups, 2), groups, groups)
        return cls(*(np.zeros(shape, np.int64) for shape in shapes))

    def add(self, seen: View, group: Positions, way: Way, period: Period, *, stage_dated: Sequence[bool]) -> None:
        """Count a block's buyers in."""
        same = bool((way.from_stage == way.from_stage[0]).all())
        start = way.from_stage[:1] if same else way.from_stage[group]
        entry, went, next_day = _of_way(seen, way, start)
        gone = seen.reached >= way.to_stage
        self._count_flow(went, group, way, period)
        some = entry < NONE if way.since <= EVER and not period.bounded else (entry >= way.since) & (entry <= period.until)
        self._count_timed(np.flatnonzero(some), seen, group, entry, went, gone, period)
        self._count_skipped(some, went, next_day, group)
        missing = np.flatnonzero((entry == NONE) & (seen.reached >= start))
        if len(missing):
            self._count_missing(missing, seen, group, way, start if same else start[missing], went, gone, period, stage_dated)

    def _count_flow(self, went: NDArray[np.int32], group: Positions, way: Way, period: Period) -> None:
        during = np.flatnonzero(went <= period.until)
        if way.since > EVER:
            during = during[went[during] >= way.since]
        self.flow += np.bincount(group[during], minlength=len(self.flow))

    def _count_timed(
        self, who: Positions, seen: View, group: Positions, entry: NDArray[np.int32], went: NDArray[np.int32], gone: NDArray[np.bool_],
        period: Period,
    ) -> None:  # fmt: skip
        """Those with a day of entry: first as though all were still open, then what is known to have become of some."""
        groups, longest = self.windows.shape
        width, everybody = longest + BACKWARDS, len(who) == len(group)
        of_group, window = (group, period.as_of - entry) if everybody else (group[who], period.as_of - entry[who])
        np.minimum(window, longest - 1, out=window)
        cell = of_group * (4 * width) + (window + (CENSORED * width + BACKWARDS))
        ended = np.flatnonzero(gone | seen.lost if everybody else (gone | seen.lost)[who])
        buyers, their_group = ended if everybody else who[ended], of_group[ended]
        what, age = self._ends(seen, buyers, their_group, entry[buyers], went[buyers], gone[buyers], window[ended])
        cell[ended] = (their_group * 4 + what) * width + age + BACKWARDS
        self.ages += np.bincount(cell, minlength=groups * 4 * width).reshape(self.ages.shape)
        timed = what < CENSORED
        in_sight = their_group[timed] * longest + window[ended][timed]
        self.windows += np.bincount(in_sight, minlength=groups * longest).reshape(self.windows.shape)

    def _ends(
        self, seen: View, buyers: Positions, group: Positions, entry: NDArray[np.int32], went: NDArray[np.int32], gone: NDArray[np.bool_],
        window: NDArray[np.int32],
    ) -> tuple[Positions, NDArray[np.int32]]:  # fmt: skip
        """What became of those who went on or were lost, and at what age; by days in sight where the day is unknown or makes no sense."""
        longest = self.windows.shape[1]
        lag, until_lost = went - entry, seen.lost_on[buyers] - entry
        timed = gone & (lag >= -BACKWARDS) & (went < NONE)
        lost_timed = ~gone & (until_lost >= -BACKWARDS) & (seen.lost_on[buyers] < NONE)
        age = np.where(timed, np.minimum(lag, longest - 1), np.where(lost_timed, np.clip(until_lost, 0, longest - 1), window))
        what = np.where(gone, np.where(timed, CONVERTED, UNDATED), np.where(lost_timed, LOST_THEN, CENSORED))
        self.lost_undated += np.bincount(group[what == CENSORED], minlength=len(self.lost_undated))
        behind = np.flatnonzero(gone & (lag < 0))
        backwards = group[behind] * 2 + (lag[behind] < -BACKWARDS)
        self.backwards += np.bincount(backwards, minlength=self.backwards.size).reshape(self.backwards.shape)
        return what, age

    def _count_missing(
        self, who: Positions, seen: View, group: Positions, way: Way, start: NDArray[np.int8], went: NDArray[np.int32],
        gone: NDArray[np.bool_], period: Period, stage_dated: Sequence[bool],
    ) -> None:  # fmt: skip
        """Those who came as far as the stage, or further, without a day in it.

        Who has an earlier stage dated and a later one, too, passed through, and counts from the day of going on. Who begins at a later
        stage never was in this one, unless the list has no days of it at all.
        """
        dated = np.array(stage_dated)[start]
        passed = (seen.first[who] < start) & dated & (went[who] < NONE)
        inside = (went[who] >= way.since) & (went[who] <= period.until)
        self._count_at_once(who[passed & inside], went, group, period)
        rest = ~passed & ((seen.first[who] < start) | ~dated | (seen.first[who] == len(seen.days)))
        self._count_untimed(who[rest], seen, group, gone, way, period)

    def _count_skipped(
        self, some: NDArray[np.bool_], went: NDArray[np.int32], following: NDArray[np.int32] | None, group: Positions
    ) -> None:
        if following is not None:
            over = some & (went < NONE) & (following == NONE)
            self.skipped += np.bincount(group[over], minlength=len(self.skipped))

    def _count_at_once(self, who: Positions, went: NDArray[np.int32], group: Positions, period: Period) -> None:
        groups, longest = self.windows.shape
        if len(who):
            window = np.minimum(period.as_of - went[who], longest - 1)
            self.windows += np.bincount(group[who] * longest + window, minlength=groups * longest).reshape(self.windows.shape)
            self.at_once += np.bincount(group[who], minlength=groups)

    def _count_untimed(self, who: Positions, seen: View, group: Positions, gone: NDArray[np.bool_], way: Way, period: Period) -> None:
        if len(who) and (period.bounded or way.since > period.since):
            day = seen.anchor[who]
            who = who[(day >= way.since) & (day <= period.until)]
        what = np.where(gone[who], 0, np.where(seen.lost[who], 1, 2))
        self.untimed += np.bincount(group[who] * 3 + what, minlength=self.untimed.size).reshape(self.untimed.shape)


def _of_way(seen: View, way: Way, start: NDArray[np.int8]) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32] | None]:
    """Each buyer's day in the first stage, the day of going on, and the day in the stage that should follow (None: to the last stage)."""
    last = len(seen.days) - 1
    if len(start) != 1:
        return seen.days[start.astype(np.intp), np.arange(len(start))], seen.days[way.to_stage], None
    stage = int(start[0])
    if way.to_stage == stage + 1 < last:
        return seen.days[stage], seen.went[stage], seen.days[way.to_stage]
    return seen.days[stage], seen.days[way.to_stage], None
