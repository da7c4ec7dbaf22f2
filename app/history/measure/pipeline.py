"""What is open now, by stage and age."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.history.measure.census import AGES, Census, folded
from app.history.measure.period import Period
from app.history.measure.view import Positions
from app.history.measured import OpenStage

BOUNDS = (30, 90, 180, 365)
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Pipeline:
    """Open buyers by group and stage; the period of entry does not matter, they are all still to be worked on.

    Attributes:
        ages: (groups, stages, AGES + 1) by age in days; the last: of unknown age.
        money: (groups, stages) of those with an amount.
    """

    ages: Counts
    money: NDArray[np.float64]

    def stages(self, row: int | None, names: Sequence[str], stale_after: Sequence[float | None]) -> tuple[OpenStage, ...]:
        """The open stages of a group, or of all."""
        ages = self.ages.sum(axis=0) if row is None else self.ages[row]
        money = self.money.sum(axis=0) if row is None else self.money[row]
        return tuple(_open_stage(name, ages[at], float(money[at]), stale_after[at]) for at, name in enumerate(names))


def pipeline_of(census: Census, of_row: Positions, groups: int, period: Period) -> Pipeline:
    """What is open of each group; who is in a stage since an unknown day is as old as the last day that is known of them."""
    return Pipeline(folded(census.open_ages(period), of_row, groups), folded(census.money, of_row, groups))


def _open_stage(name: str, ages: Counts, money: float, stale_after: float | None) -> OpenStage:
    reached = np.concatenate([[0], np.cumsum(ages[:AGES])])
    edges = [0, *(int(reached[bound + 1]) for bound in BOUNDS), int(reached[AGES])]
    bins = tuple(after - before for before, after in pairwise(edges))
    stale = 0 if stale_after is None else int(reached[AGES] - reached[min(max(int(np.floor(stale_after)) + 1, 0), AGES)])
    first, second, third, fourth, fifth = bins
    return OpenStage(name, int(ages.sum()), money, (first, second, third, fourth, fifth), stale)
