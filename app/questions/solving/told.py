"""Answers of solve as people and programs read them: months as 2027-03 and days as 2026-11-21, where the arithmetic has numbers."""

import datetime as dt
import math
from dataclasses import dataclass

from app.planner.months import add_months, first_of_month
from app.planner.scenario import Scenario, Unit
from app.questions.levers import TODAY, lever_at
from app.questions.outcomes import outcome_at
from app.questions.refused import refuse
from app.questions.solving.answers import Solved

NONE = "none"
"""How a person asks that no month be too late; null does it, too."""

Value = float | str | None


@dataclass(frozen=True)
class Told:
    """One answer; an output or an input that is a month or a day is written as one (2027-03, 2026-11-21), and no month as null.

    Attributes:
        lever, outcome: pointers, with positions.
        wanted: what the outcome shall be.
        value: the lever's answer; where it is not reached, the place of the nearest that is.
        reached: the outcome there, null where it has no value anywhere.
        exact: whether that is what was wanted, to 1e-9 of it.
        reason: why not: "no_effect" (the outcome is the same all over the range), "out_of_reach" or "no_value" (it has none anywhere).
        stopped_by: for what is out of reach, what stands at `value`: "low" or "high" (an end of the range), "no_value" (beyond it the
            plan has none: a ceiling, or nothing closes in time), "level" (on and on it stays the same), "jump" or "turning_point".
        low, high: the range that was looked at.
        holds_from, holds_to: where what goes by steps, a month or a day, is what was wanted all along; null for anything else.
        seen: how many solutions were seen; `value` is the one nearest to what the scenario says.
        evaluations: batches that the engine evaluated.
        changes: what to write into the scenario, pointers and values: those held, and the lever with what follows from it; nothing where
            the output has no value anywhere.
    """

    lever: str
    outcome: str
    wanted: Value
    value: Value
    reached: Value
    exact: bool
    reason: str | None
    stopped_by: str | None
    low: Value
    high: Value
    holds_from: Value
    holds_to: Value
    seen: int
    evaluations: int
    changes: tuple[tuple[str, float | str], ...]


def month_label(scenario: Scenario, number: float | None) -> str | None:
    """The month that lies so many months into the horizon, 1 for its first; None for none."""
    if number is None or not number > 0:
        return None
    return f"{add_months(first_of_month(scenario.start), round(number) - 1):%Y-%m}"


def day_of(scenario: Scenario, number: float) -> dt.date:
    """The day that lies so many days into the horizon, 0 for its first."""
    return first_of_month(scenario.start) + dt.timedelta(days=round(number))


def said(scenario: Scenario, unit: Unit, number: float | None) -> Value:
    """A value of an input or an output as it is written."""
    if number is None or math.isnan(number):
        return None
    if unit == "month":
        return month_label(scenario, number)
    return day_of(scenario, number).isoformat() if unit == "date" else number


def month_number(scenario: Scenario, given: object, *path: str | int) -> float:
    """The number of a month of the horizon given as 2027-03, 0 for none.

    Raises:
        QuestionRefused: "not_a_month_of_it" with the first and the last that are.
    """
    if given is None or given == NONE:
        return 0.0
    text, labels = str(given), [str(month_label(scenario, number)) for number in range(1, scenario.months + 1)]
    if text not in labels:
        near = min(max(text, labels[0]), labels[-1]) if len(text) == len(labels[0]) and text[:4].isdigit() else labels[0]
        near = near if near in labels else labels[0]
        raise refuse("not_a_month_of_it", *path, given=text[:40], first=labels[0], last=labels[-1], nearest=near)
    return labels.index(text) + 1.0


def day_number(scenario: Scenario, given: object, *path: str | int) -> float:
    """The number of a day given as 2026-11-21.

    Raises:
        QuestionRefused: "not_a_day".
    """
    try:
        day = dt.date.fromisoformat(str(given))
    except ValueError:
        day = None
    if day is None or day.isoformat() != str(given):
        raise refuse("not_a_day", *path, given=str(given)[:40])
    return float((day - first_of_month(scenario.start)).days)


def read_value(scenario: Scenario, unit: Unit, given: object, *path: str | int) -> float:
    """A value of an input or an output from how it is written.

    Raises:
        QuestionRefused: as `month_number` and `day_number`; "not_a_number" for a text where a number is needed.
    """
    if unit == "month":
        return month_number(scenario, given, *path)
    if unit == "date":
        return day_number(scenario, given, *path)
    if isinstance(given, int | float) and not isinstance(given, bool):
        return float(given)
    raise refuse("not_a_number", *path, given=None if given is None else str(given)[:40])


def units_of(scenario: Scenario, lever: str, outcome: str) -> tuple[Unit, Unit]:
    """What an input and an output of a question are counted in; raises as `solve` does."""
    return lever_at(scenario, lever, "lever", dates=True).unit, outcome_at(scenario, outcome, "outcome", months=True).unit


def told(scenario: Scenario, solved: Solved) -> Told:
    """An answer as it is read."""
    unit, wanted = units_of(scenario, solved.lever, solved.outcome)
    return Told(
        lever=solved.lever,
        outcome=solved.outcome,
        wanted=said(scenario, wanted, solved.wanted),
        value=said(scenario, unit, solved.value),
        reached=said(scenario, wanted, solved.reached),
        exact=solved.exact,
        reason=solved.reason,
        stopped_by=solved.stopped_by,
        low=said(scenario, unit, solved.low),
        high=said(scenario, unit, solved.high),
        holds_from=said(scenario, unit, solved.holds_from),
        holds_to=said(scenario, unit, solved.holds_to),
        seen=solved.seen,
        evaluations=solved.evaluations,
        changes=tuple((pointer, day_of(scenario, value).isoformat() if pointer == TODAY else value) for pointer, value in solved.changes),
    )
