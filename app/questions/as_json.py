"""Answers as JSON has them: records, lists and numbers, with null where there is no value.

Every answer is written by its own fields, arrays as nested lists of the shapes that their docstrings give. An *input* is what the code
calls a lever, an *output* what it calls an outcome; changes say where in the scenario they belong and what to set there.
"""

import dataclasses
import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from app.planner.faults import Fault, nearest
from app.questions.late import LateMonth
from app.questions.mixing.by_month import ByMonth
from app.questions.mixing.frontier import Frontier
from app.questions.mixing.mix import Mix
from app.questions.odds.chance import Chance
from app.questions.odds.confident import Confident
from app.questions.odds.indices import Indices
from app.questions.odds.required import Required
from app.questions.points import Point
from app.questions.sensitivity import Tornado
from app.questions.sweeping.sweep import Columns

NAMES = {
    "lever": "input",
    "outcome": "output",
    "outcomes": "outputs",
    "probabilities": "levels",
}
"""What fields are called outside of the code, where it is something else."""
NEAREST_FIRST = ("nearest", "least", "limit", "target", "most")
BEYOND_LIMIT = ("not_above", "not_below")
"""Faults whose limit is not taken either."""


@dataclass(frozen=True)
class HowSure:
    """How sure a goal is; what was not asked for is null.

    Attributes:
        chance: of reaching the goal with the plan's activity.
        required: what the goal takes, as distributions.
        confident: the least activity that is as sure as was asked.
        drivers: the inputs that drive the spread.
    """

    chance: Chance | None = None
    required: Required | None = None
    confident: Confident | None = None
    drivers: Indices | None = None


@dataclass(frozen=True)
class WhatMoves:
    """What inputs do to a plan, each on its own.

    Attributes:
        tornado: every input from its low to its high.
        ranked: for each output the pointers of the inputs, first those that leave it without a value at one end, then the furthest.
        points: what one more percentage point of each rate is worth, the cheapest improvement first.
    """

    tornado: Tornado
    ranked: tuple[tuple[str, ...], ...]
    points: tuple[Point, ...]


@dataclass(frozen=True)
class BestMix:
    """The best mix of channels.

    Attributes:
        mix: the mix, and what it comes to.
        by_month: what its revenue would cost if each month could be mixed for itself.
        frontier: spend against revenue; null where it was not asked for.
    """

    mix: Mix
    by_month: ByMonth
    frontier: Frontier | None


@dataclass(frozen=True)
class StillOpen:
    """What each month can still be reached by.

    Attributes:
        channels: keys of the channels, in the scenario's order.
        months: the months of the horizon, first to last.
    """

    channels: tuple[str, ...]
    months: tuple[LateMonth, ...]


def what_moves(tornado: Tornado, points: Sequence[Point]) -> WhatMoves:
    """A tornado with the order of its bars for each output, and the worth of points."""
    ranked = tuple(tuple(bar.pointer for bar in tornado.ranked(place)) for place in range(len(tornado.outcomes)))
    return WhatMoves(tornado, ranked, tuple(points))


def plain(answer: object) -> Any:
    """An answer, or any part of one, as lists, records and numbers; what is not finite is null."""
    if dataclasses.is_dataclass(answer):
        return {name_of(field.name): _field(field.name, getattr(answer, field.name)) for field in dataclasses.fields(answer)}
    if isinstance(answer, np.ndarray):
        return _array(answer)
    if isinstance(answer, float | np.floating):
        return float(answer) if math.isfinite(answer) else None
    if isinstance(answer, np.integer | np.bool_):
        return answer.item()
    if isinstance(answer, Mapping):
        return {str(key): plain(value) for key, value in answer.items()}
    if isinstance(answer, list | tuple):
        return [plain(each) for each in answer]
    if isinstance(answer, dt.date):
        return answer.isoformat()
    return answer


def name_of(field: str) -> str:
    """What a field of an answer is called in JSON."""
    return NAMES.get(field, field)


def _field(name: str, value: Any) -> Any:
    if name == "changes":
        return [{"path": path, "value": plain(each)} for path, each in value]
    return NAMES.get(value, value) if name == "kind" else plain(value)


def _array(values: npt.NDArray[Any]) -> list[Any]:
    if values.dtype.kind == "f" and not (known := np.isfinite(values)).all():
        values = values.astype(object)
        values[~known] = None
    found: list[Any] = values.tolist()
    return found


def columns_json(columns: Columns) -> bytes:
    """Lanes of a sweep as columns, `{"first": 0, "count": 2, "inputs": {...}, "outputs": {...}}`, without a Python number on the way."""
    whole = {
        "first": columns.first,
        "count": columns.count,
        "inputs": {pointer: np.ascontiguousarray(values) for pointer, values in columns.inputs.items()},
        "outputs": {pointer: np.ascontiguousarray(values) for pointer, values in columns.outputs.items()},
    }
    return orjson.dumps(whole, option=orjson.OPT_SERIALIZE_NUMPY)


def nearest_of(fault: Fault) -> str | float | int | None:
    """What could be asked instead of what was refused: the nearest pointer, or the nearest value; None where nothing is near."""
    values = fault.values
    if "nearest" not in values and (inside := _inside(values)) is not None:
        return inside
    known = values.get("known")
    if values.get("nearest") is None and isinstance(known, list | tuple):
        return nearest(str(values.get("given")), [str(each) for each in known])
    found = (values.get(name) for name in NEAREST_FIRST if not (name == "limit" and fault.code in BEYOND_LIMIT))
    return next((each for each in found if isinstance(each, str | int) or (isinstance(each, float) and math.isfinite(each))), None)


def _inside(values: Mapping[str, object]) -> float | None:
    """What was given, kept between the bounds that were not; None where it is no question of bounds."""
    given, low, high = (values.get(name) for name in ("given", "low", "high"))
    if isinstance(given, int | float) and isinstance(low, int | float) and isinstance(high, int | float):
        return min(max(given, low), high)
    return None
