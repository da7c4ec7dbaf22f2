"""The rest as the plan has it and as it has become: two evaluations of one scenario, read alike."""

import math
from dataclasses import dataclass

import numpy as np

from app.planner.engine import Outputs
from app.planner.inputs import Inputs
from app.planner.revenue import gap_of
from app.planner.rounding import Array, Flags
from app.planner.scenario import Scenario
from app.planner.team import RolePlan, team_of


@dataclass(frozen=True)
class Side:
    """What activity from the day on is to do; C channels, T months of the rest, R roles. NaN at a ceiling, where there is no value.

    Attributes:
        revenue: what it brings to the goal, money, (C,).
        deals: how many of its deals that takes, (C,).
        activity: units by channel and month, (C, T).
        per_working_day: the same a working day, (C, T); NaN where no day is worked.
        mean_per_day, peak_per_day: over all working days of the rest, and in the busiest month, (C,).
        spend: media and vendors by channel and month, money, (C, T).
        closing: its deals by the month in which they close, (T,).
        heads: heads needed by role and month, (R, T).
        hires: heads to hire, (R,).
        hire_by: the month in which the first of them starts, as 2027-01; None where nobody is hired.
    """

    revenue: Array
    deals: Array
    activity: Array
    per_working_day: Array
    mean_per_day: Array
    peak_per_day: Array
    spend: Array
    closing: Array
    heads: Array
    hires: Array
    hire_by: tuple[str | None, ...]


def with_new_business(inputs: Inputs, wanted: float) -> Inputs:
    """The rest with nothing open and so much left to win by new activity, money: what is signed makes up for the difference."""
    gap = gap_of(inputs, np.zeros(1))
    existing = gap.baseline + gap.churned + gap.expanded
    return inputs.vary(committed=inputs.target - existing - wanted, pipeline=np.zeros_like(inputs.pipeline))


def side_of(scenario: Scenario, outputs: Outputs, first: int) -> Side:
    """One lane, from a month shown on.

    Args:
        scenario: whose team it is.
        outputs: the evaluated lane.
        first: the position of that month.
    """
    totals, months = outputs.totals, outputs.months
    channels = outputs.inputs.enters.size
    blocked = np.broadcast_to(totals.blocked[0], (channels,))
    shut = months.blocked[0, :, first:]
    activity = np.where(shut, math.nan, months.activity[0, :, first:])
    days = months.working_days[0, :, first:]
    per_day = np.where(activity == 0, 0.0, activity / np.where(days > 0, days, math.nan))
    team = team_of(scenario, outputs, months.stages[0].sum(axis=0)).plans
    return Side(
        revenue=totals.revenue[0],
        deals=totals.deals[0],
        activity=activity,
        per_working_day=per_day,
        mean_per_day=np.where(blocked, math.nan, totals.mean_per_day[0]),
        peak_per_day=np.where(blocked, math.nan, totals.peak_per_day[0]),
        spend=np.where(shut, math.nan, months.spend[0, :, first:]),
        closing=months.stages[0, :, -1, first:].sum(axis=0),
        heads=np.array([_heads(plan, blocked)[first:] for plan in team]).reshape(len(team), activity.shape[1]),
        hires=np.array([math.nan if blocked[list(plan.channels)].any() else sum(plan.hires.values()) for plan in team], dtype=float),
        hire_by=tuple(outputs.inputs.calendar.label(min(plan.hires)) if plan.hires else None for plan in team),
    )


def _heads(plan: RolePlan, blocked: Flags) -> Array:
    heads = np.array(plan.needed, dtype=float)
    return np.full_like(heads, math.nan) if blocked[list(plan.channels)].any() else heads
