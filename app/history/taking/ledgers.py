"""Chunks of spend or counts become sums by period, channel and campaign: small, whatever the size of the file."""

import datetime as dt
import re
from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from app.history.records import MISSING, Days
from app.history.taking.chunk import Chunk, Mask
from app.history.taking.money import currencies
from app.history.taking.reading import Reading, day_number, month_end, month_start
from app.history.taking.sums import Sums
from app.history.taking.totals import about_other_rows, named_total
from app.history.taking.words import meant, word_meaning
from app.history.values.words import fold


def measure_names(reading: Reading) -> tuple[str, ...]:
    """What is added up: spend and revenue, activities and stages by name."""
    found = [reading.column(position).field or "" for position in reading.positions("spend", "revenue")]
    found += [_activity(reading, position) for position in reading.positions("activity")]
    for position in reading.positions("count"):
        stage = reading.column(position).stage or (reading.recipe.fixed.get("stage") if reading.position("stage") is None else None)
        found += [stage] if stage else list(reading.stages)
    return tuple(dict.fromkeys(found))


def _activity(reading: Reading, position: int) -> str:
    return reading.column(position).name or reading.column(position).header


def ledger_rows(chunk: Chunk, sums: Sums) -> None:
    """Adds a chunk of spend or counts to the sums."""
    day, until = _period(chunk)
    names = _names(chunk)
    dayless = day == MISSING
    nameless = _nameless(chunk)
    named = named_total(chunk)
    numbers = _measures(chunk, sums.names)
    no_day_column = chunk.reading.position("day") is None
    chunk.leave_out((dayless | nameless | no_day_column) & about_other_rows(chunk, dayless | nameless | no_day_column))
    for spread_day, spread_until, measures in _spread(chunk, day, until, numbers):
        rows = pl.DataFrame({"day": spread_day, "until": spread_until, **names, **measures, "row": chunk.row, "named": named})
        rows = rows.with_columns(
            pl.when(pl.col("day", "until") != int(MISSING)).then(pl.col("day", "until")), pl.col(sums.measures).fill_nan(None)
        )
        undecided = chunk.kept & ((spread_day == MISSING) | nameless | named)
        sums.wait(rows.filter(pl.Series(undecided)))
        sums.add(rows.filter(pl.Series(chunk.kept & ~undecided)))


Measures = dict[str, NDArray[np.float64]]


def _measures(chunk: Chunk, names: tuple[str, ...]) -> list[tuple[str | None, Measures]]:
    """The numbers of the rows, by month where the months stand in the header, else all of them with None."""
    reading = chunk.reading
    tables: dict[str | None, Measures] = {}
    stage_of = _stage_of_rows(chunk, names)
    for position in reading.positions("spend", "revenue", "activity", "count"):
        column = reading.column(position)
        month = column.name if column.field == "count" and column.name and _MONTH.fullmatch(column.name) else None
        table = tables.setdefault(month, {f"m{number}": np.full(len(chunk), np.nan) for number in range(len(names))})
        found = chunk.numbers(position)
        if column.field == "count" and stage_of is not None and not column.stage:
            for number in range(len(names)):
                _put(table, number, np.where(stage_of == number, found, np.nan))
        else:
            _put(table, names.index(_measure_of(reading, position)), found)
    return list(tables.items())


_MONTH = re.compile(r"\d{4}-\d\d")


def _measure_of(reading: Reading, position: int) -> str:
    column = reading.column(position)
    if column.field == "activity":
        return _activity(reading, position)
    if column.field == "count":
        return column.stage or reading.recipe.fixed.get("stage") or reading.stages[0]
    return column.field or ""


def _put(table: Measures, number: int, found: NDArray[np.float64]) -> None:
    """Two columns of one measure are added (Google's several conversions); a blank beside a number is 0."""
    mine = table[f"m{number}"]
    table[f"m{number}"] = np.where(np.isnan(mine), found, mine + np.nan_to_num(found))


def _stage_of_rows(chunk: Chunk, names: tuple[str, ...]) -> NDArray[np.int16] | None:
    """Position among the measures of the stage that each row names; unknown ones refuse their row."""
    position = chunk.reading.position("stage")
    if position is None:
        return None
    words, stages = chunk.reading.recipe.words, chunk.reading.stages

    def one(text: str) -> int:
        code = word_meaning(fold(text), words, stages)
        stage = meant(code)[1] if code is not None else next((n for n, each in enumerate(stages) if fold(each) == fold(text)), -1)
        return names.index(stages[stage]) if 0 <= stage < len(stages) and stages[stage] in names else -1

    found = chunk.by_value("stage", position, one, -1)
    chunk.refuse((found < 0) & chunk.cells[str(position)].is_not_null().to_numpy(), "no_stage", position)
    return found


