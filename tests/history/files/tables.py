"""Files as tools and people write them: the same table in any encoding, with any delimiter, quotes and line ends."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from app.history.files import frames, layout_of
from app.history.files.framing import Frame
from app.history.files.layout import Layout

Rows = Sequence[Sequence[str]]


def text_of(rows: Rows, *, delimiter: str = ",", line_end: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    """The table as text."""
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return written.getvalue()


def written(folder: Path, content: str | bytes, *, encoding: str = "utf-8", name: str = "export.csv") -> Path:
    """A file with that content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def layout(path: Path) -> Layout:
    """The layout that is found."""
    return layout_of(path)[0]


def read_back(path: Path, chunk_bytes: int = 8 << 20) -> tuple[tuple[str, ...], list[tuple[str | None, ...]]]:
    """Headers and cells as they are found."""
    found = layout(path)
    return found.headers, whole(frames(path, found, chunk_bytes=chunk_bytes)).cells.rows()


def whole(parts: object) -> Frame:
    """All frames as one."""
    found = list(parts)  # type: ignore[call-overload]
    cells = pl.concat([frame.cells for frame in found])
    return Frame(
        cells, pl.concat([f.row for f in found]), pl.concat([f.too_long for f in found]), found[-1].bytes_done, found[-1].bytes_all
    )
