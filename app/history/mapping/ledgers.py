"""Proposals for tables of money and counts, and for lookups."""

import re
from collections.abc import Sequence

from app.history.found import ColumnFound
from app.history.mapping.counted_words import counted_words
from app.history.mapping.fields import activity_headers, known_headers, means
from app.history.mapping.header_words import spelled
from app.history.mapping.headers_of_ledgers import ACTIVITIES
from app.history.mapping.sources import Source
from app.history.mapping.table import Table, holds_months
from app.history.mapping.vocabulary import STAGES, stage_named, usual_place
from app.history.mapping.years import year_and_part
from app.history.values.words import fold, fold_header

_WHOLE_DAY = frozenset(
    fold_header(each)
    for each in (
        "Day",
        "By Day",
        "Date",
        "Jour",
        "Tag",
        "Fecha",
        "Datum",
        "Giorno",
        "Data",
        "Dag",
        "Dzień",
        "Send Date",
        "اليوم",
        "Gregorian date",
        "Día",
        "Nach Tag",
        "日",
        "Gün",
        "Nap",
    )
)


def draft_spend(table: Table, source: Source | None) -> None:
    """Gives the columns of spend and activity their meaning."""
    give_period(table)
    table.give_found("campaign", "currency", "spend")
    if source is None or source.name == "ga4":
        table.give_found("channel")
    _give_activities(table)
    table.give_found("revenue")


def give_period(table: Table) -> None:
    """The day of each row, and the last day of its period where it has one.

    Where each row has the same period and a day within it, that is the day; so is the only column of days, whatever it is called.
    """
    if _give_parts(table):
        return
    table.give_found("day")
    position = table.with_field("day")
    if position is None:
        dated = [n for n, column in enumerate(table.columns) if n not in table.given and column.holds == "date"]
        several = [n for n in dated if table.columns[n].distinct > 1]
        for only in dated if len(dated) == 1 else several if len(several) == 1 else []:
            table.give(only, "day")
        return
    if spelled(table.columns[position].header) in _WHOLE_DAY:
        return
    table.give_found("until")
    last = table.with_field("until")
    if last is None or table.columns[last].distinct > 1:
        return
    if (within := _days_within(table, position, last)) is not None:
        del table.given[position], table.given[last]
        table.give(within, "day")
    elif table.columns[position].distinct > 1:
        del table.given[last]


def _give_parts(table: Table) -> bool:
    """The year in one column and the month or quarter in another."""
    if (parts := year_and_part(table)) is None:
        return False
    table.give(parts[0], "year")
    table.give(parts[1], "day")
    return True


def _days_within(table: Table, first: int, last: int) -> int | None:
    """The only other column of days, if all of them are within the one period that all rows have."""
    if table.columns[first].distinct > 1:
        return None
    start, end = table.columns[first].first or "", table.columns[last].last or ""
    several = [n for n, each in enumerate(table.columns) if n not in table.given and each.holds == "date" and each.distinct > 1]
    within = [n for n in several if start <= (table.columns[n].first or "") and (table.columns[n].last or "9") <= end]
    return within[0] if len(several) == 1 and within else None


def _give_activities(table: Table) -> None:
    """Of several columns of one activity the likeliest: link clicks and all clicks are not added."""
    for name, spellings in ACTIVITIES.items():
        places = {fold_header(spelling): place for place, spelling in enumerate(spellings.split("|"))}
        found = [
            (places[spelled(column.header)], position)
            for position, column in enumerate(table.columns)
            if position not in table.given and spelled(column.header) in places and table.holds(position, "number")
        ]
        if found:
            table.give(min(found)[1], "activity", called=name)


def count_stages(table: Table) -> dict[int, str]:
    """Columns of numbers that are named like stages."""
    found: dict[int, str] = {}
    for position, column in enumerate(table.columns):
        stage = _stage_counted(column.header)
        if stage and stage not in found.values() and table.holds(position, "number") and column.holds != "empty":
            found[position] = stage
    return found


def _stage_counted(header: str) -> str | None:
    bare = fold_header(header)
    for prefix in ("numberof", "nof", "numof", "new", "anzahl", "nombrede", "nbde", "numerode", "total", "count", "#"):
        if bare.startswith(prefix) and (stage := _counted(bare[len(prefix) :])):
            return stage
    for ending in ("count", "total", "number", "数", "数量", "量", "수"):
        if bare.endswith(fold(ending)) and (stage := _counted(bare.removesuffix(fold(ending)))):
            return stage
    return _counted(bare)


def _counted(bare: str) -> str | None:
    """The stage that a word stands for above numbers: more words than tell it of one buyer."""
    return stage_named(bare) or counted_words().get(bare)


