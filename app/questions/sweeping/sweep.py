"""A sweep: any levers turned to many values, by a grid or a list, and the outcomes asked for, as columns in bounded memory.

The lanes are worked out in stretches that stay small. A lane has the same bits in whatever stretch it lies, on this machine or on a
cluster, which is why nothing is summed across lanes on the way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.planner.faults import Fault
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.levers import Lever, lever_at, levers_of, outside
from app.questions.outcomes import Outcome, outcome_at, read
from app.questions.progress import Progress, quiet
from app.questions.refused import QuestionRefused, refuse
from app.questions.sweeping.space import FIGURES_LIMIT, KINDS_LIMIT, LANES_LIMIT, Grid, Listed, Path, Space, too_many_lanes
from app.questions.turning import turn, turn_levers

LANES_AT_ONCE = 8192
"""Lanes in a stretch, of a scenario of ordinary size."""
FIGURES_AT_ONCE = 2**20
"""Rates and yields in a stretch; more channels or stages make it shorter."""
RATES_LIMIT = 100_000_000
"""Rates and yields of all lanes of a sweep that others wait beside: the larger a scenario, the fewer lanes of it."""
MONTHS_COST = 20
"""Lanes to totals that one lane by month is worth."""


@dataclass(frozen=True)
class Sweep:
    """A sweep that can be worked out.

    Attributes:
        scenario: what holds of everything that is not turned.
        space: the levers and their values, by pointers with positions.
        outputs: pointers of the outcomes.
        at_once: lanes in a stretch.
    """

    scenario: Scenario
    space: Space
    outputs: tuple[str, ...]
    at_once: int

    @property
    def inputs(self) -> tuple[str, ...]:
        """Pointers of the levers turned."""
        return self.space.pointers

    @property
    def count(self) -> int:
        """How many lanes there are."""
        return self.space.count


@dataclass(frozen=True)
class Columns:
    """The lanes [first, first + n) of a sweep, (n,) by pointer; NaN where a lane leaves an input alone or has no value."""

    first: int
    inputs: dict[str, Array]
    outputs: dict[str, Array]

    @property
    def count(self) -> int:
        """How many lanes there are."""
        return len(next(iter(self.outputs.values())))


def sweep(scenario: Scenario, space: Space, outputs: Sequence[str], *, limit: int = LANES_LIMIT, at_once: int | None = None) -> Sweep:
    """A sweep seen to be possible before any of it is worked out.

    Args:
        scenario: what holds of everything that is not turned.
        space: a grid or a list.
        outputs: pointers of the outcomes.
        limit: the most lanes; an outcome by month counts 20 times.
        at_once: lanes in a stretch, where memory is to be smaller or larger than it would be.

    Raises:
        QuestionRefused: `nothing_to_sweep`, `too_many_lanes`, `too_many_kinds`, `empty_axis`, `no_outputs`, `unknown_input`,
            `unknown_output`, `repeated_input`, `repeated_output`, `value_out_of_range`, `shares_over`, `shares_under`, `no_season`; paths
            as ("axes", 0, "input"), ("axes", 0, "values"), ("list", 12, pointer), ("outputs", 0).
    """
    _see_that_it_is_bounded(space, limit)
    levers, faults = _levers(scenario, space)
    outcomes, more = _outcomes(scenario, outputs)
    if faults or more:
        raise QuestionRefused([*faults, *more])
    if any(outcome.by_month for outcome in outcomes) and space.count * MONTHS_COST > limit:
        raise refuse("too_many_lanes", _place(space), count=space.count, limit=limit // MONTHS_COST, by_month=True)
    space = space.renamed([lever.pointer for lever in levers])
    _see_that_parts_make_wholes(scenario, space)
    pointers = tuple(outcome.pointer for outcome in outcomes)
    return Sweep(scenario, space, pointers, at_once or _stretch(scenario))


def _place(space: Space) -> str:
    return "axes" if isinstance(space, Grid) else "list"


def _see_that_it_is_bounded(space: Space, limit: int) -> None:
    if isinstance(space, Grid):
        for position, length in enumerate(space.shape):
            if not length:
                raise refuse("empty_axis", "axes", position, "values")
    if not space.pointers:
        raise refuse("nothing_to_sweep", _place(space))
    if space.count > limit:
        raise too_many_lanes(space.count, limit, _place(space))
    if isinstance(space, Listed) and space.kinds > KINDS_LIMIT:
        raise refuse("too_many_kinds", "list", count=space.kinds, limit=KINDS_LIMIT)


def _levers(scenario: Scenario, space: Space) -> tuple[list[Lever], list[Fault]]:
    """The levers of a space, and all that is wrong with them or their values."""
    levers: list[Lever] = []
    faults: list[Fault] = []
    every = levers_of(scenario)
    for pointer, values, at, where in space.given():
        try:
            lever = lever_at(scenario, pointer, *at, among=every)
        except QuestionRefused as refused:
            faults += refused.faults
            continue
        if lever in levers:
            faults.append(Fault(at, "repeated_input", {"given": pointer, "pointer": lever.pointer}))
        levers.append(lever)
        faults += _misfits(lever, values, where, left_out=isinstance(space, Listed))
    return levers, faults


def _misfits(lever: Lever, values: Array, where: Path, *, left_out: bool) -> Iterator[Fault]:
    """The first value that the lever does not take, with the nearest that it does."""
    wrong = outside(lever, values)
    if left_out:
        wrong &= ~np.isnan(values)
    if wrong.any():
        place = int(wrong.argmax())
        given = float(values[place])
        close = float(np.clip(given, lever.low, lever.high)) if given == given else None
        path = (where[0], place, *where[1:]) if left_out else (*where, place)
        yield Fault(path, "value_out_of_range", {"given": given, "low": lever.low, "high": lever.high, "nearest": close})


def _outcomes(scenario: Scenario, outputs: Sequence[str]) -> tuple[list[Outcome], list[Fault]]:
    found: list[Outcome] = []
    faults = [] if outputs else [Fault(("outputs",), "no_outputs", {})]
    for position, pointer in enumerate(outputs):
        try:
            outcome = outcome_at(scenario, pointer, "outputs", position)
        except QuestionRefused as refused:
            faults += refused.faults
            continue
        if outcome.pointer in {other.pointer for other in found}:
            faults.append(Fault(("outputs", position), "repeated_output", {"given": pointer, "pointer": outcome.pointer}))
        found.append(outcome)
    return found, faults


def _see_that_parts_make_wholes(scenario: Scenario, space: Space) -> None:
    """Shares that come to more than the whole, or a season without weight, before the sweep gets there."""
    for ends in space.corners():
        try:
            turn(scenario, ends)
        except QuestionRefused as refused:
            fault = refused.faults[0]
            raise QuestionRefused([Fault(_turned_at(space, str(fault.path[0])), fault.code, fault.values)]) from None


def _turned_at(space: Space, pointer: str) -> Path:
    """Where a space gives values for a lever; the whole space for what is made of several, or for lines of a list."""
    if isinstance(space, Grid):
        for given, _, _, where in space.given():
            if given == pointer:
                return where
    return (_place(space),)


def _rates(scenario: Scenario) -> int:
    """Rates and yields of one lane."""
    steps = max(len(channel.steps) for channel in scenario.channels)
    return len(scenario.channels) * (len(scenario.stages) + steps)


def lanes_limit(scenario: Scenario) -> int:
    """The most lanes of a scenario that a server works out at once."""
    return min(LANES_LIMIT, RATES_LIMIT // _rates(scenario))


def _stretch(scenario: Scenario) -> int:
    return min(max(FIGURES_AT_ONCE // _rates(scenario), 256), LANES_AT_ONCE)


class Reckoner:
    """Works out stretches of a sweep; what all of them need is found once."""

    def __init__(self, scenario: Scenario, pointers: Sequence[str], outputs: Sequence[str]) -> None:
        self._scenario = scenario
        every = levers_of(scenario)
        self._levers = {pointer: every[pointer] for pointer in pointers}
        self._outcomes = [outcome_at(scenario, pointer) for pointer in outputs]

    def outputs(self, space: Space, first: int, last: int) -> Array:
        """The outcomes of the lanes [first, last), (O, last - first)."""
        values = np.empty((len(self._outcomes), last - first))
        for lanes, given in space.groups(first, last):
            turned = [(self._levers[pointer], column) for pointer, column in given.items()]
            values[:, lanes] = read(turn_levers(self._scenario, turned), self._outcomes).T
        return values


def stretches(first: int, last: int, at_once: int) -> Iterator[tuple[int, int]]:
    """[first, last) cut into stretches."""
    for begin in range(first, last, at_once):
        yield begin, min(begin + at_once, last)


def rows(asked: Sweep, progress: Progress = quiet) -> Iterator[Columns]:
    """A sweep worked out stretch by stretch, in order; memory is that of one stretch."""
    reckoner = Reckoner(asked.scenario, asked.inputs, asked.outputs)
    for first, last in stretches(0, asked.count, asked.at_once):
        values = reckoner.outputs(asked.space, first, last)
        progress(last, asked.count)
        yield as_columns(asked, first, values)


def as_columns(asked: Sweep, first: int, values: Array) -> Columns:
    """Outcomes, (O, n), from lane `first` on with what was turned in them."""
    inputs = asked.space.columns(first, first + values.shape[1])
    return Columns(first, inputs, dict(zip(asked.outputs, values, strict=True)))


def held(asked: Sweep, chunks: Iterator[Columns], *, limit: int = FIGURES_LIMIT) -> Array:
    """The outcomes of all lanes, (O, B), out of their stretches.

    Raises:
        QuestionRefused: `too_many_figures` where they are more than may be held at once.
    """
    figures = len(asked.outputs) * asked.count
    if figures > limit:
        raise refuse("too_many_figures", "outputs", count=figures, limit=limit)
    values = np.empty((len(asked.outputs), asked.count))
    for chunk in chunks:
        values[:, chunk.first : chunk.first + chunk.count] = list(chunk.outputs.values())
    return values


def collect(asked: Sweep, chunks: Iterator[Columns] | None = None, progress: Progress = quiet, *, limit: int = FIGURES_LIMIT) -> Columns:
    """A whole sweep as columns.

    Args:
        asked: the sweep.
        chunks: its stretches in order, where they do not come from `rows`.
        progress: told of each stretch of `rows`.
        limit: the most figures held, inputs and outputs together.

    Raises:
        QuestionRefused: `too_many_figures`.
    """
    figures = (len(asked.inputs) + len(asked.outputs)) * asked.count
    if figures > limit:
        raise refuse("too_many_figures", "outputs", count=figures, limit=limit)
    return as_columns(asked, 0, held(asked, rows(asked, progress) if chunks is None else chunks, limit=limit))


def inputs_at(asked: Sweep, lanes: npt.NDArray[np.intp]) -> dict[str, Array]:
    """What is turned in some lanes, (b,) by pointer."""
    return asked.space.at(lanes)
