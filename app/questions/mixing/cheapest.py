"""The least spend for an amount of revenue, and the most revenue for a budget: channels at one price.

Least spend for revenue G is convex once it is settled which channels are active at all: revenue goes where one more unit of it costs least,
so that at the end one more unit costs the same in every channel that is not at a bound. Channels with fixed costs are tried active and not,
in every combination up to `SETS_LIMIT` of them, in one batch. Axes: K lanes, C channels.
"""

import math
from dataclasses import dataclass

import numpy as np

from app.planner.rounding import Array, Flags
from app.questions.mixing.costs import Costs
from app.questions.progress import Progress, quiet

SETS_LIMIT = 10
"""Channels with fixed costs that are tried active and not in every combination; beyond, they are dropped one by one, the dearest first."""
SETS_AT_ONCE = 32
EXACT = 4e-16
STANDS = 1e-13
MOST_STEPS = 100
CENT = 0.01
"""Revenue so small that what it costs is what it costs to be active at all."""


@dataclass(frozen=True)
class Limits:
    """Bounds of the shares, (C,); whether capacity is one as well, and whether people are counted with what is spent."""

    low: Array
    high: Array
    within_capacity: bool = True
    with_people: bool = False


@dataclass(frozen=True)
class Least:
    """The least spend of several amounts of revenue: revenue (K, C), spend and price (K,); spend is infinite where it is out of reach."""

    revenue: Array
    spend: Array
    price: Array


def least(costs: Costs, limits: Limits, wanted: Array) -> Least:
    """The least spend that brings each amount of revenue, (K,), over all sets of active channels.

    No set spends less on what moves with revenue than all channels together do. Sets come in the order of their fixed costs, so once these
    with that least are more than some set spends in all, no other one is looked at.
    """
    every = np.ones((1, costs.fixed.size), dtype=bool)
    sets, paid = _sets(costs, limits)
    if len(sets) < SETS_AT_ONCE:
        return _with_sets(costs, limits, wanted, np.concatenate([every, sets]))
    found = _with_sets(costs, limits, wanted, every)
    moving = found.spend - np.add.reduce(costs.fixed * (found.revenue > 0), axis=1)
    for first in range(0, len(sets), SETS_AT_ONCE):
        batch = slice(first, first + SETS_AT_ONCE)
        hopeful = (paid[batch, None] + moving < found.spend).any(axis=1)
        if not hopeful.any():
            break
        found = _better(found, _with_sets(costs, limits, wanted, sets[batch][hopeful]))
    return found


def optional(costs: Costs, limits: Limits) -> list[int]:
    """Channels that cost something to be active at all, and may be left out."""
    return [int(place) for place in np.flatnonzero((costs.fixed > 0) & (limits.low == 0) & (costs.most > 0) & (limits.high > 0))]


def sets_tried(costs: Costs, limits: Limits) -> int:
    """How many sets of active channels are tried for each amount."""
    free = len(optional(costs, limits))
    return 2**free if free <= SETS_LIMIT else free + 1


def _sets(costs: Costs, limits: Limits) -> tuple[Flags, Array]:
    """Which channels may be active where not all are, in every combination, (S, C), by what being active costs, (S,) money."""
    free = optional(costs, limits)
    count = len(free)
    if count > SETS_LIMIT:
        free.sort(key=lambda place: -costs.fixed[place])
        off = np.tri(count + 1, count, -1, dtype=bool)[1:]
    else:
        off = (np.arange(1, 2**count)[:, None] >> np.arange(count) & 1).astype(bool)
    sets = np.ones((len(off), costs.fixed.size), dtype=bool)
    sets[:, free] = ~off
    paid = np.add.reduce(np.where(sets[:, free], costs.fixed[free], 0.0), axis=1)
    order = np.argsort(paid, kind="stable")
    return sets[order], paid[order]


def _better(one: Least, other: Least) -> Least:
    cheaper = other.spend < one.spend
    return Least(
        np.where(cheaper[:, None], other.revenue, one.revenue),
        np.where(cheaper, other.spend, one.spend),
        np.where(cheaper, other.price, one.price),
    )


