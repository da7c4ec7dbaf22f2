"""Quarters and weeks by name: Q1 2026, 1. Quartal 2026, T2/26, 2026-W31, KW 31/2026."""

import datetime as dt
import re

import polars as pl

from app.history.values.date_text import day_number
from app.history.values.dates import months
from app.history.values.marks import plain_text
from app.history.values.residue import read_rest

_QUARTER = r"(?:q|t|qtr|quarter|quartal|trimestre|trimestr[eu]?|trim|kwartaal|kwarta[łl]|kvartal|čtvrtletí)\.?"
_YEAR = r"(?P<year>\d{4}|'?\d{2})"
_QUARTERS = (
    re.compile(rf"{_QUARTER}\s?(?P<number>[1-4])\s?[./-]?\s?{_YEAR}", re.I),
    re.compile(rf"(?P<number>[1-4])\s?(?:\.|º|er|e|°|st|nd|rd|th)?\s?{_QUARTER}\s?(?:de |of )?[./-]?\s?{_YEAR}", re.I),
    re.compile(rf"(?P<year>\d{{4}})\s?[./-]?\s?{_QUARTER}\s?(?P<number>[1-4])", re.I),
    re.compile(r"(?P<year>\d{4})年?\s?第?(?P<number>[1-4])四半期|(?P<years>\d{4})年第?(?P<numbers>[1-4])季度"),
)
_WEEKS = (
    re.compile(r"(?P<year>\d{4})-?W(?P<number>\d{2})", re.I),
    re.compile(r"KW\s?(?P<number>\d{1,2})\s?[./-]?\s?(?P<year>\d{4})", re.I),
    re.compile(r"(?P<year>\d{4})\s?[./-]?\s?KW\s?(?P<number>\d{1,2})", re.I),
)
"""Weeks by ISO 8601 and DIN 1355, which begin on Mondays; a week 31 of no named calendar may begin on another day."""


def read_period(text: str) -> tuple[int, int] | None:
    """First and last day of a quarter or a week, or None for any other text."""
    bare = plain_text(text)[0]
    for pattern in _QUARTERS:
        if found := pattern.fullmatch(bare):
            groups = found.groupdict()
            return _quarter(groups.get("years") or found["year"], int(groups.get("numbers") or found["number"]))
    for pattern in _WEEKS:
        if found := pattern.fullmatch(bare):
            return _week(int(found["year"]), int(found["number"]))
    return None


def first_days(cells: pl.Series) -> pl.Series:
    """Int32: the first day of the month, quarter or week that is written."""
    read = months(cells, {})
    left = cells.is_not_null() & read.is_null()
    return read_rest(cells.filter(left), read, left, lambda text: (read_period(text) or (None,))[0]) if left.any() else read


def last_days(cells: pl.Series) -> pl.Series:
    """Int32: the last day of the quarter or week that is written; null for days and months."""
    nothing = pl.Series(cells.name, [None], dtype=pl.Int32).new_from_index(0, len(cells))
    return read_rest(cells.drop_nulls(), nothing, cells.is_not_null(), lambda text: (read_period(text) or (None, None))[1])


def with_years(years: pl.Series, parts: pl.Series) -> pl.Series:
    """Months and quarters together with the years of another column: 2026 and März as 2026 März; null where either is missing."""
    return years.cast(pl.String) + " " + parts.cast(pl.String)


def _quarter(year: str, number: int) -> tuple[int, int] | None:
    whole = int(year.strip("'")) + (2000 if len(year.strip("'")) == 2 else 0)
    first, following = day_number(whole, 3 * number - 2, 1), day_number(whole + number // 4, 3 * number % 12 + 1, 1)
    return None if first is None or following is None else (first, following - 1)


def _week(year: int, number: int) -> tuple[int, int] | None:
    try:
        first = dt.date.fromisocalendar(year, number, 1)
    except ValueError:
        return None
    day = first.toordinal() - dt.date(1970, 1, 1).toordinal()
    return day, day + 6
