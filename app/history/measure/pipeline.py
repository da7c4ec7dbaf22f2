"""What is open now, by stage and age."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.history.measure.period import Period
from app.history.measure.tally import AGES
from app.history.measure.view import NOBODY, NONE, Positions, View
from app.history.measured import OpenStage

BOUNDS = (30, 90, 180, 365)
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Open:
    """The open buyers of a block.

    Attributes:
        who: their positions. stage: of each. age: days in it, AGES where unknown.
        priced: which of them have an amount; money: those amounts.
    """

    who: Positions
    stage: Positions
    age: NDArray[np.int32]
    priced: Positions
    money: NDArray[np.float64]


def still_open(seen: View, amounts: NDArray[np.float64], period: Period) -> Open:
    """Who is open; who is in a stage since an unknown day is as old as the last day that is known of them."""
    who = np.flatnonzero(~(seen.won | seen.lost) & (seen.reached < len(seen.days) - 1) & (seen.reached > NOBODY))
    stage = seen.reached[who].astype(np.intp)
    day = seen.days[stage, who]
    unknown = day == NONE
    if unknown.any():
        dated = seen.days[:, who[unknown]]
        day[unknown] = np.where(dated < NONE, dated, -1).max(axis=0)
    age = np.where(day < 0, AGES, np.minimum(period.as_of - day, AGES - 1)).astype(np.int32)
    money = amounts[who]
    priced = np.flatnonzero(~np.isnan(money))
    return Open(who, stage, age, priced, money[priced])


class Pipeline:
    """Open buyers counted by group, stage and age; the period of entry does not matter, they are all still to be worked on."""

    def __init__(self, groups: int, stages: int) -> None:
        self.shape = (groups, stages)
        self.ages: Counts = np.zeros((groups, stages, AGES + 1), np.int64)  # the last: of unknown age
        self.money: NDArray[np.float64] = np.zeros((groups, stages))

    def add(self, found: Open, group: Positions) -> None:
        """A block's open buyers."""
        groups, stages = self.shape
        cell = group[found.who] * stages + found.stage
        self.ages += np.bincount(cell * (AGES + 1) + found.age, minlength=self.ages.size).reshape(self.ages.shape)
        self.money += np.bincount(cell[found.priced], weights=found.money, minlength=groups * stages).reshape(self.shape)

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