def _spread(chunk: Chunk, day: Days, until: Days, tables: list[tuple[str | None, Measures]]) -> Iterator[tuple[Days, Days, Measures]]:
    """The numbers with their periods; where months stand in the header, a table for each."""
    for month, measures in tables:
        if month is None:
            yield day, until, measures
        else:
            first = day_number(dt.date.fromisoformat(f"{month}-01"))
            yield np.full(len(chunk), first, np.int32), np.full(len(chunk), month_end(first), np.int32), measures


def _period(chunk: Chunk) -> tuple[Days, Days]:
    """First and last day of each row. `until` stays MISSING where nothing but the day is said; `whole_periods` has the last word."""
    reading, n = chunk.reading, len(chunk)
    until = np.full(n, MISSING, np.int32)
    if (position := reading.position("day")) is None:
        first, last = reading.recipe.period or (None, None)
        start = MISSING if first is None else day_number(first)
        return np.full(n, start, np.int32), until if last is None else np.full(n, day_number(last), np.int32)
    year = reading.position("year")
    day, is_month = chunk.days_or_months(position) if year is None else chunk.months_of_years(year, position)
    for first_day in np.unique(day[is_month]):
        until[is_month & (day == first_day)] = month_end(int(first_day))
    if is_month.any():
        ends = chunk.period_ends(position, year)
        until = np.where(is_month & (ends != MISSING), ends, until).astype(np.int32)
    chunk.refuse(day > chunk.latest, "future_date", position)
    if any(word in fold(reading.column(position).header) for word in _WEEK):
        until = np.where(day == MISSING, MISSING, day + 6).astype(np.int32)
    if (end := reading.position("until")) is not None:
        until = chunk.days(end)
        chunk.refuse((until < day) & (until != MISSING) & (day != MISSING), "ends_before_start", end)
    return day, until


_WEEK = ("week", "woche", "semaine", "semana", "settimana", "tydzien")


def _names(chunk: Chunk) -> dict[str, pl.Series]:
    """Channel, campaign and currency of each row."""
    found: dict[str, pl.Series] = {}
    for field in ("channel", "campaign"):
        position = chunk.reading.position(field)
        fixed = chunk.reading.recipe.fixed.get("channel" if field == "channel" else "campaign")
        found[field] = pl.Series([fixed] * len(chunk), dtype=pl.String) if position is None else chunk.texts(position)
    currency = currencies(chunk, "spend")
    found["currency"] = pl.Series([None] * len(chunk), dtype=pl.String) if currency is None else currency.cast(pl.String)
    return found


def _nameless(chunk: Chunk) -> Mask:
    """Rows that name neither channel, campaign nor stage, where the file has such columns."""
    positions = chunk.reading.positions("channel", "campaign", "stage")
    result = np.full(len(chunk), bool(positions))
    for position in positions:
        result &= chunk.cells[str(position)].is_null().to_numpy()
    return result


def whole_periods(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """The last day of each row: its own; the month's where all rows stand on first (or last) days of months; else the day itself.

    A sheet by month writes 01.03.2026 and means March. Spend of one single first of a month may be that day's, so there it takes two.
    """
    open_ended = rows.filter(pl.col("until").is_null())["day"].unique().drop_nulls().to_list()
    enough = len(open_ended) >= (1 if kind == "counts" else 2)
    if enough and all(day == month_start(day) for day in open_ended):
        return _with_until(rows, {day: month_end(day) for day in open_ended})
    if enough and len(open_ended) > 1 and all(day == month_end(day) for day in open_ended):
        moved = rows.with_columns(pl.when(pl.col("until").is_null()).then(pl.col("day")).otherwise(pl.col("until")).alias("until"))
        return moved.with_columns(pl.col("day").replace({day: month_start(day) for day in open_ended}))
    return _with_until(rows, {})


def _with_until(rows: pl.DataFrame, ends: dict[int, int]) -> pl.DataFrame:
    return rows.with_columns(pl.coalesce("until", pl.col("day").replace(ends)).cast(pl.Int32).alias("until"))
