"""The pointers that questions take: every input of a scenario and every output of its plan, with names in place of positions."""

from collections.abc import Sequence
from typing import Any

from app.language import Language
from app.planner.scenario import Scenario, Unit
from app.questions.levers import levers_of, today_of
from app.questions.outcomes import months_of, outcomes_of, read
from app.questions.pointers import named
from app.questions.solving.told import said
from app.questions.turning import turn
from app.terminal.text import GAP, Screen, table, table_width
from app.wording.levers import input_label, output_label, value_text


def pointers_of(scenario: Scenario) -> dict[str, list[dict[str, Any]]]:
    """The same for programs; null for a limit that is not there and a figure that has no value."""
    inputs = [
        {"pointer": named(scenario, pointer), "unit": lever.unit, "value": lever.value, "low": lever.low, "high": lever.high}
        for pointer, lever in levers_of(scenario).items()
    ]
    outcomes = outcomes_of(scenario)
    outputs = [
        {"pointer": named(scenario, pointer), "unit": outcome.unit, "value": value}
        for (pointer, outcome), value in zip(outcomes.items(), _values(scenario), strict=True)
    ]
    apart = [
        {"pointer": named(scenario, pointer), "unit": unit, "value": said(scenario, unit, value)}
        for pointer, unit, value in _by_steps(scenario)
    ]
    return {"inputs": inputs, "outputs": outputs, "only_to_solve": apart}


def _by_steps(scenario: Scenario) -> list[tuple[str, Unit, float | None]]:
    """The day that only solve turns and the months that only solve aims at: pointers, units and values."""
    today, months = today_of(scenario), months_of(scenario)
    values = read(turn(scenario, {}), list(months.values()))[0].tolist()
    found: list[tuple[str, Unit, float | None]] = [(today.pointer, today.unit, today.value)]
    return found + [(pointer, month.unit, value) for (pointer, month), value in zip(months.items(), values, strict=True)]


def _values(scenario: Scenario) -> list[float]:
    values: list[float] = read(turn(scenario, {}), list(outcomes_of(scenario).values()))[0].tolist()
    return values


def pointers_lines(scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """Two tables: pointer, value, and what it is called where there is room for that."""
    _ = language.gettext
    inputs = [
        (named(scenario, pointer), value_text(lever.value, lever.unit, scenario, language), input_label(scenario, pointer, language))
        for pointer, lever in levers_of(scenario).items()
    ]
    outputs = [
        (named(scenario, pointer), value_text(value, outcome.unit, scenario, language), output_label(scenario, pointer, language))
        for (pointer, outcome), value in zip(outcomes_of(scenario).items(), _values(scenario), strict=True)
    ]
    apart = [
        (
            named(scenario, pointer),
            value_text(value, unit, scenario, language),
            (input_label if unit == "date" else output_label)(scenario, pointer, language),
        )
        for pointer, unit, value in _by_steps(scenario)
    ]
    counted = _("%(inputs)s inputs can be turned and %(outputs)s outputs asked for.", inputs=len(inputs), outputs=len(outputs))
    return [
        counted,
        *screen.heading(_("Inputs")),
        *_listed(inputs, screen),
        *screen.heading(_("Outputs")),
        *_listed(outputs, screen),
        *screen.heading(_("For solve alone")),
        *_listed(apart, screen),
    ]


def _listed(rows: Sequence[tuple[str, str, str]], screen: Screen) -> list[str]:
    head = ("", "", "")
    if len(GAP) + table_width(head, rows) <= screen.width:
        return table(head, rows, "<><", screen, GAP)
    return table(head[:2], [row[:2] for row in rows], "<>", screen, GAP)
