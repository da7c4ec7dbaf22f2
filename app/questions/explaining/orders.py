"""Orders in which parts can be turned: all of them at once, or some, sampled; and what each part does in them on average.

Up to ten parts, every combination is a lane of one batch. Beyond, orders are sampled in pairs, one the reverse of the other. An order in
which some combination has no value, as when a ceiling is reached on the way, is left out.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.planner.rounding import Array, Flags
from app.questions.explaining.changed import Pair
from app.questions.outcomes import Outcome, read
from app.questions.progress import Progress
from app.questions.refused import refuse

PAIRS, FEWEST_PAIRS = 256, 4
"""Pairs of orders that are sampled beyond, at most and at least."""
LANES_AT_MOST = 65_536
RATES_AT_MOST = 50_000_000
"""Rates and yields of all lanes of the sampled orders; lanes of a figure by month count as MONTHS_COST."""
MONTHS_COST = 20
RATES_LIMIT = 200_000_000
"""The same of the fewest orders; what takes more is refused."""
RATES_AT_ONCE = 2**18
"""Rates and yields in one batch, so that memory does not grow with the number of orders."""
FEWEST_AT_ONCE = 48
"""Lanes in one batch, however much each takes: turning every part takes as long for a few as for many."""
Standing = Callable[[int, int], Flags]
"""Of some lanes, [first, last), which parts stand as after, (l, P)."""


@dataclass(frozen=True)
class Split:
    """Effects and standard errors, (P,), over so many orders, and the share of orders left out."""

    effects: Array
    errors: Array
    orders: int
    left_out: float


@dataclass(frozen=True)
class Asked:
    """Two scenarios, the figure as each has it, and who is told how far it is."""

    pair: Pair
    outcomes: tuple[Outcome, Outcome]
    progress: Progress

    @cached_property
    def cost(self) -> int:
        """What a lane takes: the rates and yields of the larger scenario, more for a figure by month."""
        rates = max(
            len(each.channels) * (len(each.stages) + max(len(channel.steps) for channel in each.channels))
            for each in (self.pair.first, self.pair.second)
        )
        return rates * (MONTHS_COST if self.outcomes[0].by_month else 1)

    @property
    def pairs(self) -> int:
        """Pairs of orders to sample: fewer of large scenarios and many parts, so that the work is bounded.

        Raises:
            QuestionRefused: "too_many_parts" where even the fewest are too much work.
        """
        parts = len(self.pair.parts)
        most = RATES_LIMIT // (2 * FEWEST_PAIRS * self.cost) - 1
        if parts > most:
            raise refuse("too_many_parts", "second", given=parts, up_to=most)
        lanes = min(LANES_AT_MOST, RATES_AT_MOST // self.cost)
        return max(min(PAIRS, lanes // (2 * (parts + 1))), FEWEST_PAIRS)

    def figures(self, count: int, after: Standing) -> Array:
        """The figure in each lane, (count,)."""
        values, at_once = np.empty(count), max(RATES_AT_ONCE // self.cost, FEWEST_AT_ONCE)
        for first in range(0, count, at_once):
            last = min(first + at_once, count)
            for mine, lanes in self.pair.lanes(after(first, last)):
                values[first:last][mine] = read(lanes, [self.outcomes[lanes.scenario is self.pair.second]])[:, 0]
            self.progress(last, count)
        return values


def _ways(valid: Flags, parts: int) -> Array:
    """In how many orders each combination, by its bits, can be come to over combinations that have a value; (2^P,)."""
    ways = np.zeros(len(valid))
    ways[0] = valid[0]
    sets = np.arange(len(valid))
    size = sum((sets >> part) & 1 for part in range(parts))
    for count in range(1, parts + 1):
        layer = sets[size == count]
        for part in range(parts):
            with_it = layer[(layer >> part) & 1 == 1]
            ways[with_it] += ways[with_it ^ (1 << part)]
        ways[layer] *= valid[layer]
    return ways


def exactly(asked: Asked) -> Split:
    """Over every order: each step of a part counts as often as orders lead over it."""
    parts = len(asked.pair.parts)
    sets = np.arange(2**parts)
    figures = asked.figures(len(sets), lambda first, last: (sets[first:last, None] >> np.arange(parts)) & 1 == 1)
    valid = ~np.isnan(figures)
    before = _ways(valid, parts)
    onwards = _ways(valid[::-1], parts)[::-1]
    orders = float(before[-1])
    if orders == 0:
        raise refuse("no_value_between", "outcome")
    known = np.where(valid, figures, 0.0)
    effects = np.empty(parts)
    for part in range(parts):
        without = sets[(sets >> part) & 1 == 0]
        weight = before[without] * onwards[without | (1 << part)] / orders
        effects[part] = math.fsum((weight * (known[without | (1 << part)] - known[without])).tolist())
    return Split(effects, np.zeros(parts), int(orders), 1 - orders / math.factorial(parts))


def sampled(asked: Asked, seed: int) -> Split:
    """Over sampled orders and their reverses."""
    parts = len(asked.pair.parts)
    pairs = asked.pairs
    # the ranks of raw bits: the same orders for one seed with every release of numpy, which its own shuffling does not promise
    orders = np.argsort(np.random.PCG64(seed).random_raw(pairs * parts).reshape(pairs, parts), axis=1, kind="stable")
    orders = np.stack([orders, orders[:, ::-1]], axis=1).reshape(2 * pairs, parts)
    turned_at = np.argsort(orders, axis=1)

    def after(first: int, last: int) -> Flags:
        order, turned = np.divmod(np.arange(first, last), parts + 1)
        found: Flags = turned_at[order] < turned[:, None]
        return found

    figures = asked.figures(2 * pairs * (parts + 1), after).reshape(2 * pairs, parts + 1)
    steps = np.take_along_axis(np.diff(figures, axis=1), turned_at, axis=1)
    whole = ~np.isnan(figures).any(axis=1)
    if not whole.any():
        raise refuse("no_value_between", "outcome")
    return of_pairs(steps.reshape(pairs, 2, parts), whole.reshape(pairs, 2))


def of_pairs(steps: Array, whole: Flags) -> Split:
    """Effects over the sampled orders that are whole, (K, 2), from the steps of each part in them, (K, 2, P).

    An order and its reverse go wrong in opposite ways, so what they are off together counts as one draw (the variance of a mean over
    clusters: W. G. Cochran, Sampling Techniques, 1977); where all are whole that is the error of the mean of the pairs' means.
    """
    count, clusters = int(whole.sum()), int(whole.any(axis=1).sum())
    there = whole[..., None]
    effects = np.where(there, steps, 0.0).sum(axis=(0, 1)) / count
    off = np.where(there, steps - effects, 0.0).sum(axis=1)
    spread = (off * off).sum(axis=0) * clusters / (clusters - 1) if clusters > 1 else np.full(len(effects), np.inf)
    return Split(effects, np.sqrt(spread) / count, count, 1 - float(whole.mean()))
