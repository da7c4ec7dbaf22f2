"""What spreadsheet programs do to cells when they open a file and save it: long numbers cut short, days and months swapped."""

import re

import polars as pl

from app.history.found import Finding

_EXPONENT = r"^-?\d(?:[.,]\d+)?[eE]\+?\d{2}$"
_LONG = r"^\d{15,}0$"
_WRITTEN = re.compile(r"-?\d(?:[.,](\d+))?[eE]\+?(\d{2})")
_KEPT = 15  # digits that a spreadsheet program keeps of a number
_SHOWN_FROM = 11  # the exponent from which it shows a number as 1.23E+11
_ENOUGH = 3
_NO_CHANCE = 4  # zeros at the end of numbers, taken together, of which each has one chance in ten
_DAY = r"^\d{4}-\d{2}-(\d{2})(?:[T ].*)?$"


def shortened_numbers(position: int, header: str, cells: pl.Series, rows: pl.Series) -> list[Finding]:
    """Numbers such as 1.23E+15, of which different ones became the same; and those of which only 15 digits were kept."""
    found = cells.filter(cells.str.contains(_EXPONENT).fill_null(False)).unique(maintain_order=True)
    short = found.filter(pl.Series([_is_short(text) for text in found.to_list()], dtype=pl.Boolean))
    short = _cut(cells) if short.is_empty() else short
    if short.is_empty():
        return []
    hit = cells.is_in(short.implode()).fill_null(False)
    values: dict[str, object] = {"header": header, "example": short[0]}
    return [Finding("shortened_numbers", "warning", values, position, tuple(rows.filter(hit).head(5).to_list()), int(hit.sum()))]


def _is_short(text: str) -> bool:
    found = _WRITTEN.fullmatch(text)
    return found is not None and int(found[2]) >= _SHOWN_FROM and len(found[1] or "") < int(found[2])


def _cut(cells: pl.Series) -> pl.Series:
    """Different numbers of more digits than are kept, if all of them end in zeros and that can be no chance."""
    filled = cells.drop_nulls()
    long = filled.filter(filled.str.len_bytes() > _KEPT).unique(maintain_order=True)
    cut = long.filter(long.str.contains(_LONG) & long.str.slice(_KEPT).str.contains(r"^0+$"))
    zeros = int(cut.str.len_bytes().sum()) - _KEPT * len(cut)
    return cut if len(cut) == len(long) and len(cut) >= _ENOUGH and zeros >= _NO_CHANCE else cut.clear()


def swapped_days(position: int, header: str, cells: pl.Series, rows: pl.Series, text: str | None) -> list[Finding]:
    """Real dates of which no day is above 12, beside texts that all have a number above 12 (`text` is one of those).

    So a spreadsheet program leaves a file whose days and months stand the other way round than it expects: what can be a date becomes
    one, day and month swapped; what cannot stays a text.
    """
    day = cells.str.extract(_DAY).cast(pl.Int32)
    real = day.is_not_null()
    if text is None or int(real.sum()) < _ENOUGH or (day > 12).any() or not (day > 1).any():
        return []  # days that all are the first stand for months
    different = cells.filter(real & (day != cells.str.slice(5, 2).cast(pl.Int32, strict=False)))
    if different.is_empty():
        return []
    example = different[0][:10]
    values: dict[str, object] = {
        "header": header,
        "example": example,
        "swapped": f"{example[:4]}-{example[8:]}-{example[5:7]}",
        "text": text,
    }
    return [Finding("swapped_days", "warning", values, position, tuple(rows.filter(real).head(5).to_list()), int(real.sum()))]
