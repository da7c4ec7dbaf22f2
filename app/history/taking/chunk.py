"""A chunk of rows on their way: the cells by column, what is refused and what is left out."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from app.history.records import MISSING, Days
from app.history.taking.notes import Notes
from app.history.taking.reading import DAY_BEFORE_ALL, Reading
from app.history.taking.reasons import CODES

if TYPE_CHECKING:
    from app.history.files import Frame

Mask = NDArray[np.bool_]
KEPT, REFUSED, LEFT_OUT = 0, 1, 2


class Chunk:
    """Rows of a frame. `fate` says what becomes of each: kept, refused (with reason and column) or left out; the first verdict stands."""

    def __init__(self, frame: "Frame", reading: Reading, notes: Notes) -> None:
        self.reading = reading
        self.notes = notes
        self.cells = frame.cells
        self.row: NDArray[np.uint32] = frame.row.to_numpy()
        self.fate = np.zeros(len(self.row), np.uint8)
        self.reason = np.zeros(len(self.row), np.uint8)
        self.about = np.zeros(len(self.row), np.int16)
        self.refuse(frame.too_long.to_numpy(), "row_too_long", 0)

    def __len__(self) -> int:
        """Rows, whatever becomes of them."""
        return len(self.row)

    def texts(self, position: int) -> pl.Series:
        """The cells of a column."""
        return self.cells[str(position)]

    def refuse(self, which: Mask, code: str, position: int) -> None:
        """Refuses rows for a reason that lies in a column."""
        if which.any():
            which = np.logical_and(which, self.fate == KEPT)
            self.fate[which] = REFUSED
            self.reason[which] = CODES.index(code)
            self.about[which] = position

    def leave_out(self, which: Mask) -> None:
        """Totals, footers and what the recipe ignores. Rows that are refused already because a total's cell is no date are left out too."""
        self.fate[which] = LEFT_OUT

    @property
    def kept(self) -> Mask:
        """Rows that are taken as things stand."""
        return np.equal(self.fate, KEPT)

    # --- Cells as values ------------------------------------------------------------------------------------------------

    def days(self, position: int) -> Days:
        """The days of a column, MISSING where there is none; unreadable ones refuse their row."""
        from app.history.values.dates import days

        cells = self.texts(position)
        return self._days(position, cells, days(cells, dict(self.reading.column(position).orders)))

    def days_or_months(self, position: int) -> tuple[Days, Mask]:
        """The same where cells may also be months, each its first day; and which of them are."""
        from app.history.values.dates import days, months

        cells, orders = self.texts(position), dict(self.reading.column(position).orders)
        found = days(cells, orders)
        if found.null_count() == cells.null_count():
            return self._days(position, cells, found), np.zeros(len(self), bool)
        by_month = months(cells, orders)
        is_month = (found.is_null() & by_month.is_not_null()).to_numpy()
        return self._days(position, cells, pl.select(pl.coalesce(pl.lit(found), pl.lit(by_month))).to_series()), is_month

    def _days(self, position: int, cells: pl.Series, found: pl.Series) -> Days:
        self._refuse_unread(cells, found, "unreadable_date", position)
        numbers: Days = found.fill_null(int(MISSING)).to_numpy(writable=True)
        if len(numbers) and (earliest := found.min()) is not None and int(earliest) < DAY_BEFORE_ALL:  # type: ignore[arg-type]
            early = (numbers < DAY_BEFORE_ALL) & (numbers != MISSING)
            self.notes.add("date_not_used", self.row[early], column=position, header=self.reading.column(position).header)
            numbers[early] = MISSING
        return numbers

    def past_days(self, position: int) -> Days:
        """The same of what has happened: days in the future refuse their row."""
        numbers = self.days(position)
        if len(numbers) and numbers.max() > self.latest:
            self.refuse(numbers > self.latest, "future_date", position)
        return numbers

    @property
    def latest(self) -> int:
        """The last day that can be past somewhere: east of here it is tomorrow already."""
        return self.reading.today + 1

    def numbers(self, position: int) -> NDArray[np.float64]:
        """The numbers of a column, NaN where there is none; unreadable ones refuse their row."""
        from app.history.values.numbers import numbers

        cells = self.texts(position)
        found = numbers(cells, self.reading.column(position).decimal)
        self._refuse_unread(cells, found, "unreadable_number", position)
        return found.fill_null(float("nan")).to_numpy(writable=True)

    def _refuse_unread(self, cells: pl.Series, found: pl.Series, code: str, position: int) -> None:
        from app.history.values.words import unreadable

        if found.null_count() > cells.null_count():
            self.refuse(unreadable(cells, found).to_numpy(), code, position)


def by_value(cells: pl.Series, meaning: Callable[[str], int], missing: int) -> NDArray[np.int16]:
    """A small integer for each cell by what it says, worked out once for each different text."""
    coded = cells.cast(pl.Categorical)
    different = coded.unique()
    codes = different.to_physical().fill_null(0).to_numpy()
    table = np.full(int(codes.max(initial=0)) + 1, missing, np.int16)
    for code, text in zip(codes, different.cast(pl.String), strict=True):
        if text is not None:
            table[code] = meaning(text)
    result: NDArray[np.int16] = table[coded.to_physical().fill_null(0).to_numpy()]
    if cells.null_count():
        result[cells.is_null().to_numpy()] = missing
    return result
