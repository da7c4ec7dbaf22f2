"""Rows of one id become one buyer."""

import polars as pl

from app.history.records import OPEN, WON

BLOCK = ["hash", "id"]
"""Both: two ids may share a hash."""


def merged_records(rows: pl.DataFrame) -> pl.DataFrame:
    """Of several rows of a record the last that says something counts, field by field; amounts are never added (line items repeat them)."""
    alone, repeated = _apart(rows)
    fields = [name for name in rows.columns if name not in BLOCK]
    one = repeated.sort("row").group_by(BLOCK, maintain_order=True).agg(pl.col(fields).drop_nulls().last())
    return _together(alone, _settled(one), rows.columns)


def merged_events(rows: pl.DataFrame) -> pl.DataFrame:
    """Of several entries of one stage the first counts; the outcome is that of the last event: a lost deal that went on is open again."""
    alone, repeated = _apart(rows)
    days = _stages(rows)
    last = [name for name in rows.columns if name not in (*BLOCK, *days, "reached", "row", "lost", "outcome")]
    when = pl.max_horizontal(*days, "lost")
    one = (
        repeated.with_columns(when.alias("when"))
        .sort("when", "row")
        .group_by(BLOCK, maintain_order=True)
        .agg(
            pl.col("row").min(),
            pl.col(days).min(),
            pl.col("reached").max(),
            pl.col("lost").last(),
            pl.col("outcome").drop_nulls().last(),
            pl.col(last).drop_nulls().last(),
        )
    )
    return _together(alone, _settled(one), rows.columns)


def _apart(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    twice = pl.struct(BLOCK).is_duplicated() & pl.col("id").is_not_null()
    return rows.filter(~twice), rows.filter(twice)


def _together(alone: pl.DataFrame, one: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    return pl.concat([alone, one.select(columns).cast(dict(alone.schema))]).sort("row")  # type: ignore[arg-type]


def _stages(rows: pl.DataFrame) -> list[str]:
    return [name for name in rows.columns if name[0] == "s" and name[1:].isdigit()]


def _settled(rows: pl.DataFrame) -> pl.DataFrame:
    """Who has a day of winning has won; a day of losing is one of those who are lost, or who had won before."""
    won = pl.col(_stages(rows)[-1]).is_not_null()
    outcome = pl.when(won).then(pl.lit(WON, pl.Int8)).otherwise(pl.col("outcome"))
    return rows.with_columns(outcome.alias("outcome")).with_columns(
        pl.when(pl.col("outcome").ne_missing(OPEN)).then(pl.col("lost")).alias("lost")
    )
