"""What makes a scenario senseless: faults that name their field, without any wording.

A plan that strains reality is not a fault: it carries a `Note`. The edge (page, API, command line) turns a
fault's code and values into a sentence in the reader's language.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.planner.scenario import Channel, Conversion, ConversionOverride, Scenario, Step

SHARES_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one field.

    Attributes:
        path: keys and positions that lead to the field, as in ("channels", 0, "share").
        code: what is wrong; the edge has a sentence for each.
        values: the figures and names that the sentence needs.
    """

    path: tuple[str | int, ...]
    code: str
    values: dict[str, object] = field(default_factory=dict)

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer (RFC 6901)."""
        return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in self.path)


class InvalidScenario(Exception):
    """A scenario that makes no sense; carries every fault found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.pointer or '/'}: {fault.code}" for fault in faults))
        self.faults = tuple(faults)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like a mistyped one, or None where nothing is close."""
    matches = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return matches[0] if matches else None


def faults_in(scenario: Scenario) -> list[Fault]:
    """Every way in which the scenario's parts do not fit each other."""
    return [
        *_place_faults(scenario),
        *_goal_faults(scenario),
        *_stage_faults(scenario),
        *_conversion_faults(scenario),
        *_pipeline_faults(scenario),
        *_channel_faults(scenario),
        *_team_faults(scenario),
        *_spread_faults(scenario),
    ]


def _unknown(path: tuple[str | int, ...], code: str, given: str, known: Iterable[str]) -> Fault:
    known = list(known)
    return Fault(path, code, {"given": given, "nearest": nearest(given, known), "known": known})


def _duplicates(keys: Sequence[str], path: tuple[str | int, ...], name: str) -> Iterator[Fault]:
    if len(set(keys)) == len(keys):
        return
    seen: set[str] = set()
    for position, key in enumerate(keys):
        if key in seen:
            yield Fault((*path, position, name), "duplicate_key", {"given": key})
        seen.add(key)


def _range_faults(record: object, path: tuple[str | int, ...], of: str = "") -> Iterator[Fault]:
    """A low above a high; `of` is the field they belong to, where the record has several ranges: `retention_low`."""
    lowest = f"{of}_low" if of else "low"
    low, high = getattr(record, lowest, None), getattr(record, f"{of}_high" if of else "high", None)
    if low is not None and high is not None and low > high:
        yield Fault((*path, lowest), "low_above_high", {"low": low, "high": high})


def _spread_faults(scenario: Scenario) -> Iterator[Fault]:
    """Ranges and counts that contradict themselves, wherever no one else looks."""
    for name in ("retention", "expansion"):
        yield from _range_faults(scenario.existing, ("existing",), name)
    yield from _range_faults(scenario.deal, ("deal",))
    for position, channel in enumerate(scenario.channels):
        yield from _range_faults(channel.cost, ("channels", position, "cost"))
        yield from _range_faults(channel.deal, ("channels", position, "deal"))
    content = scenario.content
    if content is not None and content.used > content.available:
        yield Fault(("content", "used"), "used_above_available", {"used": content.used, "available": content.available})


def _place_faults(scenario: Scenario) -> Iterator[Fault]:
    from app.planner.rounding import is_known_currency
    from app.planner.working_days import is_known_country, known_countries

    if not is_known_currency(scenario.currency):
        yield Fault(("currency",), "unknown_currency", {"given": scenario.currency})
    if not is_known_country(scenario.country):
        yield _unknown(("country",), "unknown_country", scenario.country, known_countries())


def _goal_faults(scenario: Scenario) -> Iterator[Fault]:
    if scenario.goal.growth is None and scenario.goal.target is None:
        yield Fault(("goal", "growth"), "goal_missing")
    weights = scenario.seasonality
    if weights is None:
        return
    if len(weights) != scenario.months:
        yield Fault(("seasonality",), "seasonality_length", {"given": len(weights), "months": scenario.months})
    elif not any(weights):
        yield Fault(("seasonality",), "seasonality_all_zero")


def _stage_faults(scenario: Scenario) -> Iterator[Fault]:
    yield from _duplicates(scenario.stage_keys, ("stages",), "key")


def _conversion_faults(scenario: Scenario) -> Iterator[Fault]:
    keys = scenario.stage_keys
    wanted = dict(pairwise(keys))
    yield from _duplicates([conversion.from_stage for conversion in scenario.conversions], ("conversions",), "from")
    for position, conversion in enumerate(scenario.conversions):
        path = ("conversions", position)
        if conversion.from_stage not in wanted:
            code = "conversion_from_last" if conversion.from_stage == keys[-1] else "unknown_stage"
            yield _unknown((*path, "from"), code, conversion.from_stage, wanted)
        elif wanted[conversion.from_stage] != conversion.to_stage:
            expected = wanted[conversion.from_stage]
            yield Fault(
                (*path, "to"), "conversion_skips", {"given": conversion.to_stage, "from": conversion.from_stage, "expected": expected}
            )
        yield from _evidence_faults(conversion, path)
        yield from _lag_faults(conversion, path)
    present = {conversion.from_stage for conversion in scenario.conversions}
    for key, following in wanted.items():
        if key not in present:
            yield Fault(("conversions",), "conversion_missing", {"from": key, "to": following})


