"""Columns: the cells of many lanes' months, one column of lanes for each cell, as quantiles are taken from.

Where lanes share their days, months are numbers times shapes (`app/planner/basis.py`): columns are then made cell by cell, and of
cells that are multiples of one another only one. Lanes with days of their own are evaluated with all their months, a few at a time.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from app.planner.basis import basis_of
from app.planner.engine import Outputs, Totals, entries_of, evaluate, spend_of, units_of
from app.planner.funnel import Funnel, funnel_of
from app.planner.inputs import Inputs
from app.planner.revenue import revenue_by_month
from app.planner.rounding import Array
from app.planner.workload import Bend, bend_of
from app.questions.outcomes import Evaluated
from app.questions.turning import Lanes

LANES_AT_ONCE = 512


@dataclass(frozen=True)
class Table:
    """A table of the plan's months.

    Attributes:
        name: what it is called.
        shape: its shape, without lanes and levels.
        columns: what is sorted, (K, B).
        place: which column each cell is a multiple of, flat; None where each cell has its own.
        factor: what it is times that column, flat.
    """

    name: str
    shape: tuple[int, ...]
    columns: Array
    place: npt.NDArray[np.intp] | None = None
    factor: Array | None = None

    def spread(self, found: Array) -> Array:
        """Quantiles of the columns, (K, Q), to those of all cells, (*shape, Q)."""
        if self.place is not None and self.factor is not None:
            found = np.where(self.factor[:, None] > 0, found[self.place] * self.factor[:, None], 0.0 * found[self.place])
        return found.reshape(*self.shape, found.shape[1])


def _multiples(name: str, columns: Array, shape: Array) -> Table:
    """A number of the lane for each row, (R, B), times that row's shape over months, (..., T), R rows."""
    rows = shape.reshape(-1, shape.shape[-1])
    place = np.repeat(np.arange(len(rows)), rows.shape[1])
    return Table(name, shape.shape, columns, place, rows.reshape(-1))


class Shaped(Evaluated):
    """Lanes that share their days, with months as numbers times shapes; nothing is kept by lane and month but what is asked for."""

    def __init__(self, lanes: Lanes, totals: Totals) -> None:
        super().__init__(lanes, totals, None)
        self.inputs: Inputs = lanes.inputs
        self.basis = basis_of(self.inputs)
        self._rates = rates = funnel_of(self.inputs)
        self.paid = rates.paid_per_unit
        self.per_unit = rates.per_unit
        self.entries = entries_of(totals.deals, rates)
        self.units = units_of(totals.deals, rates)
        self._bend = cache(self._bent)

    @property
    def funnel(self) -> Funnel:
        """What rates and yields say, worked out once."""
        return self._rates

    def _bent(self, channel: int) -> Bend:
        """A channel's activity by month, (T, B)."""
        shape = self.basis.work.shape[0, channel][:, None]
        return bend_of(self.units[None, :, channel], shape, self.per_unit[None, :, channel], self.inputs.ceiling[None, :, channel])

    def channel_activity(self, channel: int) -> Array:
        """Units of activity, (T, B)."""
        if channel not in self.inputs.bent:
            straight: Array = self.units[None, :, channel] * self.basis.work.shape[0, channel][:, None]
            return straight
        bend = self._bend(channel)
        return bend.linear * bend.inflation

    def known(self, channel: int, values: Array) -> Array:
        """The same, NaN in the months in which the ceiling is reached."""
        if channel not in self.inputs.bent:
            return values
        blocked = self._bend(channel).blocked
        return np.where(blocked, np.nan, values) if blocked.any() else values

    def channel_spend(self, channel: int) -> Array:
        """Media and vendors, (T, B)."""
        inputs = self.inputs
        active = self.basis.touched[0, channel][:, None] & (self.totals.deals[:, channel] > 0)
        each, fixed = inputs.unit_cost[:, channel], inputs.fixed_cost[:, channel]
        return self.known(channel, spend_of(each, self.channel_activity(channel), self.paid[:, channel], fixed, active))

    def stage(self, stage: int) -> Array:
        """Entries into a stage over all channels, (T, B)."""
        shape = self.basis.shape[0, :, stage]
        found: Array = self.entries[:, 0, stage] * shape[0][:, None]
        for channel in range(1, len(shape)):
            if shape[channel].any() and self.entries[:, channel, stage].any():
                found += self.entries[:, channel, stage] * shape[channel][:, None]
        return found

    def stage_by_month(self, stage: int) -> Array:
        """Entries into a stage over all channels, (B, T)."""
        return self.stage(stage).T

    def activity_by_month(self, channels: Sequence[int]) -> Array:
        """Units of activity of some channels together, (B, T)."""
        units: Array = np.add.reduce([self.channel_activity(channel) for channel in channels])
        return units.T


def shaped_tables(found: Shaped) -> Iterator[Table]:
    """The tables of lanes that share their days, each made when it is asked for."""
    inputs, basis, deals = found.inputs, found.basis, found.totals.deals
    channels, stages, shown = basis.shape.shape[1:]
    by_entry = found.entries.transpose(1, 2, 0)
    yield _multiples("channel_stages", np.ascontiguousarray(by_entry).reshape(channels * stages, -1), basis.shape[0])
    worth = revenue_by_month(
        inputs, np.ones((1, channels)), basis.closed[:, :, -1, inputs.calendar.before :], basis.timing.first_close, None
    )
    amounts = np.ascontiguousarray((deals * inputs.deal_value).T)
    yield _multiples("channel_revenue", amounts.copy(), worth[0])
    yield Table("revenue", (inputs.calendar.months,), _summed(amounts, worth[0]))
    yield from _stages(found, stages, shown)
    if inputs.bent.size:
        work = _of_all(channels, shown, found, lambda channel: found.known(channel, found.channel_activity(channel)))
        yield Table("channel_activity", (channels, shown), work)
    else:
        yield _multiples("channel_activity", np.ascontiguousarray(found.units.T), basis.work.shape[0])
    spend = _of_all(channels, shown, found, found.channel_spend)
    yield Table("spend", (shown,), np.add.reduce(spend.reshape(channels, shown, -1), axis=0))
    yield Table("channel_spend", (channels, shown), spend)


def _stages(found: Shaped, stages: int, shown: int) -> Iterator[Table]:
    columns = np.empty((stages * shown, found.lanes.batch))
    for stage in range(stages):
        columns[stage * shown : (stage + 1) * shown] = found.stage(stage)
    yield Table("stages", (stages, shown), columns)


def _summed(columns: Array, shape: Array) -> Array:
    """The sum over channels of numbers, (C, B), times shapes, (C, M): (M, B)."""
    total: Array = columns[0] * shape[0][:, None]
    for column, weights in zip(columns[1:], shape[1:], strict=True):
        total += column * weights[:, None]
    return total


def _of_all(channels: int, shown: int, found: Shaped, read: Callable[[int], Array]) -> Array:
    """What is read of every channel, (T, B) each, one below the other."""
    columns = np.empty((channels * shown, found.lanes.batch))
    for channel in range(channels):
        columns[channel * shown : (channel + 1) * shown] = read(channel)
    return columns


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


def cells_of(inputs: Inputs) -> int:
    """How many cells the tables have together."""
    return sum(int(np.prod(shape)) for shape, _ in _readers(inputs).values())


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

    def tables(self) -> Iterator[Table]:
        """What was put."""
        for name, (shape, _) in self._readers.items():
            yield Table(name, shape, self._columns[name])
