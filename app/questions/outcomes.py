"""Outcomes: the figures of a plan that can be asked for, each by its JSON pointer, read off many lanes at once.

Pointers are those of the plan: `/totals/spend`, `/channels/cold_email/entries`, `/team/0/heads_peak`. Figures are exact: the plan rounds
money and counts, an outcome does not. Where a lane's plan has no value (a ceiling is reached, nothing can close in time) it is NaN.

Months are figures apart (`months_of`): the last month that is too late, as a number for the arithmetic, is one that solve can aim at.
Nobody asks for its mean, its tenth or what a part of it is due to, so other questions refuse it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from app.planner.engine import evaluate, evaluate_totals
from app.planner.faults import nearest
from app.planner.formulas import heads_for
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.planner.team import handled
from app.questions.evaluated import Evaluated, Outcome, known, ratio
from app.questions.key_figures import key_figures
from app.questions.pointers import named, positioned
from app.questions.refused import refuse
from app.questions.remembered import per_scenario
from app.questions.turning import Lanes

MONTHS_AT_ONCE = 512
"""Lanes evaluated together where their months are asked for."""


def _bridge() -> Iterator[Outcome]:
    for name in ("target", "baseline", "churned", "expanded", "committed", "pipeline", "new_business", "surplus"):
        yield Outcome(f"/bridge/{name}", "money", False, _of_bridge(name))


def _of_bridge(name: str) -> Callable[[Evaluated], Array]:
    def read(found: Evaluated) -> Array:
        values: Array = getattr(found.totals.gap, name)
        return values

    return read


def _entering(place: int) -> Callable[[Evaluated], Array]:
    return lambda found: known(found.totals.stages[:, place], found.feasible)


def _totals(scenario: Scenario) -> Iterator[Outcome]:
    for place, key in enumerate(scenario.stage_keys):
        yield Outcome(f"/totals/stages/{key}", "count", False, _entering(place))
    yield Outcome("/totals/revenue", "money", False, lambda found: known(np.add.reduce(found.totals.revenue, axis=1), found.feasible))
    yield Outcome("/totals/spend", "money", False, lambda found: found.spend)
    yield Outcome("/totals/people_cost", "money", False, lambda found: found.people)
    yield Outcome("/totals/pipeline_deals", "count", False, lambda found: found.hand.deals)
    yield Outcome("/totals/moved_deals", "count", False, lambda found: np.add.reduce(found.totals.moved, axis=1))
    for position, channel in enumerate(scenario.channels):
        at = f"/totals/per_working_day/{channel.key}"
        yield Outcome(f"{at}/mean", "count", False, _of_paid("mean_per_day", position))
        yield Outcome(f"{at}/peak", "count", False, _of_paid("peak_per_day", position))


def _of_paid(name: str, position: int) -> Callable[[Evaluated], Array]:
    """A channel's figure that has no value where its ceiling is reached."""

    def read(found: Evaluated) -> Array:
        values: Array = getattr(found.totals, name)[:, position]
        return known(values, found.feasible & ~found.totals.blocked[:, position])

    return read


def _of_channel(name: str, position: int) -> Callable[[Evaluated], Array]:
    def read(found: Evaluated) -> Array:
        return known(getattr(found.totals, name)[:, position], found.feasible)

    return read


def _entries(position: int) -> Callable[[Evaluated], Array]:
    return lambda found: known(found.totals.deals[:, position] / found.funnel.enters[:, position], found.feasible)


def _cac(position: int) -> Callable[[Evaluated], Array]:
    spend = _of_paid("spend", position)
    return lambda found: ratio(spend(found), found.totals.deals[:, position])


def _channel(position: int) -> Iterator[Outcome]:
    at = f"/channels/{position}"
    yield Outcome(f"{at}/activity", "count", False, _of_paid("activity", position))
    yield Outcome(f"{at}/entries", "count", False, _entries(position))
    yield Outcome(f"{at}/deals", "count", False, _of_channel("deals", position))
    yield Outcome(f"{at}/revenue", "money", False, _of_channel("revenue", position))
    yield Outcome(f"{at}/spend", "money", False, _of_paid("spend", position))
    yield Outcome(f"{at}/cac", "money", False, _cac(position))
    yield Outcome(f"{at}/cycle_days", "days", False, lambda found: found.lanes.inputs.total_lag[:, position])
    yield Outcome(f"{at}/moved_deals", "count", False, lambda found: found.totals.moved[:, position])


def _load(channels: Sequence[int], stage: int | None) -> Callable[[Evaluated], Array]:
    """A role's units by month, (B, T)."""
    if stage is not None:
        return lambda found: found.stage_by_month(stage)
    return lambda found: found.activity_by_month(channels)


def _team(scenario: Scenario) -> Iterator[Outcome]:
    for position, role in enumerate(scenario.team):
        channels, stage = handled(scenario, role)
        load = _load(channels, stage)

        yield Outcome(f"/team/{position}/heads_peak", "count", True, _heads(load, channels, position))


