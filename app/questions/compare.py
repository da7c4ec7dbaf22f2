"""Compare: up to five scenarios side by side, their inputs, their figures and their months, each against the first.

Parts are matched by what they are (see `matching`), months by the calendar: a plan that starts in April stands beside one that starts in
January where both have the same month.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.planner.engine import Outputs, evaluate
from app.planner.months import add_months
from app.planner.rounding import Array
from app.planner.scenario import Scenario, Unit
from app.questions.explaining.matching import frame_of, named_levers
from app.questions.outcomes import outcomes_of, read
from app.questions.paired import SEED, PairedChances, paired_chances
from app.questions.pointers import named
from app.questions.progress import Progress, quiet
from app.questions.refused import refuse
from app.questions.turning import turn

FEWEST, MOST = 2, 5
"""Scenarios side by side."""


@dataclass(frozen=True)
class ComparedInput:
    """One input of S scenarios.

    Attributes:
        pointer: with names in place of positions.
        unit: what it is counted in.
        values: a number, a text, or None where a scenario has or says nothing there; S of them.
        differs: whether they are not all the same.
    """

    pointer: str
    unit: Unit
    values: tuple[object, ...]
    differs: bool


@dataclass(frozen=True)
class ComparedOutcome:
    """One figure of S plans; arrays are (S,), NaN where a plan does not have it or it has no value.

    Attributes:
        pointer: with names in place of positions.
        unit: what it is counted in.
        values: the figures.
        difference: to the first.
        relative: the same as a share of the size of the first; NaN where that is 0.
    """

    pointer: str
    unit: Unit
    values: Array
    difference: Array
    relative: Array


@dataclass(frozen=True)
class ComparedMonths:
    """S plans by calendar month, T months, from the first with anything in any plan to the last of the latest horizon.

    Attributes:
        months: as 2027-01.
        stages: entries by the stage's key, each (S, T); NaN outside of a plan's months and for a stage that it does not have.
        spend: money, (S, T); NaN where a ceiling is reached, too.
        revenue: what new deals and the open pipeline bring to the goal, money, (S, T).
    """

    months: tuple[str, ...]
    stages: dict[str, Array]
    spend: Array
    revenue: Array


@dataclass(frozen=True)
class Comparison:
    """Scenarios side by side, S of them; the first is the base.

    Attributes:
        names: theirs.
        currencies: theirs; differences of money between two currencies are NaN.
        inputs: every input that any of them states, in the first's order.
        outcomes: every figure that any plan has, in the first's order.
        months: their months.
        chances: how sure each is, on the same luck; None where that was not asked for.
    """

    names: tuple[str, ...]
    currencies: tuple[str, ...]
    inputs: tuple[ComparedInput, ...]
    outcomes: tuple[ComparedOutcome, ...]
    months: ComparedMonths
    chances: PairedChances | None = None


FRAME_UNITS: dict[str, Unit] = {"start": "month", "months": "months", "today": "date", "gross_margin": "fraction"}


def _input(pointer: str, unit: Unit, values: Sequence[object]) -> ComparedInput:
    return ComparedInput(pointer, unit, tuple(values), any(value != values[0] for value in values))


def _framed(scenario: Scenario) -> dict[str, object]:
    """What no lever turns; with the day and the currency, which bear on how figures are read."""
    return {"/currency": scenario.currency, "/today": scenario.today, **frame_of(scenario)}


def _inputs(scenarios: Sequence[Scenario]) -> tuple[ComparedInput, ...]:
    frames = [_framed(scenario) for scenario in scenarios]
    levers = [named_levers(scenario) for scenario in scenarios]
    found = []
    for pointer in dict.fromkeys(pointer for frame in frames for pointer in frame):
        unit = FRAME_UNITS.get(pointer.split("/")[-1], "text")
        found.append(_input(pointer, unit, [frame.get(pointer) for frame in frames]))
    for pointer in dict.fromkeys(pointer for each in levers for pointer in each):
        those = [each.get(pointer) for each in levers]
        some = [lever for lever in those if lever is not None]
        if any(lever.stated for lever in some):
            found.append(_input(pointer, some[0].unit, [None if lever is None else lever.value for lever in those]))
    return tuple(found)


def _outcomes(scenarios: Sequence[Scenario]) -> tuple[ComparedOutcome, ...]:
    columns: list[dict[str, float]] = []
    units: dict[str, Unit] = {}
    for scenario in scenarios:
        outcomes = list(outcomes_of(scenario).values())
        names = [named(scenario, outcome.pointer) for outcome in outcomes]
        columns.append(dict(zip(names, read(turn(scenario, {}), outcomes)[0].tolist(), strict=True)))
        units |= {name: outcome.unit for name, outcome in zip(names, outcomes, strict=True) if name not in units}
    same = np.array([scenario.currency == scenarios[0].currency for scenario in scenarios])
    return tuple(_outcome(pointer, unit, [column.get(pointer, np.nan) for column in columns], same) for pointer, unit in units.items())


def _outcome(pointer: str, unit: Unit, figures: Sequence[float], same_currency: Array) -> ComparedOutcome:
    values = np.array(figures)
    difference = values - values[0]
    if unit == "money":
        difference = np.where(same_currency, difference, np.nan)
    base = abs(values[0])
    relative = difference / base if base > 0 else np.full(len(values), np.nan)
    return ComparedOutcome(pointer, unit, values, difference, relative)


def _busy_from(outputs: Outputs) -> int:
    """The first month shown with anything in it, or the start."""
    before = outputs.inputs.calendar.before
    busy = outputs.months.stages[0].any(axis=(0, 1)) | outputs.months.activity[0].any(axis=0) | outputs.months.active[0].any(axis=0)
    return min(int(busy.argmax()), before) if busy.any() else before


def _aligned(plans: Sequence[Outputs]) -> tuple[tuple[str, ...], list[tuple[int, slice]]]:
    """The months of all plans, and for each plan its first month that counts and where its months lie among them."""
    firsts = [_busy_from(plan) for plan in plans]
    begins = [add_months(plan.inputs.calendar.first, first) for plan, first in zip(plans, firsts, strict=True)]
    ends = [add_months(plan.inputs.calendar.start, plan.inputs.calendar.months) for plan in plans]
    origin = min(begins)
    index = [(begin.year - origin.year) * 12 + begin.month - origin.month for begin in begins]
    counts = [plan.inputs.calendar.shown - first for plan, first in zip(plans, firsts, strict=True)]
    last = max(ends)
    months = tuple(f"{add_months(origin, month):%Y-%m}" for month in range((last.year - origin.year) * 12 + last.month - origin.month))
    return months, [(first, slice(at, at + count)) for first, at, count in zip(firsts, index, counts, strict=True)]


def _months(scenarios: Sequence[Scenario]) -> ComparedMonths:
    plans = [evaluate(turn(scenario, {}).inputs) for scenario in scenarios]
    months, places = _aligned(plans)
    stages: dict[str, Array] = {}
    spend, revenue = np.full((len(plans), len(months)), np.nan), np.full((len(plans), len(months)), np.nan)
    for row, (scenario, plan, (first, where)) in enumerate(zip(scenarios, plans, places, strict=True)):
        if not plan.totals.feasible[0]:
            continue
        entries = np.add.reduce(plan.months.stages[0], axis=0)[:, first:]
        for key, counts in zip(scenario.stage_keys, entries, strict=True):
            stages.setdefault(key, np.full_like(spend, np.nan))[row, where] = counts
        spend[row, where] = _spend(plan)[first:]
        revenue[row, where] = _revenue(plan)[first:]
    return ComparedMonths(months, stages, spend, revenue)


def _spend(plan: Outputs) -> Array:
    """Media and vendors by month shown, (T,); NaN where a ceiling is reached."""
    blocked = np.logical_or.reduce(plan.months.blocked[0], axis=0)
    return np.where(blocked, np.nan, np.add.reduce(plan.months.spend[0], axis=0))


def _revenue(plan: Outputs) -> Array:
    """What new deals and the open pipeline bring by month shown, (T,): nothing before the start."""
    brought = np.add.reduce(plan.months.revenue[0], axis=0) + plan.months.pipeline_revenue[0]
    return np.concatenate([np.zeros(plan.inputs.calendar.before), brought])


def compare(scenarios: Sequence[Scenario], *, draws: int | None = None, seed: int = SEED, progress: Progress = quiet) -> Comparison:
    """Scenarios side by side, each against the first.

    Args:
        scenarios: two to five.
        draws: of the chance of each, which takes most of the time; None for no chances.
        seed: of these draws.
        progress: told how far they are.

    Raises:
        QuestionRefused: "too_few_scenarios" for less than two, "too_many_scenarios" for more than five; and as `paired_chances`.
    """
    if len(scenarios) < FEWEST:
        raise refuse("too_few_scenarios", "scenarios", least=FEWEST)
    if len(scenarios) > MOST:
        raise refuse("too_many_scenarios", "scenarios", given=len(scenarios), limit=MOST)
    return Comparison(
        names=tuple(scenario.name for scenario in scenarios),
        currencies=tuple(scenario.currency for scenario in scenarios),
        inputs=_inputs(scenarios),
        outcomes=_outcomes(scenarios),
        months=_months(scenarios),
        chances=None if draws is None else paired_chances(scenarios, draws=draws, seed=seed, progress=progress),
    )
