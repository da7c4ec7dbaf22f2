"""What revenue costs by channel: the plan's spend as a function of the revenue that each channel is to bring.

A channel's months have a shape that season and lags give (docs/model.md), so its spend is a function of one number, its revenue R:

    f(R) = k sum over months of L / (1 - L p / Z) + b R + F,  L = R a w

with a units of linear activity per money of revenue, w the month's share of them, p entries per unit, Z the ceiling, k money per unit,
b what people who carry stages cost per revenue, and F what it costs to be active at all. f is convex; its slope is what one more unit of
revenue costs. All of them are read off the engine's arrays. Axes: K lanes, C channels, T months shown.
"""

from dataclasses import dataclass

import numpy as np

from app.planner.funnel import funnel_of
from app.planner.inputs import Inputs
from app.planner.rounding import Array, Flags
from app.planner.scenario import Scenario
from app.planner.team import handled
from app.planner.timing import timing_of
from app.planner.workload import room_of, workload_of

CLOSE = 1e-9
"""How near to a ceiling a month may come: entries stay below (1 - CLOSE) of it."""
NEWTON_STEPS = 60
ENOUGH = 1e-14


@dataclass(frozen=True)
class Costs:
    """The cost curves of a scenario's channels.

    Attributes:
        slope: money per money of revenue far from any ceiling, k a, (C,).
        bends: how far a unit of revenue takes each month to the ceiling, a w p / Z, (C, T); 0 without one.
        shape: share of the activity in each month, w, (C, T).
        along: money per money of revenue for what does not bend, people who carry stages, b, (C,).
        fixed: money for being active at all, (C,).
        most: the most revenue that ceiling, capacity and time leave, (C,); infinite where nothing limits it.
        too_late: channels that can close nothing in time, (C,).
        by_ceiling: channels whose `most` is the ceiling's, (C,).
    """

    slope: Array
    bends: Array
    shape: Array
    along: Array
    fixed: Array
    most: Array
    too_late: Flags
    by_ceiling: Flags

    def spend(self, revenue: Array) -> Array:
        """f(R), money, (K, C) to (K, C); nothing for a channel that brings nothing."""
        left = 1 - revenue[..., None] * self.bends
        variable = revenue * (self.slope * np.add.reduce(self.shape / left, axis=-1) + self.along)
        found: Array = np.where(revenue > 0, variable + self.fixed, 0.0)
        return found

    def marginal(self, revenue: Array) -> Array:
        """f'(R): what one more unit of revenue costs, (K, C) to (K, C)."""
        left = 1 - revenue[..., None] * self.bends
        found: Array = self.slope * np.add.reduce(self.shape / (left * left), axis=-1) + self.along
        return found

    def revenue_at(self, price: Array, low: Array, high: Array) -> Array:
        """The revenue of each channel at which one more unit costs `price`, inside its bounds; (K,), (K, C), (K, C) to (K, C).

        Newton on (f')^(-1/2), which is all but straight up to the ceiling, kept inside a bracket that shrinks.
        """
        at_low, at_high = self.marginal(low) >= price[:, None], self.marginal(high) <= price[:, None]
        wanted = np.maximum(price[:, None] - self.along, np.finfo(float).tiny)
        below, above = low.copy(), high.copy()
        revenue = (below + above) / 2
        for _ in range(NEWTON_STEPS):
            slope, curve = self._slope_and_curve(revenue)
            under = slope < wanted
            below, above = np.where(under, revenue, below), np.where(under, above, revenue)
            with np.errstate(divide="ignore", invalid="ignore"):
                step = revenue + 2 * (np.sqrt(slope / wanted) - 1) * slope / -curve
            inside = (step > below) & (step < above)
            following = np.where(inside, step, (below + above) / 2)
            moved = np.abs(following - revenue) > ENOUGH * above
            revenue = following
            if not (moved & ~at_low & ~at_high).any():
                break
        return np.where(at_low, low, np.where(at_high, high, revenue))

    def _slope_and_curve(self, revenue: Array) -> tuple[Array, Array]:
        left = 1 - revenue[..., None] * self.bends
        part = self.shape / (left * left)
        return self.slope * np.add.reduce(part, axis=-1), 2 * self.slope * np.add.reduce(part / left * self.bends, axis=-1)


@dataclass(frozen=True)
class Labour:
    """What people cost by what they carry, at their pay for a full load, money: a unit of activity, an entry into a stage.

    Attributes:
        unit: (C,).
        entry: (N,).
    """

    unit: Array
    entry: Array


def labour_of(scenario: Scenario) -> Labour:
    """What the team's work costs a unit."""
    unit, entry = np.zeros(len(scenario.channels)), np.zeros(len(scenario.stages))
    for role in scenario.team:
        channels, stage = handled(scenario, role)
        pay = role.cost_per_month / role.load_per_head_per_month
        unit[list(channels)] += pay
        if stage is not None:
            entry[stage] += pay
    return Labour(unit, entry)


def costs_of(inputs: Inputs, *, within_capacity: bool, labour: Labour | None = None) -> Costs:
    """The cost curves of a single scenario.

    Args:
        inputs: one lane.
        within_capacity: whether what the team and the tools can do is a limit, or merely noted as the plan does.
        labour: what people cost a unit, where that is to be counted.
    """
    funnel, timing = funnel_of(inputs), timing_of(inputs)
    work = workload_of(inputs, timing)
    deals = (1 / (inputs.deal_value * timing.worth))[0]
    units = deals / (funnel.enters * funnel.per_unit)[0]
    paid, along = (inputs.unit_cost * funnel.paid_per_unit)[0], np.zeros_like(deals)
    if labour is not None:
        paid = paid + labour.unit
        along = deals * np.add.reduce(labour.entry * funnel.passes / funnel.to_deal[0], axis=-1)
    shape, ceiling, per_unit = work.shape[0], inputs.ceiling[0], funnel.per_unit[0]
    bends = (units * per_unit / ceiling)[:, None] * shape
    most_by_ceiling = _within(bends, np.full(shape.shape, 1 - CLOSE))
    most = most_by_ceiling
    if within_capacity:
        room = np.broadcast_to(room_of(inputs, work.working_days)[0], shape.shape)
        bent = np.where(np.isfinite(room), room, 1.0) * (per_unit / ceiling)[:, None]
        linear = np.where(np.isfinite(room), room / (1 + bent), np.inf)
        most = np.minimum(most, _within(units[:, None] * shape, linear))
    open_still = timing.open[0]
    return Costs(
        slope=paid * units,
        bends=bends,
        shape=shape,
        along=along,
        fixed=(inputs.fixed_cost * work.months)[0],
        most=np.where(open_still, most, 0.0),
        too_late=~open_still,
        by_ceiling=open_still & (most_by_ceiling <= most) & np.isfinite(most),
    )


def _within(load: Array, room: Array) -> Array:
    """The most revenue whose load of each month stays within its room, (C, T) to (C,)."""
    some = load > 0
    found: Array = np.minimum.reduce(np.where(some, room / np.where(some, load, 1.0), np.inf), axis=-1)
    return found
