"""What a mix would cost if each month could be mixed for itself: a lower bound of what other shares in other months could save.

A scenario's shares are the same in all months, so the best mix has one unknown a channel. Here each cell, a channel's activity of one
month, is free between nothing and what its ceiling and its capacity leave it, and the cells together bring the same revenue. At the least
spend one more unit of revenue then costs the same in every cell of every month that is not at a bound. Channels with fixed costs take part
where the best mix has them, and pay them whole, which keeps the rest convex; bounds of shares hold for a channel's months together.
Axes: K lanes, C channels, T months shown, n cells.
"""

from dataclasses import dataclass

import numpy as np

from app.planner.inputs import Inputs, compile_scenario
from app.planner.rounding import Array, Flags
from app.planner.scenario import Scenario
from app.planner.timing import timing_of
from app.questions.mixing.cheapest import Limits, least
from app.questions.mixing.costs import Costs
from app.questions.mixing.filling import least_of
from app.questions.mixing.mix import Mix
from app.questions.mixing.reach import curves_of

NONE_LEFT = 1e-9
"""Part of all room below which nothing is left."""


@dataclass(frozen=True)
class ByMonth:
    """What the revenue of the best mix would cost if each month could be mixed for itself.

    Attributes:
        months: the months of activity, as 2027-01.
        revenue: what the activity of each month brings, money, by channel and month.
        spend: what it costs, money, by channel and month, people in it where they are counted, fixed costs not.
        fixed: fixed costs of the channels that the best mix has, money.
        total: all that it costs, money.
        saved: how much less that is than the best mix, money.
        price: what one more unit of revenue costs, money per money; null where no more can be had.
        kept: the same total where what is begun in each month brings what it brings with the best mix, money; null where bounds of shares
            would be broken by it.
    """

    months: tuple[str, ...]
    revenue: Array
    spend: Array
    fixed: float
    total: float
    saved: float
    price: float | None
    kept: float | None


@dataclass(frozen=True)
class Cells:
    """Cost curves of channels in months: of revenue r a cell costs k r / (1 - r d) + b r, all (C, T).

    Attributes:
        slope: k, money per money far from the ceiling.
        bends: d, how far a unit of revenue takes the month to the ceiling; 0 without one.
        along: b, money per money for people who carry stages.
        most: the most revenue of the cell, money; 0 for one that does not take part.
        part: share of the channel's revenue that comes from the month's activity as the season has it.
    """

    slope: Array
    bends: Array
    along: Array
    most: Array
    part: Array

    def spend(self, revenue: Array) -> Array:
        """Money, (C, T) to (C, T)."""
        found: Array = revenue * (self.slope / (1 - revenue * self.bends) + self.along)
        return found


def by_month(scenario: Scenario, limits: Limits, mix: Mix) -> ByMonth:
    """The least spend for the revenue of the best mix with each month free, and with each month's own revenue kept.

    Args:
        scenario: whose channels.
        limits: as the mix was looked for.
        mix: the best mix of that scenario within these limits.
    """
    inputs = compile_scenario(scenario)
    costs = curves_of(scenario, inputs, limits)
    revenue = np.array([part.revenue for part in mix.parts])
    cells = cells_of(inputs, costs, ((revenue > 0) | (costs.fixed == 0)) & (limits.high > 0))
    own, fixed = revenue[:, None] * cells.part, float(costs.fixed[revenue > 0].sum())
    best, most = mix.spend + mix.people, np.maximum(cells.most, own)
    free, price = _within_bounds(cells, most, limits, mix.revenue)
    free = _as_the_season(cells, most, free)
    kept = cheapest_of(cells, most.T, own.sum(axis=0))[0].T
    over, under = _off(kept, limits, mix.revenue)
    spend, by_season = cells.spend(free), float(cells.spend(kept).sum()) + fixed
    total, calendar = float(spend.sum()) + fixed, inputs.calendar
    return ByMonth(
        months=tuple(calendar.labels),
        revenue=free,
        spend=spend,
        fixed=fixed,
        total=total,
        saved=max(best - total, 0.0),
        price=price if (most - free).sum() > NONE_LEFT * mix.revenue else None,
        kept=None if over.any() or under.any() else min(by_season, best),
    )


def cells_of(inputs: Inputs, costs: Costs, taking_part: Flags) -> Cells:
    """The curves of single months out of those of their channels, (C,) of which take part.

    A deal is worth the same in every month, but for recognised revenue, of which an early one earns more: a cell's revenue for its activity
    is then the channel's, times what its deals are worth beside the mean.
    """
    worth, some = _worth(inputs, costs), costs.shape > 0
    each = np.where(some, costs.shape, 1.0)
    usable = some & (worth > 0) & taking_part[:, None]
    beside = np.where(usable, worth, 1.0)
    return Cells(
        slope=costs.slope[:, None] / beside,
        bends=costs.bends / each / beside,
        along=costs.along[:, None] / beside,
        most=np.where(usable, costs.rooms * beside, 0.0),
        part=costs.shape * worth,
    )


