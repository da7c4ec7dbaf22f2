"""Scenarios side by side as text, and why two of them differ."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.language import Language
from app.planner.scenario import Scenario
from app.questions.explaining.matching import named_levers
from app.questions.outcomes import outcome_at, outcomes_of
from app.questions.pointers import named
from app.terminal.questions_text import banded, cut, input_text
from app.terminal.text import Screen, plain
from app.wording import month_name
from app.wording.levers import NO_FIGURE, changed_label, input_label, output_label, value_text
from app.wording.questions import SURENESS

if TYPE_CHECKING:
    from app.questions.compare import ComparedInput, ComparedOutcome, Comparison
    from app.questions.explaining.changed import Changed
    from app.questions.explaining.explain import Explained
    from app.questions.paired import PairedChances

MAIN_FIGURES = ("/bridge/", "/totals/", "/kpis/cac", "/kpis/marketing_roi")
PLACES_SHOWN = 3


def comparison_lines(
    compared: "Comparison", scenarios: Sequence[Scenario], everything: bool, language: Language, screen: Screen
) -> list[str]:
    """Inputs that differ, figures with their difference to the first, and revenue and spend by month."""
    _ = language.gettext
    names = [f"{number}. {cut(name)}" for number, name in enumerate(compared.names, 1)]
    inputs = [each for each in compared.inputs if each.differs or everything]
    lines = screen.paragraph(_compared(compared, scenarios, language))
    if inputs:
        rows = [(_input_name(each, scenarios, language), *_input_cells(each, scenarios, language)) for each in inputs]
        title = _("Inputs; * differs from the first") if everything else _("Inputs that differ")
        lines += [*screen.heading(title), *banded(("", *names), rows, "<" + ">" * len(names), screen)]
    figures = [each for each in compared.outcomes if everything or (each.pointer.startswith(MAIN_FIGURES) and _says_something(each))]
    rows = [(_output_name(each, scenarios, language), *_output_cells(each, scenarios, language)) for each in figures]
    lines += [*screen.heading(_("Figures, with the difference to the first")), *banded(("", *names), rows, "<" + ">" * len(names), screen)]
    if compared.chances is not None:
        lines += _chances(compared.chances, scenarios, names, language, screen)
    return [*lines, *_compared_months(compared, scenarios, names, language, screen)]


def _compared(compared: "Comparison", scenarios: Sequence[Scenario], language: Language) -> str:
    """How many inputs differ, and what that does to the spend."""
    _, differing = language.gettext, sum(each.differs for each in compared.inputs)
    if not differing:
        return _("The scenarios say the same.")
    said = language.ngettext("%(n)s input differs.", "%(n)s inputs differ.", differing, n=language.whole(differing))
    spend = next(each for each in compared.outcomes if each.pointer == "/totals/spend")
    parts = [
        f"{number}: {value_text(value, spend.unit, scenario, language)}"
        for number, (value, scenario) in enumerate(zip(spend.values.tolist(), scenarios, strict=True), 1)
    ]
    return f"{said} {output_label(scenarios[0], spend.pointer, language)}: {', '.join(parts)}."


def _says_something(outcome: "ComparedOutcome") -> bool:
    """Whether a figure is worth a line: it has a value somewhere, and is not nothing everywhere."""
    return any(value and not math.isnan(value) for value in outcome.values.tolist())


def _input_name(compared: "ComparedInput", scenarios: Sequence[Scenario], language: Language) -> str:
    """What an input is called by the first scenario that has it; what no lever turns is named by its place."""
    for scenario in scenarios:
        lever = named_levers(scenario).get(compared.pointer)
        if lever is not None:
            return input_label(scenario, lever.pointer, language)
    return compared.pointer


def _input_cells(compared: "ComparedInput", scenarios: Sequence[Scenario], language: Language) -> list[str]:
    cells = []
    for value, scenario in zip(compared.values, scenarios, strict=True):
        if value is None or isinstance(value, int | float):
            text = value_text(value, compared.unit, scenario, language)
        else:
            text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        cells.append(cut(text) + (" *" if value != compared.values[0] else ""))
    return cells


def _output_name(compared: "ComparedOutcome", scenarios: Sequence[Scenario], language: Language) -> str:
    """What a figure is called by the first scenario whose plan has it."""
    for scenario in scenarios:
        for pointer in outcomes_of(scenario):
            if named(scenario, pointer) == compared.pointer:
                return output_label(scenario, pointer, language)
    return compared.pointer


def _output_cells(compared: "ComparedOutcome", scenarios: Sequence[Scenario], language: Language) -> list[str]:
    """A figure of each plan, and by how much it is more or less than the first's: as a share, or in points of what is one itself."""
    cells = []
    parts = (each.tolist() for each in (compared.values, compared.difference, compared.relative))
    for place, (value, change, relative) in enumerate(zip(*parts, strict=True)):
        text = value_text(value, compared.unit, scenarios[place], language)
        if place and change and not math.isnan(change):
            in_points = compared.unit == "fraction" or math.isnan(relative)
            by = (
                value_text(change, compared.unit, scenarios[place], language, sign=True)
                if in_points
                else language.percent(relative, sign=True)
            )
            text = f"{text} ({by})"
        cells.append(text)
    return cells


