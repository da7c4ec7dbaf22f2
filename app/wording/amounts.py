"""An assumption's value as it is read aloud: '30%', '$12,000', '21 days', 'Germany'. Two values that differ never read the same."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from app.documents.declared import declared, parts_of
from app.language import Language
from app.language.figures import exact, round_half_up
from app.planner.rounding import currency_digits
from app.planner.scenario import Scenario
from app.planner.text import N_
from app.wording.lags import spread_text
from app.wording.names import MEASURES, OWNERS, heading, month_name, word

NOT_SET = N_("not set")
BASES = {"cohort": N_("cohort"), "snapshot": N_("snapshot")}
_RANGE_UNITS = {"conversions": "fraction", "cost": "money", "deal": "money", "steps": "factor"}
_STAGE_FIELDS = frozenset(("from", "to", "enters"))
_WORD_FIELDS = frozenset(("activity", "per", "handles"))
_DECIMALS = 6
_MOST_DECIMALS = 20
_TEXT_SHOWN = 120
_SEEN_BEFORE = 20


class Said(NamedTuple):
    """The values of one input before and after."""

    before: str
    after: str


def amounts(pointer: str, old: object, new: object, before: Scenario, after: Scenario, language: Language) -> Said:
    """The two values of an input, with as many decimals as it takes to tell them apart."""
    for decimals in (_DECIMALS, 9, 12, _MOST_DECIMALS):
        said = Said(*(amount(pointer, value, scenario, language, decimals) for value, scenario in ((old, before), (new, after))))
        if said.before != said.after:
            return said
    return Said(*_told_apart(str(old), str(new))) if old != new else said


def amount(pointer: str, value: object, scenario: Scenario, language: Language, decimals: int = _DECIMALS) -> str:
    """One value with its unit."""
    if value is None or value == "":
        return language.gettext(NOT_SET)
    if isinstance(value, int | float):
        return _figure(unit_of(pointer, value), value, scenario.currency, language, decimals)
    if isinstance(value, list) and unit_of_list(pointer) == "imports":
        return language.list_of([str(each) for each in value]) if value else language.gettext(NOT_SET)
    if isinstance(value, list) and unit_of_list(pointer) == "lag_quantiles":
        return spread_text(value, language) or language.gettext(NOT_SET)
    if isinstance(value, list):
        return language.ngettext("%(n)s weight", "%(n)s weights", len(value))
    return _word(pointer, str(value), scenario, language)


def unit_of_list(pointer: str) -> str:
    """What the items of a list are: the name of its field."""
    return str(parts_of(pointer)[-1])


def unit_of(pointer: str, value: float) -> str:
    """The unit of a figure: a range has that of what it is a range of, and a yield up to 1 is a share of something."""
    parts, unit = parts_of(pointer), declared(pointer).unit
    if parts[-1] in ("low", "high"):
        unit = (
            declared(pointer).unit if parts[-2] == "benchmark" else next(_RANGE_UNITS[part] for part in parts[::-1] if part in _RANGE_UNITS)
        )
    if unit == "factor":
        return "fraction" if value <= 1 else "count"
    return unit


def _figure(unit: str, value: float, currency: str, language: Language, decimals: int) -> str:
    write: Callable[[Decimal, int], str] | None = {
        "fraction": lambda shown, digits: language.percent(shown.scaleb(-2), digits),
        "money": lambda shown, digits: language.money(shown, currency, digits and max(digits, currency_digits(currency))),
        "days": lambda shown, digits: language.ngettext(
            "%(n)s day", "%(n)s days", 1 if shown == 1 else 2, n=language.number(shown, digits)
        ),
        "months": lambda shown, digits: language.ngettext(
            "%(n)s month", "%(n)s months", 1 if shown == 1 else 2, n=language.number(shown, digits)
        ),
    }.get(unit)
    shown = exact(value).scaleb(2 if unit == "fraction" else 0)
    kept = min(max(decimals, 2 - shown.adjusted() if shown else 0), _MOST_DECIMALS)
    shown = round_half_up(shown, kept).normalize()
    digits = max(0, -int(shown.as_tuple().exponent))
    return (write or language.number)(shown, digits)


def _word(pointer: str, value: str, scenario: Scenario, language: Language) -> str:
    parts = parts_of(pointer)
    field, unit = parts[-1], declared(pointer).unit
    if unit == "date":
        return language.date(dt.date.fromisoformat(value))
    if unit == "month":
        return month_name(value, language)
    if field == "country":
        return str(language.cldr.territories.get(value, value))
    for name, table in (("owner", OWNERS), ("measure", MEASURES), ("basis", BASES)):
        if field == name:
            return language.gettext(table[value])
    if field in _STAGE_FIELDS:
        return stage_name(scenario, value, language)
    if field in _WORD_FIELDS:
        return part_name(scenario, value, language)
    return value if len(value) <= _TEXT_SHOWN else value[: _TEXT_SHOWN - 1] + "…"


def stage_name(scenario: Scenario, key: str, language: Language) -> str:
    """What the team calls a stage."""
    return next((stage.name for stage in scenario.stages if stage.key == key), None) or heading(word(key, language))


def part_name(scenario: Scenario, key: str, language: Language) -> str:
    """What the team calls a channel or a stage; an activity is a word."""
    names = {part.key: part.name for parts in (scenario.stages, scenario.channels) for part in parts}
    return names.get(key) or word(key, language)


def _told_apart(before: str, after: str) -> tuple[str, str]:
    """Two long texts, each from shortly before the place where they part."""
    start = next((at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), min(len(before), len(after)))
    start = max(0, start - _SEEN_BEFORE)
    first, second = (("…" if start else "") + text[start : start + _TEXT_SHOWN] for text in (before, after))
    return first, second
