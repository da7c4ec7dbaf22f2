"""Lags of single buyers: where it was measured how they spread, the whole of it instead of the mean.

A conversion's spread is what equally many buyers took, scaled so that its mean is the conversion's lag. The lags of one buyer are taken for
independent of each other, so the days of a whole way, from the entry to the deal, are a sum of them: their shares are convolved day by day,
what lies between two whole days shared out so that every mean stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from app.planner.inputs import compile_scenario
from app.planner.rounding import Array
from app.planner.scenario import LAG_QUANTILES_LIMIT, Scenario

LONGEST = 16_384
"""Days beyond the shortest that are told apart: more than any horizon and all lags before it; what takes longer never closes in one."""

Known = Literal["means", "distributions", "mixed"]


@dataclass(frozen=True)
class Way:
    """Days that a way takes: F, how many have come by a day, and its integrals G and H, at whole days beyond the shortest.

    Attributes:
        shortest: days that nobody is quicker than.
        mean: days, on average.
        come: F from each whole day to the next, (D,); it stays at the last beyond.
        once: G, the integral of F, (D,).
        twice: H, the integral of G, (D,).
    """

    shortest: float
    mean: float
    come: Array
    once: Array
    twice: Array

    def waited(self, days: Array) -> Array:
        """G at some days: of one who entered each day until then, how many have come; shape in, shape out. It is straight between days."""
        place, over = self._place(days)
        found: Array = self.once.take(place) + self.come.take(place) * over
        return found

    def waited_twice(self, days: Array) -> Array:
        """H at some days; shape in, shape out."""
        place, over = self._place(days)
        found: Array = self.twice.take(place) + over * (self.once.take(place) + self.come.take(place) * over / 2)
        return found

    def _place(self, days: Array) -> tuple[npt.NDArray[np.intp], Array]:
        beyond = np.maximum(days - self.shortest, 0.0)
        place = np.minimum(beyond, self.come.size - 1).astype(np.intp)
        return place, beyond - place


@lru_cache(maxsize=64)
def way_of(lags: tuple[float, ...], spreads: tuple[tuple[float, ...], ...]) -> Way:
    """The way over conversions of these mean lags in days and these spreads, each a tuple of lags of equally many or empty: all alike."""
    shares, shortest = np.ones(1), 0.0
    for lag, spread in zip(lags, spreads, strict=True):
        taken = lag * _about_one(spread)
        shortest += float(taken[0])
        shares = _later(shares, taken - taken[0])
    come = np.add.accumulate(shares)
    once = np.append(0.0, np.add.accumulate(come[:-1]))
    twice = np.append(0.0, np.add.accumulate(once[:-1] + come[:-1] / 2))
    return Way(shortest, float(sum(lags)), come, once, twice)


def _about_one(spread: tuple[float, ...]) -> Array:
    """A spread over its mean, (n,); a single 1 where there is none."""
    values = np.array(spread or (1.0,))
    about: Array = values / (np.add.reduce(values) / values.size)
    return about


def _later(shares: Array, more: Array) -> Array:
    """Shares by whole days, (D,), after another lag that takes equally many of them so many days more, (n,)."""
    whole = np.minimum(more, LONGEST - 1).astype(np.intp)
    part = np.where(more < LONGEST, more - whole, 0.0)
    by_day = (np.bincount(whole, 1 - part, whole[-1] + 2) + np.bincount(whole + 1, part, whole[-1] + 2)) / more.size
    found = np.zeros(shares.size + by_day.size - 1)
    for day in np.flatnonzero(by_day).tolist():  # sums that every machine does alike
        found[day : day + shares.size] += by_day[day] * shares
    used = np.flatnonzero(found)
    return found[: min(int(used[-1]) + 1, LONGEST)]


def variation_of(spread: tuple[float, ...]) -> float:
    """Standard deviation of a spread over its mean."""
    about = _about_one(spread) - 1
    return float(np.sqrt(np.add.reduce(about * about) / about.size))


def spreads_of(scenario: Scenario) -> tuple[tuple[tuple[float, ...], ...], ...]:
    """The spread of every channel on every conversion, its own or the common one; empty where the mean alone is known."""
    plain = scenario.ordered_conversions
    found = []
    for channel in scenario.channels:
        own = [channel.conversions.get(conversion.from_stage) for conversion in plain]
        found.append(
            tuple((here.lag_quantiles if here is not None else ()) or common.lag_quantiles for here, common in zip(own, plain, strict=True))
        )
    return tuple(found)


def together(spreads: Sequence[tuple[float, ...]], weights: Array) -> tuple[float, ...]:
    """How lags spread over groups of buyers of these weights, each over its own mean; the spread itself where all have the same."""
    some = [(spread, weight) for spread, weight in zip(spreads, weights.tolist(), strict=True) if weight > 0]
    if len({spread for spread, _ in some}) < 2:
        return some[0][0] if some else ()
    values = np.concatenate([_about_one(spread) for spread, _ in some])
    shares = np.concatenate([np.full(len(spread or (1,)), weight / len(spread or (1,))) for spread, weight in some])
    order = np.argsort(values, kind="stable")
    reached = np.add.accumulate(shares[order])
    middles = (np.arange(LAG_QUANTILES_LIMIT) + 0.5) / LAG_QUANTILES_LIMIT * reached[-1]
    return tuple(values[order][np.searchsorted(reached, middles)].tolist())


def known_of(scenario: Scenario) -> Known:
    """What is known of the lags that buyers have between entry and deal: their means, their distributions, or of some the one."""
    lags, spreads = compile_scenario(scenario).lags[0], spreads_of(scenario)
    told = {
        bool(spreads[position][stage])
        for position, channel in enumerate(scenario.channels)
        for stage in range(scenario.stage_keys.index(channel.enters), lags.shape[1])
        if channel.share > 0 and lags[position, stage] > 0
    }
    return "mixed" if len(told) > 1 else "distributions" if True in told else "means"
