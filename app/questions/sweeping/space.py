"""What a sweep goes through: a grid of values, or a list of overrides; either as columns, one value for each lane.

A lane of a grid is a number: its last axis runs fastest, as in numpy. Columns of any stretch of lanes follow from it, so that a grid of
millions takes the memory of its axes. In a list, NaN says that a lane leaves a lever as the scenario has it.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from app.planner.rounding import Array
from app.questions.refused import QuestionRefused, refuse

Path = tuple[str | int, ...]
Group = tuple[npt.NDArray[np.intp] | slice, dict[str, Array]]
"""Some lanes of a stretch, and what is turned in them: by pointer, (b,), or (1,) where they share it."""

KINDS_LIMIT = 256
"""Different sets of levers in one list; every set is worked out on its own."""
LANES_LIMIT = 1_000_000
INPUTS_LIMIT = 500
"""Different levers in one list."""
FIGURES_LIMIT = 20_000_000
"""Figures held at once, of 8 bytes each."""
APART = 512
"""Lanes of one set of days from which they are worth a group of their own."""
SUMMED = ("/share", *map(str, range(10)))
"""How the pointers of levers end that are parts of a whole: a channel's share, a month's weight."""
LARGEST = 1e300
"""No field takes more."""
COUNTED = 10**12
"""Lanes beyond which nobody wants to read how many they would be."""


@dataclass(frozen=True)
class Axis:
    """A lever and the values it takes, (n,)."""

    pointer: str
    values: Array


def too_many_lanes(count: int, limit: int, *path: str | int) -> QuestionRefused:
    """More lanes than are worked out at once."""
    if count > COUNTED:
        return refuse("too_many_lanes", *path, beyond=COUNTED, limit=limit)
    return refuse("too_many_lanes", *path, count=count, limit=limit)


def spaced(pointer: str, low: float, high: float, steps: int, *path: str | int, log: bool = False, limit: int = LANES_LIMIT) -> Axis:
    """An axis of evenly spaced values, both ends included; evenly in their logarithms where asked.

    Args:
        pointer: the lever.
        low, high: the ends.
        steps: how many values; at least 1, which is the low end alone.
        path: where the axis stands in the question, for the fault.
        log: whether values grow by a factor, for which both ends must be above 0.
        limit: the most steps.

    Raises:
        QuestionRefused: `too_few_steps`, `too_many_lanes`, `not_a_number` or `log_needs_positive`.
    """
    if steps < 1:
        raise refuse("too_few_steps", *path, "steps", given=steps, least=1)
    if steps > limit:
        raise too_many_lanes(steps, limit, *path, "steps")
    low, high = _number(low, *path, "from"), _number(high, *path, "to")
    for name, end in (("from", low), ("to", high)):
        if log and end <= 0:
            raise refuse("log_needs_positive", *path, name, given=end)
    return Axis(pointer, np.geomspace(low, high, steps) if log else np.linspace(low, high, steps))


def _shared(values: Array) -> Array:
    """One value where all lanes have the same, which the engine then works out once."""
    return values[:1] if len(values) and bool((values == values[0]).all()) else values


@dataclass(frozen=True)
class Grid:
    """Every combination of the axes' values; the last axis runs fastest."""

    axes: tuple[Axis, ...]

    @property
    def pointers(self) -> tuple[str, ...]:
        """The levers turned."""
        return tuple(axis.pointer for axis in self.axes)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each axis has."""
        return tuple(len(axis.values) for axis in self.axes)

    @property
    def count(self) -> int:
        """How many lanes there are."""
        return math.prod(self.shape)

    def at(self, lanes: npt.NDArray[np.intp]) -> dict[str, Array]:
        """The values in some lanes, (b,) by pointer."""
        places = np.unravel_index(lanes, self.shape)
        return {axis.pointer: axis.values[place] for axis, place in zip(self.axes, places, strict=True)}

    def columns(self, first: int, last: int) -> dict[str, Array]:
        """The values in the lanes [first, last), (b,) by pointer."""
        return self.at(np.arange(first, last))

    def groups(self, first: int, last: int) -> Iterator[Group]:
        """The lanes [first, last), which all turn the same levers; apart where days change, if that is seldom."""
        block = self._same_days
        edges = [first, *range(first - first % block + block, last, block), last] if block >= APART else [first, last]
        for begin, end in pairwise(edges):
            yield slice(begin - first, end - first), {name: _shared(values) for name, values in self.columns(begin, end).items()}

    @property
    def _same_days(self) -> int:
        """How many lanes in a row share their lags and season, whose shapes are then worked out once."""
        days = [
            place for place, pointer in enumerate(self.pointers) if pointer.endswith("/lag_days") or pointer.startswith("/seasonality/")
        ]
        return math.prod(self.shape[days[-1] + 1 :]) if days else self.count

    def piece(self, first: int, last: int) -> tuple["Grid", int, int]:
        """What is needed for the lanes [first, last), and where they are in it."""
        return self, first, last

    def given(self) -> Iterator[tuple[str, Array, Path, Path]]:
        """Levers with all their values, where the lever stands in the question, and where its values do."""
        for position, axis in enumerate(self.axes):
            at: Path = ("axes", position)
            yield axis.pointer, axis.values, (*at, "input"), (*at, "values")

    def corners(self) -> Iterator[dict[str, Array]]:
        """The lowest and the highest of all axes together: two lanes between which sums of values lie."""
        yield {axis.pointer: np.array([axis.values.min(), axis.values.max()]) for axis in self.axes}

    def renamed(self, pointers: Sequence[str]) -> "Grid":
        """The same with levers named otherwise."""
        return Grid(tuple(Axis(pointer, axis.values + 0.0) for pointer, axis in zip(pointers, self.axes, strict=True)))


@dataclass(frozen=True)
class Listed:
    """Overrides lane by lane, as columns: (count,) by pointer, NaN where a lane leaves a lever as it is."""

    values: Mapping[str, Array]
    count: int

    @property
    def pointers(self) -> tuple[str, ...]:
        """The levers turned in any lane."""
        return tuple(self.values)

    @cached_property
    def _kinds(self) -> npt.NDArray[np.intp]:
        """Which set of levers each lane turns, by the number of the set, (n,)."""
        number = np.zeros(self.count, dtype=np.intp)
        for values in self.values.values():
            left = np.isnan(values)
            if left.any() and not left.all():
                number = np.unique(number * 2 + left, return_inverse=True)[1]
        return number

    @property
    def kinds(self) -> int:
        """How many different sets of levers the lanes turn."""
        return int(self._kinds.max()) + 1 if self.count else 0

    def at(self, lanes: npt.NDArray[np.intp]) -> dict[str, Array]:
        """The values in some lanes, (b,) by pointer."""
        return {pointer: values[lanes] for pointer, values in self.values.items()}

    def columns(self, first: int, last: int) -> dict[str, Array]:
        """The values in the lanes [first, last), (b,) by pointer, as views."""
        return {pointer: values[first:last] for pointer, values in self.values.items()}

    def groups(self, first: int, last: int) -> Iterator[Group]:
        """The lanes [first, last) by the set of levers they turn."""
        kinds, columns = self._kinds[first:last], self.columns(first, last)
        for kind in np.unique(kinds):
            lanes = np.flatnonzero(kinds == kind)
            some = {pointer: values[lanes] for pointer, values in columns.items()}
            yield lanes, {pointer: _shared(values) for pointer, values in some.items() if not np.isnan(values[0])}

    def piece(self, first: int, last: int) -> tuple["Listed", int, int]:
        """What is needed for the lanes [first, last), and where they are in it."""
        return Listed(self.columns(first, last), last - first), 0, last - first

    def given(self) -> Iterator[tuple[str, Array, Path, Path]]:
        """Levers with all their values, where the lever stands in the question, and where its values do."""
        for pointer, values in self.values.items():
            yield pointer, values, ("list", pointer), ("list", pointer)

    def corners(self) -> Iterator[dict[str, Array]]:
        """For each set of levers, the lanes in which they add up to the least and to the most; shares and seasons are summed apart."""
        for kind in range(self.kinds):
            lanes = np.flatnonzero(self._kinds == kind)
            some = {pointer: values[lanes] for pointer, values in self.values.items() if not np.isnan(values[lanes[0]])}
            for kin in ("/channels/", "/seasonality/"):
                summed = [values for pointer, values in some.items() if pointer.startswith(kin) and pointer.endswith(SUMMED)]
                if summed:
                    total = np.add.reduce(summed, axis=0)
                    ends = [int(total.argmin()), int(total.argmax())]
                    yield {pointer: values[ends] for pointer, values in some.items()}

    def renamed(self, pointers: Sequence[str]) -> "Listed":
        """The same with levers named otherwise."""
        return Listed({pointer: values + 0.0 for pointer, values in zip(pointers, self.values.values(), strict=True)}, self.count)


Space = Grid | Listed


def listed(overrides: Sequence[Mapping[str, float]], limit: int = LANES_LIMIT) -> Listed:
    """Overrides given lane by lane, as columns.

    Args:
        overrides: for each lane the levers it turns, by pointer; what a lane does not name stays as the scenario has it.
        limit: the most lanes.

    Raises:
        QuestionRefused: `too_many_lanes`, `too_many_inputs` or `not_a_number`.
    """
    if len(overrides) > limit:
        raise too_many_lanes(len(overrides), limit, "list")
    columns: dict[str, Array] = {}
    most = min(INPUTS_LIMIT, max(FIGURES_LIMIT // max(len(overrides), 1), 1))
    for lane, override in enumerate(overrides):
        for pointer, value in override.items():
            if pointer not in columns:
                if len(columns) == most:
                    raise refuse("too_many_inputs", "list", lane, pointer, limit=most)
                columns[pointer] = np.full(len(overrides), np.nan)
            columns[pointer][lane] = _number(value, "list", lane, pointer)
    return Listed(columns, len(overrides))


def _number(value: object, *path: str | int) -> float:
    """A value as a number of the engine's."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST:
        return float(value)
    raise refuse("not_a_number", *path, given=str(value)[:200])
