"""Columns: the cells of many lanes' months, one column of lanes for each cell, as quantiles are taken from.

Where lanes share their days, months are numbers times shapes (`app/planner/basis.py`): columns are then made cell by cell, and of
cells that are multiples of one another only one. Lanes with days of their own are evaluated with all their months, a few at a time.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from app.planner.basis import basis_of
from app.planner.engine import Outputs, Totals, entries_of, evaluate, spend_of, units_of
from app.planner.funnel import Funnel, funnel_of
from app.planner.inputs import Inputs
from app.planner.revenue import revenue_by_month
from app.planner.rounding import Array, Flags
from app.planner.workload import bend_of
from app.questions.outcomes import Evaluated
from app.questions.turning import Lanes

LANES_AT_ONCE = 512
NUMBERS_AT_ONCE = 20_000
"""Numbers of lanes by month that are worked out together."""


@dataclass(frozen=True)
class Cells:
    """Some cells of a table of the plan's months.

    Attributes:
        table: what the table is called.
        first: where they begin in the table, flat.
        columns: what is sorted, (K, B).
        place: which column each cell is a multiple of; None where each cell has its own.
        factor: what it is times that column.
    """

    table: str
    first: int
    columns: Array
    place: npt.NDArray[np.intp] | None = None
    factor: Array | None = None

    def spread(self, found: Array) -> Array:
        """Quantiles of the columns, (K, Q), to those of all these cells, a row each."""
        if self.place is None or self.factor is None:
            return found
        return np.where(self.factor[:, None] > 0, found[self.place] * self.factor[:, None], 0.0 * found[self.place])


def _multiples(table: str, first: int, columns: Array, shape: Array) -> Cells:
    """A number of the lane for each row, (R, B), times that row's shape over months, (R, T) or (1, T)."""
    factor = np.broadcast_to(shape, (len(columns), shape.shape[1]))
    return Cells(table, first, columns, np.repeat(np.arange(len(factor)), factor.shape[1]), factor.reshape(-1))


