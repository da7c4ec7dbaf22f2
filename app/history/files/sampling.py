"""Rows from all over a large file, without reading it all."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from app.history.files.framing import frames, frames_of_text
from app.history.files.layout import Layout
from app.history.files.quoting import is_consistent

_HEAD = 512 << 10
_SLICE = 64 << 10
_SLICES = 10
"""Some ten thousand rows tell what a column holds; of what they leave in doubt all rows are read."""
_BYTEWISE = ("utf-8", "ascii", "cp125", "cp874", "cp85", "cp866", "koi8", "iso8859", "latin", "mac_")


@dataclass(frozen=True)
class Sample:
    """Rows of a file: the first ones, and some from further on (whose row numbers are guessed from their place in the file)."""

    cells: pl.DataFrame
    row: pl.Series
    rows_in_all: int


def sampled(path: Path, layout: Layout) -> Sample:
    """The head, slices between and the tail; the head alone, or with the tail, where a slice cannot begin anywhere (UTF-16)."""
    size = path.stat().st_size
    head = next(frames(path, layout, chunk_bytes=_HEAD))
    share = max(1, min(head.bytes_done, size))
    per_row = share / max(1, head.cells.height)
    parts, rows = [head.cells], [head.row]
    for place in _places(size, layout.encoding):
        cells = _slice(path, layout, place, size)
        if cells is not None and cells.height:
            start = int(place / per_row)
            parts.append(cells)
            rows.append(pl.int_range(start, start + cells.height, dtype=pl.UInt32, eager=True).alias("row"))
    return Sample(pl.concat(parts), pl.concat(rows), round(size / per_row))


def _places(size: int, encoding: str) -> list[int]:
    if not encoding.startswith(_BYTEWISE):
        return [(size - _SLICE) // 2 * 2] if encoding.startswith("utf-16") else []
    return [_HEAD + (size - _HEAD - _SLICE) * number // _SLICES for number in range(1, _SLICES + 1)]


def _slice(path: Path, layout: Layout, place: int, size: int) -> pl.DataFrame | None:
    """Whole records after a place in the middle of the file; None where a quoted line break may have been taken for a record's end."""
    with path.open("rb") as file:
        file.seek(place)
        raw = file.read(_SLICE)
    text = raw if layout.encoding == "utf-8" else raw.decode(layout.encoding, "replace").encode()
    text += b"\n" if place + len(raw) >= size and not text.endswith(b"\n") else b""  # the last line of a file may have no end
    text = text[text.find(b"\n") + 1 : text.rfind(b"\n") + 1]
    return frames_of_text(text, layout) if text and is_consistent(text, layout.delimiter) else None
