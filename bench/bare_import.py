"""What someone writes in polars for one export: read, type, drop doubles, group. `python -m bench.bare_import FILE`.

The same reading and grouping as an import with its measurement and review: every row typed, each id once, and for each conversion and
channel how many took how long, how many are open how long; cohorts by month; won money by channel and month. Nothing is kept or explained.
"""

import sys
from itertools import pairwise

import polars as pl

STAGES = (
    "Create Date",
    "Became a Marketing Qualified Lead Date",
    "Became a Sales Qualified Lead Date",
    "Became an Opportunity Date",
    "Won",
)
CHANNEL = pl.col("Original Source")


def main(path: str) -> None:
    """Read, group, and print how much came out."""
    dates = [*STAGES[:4], "Close Date"]
    rows = pl.read_csv(path, schema_overrides={"Record ID": pl.String, "Amount": pl.String, **dict.fromkeys(dates, pl.String)})
    rows = rows.with_columns(
        pl.col(*dates).str.to_date("%Y-%m-%d", strict=False, cache=False), pl.col("Amount").cast(pl.Float64, strict=False)
    )
    rows = rows.filter(pl.col("Create Date").is_not_null()).unique("Record ID")
    won, lost = pl.col("Deal Stage") == "Closed Won", pl.col("Deal Stage") == "Closed Lost"
    known_to = rows.select(pl.max_horizontal(*dates).max()).item()
    rows = rows.with_columns(
        pl.when(won).then(pl.col("Close Date")).alias("Won"),
        pl.when(lost).then(pl.col("Close Date")).alias("Lost"),
        pl.col("Create Date").dt.truncate("1mo").alias("month"),
    )
    answers = []
    for entered, reached in pairwise(STAGES):
        there = rows.lazy().filter(pl.col(entered).is_not_null())
        age = (pl.coalesce(reached, "Lost", pl.lit(known_to)) - pl.col(entered)).dt.total_days().alias("age")
        cause = pl.when(pl.col(reached).is_not_null()).then(1).when(pl.col("Lost").is_not_null()).then(2).otherwise(0).alias("cause")
        answers.append(there.group_by(CHANNEL, age, cause).agg(pl.len()))
    deals, money = rows.lazy().filter(won), pl.col("Amount")
    answers += [
        rows.lazy().group_by("month", (pl.col("Won") - pl.col("Create Date")).dt.total_days() // 30).agg(pl.len()),
        rows.lazy().group_by(CHANNEL, "Region", "month").agg(pl.len()),
        deals.group_by(CHANNEL).agg(pl.len(), money.sum().alias("sum"), money.mean().alias("mean"), money.median()),
        deals.group_by(pl.col("Won").dt.truncate("1mo")).agg(pl.len(), money.sum()),
    ]
    print(*(answer.height for answer in pl.collect_all(answers)))


if __name__ == "__main__":
    main(sys.argv[1])
