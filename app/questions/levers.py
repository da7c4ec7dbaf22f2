"""Levers: the inputs of a scenario that can be turned, each by its JSON pointer.

A lever knows where its number lies in the arrays that `compile_scenario` makes (`turning`). A part of a list is named by its position or by
its key: `/channels/0/share` and `/channels/cold_email/share` are one lever.
"""

import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from app.planner.faults import nearest
from app.planner.rounding import Array, Flags
from app.planner.scenario import (
    SMALLEST_NUMBER,
    Capacity,
    Channel,
    ChannelDeal,
    ConversionOverride,
    Cost,
    Deal,
    Existing,
    Goal,
    Record,
    Role,
    Scenario,
    Step,
    Unit,
)
from app.questions.refused import refuse

Slot = tuple[str, tuple[int, ...]]
"""An array and the place in it, without its lanes."""

GROWTH, SEASON, HEADS, LOAD, PAY = "growth", "season", "heads", "load_per_head_per_month", "cost_per_month"
"""Arrays beside the engine's own: growth (B,) and weights as typed (B, M), from which targets and seasons follow; the team's, (B, R)."""

WEIGHT_LIMIT = 1e9
PIPELINE_LIMIT = 1e12


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
def _bounds(record: type[Record], name: str) -> tuple[float, float]:
    """What a field takes: its smallest and its largest value."""
    low, high = -math.inf, math.inf
    for bound in record.model_fields[name].metadata:
        low = float(bound.ge) if getattr(bound, "ge", None) is not None else low
        low = float(bound.gt) + SMALLEST_NUMBER if getattr(bound, "gt", None) is not None else low
        high = float(bound.le) if getattr(bound, "le", None) is not None else high
    return low, high


def _unit(record: type[Record], name: str) -> Unit:
    extra: Any = record.model_fields[name].json_schema_extra
    unit: Unit = extra["unit"]
    return unit


def _lever(pointer: str, part: Record, name: str, *slots: Slot, value: float | None = None, kind: type[Record] | None = None) -> Lever:
    """The lever of one field of a part; `value` is what holds where the part says nothing."""
    kind = kind or type(part)
    said = getattr(part, name)
    low, high = _bounds(kind, name)
    return Lever(pointer, _unit(kind, name), value if said is None else said, low, high, said is not None, slots=slots)


def _with_spread(lever: Lever, part: Any) -> Lever:
    """The same with the low and high that stand beside its value."""
    return dataclasses.replace(lever, spread=(part.low, part.high))


def _with_evidence(lever: Lever, part: Any) -> Lever:
    """The same with the counts behind its rate."""
    evidence = part.evidence
    counted = None if evidence is None else (evidence.entered - evidence.open, evidence.converted)
    return dataclasses.replace(_with_spread(lever, part), counted=counted)


def _goal(scenario: Scenario) -> Iterator[Lever]:
    goal: Goal = scenario.goal
    if goal.target is None:
        yield _lever("/goal/growth", goal, "growth", (GROWTH, ()))
    else:
        yield _lever("/goal/target", goal, "target", ("target", ()))
    yield _lever("/goal/baseline", goal, "baseline", ("baseline", ()))
    if goal.next_growth is not None:
        yield _lever("/goal/next_growth", goal, "next_growth", ("next_growth", ()))
    existing: Existing = scenario.existing
    for name in ("retention", "expansion", "committed"):
        yield _lever(f"/existing/{name}", existing, name, (name, ()))


def _deal(scenario: Scenario) -> Iterator[Lever]:
    deal: Deal = scenario.deal
    common = [("deal_value", (position,)) for position, channel in enumerate(scenario.channels) if channel.deal.value is None]
    yield _with_spread(_lever("/deal/value", deal, "value", *common), deal)


def _conversions(scenario: Scenario) -> Iterator[Lever]:
    """What all channels share, turned where no channel says otherwise."""
    stages = {key: position for position, key in enumerate(scenario.stage_keys)}
    for number, conversion in enumerate(scenario.conversions):
        place = stages[conversion.from_stage]
        for name, array in (("rate", "rates"), ("lag_days", "lags")):
            slots = [
                (array, (position, place))
                for position, channel in enumerate(scenario.channels)
                if getattr(channel.conversions.get(conversion.from_stage), name, None) is None
            ]
            lever = _lever(f"/conversions/{number}/{name}", conversion, name, *slots)
            yield _with_evidence(lever, conversion) if name == "rate" else lever


def _pipeline(scenario: Scenario) -> Iterator[Lever]:
    for place, key in enumerate(scenario.stage_keys[:-1]):
        said = scenario.pipeline.get(key)
        yield Lever(f"/pipeline/{key}", "count", said or 0.0, 0.0, PIPELINE_LIMIT, said is not None, slots=(("pipeline", (place,)),))


def _seasonality(scenario: Scenario) -> Iterator[Lever]:
    for month, weight in enumerate(scenario.seasonality or ()):
        yield Lever(f"/seasonality/{month}", "weight", weight, 0.0, WEIGHT_LIMIT, True, slots=((SEASON, (month,)),))


