"""The list of plans: what is read from the store, and everything that its template prints."""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from app.db import Database, StoreTrouble
from app.language import Language
from app.planner.text import N_
from app.services import scenarios
from app.services.headlines import sorted_by_figure
from app.services.listing import BadCursor
from app.services.scenarios import LOCAL_WORKSPACE, Counts, ListPage, ListQuery, Stored
from app.web.plans import toasts
from app.web.plans.list_rows import Column, Editing, Row, Units, column, rows, units_of
from app.web.plans.list_table import table_rows
from app.web.plans.query import FIGURE_ORDERS, PAGE, Query
from app.wording.store import store_sentence

AT_ONCE = 500
TAGS_SHOWN = 12

_COLUMNS = (
    ("name", N_("Plan")),
    ("goal", N_("Goal")),
    ("deals", N_("New deals")),
    ("top", N_("First stage")),
    ("daily", N_("A working day")),
    ("spend", N_("Spend")),
    ("status", N_("Status")),
    ("changed", N_("Changed")),
)
_PER_DAY = N_("%(units)s a day")
NUMERIC = ("goal", "deals", "top", "daily", "spend")


@dataclass(frozen=True)
class TagLink:
    """A tag in use; pressing the chosen one shows everything again."""

    name: str
    count: str
    address: str
    chosen: bool


@dataclass(frozen=True)
class _Read:
    """What the store gave."""

    page: ListPage
    counts: Counts
    tags: list[tuple[str, int]]
    news: toasts.News | None


def view(
    query: Query, texts: Mapping[str, str], database: Database, language: Language, now: dt.datetime, editing: Editing | None = None
) -> dict[str, Any]:
    """Everything that the list's template prints; where the store does not answer, its trouble in place of the rows."""
    trouble = ""
    try:
        read = _read(query, texts, database, language)
    except StoreTrouble as error:
        trouble = store_sentence(error, language)
        read = _Read(ListPage([], None, 0), Counts(0, 0, 0), [], None)
    shown = rows(read.page.items, now, language)
    units = units_of(shown)
    columns = _columns(query, units, language)
    editing = editing or _editing(texts.get("edit", ""), shown)
    return {
        "query": query,
        "trouble": trouble,
        "rows": table_rows(shown, query, columns, units, editing, secrets.token_urlsafe(12), language),
        "columns": columns,
        "tags": _tags(query, read.tags, language),
        "counts": read.counts,
        "shown_counts": {"open": language.whole(read.counts.open), "archived": language.whole(read.counts.archived)},
        "following": query.following(read.page.next_cursor).address if read.page.next_cursor else "",
        "first": query.first_page().address,
        "summary": _summary(query, read, language),
        "news": read.news,
        "is_known": not trouble,
        "is_new": not trouble and read.counts.open == read.counts.archived == 0,
    }


def _read(query: Query, texts: Mapping[str, str], database: Database, language: Language) -> _Read:
    """Short: the plans are worked out when the session is closed."""
    with database.reading() as session:
        found = _all(session, query) if query.sort in FIGURE_ORDERS else _page(session, query)
        counts = scenarios.counts(session, LOCAL_WORKSPACE)
        tags = scenarios.tags_in_use(session, LOCAL_WORKSPACE)
        news = toasts.told(texts, session, language)
    return _Read(_sorted(found, query) if isinstance(found, list) else found, counts, tags, news)


def _page(session: Session, query: Query) -> ListPage:
    wanted = _stored_query(query, PAGE)
    try:
        return scenarios.listing(session, LOCAL_WORKSPACE, replace(wanted, cursor=query.after or None))
    except BadCursor:
        return scenarios.listing(session, LOCAL_WORKSPACE, wanted)


def _all(session: Session, query: Query) -> list[Stored]:
    """Every scenario that matches, by name: a figure that the store does not keep can only be sorted by when all are known."""
    wanted = _stored_query(query, AT_ONCE)
    page = scenarios.listing(session, LOCAL_WORKSPACE, wanted)
    found = page.items
    while page.next_cursor:
        page = scenarios.listing(session, LOCAL_WORKSPACE, replace(wanted, cursor=page.next_cursor))
        found += page.items
    return found


def _stored_query(query: Query, limit: int) -> ListQuery:
    by_name = query.sort != "changed"
    return ListQuery(
        search=query.search,
        tag=query.tag or None,
        archived=query.archived,
        sort="name" if by_name else "changed",
        descending=query.descending if query.sort not in FIGURE_ORDERS else False,
        limit=limit,
    )


def _sorted(found: list[Stored], query: Query) -> ListPage:
    """A page of all that were found; its cursor is a position."""
    ordered = sorted_by_figure(found, query.sort, descending=query.descending)
    first = int(query.after) if query.after.isascii() and query.after.isdigit() and len(query.after) < 9 else 0
    last = first + PAGE
    return ListPage(ordered[first:last], str(last) if last < len(ordered) else None, len(ordered))


def _editing(id: str, shown: tuple[Row, ...]) -> Editing:
    return next((Editing(id, ", ".join(row.stored.tags)) for row in shown if row.stored.id == id), Editing())


def _columns(query: Query, units: Units, language: Language) -> tuple[Column, ...]:
    _ = language.gettext
    labels = {key: _(label) for key, label in _COLUMNS}
    labels["top"] = column(units.top, labels["top"])
    if units.daily:
        labels["daily"] = column(_(_PER_DAY, units=units.daily), "")
    return tuple(
        Column(
            key=key,
            label=labels[key],
            address=query.ordered_by(key).address,
            sorted=("descending" if query.descending else "ascending") if key == query.sort else "",
            numeric=key in NUMERIC,
        )
        for key, _label in _COLUMNS
    )


def _tags(query: Query, found: list[tuple[str, int]], language: Language) -> tuple[TagLink, ...]:
    """The tags used most often, and the chosen one in any case."""
    often = sorted(found, key=lambda each: -each[1])[:TAGS_SHOWN]
    shown = [each for each in found if each in often or each[0] == query.tag]
    if query.tag and all(name != query.tag for name, _ in shown):
        shown.append((query.tag, 0))
    return tuple(
        TagLink(
            name, language.whole(count) if count else "", query.first_page(tag="" if name == query.tag else name).address, name == query.tag
        )
        for name, count in shown
    )


def _summary(query: Query, read: _Read, language: Language) -> str:
    """How many plans there are, in words."""
    total = read.page.total
    if query.is_narrowed:
        return language.ngettext("%(n)s plan matches.", "%(n)s plans match.", total)
    if query.archived:
        return language.ngettext("%(n)s archived plan.", "%(n)s archived plans.", total)
    return language.ngettext(
        "%(n)s plan. Figures are for the whole plan, from the first activity to the last deal.",
        "%(n)s plans. Figures are for the whole plan, from the first activity to the last deal.",
        total,
    )
