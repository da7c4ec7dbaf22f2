"""Money: the bridge from baseline to target, and revenue by month."""

from dataclasses import dataclass

import numpy as np

from app.planner.inputs import Inputs
from app.planner.rounding import Array

DUST = 1e-13
"""Share of goal and baseline up to which a need is but the rounding of the sum that it is the rest of."""


@dataclass(frozen=True)
class Gap:
    """The revenue bridge, money, each (B,).

    baseline + churned + expanded + committed + pipeline + new_business = target + surplus.
    """

    target: Array
    baseline: Array
    churned: Array
    expanded: Array
    committed: Array
    pipeline: Array
    new_business: Array
    surplus: Array


def gap_of(inputs: Inputs, credit: Array) -> Gap:
    """What new business must bring: target - existing - committed - pipeline, never below zero.

    Existing customers change by q + x - 1 of the baseline a year: in full over the horizon for bookings and arr, and on
    the way for recognised revenue, where the mean month sees half of it.
    """
    years = inputs.calendar.months / (24 if inputs.recognised else 12)
    churned = inputs.baseline * ((inputs.retention - 1) * years)
    expanded = inputs.baseline * (inputs.expansion * years)
    need = inputs.target - inputs.baseline - churned - expanded - inputs.committed - credit
    need = np.where(np.abs(need) > DUST * (inputs.target + inputs.baseline), need, 0.0)
    return Gap(
        target=inputs.target,
        baseline=inputs.baseline,
        churned=churned,
        expanded=expanded,
        committed=inputs.committed,
        pipeline=credit,
        new_business=np.maximum(need, 0.0),
        surplus=np.maximum(-need, 0.0),
    )


def _gone(inputs: Inputs, day: Array) -> Array:
    """The fraction of each month of the horizon that is gone by a day, (...) to (..., M)."""
    month = np.arange(float(inputs.calendar.months))
    return np.minimum(np.maximum(inputs.calendar.coordinate(day)[..., None] - month, 0.0), 1.0)


def revenue_by_month(inputs: Inputs, value: Array, closed: Array, first: Array, last: Array | None) -> Array:
    """Revenue in the months of the horizon of deals whose running number at the month edges is `closed`, (..., M + 1).

    Deals closed before the horizon count for nothing. Bookings and arr: value times the deals of the month. Recognised: value / 12 x
    (A[t] - A[t - 12]), A[t] being the mean of the running number over month t; inside a month it rises straight from the day `first` to the
    day `last` (None: to the month's end).
    """
    gained = closed[..., 1:] - closed[..., :-1]
    if not inputs.recognised:
        return value[..., None] * gained
    rises = _gone(inputs, first)
    full = 1.0 if last is None else _gone(inputs, last)
    mean = closed[..., :-1] - closed[..., :1] + gained * (1 - (rises + full) / 2)
    earned = mean.copy()
    earned[..., 12:] -= mean[..., :-12]
    return value[..., None] * earned / 12
