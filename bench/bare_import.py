"""What someone writes in polars for one export: read, type, drop doubles, group. `python -m bench.bare_import FILE`.

The same reading and grouping as an import with its measurement by channel and its review of a year and the year before: every row typed,
each id once; for each conversion, and for the whole way, how many of each channel and year took how long, were lost after how long, are
open how long; entries into each stage by channel and month; who is open in which stage and since when; won money by
channel, year and month. Nothing is kept or explained.
"""

import sys
from itertools import pairwise

import polars as pl

from bench.clock import peak_mb

STAGES = (
    "Create Date",
    "Became a Marketing Qualified Lead Date",
    "Became a Sales Qualified Lead Date",
    "Became an Opportunity Date",
    "Won",
)
DATES = (*STAGES[:4], "Close Date")
CHANNEL = pl.col("Original Source")
MONEY = pl.col("Amount")


def main(path: str) -> int:
    """Read and group; how much came out."""
    rows = _rows(path)
    answers = [*_conversions(rows), *_entries(rows), _pipeline(rows), *_money(rows)]
    return sum(answer.height for answer in pl.collect_all(answers))


def _rows(path: str) -> pl.DataFrame:
    rows = pl.read_csv(path, schema_overrides={"Record ID": pl.String, "Amount": pl.String, **dict.fromkeys(DATES, pl.String)})
    rows = rows.with_columns(pl.col(*DATES).str.to_date("%Y-%m-%d", strict=False, cache=False), MONEY.cast(pl.Float64, strict=False))
    rows = rows.filter(pl.col("Create Date").is_not_null()).unique("Record ID")
    won, lost = pl.col("Deal Stage") == "Closed Won", pl.col("Deal Stage") == "Closed Lost"
    return rows.with_columns(
        pl.when(won).then(pl.col("Close Date")).alias("Won"),
        pl.when(lost).then(pl.col("Close Date")).alias("Lost"),
        pl.max_horizontal(*DATES).max().alias("known to"),
    )


def _conversions(rows: pl.DataFrame) -> list[pl.LazyFrame]:
    answers = []
    for entered, reached in [*pairwise(STAGES), (STAGES[0], STAGES[-1])]:
        there = rows.lazy().filter(pl.col(entered).is_not_null())
        age = (pl.coalesce(reached, "Lost", "known to") - pl.col(entered)).dt.total_days().alias("age")
        cause = pl.when(pl.col(reached).is_not_null()).then(1).when(pl.col("Lost").is_not_null()).then(2).otherwise(0).alias("cause")
        answers.append(there.group_by(CHANNEL, pl.col(entered).dt.year().alias("year"), age, cause).agg(pl.len()))
    return answers


def _entries(rows: pl.DataFrame) -> list[pl.LazyFrame]:
    return [rows.lazy().group_by(CHANNEL, pl.col(stage).dt.truncate("1mo").alias("month")).agg(pl.len()) for stage in STAGES]


def _pipeline(rows: pl.DataFrame) -> pl.LazyFrame:
    still_open = rows.lazy().filter(pl.col("Won").is_null() & pl.col("Lost").is_null())
    stage = pl.sum_horizontal(pl.col(name).is_not_null() for name in STAGES[:4]).alias("stage")
    since = pl.coalesce(*reversed(STAGES[:4]))
    age = (pl.col("known to") - since).dt.total_days().alias("age")
    return still_open.group_by(CHANNEL, stage, age).agg(pl.len(), MONEY.sum())


def _money(rows: pl.DataFrame) -> list[pl.LazyFrame]:
    deals = rows.lazy().filter(pl.col("Won").is_not_null())
    year, month = pl.col("Won").dt.year().alias("year"), pl.col("Won").dt.truncate("1mo").alias("month")
    figures = [pl.len(), MONEY.sum().alias("sum"), MONEY.mean().alias("mean"), MONEY.median().alias("median"), MONEY.std().alias("spread")]
    return [
        deals.group_by(CHANNEL, year).agg(figures),
        deals.group_by(CHANNEL).agg(figures),
        deals.group_by(month).agg(pl.len(), MONEY.sum()),
    ]


if __name__ == "__main__":
    print(main(sys.argv[1]), peak_mb())
