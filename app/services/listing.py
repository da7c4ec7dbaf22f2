"""Lists of scenarios: found by words, sorted, and read a page at a time by where the last page ended."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import ColumnElement, Tuple, bindparam, false, func, literal, select, tuple_
from sqlmodel import Session

from app.services.reading import SCENARIO, TAG, VERSION, select_stored, stored_from
from app.services.stored import Stored
from app.services.texts import folded, is_storable, sort_key

Sort = Literal["changed", "name", "created"]

_COLUMNS = {"changed": SCENARIO.c.changed_at, "name": SCENARIO.c.sort_name, "created": SCENARIO.c.created_at}
_WORDS_LIMIT = 10
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
    matching = _matching(workspace, query)
    column = _COLUMNS[query.sort]
    wanted = select_stored().join(VERSION, (VERSION.c.scenario_id == SCENARIO.c.id) & (VERSION.c.number == SCENARIO.c.newest))
    wanted = wanted.where(*matching)
    if query.cursor is not None:
        here, there = tuple_(column, SCENARIO.c.id), _place(query)
        wanted = wanted.where(here < there if query.descending else here > there)
    order = (column.desc(), SCENARIO.c.id.desc()) if query.descending else (column, SCENARIO.c.id)
    connection = session.connection()
    rows = connection.execute(wanted.order_by(*order).limit(query.limit + 1)).all()
    items = [stored_from(row) for row in rows[: query.limit]]
    total = connection.execute(select(func.count()).select_from(SCENARIO).where(*matching)).scalar_one()
    return ListPage(items, _cursor(query, items[-1]) if len(rows) > query.limit else None, total)


def counts(session: Session, workspace: str) -> Counts:
    """How many are open, archived, and open samples."""
    is_open = SCENARIO.c.archived_at.is_(None)
    in_workspace = select(func.count()).select_from(SCENARIO).where(SCENARIO.c.workspace_id == workspace)
    numbers = select(
        in_workspace.where(is_open).scalar_subquery(),
        in_workspace.where(~is_open).scalar_subquery(),
        in_workspace.where(is_open, SCENARIO.c.sample == bindparam("yes", True)).scalar_subquery(),
    )
    return Counts(*session.connection().execute(numbers).one())


def tags_in_use(session: Session, workspace: str) -> list[tuple[str, int]]:
    """The tags of open scenarios and how many have each, in the order of how they are compared."""
    found = (
        select(func.min(TAG.c.tag), func.count())
        .join(SCENARIO, SCENARIO.c.id == TAG.c.scenario_id)
        .where(SCENARIO.c.workspace_id == workspace, SCENARIO.c.archived_at.is_(None))
        .group_by(TAG.c.folded)
        .order_by(TAG.c.folded)
    )
    return [(tag, count) for tag, count in session.connection().execute(found)]


def _matching(workspace: str, query: ListQuery) -> list[ColumnElement[bool]]:
    archived = SCENARIO.c.archived_at
    conditions = [SCENARIO.c.workspace_id == workspace, archived.is_not(None) if query.archived else archived.is_(None)]
    if not is_storable(query.search + (query.tag or "")):
        return [false()]  # nothing that is stored holds it
    conditions += [SCENARIO.c.search.contains(word, autoescape=True) for word in folded(query.search).split()[:_WORDS_LIMIT]]
    if query.tag is not None:
        tagged = select(TAG.c.scenario_id).where(TAG.c.folded == folded(query.tag))
        conditions.append(SCENARIO.c.id.in_(tagged))
    return conditions


def _cursor(query: ListQuery, last: Stored) -> str:
    values = {"changed": last.changed_at.isoformat(), "name": sort_key(last.name), "created": last.created_at.isoformat()}
    place = [query.sort, query.descending, values[query.sort], last.id]
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def _place(query: ListQuery) -> Tuple:
    """Where the last page ended."""
    try:
        cursor = (query.cursor or "").encode("ascii")
        if len(cursor) > CURSOR_LIMIT:
            raise BadCursor(query.cursor)
        sort, descending, value, id = json.loads(base64.urlsafe_b64decode(cursor + b"=" * (-len(cursor) % 4)))
        texts = isinstance(value, str) and isinstance(id, str) and is_storable(value + id)
        if not texts or (sort, descending) != (query.sort, query.descending):
            raise BadCursor(query.cursor)
        column = _COLUMNS[query.sort]
        # Bound as what the columns are, or a moment would be compared as some other text than the one that is stored.
        return tuple_(literal(value if query.sort == "name" else _moment(value), column.type), literal(id, SCENARIO.c.id.type))
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise BadCursor(query.cursor) from error


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC)
