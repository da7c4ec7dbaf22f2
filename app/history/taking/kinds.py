"""The kinds of files: what becomes of their chunks, and what is left to do when all are read."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from app.history.parts import PartNames, part_name, write_part
from app.history.taking.buyers import event_rows, record_rows
from app.history.taking.chunk import Chunk
from app.history.taking.ledgers import Sums, ledger_rows, measure_names, whole_periods
from app.history.taking.lookups import lookup_rows, lookup_table
from app.history.taking.merge import merged_events, merged_records
from app.history.taking.reading import Reading
from app.history.taking.writer import BuyerParts

if TYPE_CHECKING:
    from app.history.taking.intake import Intake


class Outcome:
    """What a kind of file knows at its end."""

    def __init__(self) -> None:
        self.first: int | None = None
        self.last: int | None = None
        self.currency: str | None = None
        self.columns: tuple[str, ...] = ()
        self.repeated = 0
        self.parts: list[Path] = []

    def saw(self, days: pl.Series) -> None:
        """Widens the span of what happened."""
        if (low := days.min()) is not None:
            high = days.max()
            self.first = min(int(low), self.first if self.first is not None else int(low))  # type: ignore[arg-type]
            self.last = max(int(high), self.last if self.last is not None else int(high))  # type: ignore[arg-type]


class Sort(ABC):
    """A kind of file: what becomes of its chunks, and what is left to do when all are read."""

    def __init__(self, intake: "Intake") -> None:
        self.intake = intake
        self.reading = intake.reading
        self.outcome = Outcome()

    def expect(self, rows: float) -> None:  # noqa: B027 - most kinds do not care
        """How many rows the file seems to have."""

    @abstractmethod
    def add(self, chunk: Chunk) -> None:
        """Takes a chunk."""

    @abstractmethod
    def finish(self) -> Outcome:
        """Writes what is left."""

    def too_many_values(self, names: tuple[str, ...]) -> None:
        """Tells of attributes that were not kept."""
        for name in names:
            position = self.position_of(name)
            self.intake.notes.add("too_many_values", count=1, column=position, header=name)

    def position_of(self, name: str) -> int | None:
        """The column of an attribute."""
        found = self.reading.position(name) if name in ("channel", "owner", "account") else None
        headers = [column.header for column in self.reading.recipe.columns]
        return found if found is not None else headers.index(name) if name in headers else None


class Buyers(Sort):
    """Records and events."""

    def __init__(self, intake: "Intake") -> None:
        super().__init__(intake)
        self.events = intake.recipe.kind == "events"
        names = tuple(name for name, _ in self.reading.attributes())
        self.parts = BuyerParts(intake.folder, intake.recipe.kind, self.reading.stages, names)
        self.priced: dict[str, int] = {}

    def expect(self, rows: float) -> None:
        """Large imports are spread over buckets."""
        self.parts.expect(rows)

    def add(self, chunk: Chunk) -> None:
        """Takes a chunk."""
        rows = (event_rows if self.events else record_rows)(chunk, self.intake.file_digest)
        for name in (*(f"s{stage}" for stage in range(len(self.reading.stages))), "lost"):
            self.outcome.saw(rows[name])
        if "currency" in rows.columns:
            self._count_currencies(rows)
        self.parts.add(rows)

    def _count_currencies(self, rows: pl.DataFrame) -> None:
        priced = rows.filter(pl.col("amount").is_not_null() & pl.col("currency").is_not_null())
        for code, n in priced.group_by(pl.col("currency").cast(pl.String)).len().iter_rows():
            self.priced[code] = self.priced.get(code, 0) + n

    def finish(self) -> Outcome:
        """Merges and corrects what was written."""
        outcome = self.outcome
        amount = self.reading.position("amount")
        outcome.currency = main_currency(self.priced) or given_currency(self.reading, amount)
        merged = self.parts.finish(merged_events if self.events else merged_records, self._correction(amount))
        outcome.repeated = 0 if self.events else merged
        outcome.columns = tuple(name for name in self.parts.attributes if name not in self.parts.dropped())
        outcome.parts = self.parts.paths
        self.too_many_values(self.parts.dropped())
        return outcome

    def _correction(self, amount: int | None) -> Callable[[pl.DataFrame], pl.DataFrame] | None:
        others = {code: n for code, n in self.priced.items() if code != self.outcome.currency}
        if not others:
            return None
        named = ", ".join(sorted(others))
        self.intake.notes.add("currency_set_aside", count=sum(others.values()), column=amount, currency=self.outcome.currency, others=named)
        return self._in_one_currency

    def _in_one_currency(self, rows: pl.DataFrame) -> pl.DataFrame:
        if "currency" not in rows.columns:
            return rows
        other = pl.col("currency").is_not_null() & (pl.col("currency").cast(pl.String) != self.outcome.currency)
        return rows.with_columns(pl.when(~other).then(pl.col("amount")).alias("amount"))


class Ledgers(Sort):
    """Spend and counts."""

    def __init__(self, intake: "Intake") -> None:
        super().__init__(intake)
        self.sums = Sums(measure_names(self.reading))

    def add(self, chunk: Chunk) -> None:
        """Takes a chunk."""
        ledger_rows(chunk, self.sums)

    def finish(self) -> Outcome:
        """Writes the sums."""
        kind = self.intake.recipe.kind
        self.intake.late_verdicts(*self.sums.settle_pending())
        rows = self._in_one_currency(whole_periods(self.sums.whole(), kind))
        self.outcome.saw(rows["day"])
        self.outcome.saw(rows["until"])
        path = self.intake.folder / part_name(kind, None, 0)
        measures = [f"m{number}" for number in range(len(self.sums.names))]
        tidy = rows.select("day", "until", pl.col("channel", "campaign").cast(pl.Categorical), *measures)
        if tidy.height:
            write_part(path, tidy, PartNames(kind, stages=self.reading.stages, measures=self.sums.names))
            self.outcome.parts = [path]
        self.outcome.columns = self.sums.names
        return self.outcome

    def _in_one_currency(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Money in another than the most frequent currency is set aside; activity counts all the same."""
        money = [f"m{number}" for number, name in enumerate(self.sums.names) if name in ("spend", "revenue")]
        position = self.reading.position("spend")
        if position is None:
            position = self.reading.position("revenue")
        known = rows.drop_nulls("currency")
        self.outcome.currency = main_currency(dict(known.group_by("currency").len().iter_rows())) or given_currency(self.reading, position)
        main = self.outcome.currency
        if main is None or not money:
            return rows
        other = rows["currency"].ne_missing(main) & rows["currency"].is_not_null()
        if other.any():
            named = ", ".join(sorted(rows["currency"].filter(other).unique()))
            self.intake.notes.add("currency_set_aside", count=int(other.sum()), column=position, currency=main, others=named)
            rows = rows.with_columns(pl.when(~other).then(pl.col(money)))
        return rows


