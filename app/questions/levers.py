"""Levers: the inputs of a scenario that can be turned, each by its JSON pointer, and what turning them makes of the engine's arrays.

A lever knows where its number lies in the arrays that `compile_scenario` makes; turning it to many values at once gives a batch of as many
lanes. A part of a list is named by its position or by its key: `/channels/0/share` and `/channels/cold_email/share` are one lever.

Two inputs are more than one number. Who turns a share leaves less or more to the others, which keep their proportions among themselves. Who
turns a growth or a baseline moves the target with it.
"""

import dataclasses
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from app.planner.faults import nearest
from app.planner.inputs import BATCHED, Inputs, compile_scenario
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

EVERY = slice(None)
"""All lanes."""
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


@dataclass(frozen=True)
class Staff:
    """The team's numbers, each (B, R) or (1, R); R roles.

    Attributes:
        heads: people today.
        load: units that one of them carries in a month.
        pay: what one costs in a month, money.
    """

    heads: Array
    load: Array
    pay: Array


@dataclass(frozen=True)
class Lanes:
    """A scenario with some levers turned: what the engine evaluates, and the team beside it."""

    scenario: Scenario
    inputs: Inputs
    staff: Staff

    @property
    def batch(self) -> int:
        """How many lanes there are."""
        return max(self.inputs.batch, *(len(part) for part in (self.staff.heads, self.staff.load, self.staff.pay)))

    def lanes(self, first: int, last: int) -> "Lanes":
        """The lanes [first, last), as views."""
        parts = (part[first:last] if len(part) > 1 else part for part in (self.staff.heads, self.staff.load, self.staff.pay))
        return Lanes(self.scenario, self.inputs.lanes(first, last), Staff(*parts))


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


def turn(scenario: Scenario, values: Mapping[str, Array]) -> Lanes:
    """The scenario with levers turned, a lane for each value.

    Args:
        scenario: what holds of everything else.
        values: by pointer, each (B,) or (1,).

    Raises:
        QuestionRefused: for a pointer that names no lever, or a value that its field does not take; paths are pointers.
    """
    turned = []
    levers = levers_of(scenario) if values else {}
    for pointer, given in values.items():
        lever = lever_at(scenario, pointer, pointer, among=levers)
        _see_that_it_fits(lever, pointer, given)
        turned.append((lever, given))
    return turn_levers(scenario, turned)


def turn_levers(scenario: Scenario, turned: Sequence[tuple[Lever, Array]]) -> Lanes:
    """As `turn`, for levers of the scenario that are known and values that their fields take, each (B,) or (1,).

    What a channel says for itself holds there, in whichever order it is turned beside what is common.
    """
    arrays = _Arrays(scenario, compile_scenario(scenario))
    for lever, given in sorted(turned, key=lambda item: item[0].pointer.startswith("/channels/")):
        for name, place in lever.slots:
            arrays.put(name, place, given)
    return arrays.lanes()


def outside(lever: Lever, given: Array) -> Flags:
    """Which values a lever's field does not take, in the shape given; no number is outside, too."""
    dust = (given != 0) & (np.abs(given) < SMALLEST_NUMBER)
    wrong: Flags = ~((given >= lever.low) & (given <= lever.high)) | dust
    return wrong


def _see_that_it_fits(lever: Lever, pointer: str, given: Array) -> None:
    wrong = outside(lever, given)
    if wrong.any():
        raise refuse("value_out_of_range", pointer, given=float(given[wrong][0]), low=lever.low, high=lever.high)


def turn_each(scenario: Scenario, levers: Sequence[tuple[Lever, Array]], *, also_plain: bool = False) -> Lanes:
    """Levers turned one at a time: the lanes of the first lever's values, then those of the next, all else as the scenario says.

    Every lane has the bits that `turn` gives it.

    Args:
        scenario: what holds of everything else.
        levers: each with its values, (b,); together B lanes.
        also_plain: whether a lane in which nothing is turned comes first.

    Raises:
        QuestionRefused: as `turn`.
    """
    first = int(also_plain)
    arrays = _Arrays(scenario, compile_scenario(scenario), first + sum(len(given) for _, given in levers))
    for lever, given in levers:
        _see_that_it_fits(lever, lever.pointer, given)
        for name, place in lever.slots:
            arrays.put(name, place, given, slice(first, first + len(given)))
        first += len(given)
    return arrays.lanes()


