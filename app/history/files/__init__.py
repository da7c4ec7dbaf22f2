"""Files into cells: what kind of file, which encoding, where the table is; then frames of texts, a block at a time."""

from collections.abc import Sequence
from pathlib import Path

from app.history.files.code_pages import Guess
from app.history.files.container import refused
from app.history.files.finding_layout import cells_at_least, delimiter_of, headers_of, period_of, table_of
from app.history.files.framing import Frame, frames
from app.history.files.layout import Layout
from app.history.files.limits import (
    CELL_LIMIT,
    COLUMNS_LIMIT,
    HEAD_BYTES,
    HEAD_RECORDS,
    LINE_LIMIT,
    ROWS_LIMIT,
    SIZE_LIMIT,
    XLSX_UNPACKED_LIMIT,
)
from app.history.files.quoting import records_of
from app.history.files.reading import Reader, known_delimiter, known_encoding, repaired_text, sound
from app.history.files.surveying import Survey, survey
from app.history.found import Finding
from app.history.values.title_scales import TitleScale, scales_above, spoken_of_above

__all__ = [
    "CELL_LIMIT",
    "COLUMNS_LIMIT",
    "ROWS_LIMIT",
    "SIZE_LIMIT",
    "XLSX_UNPACKED_LIMIT",
    "Frame",
    "Layout",
    "Survey",
    "frames",
    "layout_of",
    "survey",
]

Rows = Sequence[Sequence[str]]

_FEW = 20  # records: fewer in a megabyte are longer than those of any table


def layout_of(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    worksheet: str | None = None,
    header_row: int | None = None,
    has_header: bool | None = None,
    surveyed: Survey | None = None,
) -> tuple[Layout, tuple[Finding, ...]]:
    """The layout as found, or as corrected by what is given; raises UnreadableFile for what holds no table."""
    seen = surveyed or survey(path)
    if seen.container == "xlsx":
        return _of_workbook(path, worksheet, header_row, has_header)
    encoding = seen.encoding if encoding is None else known_encoding(encoding)
    head, is_whole = _head(path, encoding, HEAD_BYTES)
    if not is_whole and head.count(b"\n") < _FEW:  # a record of megabytes, which may be the only one under the header
        head, is_whole = _head(path, encoding, LINE_LIMIT + HEAD_BYTES)
    if not head.strip(b'\xef\xbb\xbf\xc2\xa0 \t\r\n,;|"'):
        raise refused("blank_file")
    if (cells := cells_at_least(head)) > 20 * COLUMNS_LIMIT:
        raise refused("too_many_columns", columns=cells, limit=COLUMNS_LIMIT)
    delimiter = known_delimiter(delimiter) if delimiter else delimiter_of(head, HEAD_RECORDS)
    rows = records_of(head, delimiter, HEAD_RECORDS)
    start, headers = _table(rows, header_row, has_header, is_whole=is_whole)
    repaired = tuple(repaired_text(header) for header in headers)
    layout = Layout("csv", encoding, delimiter, "", (), start, repaired, *_said_above(rows[:start]))
    return layout, (*_file_findings(path, seen, encoding), *_repairs(headers, repaired))


def _of_workbook(path: Path, worksheet: str | None, header_row: int | None, has_header: bool | None) -> tuple[Layout, tuple[Finding, ...]]:
    from app.history.files.workbook import opened

    book = opened(path)
    name = worksheet if worksheet in book.worksheets else book.widest()
    rows = book.head(name)
    if not any(any(cell.strip() for cell in row) for row in rows):
        raise refused("blank_file")
    start, headers = _table(rows, header_row, has_header)
    layout = Layout("xlsx", "", "", name, book.worksheets, start, headers, *_said_above(rows[:start]))
    return layout, book.findings(name, headers)


def _said_above(lines: Rows) -> tuple[tuple[str, str] | None, tuple[TitleScale, ...], tuple[TitleScale, ...]]:
    """The period and the scales that lines above a table tell, and the scales that they speak of."""
    scales = scales_above(lines)
    return period_of(lines), scales, spoken_of_above(lines, scales)


def _table(rows: Rows, header_row: int | None, has_header: bool | None, *, is_whole: bool = True) -> tuple[int, tuple[str, ...]]:
    """Position of the header, and the names of the columns; `is_whole`: there is no more of the file."""
    widest = max((len(row) for row in rows), default=0)
    if header_row is not None and header_row < len(rows):
        start, named = header_row, True
    else:
        table = table_of(rows)
        if table is None:
            raise refused("blank_file")
        start, named = table.header_row, table.named
    named = named if has_header is None else has_header
    if len(rows[start]) > COLUMNS_LIMIT:
        raise refused("too_many_columns", columns=widest, limit=COLUMNS_LIMIT)
    body = [row for row in rows[start + 1 :] if any(cell.strip() for cell in row)]
    if named and not body and not is_whole and len(rows) < _FEW:
        raise refused("record_too_long", limit=LINE_LIMIT)
    if named and not body and len(rows) < HEAD_RECORDS:
        raise refused("header_only", headers=[cell for cell in rows[start] if cell.strip()])
    headers = headers_of([cell[:CELL_LIMIT] for cell in rows[start]], rows[start:] if not named else body, named=named)
    if len(headers) > COLUMNS_LIMIT:
        raise refused("too_many_columns", columns=len(headers), limit=COLUMNS_LIMIT)
    return start, headers


def _head(path: Path, encoding: str, size: int) -> tuple[bytes, bool]:
    """The first whole lines of the text, as UTF-8, and whether that is all of it."""
    found = b""
    for block in Reader(path, encoding, HEAD_BYTES).blocks():
        found += block
        if len(found) >= size:
            end = found.rfind(b"\n") + 1
            return sound(found[: end or len(found)]), False
    return sound(found), True


def _repairs(headers: Sequence[str], repaired: Sequence[str]) -> tuple[Finding, ...]:
    """A finding for the first header whose letters went through the wrong code page before the file was written."""
    for place, (was, now) in enumerate(zip(headers, repaired, strict=True)):
        if was != now:
            return (Finding("repaired_header", "warning", {"was": was, "now": now}, place),)
    return ()


def _file_findings(path: Path, seen: Survey, encoding: str) -> tuple[Finding, ...]:
    findings = []
    if seen.astray and encoding == "utf-8":
        rows = _rows_at(path, seen.astray_places)
        findings.append(Finding("mixed_encoding", "warning", {"count": seen.astray}, rows=rows, count=seen.astray))
    if seen.guess and seen.guess.other and encoding == seen.encoding:
        findings.append(_doubt(seen.guess))
    if seen.nuls:
        findings.append(Finding("nul_bytes", "warning", {"count": seen.nuls}, rows=_rows_at(path, seen.nul_places), count=seen.nuls))
    return tuple(findings)


def _doubt(guess: Guess) -> Finding:
    """That few letters tell the encoding, with a word as it is read and as it may be meant."""
    values: dict[str, object] = {"encoding": guess.encoding, "other": guess.other, "example": guess.example, "otherwise": guess.otherwise}
    return Finding("encoding_guessed", "warning", values)


def _rows_at(path: Path, places: Sequence[int]) -> tuple[int, ...]:
    """Numbers of the lines that hold these places of the raw file."""
    lines, done, found = 1, 0, []
    with path.open("rb") as file:
        for place in sorted(places):
            while done < place and (block := file.read(min(1 << 20, place - done))):
                lines += block.count(b"\n")
                done += len(block)
            found.append(lines)
    return tuple(dict.fromkeys(found))
