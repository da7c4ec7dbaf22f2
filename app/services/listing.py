"""Lists of scenarios: found by words, sorted, and read a page at a time by where the last page ended."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select, tuple_
from sqlmodel import Session

from app.services.reading import SCENARIO, TAG, VERSION, select_stored, stored_from
from app.services.stored import Stored
from app.services.texts import folded, is_storable, sort_key

Sort = Literal["changed", "name", "created"]

_COLUMNS = {"changed": SCENARIO.c.changed_at, "name": SCENARIO.c.sort_name, "created": SCENARIO.c.created_at}
_WORDS_LIMIT = 10
_ESCAPE = "/"
PAGE_LENGTH = 4_000_000
"""Characters of documents from which a page holds no more of them; a page of two hundred has some one and a half million."""
CURSOR_LIMIT = 4_000
"""Characters of a cursor; one that holds the longest name in the widest letters has some 3,300."""


class BadCursor(ValueError):
    """A place in a list that is none, or one of a list sorted otherwise."""


@dataclass(frozen=True)
class ListQuery:
    """Which scenarios, in which order, from where."""

    search: str = ""
    tag: str | None = None
    archived: bool = False
    sort: Sort = "changed"
    descending: bool = True
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True)
class ListPage:
    """A page of a list; `total` counts all that match."""

    items: list[Stored]
    next_cursor: str | None
    total: int


@dataclass(frozen=True)
class Counts:
    """How many there are."""

    open: int
    archived: int
    samples: int
    """Those of the open ones."""


def listing(session: Session, workspace: str, query: ListQuery) -> ListPage:
    """A page of the scenarios that match, each with its newest version.

    Raises:
        BadCursor: where the cursor is not of such a list.
    """
    place = {} if query.cursor is None else _place(query)
    if not is_storable(query.search + (query.tag or "")):
        return ListPage([], None, 0)  # nothing that is stored holds it
    words = folded(query.search).split()[:_WORDS_LIMIT]
    filters = _Filters(query.archived, len(words), query.tag is not None)
    wanted = {"workspace": workspace, "tag": folded(query.tag or "")} | {f"word_{n}": _escaped(word) for n, word in enumerate(words)}
    connection = session.connection()
    page = _page(filters, query.sort, query.descending, bool(place))
    with connection.execute(page, wanted | place | {"limit": query.limit + 1}) as rows:
        items, has_more = _fitting(rows, query.limit)
    following = _cursor(query, items[-1]) if has_more else None
    is_all = not place and following is None
    total = len(items) if is_all else connection.execute(_total(filters), wanted).scalar_one()
    return ListPage(items, following, total)


def _fitting(rows: Iterable[Row[Any]], limit: int) -> tuple[list[Stored], bool]:
    """As many as a page holds, and whether there are more; of a file, what comes after is not even read."""
    items: list[Stored] = []
    letters = 0
    for row in rows:
        if len(items) == limit or letters > PAGE_LENGTH:
            return items, True
        items.append(stored_from(row))
        letters += len(items[-1].document)
    return items, False


def counts(session: Session, workspace: str) -> Counts:
    """How many are open, archived, and open samples."""
    return Counts(*session.connection().execute(_COUNTS, {"workspace": workspace}).one())


def tags_in_use(session: Session, workspace: str) -> list[tuple[str, int]]:
    """The tags of open scenarios and how many have each, in the order of how they are compared."""
    return [(tag, count) for tag, count in session.connection().execute(_TAGS_IN_USE, {"workspace": workspace})]


# --- Statements -------------------------------------------------------------------------------------------------------
# Each is built once: building one takes as long as running it.

_STATEMENTS_KEPT = 256
_OF_WORKSPACE = SCENARIO.c.workspace_id == bindparam("workspace")
_IS_OPEN = SCENARIO.c.archived_at.is_(None)
_NUMBER = select(func.count()).select_from(SCENARIO).where(_OF_WORKSPACE)
_COUNTS = select(
    _NUMBER.where(_IS_OPEN).scalar_subquery(),
    _NUMBER.where(~_IS_OPEN).scalar_subquery(),
    _NUMBER.where(_IS_OPEN, SCENARIO.c.sample == bindparam("yes", True)).scalar_subquery(),
)
_TAGS_IN_USE = (
    select(func.min(TAG.c.tag), func.count())
    .join(SCENARIO, SCENARIO.c.id == TAG.c.scenario_id)
    .where(_OF_WORKSPACE, _IS_OPEN)
    .group_by(TAG.c.folded)
    .order_by(TAG.c.folded)
)
_TAGGED = SCENARIO.c.id.in_(select(TAG.c.scenario_id).where(TAG.c.folded == bindparam("tag")))
_NEWEST = (VERSION.c.scenario_id == SCENARIO.c.id) & (VERSION.c.number == SCENARIO.c.newest)


class _Filters(NamedTuple):
    """What the conditions of a list depend on, beside their values."""

    archived: bool
    words: int
    tagged: bool


@lru_cache(_STATEMENTS_KEPT)
def _page(filters: _Filters, sort: Sort, descending: bool, onward: bool) -> Select[Any]:
    """A page, from the start or from a place onward."""
    column, id = _COLUMNS[sort], SCENARIO.c.id
    wanted = select_stored().join(VERSION, _NEWEST).where(*_matching(filters))
    if onward:
        # Bound as what the columns are, or a moment would be compared as some other text than the one that is stored.
        here, there = tuple_(column, id), tuple_(bindparam("place", type_=column.type), bindparam("place_id", type_=id.type))
        wanted = wanted.where(here < there if descending else here > there)
    order = (column.desc(), id.desc()) if descending else (column, id)
    return wanted.order_by(*order).limit(bindparam("limit"))


@lru_cache(_STATEMENTS_KEPT)
def _total(filters: _Filters) -> Select[int]:
    """How many match."""
    return select(func.count()).select_from(SCENARIO).where(*_matching(filters))


def _matching(filters: _Filters) -> list[ColumnElement[bool]]:
    conditions = [_OF_WORKSPACE, ~_IS_OPEN if filters.archived else _IS_OPEN]
    conditions += [SCENARIO.c.search.contains(bindparam(f"word_{n}"), escape=_ESCAPE) for n in range(filters.words)]
    return [*conditions, _TAGGED] if filters.tagged else conditions


def _escaped(word: str) -> str:
    """A word in which the signs that databases match by are only signs."""
    for sign in (_ESCAPE, "%", "_"):
        word = word.replace(sign, _ESCAPE + sign)
    return word


# --- Places -----------------------------------------------------------------------------------------------------------


def _cursor(query: ListQuery, last: Stored) -> str:
    values = {"changed": last.changed_at.isoformat(), "name": sort_key(last.name), "created": last.created_at.isoformat()}
    place = [query.sort, query.descending, values[query.sort], last.id]
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def _place(query: ListQuery) -> dict[str, object]:
    """Where the last page ended."""
    try:
        cursor = (query.cursor or "").encode("ascii")
        if len(cursor) > CURSOR_LIMIT:
            raise BadCursor(query.cursor)
        sort, descending, value, id = json.loads(base64.urlsafe_b64decode(cursor + b"=" * (-len(cursor) % 4)))
        texts = isinstance(value, str) and isinstance(id, str) and is_storable(value + id)
        if not texts or (sort, descending) != (query.sort, query.descending):
            raise BadCursor(query.cursor)
        return {"place": value if query.sort == "name" else _moment(value), "place_id": id}
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise BadCursor(query.cursor) from error


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC)
