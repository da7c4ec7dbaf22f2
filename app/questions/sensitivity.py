"""Sensitivity: what each input does to the plan on its own.

Every input is turned alone, the others held, and all of them are one batch. An input goes from the low to the high that is believed of it:
its given 10th and 90th percentile, or those of what was measured, or a tenth down and up where nothing else is known. Where a bound of its
field stops it, it says so.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.levers import Lever, lever_at, levers_of
from app.questions.odds.spreads import of_counts
from app.questions.outcomes import outcome_at, read
from app.questions.refused import refuse
from app.questions.turning import turn_each

Basis = Literal["given", "measured", "tenth"]

TENTHS = np.array([0.1, 0.9])
LEVERS_LIMIT = 1000


@dataclass(frozen=True)
class End:
    """One end of an input's range.

    Attributes:
        value: where it is.
        basis: why: its percentile is given, or was measured, or it is a tenth away from what the plan says.
        stopped: whether a bound of the field stopped it short.
    """

    value: float
    basis: Basis
    stopped: bool


@dataclass(frozen=True)
class Bar:
    """An input from its low to its high, all others held.

    Attributes:
        pointer: the input, in whose field's unit `value` and the ends are.
        value: what the scenario says.
        low, high: the ends, with what they rest on.
        at_low, at_high: every outcome at either end, in its own unit, (O,); NaN where the plan has no value.
    """

    pointer: str
    value: float
    low: End
    high: End
    at_low: Array
    at_high: Array

    @property
    def swing(self) -> Array:
        """How far apart the outcomes at both ends are, (O,)."""
        return np.abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Tornado:
    """All inputs, for every outcome.

    Attributes:
        outcomes: pointers, O of them.
        base: the plan's own figures, (O,).
        bars: one for each input that can move, in the scenario's order.
        still: inputs that were asked for and cannot move: at 0 with nothing known of them, or a share that is all there is.
    """

    outcomes: tuple[str, ...]
    base: Array
    bars: tuple[Bar, ...]
    still: tuple[str, ...]

    def ranked(self, outcome: int) -> list[Bar]:
        """The bars by how far they move an outcome: first those that leave it without a value at one end, then the longest.

        Bars of one length go by their pointers, and those without a value at both ends come last.
        """
        return sorted(self.bars, key=lambda bar: (*self._order(bar, outcome), bar.pointer))

    def _order(self, bar: Bar, outcome: int) -> tuple[int, float]:
        ends = [float(bar.at_low[outcome]), float(bar.at_high[outcome])]
        unknown = sum(math.isnan(end) for end in ends)
        return ((1, 0, 2)[unknown], 0.0 if unknown else -float(bar.swing[outcome]))


def tornado(scenario: Scenario, outcomes: Sequence[str], levers: Sequence[str] | None = None) -> Tornado:
    """Each input from its low to its high, the others held: one batch of two lanes an input and one more.

    Args:
        scenario: the plan's.
        outcomes: pointers of what is looked at.
        levers: pointers of the inputs; all that the scenario states, where none are named.

    Raises:
        QuestionRefused: `unknown_input`, `unknown_output`, `repeated_input`, `no_outputs` or `too_many_inputs`; paths as ("inputs", 0),
            ("outputs", 0).
    """
    found = [outcome_at(scenario, pointer, "outputs", position) for position, pointer in enumerate(outcomes)]
    if not found:
        raise refuse("no_outputs", "outputs")
    asked = stated_in(scenario) if levers is None else _named(scenario, levers)
    ranges = [(lever, found_range) for lever in asked if (found_range := range_of(scenario, lever)) is not None]
    turned = [(lever, np.array([low.value, high.value])) for lever, (low, high) in ranges]
    values = read(turn_each(scenario, turned, also_plain=True), found)
    ends = np.broadcast_to(values, (1 + 2 * len(ranges), len(found)))[1:].reshape(len(ranges), 2, len(found))
    bars = tuple(Bar(lever.pointer, lever.value or 0.0, low, high, *both) for (lever, (low, high)), both in zip(ranges, ends, strict=True))
    moving = {bar.pointer for bar in bars}
    still = tuple(lever.pointer for lever in asked if lever.pointer not in moving)
    return Tornado(tuple(outcome.pointer for outcome in found), values[0], bars, still)


def stated_in(scenario: Scenario) -> list[Lever]:
    """The inputs that the scenario states and that change anything."""
    return [lever for lever in levers_of(scenario).values() if lever.stated and lever.slots]


def _named(scenario: Scenario, pointers: Sequence[str]) -> list[Lever]:
    if len(pointers) > LEVERS_LIMIT:
        raise refuse("too_many_inputs", "inputs", count=len(pointers), limit=LEVERS_LIMIT)
    found: dict[str, Lever] = {}
    every = levers_of(scenario)
    for position, pointer in enumerate(pointers):
        lever = lever_at(scenario, pointer, "inputs", position, among=every)
        if lever.pointer in found:
            raise refuse("repeated_input", "inputs", position, given=pointer[:200], pointer=lever.pointer)
        found[lever.pointer] = lever
    return list(found.values())


def range_of(scenario: Scenario, lever: Lever) -> tuple[End, End] | None:
    """From where to where an input is turned; None where it cannot move."""
    if lever.value is None or _whole_share(scenario, lever):
        return None
    measured: Sequence[float | None] = (None, None)
    if lever.counted is not None:
        measured = _measured(lever.counted, lever.low, lever.high)
    low, high = (
        _end(lever, given, counted, lever.value + sign * abs(lever.value) / 10)
        for given, counted, sign in zip(lever.spread, measured, (-1, 1), strict=True)
    )
    return None if low.value == high.value else (low, high)


@lru_cache(maxsize=1024)
def _measured(counted: tuple[int, int], low: float, high: float) -> tuple[float, float]:
    """The 10th and the 90th percentile of a rate of which so many were counted."""
    tenth, ninetieth = of_counts(*counted, low, high).at(TENTHS).tolist()
    return tenth, ninetieth


def _end(lever: Lever, given: float | None, counted: float | None, tenth: float) -> End:
    """One end: given, or measured, or a tenth away; inside the field's bounds."""
    basis: Basis = "given" if given is not None else "measured" if counted is not None else "tenth"
    wanted = given if given is not None else counted if counted is not None else tenth
    value = min(max(wanted, lever.low), lever.high)
    return End(value, basis, value != wanted)


def _whole_share(scenario: Scenario, lever: Lever) -> bool:
    """Whether a share is one that nobody else could take anything of."""
    if not (lever.pointer.startswith("/channels/") and lever.pointer.endswith("/share")):
        return False
    own = int(lever.pointer.split("/")[2])
    return not any(channel.share for position, channel in enumerate(scenario.channels) if position != own)
