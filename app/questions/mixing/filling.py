"""Water-filling: a budget over concave curves, exactly, by equal marginal return.

A curve gives r(x) = s x / (1 + x / h) for x of money: s a unit at first, half of that pace once 1 + x / h is the root of two, and never
more than s h in all. It is what a ceiling makes of a channel (docs/model.md); h is infinite where nothing bends. Its marginal return,
s / (1 + x / h)^2, equals a price p at x = h (sqrt(s / p) - 1): with u = 1 / sqrt(p) that is a straight line in u between a curve's bounds.
The money of all curves is then a sum of such lines, and the u at which it equals the budget is found by sorting their ends: n log n.

Source: the Karush-Kuhn-Tucker conditions of a separable concave problem; S. Boyd and L. Vandenberghe, Convex Optimization, example 5.2.
"""

from dataclasses import dataclass

import numpy as np

from app.planner.rounding import Array, Flags


@dataclass(frozen=True)
class Filled:
    """A budget spread over curves.

    Attributes:
        spend: money on each curve, (K, n).
        gain: what each brings, (K, n).
        price: marginal return of the last unit of money, (K,); 0 where every curve is at its upper bound.
    """

    spend: Array
    gain: Array
    price: Array


def gain_of(slope: Array, bend: Array, spend: Array) -> Array:
    """r(x) = s x / (1 + x / h); shapes broadcast."""
    gain: Array = slope * spend / (1 + spend / bend)
    return gain


def fill(slope: Array, bend: Array, low: Array, high: Array, budget: Array) -> Filled:
    """Spread each budget over its curves so that no unit of money would bring more elsewhere.

    Args:
        slope, bend: s > 0 and h > 0 (infinite for a straight line) of each curve, (K, n).
        low, high: the least and the most money on each, (K, n); `high` may be infinite for a curve that bends.
        budget: (K,), between the sums of `low` and `high`.

    Raises:
        ValueError: where a budget does not lie between those sums.
    """
    if (budget < low.sum(axis=1) * (1 - 1e-12)).any() or (budget > high.sum(axis=1) * (1 + 1e-12)).any():
        raise ValueError("a budget has to lie between the sums of the bounds")
    root = np.sqrt(slope)
    straight = np.isinf(bend)
    pace = np.where(straight, 0.0, np.where(straight, 0.0, bend) * root)
    starts = np.where(straight, 1 / root, (1 + low / bend) / root)
    ends = np.where(straight, 1 / root, (1 + high / bend) / root)
    jumps = np.where(straight, high - low, 0.0)
    at = _level(starts, ends, pace, jumps, budget - low.sum(axis=1))
    line = np.clip(pace * at[:, None] - np.where(straight, 0.0, bend), low, high)
    spend = np.where(straight, np.where(starts < at[:, None], high, low), line)
    spend = _with_rest(spend, straight & (starts == at[:, None]), low, high, budget)
    full = (spend >= high).all(axis=1)
    return Filled(spend, gain_of(slope, bend, spend), np.where(full, 0.0, at**-2.0))


def _level(starts: Array, ends: Array, pace: Array, jumps: Array, wanted: Array) -> Array:
    """The u at which the lines together have taken `wanted`, (K,): their ends in order, and the sum at each of them."""
    places = np.concatenate([starts, ends], axis=1)
    order = np.argsort(places, axis=1, kind="stable")
    places = np.take_along_axis(places, order, axis=1)
    paces = np.take_along_axis(np.concatenate([pace, -pace], axis=1), order, axis=1)
    leaps = np.take_along_axis(np.concatenate([jumps, np.zeros_like(jumps)], axis=1), order, axis=1)
    running = np.cumsum(paces, axis=1)
    reached = np.where(np.isfinite(places), places, 0.0)  # where a line has no end, nothing comes after
    steps = np.maximum(reached[:, 1:] - reached[:, :-1], 0.0)
    before = np.concatenate([np.zeros((len(wanted), 1)), np.cumsum(running[:, :-1] * steps + leaps[:, :-1], axis=1)], axis=1)
    segment = np.maximum((before <= wanted[:, None]).sum(axis=1) - 1, 0)
    lane = np.arange(len(wanted))
    left = wanted - before[lane, segment] - leaps[lane, segment]
    slope = running[lane, segment]
    further = np.where((left > 0) & (slope > 0), left / np.where(slope > 0, slope, 1.0), 0.0)
    level: Array = places[lane, segment] + further
    return level


def _with_rest(spend: Array, jumping: Flags, low: Array, high: Array, budget: Array) -> Array:
    """What rounding or a jump leaves: to the straight lines at the level, in turn, otherwise to the curves between their bounds."""
    spend = np.where(jumping, low, spend)
    rest = budget - spend.sum(axis=1)
    room = np.where(jumping, high - low, 0.0)
    taken = np.clip(rest[:, None] - (np.cumsum(room, axis=1) - room), 0.0, room)
    spend = spend + taken
    rest = budget - spend.sum(axis=1)
    between = (spend > low) & (spend < high) & ~jumping
    count = between.sum(axis=1)
    met: Array = np.clip(spend + np.where(between, (rest / np.maximum(count, 1))[:, None], 0.0), low, high)
    return met
