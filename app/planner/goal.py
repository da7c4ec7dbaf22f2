"""The goal as revenue: what is to come in, whether it is stated or grown from a baseline."""

from typing import overload

from app.planner.rounding import Array, Figure
from app.planner.scenario import Goal


def grown(baseline: Figure, growth: Figure | float) -> Figure:
    """target = baseline x (1 + growth).

    Args:
        baseline: money of the year before.
        growth: a fraction of it; -1 leaves nothing.
    """
    return baseline * (1 + growth)


@overload
def target_of(goal: Goal) -> float: ...
@overload
def target_of(goal: Goal, baseline: Array) -> Array | float: ...
def target_of(goal: Goal, baseline: Array | None = None) -> Array | float:
    """What a goal asks for, money: its target where one is stated, else its growth on the baseline.

    Args:
        goal: a goal without either asks for the baseline once more; no scenario is read that has none.
        baseline: other baselines than the goal's own, (B,).
    """
    if goal.target is not None:
        return goal.target
    growth = goal.growth or 0.0
    return grown(goal.baseline, growth) if baseline is None else grown(baseline, growth)
