"""The kinds of files: what becomes of their chunks, and what is left to do when all are read."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from app.history.parts import PartNames, part_name, write_part
from app.history.taking.buyers import event_rows, record_rows
from app.history.taking.chunk import Chunk
from app.history.taking.ledgers import ledger_rows, measure_names, whole_periods
from app.history.taking.lookups import LookupRows, lookup_rows, lookup_table
from app.history.taking.merge import merged_events, merged_records
from app.history.taking.money import Counted, counted, given_currency
from app.history.taking.sums import Sums
from app.history.taking.writer import ROWS_HELD, BuyerParts

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

    def write(self, rows: pl.DataFrame, names: PartNames) -> None:
        """Parts of bounded size, so that none of them is much to read."""
        for start in range(0, rows.height, ROWS_HELD):
            path = self.intake.folder / part_name(names.kind, None, len(self.outcome.parts))
            write_part(path, rows[start : start + ROWS_HELD], names)
            self.outcome.parts.append(path)

    def set_aside(self, found: Counted, column: int | None) -> None:
        """Tells of amounts in another currency than most; where that is known by its sign alone, it is called so."""
        others, most = ", ".join(sorted(found.others)), found.currency or ", ".join(sorted(found.same))
        self.intake.notes.add("currency_set_aside", count=sum(found.others.values()), column=column, currency=most, others=others)

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
        self.counted = counted({}, None)

    def expect(self, rows: float) -> None:
        """Large imports are spread over buckets."""
        self.parts.expect(rows)

    def add(self, chunk: Chunk) -> None:
        """Takes a chunk."""
        rows = (event_rows if self.events else record_rows)(chunk, self.intake.file_digest, self.parts.kept)
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
        self.counted = counted(self.priced, given_currency(self.reading, amount))
        outcome.currency = self.counted.currency
        merged = self.parts.finish(merged_events if self.events else merged_records, self._correction(amount))
        outcome.repeated = 0 if self.events else merged
        outcome.columns = tuple(name for name in self.parts.attributes if name not in self.parts.dropped())
        outcome.parts = self.parts.paths
        self.too_many_values(self.parts.dropped())
        return outcome

    def _correction(self, amount: int | None) -> Callable[[pl.DataFrame], pl.DataFrame] | None:
        self.set_aside(self.counted, amount)
        return self._in_one_currency if set(self.priced) - {self.counted.currency} else None

    def _in_one_currency(self, rows: pl.DataFrame) -> pl.DataFrame:
        if "currency" not in rows.columns:
            return rows
        code = pl.col("currency").cast(pl.String)
        other = code.is_not_null() & ~code.is_in(list(self.counted.same))
        known = pl.when(other).then(code).otherwise(pl.when(code.is_not_null()).then(pl.lit(self.counted.currency, pl.String)))
        return rows.with_columns(pl.when(~other).then(pl.col("amount")).alias("amount"), known.cast(pl.Categorical).alias("currency"))


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
        measures = [f"m{number}" for number in range(len(self.sums.names))]
        tidy = rows.select("day", "until", pl.col("channel", "campaign").cast(pl.Categorical), *measures)
        self.write(tidy, PartNames(kind, stages=self.reading.stages, measures=self.sums.names))
        self._tell_of_names()
        self.outcome.columns = self.sums.names
        return self.outcome

    def _tell_of_names(self) -> None:
        for field, limit in self.sums.dropped.items():
            position = self.reading.position(field)
            header = field if position is None else self.reading.column(position).header
            self.intake.notes.add(f"too_many_{field}s", count=1, column=position, header=header, limit=limit)

    def _in_one_currency(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Money in another than the most frequent currency is set aside; activity counts all the same."""
        money = [f"m{number}" for number, name in enumerate(self.sums.names) if name in ("spend", "revenue")]
        position = self.reading.position("spend")
        if position is None:
            position = self.reading.position("revenue")
        known = rows.drop_nulls("currency")
        found = counted(dict(known.group_by("currency").len().iter_rows()), given_currency(self.reading, position))
        self.outcome.currency = found.currency
        if found.others and money:
            self.set_aside(found, position)
            other = rows["currency"].is_not_null() & ~rows["currency"].is_in(list(found.same))
            rows = rows.with_columns(pl.when(pl.lit(~other)).then(pl.col(money)))
        return rows


class Lookups(Sort):
    """What is true of each value of another column."""

    def __init__(self, intake: "Intake") -> None:
        super().__init__(intake)
        self.rows = LookupRows(intake.reading)

    def add(self, chunk: Chunk) -> None:
        """Takes a chunk."""
        self.rows.add(lookup_rows(chunk))

    def finish(self) -> Outcome:
        """Writes the table."""
        if self.rows.is_empty:
            return self.outcome
        table, self.outcome.columns, dropped = lookup_table(self.rows, self.reading)
        self.outcome.repeated = self.rows.repeated
        self.too_many_values(dropped)
        key = self.reading.position("key") or 0
        name = self.reading.column(key).name or self.reading.column(key).header
        self.write(table, PartNames("lookup", attributes=self.outcome.columns, key=name))
        return self.outcome


def kind_of(intake: "Intake") -> Sort:
    """What does the work for the kind that the recipe says."""
    kind = intake.recipe.kind
    return Lookups(intake) if kind == "lookup" else Ledgers(intake) if kind in ("spend", "counts") else Buyers(intake)
