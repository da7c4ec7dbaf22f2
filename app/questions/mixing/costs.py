"""What revenue costs by channel: the plan's spend as a function of the revenue that each channel is to bring.

A channel's months have a shape that season and lags give (docs/model.md), so its spend is a function of one number, its revenue R:

    f(R) = k sum over months of L / (1 - L p / Z) + b R + F,  L = R a w

with a units of linear activity per money of revenue, w the month's share of them, p entries per unit, Z the ceiling, k money per unit,
b what people who carry stages cost per revenue, and F what it costs to be active at all. f is convex; its slope is what one more unit of
revenue costs. All of them are read off the engine's arrays. Axes: K lanes, C channels, T months shown.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.planner.funnel import funnel_of
from app.planner.inputs import Inputs
from app.planner.rounding import Array, Flags
from app.planner.scenario import Scenario
from app.planner.team import handled
from app.planner.timing import timing_of
from app.planner.workload import room_of, workload_of

Places = npt.NDArray[np.intp]

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
        rooms: the most revenue that ceiling and capacity leave the activity of each month by itself, (C, T).
    """

    slope: Array
    bends: Array
    shape: Array
    along: Array
    fixed: Array
    most: Array
    too_late: Flags
    by_ceiling: Flags
    rooms: Array

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

    @property
    def straight(self) -> Flags:
        """Channels in which one more unit costs the same at any revenue, (C,)."""
        flat: Flags = ~self.bends.any(axis=1) | (self.slope == 0)
        return flat

    def revenue_at(self, price: Array, low: Array, high: Array, near: Array | None = None) -> Array:
        """The most revenue of each channel before one more unit costs more than `price`, inside its bounds; (K,), (K, C) to (K, C).

        A channel whose every unit costs just the price stays at its lower bound. `near`, (K, C), is where to look first.
        """
        at_low, at_high = self.marginal(low) >= price[:, None], self.marginal(high) <= price[:, None]
        found = np.where(at_low, low, high)
        lane, channel = np.nonzero(~at_low & ~at_high)
        wanted = self.slope[channel] / (price[lane] - self.along[channel])
        start = (low if near is None else near)[lane, channel]
        found[lane, channel] = self._inverse(channel, np.sqrt(wanted), start, low[lane, channel], high[lane, channel])
        return found

    def _inverse(self, channel: Places, wanted: Array, start: Array, low: Array, high: Array) -> Array:
        """R at which the mean m of the months' 1 / (1 - aR)^2 has m^(-1/2) = wanted, each of its own channel, (n,) to (n,).

        m^(-1/2) falls with R and is concave, so that Newton's steps come down to R from above, whatever the start.
        """
        bends, shape, revenue = self.bends[channel], self.shape[channel], start
        going = np.arange(revenue.size)
        for turn in range(NEWTON_STEPS):
            left = 1 - revenue[going, None] * bends[going]
            part = shape[going] / (left * left)
            mean, rising = np.add.reduce(part, axis=-1), 2 * np.add.reduce(part / left * bends[going], axis=-1)
            step = revenue[going] + 2 * mean * (1 - np.sqrt(mean) * wanted[going]) / rising
            step = np.minimum(np.maximum(step, low[going]), high[going])
            close = (step >= revenue[going] * (1 - ENOUGH)) if turn else np.zeros(going.size, dtype=bool)
            revenue[going] = step
            going = going[~close]
            if not going.size:
                break
        return revenue

    def give(self, revenue: Array) -> Array:
        """How much more revenue a channel brings for one more unit of price, 1 / f''(R), (K, C) to the same; 0 for straight ones."""
        left = 1 - revenue[..., None] * self.bends
        rising = 2 * self.slope * np.add.reduce(self.shape / (left * left * left) * self.bends, axis=-1)
        bent = rising > 0
        found: Array = np.where(bent, 1 / np.where(bent, rising, 1.0), 0.0)
        return found


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
    load, linear = units[:, None] * shape, np.full(shape.shape, np.inf)
    most_by_ceiling = _within(bends, np.full(shape.shape, 1 - CLOSE))
    most = most_by_ceiling
    if within_capacity:
        room = np.broadcast_to(room_of(inputs, work.working_days)[0], shape.shape)
        bent = np.where(np.isfinite(room), room, 1.0) * (per_unit / ceiling)[:, None]
        linear = np.where(np.isfinite(room), room / (1 + bent), np.inf)
        most = np.minimum(most, _within(load, linear))
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
        rooms=np.where(open_still[:, None] & (shape > 0), np.minimum((1 - CLOSE) * ceiling[:, None] / per_unit[:, None], linear), 0.0)
        / units[:, None],
    )


def _within(load: Array, room: Array) -> Array:
    """The most revenue whose load of each month stays within its room, (C, T) to (C,)."""
    some = load > 0
    found: Array = np.minimum.reduce(np.where(some, room / np.where(some, load, 1.0), np.inf), axis=-1)
    return found
