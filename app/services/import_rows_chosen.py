"""The rows of a part that somebody asked for, as a condition on its columns."""

import datetime as dt
from collections.abc import Sequence

import polars as pl

from app.history.gather.levels import renamer
from app.history.parts import PartNames
from app.history.recipe import Recipe
from app.history.records import LOST, WON
from app.history.values.words import fold
from app.services.rows_wanted import RowsWanted

_EPOCH = dt.date(1970, 1, 1)


def chosen(part: pl.DataFrame, names: PartNames, recipe: Recipe | None, wanted: RowsWanted) -> pl.DataFrame:
    """Those rows of a part, in its order."""
    conditions = [
        *(_has(part, names, recipe, attribute, key) for attribute, key in wanted.only),
        *_entered(part, names, wanted),
        *_went(part, names, wanted),
    ]
    if wanted.outcome in ("won", "lost", "open"):
        conditions.append(_outcome(part, names, wanted.outcome))
    return part.filter(*conditions) if conditions else part


def _has(part: pl.DataFrame, names: PartNames, recipe: Recipe | None, attribute: str, key: str) -> pl.Expr:
    """Whether an attribute has a value, whatever its spelling, under the names that people gave it."""
    column = _column_of(part, names, attribute)
    if column is None:
        fixed = recipe.fixed.get("channel", "") if recipe and attribute == "channel" else ""
        return pl.lit(fold(fixed) == key)
    rename = renamer(recipe, attribute) if recipe else str
    spellings = [each for each in part[column].cast(pl.String).unique().drop_nulls() if fold(rename(each)) == key]
    cells = pl.col(column).cast(pl.String)
    return cells.is_in(spellings) | (cells.is_null() if not key else pl.lit(value=False))


def _column_of(part: pl.DataFrame, names: PartNames, attribute: str) -> str | None:
    place = _place(names.attributes, attribute)
    if place is not None and f"a{place}" in part.columns:
        return f"a{place}"
    return attribute if attribute in ("channel", "campaign") and attribute in part.columns else None


def _entered(part: pl.DataFrame, names: PartNames, wanted: RowsWanted) -> list[pl.Expr]:
    place = _place(names.stages, wanted.entered) if wanted.entered else None
    if "day" in part.columns:
        return _within(pl.col("day"), wanted)
    if place is None:
        return []
    day = _day_of(part, names, place)
    dated = pl.all_horizontal(day.is_not_null(), *_within(day, wanted))
    return [dated | (day.is_null() & _reached(part, names, wanted.entered))]  # who got there on an unknown day counts in any period


def _within(day: pl.Expr, wanted: RowsWanted) -> list[pl.Expr]:
    since = [day >= _number(wanted.since)] if wanted.since else []
    return since + ([day <= _number(wanted.until)] if wanted.until else [])


def _day_of(part: pl.DataFrame, names: PartNames, place: int) -> pl.Expr:
    """The day on which a stage was entered; of who skipped it the first day of a later one."""
    days = [pl.col(f"s{each}") for each in range(place, len(names.stages)) if f"s{each}" in part.columns]
    return pl.coalesce(days[0], pl.min_horizontal(*days[1:])) if len(days) > 1 else days[0] if days else pl.lit(None, pl.Int32)


def _went(part: pl.DataFrame, names: PartNames, wanted: RowsWanted) -> list[pl.Expr]:
    found = []
    if wanted.reached:
        found.append(_reached(part, names, wanted.reached))
    if wanted.missed:
        found.append(~_reached(part, names, wanted.missed))
    return found


def _reached(part: pl.DataFrame, names: PartNames, stage: str) -> pl.Expr:
    """Whether a stage or a later one has a day, or words tell of it."""
    place = _place(names.stages, stage)
    if place is None:
        return pl.lit(value=False)
    signs = [pl.col(f"s{each}").is_not_null() for each in range(place, len(names.stages)) if f"s{each}" in part.columns]
    if "reached" in part.columns:
        signs.append(pl.col("reached").fill_null(-1) >= place)
    if "outcome" in part.columns:
        signs.append(pl.col("outcome").fill_null(0) == WON)
    return pl.any_horizontal(*signs) if signs else pl.lit(value=False)


def _outcome(part: pl.DataFrame, names: PartNames, outcome: str) -> pl.Expr:
    won = _reached(part, names, names.stages[-1]) if names.stages else pl.lit(value=False)
    signs = [pl.col("outcome").fill_null(0) == LOST] if "outcome" in part.columns else []
    signs += [pl.col("lost").is_not_null()] if "lost" in part.columns else []
    lost = pl.any_horizontal(*signs) & ~won if signs else pl.lit(value=False)
    return won if outcome == "won" else lost if outcome == "lost" else ~won & ~lost


def _place(names: Sequence[str], wanted: str) -> int | None:
    return next((place for place, name in enumerate(names) if fold(name) == fold(wanted)), None)


def _number(iso: str) -> int:
    return (dt.date.fromisoformat(iso) - _EPOCH).days
