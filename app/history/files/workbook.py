"""Workbooks (.xlsx): looked into before they are read, then all cells as texts, some rows at a time."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path

from app.history.files.container import refused
from app.history.files.formulas import without_results
from app.history.files.limits import HEAD_RECORDS, HEADER_ROW_LIMIT
from app.history.files.shared_texts import shared_texts
from app.history.files.unpacking import inspect
from app.history.files.workbook_parts import WorkbookParts, days_of, parts_of
from app.history.files.worksheet_rows import Reading, Row, Rows, rows_of
from app.history.files.xml_parts import member_of
from app.history.found import Finding

_TABLE = 2  # columns that make a table
_SEEN = 50  # rows among which the names of columns are looked for
_HEAD_LETTERS = 2_000_000  # among which the head of a table is looked for, however long its texts are
_LOOKED_AT = 50  # worksheets that are looked into


@dataclass(frozen=True)
class Workbook:
    """An opened workbook. The heads of worksheets that were looked into are kept."""

    path: Path
    parts: WorkbookParts
    _heads: dict[str, list[Row]] = field(default_factory=dict)

    @cached_property
    def worksheets(self) -> tuple[str, ...]:
        """Names, hidden ones last."""
        return tuple(sorted(self.parts.worksheets, key=lambda name: name in self.parts.hidden))

    def widest(self) -> str:
        """The worksheet with the widest table; the first of equals."""
        visible = [name for name in self.worksheets if name not in self.parts.hidden] or list(self.worksheets)
        return visible[0] if len(visible) == 1 else max(visible[:_LOOKED_AT], key=self._weight)

    def head(self, name: str) -> list[list[str]]:
        """The first rows as texts."""
        return [[cell or "" for cell in row] for row in self._head(name)]

    def findings(self, name: str, headers: Sequence[str]) -> tuple[Finding, ...]:
        """What people should know of it: above all of worksheets with the same columns, whose rows are not read."""
        found = []
        others = [each for each in self.worksheets if each != name]
        alike = [each for each in others[:_LOOKED_AT] if self._has_columns(each, headers)]
        if alike:
            found.append(Finding("worksheets_alike", "warning", {"worksheet": name, "others": alike}))
        if rest := [each for each in others if each not in alike]:
            found.append(Finding("several_worksheets", "info", {"worksheet": name, "others": rest}))
        if without := without_results(self.path, self.parts.worksheets[name]):
            found.append(Finding("formula_without_value", "warning", {"count": without}, count=without))
        return tuple(found)

    def rows(self, name: str) -> Iterator[Rows]:
        """All rows, blank ones at the top included, from the first column on that says something in the first of them."""
        with _blamed_on_the_file(name), zipfile.ZipFile(self.path) as archive:
            member = member_of(archive, self.parts.worksheets.get(name, ""))
            if member is None:
                raise refused("broken_workbook", worksheet=name)
            found = rows_of(archive, member, self._reading)
            first = list(_first(found))
            start = _first_column(first)
            for some in chain(first, found):
                yield replace(some, rows=[row[start:] for row in some.rows]) if start else some

    @cached_property
    def _reading(self) -> Reading:
        with _blamed_on_the_file(""), zipfile.ZipFile(self.path) as archive:
            return Reading(shared_texts(archive, self.parts.shared), days_of(archive, self.parts.styles), self.parts.since_1904)

    def _has_columns(self, name: str, headers: Sequence[str]) -> bool:
        """Whether one of the first rows of a visible worksheet names these columns, two or more, and has rows under it."""
        if name in self.parts.hidden or len(headers) < _TABLE:
            return False
        rows = [{" ".join(cell.split()) for cell in row if cell and cell.strip()} for row in self._head(name)[:_SEEN]]
        said = [place for place, row in enumerate(rows) if row]
        return any(rows[place] >= set(headers) for place in said[:-1])

    def _head(self, name: str) -> list[Row]:
        if name not in self._heads:
            rows = list(chain.from_iterable(some.rows for some in _first(self.rows(name))))
            blank = next((place for place, row in enumerate(rows) if row), 0)
            self._heads[name] = rows[: blank + HEAD_RECORDS]
        return self._heads[name]

    def _weight(self, name: str) -> tuple[int, int]:
        widths = [sum(1 for cell in row if cell and cell.strip()) for row in self._head(name)[:_SEEN]]
        return max(widths, default=0), min(2, len(widths))


def opened(path: Path) -> Workbook:
    """The workbook, if it is one that can be read in bounded memory and time, whatever it is called."""
    inspect(path)
    with _blamed_on_the_file(""), zipfile.ZipFile(path) as archive:
        book = Workbook(path, parts_of(archive))
    if not book.worksheets:
        raise refused("blank_file")
    return book


def _first(found: Iterator[Rows]) -> Iterator[Rows]:
    """As many as it takes to have the head of the table in them."""
    rows = letters = 0
    for some in found:
        rows += len(some.rows)
        letters += some.letters
        yield some
        if rows >= HEADER_ROW_LIMIT + HEAD_RECORDS or letters > _HEAD_LETTERS:
            return


def _first_column(some: Sequence[Rows]) -> int:
    """The column in which the first one of these cells stands that says something."""
    found = (next((place for place, cell in enumerate(row) if cell), None) for each in some for row in each.rows)
    return min((place for place in found if place is not None), default=0)


@contextmanager
def _blamed_on_the_file(worksheet: str) -> Iterator[None]:
    """An archive that breaks off, is none, or is packed in a way that zipfile does not know, of which it says so by a RuntimeError."""
    try:
        yield
    except (KeyError, OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        raise refused("broken_workbook", worksheet=worksheet) from error
