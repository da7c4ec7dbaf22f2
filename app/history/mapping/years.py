"""The year in one column, and the month or quarter in another."""

import re
from collections.abc import Sequence
from functools import cache

from app.history.found import ColumnFound
from app.history.mapping.fields import means
from app.history.mapping.table import Table
from app.history.values.totals import is_about_others
from app.history.values.words import fold

_YEAR_HEADERS = "year jahr annee ano anno jaar rok ar ar vuosi ev yil god rik an godina leto 年 年度 год рік 연도"
_MONTH_HEADERS = (
    "month|monat|mois|mes|mese|maand|miesiac|mesic|honap|ay|manad|maned|kuukausi|luna|mjesec|mesec|thang|месяц|місяць|μηνας|月|月份|월|"
    "month number|month no|monat nr|month name|calendar month|kalendermonat"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def year_and_part(table: Table) -> tuple[int, int] | None:
    """Positions of the year and of the month or quarter beside it, where no column holds a whole day or month."""
    if table.find("day") is not None:
        return None
    years = [n for n, column in enumerate(table.columns) if n not in table.given and _holds_years(column)]
    parts = [n for n, column in enumerate(table.columns) if n not in table.given and n not in years and _is_part(column)]
    return (years[0], parts[0]) if len(years) == 1 and len(parts) == 1 else None


def is_year(header: str) -> bool:
    """Whether a header means the year."""
    return fold(header) in _folded(_YEAR_HEADERS, " ")


def _holds_years(column: ColumnFound) -> bool:
    texts = _texts(column)
    return is_year(column.header) and bool(texts) and all(map(_YEAR.fullmatch, texts))


def _is_part(column: ColumnFound) -> bool:
    """Whether a column has the months or quarters of a year."""
    if column.holds == "date" or not (_is_month(column.header) or means(column.header, "day")) or is_bare(column):
        return False
    texts = _texts(column)
    return bool(texts) and _read_with_year(texts) == len(texts)


def is_bare(column: ColumnFound) -> bool:
    """Whether a column has bare numbers, which are months only where the header says so: 1 may be a quarter."""
    return not _is_month(column.header) and any(text.isdigit() for text in _texts(column))


def reads_with_year(column: ColumnFound) -> bool:
    """Whether some cells can be read together with a year; or none says anything."""
    texts = _texts(column)
    return not texts or _read_with_year(texts) > 0


def _read_with_year(texts: Sequence[str]) -> int:
    import polars as pl

    from app.history.values.periods import first_days

    return len(texts) - first_days(pl.Series([f"2024 {text}" for text in texts], dtype=pl.String)).null_count()


def _is_month(header: str) -> bool:
    return fold(header) in _folded(_MONTH_HEADERS, "|")


def _texts(column: ColumnFound) -> list[str]:
    texts = dict.fromkeys((*column.samples, *(word for word, _ in column.common)))
    return [text for text in texts if not is_about_others(text)]


@cache
def _folded(words: str, bar: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split(bar))
