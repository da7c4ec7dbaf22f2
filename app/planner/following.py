"""The tail: activity late in the horizon serves the period after, and is counted apart."""

import numpy as np

from app.planner.funnel import Funnel
from app.planner.inputs import Inputs
from app.planner.rounding import Array, Flags
from app.planner.timing import Timing
from app.planner.workload import inflation_of


def _next_closed(inputs: Inputs, timing: Timing, growth: Array, day: Array) -> Array:
    """Running deals of the periods after the horizon, as multiples of this period's, by a day; (B, C, ...) to the same."""
    calendar = inputs.calendar
    coordinate = calendar.coordinate(day)
    extra = [1] * (day.ndim - 1)
    whole, factor = timing.season.before[:, -1].reshape(-1, *extra), (1 + growth).reshape(-1, *extra)
    closed, scale = np.zeros(np.broadcast_shapes(day.shape, factor.shape)), np.ones_like(factor)
    for period in range(1, int(coordinate.max()) // calendar.months + 1):
        scale = scale * factor
        # the same fraction of the same month of the season, whatever that month's length in its own year
        same = calendar.day_of(np.minimum(np.maximum(coordinate - period * calendar.months, 0.0), calendar.months))
        closed = closed + scale * timing.season.share(same) / whole
    return closed


def following(
    inputs: Inputs, funnel: Funnel, timing: Timing, per_stage: Array, units: Array, spend: Array, linear: Array, active: Flags
) -> tuple[Array, Array] | tuple[None, None]:
    """What is done inside the horizon for the period after: entries (B, C, N, T) and spend (B, C, T).

    Args:
        inputs, funnel, timing: the plan.
        per_stage, units: entries into each stage, (B, C, N), and units of linear activity, (B, C), that serve this goal.
        spend, linear, active: the same by month, (B, C, T).
    """
    if inputs.next_growth is None:
        return None, None
    edges, inside = inputs.calendar.edges, np.arange(inputs.calendar.shown) >= inputs.calendar.before
    closed = _next_closed(inputs, timing, inputs.next_growth, edges + funnel.days_to_deal[..., None])
    entries = per_stage[..., None] * ((closed[..., 1:] - closed[..., :-1]) * inside)
    closed = _next_closed(inputs, timing, inputs.next_growth, edges + timing.lag[..., None])
    both = linear + units[..., None] * ((closed[..., 1:] - closed[..., :-1]) * inside)
    inflation, _ = inflation_of(both * funnel.per_unit[..., None], inputs.ceiling[..., None])
    together = inputs.unit_cost[..., None] * (both * inflation * funnel.paid_per_unit[..., None])
    together = together + inputs.fixed_cost[..., None] * ((both > linear) | active)
    return entries, np.maximum(together - spend, 0.0)
