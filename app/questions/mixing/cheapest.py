"""The least spend for an amount of revenue, and the most revenue for a budget: channels at one price.

Least spend for revenue G is convex once it is settled which channels are active at all: revenue goes where one more unit of it costs least,
so that at the end one more unit costs the same in every channel that is not at a bound. Channels with fixed costs are tried active and not,
in every combination up to `SETS_LIMIT` of them, in one batch. Axes: K lanes, C channels.
"""

import itertools
import math
from dataclasses import dataclass

import numpy as np

from app.planner.rounding import Array, Flags
from app.questions.mixing.costs import Costs

SETS_LIMIT = 10
"""Channels with fixed costs that are tried active and not in every combination; beyond, they are dropped one by one, the dearest first."""
POINTS = 16
"""Prices tried at once in each round of narrowing a price down."""
ROUNDS = 14
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
    """The least spend that brings each amount of revenue, (K,), over all sets of active channels."""
    found: Least | None = None
    for sets in _sets(costs, limits):
        tried = _with_sets(costs, limits, wanted, sets)
        found = tried if found is None else _better(found, tried)
    assert found is not None  # there is always the set of all channels
    return found


def optional(costs: Costs, limits: Limits) -> list[int]:
    """Channels that cost something to be active at all, and may be left out."""
    return [int(place) for place in np.flatnonzero((costs.fixed > 0) & (limits.low == 0) & (costs.most > 0) & (limits.high > 0))]


def _sets(costs: Costs, limits: Limits) -> list[Flags]:
    """Which channels may be active, in every combination: batches of (S, C)."""
    free, every = optional(costs, limits), np.ones((1, costs.fixed.size), dtype=bool)
    if len(free) > SETS_LIMIT:
        dearest = sorted(free, key=lambda place: -costs.fixed[place])
        sets = np.repeat(every, len(free) + 1, axis=0)
        for number, place in enumerate(dearest, 1):
            sets[number:, place] = False
        return [sets]
    sets = np.repeat(every, 2 ** len(free), axis=0)
    for row, off in enumerate(itertools.product((False, True), repeat=len(free))):
        sets[row, free] = ~np.array(off, dtype=bool)
    return [sets[first : first + 128] for first in range(0, len(sets), 128)]


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
    high = np.where(active, np.minimum(limits.high * amounts[:, None], costs.most), 0.0)
    able = (low <= high).all(axis=1) & (high.sum(axis=1) >= amounts * (1 - 1e-12))
    revenue, price = _spread(costs, low, np.maximum(high, low), np.where(able, amounts, low.sum(axis=1)))
    spend = np.where(able, np.add.reduce(costs.spend(np.where(able[:, None], revenue, 0.0)), axis=1), np.inf)
    best = spend.reshape(len(wanted), -1).argmin(axis=1) + np.arange(len(wanted)) * len(sets)
    return Least(revenue[best], spend[best], price[best])


def _spread(costs: Costs, low: Array, high: Array, wanted: Array) -> tuple[Array, Array]:
    """Revenue of each channel that comes to `wanted` at one price, (K, C), and that price, (K,).

    The price is narrowed down between two at which too little and enough is brought; what still lies between those, the straight curves
    whose slope it is, is taken in proportion, so that the sum is met exactly.
    """
    slopes = np.concatenate([costs.marginal(low), costs.marginal(high)], axis=1)
    positive = np.where(slopes > 0, slopes, np.inf).min(axis=1)
    under = np.where(np.isfinite(positive), positive, 1.0) / 2
    over = np.maximum(slopes.max(axis=1), under) * 2
    less, more = low, costs.revenue_at(under, low, high)
    free = more.sum(axis=1) >= wanted  # what costs nothing more brings enough
    price_less, price_more = np.where(free, 0.0, under), np.where(free, under, over)
    less, more = np.where(free[:, None], low, more), np.where(free[:, None], more, high)
    for _ in range(ROUNDS):
        start = np.where(price_less > 0, price_less, price_more)
        with np.errstate(over="ignore"):
            tried = start[:, None] * (price_more / start)[:, None] ** (np.arange(1, POINTS + 1) / (POINTS + 1))
        shape = (len(wanted) * POINTS, low.shape[1])
        brought = costs.revenue_at(
            tried.ravel(), np.repeat(low, POINTS, axis=0).reshape(shape), np.repeat(high, POINTS, axis=0).reshape(shape)
        ).reshape(len(wanted), POINTS, -1)
        enough = (brought.sum(axis=2) >= wanted[:, None]) | free[:, None]
        first = np.where(enough.any(axis=1), enough.argmax(axis=1), POINTS)
        lane, held = np.arange(len(wanted)), ~free
        up, down = np.minimum(first, POINTS - 1), np.maximum(first - 1, 0)
        has_up, has_down = held & (first < POINTS), held & (first > 0)
        more, price_more = np.where(has_up[:, None], brought[lane, up], more), np.where(has_up, tried[lane, up], price_more)
        less, price_less = np.where(has_down[:, None], brought[lane, down], less), np.where(has_down, tried[lane, down], price_less)
        if (price_more - price_less <= 4e-16 * price_more)[held].all():
            break
    gap, left = (more - less).sum(axis=1), wanted - less.sum(axis=1)
    part = np.clip(np.where(gap > 0, left / np.where(gap > 0, gap, 1.0), 0.0), 0.0, 1.0)
    return less + part[:, None] * (more - less), np.where(free, 0.0, price_more)


def most_of(costs: Costs, limits: Limits) -> float:
    """The most revenue that any mix within the limits brings: the largest G with G <= sum of min(most, high G) and low G <= most."""
    by_low = np.where(limits.low > 0, costs.most / np.where(limits.low > 0, limits.low, 1.0), np.inf).min()
    top = min(float(by_low), float(costs.most.sum()))
    if not math.isfinite(top):
        finite = costs.most[np.isfinite(costs.most)]
        top = float(finite.sum()) / max(1 - float(limits.high[~np.isfinite(costs.most)].sum()), 1e-12) if len(finite) else 1e15
    low, high = 0.0, min(top, 1e15)
    for _ in range(200):
        middle = (low + high) / 2
        fits = np.minimum(costs.most, limits.high * middle).sum() >= middle
        low, high = (middle, high) if fits else (low, middle)
    return low


def bought(costs: Costs, limits: Limits, budget: float) -> float:
    """The most revenue whose least spend is within a budget, by Newton's steps at the price, kept inside a bracket that shrinks."""
    low, high = 0.0, most_of(costs, limits) * (1 - 1e-12)
    now = least(costs, limits, np.array([high]))
    if now.spend[0] <= budget:
        return high
    revenue = low
    for _ in range(MOST_STEPS):
        spend, price = float(now.spend[0]), float(now.price[0])
        step = revenue + (budget - spend) / price if price > 0 and math.isfinite(spend) else math.inf
        revenue = step if low < step < high else math.sqrt(max(low, CENT) * high) if high > 4 * max(low, CENT) else (low + high) / 2
        now = least(costs, limits, np.array([revenue]))
        if now.spend[0] <= budget:
            low = revenue
        else:
            high = revenue
        if high - low <= STANDS * high or abs(now.spend[0] - budget) <= STANDS * budget:
            break
    return low if now.spend[0] > budget * (1 + STANDS) else revenue
