"""Workbooks (.xlsx): looked into before they are opened, then all cells as texts."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from app.history.files.container import refused
from app.history.files.limits import COLUMNS_LIMIT, HEAD_RECORDS, HEADER_ROW_LIMIT
from app.history.files.unpacking import inspect
from app.history.files.worksheet_xml import WorksheetFacts, facts_of, hidden_worksheets
from app.history.found import Finding

_MIDNIGHT = r"[T ]00:00:00(?:\.0+)?$"
_FRACTION = r"^-?\d+\.\d+$"
_TABLE = 2  # columns that make a table
_SEEN = 50  # rows among which the names of columns are looked for
_LOOKED_AT = 50  # worksheets that are looked into: each takes as long as reading it
_EXPONENT = r"^-?\d+(?:\.\d+)?[eE][-+]?\d+$"


@dataclass(frozen=True)
class Workbook:
    """An opened workbook. Reading the head of a worksheet takes as long as reading it all, so heads are kept."""

    path: Path
    reader: Any
    _heads: dict[str, pl.DataFrame] = field(default_factory=dict)
    _facts: dict[str, WorksheetFacts] = field(default_factory=dict)

    @cached_property
    def worksheets(self) -> tuple[str, ...]:
        """Names, hidden ones last."""
        return tuple(sorted(self.reader.sheet_names, key=lambda name: name in self._hidden))

    def widest(self) -> str:
        """The worksheet with the widest table; the first of equals."""
        visible = [name for name in self.worksheets if name not in self._hidden] or list(self.worksheets)
        return visible[0] if len(visible) == 1 else max(visible[:_LOOKED_AT], key=self._weight)

    def head(self, name: str) -> list[list[str]]:
        """The first rows as texts."""
        before: list[list[str]] = [[] for _ in range(self._rows_before(name))]
        return before + [[cell or "" for cell in row] for row in self._head(name).rows()]

    def facts(self, name: str) -> WorksheetFacts:
        """What the reader of cells does not tell."""
        if name not in self._facts:
            self._facts[name] = facts_of(self.path, name)
        return self._facts[name]

    def findings(self, name: str, headers: Sequence[str]) -> tuple[Finding, ...]:
        """What people should know of it: above all of worksheets with the same columns, whose rows are not read."""
        found = []
        others = [each for each in self.worksheets if each != name]
        alike = [each for each in others[:_LOOKED_AT] if self._has_columns(each, headers)]
        if alike:
            found.append(Finding("worksheets_alike", "warning", {"worksheet": name, "others": alike}))
        if rest := [each for each in others if each not in alike]:
            found.append(Finding("several_worksheets", "info", {"worksheet": name, "others": rest}))
        if without := self.facts(name).without_results:
            found.append(Finding("formula_without_value", "warning", {"count": without}, count=without))
        return tuple(found)

    def table(self, name: str) -> pl.DataFrame:
        """All cells as texts, blank rows at the top included; columns are positions."""
        table = _texts(self._sheet(name, None).to_polars())
        blank = pl.DataFrame({column: [None] * self._rows_before(name) for column in table.columns}, schema=table.schema)
        return pl.concat([blank, table]) if blank.height else table

    def _rows_before(self, name: str) -> int:
        """Blank rows above the table; the file says so, and nothing else bounds what it says."""
        rows = self.facts(name).rows_before
        if rows > HEADER_ROW_LIMIT:
            raise refused("table_too_far", row=rows + 1, limit=HEADER_ROW_LIMIT)
        return rows

    @cached_property
    def _hidden(self) -> frozenset[str]:
        return hidden_worksheets(self.path)

    def _has_columns(self, name: str, headers: Sequence[str]) -> bool:
        """Whether one of the first rows of a visible worksheet names these columns, two or more, and has rows under it."""
        if name in self._hidden or len(headers) < _TABLE:
            return False
        rows = [{" ".join(cell.split()) for cell in row if cell and cell.strip()} for row in self._head(name).head(_SEEN).rows()]
        said = [place for place, row in enumerate(rows) if row]
        return any(rows[place] >= set(headers) for place in said[:-1])

    def _head(self, name: str) -> pl.DataFrame:
        if name not in self._heads:
            self._heads[name] = _texts(self._sheet(name, HEAD_RECORDS).to_polars())
        return self._heads[name]

    def _weight(self, name: str) -> tuple[int, int]:
        widths = [sum(1 for cell in row if cell and cell.strip()) for row in self._head(name).head(50).rows()]
        return max(widths, default=0), min(2, len(widths))

    def _sheet(self, name: str, rows: int | None) -> Any:
        with _blamed_on_the_file(name):
            return self.reader.load_sheet(name, header_row=None, n_rows=rows, dtypes="string")


def opened(path: Path) -> Workbook:
    """The workbook, if it is one that can be opened in bounded memory; whatever it is called, so its bytes are given, not its name."""
    inspect(path)
    import fastexcel

    with _blamed_on_the_file(""):
        book = Workbook(path, fastexcel.read_excel(path.read_bytes()))
    if not book.reader.sheet_names:
        raise refused("blank_file")
    return book


def table_of_worksheet(path: Path, worksheet: str) -> pl.DataFrame:
    """All cells of a worksheet as texts."""
    return opened(path).table(worksheet)


@contextmanager
def _blamed_on_the_file(worksheet: str) -> Iterator[None]:
    """The reader has no common base class for what a broken file does to it, and its panics are no Exception even."""
    try:
        yield
    except (MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise refused("broken_workbook", worksheet=worksheet) from error


def _texts(table: pl.DataFrame) -> pl.DataFrame:
    """Cells as people see them: a day without its midnight, TRUE and FALSE, numbers as short as they can be."""
    if table.width > COLUMNS_LIMIT:
        raise refused("too_many_columns", columns=table.width, limit=COLUMNS_LIMIT)
    table = table.rename({name: str(position) for position, name in enumerate(table.columns)})
    return table.with_columns(
        pl.col(name).str.replace(_MIDNIGHT, "").replace({"true": "TRUE", "false": "FALSE"}).pipe(_short_numbers) for name in table.columns
    )


def _short_numbers(texts: pl.Expr) -> pl.Expr:
    long = ((texts.str.len_bytes() > 15) & texts.str.contains(_FRACTION)) | texts.str.contains(_EXPONENT)
    return pl.when(long).then(texts.cast(pl.Float64, strict=False).map_elements(_shortest, return_dtype=pl.String)).otherwise(texts)


def _shortest(number: float) -> str:
    text = repr(float(f"{number:.15g}"))
    return text.removesuffix(".0")