class Lookups(Sort):
    """What is true of each value of another column."""

    def __init__(self, intake: "Intake") -> None:
        super().__init__(intake)
        self.frames: list[pl.DataFrame] = []

    def add(self, chunk: Chunk) -> None:
        """Takes a chunk."""
        self.frames.append(lookup_rows(chunk))

    def finish(self) -> Outcome:
        """Writes the table."""
        if not self.frames:
            return self.outcome
        table, self.outcome.columns, dropped, self.outcome.repeated = lookup_table(self.frames, self.reading)
        self.too_many_values(dropped)
        key = self.reading.position("key") or 0
        name = self.reading.column(key).name or self.reading.column(key).header
        path = self.intake.folder / part_name("lookup", None, 0)
        if table.height:
            write_part(path, table, PartNames("lookup", attributes=self.outcome.columns, key=name))
            self.outcome.parts = [path]
        return self.outcome


def main_currency(found: dict[str, int]) -> str | None:
    """The most frequent one."""
    return min(found, key=lambda code: (-found[code], code)) if found else None


def given_currency(reading: Reading, position: int | None) -> str | None:
    """What the recipe says of the column or of the whole file."""
    of_column = None if position is None else reading.column(position).currency
    return of_column or reading.recipe.fixed.get("currency") or None


def kind_of(intake: "Intake") -> Sort:
    """What does the work for the kind that the recipe says."""
    kind = intake.recipe.kind
    return Lookups(intake) if kind == "lookup" else Ledgers(intake) if kind in ("spend", "counts") else Buyers(intake)