def _compared_months(
    compared: "Comparison", scenarios: Sequence[Scenario], names: Sequence[str], language: Language, screen: Screen
) -> list[str]:
    """Revenue and spend of each scenario by calendar month."""
    lines: list[str] = []
    for title, values in (
        (language.gettext("Revenue by month"), compared.months.revenue),
        (language.gettext("Spend by month"), compared.months.spend),
    ):
        rows = [
            (
                month_name(month, language),
                *(value_text(value, "money", scenario, language) for value, scenario in zip(cells, scenarios, strict=True)),
            )
            for month, cells in zip(compared.months.months, values.T.tolist(), strict=True)
        ]
        lines += [*screen.heading(title), *banded(("", *names), rows, "<" + ">" * len(names), screen)]
    return lines


def _chances(
    chances: "PairedChances", scenarios: Sequence[Scenario], names: Sequence[str], language: Language, screen: Screen
) -> list[str]:
    """How sure each goal is, and by how much that is more or less than the first's."""
    _ = language.gettext
    columns = [_chance_cells(chances, place, scenario, language) for place, scenario in enumerate(scenarios)]
    titles = (_("Chance"), _("Points more than the first"), _("Revenue on average"), _("More than the first"))
    rows = [(title, *cells) for title, cells in zip(titles, zip(*columns, strict=True), strict=True)]
    rests = _(
        "%(draws)s draws, seed %(seed)s, with the same luck for all, so that what they share is in no difference; ± is the standard error.",
        draws=language.whole(chances.draws),
        seed=language.whole(chances.seed),
    )
    lines = [*screen.heading(_("Chance of its own goal")), *banded(("", *names), rows, "<" + ">" * len(names), screen)]
    return [*lines, "", *screen.paragraph(rests)]


def _chance_cells(chances: "PairedChances", place: int, scenario: Scenario, language: Language) -> tuple[str, str, str, str]:
    """A scenario's chance and revenue, and what they are more than the first's, each with its standard error."""

    def money(value: float, *, sign: bool = False) -> str:
        return value_text(value, "money", scenario, language, sign=sign)

    def beside(value: float, text: str, error: str) -> str:
        return NO_FIGURE if math.isnan(value) else f"{text} ± {error}"

    chance, error, more, paired = (float(each[place]) for each in (chances.chance, chances.error, chances.difference, chances.paired_error))
    mean, mean_error, richer, mean_paired = (
        float(each[place]) for each in (chances.mean, chances.mean_error, chances.mean_difference, chances.mean_paired_error)
    )
    points, apart = (language.number(100 * each, up_to=2) if not math.isnan(each) else "" for each in (error, paired))
    return (
        beside(chance, "" if math.isnan(chance) else language.percent(chance, 1), points),
        beside(more, "" if math.isnan(more) else language.number(100 * more, up_to=2, sign=True), apart) if place else "",
        beside(mean, money(mean), money(mean_error)),
        beside(richer, money(richer, sign=True), money(mean_paired)) if place else "",
    )


