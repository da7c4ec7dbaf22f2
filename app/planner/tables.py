"""One lane of the outputs as lists: whole numbers, money in minor units, and months cut to those with anything in them.

Everything is rounded in as few strokes as there are kinds of figures, because a plan has hundreds of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from app.planner.engine import Months, Outputs
from app.planner.plan import Figure
from app.planner.rounding import Array, money_by_month, whole, whole_by_month, whole_list

_V = TypeVar("_V")


@dataclass(frozen=True)
class Tables:
    """The months of a plan, row by row; T months shown, C channels, N stages.

    Attributes:
        first: position of the first month with anything in it, never after the start.
        entries: entries into each stage over all channels, exact, (N, T).
        exact, wholes: the same, then units of activity by channel, then entries by channel and stage; N + C + C x N rows each.
        steps: volumes of the steps, C x Y rows.
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
    exact: list[list[float]]
    wholes: list[list[float]]
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

    def stages(self) -> list[list[Figure]]:
        """Entries into each stage over all channels, N rows from the first month on."""
        return [self._figures(row, self.first, None) for row in range(len(self.entries))]

    def activity(self, channel: int, first: int, last: int) -> list[Figure]:
        """A channel's units of activity in the months [first, last)."""
        return self._figures(len(self.entries) + channel, first, last)

    def exact_activity(self, channel: int) -> list[float]:
        """A channel's units of activity by month, T of them."""
        return self.exact[len(self.entries) + channel]

    def channel_stages(self, channel: int, enters: int, first: int, last: int) -> list[list[Figure]]:
        """A channel's entries into the stages from `enters` on in the months [first, last), a row for each stage."""
        stages = len(self.entries)
        row = stages + len(self.busy) + channel * stages
        return [self._figures(row + stage, first, last) for stage in range(enters, stages)]

    def targets(self, enters: Iterable[int]) -> Array:
        """Whole entries of each channel at the stage where it enters, (C, T)."""
        stages = len(self.entries)
        first = stages + len(self.busy)
        return np.array([self.wholes[first + channel * stages + stage] for channel, stage in enumerate(enters)], dtype=float)

    def _figures(self, row: int, first: int, last: int | None) -> list[Figure]:
        exact, wholes = self.exact[row][first:last], self.wholes[row][first:last]
        return [{"exact": e, "whole": w} for e, w in zip(exact, wholes, strict=True)]


def records(keys: Sequence[str], rows: Iterable[Sequence[_V]], months: int) -> list[dict[str, _V]]:
    """Rows of so many months, one for each key, as a record for each month."""
    by_month: list[dict[str, _V]] = [{} for _ in range(months)]
    for key, row in zip(keys, rows, strict=True):
        for record, value in zip(by_month, row, strict=True):
            record[key] = value
    return by_month


def totalled(exact: Array) -> list[Figure]:
    """Figures of totals, (n,) to n of them."""
    return [{"exact": count, "whole": whole(count)} for count in exact.tolist()]


def _whole_rows(exact: Array) -> list[list[float]]:
    months = exact.shape[1]
    flat = whole_list(whole_by_month(exact).ravel())
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
    volumes: Array = months.activity[0][:, None] * yields[..., None]
    for position in inputs.bent.tolist():
        if last := inputs.steps[position]:
            volumes[position, last - 1] = months.linear[0, position] * yields[position, last - 1]
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
    entries = np.add.reduce(by_channel, axis=0)
    rows = np.concatenate([entries, activity, by_channel.reshape(-1, days.shape[-1])])
    money = _money_rows(months, digits)
    busy = months.active[0] | np.logical_or.reduce(by_channel > 0, axis=1)
    return Tables(
        first=_first(outputs, busy),
        entries=entries,
        exact=rows.tolist(),
        wholes=_whole_rows(rows),
        steps=_steps(outputs),
        spend=money[0],
        revenue=money[1],
        pipeline_revenue=money[2],
        channel_spend=money[3:],
        per_day=(activity / np.maximum(days, 1)).tolist(),
        days=days.astype(int).tolist(),
        busy=busy.tolist(),
        blocked=months.blocked[0].tolist(),
        over=months.excess[0].tolist(),
    )
