"""Pipeline on hand: what is already open in the funnel brings deals without new activity."""

from dataclasses import dataclass

import numpy as np

from app.planner.inputs import Inputs
from app.planner.revenue import revenue_by_month
from app.planner.rounding import Array
from app.planner.timing import worth_at_edges


@dataclass(frozen=True)
class OnHand:
    """What the open pipeline brings.

    Attributes:
        deals: deals that close inside the horizon, (B,).
        credit: what they bring to the goal, money, (B,).
        credits: the same by the stage they are open in, money, (B, N - 1).
        value: mean deal value behind it, money, (B,).
        opens: first day on which deals close, the same for every stage, (B, 1).
        closes: last day on which each stage's deals close, (B, N - 1).
        yielded: deals that each stage yields, inside the horizon or not, (B, N - 1).
    """

    deals: Array
    credit: Array
    credits: Array
    value: Array
    opens: Array
    closes: Array
    yielded: Array


def weighted_mean(values: Array, weights: Array) -> Array:
    """Mean over channels: (B, C, ...) and weights of sum 1, (B, C), to (B, ...)."""
    mean: Array = np.add.reduce(values * (weights if values.ndim == 2 else weights[..., None]), axis=1)
    return mean


def worth_by_day(inputs: Inputs, day: Array) -> Array:
    """The integral of f over days from the start to `day`, in days; shape in, shape out."""
    calendar = inputs.calendar
    inside = np.minimum(np.maximum(day, 0.0), calendar.end)
    if not inputs.recognised:
        return inside
    worth = worth_at_edges(calendar.months)
    coordinate = calendar.coordinate(inside)
    month = np.minimum(coordinate.astype(np.intp), calendar.months - 1)
    gone = coordinate - month
    before = np.concatenate([[0.0], np.cumsum(calendar.lengths * (worth[1:] + worth[:-1]) / 2)])
    slope = worth[1:] - worth[:-1]
    return before.take(month) + calendar.lengths.take(month) * gone * (worth.take(month) + slope.take(month) * gone / 2)


def _worth_on(inputs: Inputs, day: Array) -> Array:
    """f on a single day, 0 outside the horizon; shape in, shape out."""
    calendar = inputs.calendar
    inside = (day >= 0) & (day < calendar.end)
    if not inputs.recognised:
        return inside.astype(float)
    earned = np.minimum(calendar.months - calendar.coordinate(day), 12.0) / 12
    return np.where(inside, earned, 0.0)


def on_hand(inputs: Inputs) -> OnHand:
    """P_n open in stage n yield P_n R_n deals, evenly over the L_n days after `today`, at the channels' mean rates.

    The credit is the worth of those that close inside the horizon; at once on `today` where L_n = 0.
    """
    weights = inputs.share / np.add.reduce(inputs.share, axis=1)[:, None]
    value = weighted_mean(inputs.deal_value, weights)
    if not inputs.pipeline.any():
        nothing, none_open = np.zeros((1, inputs.pipeline.shape[1])), np.zeros(1)
        return OnHand(none_open, none_open, nothing, value, none_open[:, None], nothing, nothing)
    rates, lags = weighted_mean(inputs.rates, weights), weighted_mean(inputs.lags, weights)
    yielded = inputs.pipeline * np.multiply.accumulate(rates[:, ::-1], axis=1)[:, ::-1]
    lasts = np.add.accumulate(lags[:, ::-1], axis=1)[:, ::-1]
    opens = np.where(inputs.today == -np.inf, 0.0, inputs.today)[:, None]
    closes = opens + lasts
    width = closes - opens
    spread = width > 0
    safe = np.where(spread, width, 1.0)
    end = inputs.calendar.end
    inside = np.minimum(np.maximum(closes, 0.0), end) - np.minimum(np.maximum(opens, 0.0), end)
    closing = earning = yielded * np.where(spread, inside / safe, (opens >= 0) & (opens < end))
    if inputs.recognised:
        worth = np.where(spread, (worth_by_day(inputs, closes) - worth_by_day(inputs, opens)) / safe, _worth_on(inputs, opens))
        earning = yielded * worth
    credits = earning * value[:, None]
    return OnHand(
        deals=np.add.reduce(closing, axis=1),
        credit=np.add.reduce(credits, axis=1),
        credits=credits,
        value=value,
        opens=opens,
        closes=closes,
        yielded=yielded,
    )


def closed_by(hand: OnHand, days: Array) -> Array:
    """Deals of the pipeline closed by each of some days, by the stage they are open in, (D,) to (B, N - 1, D)."""
    opens, width = hand.opens[..., None], (hand.closes - hand.opens)[..., None]
    spread = width > 0
    ramp = np.minimum(np.maximum(days - opens, 0.0), width) / np.where(spread, width, 1.0)
    return hand.yielded[..., None] * np.where(spread, ramp, days > opens)


def closed_by_edge(inputs: Inputs, hand: OnHand) -> Array:
    """The same by each month edge of the horizon, (B, N - 1, M + 1)."""
    return closed_by(hand, inputs.calendar.horizon_edges)


def pipeline_by_month(inputs: Inputs, hand: OnHand) -> tuple[Array, Array]:
    """Deals and revenue of the open pipeline in the months of the horizon, both (B, M)."""
    if not hand.yielded.any():
        nothing = np.zeros((1, inputs.calendar.months))
        return nothing, nothing
    closed = closed_by_edge(inputs, hand)
    deals = np.add.reduce(closed[..., 1:] - closed[..., :-1], axis=1)
    if not inputs.recognised:
        return deals, deals * hand.value[:, None]
    return deals, np.add.reduce(revenue_by_month(inputs, hand.value[:, None], closed, hand.opens, hand.closes), axis=1)
