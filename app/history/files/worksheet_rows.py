"""The rows of a worksheet as texts, as people see them, a few thousand at a time."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from app.history.files.cell_texts import column_of, day_text, iso_text, number_text, truth_text, unescaped
from app.history.files.container import refused
from app.history.files.limits import COLUMNS_LIMIT, HEADER_ROW_LIMIT, XLSX_CELL_LIMIT, XLSX_CELLS_LIMIT, XLSX_TEXT_LIMIT
from app.history.files.shared_texts import SharedTexts
from app.history.files.xml_parts import Attributes, Handler, events

Row = Sequence[str | None]

_ROWS = 1_048_576  # of a worksheet at most
_CELLS_AT_ONCE = 100_000
_LETTERS_AT_ONCE = 1_000_000
_BLANK: Row = ()
_ASIDE = ("rPh", "extLst")  # how a text is spoken; what later programs add


@dataclass(frozen=True)
class Reading:
    """What it takes to read the cells of a workbook.

    Attributes:
        texts: those that cells refer to.
        days: for each look of a cell, whether it shows a number as a day.
        since_1904: whether days count from 1904.
    """

    texts: SharedTexts
    days: Sequence[bool]
    since_1904: bool


@dataclass(frozen=True)
class Rows:
    """Some rows, in order, blank ones included; `letters` of all of them; `done`: how much of the worksheet was read, 1 for all."""

    rows: list[Row]
    letters: int
    done: float


def rows_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo, reading: Reading) -> Iterator[Rows]:
    """All rows down to the last one that says something; raises UnreadableFile."""
    sheet = _Sheet(reading)
    done = 0.0
    for done in events(archive, member, sheet):
        if sheet.is_full:
            yield sheet.taken(done)
    yield sheet.taken(done)


class _Sheet(Handler):
    """Puts cells together to rows while the worksheet is gone through."""

    def __init__(self, reading: Reading) -> None:
        self._texts, self._days = reading.texts, reading.days
        self._day_text = partial(day_text, since_1904=reading.since_1904)
        self._rows: list[Row] = []
        self._row: list[str | None] = []
        self._number = self._last = 0
        self._column = -1
        self._kind, self._look = "", ""
        self._collected: list[str] | None = None
        self._said: list[str] = []
        self._length = self._cells = self._letters = self._all_letters = self._width = self._late = 0
        self._is_numbered = self._is_aside = False

    @property
    def is_full(self) -> bool:
        """Whether there are as many rows as should be held at once."""
        return self._cells + len(self._rows) > _CELLS_AT_ONCE or self._letters > _LETTERS_AT_ONCE

    def taken(self, done: float) -> Rows:
        """The rows that are whole; they are held here no longer."""
        found = Rows(self._rows, self._letters, done)
        self._all_letters += self._letters
        self._rows, self._cells, self._letters = [], 0, 0
        if self._all_letters > XLSX_TEXT_LIMIT:
            raise refused("too_large_texts", size=self._all_letters, limit=XLSX_TEXT_LIMIT)
        return found

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "v" or name == "t":
            self._collected = None if self._is_aside else self._said
        elif name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            self._begin_row(attributes)
        elif name == "is":
            self._kind = "inlineStr"
        elif name in _ASIDE:
            self._is_aside = True

    def text(self, some: str) -> None:
        if self._collected is not None:
            self._length += len(some)
            self._check_length(self._length)
            self._collected.append(some)

    def end(self, name: str) -> None:
        if name == "v" or name == "t":
            self._collected = None
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        elif name in _ASIDE:
            self._is_aside = False

    def _begin_row(self, attributes: Attributes) -> None:
        number = next((attributes[place + 1] for place in range(0, len(attributes), 2) if attributes[place] == "r"), "").strip()
        self._is_numbered = number.isdigit()
        self._number = int(number[:10]) if self._is_numbered else self._number + 1
        self._row, self._column = [], -1

    def _begin_cell(self, attributes: Attributes) -> None:
        self._kind, self._look = "", "0"
        self._column += 1
        self._said.clear()
        self._length = 0
        for place in range(0, len(attributes), 2):
            name = attributes[place]
            if name == "r":
                self._place(attributes[place + 1])
            elif name == "t":
                self._kind = attributes[place + 1]
            elif name == "s":
                self._look = attributes[place + 1]

    def _place(self, reference: str) -> None:
        letters = reference.rstrip("0123456789")
        self._column = column_of(letters)
        if not self._is_numbered and len(letters) < len(reference):
            self._number = int(reference[len(letters) :][:10])

    def _end_cell(self) -> None:
        if not self._said:
            return
        said, self._said, self._length = "".join(self._said), [], 0
        text = self._shown(said)
        if not text:
            return
        missing = self._column - len(self._row)
        if missing >= 0:
            if self._column >= COLUMNS_LIMIT:
                raise refused("too_many_columns", columns=self._column + 1, limit=COLUMNS_LIMIT)
            self._row += [None] * missing
            self._row.append(text)
        else:
            self._row[self._column] = text
        self._letters += len(text)

    def _end_row(self) -> None:
        if not self._row:
            return
        if not self._last and self._number > HEADER_ROW_LIMIT + 1:
            raise refused("table_too_far", row=self._number, limit=HEADER_ROW_LIMIT)
        if self._number > _ROWS:
            raise refused("broken_workbook", worksheet="")
        self._width = max(self._width, len(self._row))
        self._check_places(max(self._number, self._last) * self._width)
        blanks = self._number - self._last - 1
        if blanks < 0:
            self._join(self._number - self._last - 1)
        else:
            self._rows += [_BLANK] * blanks
            self._rows.append(self._row)
            self._last = self._number
        self._cells += len(self._row)
        self._row = []

    def _join(self, place: int) -> None:
        """The cells of a row that comes after one further down, or a second time, join those of their row, if that is still held here."""
        if -place > len(self._rows):
            raise refused("broken_workbook", worksheet="")
        there = list(self._rows[place])
        there += [None] * (len(self._row) - len(there))
        self._late += len(there)
        self._check_places(self._late)
        for column, text in enumerate(self._row):
            there[column] = there[column] if text is None else text
        self._rows[place] = there

    def _check_places(self, places: int) -> None:
        if places > XLSX_CELLS_LIMIT:
            raise refused("too_many_cells", cells=places, limit=XLSX_CELLS_LIMIT)

    def _shown(self, said: str) -> str:
        """A cell as people see it: a day without its midnight, TRUE and FALSE, numbers as short as they can be."""
        kind = self._kind
        if kind == "s":
            text = self._texts[said]
            self._check_length(len(text))
            return text
        if kind == "" or kind == "n":
            return self._day_text(said) if self._is_day() else number_text(said)
        if kind == "b":
            return truth_text(said)
        if kind == "e":
            return ""
        return iso_text(said) if kind == "d" else unescaped(said)

    def _check_length(self, letters: int) -> None:
        if letters > XLSX_CELL_LIMIT:
            raise refused("cell_too_long", row=self._number, limit=XLSX_CELL_LIMIT)

    def _is_day(self) -> bool:
        look = self._look
        return look.isdigit() and len(look) < 6 and int(look) < len(self._days) and self._days[int(look)]
