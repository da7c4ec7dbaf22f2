"""Plan books: scenarios, one for each segment, that are planned by themselves and looked at as one."""

import math
import re
import secrets
import string
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session

from app.models import BookPartRow, BookRow
from app.planner.book import PARTS_LIMIT
from app.planner.faults import Fault, InvalidScenario
from app.planner.scenario import Scenario
from app.services import headlines, scenarios
from app.services.stored import Stored
from app.services.texts import accepted_text, folded

BOOK = BookRow.__table__  # type: ignore[attr-defined]
PART = BookPartRow.__table__  # type: ignore[attr-defined]

TARGET_LIMIT = 10**15
BOOKS_LIMIT = 500
"""Books that are listed at once."""

_ID = re.compile(r"bok_[a-z0-9]{20}")
_LETTERS = string.ascii_lowercase + string.digits


class BookNotFound(LookupError):
    """There is no such book in the workspace."""


class StaleBook(Exception):
    """Someone has changed it in between; `current` is what is there now."""

    def __init__(self, current: "Book") -> None:
        super().__init__(f"{current.id} is at revision {current.revision}")
        self.current = current


@dataclass(frozen=True)
class Book:
    """A book: its name, the target of the whole where one is set, and its segments with their scenarios, in order."""

    id: str
    name: str
    target: float | None
    parts: tuple[tuple[str, str], ...]
    revision: int
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str

    @property
    def etag(self) -> str:
        """Changes whenever the book does."""
        return f'"{self.revision}"'


_B = BOOK.c
_MINE = (_B.workspace_id == bindparam("p_workspace")) & (_B.id == bindparam("p_id"))
_COLUMNS = [_B.id, _B.name, _B.target, _B.revision, _B.created_at, _B.created_by, _B.changed_at, _B.changed_by]
_GET = select(*_COLUMNS).where(_MINE)
_ALL = select(*_COLUMNS).where(_B.workspace_id == bindparam("p_workspace")).order_by(_B.changed_at.desc(), _B.id)
_PARTS = (
    select(PART.c.book_id, PART.c.segment, PART.c.scenario_id)
    .where(PART.c.book_id.in_(bindparam("p_ids", expanding=True)))
    .order_by(PART.c.book_id, PART.c.position)
)
_DROP_PARTS = delete(PART).where(PART.c.book_id == bindparam("p_id"))


def is_id(text: str) -> bool:
    """Whether a text has the form of a book's id."""
    return _ID.fullmatch(text) is not None


def books(session: Session, workspace: str, start: int = 0) -> tuple[list[Book], int | None]:
    """A page of the books, the last that was changed first, and where the next page starts; None where there are no more."""
    asked = _ALL.offset(start).limit(BOOKS_LIMIT + 1)
    rows = session.connection().execute(asked, {"p_workspace": workspace}).all()
    parts = _parts(session, [row.id for row in rows[:BOOKS_LIMIT]])
    found = [_book(row, parts.get(row.id, ())) for row in rows[:BOOKS_LIMIT]]
    return found, start + BOOKS_LIMIT if len(rows) > BOOKS_LIMIT else None


def get(session: Session, workspace: str, id: str) -> Book:
    """One book; raises BookNotFound."""
    row = session.connection().execute(_GET, {"p_workspace": workspace, "p_id": id}).first() if is_id(id) else None
    if row is None:
        raise BookNotFound(id[:40])
    return _book(row, _parts(session, [id]).get(id, ()))


def create(
    session: Session, workspace: str, name: str, parts: Sequence[tuple[str, str]], *, target: float | None = None, author: str
) -> Book:
    """Keep a new book.

    Raises:
        InvalidScenario: where a name, a target or a segment makes no sense, two have one plan, or their plans count in different
            currencies; the fault names the field.
        ScenarioNotFound: where a segment's scenario is not there.
    """
    moment, author = datetime.now(UTC), accepted_text(author, "author")
    made = Book(new_id(), accepted_text(name, "name"), _target(target), (), 1, moment, author, moment, author)
    made = replace(made, parts=_accepted(session, workspace, parts))
    session.connection().execute(insert(BOOK), {"workspace_id": workspace, **_columns(made)})
    _add_parts(session, made)
    return made


