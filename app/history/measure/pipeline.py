"""What is open now, by stage and age."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.history.measure.period import Period
from app.history.measure.tally import AGES
from app.history.measure.view import NOBODY, NONE, Positions, View
from app.history.measured import OpenStage

BOUNDS = (30, 90, 180, 365)
Counts = NDArray[np.int64]


class Pipeline:
    """Open buyers counted by group, stage and age; the period of entry does not matter, they are all still to be worked on."""

    def __init__(self, groups: int, stages: int) -> None:
        self.shape = (groups, stages)
        self.ages: Counts = np.zeros((groups, stages, AGES + 1), np.int64)  # the last: of unknown age
        self.money: NDArray[np.float64] = np.zeros((groups, stages))

    def add(self, seen: View, group: Positions, amounts: NDArray[np.float64], period: Period) -> None:
        """A block's open buyers; who is in a stage since an unknown day is as old as the last day that is known of them."""
        who = np.flatnonzero(~(seen.won | seen.lost) & (seen.reached < len(seen.days) - 1) & (seen.reached > NOBODY))
        stage, of_group = seen.reached[who].astype(np.intp), group[who]
        day = seen.days[stage, who]
        unknown = day == NONE
        if unknown.any():
            dated = seen.days[:, who[unknown]]
            day[unknown] = np.where(dated < NONE, dated, -1).max(axis=0)
        age = np.where(day < 0, AGES, np.minimum(period.as_of - day, AGES - 1)).astype(np.intp)
        groups, stages = self.shape
        cell = of_group * stages + stage
        self.ages += np.bincount(cell * (AGES + 1) + age, minlength=self.ages.size).reshape(self.ages.shape)
        known = np.nan_to_num(amounts[who])
        self.money += np.bincount(cell, weights=known, minlength=groups * stages).reshape(self.shape)

    def stages(self, row: int | None, names: Sequence[str], stale_after: Sequence[float | None]) -> tuple[OpenStage, ...]:
        """The open stages of a group, or of all."""
        ages = self.ages.sum(axis=0) if row is None else self.ages[row]
        money = self.money.sum(axis=0) if row is None else self.money[row]
        return tuple(_open_stage(name, ages[at], float(money[at]), stale_after[at]) for at, name in enumerate(names))


def _open_stage(name: str, ages: Counts, money: float, stale_after: float | None) -> OpenStage:
    reached = np.concatenate([[0], np.cumsum(ages[:AGES])])
    edges = [0, *(int(reached[bound + 1]) for bound in BOUNDS), int(reached[AGES])]
    bins = tuple(after - before for before, after in pairwise(edges))
    stale = 0 if stale_after is None else int(reached[AGES] - reached[min(max(int(np.floor(stale_after)) + 1, 0), AGES)])
    first, second, third, fourth, fifth = bins
    return OpenStage(name, int(ages.sum()), money, (first, second, third, fourth, fifth), stale)
