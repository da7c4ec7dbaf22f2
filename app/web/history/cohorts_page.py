"""Cohorts as a matrix: rows by when they came, columns by age, with a tint by share and both totals. No HTML."""

from dataclasses import dataclass
from typing import Any

from app.history.measured import Cohorts, MeasuredFunnel
from app.language import Language
from app.planner.text import N_
from app.web.figures import measured

UNITS = {"month": N_("month"), "quarter": N_("quarter")}
TINTS = 5


@dataclass(frozen=True)
class Cell:
    """How many of a cohort went on at an age; `tint` by their share, empty text where the age is not over."""

    text: str
    share: str
    tint: str


@dataclass(frozen=True)
class CohortRow:
    """Those who entered in one month or quarter."""

    label: str
    entered: str
    cells: tuple[Cell, ...]
    total: str
    rate: str


def matrix(found: Cohorts, language: Language) -> dict[str, Any]:
    """Everything that the template prints of a matrix."""
    ages = len(found.mean_by_age)
    largest = max(
        (n / entered for row, entered in zip(found.converted, found.entered, strict=True) for n in row if n and entered), default=0.0
    )
    return {
        "ages": [_age(age, found.unit, language) for age in range(ages)],
        "rows": [_row(found, place, largest, language) for place in range(len(found.labels))],
        "means": [measured.rate(mean, language) for mean in found.mean_by_age],
        "sum_of_means": measured.rate(found.sum_of_means, language),
        "complete": measured.rate(found.complete, language),
        "complete_says": _complete(found, language),
        "entered": language.whole(sum(found.entered)),
        "so_far": language.whole(sum(_so_far(found))),
    }


def same_step(found: MeasuredFunnel, ends: tuple[str, str], language: Language) -> str:
    """The measured rate between two stages, which is the one to go by; empty where it is not measured between these."""
    rates = (*found.whole.rates, found.whole.end_to_end)
    rate = next((each.rate for each in rates if (each.from_stage, each.to_stage) == ends), None)
    return "" if rate is None else measured.rate(rate, language)


def _complete(found: Cohorts, language: Language) -> str:
    """How the first figure stands to the cohorts that are over, if any is."""
    if not found.complete_rows or found.complete is None:
        return language.gettext(
            N_("No cohort has had time for every age yet. The matrix puts together what each has shown so far, age by age.")
        )
    return language.ngettext(
        "The %(n)s cohort that has had time for every age comes to %(rate)s. The matrix uses the younger ones, too, as far as they "
        "have come.",
        "The %(n)s cohorts that have had time for every age come to %(rate)s. The matrix uses the younger ones, too, as far as they "
        "have come.",
        found.complete_rows,
        rate=measured.rate(found.complete, language),
    )


def _so_far(found: Cohorts) -> tuple[int, ...]:
    """Who has gone on by now, of each row."""
    return found.so_far or tuple(sum(n for n in row if n is not None) for row in found.converted)


def _row(found: Cohorts, place: int, largest: float, language: Language) -> CohortRow:
    entered, row = found.entered[place], found.converted[place]
    so_far = _so_far(found)[place]
    share = so_far / entered if entered else None
    return CohortRow(
        label=label(found.labels[place], language),
        entered=language.whole(entered),
        cells=tuple(_cell(n, entered, largest, language) for n in row),
        total=language.whole(so_far),
        rate=measured.rate(share, language),
    )


def _cell(n: int | None, entered: int, largest: float, language: Language) -> Cell:
    if n is None:
        return Cell("", "", "future")
    share = n / entered if entered else 0.0
    tint = f"h{max(1, min(TINTS, round(TINTS * share / largest)))}" if n and largest else ""
    return Cell(language.whole(n) if n else "·", measured.rate(share, language) if n else "", tint)


def label(text: str, language: Language) -> str:
    """'Mar 2026' of '2026-03', 'Q1 2026' of '2026-Q1'."""
    year, _, part = text.partition("-")
    if part.startswith("Q"):
        return language.gettext("Q%(quarter)s %(year)s", quarter=part[1:], year=year)
    return language.month(int(year), int(part)) if part.isdigit() else text


def _age(age: int, unit: str, language: Language) -> str:
    """'same month', '+1', '+2'"""
    if age == 0:
        return language.gettext(N_("same quarter")) if unit == "quarter" else language.gettext(N_("same month"))
    return f"+{language.whole(age)}"
