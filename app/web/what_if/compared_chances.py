"""How sure plans side by side are: each chance with its error, and the difference to the first on the same luck."""

import math
from collections.abc import Sequence

from app.language import Language
from app.planner.scenario import Scenario
from app.planner.text import N_
from app.questions.paired import PairedChances
from app.web.what_if.shapes import Cell, Row, Section, Table
from app.wording.levers import NO_FIGURE, value_text

SURE = 2.0
"""Standard errors within which a difference may be none."""


def chances_words(labels: Sequence[str], found: PairedChances, language: Language) -> list[str]:
    """For each plan beside the first whether it is surer, less sure, or whether that cannot be told."""
    words = []
    for place, label in enumerate(labels[1:], 1):
        difference, error = float(found.difference[place]), float(found.paired_error[place])
        if math.isnan(difference):
            missing = label if math.isnan(found.chance[place]) else labels[0]
            words.append(language.gettext(N_("%(plan)s has no chance to tell: a ceiling is reached."), plan=missing))
        elif abs(difference) <= SURE * error or difference == 0:
            words.append(language.gettext(N_("Whether %(plan)s is surer than this plan cannot be told."), plan=label))
        else:
            message = N_("%(plan)s is surer of its goal than this plan.") if difference > 0 else N_("%(plan)s is less sure than this plan.")
            words.append(language.gettext(message, plan=label))
    return list(dict.fromkeys(words))


def chances_section(scenarios: Sequence[Scenario], labels: Sequence[str], found: PairedChances, language: Language) -> Section:
    """The chances in a table, a plan a row."""
    say = language.gettext
    rows = [
        Row(label, _cells(found, place, scenario, language)) for place, (label, scenario) in enumerate(zip(labels, scenarios, strict=True))
    ]
    title = say(N_("How sure each is"))
    note = say(
        N_(
            "The chance that each reaches its own goal, over %(draws)s runs with the same luck for all: what they share is in no "
            "difference. Below each figure what it is give or take."
        ),
        draws=language.whole(found.draws),
    )
    columns = (say(N_("Plan")), say(N_("Chance")), say(N_("Points more")), say(N_("Revenue on average")), say(N_("More revenue")))
    return Section("chances", title, note, tables=(Table(title, columns, tuple(rows)),))


def _cells(found: PairedChances, place: int, scenario: Scenario, language: Language) -> tuple[Cell, ...]:
    """One plan's chance and revenue, and what they are more than those of the first; each with twice its standard error below."""

    def points(value: float) -> str:
        return language.number(100 * value, up_to=2)

    def money(value: float) -> str:
        return value_text(value, "money", scenario, language)

    def cell(value: float, text: str, error: str) -> Cell:
        return Cell(NO_FIGURE) if math.isnan(value) else Cell(text, f"± {error}")

    of = (found.chance, found.error, found.difference, found.paired_error)
    chance, error, more, paired = (float(each[place]) for each in of)
    of = (found.mean, found.mean_error, found.mean_difference, found.mean_paired_error)
    mean, mean_error, richer, mean_paired = (float(each[place]) for each in of)
    if math.isnan(chance):
        return (Cell(NO_FIGURE),) * 4
    apart, moved = Cell(""), Cell("")
    if place and not math.isnan(more):
        apart = cell(more, language.number(100 * more, up_to=2, sign=True), points(SURE * paired))
        moved = cell(richer, value_text(richer, "money", scenario, language, sign=True), money(SURE * mean_paired))
    return (
        cell(chance, language.percent(chance, 1), points(SURE * error)),
        apart,
        cell(mean, money(mean), money(SURE * mean_error)),
        moved,
    )
