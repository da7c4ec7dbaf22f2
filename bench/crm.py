"""A CRM export of any length, with the faults that real ones have; the same rows for the same length."""

from pathlib import Path

import numpy as np
import polars as pl

CHANNELS = ("Organic search", "Paid search", "E-mail", "Referral", "Direct", "Paid social")
REGIONS = ("EMEA", "North America", "APAC")
AT_ONCE = 250_000
FIRST, LAST = 19_358, 20_453
"""Days since 1970: three years, 2023 to 2025."""
FAULTY = 0.002
"""Share of the rows with a date or an amount that cannot be read."""


def write_export(path: Path, rows: int) -> None:
    """Write so many leads: created, three stages, closed, outcome, amount, source, region."""
    random = np.random.default_rng(20260101)
    with path.open("wb") as file:
        for start in range(0, rows, AT_ONCE):
            _leads(random, start, min(AT_ONCE, rows - start)).write_csv(file, include_header=start == 0)


def _leads(random: np.random.Generator, start: int, amount: int) -> pl.DataFrame:
    created = random.integers(FIRST, LAST, amount)
    days, passed = [created], np.ones(amount, bool)
    reached = [passed]
    for mean, share in ((7, 0.4), (20, 0.5), (14, 0.6), (50, 0.8)):
        passed = passed & (random.random(amount) < share)
        days.append(days[-1] + random.exponential(mean, amount).astype(np.int64))
        passed = passed & (days[-1] <= LAST)
        reached.append(passed)
    won = passed & (random.random(amount) < 0.4)
    outcome = np.where(won, "Closed Won", np.where(passed, "Closed Lost", "Open"))
    frame = pl.DataFrame(
        {
            "Record ID": np.arange(start, start + amount) + 10_000_000,
            "Create Date": _dates(days[0], reached[0]),
            "Original Source": np.array(CHANNELS)[random.integers(0, len(CHANNELS), amount)],
            "Region": np.array(REGIONS)[random.integers(0, len(REGIONS), amount)],
            "Became a Marketing Qualified Lead Date": _dates(days[1], reached[1]),
            "Became a Sales Qualified Lead Date": _dates(days[2], reached[2]),
            "Became an Opportunity Date": _dates(days[3], reached[3]),
            "Close Date": _dates(days[4], reached[4]),
            "Deal Stage": outcome,
            "Amount": np.where(reached[3], np.round(random.lognormal(9, 0.6, amount), 2), np.nan),
        }
    ).with_columns(pl.col("Amount").fill_nan(None).cast(pl.String))
    return _with_faults(random, frame)


def _dates(days: np.ndarray, there: np.ndarray) -> pl.Series:
    known, none = pl.Series(days, dtype=pl.Int32).cast(pl.Date), pl.Series([None] * len(days), dtype=pl.Date)
    return known.zip_with(pl.Series(there), none).cast(pl.String)


def _with_faults(random: np.random.Generator, frame: pl.DataFrame) -> pl.DataFrame:
    """Some dates that no calendar has, some amounts that are no numbers."""
    no_date, no_amount = (pl.Series(random.random(frame.height) < FAULTY / 2) for _ in range(2))
    return frame.with_columns(
        pl.when(no_date).then(pl.lit("2024-02-31")).otherwise(pl.col("Create Date")).alias("Create Date"),
        pl.when(no_amount).then(pl.lit("on request")).otherwise(pl.col("Amount")).alias("Amount"),
    )
