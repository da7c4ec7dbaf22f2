"""A chunk of rows on their way: the cells by column, what is refused and what is left out."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from app.history.records import MISSING, Days
from app.history.taking.notes import Notes
from app.history.taking.reading import DAY_BEFORE_ALL, Reading
from app.history.taking.reasons import CODES
from app.history.values.different import Different, Reader, once

if TYPE_CHECKING:
    from app.history.files import Frame

Mask = NDArray[np.bool_]
KEPT, REFUSED, LEFT_OUT = 0, 1, 2
_MONEY = ("amount", "spend", "revenue")


class Chunk:
    """Rows of a frame. `fate` says what becomes of each: kept, refused (with reason and column) or left out; the first verdict stands."""

    def __init__(self, frame: "Frame", reading: Reading, notes: Notes, different: Different) -> None:
        self.reading = reading
        self.notes = notes
        self.different = different
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
        return self.cells[str(position)].cast(pl.String)

    def is_coded(self, position: int) -> bool:
        """Whether a column is kept by its different texts, because they are few."""
        return isinstance(self.cells[str(position)].dtype, pl.Categorical)

    def each(self, what: str, position: int, read: Reader) -> pl.Series:
        """What `read` makes of the cells of a column, one by one."""
        return self.different.each(what, self.cells[str(position)], read)

    def numbered(self, what: str, position: int, read: Reader, missing: int) -> NDArray[Any]:
        """The same as an array, with `missing` where there is nothing."""
        return self.different.numbers(what, self.cells[str(position)], read, missing)

    def by_value(self, what: str, position: int, meaning: Callable[[str], int], missing: int) -> NDArray[np.int16]:
        """A small integer for each cell by what it says, worked out once for each different text."""

        def read(texts: pl.Series) -> pl.Series:
            return pl.Series([None if text is None else meaning(text) for text in texts.to_list()], dtype=pl.Int16)

        return self.numbered(what, position, once(read), missing)

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
        return self._used(position, self._days(position))

    def days_or_months(self, position: int) -> tuple[Days, Mask]:
        """The same where cells may also be months, quarters or weeks, each its first day; and which of them are."""
        from app.history.values.periods import first_days

        found = self._days(position)
        is_month = np.zeros(len(self), bool)
        if self._unread(position, found == MISSING).any():
            by_month = self.numbered("months", position, first_days, int(MISSING))
            is_month = (found == MISSING) & (by_month != MISSING)
            found[is_month] = by_month[is_month]
        return self._used(position, found), is_month

    def months_of_years(self, year: int, position: int) -> tuple[Days, Mask]:
        """The same where the year stands in another column."""
        from app.history.values.periods import first_days, with_years

        cells = with_years(self.texts(year), self.texts(position))
        found = once(first_days)(cells).fill_null(int(MISSING)).to_numpy(writable=True)
        return self._used(position, found), found != MISSING

    def period_ends(self, position: int, year: int | None) -> Days:
        """The last days of quarters and weeks, MISSING for any other cell; `year`: the column of the year, where it has one of its own."""
        from app.history.values.periods import last_days, with_years

        if year is None:
            return self.numbered("last days", position, last_days, int(MISSING))
        cells = with_years(self.texts(year), self.texts(position))
        return once(last_days)(cells).fill_null(int(MISSING)).to_numpy(writable=True)

    def _days(self, position: int) -> Days:
        from app.history.values.dates import days

        orders = dict(self.reading.column(position).orders)
        return self.numbered("days", position, lambda cells: days(cells, orders), int(MISSING))

    def _used(self, position: int, found: Days) -> Days:
        """The days without those that stand for no day; unreadable ones refuse their row."""
        missing = found == MISSING
        self._refuse_unread(missing, "unreadable_date", position)
        early = (found < DAY_BEFORE_ALL) & ~missing
        if early.any():
            self.notes.add("date_not_used", self.row[early], column=position, header=self.reading.column(position).header)
            found[early] = MISSING
        return found

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
        found = np.full(len(self), np.nan)
        read = numbers(cells.drop_nulls(), self.reading.column(position).decimal)
        found[cells.is_not_null().to_numpy()] = read.fill_null(float("nan")).to_numpy()
        self._refuse_unread(np.isnan(found), "unreadable_number", position)
        return self._scaled(found, cells, position)

    def _scaled(self, found: NDArray[np.float64], cells: pl.Series, position: int) -> NDArray[np.float64]:
        """The numbers as many as header or title say that each is, but for cells that say it themselves: under k€, 12 and 12k are one."""
        from app.history.values.numbers import read_number
        from app.history.values.scales import factor_of

        column = self.reading.column(position)
        by_title = self.reading.recipe.scale_of(column) if column.field in _MONEY else 1
        code = "numbers_scaled" if (factor := factor_of(column.header)) != 1 else "amounts_scaled"
        if (factor := factor if code == "numbers_scaled" else by_title) == 1:
            return found
        lettered = cells.filter(cells.str.contains(r"\p{L}").fill_null(False)).unique().to_list()
        scaled = [text for text in lettered if (read := read_number(text, column.decimal)) is not None and read.scaled]
        plain = ~cells.is_in(scaled).fill_null(False).to_numpy() & np.isfinite(found)
        self.notes.add(code, severity="info", column=position, count=int(plain.sum()), header=column.header, factor=factor)
        return np.where(plain, found * factor, found)

    def _unread(self, position: int, missing: Mask) -> Mask:
        """Cells that say something of which no value was read."""
        cells = self.cells[str(position)]
        if np.count_nonzero(missing) == cells.null_count():
            return np.zeros(len(self), bool)
        result: Mask = missing & cells.is_not_null().to_numpy()
        return result

    def _refuse_unread(self, missing: Mask, code: str, position: int) -> None:
        from app.history.values.words import unreadable

        if (unread := self._unread(position, missing)).any():
            texts = self.cells[str(position)].gather(np.flatnonzero(unread)).cast(pl.String)
            unread[unread] = unreadable(texts, texts.clear(len(texts))).to_numpy()
            self.refuse(unread, code, position)
