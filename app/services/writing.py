"""Writing what is stored: the statements, and the rows they take."""

import hashlib
import secrets
import string
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session

from app.planner.scenario import Scenario
from app.services.reading import SCENARIO, TAG, VERSION
from app.services.stored import Stored
from app.services.texts import folded, sort_key

_LETTERS = string.ascii_lowercase + string.digits
# What stands in WHERE is bound by names of its own, because a column's name binds the value it is set to.
_MINE = (SCENARIO.c.workspace_id == bindparam("p_workspace")) & (SCENARIO.c.id == bindparam("p_id"))
_AS_READ = _MINE & (SCENARIO.c.revision == bindparam("p_revision"))
_INSERT_SCENARIO, _INSERT_VERSION, _INSERT_TAG = insert(SCENARIO), insert(VERSION), insert(TAG)
_UPDATE = update(SCENARIO).where(_AS_READ)
_DELETE = delete(SCENARIO).where(_AS_READ)
_DELETE_TAGS = delete(TAG).where(TAG.c.scenario_id == bindparam("p_id"))
_NAME_VERSION = update(VERSION).where((VERSION.c.scenario_id == bindparam("p_id")) & (VERSION.c.number == bindparam("p_number")))


def card(stored: Stored, workspace: str) -> dict[str, Any]:
    """The row of a scenario without its versions."""
    return {
        "id": stored.id,
        "workspace_id": workspace,
        "name": stored.name,
        "sort_name": sort_key(stored.name),
        "search": search_text(stored.name, stored.tags, stored.created_by, stored.changed_by),
        "newest": stored.newest,
        "revision": stored.revision,
        "sample": stored.sample,
        "created_at": stored.created_at,
        "created_by": stored.created_by,
        "changed_at": stored.changed_at,
        "changed_by": stored.changed_by,
        "archived_at": stored.archived_at,
    }


def search_text(name: str, tags: tuple[str, ...], *people: str) -> str:
    """What a scenario is found by."""
    return folded("\n".join((name, *tags, *dict.fromkeys(people))))


def new_id() -> str:
    """An id that nobody can guess and that no two scenarios get."""
    return f"scn_{''.join(secrets.choice(_LETTERS) for _ in range(20))}"


def digest_of(document: str) -> str:
    """What tells two documents apart."""
    return hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()


def add_card(session: Session, workspace: str, stored: Stored) -> None:
    """Add the row of a new scenario."""
    session.connection().execute(_INSERT_SCENARIO, card(stored, workspace))


def delete_card(session: Session, workspace: str, current: Stored) -> bool:
    """Delete a scenario with all that hangs on it, unless someone else has changed it since it was read."""
    mine = {"p_workspace": workspace, "p_id": current.id, "p_revision": current.revision}
    return session.connection().execute(_DELETE, mine).rowcount > 0


def touched(session: Session, workspace: str, before: Stored, wanted: Stored) -> Stored | None:
    """What the card says now; None where someone else has changed it since `before` was read."""
    saved = replace(wanted, revision=before.revision + 1)
    mine = {"p_workspace": workspace, "p_id": before.id, "p_revision": before.revision}
    found = session.connection().execute(_UPDATE, _changes(before, saved) | mine)
    return saved if found.rowcount else None


def _changes(before: Stored, after: Stored) -> dict[str, Any]:
    """The columns that differ: a column that is set is a column whose indices are written anew, be it to what it was."""
    columns = ("newest", "revision", "changed_at", "changed_by", "archived_at")
    changed: dict[str, Any] = {name: getattr(after, name) for name in columns if getattr(after, name) != getattr(before, name)}
    if after.name != before.name:
        changed |= {"name": after.name, "sort_name": sort_key(after.name)}
    if (after.name, after.tags, after.changed_by) != (before.name, before.tags, before.changed_by):
        changed["search"] = search_text(after.name, after.tags, after.created_by, after.changed_by)
    return changed


def add_version(session: Session, stored: Stored, scenario: Scenario, name: str | None, restored_from: int | None = None) -> None:
    """Add the version that the scenario has now."""
    row = {
        "scenario_id": stored.id,
        "number": stored.newest,
        "name": name,
        "author": stored.changed_by,
        "created_at": stored.changed_at,
        "restored_from": restored_from,
        "schema_number": scenario.schema_number,
        "digest": stored.digest,
        "document": stored.document,
    }
    session.connection().execute(_INSERT_VERSION, row)


def add_tags(session: Session, id: str, tags: tuple[str, ...]) -> None:
    """Add tags to a scenario that has none of them."""
    if tags:
        session.connection().execute(_INSERT_TAG, [{"scenario_id": id, "folded": folded(tag), "tag": tag} for tag in tags])


def change_tags(session: Session, before: Stored, tags: tuple[str, ...]) -> None:
    """Give a scenario these tags instead of those it had."""
    if tags != before.tags:
        session.connection().execute(_DELETE_TAGS, {"p_id": before.id})
        add_tags(session, before.id, tags)


def name_it(session: Session, id: str, number: int, name: str | None) -> None:
    """Name a version."""
    session.connection().execute(_NAME_VERSION, {"p_id": id, "p_number": number, "name": name})


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)