class _Arrays:
    """The engine's arrays and the team's while levers are turned; only what is touched is copied."""

    def __init__(self, scenario: Scenario, inputs: Inputs, batch: int = 1) -> None:
        self._scenario = scenario
        self._inputs = inputs
        self._batch = batch
        self._touched: dict[str, Array] = {}
        self._together: dict[str, list[tuple[slice, list[int]]]] = {}

    def put(self, name: str, place: tuple[int, ...], given: Array, lanes: slice = EVERY) -> None:
        """Put a value for each lane in one place; or only into some lanes, of as many as there will be."""
        now = self._touched.get(name)
        if now is None:
            now = self._start(name)
        count = self._batch if lanes != EVERY else len(given)
        if len(now) < count:
            now = np.repeat(now, count, axis=0)
        elif name not in self._touched:
            now = now.copy()
        where: tuple[slice | int, ...] = (lanes, *place)
        now[where] = given
        self._touched[name] = now
        if name in ("share", SEASON):
            self._note(self._together.setdefault(name, []), lanes, place[0])

    def _note(self, groups: list[tuple[slice, list[int]]], lanes: slice, position: int) -> None:
        """What is turned in the same lanes goes together."""
        if groups and groups[-1][0] == lanes:
            groups[-1][1].append(position)
        else:
            groups.append((lanes, [position]))

    def _follow(self, name: str, before: Array, follow: Callable[[Array, list[int]], Array]) -> Array:
        """What follows from shares or seasons in the lanes where they were turned; elsewhere what was before."""
        groups, touched = self._together[name], self._touched[name]
        if groups[0][0] == EVERY:
            return follow(touched, groups[0][1])
        found = np.repeat(before, self._batch, axis=0)
        for lanes, positions in groups:
            found[lanes] = follow(touched[lanes], positions)
        return found

    def _start(self, name: str) -> Array:
        """What an array holds while no lever is turned, one lane."""
        scenario = self._scenario
        if name in BATCHED:
            found: Array = getattr(self._inputs, name)
            return found
        if name == GROWTH:
            return np.array([scenario.goal.growth or 0.0])
        if name == SEASON:
            return np.array([scenario.seasonality or ()], dtype=float)
        return np.array([[getattr(role, name) for role in scenario.team]], dtype=float).reshape(1, len(scenario.team))

    def _now(self, name: str) -> Array:
        found = self._touched.get(name)
        return self._start(name) if found is None else found

    def lanes(self) -> Lanes:
        """Everything that follows from what was turned."""
        changed = {name: array for name, array in self._touched.items() if name in BATCHED}
        if self._scenario.goal.target is None and {GROWTH, "baseline"} & self._touched.keys():
            changed["target"] = self._now("baseline") * (1 + self._now(GROWTH))
        if SEASON in self._touched:
            changed["weights"] = self._follow(SEASON, self._inputs.weights, lambda turned, _: _normalised(turned))
        if "share" in self._touched:
            before = self._inputs.share
            changed["share"] = self._follow("share", before, lambda turned, positions: _with_shares(before, turned, positions))
        staff = Staff(self._now(HEADS), self._now(LOAD), self._now(PAY))
        return Lanes(self._scenario, self._inputs.vary(**changed) if changed else self._inputs, staff)


def _normalised(weights: Array) -> Array:
    total = np.add.reduce(weights, axis=1)[:, None]
    if not (total > 0).all():
        raise refuse("no_season", "/seasonality")
    shape: Array = weights / total
    return shape


def _with_shares(before: Array, turned: Array, positions: Sequence[int]) -> Array:
    """Shares of which some were turned: the others have the rest, in the proportions that they had; (B, C).

    Raises:
        QuestionRefused: where those turned come to more than the whole, or to less with nobody to take the rest.
    """
    share = turned.copy()
    own = np.zeros(share.shape[1], dtype=bool)
    own[list(positions)] = True
    taken = np.add.reduce(share[:, own], axis=1)
    rest = np.add.reduce(before[:, ~own], axis=1)
    left = 1 - taken
    dust = 1e-9
    if (left < -dust).any():
        raise refuse("shares_over", f"/channels/{positions[-1]}/share", total=float(taken.max()))
    if rest[0] <= 0 and (np.abs(left) > dust).any():
        raise refuse("shares_under", f"/channels/{positions[-1]}/share", total=float(taken[np.abs(left).argmax()]))
    if rest[0] > 0:
        share[:, ~own] = before[:, ~own] * (np.maximum(left, 0.0) / rest)[:, None]
    return share


def changes_for(scenario: Scenario, values: Mapping[str, float]) -> list[tuple[str, float]]:
    """What to write into the scenario so that it says what turned levers mean: pointers and values, the other shares among them.

    Raises:
        QuestionRefused: as `turn`.
    """
    levers = {lever_at(scenario, pointer, pointer).pointer: value for pointer, value in values.items()}
    turned = [int(pointer.split("/")[2]) for pointer in levers if pointer.startswith("/channels/") and pointer.endswith("/share")]
    if turned:
        share = turn(scenario, {pointer: np.array([levers[pointer]]) for pointer in (f"/channels/{each}/share" for each in turned)})
        levers |= {f"/channels/{position}/share": value for position, value in enumerate(share.inputs.share[0].tolist())}
    return list(levers.items())
