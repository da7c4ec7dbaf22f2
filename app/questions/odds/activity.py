"""Activity: a plan whose activity is held fixed, with what follows from the plan alone, whatever is drawn and however often it is run."""

from functools import cached_property

import numpy as np

from app.planner.engine import Outputs
from app.planner.forward import Ramps, bring, plan_curve
from app.planner.inputs import Inputs
from app.planner.pipeline import on_hand
from app.planner.revenue import revenue_by_month
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.odds.coming import Coming, entering_of, gone_of, shares_of, waiting_of

YEAR = 12
"""Months over which a deal's value is earned."""


class Activity:
    """The activity of a plan, and what of it no draw changes, each worked out when it is first asked for.

    Attributes:
        scenario: for the names.
        plan: one lane.
    """

    def __init__(self, scenario: Scenario, plan: Outputs) -> None:
        self.scenario, self.plan = scenario, plan

    @cached_property
    def curve(self) -> Ramps:
        """The plan's own entries, one ramp for every month of closing deals."""
        return plan_curve(self.plan)

    @cached_property
    def behind(self) -> list[Array]:
        """Of the entries behind each month's deals, the share that comes of each month's activity, C times (M, T)."""
        return [_behind(self.plan, position) for position in range(self.plan.inputs.enters.size)]

    @cached_property
    def earned(self) -> list[Array]:
        """Share of a deal's value that counts in each month by the month of its close, C times (M, M); the plan's stands for all lanes."""
        by_month = self._earned_by_month()
        for position, coming in enumerate(entering_of(self.scenario, self.plan, self.plan.inputs)):
            if coming is not None:
                by_month[position] = _earned_of(self.plan.inputs, coming, self.curve.entries[0, position])
        return by_month

    @cached_property
    def earned_waiting(self) -> list[Array]:
        """The same of those who are open today, N - 1 times (M, M)."""
        inputs, evenly = self.plan.inputs, _earned_evenly(self.plan.inputs)
        planned = waiting_of(self.scenario, self.plan, inputs, on_hand(inputs))
        return [evenly if coming is None else _earned_of(inputs, coming, np.ones(1)) for coming in planned]

    def _earned_by_month(self) -> list[Array]:
        """As `earned` where each ramp is a month of closing deals: one entry a ramp, carried down alone."""
        plan, curve = self.plan, self.curve
        months = plan.inputs.calendar.months
        alone = np.broadcast_to(np.eye(months)[:, None], (months, plan.inputs.enters.size, months))
        brought = bring(plan.inputs, plan.funnel, Ramps(curve.starts, curve.ends, alone))
        return list((brought.revenue / (plan.funnel.enters * plan.inputs.deal_value)[..., None]).transpose(1, 0, 2))


def _behind(plan: Outputs, position: int) -> Array:
    """Of the entries behind each month's deals, the share that comes of each month's activity, (M, T)."""
    calendar, timing = plan.inputs.calendar, plan.timing
    months = np.maximum(calendar.horizon_edges, timing.first_close[0, position])
    worked = calendar.edges + timing.lag[0, position]
    first = np.maximum(months[:-1, None], worked[:-1])
    last = np.maximum(np.minimum(months[1:, None], worked[1:]), first)
    days = np.zeros((1, timing.lag.shape[1], 2, *first.shape))
    days[0, position] = first, last
    closed = timing.closed(days)[0, position]
    part = closed[1] - closed[0]
    total = np.add.reduce(part, axis=1)[:, None]
    share: Array = part / np.where(total > 0, total, 1.0)
    return share


def _earned_of(inputs: Inputs, coming: Coming, weights: Array) -> Array:
    """Share of a value by month and month of close, (M, M), of deals that close over many months; by the buyers of each stretch, (A,).

    A deal that closes when a part p of its month is gone earns (1 - p) / 12 of its year in it, a twelfth in each month after, and p / 12 in
    the twelfth.
    """
    edges, months = inputs.calendar.horizon_edges, inputs.calendar.months
    deals, gone = np.zeros(months), np.zeros(months)
    for stretch, weight in enumerate(weights.tolist()):
        part = weight * shares_of(coming, stretch, edges)[:, 0]
        deals += part
        gone += part * gone_of(coming, stretch, edges)[:, 0]
    gone = np.where(deals > 0, gone / np.where(deals > 0, deals, 1.0), 0.5)
    since = np.arange(months) - np.arange(months)[:, None]
    whole = np.where((since > 0) & (since < YEAR), 1.0, 0.0)
    return (whole + np.where(since == 0, 1 - gone[:, None], 0.0) + np.where(since == YEAR, gone[:, None], 0.0)) / YEAR


def _earned_evenly(inputs: Inputs) -> Array:
    """Share of a deal's value that counts in each month by the month of its close, for deals that close evenly over their month, (M, M)."""
    edges = inputs.calendar.horizon_edges
    running = np.triu(np.ones((edges.size - 1, edges.size)), 1)
    return revenue_by_month(inputs, np.ones(edges.size - 1), running, edges[:-1], edges[1:])
