"""Water-filling: a budget over concave curves, or an amount out of them, exactly, by equal marginal return.

A curve gives r(x) = s x / (1 + x / h) for x of money: s a unit at first, half of that pace once 1 + x / h is the root of two, and never
more than s h in all. It is what a ceiling makes of a channel (docs/model.md); h is infinite where nothing bends. Its marginal return,
s / (1 + x / h)^2, equals a price p at x = h (sqrt(s / p) - 1): with u = 1 / sqrt(p) that is a straight line in u between a curve's bounds.
The money of all curves is then a sum of such lines, and the u at which it equals the budget is found by sorting their ends: n log n.
What a curve brings at that price, h sqrt(s) (sqrt(s) - sqrt(p)), is a line too, in - sqrt(p), so that an amount is had the same way.

Source: the Karush-Kuhn-Tucker conditions of a separable concave problem; S. Boyd and L. Vandenberghe, Convex Optimization, example 5.2.
"""

from dataclasses import dataclass

import numpy as np

from app.planner.rounding import Array, Flags

ROUNDING = 1e-15
"""How far from its budget a sum may be, as a part of it, without being put right."""


@dataclass(frozen=True)
class Filled:
    """A budget spread over curves.

    Attributes:
        spend: money on each curve, (K, n).
        gain: what each brings, (K, n).
        price: marginal return of the last unit of money, (K,); 0 where a budget has every curve at its upper bound.
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
    least, ended = np.add.reduce(low, axis=1), np.isfinite(high).any()
    if not (budget >= least * (1 - 1e-12)).all() or (ended and (budget > np.add.reduce(high, axis=1) * (1 + 1e-12)).any()):
        raise ValueError("a budget has to lie between the sums of the bounds")
    root, straight, wanted = np.sqrt(slope), np.isinf(bend), np.maximum(budget - least, 0.0)
    if straight.any():
        pace = np.where(straight, 0.0, bend) * root
        starts, ends = (np.where(straight, 1.0, bound + bend) / np.where(straight, root, pace) for bound in (low, high))
        spend, level = _with_straight(starts, ends, pace, np.where(straight, 0.0, bend), low, high, wanted, straight)
    else:
        pace = bend * root
        level = _level((low + bend) / pace, (high + bend) / pace if ended else None, pace, wanted)
        spend = np.minimum(np.maximum(pace * level[:, None] - bend, low), high)
    spend = _with_rest(spend, low, high, budget)
    price = 1 / (level * level)
    if ended:
        price[np.logical_and.reduce(spend >= high, axis=1)] = 0.0
    return Filled(spend, gain_of(slope, bend, spend), price)


def least_of(slope: Array, bend: Array, most: Array, gain: Array) -> Filled:
    """Have each amount from its curves for the least money.

    Args:
        slope, bend: s > 0 and h > 0 (infinite for a straight line) of each curve, (K, n).
        most: the most that is had from each, below s h, (K, n).
        gain: what they bring together, (K,), from 0 to the sums of `most`.
    """
    root, straight = np.sqrt(slope), np.isinf(bend)
    pace = np.where(straight, 0.0, bend) * root
    low, high = np.zeros(most.shape), np.minimum(most, 2 * gain[:, None])  # who may bring all of it is never stopped by its end
    ends = np.where(straight, 0.0, most / np.where(straight, 1.0, pace)) - root
    if straight.any():
        had, level = _with_straight(-root, ends, pace, -pace * root, low, np.where(straight, high, most), gain, straight)
    else:
        level = _level(-root, ends, pace, gain)
        had = np.minimum(np.maximum(pace * (level[:, None] + root), low), most)
    had = _with_rest(had, low, most, gain)
    spend = had / (slope * (1 - had / (slope * bend)))
    return Filled(spend, had, level * level)


def _with_straight(
    starts: Array, ends: Array, pace: Array, shift: Array, low: Array, high: Array, wanted: Array, straight: Flags
) -> tuple[Array, Array]:
    """What is on each curve, and the level, where some are straight: these have no pace, but jump from bound to bound at their price."""
    level = _level(starts, ends, pace, wanted, np.where(straight, high - low, 0.0))
    line = np.minimum(np.maximum(pace * level[:, None] - shift, low), high)
    found = np.where(straight, np.where(starts < level[:, None], high, low), line)
    room = np.where(straight & (starts == level[:, None]), high - low, 0.0)  # lines at the level take what is left in turn
    rest = (wanted - np.add.reduce(found - low, axis=1))[:, None] - (np.add.accumulate(room, axis=1) - room)
    return found + np.minimum(np.maximum(rest, 0.0), room), level


def _level(starts: Array, ends: Array | None, pace: Array, wanted: Array, jumps: Array | None = None) -> Array:
    """The u at which the lines together have taken `wanted`, (K,): their ends in order, and the sum at each of them.

    `ends` is left out where no line has one, `jumps` where none jumps.
    """
    places, paces = starts, pace
    if ends is not None:
        places, paces = np.concatenate([starts, ends], axis=1), np.concatenate([pace, -pace], axis=1)
    first = np.arange(len(wanted)) * places.shape[1]  # of each lane, among all places in a row
    order = places.argsort(axis=1) + first[:, None]
    places, running = places.take(order), np.add.accumulate(paces.take(order), axis=1)
    taken = _taken(places, running, never=None if ends is None else np.isinf(places))
    leaps = None if jumps is None else np.concatenate([jumps, np.zeros(jumps.shape)], axis=1).take(order)
    if leaps is not None:
        taken[:, 1:] += leaps[:, :-1]
    before = np.add.accumulate(taken, axis=1)
    last = first + (np.add.reduce(before <= wanted[:, None], axis=1) - 1)
    left, slope = wanted - before.take(last), running.take(last)
    if leaps is not None:
        left = np.maximum(left - leaps.take(last), 0.0)
    level: Array = np.divide(left, slope, out=np.zeros(left.shape), where=slope > 0) + places.take(last)
    return level


def _taken(places: Array, running: Array, never: Flags | None) -> Array:
    """What the lines take on the way to each place from the one before, at the pace that they have together there, (K, m)."""
    taken = np.zeros(places.shape)
    if never is None or not never[:, -1].any():
        np.multiply(running[:, :-1], places[:, 1:] - places[:, :-1], out=taken[:, 1:])
        return taken
    with np.errstate(invalid="ignore"):  # from one end that never comes to the next
        np.multiply(running[:, :-1], places[:, 1:] - places[:, :-1], out=taken[:, 1:])
    taken[never] = np.inf
    return taken


def _with_rest(spend: Array, low: Array, high: Array, budget: Array) -> Array:
    """What rounding leaves, where it is worth it, spread over the curves that are between their bounds."""
    rest = budget - np.add.reduce(spend, axis=1)
    off = np.abs(rest) > ROUNDING * budget
    if not off.any():
        return spend
    between = (spend > low) & (spend < high)
    share = np.where(off, rest, 0.0) / np.maximum(np.add.reduce(between, axis=1), 1)
    met: Array = np.minimum(np.maximum(spend + between * share[:, None], low), high)
    return met
