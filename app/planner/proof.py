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


def _shift(outputs: Outputs) -> Array:
    """Days from each channel's entry to the deal, (B, C)."""
    enters = outputs.inputs.enters
    return outputs.funnel.days_to_deal[:, np.arange(enters.size), enters]


def _targets(outputs: Outputs) -> Array:
    """Each channel's whole entries by month, (C, T)."""
    channel = np.arange(outputs.inputs.enters.size)
    return whole_by_month(outputs.months.stages[0, channel, outputs.inputs.enters])


def _closing(outputs: Outputs, shift: Array) -> Array:
    """Of each month's entries, the share that closes in each month of the horizon, (C, T, M); the rows add up to 1.

    Two days are as far apart as the season's deals between them, so that where months overlap is a difference of shares.
    """
    calendar, timing = outputs.inputs.calendar, outputs.timing
    close = np.maximum(calendar.edges + shift[..., None], timing.first_close[..., None])
    reached = timing.season.share(close)[0]
    months = np.broadcast_to(
        timing.season.share(calendar.edges[calendar.before :][None, None, :])[0], (reached.shape[0], calendar.months + 1)
    )
    first, last = reached[:, :-1, None], reached[:, 1:, None]
    inside = np.clip(np.minimum(last, months[:, None, 1:]) - np.maximum(first, months[:, None, :-1]), 0.0, None)
    # where no share is gained, the month in which the day lies has it all
    at_once = (first >= months[:, None, :-1]) & (first < months[:, None, 1:])
    at_once[..., -1] |= ~at_once.any(axis=-1)
    parts = np.where(inside.sum(axis=-1, keepdims=True) > 0, inside, at_once)
    return np.asarray(parts / parts.sum(axis=-1, keepdims=True))


def prove_by_month(outputs: Outputs) -> tuple[Array, Array]:
    """The deals that the whole-number targets become, and what those are worth to the goal, by the month in which they close.

    Both (M,), the months of the horizon; the worth adds up to what the proof says the targets bring.
    """
    inputs, funnel = outputs.inputs, outputs.funnel
    shift = _shift(outputs)
    deals = _targets(outputs) * funnel.enters[0][:, None]
    worth = deals * inputs.deal_value[0][:, None] * _mean_worth(outputs, shift)
    closing = _closing(outputs, shift)
    return (deals[..., None] * closing).sum(axis=(0, 1)), (worth[..., None] * closing).sum(axis=(0, 1))


def prove(outputs: Outputs, targets: Array, keys: list[str], digits: int) -> Proof:
    """Run each channel's whole entries by month, (C, T), forward on the plan's own days.

    A month's whole target is spread over the month as the exact one is, becomes deals after the channel's lag at its rates, and
    counts what those deals are worth to the goal.
    """
    inputs, gap = outputs.inputs, outputs.totals.gap
    value = targets * outputs.funnel.enters[0][:, None] * inputs.deal_value[0][:, None] * _mean_worth(outputs, _shift(outputs))
    existing = sum(float(part[0]) for part in (gap.baseline, gap.churned, gap.expanded, gap.committed, gap.pipeline))
    brings, goal = existing + float(np.add.reduce(value, axis=None)), float(gap.target[0])
    return {
        "entries": dict(zip(keys, np.add.reduce(targets, axis=1).tolist(), strict=True)),
        "brings": round(brings, digits) + 0.0,
        "goal": round(goal, digits) + 0.0,
        "over": round(brings - goal, digits) + 0.0,
    }