def _with_sets(costs: Costs, limits: Limits, wanted: Array, sets: Flags) -> Least:
    """Each amount with each set, the cheapest set of each amount taken."""
    amounts, active = np.repeat(wanted, len(sets)), np.tile(sets, (len(wanted), 1))
    low = np.where(active, limits.low * amounts[:, None], 0.0)
    share = np.where(limits.high < 1, limits.high, 2.0)  # who may have all of it is never stopped by its share
    high = np.where(active, np.minimum(share * amounts[:, None], costs.most), 0.0)
    able = (low <= high).all(axis=1) & (high.sum(axis=1) >= amounts * (1 - 1e-12))
    revenue, price = _spread(costs, low, np.maximum(high, low), np.where(able, amounts, low.sum(axis=1)))
    spend = np.where(able, np.add.reduce(costs.spend(np.where(able[:, None], revenue, 0.0)), axis=1), np.inf)
    best = spend.reshape(len(wanted), -1).argmin(axis=1) + np.arange(len(wanted)) * len(sets)
    price = price + _tied(costs, limits, revenue, amounts, price)
    return Least(revenue[best], spend[best], price[best])


def _tied(costs: Costs, limits: Limits, revenue: Array, wanted: Array, price: Array) -> Array:
    """What one more unit costs beyond the common price, because bounds of shares make some channels grow along with it, (K,).

    A channel at its bound b takes b of every further unit, at its own marginal cost f' in place of the price p: b (f' - p).
    """
    near = 1e-12 * wanted[:, None]
    at_low = (revenue > 0) & (limits.low > 0) & (revenue <= limits.low * wanted[:, None] + near)
    at_high = (revenue > 0) & (limits.high < 1) & (revenue >= limits.high * wanted[:, None] - near) & ~at_low
    bound = np.where(at_low, limits.low, np.where(at_high, limits.high, 0.0))
    tied: Array = np.add.reduce(bound * (costs.marginal(revenue) - price[:, None]), axis=1)
    return tied


def _spread(costs: Costs, low: Array, high: Array, wanted: Array) -> tuple[Array, Array]:
    """Revenue of each channel that comes to `wanted` at one price, (K, C), and that price, (K,).

    Revenue jumps at the prices of the straight channels; where the sum does not cross `wanted` in such a jump, it crosses it between two.
    """
    revenue, price, under, over = _by_jumps(costs, low, high, wanted)
    left = np.flatnonzero(np.isnan(price))
    if left.size:
        between = _between(costs, low[left], high[left], wanted[left], under[left], over[left])
        revenue[left], price[left] = between
    return revenue, price


def _by_jumps(costs: Costs, low: Array, high: Array, wanted: Array) -> tuple[Array, Array, Array, Array]:
    """What is settled at a bound or at a straight channel's price: revenue, and price (NaN where neither); else two prices around it."""
    cheapest, dearest = costs.marginal(low), costs.marginal(high)
    movable = high > low
    under, over = np.where(movable, cheapest, np.inf).min(axis=1), np.where(movable, dearest, -np.inf).max(axis=1)
    revenue, price = low.copy(), np.full(len(wanted), np.nan)
    for place in np.flatnonzero(costs.straight):
        at = cheapest[:, place]
        less = costs.revenue_at(at, low, high)
        more = np.where(costs.straight & (cheapest == at[:, None]), high, less)
        few, many = less.sum(axis=1), more.sum(axis=1)
        here = np.isnan(price) & (few <= wanted) & (wanted <= many)
        part = (wanted - few) / np.where(many > few, many - few, 1.0)
        revenue = np.where(here[:, None], less + part[:, None] * (more - less), revenue)
        price = np.where(here, at, price)
        under, over = np.where(many < wanted, np.maximum(under, at), under), np.where(few > wanted, np.minimum(over, at), over)
    full = np.isnan(price) & (wanted >= high.sum(axis=1))
    empty = np.isnan(price) & (wanted <= low.sum(axis=1))
    price = np.where(full, np.where(np.isfinite(over), over, 0.0), np.where(empty, np.where(np.isfinite(under), under, 0.0), price))
    return np.where(full[:, None], high, revenue), price, under, over


