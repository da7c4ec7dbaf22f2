"""Running: some lanes of drawn inputs run forward at once, with the luck of single buyers and single deals.

How many buyers go on is binomial at every stage; what a deal is worth varies from one to the next. A lag is taken at its mean, or where the
scenario has its spread, buyer by buyer: that moves deals between months, and some beyond the horizon. Luck belongs to seed, source and
month, so that two scenarios, or two multiples of one activity, have the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from app.planner.inputs import Inputs
from app.planner.rounding import Array
from app.planner.scenario import MONTHS_LIMIT
from app.questions.odds.activity import Activity
from app.questions.odds.coming import SPECK, shares_of
from app.questions.odds.draws import MOST, stream, uniform
from app.questions.odds.exact import normal_quantile
from app.questions.odds.flows import Flow, flows_of
from app.questions.odds.single_deals import worth_of
from app.questions.odds.thinning import thinned

DUST = 1e-9
"""Share of a number, or of the goal, by which it may fall short through rounding alone."""


class Luck:
    """The quantiles of some lanes: each source, month and lane has its place in a stream, whichever others are asked for beside it."""

    def __init__(self, seed: int, first: int, count: int) -> None:
        self._seed, self._first, self.count = seed, first, count

    def of(self, name: str) -> Callable[[int], Array]:
        """Quantiles by month, (B,), for rising months."""
        bits = stream(self._seed, name)
        used = 0

        def at(month: int) -> Array:
            nonlocal used
            place = month * MOST + self._first
            bits.advance(place - used)
            used = place + self.count
            return uniform(bits, self.count)

        return at


class Run:
    """Lanes that are run forward at once."""

    def __init__(self, held: Activity, inputs: Inputs, luck: Luck) -> None:
        self._held, self._inputs, self._luck = held, inputs, luck

    def at(self, multiple: float) -> tuple[Array, Array]:
        """Deals by the month of their close and revenue by month, both (M, B)."""
        months = self._inputs.calendar.months
        deals, value, squares = (np.zeros((months, self._luck.count)) for _ in range(3))
        flows = list(flows_of(self._held, self._inputs, multiple))
        counted: list[dict[int, Array]] = []
        varies = self._held.scenario.deal.variation > 0
        for flow in flows:
            square = flow.value * flow.value
            counted.append({})
            for month, won in self._closed(flow):
                deals[month] += won
                value[month] += won * flow.value
                if varies:
                    squares[month] += won * square
                if flow.earned is not None:
                    counted[-1][month] = counted[-1].get(month, 0.0) + won
        worth = self._worth(value, squares) if varies else None
        return deals, _revenue(flows, counted, value, worth)

    def _closed(self, flow: Flow) -> Iterator[tuple[int, Array]]:
        """Deals of one source, (B,), by the month of their close, where there are any; a month may come more than once."""
        if flow.coming is None:
            yield from self._won(flow)
            return
        luck, edges = self._luck.of(f"{flow.name}/close"), self._inputs.calendar.horizon_edges
        for stretch, won in self._won(flow):
            yield from _spread(won, shares_of(flow.coming, stretch, edges), partial(_of_stretch, luck, stretch))

    def _won(self, flow: Flow) -> Iterator[tuple[int, Array]]:
        """Deals of one source, (B,), by the month of their close, or the stretch of their entry, where there are any."""
        fails = np.log1p(-np.minimum(flow.chance, 0.5))
        luck = self._luck.of(flow.name)
        for month, trials in self._whole(flow):
            yield month, thinned(luck(month), trials, flow.chance, fails)

    def _whole(self, flow: Flow) -> Iterator[tuple[int, Array]]:
        """Whole trials, (B,), by month: the running number is rounded up or down by the luck of the lane, which keeps every mean."""
        part = self._luck.of(f"{flow.name}/part")(0)
        running, before = np.zeros(1), np.zeros(1)
        for month, trials in enumerate(flow.trials):
            if trials.any():
                running = running + trials
                near = np.rint(running)
                now = np.floor(np.where(np.abs(running - near) < DUST * np.maximum(near, 1.0), near, running) + part)
                yield month, now - before
                before = now

    def _worth(self, value: Array, squares: Array) -> Array:
        """What the single deals of a month are worth over what they are on average, (M, B).

        A sum of N values of mean v and coefficient of variation c has mean N v and variance c^2 N v^2; how it is drawn, see
        `odds/single_deals.py`.
        """
        variation = self._held.scenario.deal.variation
        worth = np.ones_like(value)
        luck = self._luck.of("deal/value")
        for month in range(len(value)):
            some = value[month] > 0
            total = np.where(some, value[month], 1.0)
            square = np.where(some, variation * variation * squares[month] / (total * total), 1.0)
            worth[month] = np.where(some, worth_of(variation, square, normal_quantile(luck(month))), 1.0)
        return worth


def _of_stretch(luck: Callable[[int], Array], stretch: int, month: int) -> Array:
    """The luck of those of a stretch who may close in a month: both rise."""
    return luck(stretch * MONTHS_LIMIT + month)


def _spread(won: Array, shares: Array, luck: Callable[[int], Array]) -> Iterator[tuple[int, Array]]:
    """Deals, (B,), over the months in which they close, by the shares of each, (M, B) or (M, 1): a multinomial, drawn month by month.

    Of those who have not closed before, each closes in a month with its share over what is left of all. The rest closes before the horizon
    or after it. More who are won never make fewer by any month.
    """
    left, open_share = won, np.ones(1)
    for month, share in enumerate(shares):
        if not (share > SPECK).any() or not left.any():
            continue
        now = thinned(luck(month), left, np.minimum(share / np.maximum(open_share, SPECK), 1.0))
        yield month, now
        left, open_share = left - now, open_share - share


def _revenue(flows: Sequence[Flow], counted: Sequence[Mapping[int, Array]], value: Array, worth: Array | None) -> Array:
    """Revenue by month, (M, B): at the close, or as it is earned."""
    if not flows or flows[0].earned is None:
        return value if worth is None else value * worth
    revenue = np.zeros_like(value)
    for flow, by_close in zip(flows, counted, strict=True):
        assert flow.earned is not None  # a measure holds for all flows
        for close, won in by_close.items():
            amount = won * flow.value if worth is None else won * flow.value * worth[close]
            for month in np.flatnonzero(flow.earned[close]).tolist():
                revenue[month] += flow.earned[close, month] * amount
    return revenue
