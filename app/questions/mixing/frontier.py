"""Spend against revenue: the least spend of each target, and where the scenario's own mix stands beside it.

Axes: P points, C channels.
"""

from dataclasses import dataclass

import numpy as np

from app.planner.inputs import Inputs, compile_scenario
from app.planner.pipeline import on_hand
from app.planner.revenue import Gap, gap_of
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.mixing.cheapest import CENT, Least, Limits, least, most_of, sets_tried
from app.questions.mixing.costs import CLOSE, Costs
from app.questions.mixing.mix import limits_of
from app.questions.mixing.reach import base_of, curves_of, gap_with, out_of_reach, own_spend
from app.questions.progress import Progress, quiet

FRONTIER_POINTS = 41
LANES_AT_ONCE = 2048
"""Mixes worked out between two reports of progress: points x combinations of channels with fixed costs."""


@dataclass(frozen=True)
class Here:
    """Where the scenario's own mix stands.

    Attributes:
        target, revenue, spend: money; the spend counts people where the frontier does.
        least: the least spend of the same revenue, money; None where it is beyond what the limits allow.
    """

    target: float
    revenue: float
    spend: float
    least: float | None


@dataclass(frozen=True)
class Frontier:
    """Spend against revenue: the least spend of each target, P points.

    Attributes:
        target, revenue, spend, price: money, (P,); the spend counts people where they are asked for.
        share: the mix behind each, (P, C).
        here: where the scenario's own mix stands; None where it cannot reach its goal.
    """

    target: Array
    revenue: Array
    spend: Array
    price: Array
    share: Array
    here: Here | None


def frontier(scenario: Scenario, limits: Limits | None = None, points: int = FRONTIER_POINTS, *, progress: Progress = quiet) -> Frontier:
    """The least spend from nothing to twice what is to be won, or to the most that can be.

    Args:
        scenario: whose channels.
        limits: bounds of the shares; none where left out.
        points: how many, evenly over the new revenue.
        progress: told how many points are done, and of how many; what it raises ends the work.

    Raises:
        QuestionRefused: `goal_out_of_reach` where no money brings any revenue.
    """
    inputs, limits = compile_scenario(scenario), limits or limits_of(scenario)
    costs = curves_of(scenario, inputs, limits)
    most = most_of(costs, limits) * (1 - CLOSE)
    if most < CENT:
        raise out_of_reach(scenario, inputs, costs, limits)
    gap = gap_of(inputs, on_hand(inputs).credit)
    won = float(gap.new_business[0])
    wanted = np.linspace(0.0, min(most, 2 * won if won > 0 else float(gap.target[0]) or 1.0), points + 1)[1:]
    found = _in_stretches(costs, limits, wanted, progress)
    return Frontier(
        target=base_of(gap_with(inputs, found.revenue)) + wanted,
        revenue=wanted,
        spend=found.spend,
        price=found.price,
        share=found.revenue / wanted[:, None],
        here=_here(inputs, costs, limits, gap),
    )


def _in_stretches(costs: Costs, limits: Limits, wanted: Array, progress: Progress) -> Least:
    """The least spend of each amount, some of them at a time."""
    size = max(1, LANES_AT_ONCE // sets_tried(costs, limits))
    parts = []
    for first in range(0, wanted.size, size):
        progress(first, wanted.size)
        parts.append(least(costs, limits, wanted[first : first + size]))
    progress(wanted.size, wanted.size)
    return Least(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("revenue", "spend", "price")))


def _here(inputs: Inputs, costs: Costs, limits: Limits, gap: Gap) -> Here | None:
    spend, won = own_spend(inputs, costs), float(gap.new_business[0])
    if spend is None:
        return None
    cheapest = float(least(costs, limits, np.array([won])).spend[0]) if won > 0 else 0.0
    return Here(float(gap.target[0]), won, spend, cheapest if np.isfinite(cheapest) else None)
