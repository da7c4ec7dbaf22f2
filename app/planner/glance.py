"""A plan at a glance: the few figures that a list shows or sorts by, the same as the plan's own, at a fraction of its cost.

One scenario gives a `Glance`; many give their `Figures` in one batch for each structure, which is what sorting needs.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from app.planner.engine import Totals, evaluate, evaluate_totals
from app.planner.inputs import Inputs, compile_scenario, stack
from app.planner.notes import notes_of, status_of
from app.planner.plan import Note, Status
from app.planner.rounding import Array, Flags, currency_digits, minor_units, money_by_month, whole
from app.planner.scenario import Scenario
from app.planner.team import team_of

_A = TypeVar("_A", Array, Flags)


@dataclass(frozen=True)
class Figures:
    """Figures of the whole plan, None where there are none.

    Attributes:
        deals: new deals, whole.
        top: the first stage that anything enters before the deal itself, with its whole count.
        daily: the activity that stands for the plan, with its units on a working day.
        spend: media and vendors.
        per_deal: the same for each new deal.
    """

    deals: float | None = None
    top: tuple[str, float] | None = None
    daily: tuple[str, float] | None = None
    spend: float | None = None
    per_deal: float | None = None


@dataclass(frozen=True)
class Glance:
    """A plan's status and figures.

    Attributes:
        target: the goal, to the minor unit.
        notes: those that are more than good to know, the gravest first.
    """

    status: Status
    target: float
    figures: Figures
    notes: tuple[Note, ...]


def glance(scenario: Scenario) -> Glance:
    """One plan at a glance."""
    outputs = evaluate(compile_scenario(scenario))
    entries = np.add.reduce(outputs.months.stages[0], axis=0)
    notes = notes_of(scenario, outputs, entries, team_of(scenario, outputs, entries))
    digits = currency_digits(scenario.currency)
    by_month = money_by_month(np.add.reduce(outputs.months.spend[0], axis=0), digits)
    return Glance(
        status=status_of(outputs, notes),
        target=minor_units(float(outputs.totals.gap.target[0]), digits) / 10**digits,
        figures=_figures(scenario, outputs.totals, 0, round(math.fsum(by_month.tolist()), digits) + 0.0),
        notes=tuple(note for note in notes if note["severity"] != "info"),
    )


def figures_of_many(scenarios: Sequence[Scenario]) -> list[Figures]:
    """The figures of each, without months or notes: to sort by, because spend may differ from the plan's by a minor unit."""
    inputs = [compile_scenario(scenario) for scenario in scenarios]
    alike: dict[object, list[int]] = defaultdict(list)
    for position, each in enumerate(inputs):
        alike[_structure(each)].append(position)
    found: dict[int, Figures] = {}
    for positions in alike.values():
        totals = evaluate_totals(stack([inputs[position] for position in positions]))
        for lane, position in enumerate(positions):
            found[position] = _figures(scenarios[position], totals, lane)
    return [found[position] for position in range(len(scenarios))]


def _structure(inputs: Inputs) -> object:
    """What scenarios of one batch have in common."""
    calendar = inputs.calendar
    return (
        (calendar.start, calendar.months, calendar.country, inputs.recognised, inputs.next_growth is None),
        (inputs.steps, inputs.rates.shape, inputs.enters.tobytes(), inputs.paid.tobytes()),
    )


def _figures(scenario: Scenario, totals: Totals, lane: int, by_months: float | None = None) -> Figures:
    """One lane's figures, with the spend that its months add up to where that is known. An array of one lane holds for all lanes."""
    if not _of(totals.feasible, lane):
        return Figures()
    blocked = _of(totals.blocked, lane).tolist()
    deals = _of(totals.deals, lane).tolist()
    counts = [whole(count) for count in _of(totals.stages, lane).tolist()]
    top = next(((key, count) for key, count in zip(scenario.stage_keys[:-1], counts, strict=False) if count), None)
    spend, won = sum(_of(totals.spend, lane).tolist()), sum(deals)
    return Figures(
        deals=counts[-1],
        top=top,
        daily=_daily(scenario, _of(totals.mean_per_day, lane).tolist(), blocked),
        spend=None if any(blocked) else spend if by_months is None else by_months,
        per_deal=spend / won if won and not any(blocked) else None,
    )


def _daily(scenario: Scenario, means: list[float], blocked: list[bool]) -> tuple[str, float] | None:
    """Mail where there is any, otherwise what is done most often."""
    done = [(channel.activity, mean) for channel, mean, ended in zip(scenario.channels, means, blocked, strict=True) if mean and not ended]
    return max(done, key=lambda each: ("mail" in each[0], each[1]), default=None)


def _of(array: _A, lane: int) -> _A:
    one: _A = array[lane if array.shape[0] > 1 else 0]
    return one