def _worth(inputs: Inputs, costs: Costs) -> Array:
    """What deals from each month's activity are worth beside the channel's mean, (C, T)."""
    timing = timing_of(inputs)
    if timing.season.worth is None:
        return np.ones(costs.shape.shape)
    days = np.maximum(inputs.calendar.edges + timing.lag[..., None], timing.first_close[..., None])
    so_far, closed = timing.season.worth_of(days)[0], costs.shape * timing.left[0][:, None]
    earned = so_far[:, 1:] - so_far[:, :-1]
    found: Array = earned / np.where(closed > 0, closed, 1.0) / timing.worth[0][:, None]
    return np.where(closed > 0, found, 0.0)


def _off(revenue: Array, limits: Limits, total: float) -> tuple[Array, Array]:
    """By how much channels, (C, T), are above their largest share of the total and below their least, money, each (C,)."""
    had = np.add.reduce(revenue, axis=1)
    over = np.where(limits.high < 1, had - limits.high * total, 0.0)
    near = NONE_LEFT * total
    return np.where(over > near, over, 0.0), np.maximum(limits.low * total - had - near, 0.0)


def _within_bounds(cells: Cells, most: Array, limits: Limits, total: float) -> tuple[Array, float]:
    """Revenue of all cells, (C, T), that comes to a total for the least within bounds of shares, and what one more unit of it costs.

    Bounds are left aside at first. Then the channels that are beyond their largest shares are held at these, or those short of their least
    ones, whichever is more in sum, and what is left is spread anew: G. R. Bitran and A. C. Hax, Disaggregation and resource allocation
    using convex knapsack problems with bounded variables, Management Science 27, 1981. A channel that is held takes its share of one more
    unit, at its own price.
    """
    held, rest = np.full(len(most), np.nan), total
    while True:
        going = np.isnan(held)
        found, price = cheapest_of(cells, np.where(going[:, None], most, 0.0).reshape(1, -1), np.array([rest]))
        revenue = found.reshape(most.shape)
        over, under = (each * going for each in _off(revenue, limits, total))
        if not (over.any() or under.any()):
            break
        held = np.where(over > 0, limits.high, held) if over.sum() >= under.sum() else np.where(under > 0, limits.low, held)
        rest = total * (1 - float(np.nansum(held)))
    common = float(price[0])
    more = common
    for place in np.flatnonzero(~going):
        alone = Cells(*(getattr(cells, name)[[place]] for name in Cells.__dataclass_fields__))
        found, own = cheapest_of(alone, most[[place]], np.array([held[place] * total]))
        revenue[place] = found[0]
        more += float(held[place]) * (float(own[0]) - common) if held[place] else 0.0
    return revenue, more


def cheapest_of(cells: Cells, most: Array, wanted: Array) -> tuple[Array, Array]:
    """Revenue of cells, (K, n), that comes to each amount, (K,), for the least, and the price; n are all cells or one month's channels.

    Sorting settles it where a cell's cost is that of its activity alone; people who carry stages cost the same at any price, which no
    sorting has, and what costs nothing has no slope: then the price is narrowed down.
    """
    turned = (each.reshape(1, -1) if len(most) == 1 else each.T for each in (cells.slope, cells.bends, cells.along))
    slope, bends, along = turned
    wanted = np.minimum(wanted, np.add.reduce(most, axis=1))
    if (slope > 0).all() and not along.any():
        gain = 1 / slope
        found = least_of(gain, np.where(bends > 0, slope / np.where(bends > 0, bends, 1.0), np.inf), most, wanted)
        return found.gain, 1 / found.price
    lanes = [_narrowed(*lane) for lane in zip(slope, bends, along, most, wanted, strict=True)]
    return np.array([revenue for revenue, _ in lanes]), np.array([price for _, price in lanes])


def _narrowed(slope: Array, bends: Array, along: Array, most: Array, wanted: float) -> tuple[Array, float]:
    """The same for one amount, each cell as a channel of its own that has a single month."""
    none, ones = np.zeros(slope.size), np.ones(slope.size)
    closed = most <= 0
    costs = Costs(slope, bends[:, None], ones[:, None], along, none, most, closed, ~closed, most[:, None])
    found = least(costs, Limits(none, ones), np.array([wanted * (1 - 1e-15)]))
    return found.revenue[0], float(found.price[0])


def _as_the_season(cells: Cells, most: Array, revenue: Array) -> Array:
    """Months of a channel that cost the same at any revenue, in the season's proportions as far as there is room, rather than in turn."""
    level = cells.slope.max(axis=1) == cells.slope.min(axis=1)
    alike = (~cells.bends.any(axis=1) & level)[:, None] & (most > 0)
    rest, even = np.where(alike, revenue, 0.0).sum(axis=1), np.where(alike, 0.0, revenue)
    for _ in range(most.shape[1]):
        open_still = np.where(alike & (even < most), cells.part, 0.0)
        weight = open_still.sum(axis=1)
        given = np.minimum(open_still * (rest / np.where(weight > 0, weight, 1.0))[:, None], most - even)
        even, rest = even + given, rest - given.sum(axis=1)
        if not (rest > 1e-12 * revenue.sum()).any():
            break
    return even
