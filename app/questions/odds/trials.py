"""Trials: a plan whose uncertain inputs were drawn, run forward again and again at any multiple of its activity; and how many draws fit.

What happens in a run is in `odds/running.py`.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from app.planner.engine import Outputs, evaluate
from app.planner.inputs import Inputs, compile_scenario
from app.planner.revenue import gap_of
from app.planner.rounding import Array, Flags
from app.planner.scenario import Scenario
from app.questions.odds.activity import Activity
from app.questions.odds.coming import spread_over
from app.questions.odds.draws import MOST, Drawn
from app.questions.odds.lags import Known, known_of
from app.questions.odds.running import DUST, Luck, Run
from app.questions.progress import Progress, quiet
from app.questions.refused import refuse

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
        self._held = Activity(self.scenario, self.plan)
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
            yield slice(first, last), *Run(self._held, inputs, Luck(self.seed, first, last - first)).at(multiple)


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


def _see_that_activity_is_known(scenario: Scenario, plan: Outputs) -> None:
    for position in np.flatnonzero(plan.totals.blocked[0]).tolist():
        ceiling = scenario.channels[position].ceiling
        raise refuse("ceiling_reached", "scenario", "channels", position, "ceiling", given=ceiling, channel=scenario.channels[position].key)


def reaches(trials: Trials, brought: Array) -> Flags:
    """Whether what deals bring is enough, (B,)."""
    enough: Flags = brought >= trials.needed - DUST * trials.inputs.target
    return enough
