"""The rows of parts, as people see them."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import polars as pl

from app.history.parts import PartNames, part_names, read_part
from app.history.recipe import Recipe
from app.history.records import LOST, OPEN, WON
from app.services.import_rows_chosen import chosen
from app.services.row_shapes import RowsPage, RowWhat
from app.services.rows_wanted import RowsWanted

_OUTCOMES = {OPEN: "open", WON: "won", LOST: "lost"}
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
    found: list[tuple[pl.DataFrame, PartNames]] = []
    before = there = 0
    for number, size in sizes:
        if before + size > start and there < limit:
            data = body(number)
            part = read_part(data).slice(max(0, start - before), limit - there)
            found.append((part, part_names(data)))
            there += part.height
        before += size
    return RowsPage(*_together(found), start, before)


def chosen_page(
    sizes: Sequence[Any], body: Callable[[int], bytes], recipe: Recipe | None, wanted: RowsWanted, start: int, limit: int
) -> RowsPage:
    """The same of the rows that are wanted alone; every part is read, one at a time."""
    found: list[tuple[pl.DataFrame, PartNames]] = []
    before = there = 0
    for number, _ in sizes:
        data = body(number)
        names = part_names(data)
        part = chosen(read_part(data), names, recipe, wanted)
        some = part.slice(max(0, start - before), max(limit - there, 0))
        if some.height or not found:
            found.append((some, names))
        there += some.height
        before += part.height
    return RowsPage(*_together(found), start, before)


def _together(parts: Sequence[tuple[pl.DataFrame, PartNames]]) -> tuple[tuple[tuple[str, RowWhat], ...], tuple[tuple[object, ...], ...]]:
    """Columns and rows of parts one after another. A part has no column of which it has no cell, such as one of currencies."""
    columns: dict[tuple[str, RowWhat, int], list[object]] = {}
    there = 0
    for part, names in parts:
        for column, name, what, which in _columns(part, names):
            cells = columns.setdefault((name, what, which), [])
            cells += [None] * (there - len(cells)) + _cells(part[column], what)
        there += part.height
    order = sorted(columns, key=lambda each: each[1] not in ("row", "id"))
    cells_of = (columns[each] + [None] * (there - len(columns[each])) for each in order)
    return tuple((name, what) for name, what, _ in order), tuple(zip(*cells_of, strict=True))


def _columns(part: pl.DataFrame, names: PartNames) -> Iterator[tuple[str, str, RowWhat, int]]:
    """Columns of a part with what they are called and hold, and which of that name: a file may have a header "channel" of its own."""
    seen: Counter[tuple[str, RowWhat]] = Counter()
    for column in part.columns:
        if (found := _column(column, names)) is not None:
            yield column, *found, seen[found]
            seen[found] += 1


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
        number = int(column[1:])
        return (called[number], what) if number < len(called) else None
    return None


def _cells(column: pl.Series, what: RowWhat) -> list[object]:
    values = column.cast(pl.String).to_list() if column.dtype == pl.Categorical else column.to_list()
    if what in _DAYS:
        return [None if value is None else (dt.date(1970, 1, 1) + dt.timedelta(days=value)).isoformat() for value in values]
    if what == "outcome":
        return [_OUTCOMES.get(value) for value in values]
    return list(values)
