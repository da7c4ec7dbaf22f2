"""Chunks of a lookup: what is true of each value of another column."""

import numpy as np
import polars as pl

from app.history.found import Finding, UnreadableFile
from app.history.taking.chunk import Chunk
from app.history.taking.reading import Reading
from app.history.taking.totals import about_other_rows
from app.history.taking.writer import LEVELS

KEYS_LIMIT = 200_000
"""Keys of a lookup: more than any column has values that mean something; beyond, it is a list of buyers that is read wrong."""


def lookup_rows(chunk: Chunk) -> pl.DataFrame:
    """Keys with their attributes, of the rows that have a key."""
    position = chunk.reading.position("key") or 0
    keys = chunk.texts(position)
    missing = keys.is_null().to_numpy()
    chunk.leave_out(about_other_rows(chunk, np.ones(len(chunk), bool), fewest_blank=max(1, chunk.cells.width - 2)))
    chunk.refuse(missing, "no_key", position)
    columns = {"key": keys} | {f"a{number}": chunk.texts(place) for number, place in enumerate(chunk.reading.positions("attribute"))}
    return pl.DataFrame(columns).filter(pl.Series(chunk.kept))


class LookupRows:
    """The keys so far, each once: what is held is bounded by the number of keys, whatever the size of the file."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._frames: list[pl.DataFrame] = []
        self._waiting = 0
        self._rows = 0

    def add(self, rows: pl.DataFrame) -> None:
        """Adds rows; raises UnreadableFile where there are more keys than anything has values."""
        self._frames.append(rows)
        self._rows += rows.height
        self._waiting += rows.height
        if self._waiting > KEYS_LIMIT:
            self.merged()

    def merged(self) -> pl.DataFrame:
        """One row a key, of each attribute the last that says something."""
        merged = _merged(pl.concat(self._frames))
        if merged.height > KEYS_LIMIT:
            header = self._reading.column(self._reading.position("key") or 0).header
            raise UnreadableFile(Finding("too_many_keys", "blocking", {"header": header, "limit": KEYS_LIMIT}))
        self._frames, self._waiting = [merged], 0
        return merged

    @property
    def is_empty(self) -> bool:
        """Whether no chunk has come."""
        return not self._frames

    @property
    def repeated(self) -> int:
        """Rows of keys that stood before."""
        return self._rows - sum(frame.height for frame in self._frames)


def _merged(rows: pl.DataFrame) -> pl.DataFrame:
    """Of rows in the order of the file."""
    return rows.group_by("key", maintain_order=True).agg(pl.all().drop_nulls().last())


def lookup_table(merged: pl.DataFrame, reading: Reading) -> tuple[pl.DataFrame, tuple[str, ...], tuple[str, ...]]:
    """The table that is kept; names of attributes kept, and of those with too many values."""
    names = [reading.column(position).header for position in reading.positions("attribute")]
    kept = [number for number in range(len(names)) if merged[f"a{number}"].n_unique() <= LEVELS]
    table = merged.select("key", *(pl.col(f"a{old}").cast(pl.Categorical).alias(f"a{new}") for new, old in enumerate(kept)))
    dropped = tuple(name for number, name in enumerate(names) if number not in kept)
    return table, tuple(names[number] for number in kept), dropped
