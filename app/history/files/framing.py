"""A file as frames of texts, a block at a time, in bounded memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path

import polars as pl

from app.history.files.cells import may_hold_blank_records
from app.history.files.coding import Coding
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
        cells: texts, trimmed; columns "0" to "N-1" are positions. Empty cells and words for nothing (--, -, n/a, None) are null. Of those
            asked for as coded, columns of few different texts are Categorical.
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
    coding: Coding


def frames(
    path: Path, recipe: Recipe | Layout, *, columns: Sequence[int] | None = None, coded: Iterable[int] = (), chunk_bytes: int = 2 << 20
) -> Iterator[Frame]:
    """The rows under the header, in order, blank ones left out; only the columns asked for are made.

    Raises UnreadableFile where there are too many rows, a row has no end, or a workbook is broken.
    """
    headers = recipe.headers if isinstance(recipe, Layout) else tuple(column.header for column in recipe.columns)
    first = recipe.header_row + (1 if names_a_header(headers) else 0)
    plan = _Plan(
        first, len(headers), tuple(range(len(headers))) if columns is None else tuple(columns), Coding(() if recipe.worksheet else coded)
    )
    if recipe.worksheet:
        yield from _workbook_frames(path, recipe.worksheet, plan)
    else:
        yield from _text_frames(
            path, known_encoding(recipe.encoding or "utf-8"), known_delimiter(recipe.delimiter or ","), plan, chunk_bytes
        )


def frames_of_text(text: bytes, layout: Layout) -> pl.DataFrame:
    """Cells of whole records from within a file; those that are too long are left out."""
    width = len(layout.headers)
    block = _Block(sound(text), layout.delimiter, width + _MARGIN, _Plan(0, width, tuple(range(width)), Coding(())))
    frame = _frame(block.table(), block.plan, 0, 0, 0, block.whole_table)
    return frame.cells.filter(~frame.too_long)


def _text_frames(path: Path, encoding: str, delimiter: str, plan: _Plan, chunk_bytes: int) -> Iterator[Frame]:
    size = path.stat().st_size
    reader = Reader(path, encoding, chunk_bytes)
    to_skip, rows_done = plan.first, 0
    width = plan.columns
    for records in whole_records(reader.blocks(), delimiter):
        text = sound(records)
        if rows_done < to_skip:
            skipped, place = _skip(text, delimiter, to_skip - rows_done)
            rows_done += len(skipped)
            width = max([width, *(len(record) for record in skipped[-1:])])
            text = text[place:]
        if text:
            block = _Block(text, delimiter, width + _MARGIN, plan)
            table = block.table()
            frame, height = _frame(table, plan, rows_done, reader.done, size, block.whole_table), table.height
            del records, text, block, table  # only the frame is held while it is worked on
            yield frame
            del frame
            rows_done += height
            if rows_done > plan.first + ROWS_LIMIT:
                raise refused("too_many_rows", limit=ROWS_LIMIT)


def _skip(text: bytes, delimiter: str, records: int) -> tuple[list[list[str]], int]:
    return records_of(text, delimiter, records), place_after(text, delimiter, records)


@dataclass(frozen=True)
class _Block:
    """Whole records as UTF-8, of at most `width` cells."""

    text: bytes
    delimiter: str
    width: int
    plan: _Plan

    def table(self) -> pl.DataFrame:
        """The columns wanted, and those beyond the header's last."""
        plan = self.plan
        return self._read(plan.coding.types(map(str, range(self.width))), sorted({*plan.wanted, *range(plan.columns, self.width)}))

    def whole_table(self) -> pl.DataFrame | None:
        """All columns, as texts; None where no record can be blank."""
        if not may_hold_blank_records(self.text, self.delimiter):
            return None
        return self._read(dict.fromkeys(map(str, range(self.width)), pl.String()), range(self.width))

    def _read(self, types: dict[str, pl.DataType], columns: Sequence[int]) -> pl.DataFrame:
        return pl.read_csv(
            self.text,
            has_header=False,
            separator=self.delimiter,
            schema=types,
            columns=columns,
            truncate_ragged_lines=True,
            missing_columns="insert",
            extra_columns="ignore",
        )


def _frame(table: pl.DataFrame, plan: _Plan, rows_done: int, done: int, size: int, whole: Callable[[], pl.DataFrame | None]) -> Frame:
    """A frame of a table that holds what is wanted; all of its columns are only asked for where some record seems to be blank."""
    row = pl.int_range(rows_done + 1, rows_done + table.height + 1, dtype=pl.UInt32, eager=True).alias("row")
    cells = plan.coding.cleaned(table.select(str(position) for position in plan.wanted))
    too_long = _too_long(table, plan)
    blank = _blank(cells, whole)
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


def _blank(cells: pl.DataFrame, whole: Callable[[], pl.DataFrame | None]) -> pl.Series | None:
    """Which records say nothing at all; None where all say something."""
    if any(not column.null_count() for column in cells.get_columns()):
        return None
    silent = cells.select(pl.all_horizontal(pl.all().is_null())).to_series()
    table = whole() if silent.any() else None
    if table is None:
        return None
    blank = table.select(pl.all_horizontal(pl.all().is_null() | (pl.all().str.strip_chars() == ""))).to_series()
    return blank if blank.any() else None


def _workbook_frames(path: Path, worksheet: str, plan: _Plan) -> Iterator[Frame]:
    from app.history.files.workbook import opened

    size, rows_done = path.stat().st_size, 0
    for some in opened(path).rows(worksheet):
        rows = some.rows[max(0, plan.first - rows_done) :]
        rows_done += len(some.rows)
        table = _table_of(rows, plan)
        yield _frame(table, plan, rows_done - len(rows), round(size * some.done), size, partial(pl.DataFrame.clone, table))


def _table_of(rows: Sequence[Sequence[str | None]], plan: _Plan) -> pl.DataFrame:
    """Cells of a worksheet, as many columns as the header has and those beyond it."""
    columns = list(zip_longest(*rows))
    blank: tuple[None, ...] = (None,) * len(rows)
    columns += [blank] * (plan.columns - len(columns))
    return pl.DataFrame([pl.Series(str(place), cells, pl.String) for place, cells in enumerate(columns)])
