"""How far a plan has come by a day, by its own reckoning: what has closed, and what is left to begin."""

from dataclasses import dataclass

import numpy as np

from app.planner.engine import Outputs
from app.planner.pipeline import closed_by
from app.planner.rounding import Array


@dataclass(frozen=True)
class Closed:
    """What the plan closes from the first of the horizon up to some days, D of them, the open pipeline's deals among it.

    Attributes:
        deals: how many, (D,).
        value: their first-year value, money, (D,).
    """

    deals: Array
    value: Array


def closed_until(outputs: Outputs, days: Array) -> Closed:
    """What the plan closes before each of some days of the horizon, (D,)."""
    channels = outputs.inputs.enters.size
    begun = (outputs.totals.deals[..., None] * outputs.timing.closed(np.broadcast_to(days, (1, channels, days.size))))[0]
    both = closed_by(outputs.hand, np.concatenate([[0.0], days]))[0].sum(axis=0)
    open_then = both[1:] - both[0]
    value = np.broadcast_to(outputs.inputs.deal_value[0], (channels,))
    return Closed(begun.sum(axis=0) + open_then, value @ begun + outputs.hand.value[0] * open_then)


def left_to_begin(outputs: Outputs, morning: float) -> Array:
    """The part of each channel's new business that activity from a day on still brings, (C,).

    Deals of that activity close from x = max(0, morning + L + s) on, so it is (W(H) - W(x)) / (W(H) - W(x_c)) with W the season so far,
    each deal counted at its worth f to the goal (docs/model.md); 0 for a channel that closes nothing any more.
    """
    return _left_from(outputs, morning + outputs.timing.lag)


def left_to_enter(outputs: Outputs, morning: float) -> Array:
    """The same of entries from a day on: more than what is to begin by those that activity before it brings later, (C,)."""
    return _left_from(outputs, morning + outputs.timing.lag - outputs.inputs.channel_lag)


def _left_from(outputs: Outputs, first: Array) -> Array:
    timing = outputs.timing
    season, end = timing.season, np.array([[outputs.inputs.calendar.end]])
    first = np.maximum(np.maximum(first, 0.0), timing.first_close)
    whole = season.worth_of(end) - season.worth_of(timing.first_close)
    left = season.worth_of(end) - season.worth_of(first)
    parts: Array = np.where(timing.open & (whole > 0), left / np.where(whole > 0, whole, 1.0), 0.0)[0]
    return parts


def entries_under_way(outputs: Outputs, morning: float) -> Array:
    """Entries that come from a day on of activity before it, (C,): deals that close in [morning + L, morning + L + s), over the rates."""
    timing, lag = outputs.timing, outputs.timing.lag
    ends = np.stack([morning + lag - outputs.inputs.channel_lag, morning + lag], axis=-1)
    closed = timing.closed(np.maximum(ends, timing.first_close[..., None]))
    entries: Array = (outputs.totals.deals * (closed[..., 1] - closed[..., 0]) / outputs.funnel.enters)[0]
    return entries
