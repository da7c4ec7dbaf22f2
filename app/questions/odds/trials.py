"""Trials: a plan whose uncertain inputs were drawn, run forward again and again, at any multiple of its activity.

How many buyers go on is binomial at every stage; what a deal is worth varies from one to the next. A lag is taken at its mean, or where the
scenario has its spread, buyer by buyer: that moves deals between months, and some beyond the horizon. Luck belongs to seed, source and
month, so that two scenarios, or two multiples of one activity, have the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

import numpy as np

from app.planner.engine import Outputs, evaluate
from app.planner.inputs import Inputs, compile_scenario
from app.planner.revenue import gap_of
from app.planner.rounding import Array, Flags
from app.planner.scenario import MONTHS_LIMIT, Scenario
from app.questions.odds.coming import SPECK, shares_of, spread_over
from app.questions.odds.draws import MOST, Drawn, stream, uniform
from app.questions.odds.exact import normal_quantile
from app.questions.odds.flows import Flow, flows_of
from app.questions.odds.lags import Known, known_of
from app.questions.odds.single_deals import worth_of
from app.questions.odds.thinning import thinned
from app.questions.progress import Progress, quiet
from app.questions.refused import refuse

DUST = 1e-9
"""Share of the goal by which revenue may fall short through rounding alone."""
THINNED_LIMIT = 50_000_000
"""Counts that one run may thin: draws times months times channels and open stages."""
SPREAD_LIMIT = 100_000_000
"""Counts that one run may spread over months: (draws + BESIDE) times the months over which the deals of each stretch of a channel close."""
BESIDE = 2_500
"""Draws that it takes as long to spread as to begin with each of those months."""
SEARCHED = 0.2
"""Part of what one run may thin and spread that each may of the some fifteen that a search takes."""
KEPT_LIMIT = 8_000_000
"""Draws times months that one run may keep, both of deals and of revenue."""
COUNTS_AT_ONCE = 2_000_000
"""Counts that are thinned at a time."""
LANES_AT_ONCE = 16_384


class Trials:
    """A plan and draws of its inputs.

    Raises:
        QuestionRefused: `ceiling_reached` where the plan has no activity to hold fixed; `too_much_work` with the most draws that would do.
    """

    def __init__(self, drawn: Drawn) -> None:
        self.scenario, self.seed, self.draws = drawn.scenario, drawn.seed, drawn.draws
        self.drawn = drawn.pointers
        self.plan: Outputs = evaluate(compile_scenario(self.scenario))
        _see_that_activity_is_known(self.scenario, self.plan)
        _see_that_they_fit(self.scenario, self.plan, self.draws)
        self.inputs: Inputs = drawn.lanes.inputs
        self.lags: Known = known_of(self.scenario)
        self._blocks = -(-self.draws // min(max(COUNTS_AT_ONCE // _counts_of(self.scenario), 1), LANES_AT_ONCE))

    @property
    def needed(self) -> Array:
        """What deals must bring, the open pipeline's among them, (B,) or (1,); below zero where existing business is beyond the goal."""
        gap = gap_of(self.inputs, np.zeros(1))
        return gap.new_business - gap.surplus

    def run(self, multiple: float, progress: Progress = quiet) -> tuple[Array, Array]:
        """Deals by the month of their close and revenue by month, both (M, B)."""
        months = self.inputs.calendar.months
        deals, revenue = np.empty((months, self.draws)), np.empty((months, self.draws))
        for lanes, some_deals, some_revenue in self._runs(multiple):
            deals[:, lanes], revenue[:, lanes] = some_deals, some_revenue
            progress(lanes.stop, self.draws)
        return deals, revenue

    def brought(self, multiple: float, progress: Progress = quiet) -> Array:
        """Revenue of all months together, (B,); takes less memory than `run`."""
        brought = np.empty(self.draws)
        for lanes, _, revenue in self._runs(multiple):
            brought[lanes] = np.add.reduce(revenue, axis=0)
            progress(lanes.stop, self.draws)
        return brought

    def _runs(self, multiple: float) -> Iterator[tuple[slice, Array, Array]]:
        """Some lanes after others, with their deals and revenue by month, (M, b) each: as many as take little memory."""
        edges = [self.draws * block // self._blocks for block in range(self._blocks + 1)]
        for first, last in pairwise(edges):
            inputs = self.inputs.lanes(first, last)
            yield slice(first, last), *_Run(self.scenario, self.plan, inputs, Luck(self.seed, first, last - first)).at(multiple)


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


class _Run:
    """Lanes that are run forward at once."""

    def __init__(self, scenario: Scenario, plan: Outputs, inputs: Inputs, luck: Luck) -> None:
        self._scenario, self._plan, self._inputs, self._luck = scenario, plan, inputs, luck

    def at(self, multiple: float) -> tuple[Array, Array]:
        """Deals by the month of their close and revenue by month, both (M, B)."""
        months = self._inputs.calendar.months
        deals, value, squares = (np.zeros((months, self._luck.count)) for _ in range(3))
        flows = list(flows_of(self._scenario, self._plan, self._inputs, multiple))
        counted: list[dict[int, Array]] = []
        varies = self._scenario.deal.variation > 0
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
        variation = self._scenario.deal.variation
        worth = np.ones_like(value)
        luck = self._luck.of("deal/value")
        for month in range(len(value)):
            some = value[month] > 0
            total = np.where(some, value[month], 1.0)
            square = np.where(some, variation * variation * squares[month] / (total * total), 1.0)
            worth[month] = np.where(some, worth_of(variation, square, normal_quantile(luck(month))), 1.0)
        return worth


def see_that_draws_fit(scenario: Scenario, draws: int, *, searched: bool = False) -> None:
    """Bounded before anything is drawn, for one run or for the many of a search.

    Raises:
        QuestionRefused: `ceiling_reached`; `too_much_work` with the most draws that would do.
    """
    plan = evaluate(compile_scenario(scenario))
    _see_that_activity_is_known(scenario, plan)
    _see_that_they_fit(scenario, plan, draws, SEARCHED if searched else 1.0)


def _see_that_they_fit(scenario: Scenario, plan: Outputs, draws: int, part: float = 1.0) -> None:
    thinned_most, kept_most = int(part * THINNED_LIMIT) // _counts_of(scenario), KEPT_LIMIT // scenario.months
    most = min(thinned_most, kept_most, _most_spread(scenario, plan, part))
    if draws > most:
        raise refuse("too_much_work", "draws", given=draws, most=most)


def _counts_of(scenario: Scenario) -> int:
    """Counts of one draw: months times channels and open stages."""
    return scenario.months * (len(scenario.channels) + len(scenario.stages) - 1)


def _most_spread(scenario: Scenario, plan: Outputs, part: float) -> int:
    """The most draws whose deals can be spread over months."""
    months = spread_over(scenario, plan)
    return max(int(part * SPREAD_LIMIT) // months - BESIDE, 0) if months else MOST


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


def _see_that_activity_is_known(scenario: Scenario, plan: Outputs) -> None:
    for position in np.flatnonzero(plan.totals.blocked[0]).tolist():
        ceiling = scenario.channels[position].ceiling
        raise refuse("ceiling_reached", "scenario", "channels", position, "ceiling", given=ceiling, channel=scenario.channels[position].key)


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


def reaches(trials: Trials, brought: Array) -> Flags:
    """Whether what deals bring is enough, (B,)."""
    enough: Flags = brought >= trials.needed - DUST * trials.inputs.target
    return enough