def save(
    session: Session,
    workspace: str,
    id: str,
    name: str,
    parts: Sequence[tuple[str, str]],
    *,
    target: float | None = None,
    author: str,
    revision: int | None = None,
) -> Book:
    """Keep what a book says now; raises as `create` does, BookNotFound, and StaleBook where `revision` is no more what it was."""
    current = get(session, workspace, id)
    if revision is not None and revision != current.revision:
        raise StaleBook(current)
    wanted = replace(current, name=accepted_text(name, "name"), target=_target(target), parts=_accepted(session, workspace, parts))
    if wanted == current:
        return current
    saved = replace(wanted, revision=current.revision + 1, changed_at=datetime.now(UTC), changed_by=accepted_text(author, "author"))
    guarded = update(BOOK).where(_MINE, _B.revision == bindparam("p_revision"))
    mine = {"p_workspace": workspace, "p_id": id, "p_revision": current.revision}
    changes = {name: value for name, value in _columns(saved).items() if name not in ("id", "created_at", "created_by")}
    if session.connection().execute(guarded, changes | mine).rowcount == 0:
        raise StaleBook(get(session, workspace, id))
    session.connection().execute(_DROP_PARTS, {"p_id": id})
    _add_parts(session, saved)
    return saved


def remove(session: Session, workspace: str, id: str, *, revision: int | None = None) -> None:
    """Delete a book; its scenarios stay. Raises BookNotFound, StaleBook."""
    current = get(session, workspace, id)
    if revision is not None and revision != current.revision:
        raise StaleBook(current)
    guarded = delete(BOOK).where(_MINE, *([] if revision is None else [_B.revision == revision]))
    if session.connection().execute(guarded, {"p_workspace": workspace, "p_id": id}).rowcount == 0:
        raise StaleBook(get(session, workspace, id))


def scenarios_of(session: Session, workspace: str, book: Book) -> list[tuple[str, Scenario]]:
    """Each segment with the newest version of its scenario; raises UnreadableStored."""
    return [(segment, scenarios.get(session, workspace, id).scenario) for segment, id in book.parts]


# --- Parts of the above -----------------------------------------------------------------------------------------------


def _accepted(session: Session, workspace: str, parts: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    if len(parts) > PARTS_LIMIT:
        raise InvalidScenario([Fault(("parts",), "too_many", {"given": len(parts), "limit": PARTS_LIMIT})])
    found: list[tuple[str, str]] = []
    seen: set[str] = set()
    segment_of: dict[str, str] = {}
    stored: list[Stored] = []
    for position, (segment, id) in enumerate(parts):
        at = ("parts", position, "segment")
        name = accepted_text(segment, "segment", at=at)
        if folded(name) in seen:
            raise InvalidScenario([Fault(at, "duplicate_key", {"given": name})])
        seen.add(folded(name))
        stored.append(scenarios.get(session, workspace, id))
        if id in segment_of:
            raise InvalidScenario([Fault(("parts", position, "scenario_id"), "book_twice", {"part": name, "first": segment_of[id]})])
        segment_of[id] = name
        found.append((name, id))
    _see_that_they_count_alike([name for name, _ in found], stored)
    return tuple(found)


def _see_that_they_count_alike(segments: Sequence[str], stored: Sequence[Stored]) -> None:
    """Refuse plans that cannot be added up, before a book is kept that shows nothing; one that cannot be read counts in any currency."""
    currencies = headlines.currencies(stored)
    known = [(at, currency) for at, each in enumerate(stored) if (currency := currencies.get(each.id))]
    for at, currency in known[1:]:
        first, expected = known[0]
        if currency != expected:
            values: dict[str, object] = {"part": segments[at], "given": currency, "expected": expected, "first": segments[first]}
            raise InvalidScenario([Fault(("parts", at, "scenario_id"), "book_currency", values)])


def _target(target: float | None) -> float | None:
    if target is None:
        return None
    if not math.isfinite(target):
        raise InvalidScenario([Fault(("target",), "not_finite", {"given": target})])
    if target <= 0:
        raise InvalidScenario([Fault(("target",), "not_above", {"given": target, "limit": 0})])
    if target > TARGET_LIMIT:
        raise InvalidScenario([Fault(("target",), "too_large", {"given": target, "limit": TARGET_LIMIT})])
    return float(target)


def new_id() -> str:
    """An id that nobody can guess."""
    return f"bok_{''.join(secrets.choice(_LETTERS) for _ in range(20))}"


def _book(row: Any, parts: tuple[tuple[str, str], ...]) -> Book:
    return Book(row.id, row.name, row.target, parts, row.revision, row.created_at, row.created_by, row.changed_at, row.changed_by)


def _parts(session: Session, ids: list[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for book, segment, scenario in session.connection().execute(_PARTS, {"p_ids": ids}):
        found[book] = (*found.get(book, ()), (segment, scenario))
    return found


def _columns(book: Book) -> dict[str, Any]:
    names = ("id", "name", "target", "revision", "created_at", "created_by", "changed_at", "changed_by")
    return {name: getattr(book, name) for name in names}


def _add_parts(session: Session, book: Book) -> None:
    rows = [
        {"book_id": book.id, "position": position, "segment": segment, "scenario_id": id}
        for position, (segment, id) in enumerate(book.parts)
    ]
    if rows:
        session.connection().execute(insert(PART), rows)
