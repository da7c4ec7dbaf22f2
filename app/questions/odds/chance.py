"""Chance: how sure a goal is when the plan's activity is done as planned.

Every draw of the uncertain inputs is run forward. How many buyers go on is binomial at every stage; what a deal is worth varies from one to
the next. Lags are taken at their means, as a scenario knows no more of them: a spread of lags would move deals between months, and some
beyond the horizon. Luck belongs to seed, source and month, so that two scenarios, or two multiples of one activity, have the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.planner.engine import Outputs, evaluate
from app.planner.inputs import Inputs, compile_scenario
from app.planner.revenue import gap_of
from app.planner.rounding import Array, Flags
from app.planner.scenario import Scenario
from app.questions.odds.draws import MOST, Ranges, draw, stream, uniform
from app.questions.odds.exact import exp, log, normal_quantile
from app.questions.odds.flows import Flow, flows_of
from app.questions.odds.quantiles import LEVELS, checked_levels, quantiles, share_error
from app.questions.odds.required import NUMBERS_LIMIT, Progress, quiet
from app.questions.odds.thinning import thinned
from app.questions.refused import refuse
from app.questions.turning import turn

DUST = 1e-9
"""Share of the goal by which revenue may fall short through rounding alone."""
MULTIPLES = 1000.0
"""The largest multiple of an activity that is looked at."""


@dataclass(frozen=True)
class Chance:
    """How sure the goal is; Q levels, M months of the horizon.

    Attributes:
        draws, seed: how many, and from where.
        multiple: of the plan's activity.
        chance, error: probability that revenue reaches the goal inside the horizon, and its standard error.
        levels: of the quantiles, (Q,).
        drawn: pointers of the inputs drawn.
        months: labels of the horizon's months.
        total, total_error: quantiles of all revenue that counts, existing business and what is signed included, and their errors, (Q,).
        mean, mean_error: its mean and the standard error of that, money.
        short: mean of what is missing where the goal is missed, money; 0 where it never is.
        revenue, revenue_error: quantiles of what new deals and open pipeline bring by month, (M, Q).
        running: the same, added up to each month's end, (M, Q).
        deals: quantiles of the deals closed by month, (M, Q).
        lags: how lags are taken.
    """

    draws: int
    seed: int
    multiple: float
    chance: float
    error: float
    levels: Array
    drawn: tuple[str, ...]
    months: tuple[str, ...]
    total: Array
    total_error: Array
    mean: float
    mean_error: float
    short: float
    revenue: Array
    revenue_error: Array
    running: Array
    deals: Array
    lags: Literal["means"] = "means"


class Trials:
    """A plan with draws of its inputs: what can be run forward again and again, at any multiple of its activity."""

    def __init__(self, scenario: Scenario, draws: int, seed: int, ranges: Ranges | None) -> None:
        self.scenario, self.seed, self.draws = scenario, seed, draws
        self.plan: Outputs = evaluate(compile_scenario(scenario))
        _see_that_activity_is_known(scenario, self.plan)
        values = draw(scenario, draws, seed, ranges)
        cells = scenario.months * (len(scenario.channels) + len(scenario.stages) - 1)
        if cells * draws > NUMBERS_LIMIT:
            raise refuse("too_much_work", "draws", given=draws, most=NUMBERS_LIMIT // cells)
        self.drawn = tuple(values)
        self.inputs: Inputs = turn(scenario, values).inputs

    @property
    def needed(self) -> Array:
        """What deals must bring, the open pipeline's among them, (B,) or (1,); below zero where existing business is beyond the goal."""
        gap = gap_of(self.inputs, np.zeros(1))
        return gap.new_business - gap.surplus

    def run(self, multiple: float, progress: Progress = quiet) -> tuple[Array, Array]:
        """Deals by the month of their close and revenue by month, both (M, B)."""
        months = self.inputs.calendar.months
        deals, value, squares = (np.zeros((months, self.draws)) for _ in range(3))
        flows = list(flows_of(self.scenario, self.plan, self.inputs, multiple))
        counted: list[dict[int, Array]] = []
        for done, flow in enumerate(flows):
            square, varies = flow.value * flow.value, self.scenario.deal.variation > 0
            counted.append({})
            for month, won in self._won(flow):
                deals[month] += won
                value[month] += won * flow.value
                if varies:
                    squares[month] += won * square
                counted[-1][month] = won
            progress(done + 1, len(flows) + 1)
        worth = self._worth(value, squares)
        revenue = _revenue(flows, counted, value, worth)
        progress(len(flows) + 1, len(flows) + 1)
        return deals, revenue

    def _won(self, flow: Flow) -> Iterator[tuple[int, Array]]:
        """Deals of one source, (B,), by the month of their close, where there are any."""
        fails = np.log1p(-np.minimum(flow.chance, 0.5))
        luck = self._luck(flow.name)
        for month, trials in self._whole(flow):
            yield month, thinned(luck(month), trials, flow.chance, fails)

    def _luck(self, name: str) -> Callable[[int], Array]:
        """Quantiles by month, (B,), for rising months: each month has its place in the stream, whether others are asked for or not."""
        bits = stream(self.seed, name)
        used = 0

        def of(month: int) -> Array:
            nonlocal used
            bits.advance(month * MOST - used)
            used = month * MOST + self.draws
            return uniform(bits, self.draws)

        return of

    def _whole(self, flow: Flow) -> Iterator[tuple[int, Array]]:
        """Whole trials, (B,), by month: the running number is rounded up or down by the luck of the lane, which keeps every mean."""
        part = uniform(stream(self.seed, f"{flow.name}/part"), self.draws)
        running, before = np.zeros(1), np.zeros(1)
        for month, trials in enumerate(flow.trials):
            if trials.any():
                running = running + trials
                near = np.rint(running)
                now = np.floor(np.where(np.abs(running - near) < DUST * np.maximum(near, 1.0), near, running) + part)
                yield month, now - before
                before = now

    def _worth(self, value: Array, squares: Array) -> Array | None:
        """What the single deals of a month are worth over what they are on average, (M, B); None where all are worth their mean.

        A sum of N lognormal values of mean v and coefficient of variation c has mean N v and variance c^2 N v^2; it is drawn as the
        lognormal with the same two, exact for one deal and ever closer to the normal that many become.
        Source: L. F. Fenton, The sum of log-normal probability distributions in scatter transmission systems, IRE Trans. CS-8 (1960).
        """
        variation = self.scenario.deal.variation
        if variation == 0:
            return None
        worth = np.ones_like(value)
        luck = self._luck("deal/value")
        for month in range(len(value)):
            some = value[month] > 0
            total = np.where(some, value[month], 1.0)
            variance = log(1 + variation * variation * squares[month] / (total * total))
            z = normal_quantile(luck(month))
            worth[month] = np.where(some, exp(np.sqrt(variance) * z - variance / 2), 1.0)
        return worth


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


