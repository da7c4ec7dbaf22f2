"""What the rows of a table are, where no tool's marks tell it."""

import datetime as dt
from collections.abc import Sequence

from app.history.mapping.ledgers import counts_by_month, is_counts, is_lookup, is_spend
from app.history.mapping.list_names import KnownList
from app.history.mapping.outcomes import outcome_score
from app.history.mapping.stage_dates import stage_of_header
from app.history.mapping.table import Table, looks_like_a_key
from app.history.recipe import Kind


def months_in_header(headers: Sequence[str]) -> dict[int, str]:
    """Columns whose headers are months, three or more of them."""
    import polars as pl

    from app.history.values.dates import months

    found = months(pl.Series(list(headers), dtype=pl.String), {})
    named = {position: str(dt.date(1970, 1, 1) + dt.timedelta(days=day))[:7] for position, day in enumerate(found) if day is not None}
    return named if len(named) >= 3 and len(set(named.values())) == len(named) else {}


def kind_of(table: Table, months: dict[int, str]) -> Kind:
    """What the rows of a table of nobody's export are."""
    if months or is_counts(table):
        return "counts"
    moves = table.find("from_stage") is not None or table.find("changed") is not None
    if moves and table.find("stage") is not None:
        return "events"
    if _repeats_ids(table):
        return "events"
    if is_spend(table) and not _tells_of_buyers(table):
        return "spend"
    if _has_days(table) or _has_outcome(table):
        return "records"
    return "counts" if counts_by_month(table) else "lookup"


def _repeats_ids(table: Table) -> bool:
    """Whether rows are moves: an id that stands several times, a stage, and one column of days."""
    position = table.find("id")
    if position is None:
        position = repeating_key(table)
    if position is None or table.find("stage") is None or table.find("day") is None:
        return False
    column = table.columns[position]
    first = [
        row[position] for row in table.preview if position < len(row)
    ]  # ids are counted up to 1,000 only, so look at the first rows, too
    repeats = column.distinct * 1.2 <= min(column.filled, 1_000) or len(set(first)) * 1.2 <= len(first) - 1
    return repeats and sum(each.holds == "date" for each in table.columns) == 1


def repeating_key(table: Table) -> int | None:
    """The first column, whatever it is called, where keys stand in it: those of the buyers who move."""
    return 0 if looks_like_a_key(table.columns[0]) else None


def _has_days(table: Table) -> bool:
    return any(column.holds == "date" for column in table.columns)


def _has_outcome(table: Table) -> bool:
    position = table.find("outcome")
    return position is not None and outcome_score(table.columns[position]) >= 2


def _tells_of_buyers(table: Table) -> bool:
    """Whether rows are one buyer each: an id that does not repeat, an outcome, or days of stages."""
    position = table.find("id")
    named = position is not None and table.unique(position)
    return named or _has_outcome(table) or any(stage_of_header(column.header) and column.holds == "date" for column in table.columns)


_SURE = ("outcome", "is_won", "created", "closed", "lost", "amount")


def kind_open(table: Table, kind: Kind, known: Sequence[KnownList]) -> bool:
    """Whether the kind is a guess: what is left when nothing else fits, and buyers of whom no header speaks."""
    if kind == "lookup":
        return not is_lookup(table, [attribute for each in known for attribute in each.attributes])
    if kind != "records" or any(table.with_field(name) is not None for name in _SURE):
        return False
    return not any(stage_of_header(table.columns[position].header) for position, column in table.given.items() if column.field == "entered")
