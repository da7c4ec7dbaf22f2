"""Chunks of a lookup: what is true of each value of another column."""

import numpy as np
import polars as pl

from app.history.taking.chunk import Chunk
from app.history.taking.reading import Reading
from app.history.taking.totals import about_other_rows
from app.history.taking.writer import LEVELS


def lookup_rows(chunk: Chunk) -> pl.DataFrame:
    """Keys with their attributes, of the rows that have a key."""
    position = chunk.reading.position("key") or 0
    keys = chunk.texts(position)
    missing = keys.is_null().to_numpy()
    chunk.leave_out(about_other_rows(chunk, np.ones(len(chunk), bool), fewest_blank=max(1, chunk.cells.width - 2)))
    chunk.refuse(missing, "no_key", position)
    columns = {"key": keys, "row": pl.Series(chunk.row)}
    columns |= {f"a{number}": chunk.texts(place) for number, place in enumerate(chunk.reading.positions("attribute"))}
    return pl.DataFrame(columns).filter(pl.Series(chunk.kept))


def lookup_table(frames: list[pl.DataFrame], reading: Reading) -> tuple[pl.DataFrame, tuple[str, ...], tuple[str, ...], int]:
    """One row a key, the last that says something; names of attributes kept and of those with too many values; rows merged away."""
    rows = pl.concat(frames)
    names = [reading.column(position).header for position in reading.positions("attribute")]
    merged = rows.sort("row").group_by("key", maintain_order=True).agg(pl.col([f"a{n}" for n in range(len(names))]).drop_nulls().last())
    kept = [number for number in range(len(names)) if merged[f"a{number}"].n_unique() <= LEVELS]
    table = merged.select("key", *(pl.col(f"a{old}").cast(pl.Categorical).alias(f"a{new}") for new, old in enumerate(kept)))
    dropped = tuple(name for number, name in enumerate(names) if number not in kept)
    return table, tuple(names[number] for number in kept), dropped, rows.height - merged.height
