"""What a good programmer would write in an afternoon: one channel, straight NumPy, none of the rest of a plan.

A 12-month, 5-stage funnel with lags: goal, deals by season, every stage shifted back by its lag, spend. It has no bridge, no working
days, no pipeline, no `today`, no ceilings, no whole numbers and no explanation, and stands here as a yardstick.
"""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

EDGES = np.cumsum([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]).astype(float)
SEASON = np.array([6, 7, 9, 8, 8, 9, 7, 6, 9, 10, 11, 10]) / 100
RUNNING = np.concatenate([[0.0], np.cumsum(SEASON)])
SHOWN = np.concatenate([[-122.0, -92.0, -61.0, -31.0], EDGES])


def one_plan(baseline: float, growth: float, value: float, rates: Array, lags: Array, cost: float) -> tuple[Array, Array, float]:
    """Deals, entries of each stage by month, spend."""
    deals = baseline * growth / value
    to_deal = np.cumprod(rates[::-1])[::-1]
    days = np.cumsum(lags[::-1])[::-1]
    closed = np.interp(SHOWN + days[:, None], EDGES, RUNNING)
    stages = deals * np.diff(closed, axis=1) / to_deal[:, None]
    return deals * SEASON, stages, float(stages[0].sum() * cost)


def totals_shared(baseline: Array, growth: Array, value: Array, rates: Array, cost: float) -> tuple[Array, Array]:
    """Totals of many plans whose lags are the same: entries (B, N), spend (B,)."""
    stages = (baseline * growth / value)[:, None] / np.cumprod(rates[:, ::-1], axis=1)[:, ::-1]
    return stages, stages[:, 0] * cost


def totals_own(baseline: Array, growth: Array, value: Array, rates: Array, lags: Array, cost: float) -> tuple[Array, Array, Array]:
    """The same with lags of their own: the busiest month of the first stage too."""
    stages, spend = totals_shared(baseline, growth, value, rates, cost)
    days = lags.sum(axis=1)
    shape = np.diff(np.interp(SHOWN + days[:, None], EDGES, RUNNING), axis=1)
    return stages, spend, (stages[:, :1] * shape).max(axis=1)