def chance(
    scenario: Scenario,
    *,
    draws: int = 10_000,
    seed: int = 1,
    multiple: float = 1.0,
    levels: Sequence[float] = LEVELS,
    ranges: Ranges | None = None,
    progress: Progress = quiet,
) -> Chance:
    """The chance of reaching the goal with the plan's activity, and what revenue by month may be.

    Raises:
        QuestionRefused: `ceiling_reached` where the plan has no activity to hold fixed; `multiple_out_of_range`; `too_much_work` with the
            most draws that would do; as `draw` and `checked_levels`.
    """
    at = checked_levels(levels)
    if not 0 <= multiple <= MULTIPLES:
        raise refuse("multiple_out_of_range", "multiple", given=multiple, low=0, high=MULTIPLES)
    return chance_of(Trials(scenario, draws, seed, ranges), multiple, at, progress)


def chance_of(trials: Trials, multiple: float, levels: Array, progress: Progress = quiet) -> Chance:
    """The same of a plan whose inputs have been drawn."""
    deals, revenue = trials.run(multiple, progress)
    brought = np.add.reduce(revenue, axis=0)
    total = brought - trials.needed + trials.inputs.target
    reached = reaches(trials, brought)
    share = float(reached.mean())
    missing = (trials.inputs.target - total)[np.logical_not(reached)]
    mean, mean_error = float(total.mean()), float(total.std() / np.sqrt(trials.draws))
    running = np.add.accumulate(revenue, axis=0)
    totals, total_error = quantiles(total[None].copy(), levels)
    by_month, by_month_error = quantiles(revenue, levels)
    return Chance(
        draws=trials.draws,
        seed=trials.seed,
        multiple=multiple,
        chance=share,
        error=share_error(share, trials.draws),
        levels=levels,
        drawn=trials.drawn,
        months=tuple(trials.inputs.calendar.labels[trials.inputs.calendar.before :]),
        total=totals[0],
        total_error=total_error[0],
        mean=mean,
        mean_error=mean_error,
        short=float(missing.mean()) if missing.size else 0.0,
        revenue=by_month,
        revenue_error=by_month_error,
        running=quantiles(running, levels)[0],
        deals=quantiles(deals, levels)[0],
    )


def reaches(trials: Trials, brought: Array) -> Flags:
    """Whether what deals bring is enough, (B,)."""
    enough: Flags = brought >= trials.needed - DUST * trials.inputs.target
    return enough
