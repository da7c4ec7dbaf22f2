"""One lever: an input that can be turned, what its field takes, and where its number lies in the arrays."""

import datetime as dt
import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, get_args

import numpy as np

from app.planner.months import first_of_month
from app.planner.rounding import Array, Flags
from app.planner.scenario import SMALLEST_NUMBER, Date, Record, Scenario, Unit

Slot = tuple[str, tuple[int, ...]]
"""An array and the place in it, without its lanes."""

TODAY = "/today"


@dataclass(frozen=True)
class Lever:
    """An input that can be turned.

    Attributes:
        pointer: where it stands in the scenario, with positions in lists.
        unit: what it is counted in.
        value: what the scenario says, or what holds where it says nothing; None for a limit that is not there.
        low, high: what the field takes, both included.
        stated: whether the scenario itself says it, or leaves it to something more general.
        spread: what the scenario gives as its 10th and 90th percentile, either of which may be missing.
        counted: how many entered and converted behind a rate, or None.
        slots: where it lies in the arrays.
    """

    pointer: str
    unit: Unit
    value: float | None
    low: float
    high: float
    stated: bool
    spread: tuple[float | None, float | None] = (None, None)
    counted: tuple[int, int] | None = None
    slots: tuple[Slot, ...] = field(default=(), repr=False)


@lru_cache(maxsize=512)
def _declared(record: type[Record], name: str) -> tuple[Unit, float, float]:
    """What a field is counted in, and its smallest and its largest value."""
    field_info = record.model_fields[name]
    extra: Any = field_info.json_schema_extra
    low, high = -math.inf, math.inf
    for bound in field_info.metadata:
        low = float(bound.ge) if getattr(bound, "ge", None) is not None else low
        low = float(bound.gt) + SMALLEST_NUMBER if getattr(bound, "gt", None) is not None else low
        high = float(bound.le) if getattr(bound, "le", None) is not None else high
    return extra["unit"], low, high


def lever_of(
    pointer: str,
    part: Any,
    name: str,
    *slots: Slot,
    value: float | None = None,
    kind: type[Record] | None = None,
    spread: tuple[str, str] | None = None,
    evidence: bool = False,
) -> Lever:
    """The lever of one field of a part.

    Args:
        pointer, slots: as `Lever` has them.
        part, name: the field, and whose it is.
        value: what holds where the part says nothing.
        kind: what declares the field, where it is not the part's own class.
        spread: the fields beside the value that hold its 10th and its 90th percentile.
        evidence: whether counts stand beside it.
    """
    said = getattr(part, name)
    record: type[Record] = kind or type(part)
    unit, low, high = _declared(record, name)
    ends = (None, None) if spread is None else (getattr(part, spread[0]), getattr(part, spread[1]))
    counts = part.evidence if evidence else None
    counted = None if counts is None else (counts.entered - counts.open, counts.converted)
    return Lever(pointer, unit, value if said is None else said, low, high, said is not None, ends, counted, slots)


@lru_cache(maxsize=1)
def _date_bounds() -> tuple[dt.date, dt.date]:
    """The first and the last day that a scenario takes, as declared."""
    bounds = get_args(Date)[1].metadata
    return next(bound.ge for bound in bounds if hasattr(bound, "ge")), next(bound.le for bound in bounds if hasattr(bound, "le"))


def today_of(scenario: Scenario) -> Lever:
    """The first day on which anything new can be done, in days from the first of the horizon."""
    start = first_of_month(scenario.start)
    now = None if scenario.today is None else float((scenario.today - start).days)
    low, high = (float((day - start).days) for day in _date_bounds())
    return Lever(TODAY, "date", now, low, high, scenario.today is not None, slots=(("today", ()),))


def outside(lever: Lever, given: Array) -> Flags:
    """Which values a lever's field does not take, in the shape given; no number is outside, too."""
    return beyond(given, lever.low, lever.high)


def beyond(given: Array, low: Array | float, high: Array | float) -> Flags:
    """Which values do not lie between two, or are dust around zero that no field takes; in the shape given."""
    dust = (given != 0) & (np.abs(given) < SMALLEST_NUMBER)
    wrong: Flags = ~((given >= low) & (given <= high)) | dust
    return wrong
