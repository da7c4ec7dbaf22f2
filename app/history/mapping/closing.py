"""The day on which a record was closed, where its header is not one of those that everybody uses: by other words, or by the rows."""

from app.history.found import Finding
from app.history.mapping.stage_dates import is_closing, is_hoped, tells_nothing
from app.history.mapping.table import Table
from app.history.mapping.vocabulary import outcome_named

_MOST = 0.9


def give_closing(table: Table, *, own: bool) -> None:
    """What is hoped for, and in tables of one's own what closes. A day of winning that lost rows have, too, is a day of closing."""
    free = [n for n, column in enumerate(table.columns) if n not in table.given and column.holds == "date"]
    for position in free:
        header = table.columns[position].header
        if is_hoped(header) and table.with_field("expected_close") is None:
            table.give(position, "expected_close")
        elif own and is_closing(header) and table.with_field("closed") is None:
            table.give(position, "closed")
    if table.with_field("closed") is None:
        _correct_won(table)
    if own and table.with_field("closed") is None and not _won_days(table):
        _by_rows(table, [n for n in free if n not in table.given and not tells_nothing(table.columns[n].header)])


def _won_days(table: Table) -> list[int]:
    return [position for position, column in table.given.items() if column.field == "entered" and column.stage == "Deal"]


def _rows(table: Table, meaning: str) -> list[int]:
    """The first rows that are won, or lost."""
    position = table.with_field("outcome")
    return [] if position is None else [n for n, row in enumerate(table.preview) if outcome_named(row[position]) == meaning]


def _correct_won(table: Table) -> None:
    lost = _rows(table, "lost")
    for position in _won_days(table):
        header = table.columns[position].header
        dated = sum(bool(table.preview[row][position]) for row in lost)
        if "entered" not in header.lower() and table.with_field("lost") is None and dated * 2 > len(lost) > 0:
            table.give(position, "closed")
            table.findings.append(Finding("closing_by_rows", "warning", {"header": header}, position))


def _by_rows(table: Table, free: list[int]) -> None:
    """The column of days that won and lost rows have, and have last."""
    ended = [*_rows(table, "won"), *_rows(table, "lost")]
    if not (_rows(table, "won") and _rows(table, "lost")):
        return
    places = [n for n, column in enumerate(table.columns) if column.holds == "date" and n in {*free, *table.given}]
    days = {place: _days(table, place) for place in places}
    for position in free:
        mine = days[position]
        last = sum(
            mine[row] is not None and all((each[row] is None or each[row] <= mine[row]) for each in days.values())  # type: ignore[operator]
            for row in ended
        )
        open_too = sum(mine[row] is not None for row in range(len(mine)) if row not in ended)
        if last >= _MOST * len(ended) and open_too == 0:
            table.give(position, "closed")
            table.findings.append(Finding("closing_by_rows", "warning", {"header": table.columns[position].header}, position))
            return


def _days(table: Table, position: int) -> list[int | None]:
    import polars as pl

    from app.history.values.dates import days

    cells = pl.Series([row[position] or None for row in table.preview], dtype=pl.String)
    return days(cells, dict(table.columns[position].orders)).to_list()


def same_days(table: Table, stage: str) -> bool:
    """Whether the first stage was entered on the very day of creation, in the rows that have both: then they are one."""
    created = table.with_field("created")
    entered = next((n for n, column in table.given.items() if column.field == "entered" and column.stage == stage), None)
    if created is None or entered is None:
        return False
    both = [(a, b) for a, b in zip(_days(table, created), _days(table, entered), strict=True) if a is not None and b is not None]
    return bool(both) and all(a == b for a, b in both)
