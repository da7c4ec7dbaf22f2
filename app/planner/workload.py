"""Activity: how it lies in months and working days, what a ceiling makes of it, and what capacity leaves room for."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.planner.inputs import Inputs
from app.planner.rounding import Array, Flags
from app.planner.timing import Timing


@dataclass(frozen=True)
class Workload:
    """A channel's activity as a share of the whole, and the days to do it on: free of the goal.

    Attributes:
        shape: share of the activity in each month shown, (B, C, T).
        working_days: in each month, inside the window, (B, C, T).
        per_day: share of the activity on a working day of each month, (B, C, T); 0 where no day is worked.
        peak: the largest of these, (B, C).
        first_day, end_day: the window in whole calendar days, end excluded, (B, C).
        worked: working days of the window, (B, C); infinite where there are none, so that nothing is done a day.
        months: calendar months that the window touches, (B, C).
    """

    shape: Array
    working_days: Array
    per_day: Array
    peak: Array
    first_day: Array
    end_day: Array
    worked: Array
    months: Array


def workload_of(inputs: Inputs, timing: Timing) -> Workload:
    """Spread each channel's activity over its months and their working days."""
    calendar = inputs.calendar
    closed = timing.closed(calendar.edges + timing.lag[..., None])
    shape = closed[..., 1:] - closed[..., :-1]
    first, end = calendar.whole_days(timing.window_start, timing.window_end)
    days = calendar.working_days_in(first, end)
    touched = np.floor(calendar.coordinate(end - 1)) - np.floor(calendar.coordinate(first)) + 1
    per_day = shape / np.where(days > 0, days, np.inf)
    worked = calendar.worked_before(end) - calendar.worked_before(first)
    return Workload(
        shape=shape,
        working_days=days,
        per_day=per_day,
        peak=np.maximum.reduce(per_day, axis=-1),
        first_day=first,
        end_day=end,
        worked=np.where(worked > 0, worked, np.inf),
        months=np.where(end > first, touched, 0.0),
    )


def touched_months(inputs: Inputs, work: Workload) -> Flags:
    """Which months the window touches, (B, C, T)."""
    edges = inputs.calendar.edges
    return (edges[1:] > work.first_day[..., None]) & (edges[:-1] < work.end_day[..., None])


def inflation_of(entries: Array, ceiling: Array) -> tuple[Array, Flags]:
    """How much dearer entries get towards the ceiling, 1 / (1 - e / M), and where the ceiling is reached.

    e entries a month cost c0 x M x e / (M - e): c0 each at first, ever more towards M. No inflation is given where e >= M.
    """
    left = 1 - entries / ceiling
    blocked = left <= 0
    if not blocked.any():
        return 1 / left, blocked
    return np.where(blocked, 0.0, 1 / np.where(blocked, 1.0, left)), blocked


@dataclass(frozen=True)
class Bend:
    """Activity by month towards the ceilings, three arrays of one shape: linear, inflated by, and whether a ceiling is reached."""

    linear: Array
    inflation: Array
    blocked: Flags

    def months_first(self, channels: npt.NDArray[np.intp]) -> "Bend":
        """Some channels of (B, C, T) as (T, B, c)."""
        order = (2, 0, 1)
        linear, inflation, blocked = self.linear[:, channels], self.inflation[:, channels], self.blocked[:, channels]
        return Bend(linear.transpose(order), inflation.transpose(order), blocked.transpose(order))


def bend_of(units: Array, shape: Array, per_unit: Array, ceiling: Array) -> Bend:
    """Spread units of activity by a shape over months and bend them; the arguments broadcast, the month axis is the shape's."""
    linear = units * shape
    return Bend(linear, *inflation_of(linear * per_unit, ceiling))


def room_of(inputs: Inputs, days: Array) -> Array:
    """Units that fit into each month by capacity, (B, C, T); infinite without a limit, also where no day is worked."""
    if not inputs.limited:
        return np.full((1, 1, 1), np.inf)
    by_day = inputs.capacity_per_day[..., None]
    known = np.isfinite(by_day)
    return np.minimum(np.where(known, np.where(known, by_day, 0.0) * days, np.inf), inputs.capacity_per_month[..., None])
