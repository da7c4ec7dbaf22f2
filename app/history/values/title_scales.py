"""Lines around a table that say in what all of its money is counted: Angaben in TEUR, in thousands of EUR, k€, 単位：千円."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.history.values.scales import SCALED, unit_in

_LONGEST = 200  # characters of a cell that may say it
_LINES = 50
_PLACE = re.compile(rf"(?<![^\W_])(?:(?P<said>in|en|em|w|v|в|i|x|×)\s+)?{SCALED}(?![^\W\d_]|\d)")
_COUNTED = re.compile(
    r"impr|reach|reichweite|alcance|click|clic|klick|views|visit|units|stück|pieces|pièces|piezas|people|users|leads|kontakt|contact|"
    r"sitzung|session|besuch|nutzer|einwohner|empfänger|mails|kunden|customers|clients|clientes",
    re.I,
)
_LEADS = (
    "all alle tous toutes todos todas tutti tutte values figures amounts amount numbers currency money angaben angabe beträge betrag "
    "werte wert zahlen geldbeträge geldwerte währung einheit einheiten unit montants montant chiffres valeurs données unité devise "
    "importes importe cifras valores valor datos unidad unidade moneda moeda montantes valori importi importo dati cifre unità valuta "
    "bedragen bedrag waarden cijfers eenheid kwoty kwota wartości jednostka belopp beløb beløp суммы сумма данные единица измерения "
    "are is sind ist sont son sono zijn shown expressed stated given the die les los"
)
_LEAD = "|".join(sorted(_LEADS.split(), key=len, reverse=True))
_STATEMENT = re.compile(
    rf"(?P<lead>(?:(?:{_LEAD})[\s:：,;/-]+|(?:単位|单位|單位|金額|金额|단위)[\s:：]*)*)(?:(?P<said>in|en|em|w|v|в|i|x|×)\s+)?{SCALED}"
)
"""All of a cell: words that all lines about a unit begin with, and the unit. A name has others (Million Euro Invest AG)."""
_YEAR = re.compile(r"(?:^|\D)(?:19|20)\d\d$")
_ZEROS = ("000", "000s")


@dataclass(frozen=True)
class TitleScale:
    """What a line above a table says: each amount of money counts for so many, in a currency where it names one."""

    factor: float
    currency: str | None
    line: str


def scales_above(lines: Iterable[Sequence[str]]) -> tuple[TitleScale, ...]:
    """What the lines above a table say of its money: one scale where they agree, and otherwise each that is named."""
    found: dict[tuple[float, str | None], TitleScale] = {}
    for line in list(lines)[:_LINES]:
        for cell in line:
            if scale := scale_in_title(cell[:_LONGEST].strip()):
                found.setdefault((scale.factor, scale.currency), scale)
    named = {scale.factor for scale in found.values() if scale.currency}
    return tuple(scale for scale in found.values() if scale.currency or scale.factor not in named)


def spoken_of_above(lines: Iterable[Sequence[str]], stated: Sequence[TitleScale]) -> tuple[TitleScale, ...]:
    """Scales that the lines above a table speak of beside other things, such as the title of a report; but for those that are stated."""
    known = {scale.factor for scale in stated}
    found = [scale_spoken_of(cell[:_LONGEST].strip()) for line in list(lines)[:_LINES] for cell in line]
    return tuple({scale.factor: scale for scale in found if scale is not None and scale.factor not in known}.values())


def scales_around(units: Iterable[Sequence[str | None]], below: Iterable[Sequence[str | None]]) -> tuple[TitleScale, ...]:
    """What a row of units says (k€, and nothing else in its cell), and what lines below a table say."""
    found = [[cell for cell in line if cell and _is_unit(cell)] for line in units]
    return scales_above([*found, *([cell for cell in line if cell] for line in below)])


def _is_unit(cell: str) -> bool:
    """Whether a cell is a scale with its money and nothing else."""
    place = _PLACE.fullmatch(cell.strip(" ()[]").lower())
    return place is not None and bool(place["before"] or place["after"]) and scale_in_title(cell) is not None


def scale_in_title(text: str) -> TitleScale | None:
    """The scale that a cell states and nothing else; None where it says more, or speaks of what is counted one by one."""
    stated = text.lower().strip(" \t()[]{}（）【】*.:：")
    place = _STATEMENT.fullmatch(stated)
    if place is None or not any(place[part] for part in ("said", "lead", "before", "after")):
        return None
    unit = _meant(place, stated)
    return TitleScale(*unit, text) if unit else None


def scale_spoken_of(text: str) -> TitleScale | None:
    """The scale that stands somewhere in a title (Umsatz 2025 in TEUR, Deals over one million EUR), whatever else it says there."""
    for place in _PLACE.finditer(text.lower()):
        if unit := _meant(place, text.lower()):
            return TitleScale(*unit, text)
    return None


def _meant(place: re.Match[str], text: str) -> tuple[float, str | None] | None:
    """Factor and currency of a place in a title. An amount (5 Mio. EUR, > 1000 EUR) says nothing of the table."""
    lead = place.groupdict().get("lead") or ""
    before, after = text[: place.start()].rstrip() + lead.rstrip(), text[place.end() :]
    if not place["said"] and before[-1:].isdigit() and not _YEAR.search(before):
        return None
    alone = not re.search(r"[^\W_]", before + after)
    money = place["before"] or place["after"]
    if not (_says_enough_of_money(place, alone=alone) if money else _says_enough(place, text, alone=alone)):
        return None
    return unit_in(place["scale"], money)


def _says_enough_of_money(place: re.Match[str], *, alone: bool) -> bool:
    """Whether a scale beside money is one: not the 1.000 EUR of an amount, nor a letter that stands apart from it (Plan B USD)."""
    scale, unit = place["scale"], place[0].removeprefix(place.groupdict().get("lead") or "").strip()
    if place["said"]:
        return True
    if scale[0].isdigit():
        return bool(place["before"]) and scale in _ZEROS
    return alone or len(scale) > 2 or " " not in unit


def _says_enough(place: re.Match[str], text: str, *, alone: bool) -> bool:
    """Whether a scale without money is one: in thousands, in 1.000 at the end; nothing that is said of what is counted one by one."""
    if _COUNTED.search(text):
        return False
    scale = place["scale"]
    if scale[0].isdigit():
        return bool(place["said"]) and not text[place.end() :].strip(" )]}.")
    is_word = scale.isalpha() and (len(scale) > 2 or not scale.isascii())
    return is_word and scale != "mill" and (bool(place["said"]) or (alone and scale != "miles"))
