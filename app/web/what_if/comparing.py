"""Compare: up to five plans side by side, inputs that differ and figures, against the one on the screen."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from app.db import Database
from app.language import Language
from app.planner.scenario import Scenario, Unit
from app.planner.text import N_
from app.questions.compare import MOST, ComparedInput, Comparison, compare
from app.questions.explaining.matching import named_levers
from app.questions.outcomes import outcomes_of
from app.questions.paired import DRAWS
from app.questions.pointers import named
from app.services.answers_in_progress import Report
from app.web.what_if import charts, figures, others
from app.web.what_if.compared_chances import chances_section, chances_words
from app.web.what_if.opened import Opened, digest_of
from app.web.what_if.shapes import Asked, Cell, Field, Group, Row, Said, Section, Select, Table, Tick, sentence, strong
from app.web.what_if.typed import OUTPUT
from app.wording.levers import input_label, output_label, value_text
from app.wording.names import MEASURES, heading, month_name, word

SERIES, CHANCE = "series", "chance"
REVENUE, SPEND = "revenue", "spend"
FRAME = {
    "currency": N_("Currency"),
    "today": N_("Today"),
    "start": N_("Starts"),
    "months": N_("Months"),
    "country": N_("Working days of"),
    "measure": N_("Measure"),
    "gross_margin": N_("Gross margin"),
    "stages": N_("Stages"),
    "enters": N_("Enters at"),
    "activity": N_("Activity"),
    "steps": N_("Steps"),
    "per": N_("Paid for each"),
    "handles": N_("Handles"),
}


@dataclass(frozen=True)
class Beside:
    """The plans side by side, this one first: what they are called here, and by what they were chosen."""

    labels: tuple[str, ...]
    values: tuple[str, ...]


def asked(opened: Opened, store: Database) -> Asked:
    """The form, and the question where another plan is chosen."""
    language = opened.language
    say = language.gettext
    groups = others.choices(opened, store)
    names, scenarios, values = [opened.scenario.name], [opened.scenario], [""]
    fields: list[Field] = []
    for number in range(1, MOST):
        value = opened.text(f"with{number}")
        fields.append(
            Select(
                f"with{number}",
                say(N_("Plan %(n)s"), n=language.whole(number + 1)),
                (Group("", (("", say(N_("Nothing"))),)), *groups),
                value,
            )
        )
        if value:
            name, scenario = others.chosen(opened, store, value)
            names.append(name)
            scenarios.append(scenario)
            values.append(value)
    series = opened.text(SERIES, REVENUE)
    stages = tuple((stage.key, stage.name) for stage in opened.scenario.stages)
    offered = Group("", ((REVENUE, say(N_("Revenue"))), (SPEND, say(N_("Spend"))), *stages))
    fields.append(Select(SERIES, say(N_("Drawn")), (offered,), series))
    sure = opened.text(CHANCE) == "1"
    fields.append(Tick(CHANCE, say(N_("With the chance of each, which takes longer")), sure))
    labels = _distinct(names, language)
    return Asked(
        tuple(fields),
        ("compare", sure, *map(digest_of, scenarios[1:])),
        partial(_work, tuple(scenarios), DRAWS if sure else None) if len(scenarios) > 1 else None,
        lambda answer: _said(opened, tuple(scenarios), Beside(labels, tuple(values)), answer, series),
        idle=say(N_("Choose what to put beside this plan."))
        if groups
        else say(N_("There is no other plan yet. Save this one, or start another, and it can be put beside.")),
    )


def _distinct(names: list[str], language: Language) -> tuple[str, ...]:
    """Names of which no two are the same."""
    return tuple(name if names.count(name) == 1 else f"{name} ({language.whole(place + 1)})" for place, name in enumerate(names))


def _work(scenarios: tuple[Scenario, ...], draws: int | None, report: Report) -> Comparison:
    report(0, 1)
    return compare(scenarios, draws=draws, progress=report)


def _said(opened: Opened, scenarios: tuple[Scenario, ...], beside: Beside, found: Comparison, series: str) -> Said:
    language, labels = opened.language, beside.labels
    differing = [each for each in found.inputs if each.differs]
    count = language.ngettext("%(n)s input", "%(n)s inputs", len(differing))
    if len(labels) == 2:
        message = N_("%(other)s differs from this plan in %(inputs)s.")
        said = sentence(language, message, other=strong(labels[1]), inputs=strong(count))
    else:
        message = N_("%(plans)s plans beside this one differ from it in %(inputs)s.")
        said = sentence(language, message, plans=strong(language.whole(len(labels) - 1)), inputs=strong(count))
    sections = (
        chances_section(scenarios, labels, found.chances, language) if found.chances else None,
        _drawn(opened, scenarios, labels, found, series),
        _inputs(opened, scenarios, labels, differing) if differing else None,
        _figures(opened, scenarios, labels, found),
        _onwards(opened, beside),
    )
    leads = tuple(chances_words(labels, found.chances, language)) if found.chances else ()
    return Said(said, leads, sections=tuple(section for section in sections if section))


def _onwards(opened: Opened, beside: Beside) -> Section:
    """From each plan beside this one to its page, and to why this one differs from it."""
    say = opened.language.gettext
    output = {OUTPUT: opened.text(OUTPUT)}
    rows = []
    for label, value in zip(beside.labels[1:], beside.values[1:], strict=True):
        plan, why = others.address_of(opened, value), opened.address("why", {**output, "other": value})
        rows.append(
            Row(label, (Cell(say(N_("Open it")), is_text=True, link=plan), Cell(say(N_("Why it changed")), is_text=True, link=why)))
        )
    title = say(N_("On from here"))
    columns = (say(N_("Plan beside this one")), say(N_("Its page")), say(N_("The difference")))
    return Section("onwards", title, tables=(Table(title, columns, tuple(rows)),))


def _drawn(opened: Opened, scenarios: tuple[Scenario, ...], labels: tuple[str, ...], found: Comparison, series: str) -> Section | None:
    """One figure by month: a line for each plan, and a table; money of several currencies has no lines, as it has no common scale."""
    language, months = opened.language, found.months
    by_name = {REVENUE: months.revenue, SPEND: months.spend, **months.stages}
    if series not in by_name or not months.months:
        return None
    values = by_name[series]
    unit: Unit = "money" if series in (REVENUE, SPEND) else "count"
    stage = next((stage.name for stage in opened.scenario.stages if stage.key == series), "")
    title = stage or language.gettext(N_("Revenue") if series == REVENUE else N_("Spend"))
    columns = [month_name(month, language) for month in months.months]
    texts = [
        [value_text(figures.number(value), unit, scenario, language) for value in row]
        for row, scenario in zip(values.tolist(), scenarios, strict=True)
    ]
    tips = ["\n".join(f"{label}  {row[place]}" for label, row in zip(labels, texts, strict=True)) for place in range(len(columns))]
    chart = charts.lines(title, columns, [(label, figures.plotted(row)) for label, row in zip(labels, values, strict=True)], tips)
    rows = tuple(Row(column, tuple(Cell(row[place]) for row in texts)) for place, column in enumerate(columns))
    columns_of_table = (language.gettext(N_("Month")), *labels)
    if unit == "money" and len(set(found.currencies)) > 1:
        note = language.gettext(N_("By month of the calendar, each in its own currency."))
        return Section(
            "drawn", language.gettext(N_("%(figure)s by month"), figure=title), note, tables=(Table(title, columns_of_table, rows),)
        )
    table = Table(title, columns_of_table, rows, folded=language.gettext(N_("As a table")))
    note = language.gettext(N_("By month of the calendar: solid is this plan, the others are dashed and dotted in the order of the table."))
    return Section("drawn", language.gettext(N_("%(figure)s by month"), figure=title), note, chart, (table,))


def _inputs(opened: Opened, scenarios: tuple[Scenario, ...], labels: tuple[str, ...], differing: list[ComparedInput]) -> Section:
    language = opened.language
    rows = []
    for each in differing:
        cells = [Cell(_value(each, value, scenario, language)) for value, scenario in zip(each.values, scenarios, strict=True)]
        rows.append(Row(_name(scenarios, each.pointer, language), tuple(cells)))
    title = language.gettext(N_("Inputs that differ"))
    return Section("inputs", title, tables=(Table(title, (language.gettext(N_("Input")), *labels), tuple(rows)),))


def _name(scenarios: tuple[Scenario, ...], pointer: str, language: Language) -> str:
    """What an input is called, in the words of the first plan that has it."""
    parts = pointer.split("/")
    for scenario in scenarios:
        lever = named_levers(scenario).get(pointer)
        if lever is not None:
            return input_label(scenario, lever.pointer, language)
    title = language.gettext(FRAME[parts[-1]]) if parts[-1] in FRAME else heading(word(parts[-1], language))
    if parts[1] == "channels" and len(parts) > 3:
        names = {channel.key: channel.name for scenario in reversed(scenarios) for channel in scenario.channels}
        return language.gettext(N_("%(what)s of %(whose)s"), what=title, whose=names.get(parts[2], parts[2]))
    return language.gettext(N_("%(what)s of %(whose)s"), what=title, whose=parts[2]) if parts[1] == "team" and len(parts) > 3 else title


def _value(each: ComparedInput, value: object, scenario: Scenario, language: Language) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value_text(float(value), each.unit, scenario, language)
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return language.list_of([str(part).replace("_", " ") for part in value])
    if each.unit == "month":
        return month_name(str(value), language)
    if hasattr(value, "isoformat"):
        return language.date(value)  # type: ignore[arg-type]  # a day
    return language.gettext(MEASURES[str(value)]) if str(value) in MEASURES else str(value).replace("_", " ")


def _figures(opened: Opened, scenarios: tuple[Scenario, ...], labels: tuple[str, ...], found: Comparison) -> Section:
    language = opened.language
    places = {named(scenario, pointer): (scenario, pointer) for scenario in reversed(scenarios) for pointer in outcomes_of(scenario)}
    main = {named(scenario, outcome.pointer) for scenario in scenarios for outcome in figures.main_outcomes(scenario)}
    tables: list[list[Row]] = [[], []]
    for each in found.outcomes:
        scenario, pointer = places[each.pointer]
        cells = []
        for place, value in enumerate(each.values.tolist()):
            difference = figures.number(each.difference[place])
            text = value_text(figures.number(value), each.unit, scenarios[place], language)
            cells.append(Cell(text, value_text(difference, each.unit, scenarios[0], language, sign=True) if place and difference else ""))
        if not np.isnan(each.values).all():
            tables[each.pointer not in main].append(Row(output_label(scenario, pointer, language), tuple(cells)))
    say = language.gettext
    columns = (say(N_("Figure")), *labels)
    shown = [Table(say(N_("Figures")), columns, tuple(tables[0]))]
    if tables[1]:
        shown.append(Table(say(N_("All other figures")), columns, tuple(tables[1]), folded=say(N_("All other figures"))))
    return Section("figures", say(N_("Figures")), say(N_("Below each figure its difference to this plan.")), tables=tuple(shown))