def draft_counts(table: Table, months: dict[int, str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """Gives the columns of monthly counts their meaning: a column for each stage, or rows of stage and count, or months in the header."""
    if months:
        return _draft_transposed(table, months)
    if not _give_parts(table):
        table.give_found("day", "until")
    table.give_found("channel", "campaign", "spend", "revenue", "currency")
    columns = count_stages(table)
    for position, stage in columns.items():
        if position not in table.given:
            table.give(position, "count", stage=stage)
    if len(columns) >= 2:
        return ordered(tuple(columns.values())), {}
    for position in columns:
        table.given.pop(position, None)
    table.give_found("stage", "count")
    return _stages_of_rows(table)


def _draft_transposed(table: Table, months: dict[int, str]) -> tuple[tuple[str, ...], dict[str, str]]:
    for position, month in months.items():
        table.give(position, "count", called=month)
    table.give_found("channel", "stage")
    if table.with_field("stage") is None:
        named = [
            n
            for n, column in enumerate(table.columns)
            if n not in table.given and sum(bool(stage_named(word)) for word, _ in column.common) >= 2
        ]
        if named:
            table.give(named[0], "stage")
    return _stages_of_rows(table)


def _stages_of_rows(table: Table) -> tuple[tuple[str, ...], dict[str, str]]:
    position = table.with_field("stage")
    words = [word for word, _ in table.columns[position].common] if position is not None else []
    named = {word: stage_named(word) or word for word in words}
    stages = ordered(tuple(dict.fromkeys(named.values())), add_deal="Deal" in named.values())
    return stages, {fold(word): stage for word, stage in named.items()}


def ordered(stages: Sequence[str], *, add_deal: bool = True) -> tuple[str, ...]:
    """From first to last, unknown ones where they stand; the won deal last."""
    open_stages = [stage for stage in stages if stage != "Deal"]
    if all(usual_place(stage) is not None for stage in open_stages):
        open_stages.sort(key=lambda stage: usual_place(stage) or 0)
    return (*open_stages, *(("Deal",) if add_deal and ("Deal" in stages or not stages) else ()))


def draft_lookup(table: Table, known: Sequence[str]) -> None:
    """The key is the column named like something to split buyers by, else the first whose values are all different."""
    texts = [n for n, column in enumerate(table.columns) if column.holds == "text" and column.distinct * 2 > column.filled]
    by_known = [n for n in texts if fold_header(table.columns[n].header) in {fold_header(each) for each in known}]
    named = [n for n in texts if _named_field(table.columns[n].header)]
    position = (by_known or named or [n for n in texts if table.unique(n)] or texts or [0])[0]
    header = table.columns[position].header
    mine = next((each for each in known if fold_header(each) == fold_header(header)), None)
    table.give(position, "key", called=mine or _named_field(header) or header)
    for other, column in enumerate(table.columns):
        if other != position and column.holds == "text" and column.distinct <= 1_000:
            table.give(other, "attribute")


def _named_field(header: str) -> str | None:
    return next((name for name in ("account", "owner", "channel") if means(header, name)), None)


def is_spend(table: Table) -> bool:
    """Whether columns of money spent or of activities are there, beside a day or a campaign."""
    money = table.find("spend") is not None
    activities = sum(spelled(column.header) in activity_headers() and table.holds(n, "number") for n, column in enumerate(table.columns))
    placed = any(table.find(name) is not None for name in ("day", "campaign", "channel")) or year_and_part(table) is not None
    return placed and (money or activities >= 2)


_YEARS = frozenset(("year", "jahr", "annee", "ano", "anno", "jaar", "rok", "quarter", "quartal", "trimestre"))


def is_counts(table: Table) -> bool:
    """Whether it is a sheet of counts by month. Where its months cannot be read, it still is: then its days have to be named."""
    if table.find("day") is None and year_and_part(table) is None:
        called = {spelled(column.header) for column in table.columns}
        return len(count_stages(table)) >= 2 and bool(called & (known_headers("day") | _YEARS))
    several = len(count_stages(table)) >= 2
    position = table.find("stage")
    long_form = (
        position is not None
        and table.find("count") is not None
        and any(stage_named(word) in STAGES for word, _ in table.columns[position].common)
    )
    return several or long_form


def counts_by_month(table: Table) -> bool:
    """Whether a month stands beside columns of whole numbers, whatever these are called: no lookup, whose rows tell of no time."""
    position = table.find("day")
    if year_and_part(table) is None and (position is None or not holds_months(table.columns[position])):
        return False
    return any(column.holds == "number" and not any(mark in "".join(column.samples) for mark in ".,%") for column in table.columns)


def is_lookup(table: Table, known: Sequence[str]) -> bool:
    """Whether a table that is nothing else surely is a lookup: a row for each value of its key, and no header about what happens."""
    key = table.with_field("key")
    if key is None or len(table.columns) < 2 or not (table.unique(key) or _named_field(table.columns[key].header)):
        return False
    if fold_header(table.columns[key].header) in {fold_header(each) for each in known}:
        return True
    happens = frozenset.union(*(known_headers(name) for name in _HAPPENS)) | frozenset(activity_headers()) | _YEARS
    return not any(spelled(column.header) in happens or looks_dated(column) for column in table.columns)


_HAPPENS = ("created", "closed", "expected_close", "lost", "outcome", "day", "until", "spend", "campaign", "is_won", "is_closed")
_DATED = re.compile(r"^\D{0,4}\d{1,4}\s*[./\-年년]\s*\d{1,2}\s*[./\-月월]\s*\d{1,4}")


def looks_dated(column: ColumnFound) -> bool:
    """Whether most cells of a column of texts look like dates in a form that cannot be read."""
    return column.holds == "text" and 2 * sum(bool(_DATED.match(sample)) for sample in column.samples) > len(column.samples)