def _evidence_faults(conversion: Conversion, path: tuple[str | int, ...]) -> Iterator[Fault]:
    yield from _range_faults(conversion, path)
    for name in ("low", "high"):
        if (value := getattr(conversion, name)) is not None and value > 1:
            yield Fault((*path, name), "too_large", {"given": value, "limit": 1})
    benchmark = getattr(conversion, "benchmark", None)
    if benchmark is not None:
        yield from _range_faults(benchmark, (*path, "benchmark"))
    evidence = conversion.evidence
    if evidence is not None and evidence.converted > evidence.entered:
        yield Fault(
            (*path, "evidence", "converted"), "converted_above_entered", {"entered": evidence.entered, "converted": evidence.converted}
        )
    elif evidence is not None and evidence.converted + evidence.open > evidence.entered:
        values: dict[str, object] = {"entered": evidence.entered, "converted": evidence.converted, "open": evidence.open}
        yield Fault((*path, "evidence", "open"), "open_above_entered", values)


def _lag_faults(conversion: Conversion | ConversionOverride, path: tuple[str | int, ...]) -> Iterator[Fault]:
    """A spread is two lags or more that never fall, and not all of them none."""
    lags = conversion.lag_quantiles
    here = (*path, "lag_quantiles")
    if len(lags) == 1:
        yield Fault(here, "too_few", {"given": 1, "limit": 2})
    elif lags and not any(lags):
        yield Fault(here, "lags_all_zero")
    for position, (before, after) in enumerate(pairwise(lags), 1):
        if after < before:
            yield Fault((*here, position), "lags_fall", {"given": after, "before": before})
            return


def _pipeline_faults(scenario: Scenario) -> Iterator[Fault]:
    open_stages = scenario.stage_keys[:-1]
    for key in scenario.pipeline:
        if key not in open_stages:
            code = "pipeline_at_last" if key == scenario.stage_keys[-1] else "unknown_stage"
            yield _unknown(("pipeline", key), code, key, open_stages)


def _channel_faults(scenario: Scenario) -> Iterator[Fault]:
    channels = scenario.channels
    yield from _duplicates([channel.key for channel in channels], ("channels",), "key")
    for position, channel in enumerate(channels):
        yield from _one_channel_faults(scenario, channel, ("channels", position))
    total = math.fsum(channel.share for channel in channels)
    if abs(total - 1) > SHARES_TOLERANCE:
        yield Fault(("channels", len(channels) - 1, "share"), "shares_sum", {"sum": total})


def _one_channel_faults(scenario: Scenario, channel: Channel, path: tuple[str | int, ...]) -> Iterator[Fault]:
    keys = scenario.stage_keys
    if channel.enters not in keys:
        yield _unknown((*path, "enters"), "unknown_stage", channel.enters, keys[:-1])
        return
    if channel.enters == keys[-1]:
        yield Fault((*path, "enters"), "enters_at_last", {"given": channel.enters, "known": list(keys[:-1])})
    passed = keys[keys.index(channel.enters) : -1]
    for stage, override in channel.conversions.items():
        here = (*path, "conversions", stage)
        if stage not in passed:
            yield _unknown(here, "override_not_passed", stage, passed)
        yield from _evidence_faults(override, here)  # type: ignore[arg-type]  # an override has the same evidence
        yield from _lag_faults(override, here)
    yield from _step_faults(channel, path)


def _step_faults(channel: Channel, path: tuple[str | int, ...]) -> Iterator[Fault]:
    steps: tuple[Step, ...] = channel.steps
    yield from _duplicates([channel.activity, *(step.name for step in steps)][1:], (*path, "steps"), "name")
    for position, step in enumerate(steps):
        if step.name == channel.activity:
            yield Fault((*path, "steps", position, "name"), "duplicate_key", {"given": step.name})
        yield from _range_faults(step, (*path, "steps", position))
    payable = [channel.activity, *(step.name for step in steps)]
    if channel.cost.per is not None and channel.cost.per not in payable:
        yield _unknown((*path, "cost", "per"), "unknown_step", channel.cost.per, payable)
    if channel.cost.per is None and channel.cost.amount > 0:
        yield Fault((*path, "cost", "per"), "cost_without_unit", {"known": payable})


def _team_faults(scenario: Scenario) -> Iterator[Fault]:
    stages = set(scenario.stage_keys)
    channels = {channel.key for channel in scenario.channels}
    activities = {channel.activity for channel in scenario.channels}
    for position, role in enumerate(scenario.team):
        if role.handles not in stages | channels | activities:
            yield _unknown(("team", position, "handles"), "unknown_handled", role.handles, sorted(stages | channels | activities))
