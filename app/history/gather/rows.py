"""Parts of an import as arrays, in the words and stages of the whole list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from io import BytesIO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from app.history.gather.gathering import Source
from app.history.gather.levels import Codes, Values, codes_of, renamer
from app.history.parts import PartNames, part_names
from app.history.records import LOST, MISSING, WON, Days
from app.history.values.words import fold

UNKNOWN = -1
"""An outcome or a stage of which nothing is said."""


@dataclass(frozen=True)
class Rows:
    """Rows of buyers: (n) each, but `entered` (stages, n) and `codes` (attributes, n).

    `event` tells whether a row is of events; `ids` are there only where rows may have to be joined.
    """

    hashes: NDArray[np.uint64]
    event: NDArray[np.bool_]
    entered: Days
    reached: NDArray[np.int8]
    outcome: NDArray[np.int8]
    lost: Days
    amount: NDArray[np.float64]
    account: NDArray[np.uint64]
    codes: Codes
    ids: pl.Series | None = None

    def __len__(self) -> int:
        """How many."""
        return len(self.hashes)

    def pick(self, which: NDArray[np.intp]) -> "Rows":
        """Some of them."""
        arrays = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "ids"}
        picked = {name: np.take(array, which, axis=-1) for name, array in arrays.items()}
        return Rows(**picked, ids=None if self.ids is None else self.ids[which])


@dataclass(frozen=True)
class Wanted:
    """What rows are made for: stages and attributes of the list, its currency."""

    stages: tuple[str, ...]
    values: Mapping[str, Values]
    currency: str | None


@dataclass(frozen=True)
class Table:
    """Parts of one import as they were read, without nulls where there are numbers."""

    names: PartNames
    rows: pl.DataFrame
    _counted: dict[str, pl.DataFrame] = field(default_factory=dict)

    def counted(self, number: int) -> pl.DataFrame:
        """The values of an attribute, by its number, and how many `times` each is met; both questions about values begin here."""
        name = f"a{number}"
        if name not in self._counted:
            self._counted[name] = self.rows[name].value_counts(name="times").rename({name: "value"})
        return self._counted[name]


def read_table(parts: list[bytes], *, ids: bool, bits: tuple[int, int] = (0, 0), begun: Table | None = None) -> Table:
    """The rows of parts of one import; with `bits` (n, value) only those whose hash begins with those n bits.

    Ids and their hashes are read only where rows may have to be joined: they are what takes longest. The columns of a table that was
    `begun` are not read again.
    """
    there = begun.rows.columns if begun else []
    rows = read_columns(parts, lambda name: name != "row" and name not in there and (ids or name not in ("id", "hash")))
    if begun:
        return replace(begun, rows=_filled(rows).hstack(begun.rows.get_columns()))
    if bits[0]:
        rows = rows.filter(pl.Series(rows["hash"].to_numpy() >> np.uint64(64 - bits[0]) == bits[1]))
    return Table(part_names(parts[0]), _filled(rows))


def read_columns(parts: list[bytes], is_wanted: Callable[[str], bool]) -> pl.DataFrame:
    """Some columns of all of them. A part has no column of which it has no cell, such as one of currencies."""
    there = [list(pl.read_parquet_schema(BytesIO(part))) for part in parts]
    if all(names == there[0] for names in there):
        return pl.read_parquet(parts, columns=[name for name in there[0] if is_wanted(name)])
    frames = [pl.read_parquet(part, columns=[name for name in names if is_wanted(name)]) for part, names in zip(parts, there, strict=True)]
    return pl.concat(frames, how="diagonal")


def rows_of(table: Table, source: Source, wanted: Wanted) -> Rows:
    """The rows as arrays, in the stages and values of the list."""
    rows, n = table.rows, len(table.rows)
    positions = [_stage_position(stage, wanted.stages) for stage in table.names.stages]
    outcome, reached = _outcome(rows, positions, len(wanted.stages))
    nothing = np.broadcast_to(np.uint64(0), n)
    return Rows(
        rows["hash"].to_numpy() if "hash" in rows.columns else nothing,
        np.broadcast_to(source.recipe.kind == "events", n),
        _entered(rows, positions, len(wanted.stages)),
        reached,
        outcome,
        rows["lost"].to_numpy(),
        _amount(rows, source, wanted),
        rows["account"].to_numpy() if "account" in rows.columns else nothing,
        _codes(table, source, wanted),
        rows["id"] if "id" in rows.columns else None,
    )


def read_rows(parts: list[bytes], source: Source, wanted: Wanted, *, bits: tuple[int, int] = (0, 0)) -> Rows:
    """The rows of parts of one import that are to be joined with those of others."""
    return rows_of(read_table(parts, ids=True, bits=bits), source, wanted)


def _filled(table: pl.DataFrame) -> pl.DataFrame:
    """No nulls in columns of numbers, so that they are arrays without a copy."""
    days = [name for name in table.columns if name == "lost" or (name[0] == "s" and name[1:].isdigit())]
    fills = [
        pl.col(days).fill_null(int(MISSING)),
        pl.col("outcome", "reached").fill_null(UNKNOWN),
        pl.col("amount").fill_null(float("nan")),
    ]
    return table.with_columns(*fills, *([pl.col("account").fill_null(0)] if "account" in table.columns else []))


def _stage_position(stage: str, stages: Sequence[str]) -> int:
    key = fold(stage)
    return next(at for at, each in enumerate(stages) if fold(each) == key)


def _entered(table: pl.DataFrame, positions: Sequence[int], stages: int) -> Days:
    entered = np.empty((stages, len(table)), np.int32)
    entered[[stage for stage in range(stages) if stage not in positions]] = MISSING
    for number, position in enumerate(positions):
        entered[position] = table[f"s{number}"].to_numpy()
    return entered


def _outcome(table: pl.DataFrame, positions: Sequence[int], stages: int) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Outcome and furthest stage.

    Where the last stage of a file is not the list's, who won there has come as far as that stage, and who is open there may have gone on.
    """
    outcome, reached = table["outcome"].to_numpy(), table["reached"].to_numpy()
    if positions != list(range(stages)):
        reached = np.array([*positions, UNKNOWN], np.int8)[np.minimum(reached, len(positions) - 1)]
    if positions and positions[-1] < stages - 1:
        won = outcome == WON
        reached = np.where(won, np.int8(positions[-1]), reached)
        outcome = np.where(outcome == LOST, outcome, np.int8(UNKNOWN))
    return outcome, reached


def _amount(table: pl.DataFrame, source: Source, wanted: Wanted) -> NDArray[np.float64]:
    """Amounts in the list's currency; others are set aside, never added. A row that says none is in the import's own."""
    amount = table["amount"].to_numpy()
    if wanted.currency is None:
        return amount
    own = source.taken.currency
    if "currency" in table.columns:
        other = table["currency"].cast(pl.String).fill_null(own or wanted.currency) != wanted.currency
        return np.where(other.to_numpy(), np.nan, amount) if other.any() else amount
    return amount if own in (None, wanted.currency) else np.full(len(amount), np.nan)


def _codes(table: Table, source: Source, wanted: Wanted) -> Codes:
    codes = np.full((len(wanted.values), len(table.rows)), -1, np.int32)
    held = {fold(name): number for number, name in enumerate(table.names.attributes)}
    for at, (name, values) in enumerate(wanted.values.items()):
        number = held.get(fold(name))
        if number is not None:
            codes[at] = codes_of(table.rows[f"a{number}"], table.counted(number)["value"], values, renamer(source.recipe, name))
    return codes
