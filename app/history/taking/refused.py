"""The file of refused rows: row number, reason, then the row's cells as they stand in the file."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from app.history.recipe import Recipe
from app.history.taking.chunk import REFUSED, Chunk
from app.history.taking.reasons import CODES, reason_text

NAME = "refused.csv"
_FORMULA = r"^[=+\-@\t\r]"
_NUMBER = r"^[+\-]?[\d.,\s'’%]+$"
_SECOND_READING_BYTES = 1 << 20


class Refusals:
    """Which rows were refused, and why; seven bytes each."""

    def __init__(self) -> None:
        self._rows: list[NDArray[np.uint32]] = []
        self._reasons: list[NDArray[np.uint8]] = []
        self._about: list[NDArray[np.int16]] = []
        self.count = 0

    def add(self, chunk: Chunk) -> None:
        """The refused rows of a chunk."""
        which = np.flatnonzero(chunk.fate == REFUSED)
        if len(which):
            self._put(chunk.row[which], chunk.reason[which], chunk.about[which])

    def add_rows(self, rows: list[int], code: str, position: int) -> None:
        """Rows that turned out to be refused when all were read."""
        if rows:
            n = len(rows)
            self._put(np.array(rows, np.uint32), np.full(n, CODES.index(code), np.uint8), np.full(n, position, np.int16))

    def _put(self, rows: NDArray[np.uint32], reasons: NDArray[np.uint8], about: NDArray[np.int16]) -> None:
        self._rows.append(rows)
        self._reasons.append(reasons)
        self._about.append(about)
        self.count += len(rows)

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


def write_refused(source: Path, recipe: Recipe, refusals: Refusals, target: Path) -> None:
    """Reads the file once more, all columns of it, up to the last refused row; cells that a spreadsheet would compute are quoted with '."""
    from app.history.files import frames

    rows, reasons, about = refusals.in_order()
    headers = [column.header for column in recipe.columns]
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "reason", *headers])
        done = 0
        for frame in frames(source, recipe, chunk_bytes=_SECOND_READING_BYTES):
            numbers = frame.row.to_numpy()
            last = np.searchsorted(rows, numbers[-1], side="right") if len(numbers) else done
            if last > done:
                mine = slice(done, int(last))
                texts = [reason_text(CODES[reason], headers[place]) for reason, place in zip(reasons[mine], about[mine], strict=True)]
                writer.writerows(_lines(frame.cells, numbers, rows[mine], texts))
            done = int(last)
            if done == len(rows):
                break


def _lines(cells: pl.DataFrame, numbers: NDArray[np.uint32], rows: NDArray[np.uint32], reasons: list[str]) -> Iterator[list[object]]:
    places = np.searchsorted(numbers, rows)
    safe = cells[places].select(_quoted(pl.col(name)).fill_null("").alias(name) for name in cells.columns)
    for number, reason, line in zip(rows.tolist(), reasons, safe.iter_rows(), strict=True):
        yield [number, reason, *line]


def _quoted(cell: pl.Expr) -> pl.Expr:
    computes = cell.str.contains(_FORMULA) & ~cell.str.contains(_NUMBER)
    return pl.when(computes).then(pl.concat_str(pl.lit("'"), cell)).otherwise(cell)
