"""How far a lever can be turned beside others that are held: what its field takes, and what they leave."""

import math
from collections.abc import Mapping

import numpy as np

from app.planner.rounding import Array
from app.planner.scenario import SMALLEST_NUMBER, Scenario
from app.questions.levers import Lever, levers_of, outside
from app.questions.refused import refuse
from app.questions.turning import turn


def _is_share(pointer: str) -> bool:
    return pointer.startswith("/channels/") and pointer.endswith("/share")


def _share_range(scenario: Scenario, lever: Lever, held: Mapping[str, Array], count: int) -> tuple[Array, Array]:
    """A share goes from nothing to what the held ones leave; where nobody is there to take the rest, it has one value."""
    taken = np.zeros(count)
    for pointer, given in held.items():
        taken += given if _is_share(pointer) else 0.0
    if (taken > 1 + 1e-9).any():
        raise refuse("shares_over", "held", total=float(taken.max()))
    high = np.maximum(1 - taken, 0.0)
    own = {lever.pointer, *held}
    rest = sum(channel.share for place, channel in enumerate(scenario.channels) if f"/channels/{place}/share" not in own)
    return (np.zeros(count) if rest > 0 else high), high


def _season_range(scenario: Scenario, lever: Lever, held: Mapping[str, Array], count: int) -> tuple[Array, Array]:
    """A month's weight may be nothing only where another month has some."""
    others = np.zeros(count)
    for pointer, other in levers_of(scenario).items():
        if pointer.startswith("/seasonality/") and pointer != lever.pointer:
            others += held.get(pointer, np.full(count, other.value or 0.0))
    return np.where(others > 0, lever.low, SMALLEST_NUMBER), np.full(count, lever.high)


def _day_range(scenario: Scenario, lever: Lever, held: Mapping[str, Array], count: int) -> tuple[Array, Array]:
    """From the day before anything would have to begin to the end of the horizon, which no day beyond makes a difference to."""
    inputs = turn(scenario, held).inputs
    longest = max(float(inputs.total_lag.max()), float(np.add.reduce(inputs.lags, axis=-1).max()))
    first, last = -math.ceil(longest) - 1.0, inputs.calendar.end
    now = lever.value if lever.value is not None else last
    return np.full(count, max(min(first, now), lever.low)), np.full(count, min(max(last, now), lever.high))


def _ends(scenario: Scenario, lever: Lever, held: Mapping[str, Array], count: int) -> tuple[Array, Array]:
    if _is_share(lever.pointer):
        return _share_range(scenario, lever, held, count)
    if lever.pointer.startswith("/seasonality/"):
        return _season_range(scenario, lever, held, count)
    if lever.unit == "date":
        return _day_range(scenario, lever, held, count)
    return np.full(count, lever.low), np.full(count, lever.high)


def range_of(
    scenario: Scenario, lever: Lever, held: Mapping[str, Array], asked: tuple[float | None, float | None], count: int
) -> tuple[Array, Array]:
    """The ends of a lever's range, (K,) each: what the field takes, what the others leave, and what is asked for.

    Args:
        scenario: what holds of everything else.
        lever: what is to be turned.
        held: values of other levers by pointer, each (K,).
        asked: the ends that are asked for, either of which may be missing.
        count: K.

    Raises:
        QuestionRefused: for an end that the field does not take, ends in the wrong order, or held shares that make more than the whole.
    """
    low, high = _ends(scenario, lever, held, count)
    for name, given in zip(("low", "high"), asked, strict=True):
        if given is not None and outside(lever, np.array([given])).any():
            raise refuse("value_out_of_range", name, given=given, low=lever.low, high=lever.high)
    low = low if asked[0] is None else np.maximum(low, asked[0])
    high = high if asked[1] is None else np.minimum(high, asked[1])
    if (low > high).any():
        raise refuse("low_above_high", "low", low=float(low[low > high][0]), high=float(high[low > high][0]))
    return low, high
