"""A file as frames of texts, a block at a time, in bounded memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from app.history.files.cells import cleaned, may_hold_blank_records, needs_trimming
from app.history.files.container import refused
from app.history.files.layout import Layout
from app.history.files.limits import ROWS_LIMIT
from app.history.files.quoting import place_after, records_of, whole_records
from app.history.files.reading import Reader, known_delimiter, known_encoding, sound
from app.history.found import names_a_header
from app.history.recipe import Recipe

_MARGIN = 1  # columns beyond the header's last, by which records that are too long are seen


@dataclass(frozen=True)
class Frame:
    """Some rows of a file.

    Attributes:
        cells: texts, trimmed; columns "0" to "N-1" are positions. Empty cells and words for nothing (--, -, n/a, None) are null.
        row: UInt32, the row's number in the file: records are counted from 1, the header and blank ones included.
        too_long: Boolean, the record has more cells than the header.
        bytes_done, bytes_all: how far in the file that is.
    """

    cells: pl.DataFrame
    row: pl.Series
    too_long: pl.Series
    bytes_done: int
    bytes_all: int


@dataclass(frozen=True)
class _Plan:
    """How a table is read: where it begins, how many columns are its own, which of them are wanted."""

    first: int
    columns: int
    wanted: tuple[int, ...]


def frames(path: Path, recipe: Recipe | Layout, *, columns: Sequence[int] | None = None, chunk_bytes: int = 2 << 20) -> Iterator[Frame]:
    """The rows under the header, in order, blank ones left out; only the columns asked for are made.

    Raises UnreadableFile where there are too many rows, a row has no end, or a workbook is broken.
    """
    headers = recipe.headers if isinstance(recipe, Layout) else tuple(column.header for column in recipe.columns)
    first = recipe.header_row + (1 if names_a_header(headers) else 0)
    plan = _Plan(first, len(headers), tuple(range(len(headers))) if columns is None else tuple(columns))
    if recipe.worksheet:
        from app.history.files.workbook import table_of_worksheet

        yield from _workbook_frames(path, table_of_worksheet(path, recipe.worksheet), plan)
    else:
        yield from _text_frames(
            path, known_encoding(recipe.encoding or "utf-8"), known_delimiter(recipe.delimiter or ","), plan, chunk_bytes
        )


def frames_of_text(text: bytes, layout: Layout) -> pl.DataFrame:
    """Cells of whole records from within a file; those that are too long are left out."""
    plan = _Plan(0, len(layout.headers), tuple(range(len(layout.headers))))
    whole = sound(text)
    table = _table(whole, layout.delimiter, plan.columns + _MARGIN, plan, whole=True)
    frame = _frame(table, plan, 0, 0, 0, trim=True, blanks=True)
    return frame.cells.filter(~frame.too_long)


def _text_frames(path: Path, encoding: str, delimiter: str, plan: _Plan, chunk_bytes: int) -> Iterator[Frame]:
    size = path.stat().st_size
    reader = Reader(path, encoding, chunk_bytes)
    to_skip, rows_done = plan.first, 0
    width = plan.columns
    for block in whole_records(reader.blocks(), delimiter):
        text = sound(block)
        if rows_done < to_skip:
            skipped, place = _skip(text, delimiter, to_skip - rows_done)
            rows_done += len(skipped)
            width = max([width, *(len(record) for record in skipped[-1:])])
            text = text[place:]
        if text:
            blanks = may_hold_blank_records(text, delimiter)
            table = _table(text, delimiter, width + _MARGIN, plan, whole=blanks)
            trim = needs_trimming(text, delimiter, table.height)
            yield _frame(table, plan, rows_done, reader.done, size, trim=trim, blanks=blanks)
            rows_done += table.height
            if rows_done > plan.first + ROWS_LIMIT:
                raise refused("too_many_rows", limit=ROWS_LIMIT)


def _skip(text: bytes, delimiter: str, records: int) -> tuple[list[list[str]], int]:
    return records_of(text, delimiter, records), place_after(text, delimiter, records)


def _table(text: bytes, delimiter: str, width: int, plan: _Plan, *, whole: bool) -> pl.DataFrame:
    """The columns wanted, or the whole of them, and those beyond the header's last."""
    beyond = range(0 if whole else plan.columns, width)
    return pl.read_csv(
        text,
        has_header=False,
        separator=delimiter,
        schema={str(position): pl.String for position in range(width)},
        columns=sorted({*plan.wanted, *beyond}),
        truncate_ragged_lines=True,
        missing_columns="insert",
        extra_columns="ignore",
    )


def _frame(table: pl.DataFrame, plan: _Plan, rows_done: int, done: int, size: int, *, trim: bool, blanks: bool) -> Frame:
    row = pl.int_range(rows_done + 1, rows_done + table.height + 1, dtype=pl.UInt32, eager=True).alias("row")
    cells = cleaned(table.select(str(position) for position in plan.wanted), trim=trim)
    too_long = _too_long(table, plan)
    blank = _blank(table) if blanks else None
    if blank is None:
        return Frame(cells, row, too_long, done, size)
    return Frame(cells.filter(~blank), row.filter(~blank), too_long.filter(~blank), done, size)


def _too_long(table: pl.DataFrame, plan: _Plan) -> pl.Series:
    """Which records say something beyond the last column of the header."""
    found = pl.repeat(False, table.height, dtype=pl.Boolean, eager=True).alias("too_long")
    for name in table.columns:
        if int(name) >= plan.columns and table[name].null_count() < table.height:
            found = found | (table[name].str.strip_chars().fill_null("") != "")
    return found


def _blank(table: pl.DataFrame) -> pl.Series | None:
    """Which records say nothing at all; None where all say something."""
    blank = table.select(pl.all_horizontal(pl.all().is_null() | (pl.all().str.strip_chars() == ""))).to_series()
    return blank if blank.any() else None


def _workbook_frames(path: Path, table: pl.DataFrame, plan: _Plan) -> Iterator[Frame]:
    size = path.stat().st_size
    width = max(plan.columns, table.width)
    more = [pl.lit(None, pl.String).alias(str(position)) for position in range(table.width, width)]
    table = table.with_columns(more) if more else table
    for start in range(plan.first, table.height, 50_000):
        part = table.slice(start, 50_000)
        done = size * (start + part.height) // max(1, table.height)
        yield _frame(part, plan, start, done, size, trim=True, blanks=True)
