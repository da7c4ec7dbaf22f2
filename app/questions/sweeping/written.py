"""Sweeps as text and files: CSV, NDJSON and Parquet, written column by column.

What has no value is an empty cell, or null. Numbers are written so that they read back as the same numbers.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np
import orjson

from app.planner.rounding import Array
from app.questions.sweeping.sweep import Columns

if TYPE_CHECKING:
    import polars

LANE = "lane"
"""The name of the column that counts the lanes, from 0."""


def frame_of(columns: Columns) -> "polars.DataFrame":
    """The columns as a table: the lane, what is turned, and what comes of it."""
    import polars

    lanes = np.arange(columns.first, columns.first + columns.count)
    return polars.DataFrame({LANE: lanes, **columns.inputs, **columns.outputs}).fill_nan(None)


def csv(chunks: Iterable[Columns]) -> Iterator[bytes]:
    """CSV in UTF-8 with a line of pointers ahead, a piece for each stretch of lanes."""
    for number, chunk in enumerate(chunks):
        yield frame_of(chunk).write_csv(include_header=number == 0).encode()


def ndjson(chunks: Iterable[Columns]) -> Iterator[bytes]:
    """JSON lines: each a stretch of lanes with its columns, `{"first": 0, "inputs": {...}, "outputs": {...}}`."""
    for chunk in chunks:
        line = {"first": chunk.first, "inputs": _whole(chunk.inputs), "outputs": _whole(chunk.outputs)}
        yield orjson.dumps(line, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE)


def _whole(columns: dict[str, Array]) -> dict[str, Array]:
    """Columns that lie in one piece."""
    return {pointer: np.ascontiguousarray(values) for pointer, values in columns.items()}


def parquet(columns: Columns, to: Path | IO[bytes]) -> None:
    """A whole sweep as a Parquet file."""
    frame_of(columns).write_parquet(to)
