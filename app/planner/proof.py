"""The proof: a plan's whole-number targets, run forward to what they bring."""

import numpy as np

from app.planner.engine import Outputs
from app.planner.plan import Proof
from app.planner.rounding import Array, whole_by_month


def _mean_worth(outputs: Outputs, shift: Array) -> Array:
    """Mean worth to the goal of the deals that each month's entries become, (C, T); 1 where every deal counts in full."""
    inputs, timing = outputs.inputs, outputs.timing
    if not inputs.recognised:
        return np.ones((1, 1))
    days = np.maximum(inputs.calendar.edges + shift[..., None], timing.first_close[..., None])
    worth, share = timing.season.worth_of(days), timing.season.share(days)
    gained = share[..., 1:] - share[..., :-1]
    some = gained > 0
    return np.asarray(np.where(some, (worth[..., 1:] - worth[..., :-1]) / np.where(some, gained, 1.0), 0.0)[0])


def prove(outputs: Outputs, keys: list[str], digits: int) -> Proof:
    """Run each channel's whole entries by month forward on the plan's own days.

    A month's whole target is spread over the month as the exact one is, becomes deals after the channel's lag at its rates, and
    counts what those deals are worth to the goal.
    """
    inputs, funnel, months = outputs.inputs, outputs.funnel, outputs.months
    channel = np.arange(inputs.enters.size)
    entries = months.stages[0, channel, inputs.enters]
    targets = whole_by_month(entries)
    shift = funnel.days_to_deal[:, channel, inputs.enters]
    value = targets * funnel.enters[0][:, None] * inputs.deal_value[0][:, None] * _mean_worth(outputs, shift)
    gap = outputs.totals.gap
    existing = float((gap.baseline + gap.churned + gap.expanded + gap.committed + gap.pipeline)[0])
    brings, goal = existing + float(value.sum()), float(gap.target[0])
    return {
        "entries": dict(zip(keys, targets.sum(axis=1).tolist(), strict=True)),
        "brings": round(brings, digits) + 0.0,
        "goal": round(goal, digits) + 0.0,
        "over": round(brings - goal, digits) + 0.0,
    }