def _between(costs: Costs, low: Array, high: Array, wanted: Array, under: Array, over: Array) -> tuple[Array, Array]:
    """The same between two prices without a jump: Newton on price^(-1/2), in which curves are all but straight, inside a bracket."""
    revenue, price = low.copy(), np.sqrt(np.maximum(under, np.finfo(float).tiny)) * np.sqrt(over)
    under, over, going = under.copy(), over.copy(), np.arange(len(wanted))
    for _ in range(MOST_STEPS):
        now = costs.revenue_at(price[going], low[going], high[going], revenue[going])
        revenue[going] = now
        off = now.sum(axis=1) - wanted[going]
        short = off < 0
        under[going], over[going] = np.where(short, price[going], under[going]), np.where(short, over[going], price[going])
        inside = (now > low[going]) & (now < high[going])
        give = (costs.give(now) * inside).sum(axis=1)
        root = price[going] ** -0.5
        with np.errstate(divide="ignore", invalid="ignore"):
            step = (root + off * root**3 / (2 * give)) ** -2.0
        fits = (step > under[going]) & (step < over[going]) & (give > 0)
        following = np.where(fits, step, np.sqrt(under[going]) * np.sqrt(over[going]))
        done = (np.abs(off) <= EXACT * wanted[going]) | (over[going] - under[going] <= EXACT * over[going])
        price[going] = np.where(done, price[going], following)
        going = going[~done]
        if not going.size:
            break
    return _with_rest(costs, revenue, low, high, wanted), price


def _with_rest(costs: Costs, revenue: Array, low: Array, high: Array, wanted: Array) -> Array:
    """What rounding leaves goes to the channels between their bounds, by what each gives for the price."""
    give = costs.give(revenue) * ((revenue > low) & (revenue < high))
    total = give.sum(axis=1)
    part = (wanted - revenue.sum(axis=1)) / np.where(total > 0, total, 1.0)
    met: Array = np.minimum(np.maximum(revenue + give * part[:, None], low), high)
    return met


def most_of(costs: Costs, limits: Limits) -> float:
    """The most revenue that any mix within the limits brings: the largest G with G <= sum of min(most, high G) and low G <= most.

    The sum is concave in G, so Newton's steps come down to where the two meet; 1e15 where they never do.
    """
    floors = np.where(limits.low > 0, costs.most / np.where(limits.low > 0, limits.low, 1.0), np.inf)
    most = min(float(floors.min()), 1e15)
    for _ in range(costs.most.size + 1):
        full = costs.most <= limits.high * most
        rest = 1 - float(limits.high[~full].sum())
        if rest <= 1e-12:  # shares that are 1 but for rounding are 1
            break
        less = float(costs.most[full].sum()) / rest
        if less >= most:
            break
        most = less
    return most


def bought(costs: Costs, limits: Limits, budget: float, progress: Progress = quiet) -> float:
    """The most revenue whose least spend is within a budget, by Newton's steps at the price, kept inside a bracket that shrinks."""
    low, high = 0.0, most_of(costs, limits) * (1 - 1e-12)
    now = least(costs, limits, np.array([high]))
    if now.spend[0] <= budget:
        return high
    revenue = low
    for _ in range(MOST_STEPS):
        progress(0, 0)
        spend, price = float(now.spend[0]), float(now.price[0])
        step = revenue + (budget - spend) / price if price > 0 and math.isfinite(spend) else math.inf
        revenue = step if low < step < high else math.sqrt(max(low, CENT) * high) if high > 4 * max(low, CENT) else (low + high) / 2
        now = least(costs, limits, np.array([revenue]))
        if now.spend[0] <= budget:
            low = revenue
        else:
            high = revenue
        spent = abs(now.spend[0] - budget) <= STANDS * budget and now.price[0] > 0  # what costs nothing is had to its end
        if high - low <= STANDS * high or spent:
            break
    return low if now.spend[0] > budget * (1 + STANDS) else revenue
