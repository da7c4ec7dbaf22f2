"""The rows of parts, as people see them."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from app.history.parts import PartNames, part_names, read_part
from app.history.recipe import Recipe
from app.services.import_rows_chosen import chosen
from app.services.imports import RowsPage, RowWhat
from app.services.rows_wanted import RowsWanted

_OUTCOMES = {0: "open", 1: "won", 2: "lost"}
_PLAIN: dict[str, RowWhat] = {
    "row": "row",
    "id": "id",
    "outcome": "outcome",
    "lost": "lost",
    "amount": "amount",
    "currency": "currency",
    "day": "day",
    "until": "until",
    "channel": "channel",
    "campaign": "campaign",
    "key": "key",
}
_DAYS = ("day", "lost", "until")


def page_of(sizes: Sequence[Any], body: Callable[[int], bytes], start: int, limit: int) -> RowsPage:
    """The rows from `start` on, out of parts of these numbers and sizes; only the parts that they are in are read."""
    columns: tuple[tuple[str, RowWhat], ...] = ()
    rows: list[tuple[object, ...]] = []
    before = 0
    for number, size in sizes:
        if before + size > start and len(rows) < limit:
            data = body(number)
            first = max(0, start - before)
            found, some = _rows(read_part(data).slice(first, limit - len(rows)), part_names(data))
            columns = columns or found
            rows += some
        before += size
    return RowsPage(columns, tuple(rows), start, before)


def chosen_page(
    sizes: Sequence[Any], body: Callable[[int], bytes], recipe: Recipe | None, wanted: RowsWanted, start: int, limit: int
) -> RowsPage:
    """The same of the rows that are wanted alone; every part is read, one at a time."""
    columns: tuple[tuple[str, RowWhat], ...] = ()
    rows: list[tuple[object, ...]] = []
    before = 0
    for number, _ in sizes:
        data = body(number)
        names = part_names(data)
        part = chosen(read_part(data), names, recipe, wanted)
        first = max(0, start - before)
        found, some = _rows(part.slice(first, max(limit - len(rows), 0)), names)
        columns = columns or found
        rows += some
        before += part.height
    return RowsPage(columns, tuple(rows), start, before)


def _rows(part: pl.DataFrame, names: PartNames) -> tuple[tuple[tuple[str, RowWhat], ...], list[tuple[object, ...]]]:
    named = [(column, found) for column in part.columns if (found := _column(column, names)) is not None]
    order = sorted(named, key=lambda each: each[1][1] not in ("row", "id"))
    cells = [_cells(part[column], what) for column, (_, what) in order]
    return tuple(each for _, each in order), list(zip(*cells, strict=True))


def _column(column: str, names: PartNames) -> tuple[str, RowWhat] | None:
    """What a column of a part is called and holds; None for those that only machines read."""
    if column in _PLAIN:
        return column, _PLAIN[column]
    kinds: dict[str, tuple[RowWhat, tuple[str, ...]]] = {
        "s": ("day", names.stages),
        "a": ("attribute", names.attributes),
        "m": ("measure", names.measures),
    }
    if column[:1] in kinds and column[1:].isdigit():
        what, called = kinds[column[0]]
        return called[int(column[1:])], what
    return None


def _cells(column: pl.Series, what: RowWhat) -> list[object]:
    values = column.cast(pl.String).to_list() if column.dtype == pl.Categorical else column.to_list()
    if what in _DAYS:
        return [None if value is None else (dt.date(1970, 1, 1) + dt.timedelta(days=value)).isoformat() for value in values]
    if what == "outcome":
        return [_OUTCOMES.get(value) for value in values]
    return list(values)
