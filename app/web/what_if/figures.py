"""Figures of the plan in answers: the main ones before and after, and what is said of one in a sentence."""

import math
from collections.abc import Sequence

import numpy as np

from app.language import Language
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.planner.text import N_
from app.questions.outcomes import Outcome, outcomes_of, read
from app.questions.turning import turn
from app.web.what_if.shapes import Cell, Row, Table
from app.wording.levers import NO_FIGURE, inside, output_label, stages_named, value_text

MAIN = (
    "/bridge/target",
    "/bridge/new_business",
    "/totals/revenue",
    "/totals/spend",
    "/totals/people_cost",
    "/kpis/cac",
    "/kpis/cac_loaded",
)


def main_outcomes(scenario: Scenario, *also: str) -> list[Outcome]:
    """The figures that tell a plan, in the plan's order: money, stages, each channel's work a day, and whatever is asked for besides."""
    wanted = {*MAIN, *also}
    days = [f"/totals/per_working_day/{channel.key}/mean" for channel in scenario.channels][:6]
    return [
        outcome
        for pointer, outcome in outcomes_of(scenario).items()
        if pointer in wanted or pointer.startswith("/totals/stages/") or pointer in days
    ]


def number(value: float) -> float | None:
    """A figure, None where there is none."""
    return None if math.isnan(value) else float(value)


def aim(scenario: Scenario, outcome: Outcome, wanted: str, language: Language) -> str:
    """What a value of a figure is wanted for, at the front of a sentence: 'To spend $250,000', 'For 4,000 leads'."""
    parts = outcome.pointer.split("/")
    if outcome.pointer == "/totals/spend":
        return language.gettext(N_("To spend %(value)s"), value=wanted)
    if parts[2] == "stages":
        return language.gettext(N_("For %(value)s %(stages)s"), value=wanted, stages=stages_named(scenario, parts[3], language))
    label = inside(output_label(scenario, outcome.pointer, language), language)
    return language.gettext(N_("For %(figure)s of %(value)s"), figure=label, value=wanted)


def beside(scenario: Scenario, outcomes: Sequence[Outcome], before: Array, after: Array, language: Language, heads: Sequence[str]) -> Table:
    """Figures before and after, each (O,), with their difference; `heads` are those of the three columns."""
    rows = []
    for outcome, old, new in zip(outcomes, before.tolist(), after.tolist(), strict=True):
        change = value_text(new - old, outcome.unit, scenario, language, sign=True)
        cells = (value_text(old, outcome.unit, scenario, language), value_text(new, outcome.unit, scenario, language), change)
        rows.append(Row(output_label(scenario, outcome.pointer, language), tuple(Cell(text) for text in cells)))
    caption = language.gettext(N_("Figures of the plan before and after"))
    return Table(caption, (language.gettext(N_("Figure")), *heads), tuple(rows))


def present(scenario: Scenario, outcomes: Sequence[Outcome]) -> Array:
    """The plan's own figures, (O,)."""
    values: Array = read(turn(scenario, {}), outcomes)[0]
    return values


def plotted(values: Array) -> list[float | None]:
    """Figures for a chart."""
    return [None if bad else value for value, bad in zip(values.tolist(), np.isnan(values).tolist(), strict=True)]


def is_there(text: str) -> bool:
    """Whether a text is of a figure that there is."""
    return text != NO_FIGURE
