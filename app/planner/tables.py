"""One lane of the outputs as lists: whole numbers, money in minor units, and months cut to those with anything in them.

Everything is rounded in as few strokes as there are kinds of figures, because a plan has hundreds of them.
"""

from dataclasses import dataclass

import numpy as np

from app.planner.engine import Months, Outputs
from app.planner.plan import Figure
from app.planner.rounding import Array, ceiling, money_by_month, whole_by_month, whole_list


@dataclass(frozen=True)
class Tables:
    """The months of a plan, row by row; T months shown, C channels, N stages.

    Attributes:
        first: position of the first month with anything in it, never after the start.
        entries: entries into each stage over all channels, exact, (N, T).
        stages: the same as figures, N rows.
        activity: units of activity, C rows.
        channel_stages: entries by channel and stage, C x N rows.
        steps: volumes of the steps, C x T x Y.
        spend: money of all channels, T amounts that add up to the rounded total.
        revenue, pipeline_revenue: money, T amounts, 0 before the start.
        channel_spend: money, C rows.
        per_day: units on a working day, C rows.
        days: working days inside the window, C rows.
        busy: whether a channel does or brings anything, C rows.
        blocked: whether its ceiling is reached, C rows.
        over: units above capacity, C rows.
    """

    first: int
    entries: Array
    stages: list[list[Figure]]
    activity: list[list[Figure]]
    channel_stages: list[list[Figure]]
    steps: list[list[list[float]]]
    spend: list[float]
    revenue: list[float]
    pipeline_revenue: list[float]
    channel_spend: list[list[float]]
    per_day: list[list[float]]
    days: list[list[int]]
    busy: list[list[bool]]
    blocked: list[list[bool]]
    over: list[list[float]]


def figures(exact: list[float], wholes: list[float]) -> list[Figure]:
    """Exact counts with their whole ones."""
    return [{"exact": e, "whole": w} for e, w in zip(exact, wholes, strict=True)]


def totalled(exact: Array) -> list[Figure]:
    """Figures of totals, (n,) to n of them."""
    return figures(exact.tolist(), whole_list(ceiling(exact)))


def _figure_rows(exact: Array) -> list[list[Figure]]:
    months = exact.shape[1]
    flat = figures(exact.ravel().tolist(), whole_list(whole_by_month(exact).ravel()))
    return [flat[first : first + months] for first in range(0, len(flat), months)]


def _money_rows(months: Months, digits: int) -> list[list[float]]:
    """Spend of all, new revenue, revenue of the pipeline, then spend by channel."""
    spend = months.spend[0]
    money = np.zeros((3 + spend.shape[0], spend.shape[1]))
    money[0] = np.add.reduce(spend, axis=0)
    horizon = spend.shape[1] - months.revenue.shape[-1]
    money[1, horizon:] = np.add.reduce(months.revenue[0], axis=0)
    money[2, horizon:] = months.pipeline_revenue[0]
    money[3:] = spend
    rows: list[list[float]] = money_by_month(money, digits).tolist()
    return rows


def _steps(outputs: Outputs) -> list[list[list[float]]]:
    """Volumes of the channels' steps by month: inflated with the activity, except the last, which is what enters."""
    months, inputs = outputs.months, outputs.inputs
    yields: Array = np.multiply.accumulate(inputs.yields[0], axis=-1)
    volumes: Array = months.activity[0][..., None] * yields[:, None]
    for position in inputs.bent.tolist():
        if last := inputs.steps[position]:
            volumes[position, :, last - 1] = months.linear[0, position] * yields[position, last - 1]
    rows: list[list[list[float]]] = volumes.tolist()
    return rows


def _first(outputs: Outputs, busy: Array) -> int:
    """The first month with anything in it, for this goal or the next, or the start."""
    anything = np.logical_or.reduce(busy, axis=0)
    if outputs.months.next_stages is not None:
        anything = anything | outputs.months.next_stages[0].any(axis=(0, 1))
    before = outputs.inputs.calendar.before
    return min(int(anything.argmax()), before) if anything.any() else before


def tables_of(outputs: Outputs, digits: int) -> Tables:
    """The months of the first lane; money has `digits` decimals."""
    months = outputs.months
    by_channel, activity, days = months.stages[0], months.activity[0], months.working_days[0]
    channels, stages, shown = by_channel.shape
    entries = np.add.reduce(by_channel, axis=0)
    rows = _figure_rows(np.concatenate([entries, activity, by_channel.reshape(-1, shown)]))
    money = _money_rows(months, digits)
    busy = months.active[0] | np.logical_or.reduce(by_channel > 0, axis=1)
    return Tables(
        first=_first(outputs, busy),
        entries=entries,
        stages=rows[:stages],
        activity=rows[stages : stages + channels],
        channel_stages=rows[stages + channels :],
        steps=_steps(outputs),
        spend=money[0],
        revenue=money[1],
        pipeline_revenue=money[2],
        channel_spend=money[3:],
        per_day=(activity / np.maximum(days, 1)).tolist(),
        days=days.astype(int).tolist(),
        busy=busy.tolist(),
        blocked=months.blocked[0].tolist(),
        over=np.broadcast_to(months.excess[0], days.shape).tolist(),
    )
