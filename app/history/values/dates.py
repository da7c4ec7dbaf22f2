"""Texts into days and months, as they are written: the time of day is dropped, and so is the zone."""

from collections.abc import Mapping

import polars as pl

from app.history.recipe import Order
from app.history.values.date_text import TIME_OF_DAY, TIME_WITH_POINTS, read_day, read_month
from app.history.values.residue import put_in, read_rest

_ISO_TIME = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?$"

_YEAR_1000, _YEAR_9999 = -354_285, 2_932_896


def days(cells: pl.Series, orders: Mapping[str, Order]) -> pl.Series:
    """Int32: days since 1970-01-01; null where no day is read.

    `orders` says which number is the day, by shape (the separators); a date whose shape needs an order and has none is null.
    """
    read = _iso(cells)
    if read.null_count() == cells.null_count():
        return read
    left = cells.is_not_null() & read.is_null()
    rest = cells.filter(left)
    timed = _iso(rest.set(~rest.str.contains(_ISO_TIME), None).str.slice(0, 10))
    if timed.null_count() < len(timed):
        read = put_in(read, left, timed)
        left = cells.is_not_null() & read.is_null()
        rest = rest.filter(timed.is_null())
    return read_rest(without_time(rest), read, left, lambda text: read_day(text, orders)) if len(rest) else read


def without_time(cells: pl.Series) -> pl.Series:
    """Dates without their time of day, so that few different texts are left to be read."""
    return cells.str.replace(TIME_OF_DAY, "").str.replace(TIME_WITH_POINTS, "${1}")


def months(cells: pl.Series, orders: Mapping[str, Order]) -> pl.Series:
    """Int32: the first day of the month that is written (2026-03, Mar 2026, 03/2026, 202603), or of the month of the day."""
    nothing = pl.Series(cells.name, [None], dtype=pl.Int32).new_from_index(0, len(cells))
    return read_rest(cells.drop_nulls(), nothing, cells.is_not_null(), lambda text: read_month(text, orders))


def _iso(cells: pl.Series) -> pl.Series:
    """Dates of four digits, two and two; a year of two digits is not one, though the parser takes it for antiquity."""
    read = cells.str.to_date("%Y-%m-%d", strict=False, cache=False).to_physical()
    first, last = read.min(), read.max()
    if first is None or last is None or (first >= _YEAR_1000 and last <= _YEAR_9999):  # type: ignore[operator]
        return read
    return read.set((~read.is_between(_YEAR_1000, _YEAR_9999)).fill_null(False), None)
