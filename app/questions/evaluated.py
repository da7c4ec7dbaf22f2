"""Lanes that the engine has evaluated, and one figure to be read off them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.planner.engine import Outputs, Totals
from app.planner.formulas import people_cost
from app.planner.funnel import Funnel, funnel_of
from app.planner.pipeline import OnHand, on_hand
from app.planner.rounding import Array, Flags
from app.planner.scenario import Unit
from app.planner.timing import timing_of
from app.questions.turning import Lanes


class Evaluated:
    """Lanes with their totals, and what else is worked out only when an outcome asks for it."""

    def __init__(self, lanes: Lanes, totals: Totals, outputs: Outputs | None) -> None:
        self.lanes = lanes
        self.totals = totals
        self._outputs = outputs

    @property
    def outputs(self) -> Outputs:
        """The lanes by month; there where an outcome is `by_month`."""
        assert self._outputs is not None
        return self._outputs

    def stage_by_month(self, stage: int) -> Array:
        """Entries into a stage over all channels by month shown, (B, T)."""
        entries: Array = np.add.reduce(self.outputs.months.stages[:, :, stage], axis=1)
        return entries

    def activity_by_month(self, channels: Sequence[int]) -> Array:
        """Units of activity of some channels together by month shown, (B, T)."""
        units: Array = np.add.reduce(self.outputs.months.activity[:, list(channels)], axis=1)
        return units

    @cached_property
    def funnel(self) -> Funnel:
        """What rates and yields say."""
        return funnel_of(self.lanes.inputs) if self._outputs is None else self._outputs.funnel

    @cached_property
    def hand(self) -> OnHand:
        """The open pipeline."""
        return on_hand(self.lanes.inputs) if self._outputs is None else self._outputs.hand

    @cached_property
    def spend(self) -> Array:
        """Media and vendors, (B,); NaN where the plan knows none."""
        return known(np.add.reduce(self.totals.spend, axis=1), self.feasible & ~np.logical_or.reduce(self.totals.blocked, axis=1))

    @property
    def feasible(self) -> Flags:
        """Whether anything can close in time, (B,)."""
        return self.totals.feasible

    @property
    def won(self) -> Array:
        """New deals, (B,)."""
        won: Array = np.add.reduce(self.totals.deals, axis=1)
        return won

    @property
    def first_close(self) -> Array:
        """The first day on which each channel can still close a deal, from the first of the horizon, (B, C)."""
        timing = timing_of(self.lanes.inputs) if self._outputs is None else self._outputs.timing
        return timing.first_close

    @property
    def people(self) -> Array:
        """The present heads over the horizon, money, (B,)."""
        staff = self.lanes.staff
        return people_cost(staff.heads, staff.pay, self.lanes.inputs.calendar.months)


@dataclass(frozen=True)
class Outcome:
    """A figure of the plan that can be asked for.

    Attributes:
        pointer: where it stands in the plan, with positions in lists.
        unit: what it is counted in.
        by_month: whether it takes the lanes' months, which costs some twenty times as much as totals.
        read: a figure for each lane, (B,) or (1,).
    """

    pointer: str
    unit: Unit
    by_month: bool
    read: Callable[[Evaluated], Array]


def known(values: Array, where: Flags) -> Array:
    """Values where there are any, NaN elsewhere."""
    return np.where(where, values, np.nan)


def ratio(above: Array, below: Array) -> Array:
    """A quotient, NaN where there is none."""
    some = below > 0
    return np.where(some, above / np.where(some, below, 1.0), np.nan)