# --- Why did it change ------------------------------------------------------------------------------------------------


def explained_lines(explained: "Explained", scenarios: tuple[Scenario, Scenario], language: Language, screen: Screen) -> list[str]:
    """The difference of a figure, split over what changed."""
    _, (first, second) = language.gettext, scenarios

    def shown(value: float, *, sign: bool = False) -> str:
        return value_text(value, explained.unit, second if sign else first, language, sign=sign)

    name = output_label(first, outcome_at(first, explained.outcome).pointer, language)
    if not explained.effects:
        same = _("%(output)s is %(value)s in both; nothing that it depends on differs.", output=name, value=shown(explained.before))
        return [*screen.paragraph(plain(same)), *_how(explained, language, screen)]
    sentence = _(
        "%(output)s goes from %(before)s to %(after)s, by %(difference)s.",
        output=name,
        before=shown(explained.before),
        after=value_text(explained.after, explained.unit, second, language),
        difference=shown(explained.difference, sign=True),
    )
    rows = [
        (
            _part(each.part, scenarios, language),
            *_before_and_after(each.part, scenarios, language),
            shown(each.effect, sign=True) if each.effect else "0",
            "" if explained.exact else f"± {value_text(each.error, explained.unit, second, language)}",
        )
        for each in explained.effects
    ]
    rows.append((_("In all"), "", "", shown(explained.difference, sign=True), ""))
    head = ("", _("Before"), _("After"), _("Effect"), "")
    return [*screen.paragraph(plain(sentence)), "", *banded(head, rows, "<>>>>", screen), *_how(explained, language, screen)]


def _how(explained: "Explained", language: Language, screen: Screen) -> list[str]:
    """In what orders the parts were turned."""
    _ = language.gettext
    lines: list[str] = []
    if not explained.exact:
        lines.append(_("Averaged over %(n)s orders that were drawn; ± is the standard error.", n=language.whole(explained.orders)))
    if explained.orders_left_out > 0:
        share = language.percent(explained.orders_left_out)
        lines.append(_("%(share)s of the orders lead over a plan that has no value, and are left out.", share=share))
    if explained.rest:
        lines.append(_("There are figures on the way that are so large that rounding leaves a part of the difference over."))
    if explained.sureness:
        lines.append(_(SURENESS))
    return [line for text in lines for line in ("", *screen.paragraph(text))]


def _part(part: "Changed", scenarios: tuple[Scenario, Scenario], language: Language) -> str:
    """What a part is called; for what no lever turns, with the places that differ."""
    pointer = named_levers(scenarios[1])[part.name].pointer if part.kind == "lever" else None
    label = changed_label(scenarios[1], part.name, part.kind, pointer, language)
    if part.kind != "frame":
        return label
    return ", ".join(part.pointers[:PLACES_SHOWN]) + (", …" if len(part.pointers) > PLACES_SHOWN else "")


def _before_and_after(part: "Changed", scenarios: tuple[Scenario, Scenario], language: Language) -> tuple[str, str]:
    if part.kind == "today":
        days = [scenario.today for scenario in scenarios]
        return tuple(NO_FIGURE if day is None else language.date(day) for day in days)  # type: ignore[return-value]
    if part.kind != "lever":
        return "", ""
    values = (part.before, part.after)
    texts = [
        input_text(named_levers(scenario)[part.name].pointer, value, scenario, language)
        for scenario, value in zip(scenarios, values, strict=True)
    ]
    return texts[0], texts[1]
