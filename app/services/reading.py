"""Reading what is stored. Statements are built once: building one takes as long as running it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlmodel import Session

from app.models import ScenarioRow, TagRow, VersionRow
from app.services.stored import ScenarioNotFound, Stored, VersionLine, VersionNotFound, is_id

SCENARIO = ScenarioRow.__table__  # type: ignore[attr-defined]
VERSION = VersionRow.__table__  # type: ignore[attr-defined]
TAG = TagRow.__table__  # type: ignore[attr-defined]

_BETWEEN_TAGS = "\x1f"  # no tag can hold it

_TAGS = (
    select(func.aggregate_strings(TAG.c.folded + "\x1e" + TAG.c.tag, _BETWEEN_TAGS))
    .where(TAG.c.scenario_id == SCENARIO.c.id)
    .scalar_subquery()
)


def card_columns() -> list[ColumnElement[Any]]:
    """Everything of scenarios that is the same for all of their versions."""
    s = SCENARIO.c
    columns = [s.id, s.name, s.newest, s.revision, s.sample, s.created_at, s.created_by, s.changed_at, s.changed_by, s.archived_at]
    return [*columns, _TAGS.label("tags")]


def select_stored() -> Select[Any]:
    """The same, and the version that the caller joins them to."""
    return select(*card_columns(), VERSION.c.number, VERSION.c.name.label("version_name"), VERSION.c.document, VERSION.c.digest)


def stored_from(row: Sequence[Any]) -> Stored:
    """What a row of `select_stored` says; by place, since a list reads fifty of them."""
    (
        id,
        name,
        newest,
        revision,
        sample,
        created_at,
        created_by,
        changed_at,
        changed_by,
        archived_at,
        tags,
        version,
        version_name,
        document,
        digest,
    ) = row
    history = (created_at, created_by, changed_at, changed_by, archived_at)
    return Stored(id, name, version, newest, revision, tags_from(tags), sample, *history, document, digest, version_name)


_OF_WORKSPACE = (SCENARIO.c.workspace_id == bindparam("workspace")) & (SCENARIO.c.id == bindparam("id"))
_NEWEST = (
    select_stored().join(VERSION, (VERSION.c.scenario_id == SCENARIO.c.id) & (VERSION.c.number == SCENARIO.c.newest)).where(_OF_WORKSPACE)
)
_NUMBERED = (
    select_stored().join(VERSION, (VERSION.c.scenario_id == SCENARIO.c.id) & (VERSION.c.number == bindparam("number"))).where(_OF_WORKSPACE)
)
_EXISTS = select(SCENARIO.c.id).where(_OF_WORKSPACE)
_LINES = (
    select(VERSION.c.number, VERSION.c.name, VERSION.c.author, VERSION.c.created_at, VERSION.c.restored_from, VERSION.c.digest)
    .join(SCENARIO, SCENARIO.c.id == VERSION.c.scenario_id)
    .where(_OF_WORKSPACE)
)
_LINE = _LINES.where(VERSION.c.number == bindparam("number"))
_LINES_BELOW = _LINES.where(VERSION.c.number < bindparam("below")).order_by(VERSION.c.number.desc()).limit(bindparam("limit"))
_BEYOND_ALL = 2**31 - 1
_ECHO = 40


def get(session: Session, workspace: str, id: str) -> Stored:
    """The scenario with its newest version.

    Raises:
        ScenarioNotFound: where the workspace has none of that id.
    """
    row = session.connection().execute(_NEWEST, {"workspace": workspace, "id": _possible(id)}).first()
    if row is None:
        raise ScenarioNotFound(id)
    return stored_from(row)


def at_version(session: Session, workspace: str, id: str, number: int) -> Stored:
    """The scenario with the version of that number; raises ScenarioNotFound and VersionNotFound."""
    if 1 <= number <= _BEYOND_ALL:
        row = session.connection().execute(_NUMBERED, {"workspace": workspace, "id": _possible(id), "number": number}).first()
        if row is not None:
            return stored_from(row)
    _see_that_it_exists(session, workspace, id)
    raise VersionNotFound(number)


def versions(session: Session, workspace: str, id: str, *, below: int | None = None, limit: int = 50) -> list[VersionLine]:
    """The history, newest first; `below` goes on where the last page ended."""
    end = _BEYOND_ALL if below is None else max(0, min(below, _BEYOND_ALL))
    rows = session.connection().execute(_LINES_BELOW, {"workspace": workspace, "id": _possible(id), "below": end, "limit": limit}).all()
    if not rows:
        _see_that_it_exists(session, workspace, id)
    return [VersionLine(*row) for row in rows]


def version_line(session: Session, workspace: str, id: str, number: int) -> VersionLine:
    """One version of the history; raises ScenarioNotFound and VersionNotFound."""
    if 1 <= number <= _BEYOND_ALL:
        row = session.connection().execute(_LINE, {"workspace": workspace, "id": _possible(id), "number": number}).first()
        if row is not None:
            return VersionLine(*row)
    _see_that_it_exists(session, workspace, id)
    raise VersionNotFound(number)


def _see_that_it_exists(session: Session, workspace: str, id: str) -> None:
    if session.connection().execute(_EXISTS, {"workspace": workspace, "id": _possible(id)}).first() is None:
        raise ScenarioNotFound(id)


def _possible(id: str) -> str:
    """The id; what has not the form of one is not found, whatever a database would say to it."""
    if not is_id(id):
        raise ScenarioNotFound(id[:_ECHO])
    return id


def tags_from(joined: str | None) -> tuple[str, ...]:
    """The tags in the order of how they are compared; a database joins them in any."""
    return () if joined is None else tuple(pair.partition("\x1e")[2] for pair in sorted(joined.split(_BETWEEN_TAGS)))
