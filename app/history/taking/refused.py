"""The file of refused rows: row number, reason, then the row's cells as they stand in the file."""

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from app.history.recipe import Recipe
from app.history.taking.chunk import REFUSED, Chunk
from app.history.taking.reasons import CODES, reason_text

NAME = "refused.csv"
_FORMULA = tuple("=+-@\t\r＝＋－＠")
_NUMBER = re.compile(r"[+\-]?[\d.,\s'’%]+")
_SECOND_READING_BYTES = 1 << 20


class Refusals:
    """Which rows were refused, and why; seven bytes each. Their file is written as they come where all columns are read anyway."""

    def __init__(self, recipe: Recipe, target: Path) -> None:
        self.recipe, self.target = recipe, target
        self._rows: list[NDArray[np.uint32]] = []
        self._reasons: list[NDArray[np.uint8]] = []
        self._about: list[NDArray[np.int16]] = []
        self._in_file = True
        self.count = 0

    def add(self, chunk: Chunk) -> None:
        """The refused rows of a chunk."""
        which = np.flatnonzero(chunk.fate == REFUSED)
        if len(which):
            if not self.count:
                self.target.unlink(missing_ok=True)
            self._in_file &= chunk.cells.width == len(self.recipe.columns)
            if self._in_file:
                cells = chunk.cells[which].cast(pl.String)
                _put_in_file(self.target, self.recipe, cells, chunk.row[which], chunk.reason[which], chunk.about[which])
            self._put(chunk.row[which], chunk.reason[which], chunk.about[which])

    def add_rows(self, rows: Sequence[int], code: str, position: int) -> None:
        """Rows that turned out to be refused when all were read."""
        if rows:
            n = len(rows)
            self._in_file = False
            self._put(np.array(rows, np.uint32), np.full(n, CODES.index(code), np.uint8), np.full(n, position, np.int16))

    def _put(self, rows: NDArray[np.uint32], reasons: NDArray[np.uint8], about: NDArray[np.int16]) -> None:
        self._rows.append(rows)
        self._reasons.append(reasons)
        self._about.append(about)
        self.count += len(rows)

    def write(self, source: Path) -> None:
        """Sees to it that the file of them is there, if there are any."""
        if self.count and not self._in_file:
            self.target.unlink(missing_ok=True)
            self._read_again(source)

    def _read_again(self, source: Path) -> None:
        """Reads the file once more, all columns of it, up to the last refused row."""
        from app.history.files import frames

        rows, reasons, about = self.in_order()
        done = 0
        for frame in frames(source, self.recipe, chunk_bytes=_SECOND_READING_BYTES):
            numbers = frame.row.to_numpy()
            last = int(np.searchsorted(rows, numbers[-1], side="right")) if len(numbers) else done
            if last > done:
                mine = slice(done, last)
                cells = frame.cells[np.searchsorted(numbers, rows[mine])]
                _put_in_file(self.target, self.recipe, cells, rows[mine], reasons[mine], about[mine])
            done = last
            if done == len(rows):
                break

    def in_order(self) -> tuple[NDArray[np.uint32], NDArray[np.uint8], NDArray[np.int16]]:
        """Row numbers ascending, reasons, columns."""
        rows = np.concatenate(self._rows)
        order = np.argsort(rows, kind="stable")
        return rows[order], np.concatenate(self._reasons)[order], np.concatenate(self._about)[order]

    def by_reason(self) -> Iterator[tuple[str, int, NDArray[np.uint32]]]:
        """Code, column and rows of each kind of refusal, ascending by code and column."""
        if self.count:
            rows, reasons, about = self.in_order()
            for reason, position in sorted(set(zip(reasons.tolist(), about.tolist(), strict=True))):
                yield CODES[reason], position, rows[(reasons == reason) & (about == position)]


def _put_in_file(
    target: Path, recipe: Recipe, cells: pl.DataFrame, rows: NDArray[np.uint32], reasons: NDArray[np.uint8], about: NDArray[np.int16]
) -> None:
    """Appends rows with their reasons; cells that a spreadsheet would compute are quoted with '."""
    headers = [column.header for column in recipe.columns]
    begun = target.exists()
    with target.open("a", encoding="utf-8" if begun else "utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        if not begun:
            writer.writerow(["row", "reason", *map(_quoted, headers)])
        said = [reason_text(CODES[reason], headers[place]) for reason, place in zip(reasons, about, strict=True)]
        writer.writerows(_lines(cells, rows, said))


def _lines(cells: pl.DataFrame, rows: NDArray[np.uint32], reasons: list[str]) -> Iterator[list[object]]:
    for number, reason, line in zip(rows.tolist(), reasons, cells.iter_rows(), strict=True):
        yield [number, reason, *map(_quoted, line)]


def _quoted(cell: str | None) -> str:
    if cell is None:
        return ""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell
