"""What became of the buyers of a block who have a day in a stage, and of those who have not: the same for all periods."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.history.measure.period import Period
from app.history.measure.view import NONE, Flags, Positions, View

BACKWARDS = 3
"""Days by which a stage may come before the one it follows: days get lost between time zones and between tools."""
CONVERTED, LOST_THEN, CENSORED, UNDATED = range(4)
Days = NDArray[np.int32]
NOBODY = np.zeros(0, np.intp)


@dataclass(frozen=True)
class Some:
    """Some buyers with the day by which they belong to a period: of entry, mostly."""

    who: Positions
    day: Days

    def inside(self, since: int, period: Period) -> Positions | slice:
        """Which of them have their day in a period, and not before a day."""
        if not period.bounded and since <= period.since:
            return slice(None)
        return np.flatnonzero((self.day >= since) & (self.day <= period.until))


@dataclass(frozen=True)
class Ended:
    """Buyers of whom it is known what became of them and after how long: by the day of entry, with the cells of a tally they belong in.

    Attributes:
        age: by what became of them and at what age. window: by days in sight; None where the age is that.
    """

    some: Some
    age: Positions
    window: Positions | None


@dataclass(frozen=True)
class Fates:
    """Buyers on a way from a stage to another.

    Attributes:
        ended: went on, lost on a known day, and went on on an unknown day. lost_undated: lost on an unknown one.
        few_back, far_back: went on before entering, by few days and by many. skipped: went on past the next stage.
        patched: went on past the next stage, with a day in this one or not, by the day of going on.
        missing: who came as far as the stage, or further, without a day in it. went, gone: of these the day of going on, and whether they
            did, in days or words; start: their stage.
    """

    ended: tuple[Ended, ...]
    lost_undated: Some
    few_back: Some
    far_back: Some
    skipped: Some
    patched: Some
    missing: Positions
    went: Days
    gone: Flags
    start: NDArray[np.int8]


def fates_of(seen: View, row: Positions, start: NDArray[np.int8], to_stage: int, as_of: int, longest: int) -> Fates:
    """The fates of a block.

    Args:
        row: of each buyer, in the tally. start: the stage where each begins, or a single one for all.
        longest: ages from 0 that are told apart; later ones count as the last.
    """
    return _Way(seen, row, start, to_stage, as_of, longest).fates()


class _Way:
    def __init__(self, seen: View, row: Positions, start: NDArray[np.int8], to_stage: int, as_of: int, longest: int) -> None:
        self.seen, self.row, self.start, self.as_of, self.longest = seen, row, start, as_of, longest
        self.entry, self.dated, self.went, self.past = _of_way(seen, start, to_stage)
        self.gone = seen.reached >= to_stage

    def fates(self) -> Fates:
        seen, entry = self.seen, self.entry
        came, timed = self.dated & self.gone, self.went < NONE
        on = np.flatnonzero(came & timed)
        lag = self.went[on] - entry[on]
        few_back = far_back = NOBODY
        without = np.flatnonzero(came & ~timed)
        if len(lag) and lag.min() < 0:
            few_back, far_back = on[(lag < 0) & (lag >= -BACKWARDS)], on[lag < -BACKWARDS]
            without, on = np.concatenate([without, far_back]), on[lag >= -BACKWARDS]
            lag = lag[lag >= -BACKWARDS]
        over = np.flatnonzero(self.dated & seen.lost & ~self.gone)
        until_lost, lost_on = seen.lost_on[over] - entry[over], seen.lost_on[over]
        known = (until_lost >= -BACKWARDS) & (lost_on < NONE)
        skipped = self.past[self.dated[self.past]]
        missing = np.flatnonzero(~self.dated & (seen.reached >= self.start))
        ended = self._ended(on, CONVERTED, lag), self._ended(over[known], LOST_THEN, np.maximum(until_lost[known], 0))
        return Fates(
            (*ended, self._ended(without, UNDATED, None)), self._some(over[~known]), self._some(few_back), self._some(far_back),
            self._some(skipped), Some(self.past, self.went[self.past]), missing, self.went[missing], self.gone[missing],
            self.start if len(self.start) == 1 else self.start[missing],
        )  # fmt: skip

    def _some(self, who: Positions) -> Some:
        return Some(who, self.entry[who])

    def _ended(self, who: Positions, what: int, age: Days | None) -> Ended:
        """By age, or by days in sight where there is none."""
        entry, row = self.entry[who], self.row[who]
        window = np.minimum(self.as_of - entry, self.longest - 1)
        age = window if age is None else np.minimum(age, self.longest - 1)
        cell = (row * 4 + what) * (self.longest + BACKWARDS) + (age + BACKWARDS)
        return Ended(Some(who, entry), cell, None if what == UNDATED else row * self.longest + window)


def _of_way(seen: View, start: NDArray[np.int8], to_stage: int) -> tuple[Days, Flags, Days, Positions]:
    """Day in the first stage and whether there is one, the day of going on, and who passed the stage that should follow."""
    went, past = seen.went[to_stage - 1], seen.skipped[to_stage - 1]
    if len(start) != 1:
        begin = start.astype(np.intp), np.arange(len(start))
        return seen.days[begin], seen.dated[begin], went, past
    stage = int(start[0])
    return seen.days[stage], seen.dated[stage], went, past