class Shaped(Evaluated):
    """Lanes that share their days, with months as numbers times shapes; nothing is kept by lane and month but what is asked for."""

    def __init__(self, lanes: Lanes, totals: Totals) -> None:
        super().__init__(lanes, totals, None)
        self.inputs: Inputs = lanes.inputs
        self.basis = basis_of(self.inputs)

    @cached_property
    def funnel(self) -> Funnel:
        """What rates and yields say, worked out once."""
        return funnel_of(self.inputs)

    @cached_property
    def spend(self) -> Array:
        """Media and vendors, worked out once."""
        return super().spend

    @cached_property
    def entries(self) -> Array:
        """Entries into each stage, lanes last, (C, N, B)."""
        return np.ascontiguousarray(entries_of(self.totals.deals, self.funnel).transpose(1, 2, 0))

    @cached_property
    def units(self) -> Array:
        """Units of linear activity, lanes last, (C, B)."""
        return np.ascontiguousarray(units_of(self.totals.deals, self.funnel).T)

    def activity_and_spend(self, channel: int) -> tuple[Array, Array]:
        """Units of activity, and media and vendors of a channel, both (T, B); NaN in the months in which the ceiling is reached."""
        shape, touched = self.basis.work.shape[0, channel][:, None], self.basis.touched[0, channel][:, None]
        sold, paid = self.totals.deals[:, channel] > 0, _row(self.funnel.paid_per_unit, channel)
        each, fixed = _row(self.inputs.unit_cost, channel), _row(self.inputs.fixed_cost, channel)
        activity, spend = np.empty((2, len(shape), self.lanes.batch))
        for months in self._months():
            units, blocked = self._activity(channel, shape[months])
            activity[months] = units
            spend[months] = spend_of(each, units, paid, fixed, touched[months] & sold)
            if blocked is not None and blocked.any():
                activity[months] = np.where(blocked, np.nan, activity[months])
                spend[months] = np.where(blocked, np.nan, spend[months])
        return activity, spend

    def _activity(self, channel: int, shape: Array) -> tuple[Array, Flags | None]:
        """Units of activity in some months, (t, B), of their shape, (t, 1); and where its ceiling is reached, if it has one."""
        if channel not in self.inputs.bent:
            return self.units[channel] * shape, None
        bend = bend_of(self.units[channel], shape, _row(self.funnel.per_unit, channel), _row(self.inputs.ceiling, channel))
        return bend.linear * bend.inflation, bend.blocked

    def _months(self) -> Iterator[slice]:
        """A few months after others, so that what is worked out lane by lane stays at hand in the processor."""
        few = max(NUMBERS_AT_ONCE // self.lanes.batch, 1)
        return (slice(first, first + few) for first in range(0, self.basis.shape.shape[-1], few))

    def stage(self, stage: int) -> Array:
        """Entries into a stage over all channels, (T, B)."""
        shape, entries = self.basis.shape[0, :, stage, :, None], self.entries[:, stage]
        passing = [channel for channel in range(1, len(shape)) if shape[channel].any() and entries[channel].any()]
        found = np.empty((shape.shape[1], self.lanes.batch))
        for months in self._months():
            some = entries[0] * shape[0, months]
            for channel in passing:
                some += entries[channel] * shape[channel, months]
            found[months] = some
        return found

    def stage_by_month(self, stage: int) -> Array:
        """Entries into a stage over all channels, (B, T)."""
        return self.stage(stage).T

    def activity_by_month(self, channels: Sequence[int]) -> Array:
        """Units of activity of some channels together, (B, T)."""
        shape = self.basis.work.shape[0, :, :, None]
        total = np.zeros((shape.shape[1], self.lanes.batch))
        for months in self._months():
            for channel in channels:
                total[months] += self._activity(channel, shape[channel, months])[0]
        return total.T


def _row(values: Array, channel: int) -> Array:
    """What a channel has in every lane, (B, C) to (B,), one beside the other."""
    return np.ascontiguousarray(values[:, channel])


def shaped_cells(found: Shaped) -> Iterator[Cells]:
    """The cells of lanes that share their days, table by table or channel by channel; each made when it is asked for, to be sorted."""
    inputs, basis, deals = found.inputs, found.basis, found.totals.deals
    channels, stages, shown = basis.shape.shape[1:]
    for channel in range(channels):
        yield _multiples("channel_stages", channel * stages * shown, found.entries[channel].copy(), basis.shape[0, channel])
    worth = revenue_by_month(
        inputs, np.ones((1, channels)), basis.closed[:, :, -1, inputs.calendar.before :], basis.timing.first_close, None
    )
    amounts = np.ascontiguousarray((deals * inputs.deal_value).T)
    yield Cells("revenue", 0, _summed(amounts, worth[0]))
    yield _multiples("channel_revenue", 0, amounts, worth[0])
    for stage in range(stages):
        yield Cells("stages", stage * shown, found.stage(stage))
    if not inputs.bent.size:
        yield _multiples("channel_activity", 0, found.units.copy(), basis.work.shape[0])
    yield from _activity_and_spend(found, channels, shown)


def _activity_and_spend(found: Shaped, channels: int, shown: int) -> Iterator[Cells]:
    """Channel by channel; then spend over all."""
    total = np.zeros((shown, found.lanes.batch))
    for channel in range(channels):
        activity, spend = found.activity_and_spend(channel)
        total += spend
        yield Cells("channel_spend", channel * shown, spend)
        if found.inputs.bent.size:
            yield Cells("channel_activity", channel * shown, activity)
    yield Cells("spend", 0, total)


def _summed(columns: Array, shape: Array) -> Array:
    """The sum over channels of numbers, (C, B), times shapes, (C, M): (M, B)."""
    total: Array = columns[0] * shape[0][:, None]
    for column, weights in zip(columns[1:], shape[1:], strict=True):
        total += column * weights[:, None]
    return total


def _readers(inputs: Inputs) -> dict[str, tuple[tuple[int, ...], Callable[[Outputs], Array]]]:
    """Shape of each table, and how it is read off evaluated months."""
    channels, stages = inputs.rates.shape[1], inputs.rates.shape[2] + 1
    shown, months = inputs.calendar.shown, inputs.calendar.months

    def spend(outputs: Outputs) -> Array:
        return np.where(outputs.months.blocked, np.nan, outputs.months.spend)

    return {
        "channel_stages": ((channels, stages, shown), lambda outputs: outputs.months.stages),
        "channel_revenue": ((channels, months), lambda outputs: outputs.months.revenue),
        "revenue": ((months,), lambda outputs: np.add.reduce(outputs.months.revenue, axis=1)),
        "stages": ((stages, shown), lambda outputs: np.add.reduce(outputs.months.stages, axis=1)),
        "channel_activity": ((channels, shown), lambda outputs: np.where(outputs.months.blocked, np.nan, outputs.months.activity)),
        "spend": ((shown,), lambda outputs: np.add.reduce(spend(outputs), axis=1)),
        "channel_spend": ((channels, shown), spend),
    }


def shapes_of(inputs: Inputs) -> dict[str, tuple[int, ...]]:
    """The tables and their shapes."""
    return {name: shape for name, (shape, _) in _readers(inputs).items()}


def kept_of(inputs: Inputs) -> int:
    """How many numbers a lane takes while its cells are made and sorted, beyond the inputs."""
    if inputs.timings > 1:
        return sum(math.prod(shape) for shape in shapes_of(inputs).values())
    channels, stages, steps = inputs.rates.shape[1], inputs.rates.shape[2] + 1, inputs.yields.shape[2]
    return int(channels * (3 * stages + steps + 16) + 10 * inputs.calendar.shown)


def evaluated(lanes: Lanes, progress: Callable[[int, int], None]) -> Iterator[tuple[int, int, Evaluated]]:
    """Lanes evaluated with all their months, a few at a time: from lane, to lane, and what is known of them."""
    for first in range(0, lanes.batch, LANES_AT_ONCE):
        last = min(first + LANES_AT_ONCE, lanes.batch)
        some = lanes.lanes(first, last)
        outputs = evaluate(some.inputs)
        yield first, last, Evaluated(some, outputs.totals, outputs)
        progress(last, lanes.batch)


class Gathered:
    """Tables of lanes with days of their own, filled a few lanes at a time."""

    def __init__(self, lanes: Lanes) -> None:
        self._readers = _readers(lanes.inputs)
        self._columns = {name: np.empty((int(np.prod(shape)), lanes.batch)) for name, (shape, _) in self._readers.items()}

    def put(self, first: int, last: int, found: Evaluated) -> None:
        """Put the lanes [first, last)."""
        for name, (_, read) in self._readers.items():
            values = read(found.outputs)
            self._columns[name][:, first:last] = values.reshape(len(values), -1).T

    def cells(self) -> Iterator[Cells]:
        """What was put."""
        for name, columns in self._columns.items():
            yield Cells(name, 0, columns)