def _channel(scenario: Scenario, position: int, channel: Channel) -> Iterator[Lever]:
    at, place = f"/channels/{position}", (position,)
    yield _lever(f"{at}/share", channel, "share", ("share", place))
    yield _lever(f"{at}/lag_days", channel, "lag_days", ("channel_lag", place))
    for number, step in enumerate(channel.steps):
        yield _with_spread(_lever(f"{at}/steps/{number}/yield", step, "yield_", ("yields", (position, number)), kind=Step), step)
    cost: Cost = channel.cost
    yield _with_spread(_lever(f"{at}/cost/amount", cost, "amount", ("unit_cost", place)), cost)
    yield _lever(f"{at}/cost/fixed_per_month", cost, "fixed_per_month", ("fixed_cost", place))
    yield _lever(f"{at}/ceiling", channel, "ceiling", ("ceiling", place))
    yield _lever(f"{at}/capacity/per_working_day", channel.capacity, "per_working_day", ("capacity_per_day", place), kind=Capacity)
    yield _lever(f"{at}/capacity/per_month", channel.capacity, "per_month", ("capacity_per_month", place), kind=Capacity)
    yield _lever(f"{at}/deal/value", channel.deal, "value", ("deal_value", place), value=scenario.deal.value, kind=ChannelDeal)
    yield from _overrides(scenario, position, channel)


def _overrides(scenario: Scenario, position: int, channel: Channel) -> Iterator[Lever]:
    """What a channel does differently, or could, from the stage where its buyers enter."""
    first = scenario.stage_keys.index(channel.enters)
    for place, conversion in enumerate(scenario.ordered_conversions):
        if place < first:
            continue
        own = channel.conversions.get(conversion.from_stage, ConversionOverride())
        at = f"/channels/{position}/conversions/{conversion.from_stage}"
        rate = _lever(f"{at}/rate", own, "rate", ("rates", (position, place)), value=conversion.rate, kind=ConversionOverride)
        yield _with_evidence(rate, own)
        yield _lever(f"{at}/lag_days", own, "lag_days", ("lags", (position, place)), value=conversion.lag_days, kind=ConversionOverride)


def _team(scenario: Scenario) -> Iterator[Lever]:
    for position, role in enumerate(scenario.team):
        for name in (HEADS, LOAD, PAY):
            yield _lever(f"/team/{position}/{name}", role, name, (name, (position,)), kind=Role)


def levers_of(scenario: Scenario) -> dict[str, Lever]:
    """Every lever of a scenario by its pointer, in the scenario's own order; those that it does not state are among them."""
    found = [*_goal(scenario), *_deal(scenario), *_conversions(scenario), *_pipeline(scenario), *_seasonality(scenario)]
    for position, channel in enumerate(scenario.channels):
        found += _channel(scenario, position, channel)
    return {lever.pointer: lever for lever in [*found, *_team(scenario)]}


def _positioned(scenario: Scenario, pointer: str) -> str:
    """A pointer with keys in lists turned into positions; one that names no part stays as it is."""
    parts = pointer.split("/")
    known: dict[str, Sequence[str]] = {
        "channels": [channel.key for channel in scenario.channels],
        "conversions": [conversion.from_stage for conversion in scenario.conversions],
        "team": [role.role for role in scenario.team],
    }
    if len(parts) > 2 and parts[2] in known.get(parts[1], ()):
        parts[2] = str(known[parts[1]].index(parts[2]))
    if len(parts) > 4 and parts[1] == "channels" and parts[3] == "steps" and parts[2].isdigit() and int(parts[2]) < len(scenario.channels):
        steps = [step.name for step in scenario.channels[int(parts[2])].steps]
        parts[4] = str(steps.index(parts[4])) if parts[4] in steps else parts[4]
    return "/".join(parts)


def by_key(scenario: Scenario, pointer: str) -> str:
    """A lever's pointer with keys instead of positions in lists."""
    parts = pointer.split("/")
    if parts[1] == "channels":
        channel = scenario.channels[int(parts[2])]
        parts[2] = channel.key
        if parts[3] == "steps":
            parts[4] = channel.steps[int(parts[4])].name
    elif parts[1] == "conversions":
        parts[2] = scenario.conversions[int(parts[2])].from_stage
    elif parts[1] == "team":
        parts[2] = scenario.team[int(parts[2])].role
    return "/".join(parts)


def _nearest(scenario: Scenario, pointer: str, levers: Mapping[str, Lever]) -> str | None:
    """The lever most like a mistyped pointer: by keys where it has keys, by positions where it has those."""
    keyed = len(pointer.split("/")) > 2 and not pointer.split("/")[2].isdigit()
    return nearest(pointer, [by_key(scenario, lever) for lever in levers] if keyed else levers)


def lever_at(scenario: Scenario, pointer: str, *path: str | int, among: Mapping[str, Lever] | None = None) -> Lever:
    """The lever that a pointer names.

    Args:
        scenario: whose lever.
        pointer: with positions or keys.
        path: where the pointer stands in the question, for the fault.
        among: the scenario's levers, where they are known already.

    Raises:
        QuestionRefused: where no number of the scenario is there; with the nearest pointer.
    """
    levers = levers_of(scenario) if among is None else among
    found = levers.get(_positioned(scenario, pointer))
    if found is None:
        raise refuse("unknown_input", *path, given=pointer[:200], nearest=_nearest(scenario, pointer[:200], levers))
    return found


def outside(lever: Lever, given: Array) -> Flags:
    """Which values a lever's field does not take, in the shape given; no number is outside, too."""
    dust = (given != 0) & (np.abs(given) < SMALLEST_NUMBER)
    wrong: Flags = ~((given >= lever.low) & (given <= lever.high)) | dust
    return wrong
