"""Outcomes: the figures of a plan that can be asked for, each by its JSON pointer, read off many lanes at once.

Pointers are those of the plan: `/totals/spend`, `/channels/cold_email/entries`, `/team/0/heads_peak`. Figures are exact: the plan rounds
money and counts, an outcome does not. Where a lane's plan has no value (a ceiling is reached, nothing can close in time) it is NaN.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.planner.engine import Outputs, Totals, evaluate, evaluate_totals
from app.planner.faults import nearest
from app.planner.funnel import Funnel, funnel_of
from app.planner.pipeline import on_hand
from app.planner.rounding import Array, Flags
from app.planner.scenario import Scenario, Unit
from app.planner.team import handled
from app.questions.refused import refuse
from app.questions.turning import Lanes

MONTHS_AT_ONCE = 512
"""Lanes evaluated together where their months are asked for."""


class Evaluated:
    """Lanes with their totals, and what else is worked out only when an outcome asks for it."""

    def __init__(self, lanes: Lanes, totals: Totals, outputs: Outputs | None) -> None:
        self.lanes = lanes
        self.totals = totals
        self._outputs = outputs

    @property
    def outputs(self) -> Outputs:
        """The lanes by month; there where an outcome is `by_month`."""
        assert self._outputs is not None
        return self._outputs

    def stage_by_month(self, stage: int) -> Array:
        """Entries into a stage over all channels by month shown, (B, T)."""
        entries: Array = np.add.reduce(self.outputs.months.stages[:, :, stage], axis=1)
        return entries

    def activity_by_month(self, channels: Sequence[int]) -> Array:
        """Units of activity of some channels together by month shown, (B, T)."""
        units: Array = np.add.reduce(self.outputs.months.activity[:, list(channels)], axis=1)
        return units

    @property
    def funnel(self) -> Funnel:
        """What rates and yields say."""
        return funnel_of(self.lanes.inputs)

    @property
    def spend(self) -> Array:
        """Media and vendors, (B,); NaN where the plan knows none."""
        return _known(np.add.reduce(self.totals.spend, axis=1), self.feasible & ~np.logical_or.reduce(self.totals.blocked, axis=1))

    @property
    def feasible(self) -> Flags:
        """Whether anything can close in time, (B,)."""
        return self.totals.feasible

    @property
    def won(self) -> Array:
        """New deals, (B,)."""
        won: Array = np.add.reduce(self.totals.deals, axis=1)
        return won

    @property
    def people(self) -> Array:
        """The present heads over the horizon, money, (B,)."""
        staff = self.lanes.staff
        a_month: Array = np.add.reduce(staff.heads * staff.pay, axis=1)
        return a_month * self.lanes.inputs.calendar.months


@dataclass(frozen=True)
class Outcome:
    """A figure of the plan that can be asked for.

    Attributes:
        pointer: where it stands in the plan, with positions in lists.
        unit: what it is counted in.
        by_month: whether it takes the lanes' months, which costs some twenty times as much as totals.
        read: a figure for each lane, (B,) or (1,).
    """

    pointer: str
    unit: Unit
    by_month: bool
    read: Callable[[Evaluated], Array]


def _known(values: Array, where: Flags) -> Array:
    return np.where(where, values, np.nan)


def _ratio(above: Array, below: Array) -> Array:
    """A quotient, NaN where there is none."""
    some = below > 0
    return np.where(some, above / np.where(some, below, 1.0), np.nan)


def _bridge() -> Iterator[Outcome]:
    for name in ("target", "baseline", "churned", "expanded", "committed", "pipeline", "new_business", "surplus"):
        yield Outcome(f"/bridge/{name}", "money", False, _of_bridge(name))


def _of_bridge(name: str) -> Callable[[Evaluated], Array]:
    def read(found: Evaluated) -> Array:
        values: Array = getattr(found.totals.gap, name)
        return values

    return read


def _entering(place: int) -> Callable[[Evaluated], Array]:
    return lambda found: _known(found.totals.stages[:, place], found.feasible)


def _totals(scenario: Scenario) -> Iterator[Outcome]:
    for place, key in enumerate(scenario.stage_keys):
        yield Outcome(f"/totals/stages/{key}", "count", False, _entering(place))
    yield Outcome("/totals/revenue", "money", False, lambda found: _known(np.add.reduce(found.totals.revenue, axis=1), found.feasible))
    yield Outcome("/totals/spend", "money", False, lambda found: found.spend)
    yield Outcome("/totals/people_cost", "money", False, lambda found: found.people)
    yield Outcome("/totals/pipeline_deals", "count", False, lambda found: on_hand(found.lanes.inputs).deals)
    yield Outcome("/totals/moved_deals", "count", False, lambda found: np.add.reduce(found.totals.moved, axis=1))
    for position, channel in enumerate(scenario.channels):
        at = f"/totals/per_working_day/{channel.key}"
        yield Outcome(f"{at}/mean", "count", False, _of_paid("mean_per_day", position))
        yield Outcome(f"{at}/peak", "count", False, _of_paid("peak_per_day", position))


def _of_paid(name: str, position: int) -> Callable[[Evaluated], Array]:
    """A channel's figure that has no value where its ceiling is reached."""

    def read(found: Evaluated) -> Array:
        values: Array = getattr(found.totals, name)[:, position]
        return _known(values, found.feasible & ~found.totals.blocked[:, position])

    return read


