"""Inputs and outputs that go by steps: a month as what is wanted, or a day as what is looked for.

What is wanted holds over a whole stretch of the input then, not at one point of it. The answer is the place in the stretch nearest to now,
told together with where the stretch begins and ends.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.planner.rounding import Array, Flags
from app.questions.solving.followed import ACCEPTED
from app.questions.solving.rows import inside

Figures = Callable[[Array], Array]
"""Figures at points, (m,) to the same."""

PARTS = np.linspace(0, 1, 514)[1:-1]
ROUNDS = 24
THIN = 1e-12
"""Of the input: where a step is known that closely, it is known."""
DIGITS = 10
LEVEL = 1e-12


@dataclass(frozen=True)
class Stretch:
    """What came of it.

    Attributes:
        value: the place of the answer, or of the nearest that is reached.
        reached: the figure there, NaN where it has no value anywhere.
        exact: whether that is what was wanted.
        level: whether the figure is the same all over.
        beside: what stands at `value` where what was wanted is not reached, as `Found` has it.
        first, last: where the stretch begins and ends in which it is what was wanted; None where it is not reached.
        seen: how many stretches there are.
        rounds: batches evaluated.
    """

    value: float
    reached: float
    exact: bool
    level: bool
    beside: str
    first: float | None
    last: float | None
    seen: int
    rounds: int


class Rising:
    """A figure that goes by steps and never falls as its input rises, such as the last month that is too late by a lag."""

    def __init__(self, figures: Figures, low: float, high: float, now: float) -> None:
        self.low, self.high, self.now = low, high, now
        self._figures = figures
        self.rounds = 0
        self.lowest, self.standing, self.highest = self._at(np.array([low, now, high])).tolist()

    def _at(self, points: Array) -> Array:
        self.rounds += 1
        return self._figures(points)

    def _step(self, least: float) -> tuple[float, float]:
        """The two places between which the figure first is at least this: it is not yet at the one, and at the other it is."""
        below, above = self.low, self.high
        for _ in range(ROUNDS):
            if above - below <= THIN * max(abs(below), abs(above)):
                break
            points = inside(np.unique(_spread(below, above)), np.array([below]), np.array([above]))
            points = points[(points > below) & (points < above)]
            if not points.size:
                break
            over = self._at(points) >= least
            place = int(over.argmax()) if over.any() else len(points)
            below = float(points[place - 1]) if place else below
            above = float(points[place]) if place < len(points) else above
        return below, above

    def find(self, wanted: float) -> Stretch:
        """The place nearest to now where the figure is what is wanted."""
        if self.lowest == self.highest:
            exact = self.standing == wanted
            first, last = (self.low, self.high) if exact else (None, None)
            return Stretch(self.now, self.standing, exact, True, "", first, last, int(exact), self.rounds)
        if not self.lowest <= wanted <= self.highest:
            value, reached, beside = (self.low, self.lowest, "low") if wanted < self.lowest else (self.high, self.highest, "high")
            return Stretch(value, reached, False, False, beside, None, None, 0, self.rounds)
        before, first = (self.low, self.low) if self.lowest >= wanted else self._step(wanted)
        last = self.high if self.highest <= wanted else self._step(math.nextafter(wanted, math.inf))[0]
        if first > last:
            return self._jumped(wanted, before, first)
        begins, ends = self._plain(first, last, wanted), self._plain(last, first, wanted)
        value = min(max(self.now, begins), ends)
        return Stretch(value, wanted, True, False, "", begins, ends, 1, self.rounds)

    def _jumped(self, wanted: float, before: float, after: float) -> Stretch:
        """The nearer side of a step over what is wanted."""
        under, over = self._at(np.array([before, after])).tolist()
        value, reached = (before, under) if wanted - under <= over - wanted else (after, over)
        return Stretch(value, reached, False, False, "jump", None, None, 0, self.rounds)

    def _plain(self, end: float, other: float, wanted: float) -> float:
        """An end of the stretch in as many digits as a person would give it, still within the stretch: 41, and not 40.999999999999."""
        if end in (self.low, self.high, self.now) or end == 0:
            return end
        unit = 10.0 ** (math.floor(math.log10(abs(end))) - DIGITS + 1)
        inwards = math.ceil if other >= end else math.floor
        tried = np.array([float(f"{way(end / unit) * unit:.{DIGITS}g}") for way in (round, inwards)] + [end])
        fits = (self._at(np.clip(tried, self.low, self.high)) == wanted) & (tried >= self.low) & (tried <= self.high)
        return float(tried[int(fits.argmax())])


def _spread(below: float, above: float) -> Array:
    """Points between two: evenly, and closer together towards the smaller one where they lie far apart."""
    even = below + (above - below) * PARTS
    return even if below <= 0 or above < 8 * below else np.concatenate([even, np.geomspace(below, above, len(PARTS) + 2)[1:-1]])


def _run(same: Flags, place: int) -> tuple[int, int]:
    """The first and the last of the neighbours of a place that are the same as it."""
    other = np.flatnonzero(~same)
    before, after = other[other < place], other[other > place]
    return (int(before[-1]) + 1 if before.size else 0), (int(after[0]) - 1 if after.size else len(same) - 1)


def by_days(figures: Figures, wanted: float, low: float, high: float, now: float) -> Stretch:
    """The day nearest to now on which a figure is what is wanted: every day from `low` to `high` is looked at, in one batch."""
    days = np.arange(math.ceil(low), math.floor(high) + 1, dtype=float)
    found = figures(days)
    stands = int(np.abs(days - now).argmin())
    largest = float(np.nanmax(np.abs(found), initial=0.0))
    missed = np.where(np.isnan(found), np.inf, np.abs(found - wanted))
    fits = missed <= ACCEPTED * (abs(wanted) or np.nan_to_num(abs(found[stands])) or largest)
    level = not math.isnan(found[stands]) and bool(np.fmax.reduce(found) - np.fmin.reduce(found) <= LEVEL * largest)
    if fits.any():
        place = int(np.where(fits, np.abs(days - now), np.inf).argmin())
        first, last = _run(fits, place)
        seen = int(fits[0]) + int((fits[1:] & ~fits[:-1]).sum())
        return Stretch(float(days[place]), float(found[place]), True, level, "", float(days[first]), float(days[last]), seen, 1)
    place = stands if level or not np.isfinite(missed).any() else int(np.lexsort((np.abs(days - now), missed))[0])
    beside = "" if level or math.isnan(found[place]) else _beside(found, place, wanted)
    return Stretch(float(days[place]), float(found[place]), False, level, beside, None, None, 0, 1)


def _beside(found: Array, place: int, wanted: float) -> str:
    """What stands beside the nearest day."""
    first, last = _run(found == found[place], place)
    beside = [float(found[at]) for at in (first - 1, last + 1) if 0 <= at < len(found)]
    if any((each - wanted) * (found[place] - wanted) < 0 for each in beside):
        return "jump"
    if first == 0:
        return "low"
    if last == len(found) - 1:
        return "high"
    return "no_value" if any(map(math.isnan, beside)) else "turning_point"
