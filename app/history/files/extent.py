"""The places that a worksheet's cells take: the reader makes room for all from the first row to the last, filled or not."""

import re
from itertools import pairwise

from app.history.files.container import refused
from app.history.files.limits import XLSX_CELLS_LIMIT

_REFERENCE = re.compile(rb"r(?<=[\s\"']r)\s*+=\s*+[\"']([A-Za-z]++)(\d++)[\"'](?![^<>]*/>)")  # of a cell that may say something
_ROW = re.compile(rb"<(?:\w+:)?row\b(?:[^<>]*?\sr\s*+=\s*+[\"'](\d++))?")
_CELLS = (b"<c ", b"<c>", b":c ", b":c>")
_NUMBERED = (b' r="', b" r='")
_MOST_KEPT = 1 << 16  # bytes of a tag whose end is not there yet
_ROWS, _COLUMNS = 1_048_576, 16_384  # of a worksheet at most


class Extent:
    """Counts while a part of a workbook is unpacked. Never too few; cells that do not say where they are may count twice."""

    def __init__(self) -> None:
        self._first, self._last, self._width = _ROWS, 0, 0
        self._rest = b""
        self._rows = self._in_row = self._most_in_row = 0
        self._columns: set[bytes] = set()

    def look(self, block: bytes) -> None:
        """Go over the next block; raises UnreadableFile as soon as there are more places than can be read."""
        text = self._rest + block
        end = text.rfind(b"<")
        end = len(text) if len(text) - end > _MOST_KEPT else end
        self._rest = text[end:]
        self._look_for_references(text[:end])
        self._look_for_others(text[:end])
        if self.places > XLSX_CELLS_LIMIT:
            raise refused("too_many_cells", cells=self.places, limit=XLSX_CELLS_LIMIT)

    @property
    def places(self) -> int:
        """How many cells room is made for."""
        height = max(self._last, self._rows) if self._most_in_row else max(self._last - self._first + 1, 0)
        return height * (self._width + self._most_in_row)

    def _look_for_references(self, text: bytes) -> None:
        found = _REFERENCE.findall(text)
        rows = [int(digits[:10]) for digits in {digits for _, digits in found}]
        new = {letters for letters, _ in found} - self._columns
        if any(len(letters) > len("XFD") for letters in new):
            raise refused("broken_workbook", worksheet="")
        self._columns |= new
        self._first, self._last = min([self._first, *rows]), max([self._last, *rows])
        self._width = max([self._width, *map(_column, new)])
        if self._last > _ROWS or self._width > _COLUMNS:
            raise refused("broken_workbook", worksheet="")

    def _look_for_others(self, text: bytes) -> None:
        """Cells without a reference stand beside the one before them, and rows without a number under the one before."""
        rows = list(_ROW.finditer(text))
        numbers = [int(row[1][:10]) for row in rows if row[1]]
        self._rows = max([self._rows + len(rows), *numbers])
        if sum(map(text.count, _CELLS)) + len(numbers) <= sum(map(text.count, _NUMBERED)):
            self._in_row = 0
            return
        ends = [*(row.start() for row in rows), len(text)]
        for start, end in pairwise([0, *ends]):
            self._in_row = (0 if start else self._in_row) + sum(text.count(cell, start, end) for cell in _CELLS)
            self._most_in_row = max(self._most_in_row, self._in_row)


def _column(letters: bytes) -> int:
    """The number of a column: 1 for A."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - ord("A") + 1
    return number