def _of_channel(name: str, position: int) -> Callable[[Evaluated], Array]:
    def read(found: Evaluated) -> Array:
        return _known(getattr(found.totals, name)[:, position], found.feasible)

    return read


def _entries(position: int) -> Callable[[Evaluated], Array]:
    return lambda found: _known(found.totals.deals[:, position] / found.funnel.enters[:, position], found.feasible)


def _cac(position: int) -> Callable[[Evaluated], Array]:
    spend = _of_paid("spend", position)
    return lambda found: _ratio(spend(found), found.totals.deals[:, position])


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

        yield Outcome(f"/team/{position}/heads_peak", "count", True, _heads(load, position))


def _heads(load: Callable[[Evaluated], Array], position: int) -> Callable[[Evaluated], Array]:
    def heads(found: Evaluated) -> Array:
        busiest: Array = np.maximum.reduce(load(found), axis=1)
        return busiest / found.lanes.staff.load[:, position]

    return heads


def _key_figures(scenario: Scenario) -> Iterator[Outcome]:
    margin = scenario.deal.gross_margin
    yield Outcome("/kpis/cac", "money", False, lambda found: _ratio(found.spend, found.won))
    yield Outcome("/kpis/cac_loaded", "money", False, lambda found: _ratio(found.spend + found.people, found.won))
    if margin is not None:
        yield Outcome("/kpis/marketing_roi", "fraction", False, lambda found: _return(found, margin))


def _return(found: Evaluated, margin: float) -> Array:
    spend = found.spend
    return _ratio(np.add.reduce(found.totals.revenue, axis=1) * margin - spend, spend)


def outcomes_of(scenario: Scenario) -> dict[str, Outcome]:
    """Every outcome of a scenario's plan by its pointer, in the plan's own order."""
    found = [*_bridge(), *_totals(scenario)]
    for position in range(len(scenario.channels)):
        found += _channel(position)
    return {outcome.pointer: outcome for outcome in [*found, *_team(scenario), *_key_figures(scenario)]}


def _positioned(scenario: Scenario, pointer: str) -> str:
    parts = pointer.split("/")
    known = {"channels": [channel.key for channel in scenario.channels], "team": [role.role for role in scenario.team]}
    if len(parts) > 2 and parts[2] in known.get(parts[1], ()):
        parts[2] = str(known[parts[1]].index(parts[2]))
    if parts[-1] in ("exact", "whole"):  # counts stand in the plan exact and whole
        parts.pop()
    return "/".join(parts)


def _nearest(scenario: Scenario, pointer: str, outcomes: Mapping[str, Outcome]) -> str | None:
    """The outcome most like a mistyped pointer: by keys where it has keys, by positions where it has those."""
    parts = pointer.split("/")
    known = dict.fromkeys(outcomes)
    if len(parts) > 2 and not parts[2].isdigit() and parts[1] in ("channels", "team"):
        names = [channel.key for channel in scenario.channels] if parts[1] == "channels" else [role.role for role in scenario.team]
        known = {
            f"/{parts[1]}/{names[int(each.split('/')[2])]}/{each.split('/')[3]}": None for each in known if each.startswith(f"/{parts[1]}/")
        }
    return nearest(pointer, known)


def outcome_at(scenario: Scenario, pointer: str, *path: str | int) -> Outcome:
    """The outcome that a pointer names.

    Args:
        scenario: of whose plan.
        pointer: with positions or keys.
        path: where the pointer stands in the question, for the fault.

    Raises:
        QuestionRefused: where no such figure can be asked for; with the nearest pointer.
    """
    outcomes = outcomes_of(scenario)
    found = outcomes.get(_positioned(scenario, pointer))
    if found is None:
        raise refuse("unknown_output", *path, given=pointer[:200], nearest=_nearest(scenario, pointer[:200], outcomes))
    return found


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