def _heads(load: Callable[[Evaluated], Array], channels: Sequence[int], position: int) -> Callable[[Evaluated], Array]:
    """A role's heads in its busiest month; no value where a channel that it carries reaches its ceiling."""

    def heads(found: Evaluated) -> Array:
        busiest: Array = np.maximum.reduce(load(found), axis=1)
        blocked = np.logical_or.reduce(found.totals.blocked[:, list(channels)], axis=1)
        return known(heads_for(busiest, found.lanes.staff.load[:, position]), found.feasible & ~blocked)

    return heads


@per_scenario
def outcomes_of(scenario: Scenario) -> Mapping[str, Outcome]:
    """Every outcome of a scenario's plan by its pointer, in the plan's own order."""
    found = [*_bridge(), *_totals(scenario)]
    for position in range(len(scenario.channels)):
        found += _channel(position)
    return MappingProxyType({outcome.pointer: outcome for outcome in [*found, *_team(scenario), *key_figures(scenario)]})


def _months_lost(found: Evaluated, day: Array) -> Array:
    """How many months of the horizon are over by a day, (B,): the number of the last one, 0 for none."""
    return np.searchsorted(found.lanes.inputs.calendar.horizon_edges[1:], day, side="right").astype(float)


def _lost_to(position: int) -> Callable[[Evaluated], Array]:
    return lambda found: _months_lost(found, found.first_close[:, position])


def months_of(scenario: Scenario) -> dict[str, Outcome]:
    """The outcomes that are months by their pointers: the last month in which no channel, and in which each channel, can close a new deal.

    Values are months from the start of the horizon: 1 for its first month, 0 where no month is too late. They never fall as a lag or the
    day that is today rises, and nothing else moves them.
    """
    found = [
        Outcome("/totals/last_too_late", "month", False, lambda found: _months_lost(found, np.minimum.reduce(found.first_close, axis=1)))
    ]
    found += [Outcome(f"/channels/{place}/last_too_late", "month", False, _lost_to(place)) for place in range(len(scenario.channels))]
    return {outcome.pointer: outcome for outcome in found}


def _positioned(scenario: Scenario, pointer: str) -> str:
    """The same with positions; counts stand in the plan exact and whole."""
    place, _, last = positioned(scenario, pointer).rpartition("/")
    return place if last in ("exact", "whole") else f"{place}/{last}"


def _nearest(scenario: Scenario, pointer: str, outcomes: Mapping[str, Outcome]) -> str | None:
    """The outcome most like a mistyped pointer: by keys where it has keys, by positions where it has those."""
    parts = pointer.split("/")
    known = list(outcomes)
    if len(parts) > 2 and not parts[2].isdigit() and parts[1] in ("channels", "team"):
        known = [named(scenario, each) for each in outcomes if each.startswith(f"/{parts[1]}/")]
    return nearest(pointer, known)


def outcome_at(scenario: Scenario, pointer: str, *path: str | int, months: bool = False) -> Outcome:
    """The outcome that a pointer names.

    Args:
        scenario: of whose plan.
        pointer: with positions or keys.
        path: where the pointer stands in the question, for the fault.
        months: whether a month will do.

    Raises:
        QuestionRefused: where no such figure can be asked for; with the nearest pointer; "month_only_to_solve" for a month.
    """
    outcomes = outcomes_of(scenario)
    if (found := outcomes.get(pointer)) is not None:
        return found
    place = _positioned(scenario, pointer)
    if (found := outcomes.get(place)) is not None:
        return found
    dated = months_of(scenario)
    if place not in dated:
        known = {**outcomes, **dated} if months else outcomes
        raise refuse("unknown_output", *path, given=pointer[:200], nearest=_nearest(scenario, pointer[:200], known))
    if not months:
        raise refuse("month_only_to_solve", *path, given=pointer[:200])
    return dated[place]


def read(lanes: Lanes, outcomes: Sequence[Outcome]) -> Array:
    """The outcomes of every lane, (B, O), in bounded memory beyond what is returned."""
    batch = lanes.batch
    if not any(outcome.by_month for outcome in outcomes):
        return _put(np.empty((batch, len(outcomes))), Evaluated(lanes, evaluate_totals(lanes.inputs), None), outcomes)
    values = np.empty((batch, len(outcomes)))
    for first in range(0, batch, MONTHS_AT_ONCE):
        some = lanes.lanes(first, min(first + MONTHS_AT_ONCE, batch))
        outputs = evaluate(some.inputs)
        _put(values[first : first + MONTHS_AT_ONCE], Evaluated(some, outputs.totals, outputs), outcomes)
    return values


def _put(values: Array, found: Evaluated, outcomes: Sequence[Outcome]) -> Array:
    for position, outcome in enumerate(outcomes):
        values[:, position] = outcome.read(found)
    return values


__all__ = ["Evaluated", "Outcome", "months_of", "outcome_at", "outcomes_of", "read"]
