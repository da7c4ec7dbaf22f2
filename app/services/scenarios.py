"""Scenarios that last: every save is a version, and nobody's save is overwritten unseen.

Two saves on top of the same version are told apart by one statement, `UPDATE … WHERE revision = the one that was read`, which holds
on PostgreSQL as it does on SQLite, with no lock kept between reading and saving.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from app.documents import scenario_from_json
from app.documents.canonical import canonical_document
from app.planner.scenario import Scenario
from app.services.listing import BadCursor, Counts, ListPage, ListQuery, counts, listing, tags_in_use
from app.services.reading import at_version, get, version_line, versions
from app.services.stored import (
    ScenarioNotFound,
    StaleRevision,
    StaleVersion,
    Stored,
    UnreadableStored,
    VersionLine,
    VersionNotFound,
    is_id,
)
from app.services.texts import accepted_tags, accepted_text
from app.services.workspaces import LOCAL_WORKSPACE
from app.services.writing import add_card, add_tags, add_version, change_tags, delete_card, digest_of, name_it, new_id, now, touched

__all__ = [
    "LOCAL_WORKSPACE",
    "BadCursor",
    "Counts",
    "ListPage",
    "ListQuery",
    "ScenarioNotFound",
    "StaleRevision",
    "StaleVersion",
    "Stored",
    "UnreadableStored",
    "VersionLine",
    "VersionNotFound",
    "archive",
    "at_version",
    "counts",
    "create",
    "delete",
    "duplicate",
    "get",
    "is_id",
    "listing",
    "name_version",
    "restore",
    "save",
    "set_tags",
    "tags_in_use",
    "unarchive",
    "versions",
]

TRIES = 5


def create(
    session: Session,
    workspace: str,
    scenario: Scenario,
    *,
    author: str,
    tags: Iterable[str] = (),
    version_name: str | None = None,
    sample: bool = False,
) -> Stored:
    """Keep a scenario as version 1 of a new one."""
    author, name, tags = _author(author), _version_name(version_name), accepted_tags(tags)
    moment, document = now(), canonical_document(scenario)
    stored = Stored(
        id=new_id(),
        name=scenario.name,
        version=1,
        newest=1,
        revision=1,
        tags=tags,
        sample=sample,
        created_at=moment,
        created_by=author,
        changed_at=moment,
        changed_by=author,
        archived_at=None,
        document=document,
        digest=digest_of(document),
        version_name=name,
    )
    add_card(session, workspace, stored)
    add_version(session, stored, scenario, name)
    add_tags(session, stored.id, tags)
    return stored


def save(
    session: Session,
    workspace: str,
    id: str,
    scenario: Scenario,
    *,
    base: int,
    author: str,
    version_name: str | None = None,
    tags: Iterable[str] | None = None,
    revision: int | None = None,
) -> Stored:
    """Keep a new version on top of version `base`.

    A document equal to the newest makes no new version; a name that is given then goes to the newest. The same save sent twice is kept
    once: the second, which finds that `base` is the newest no more, gets what is there and changes nothing.

    Raises:
        ScenarioNotFound: where there is none.
        StaleVersion: where someone else has saved since `base`.
        StaleRevision: where `revision` is given and anything else has changed since.
    """
    document, author, name = canonical_document(scenario), _author(author), _version_name(version_name)
    digest, wanted = digest_of(document), None if tags is None else accepted_tags(tags)

    def attempt(current: Stored) -> Stored | None:
        same = current.digest == digest
        kept = current.tags if wanted is None else wanted
        if base != current.newest:
            sent_twice = same and 1 <= base < current.newest and not _would_change(session, workspace, current, name, kept)
            if not sent_twice:
                raise StaleVersion(current)
            return current
        _see_that_it_is_at(revision, current)
        if same:
            return _keep_the_same(session, workspace, current, name, kept)
        return _keep_another(session, workspace, current, scenario, document, author, kept, name)

    return _changing(session, workspace, id, attempt)


def restore(session: Session, workspace: str, id: str, number: int, *, base: int, author: str, revision: int | None = None) -> Stored:
    """Keep a new version that says what an older one did; raises as `save` does, and VersionNotFound."""
    author = _author(author)

    def attempt(current: Stored) -> Stored | None:
        if base != current.newest:
            raise StaleVersion(current)
        _see_that_it_is_at(revision, current)
        older = at_version(session, workspace, id, number).scenario
        return _keep_another(session, workspace, current, older, canonical_document(older), author, current.tags, None, number)

    return _changing(session, workspace, id, attempt)


def name_version(session: Session, workspace: str, id: str, number: int, name: str | None) -> VersionLine:
    """Name a version, or take its name away; raises ScenarioNotFound and VersionNotFound."""
    wanted = _version_name(name)
    if wanted != version_line(session, workspace, id, number).name:
        _changing(session, workspace, id, lambda current: touched(session, workspace, current, current))
        name_it(session, id, number, wanted)
    return version_line(session, workspace, id, number)


def duplicate(session: Session, workspace: str, id: str, *, name: str, author: str, version: int | None = None) -> Stored:
    """Keep a copy under another name, with the tags; a copy of a sample is no sample any more."""
    original = get(session, workspace, id) if version is None else at_version(session, workspace, id, version)
    document = original.scenario.model_dump(mode="json", by_alias=True) | {"name": name}
    return create(session, workspace, scenario_from_json(json.dumps(document).encode()), author=author, tags=original.tags)


def set_tags(session: Session, workspace: str, id: str, tags: Iterable[str], *, revision: int | None = None) -> Stored:
    """Give it these tags and no others."""
    wanted = accepted_tags(tags)

    def attempt(current: Stored) -> Stored | None:
        _see_that_it_is_at(revision, current)
        return _keep_the_same(session, workspace, current, None, wanted)

    return _changing(session, workspace, id, attempt)


def archive(session: Session, workspace: str, id: str, *, revision: int | None = None) -> Stored:
    """Put it out of sight; archiving twice does nothing."""
    return _archive(session, workspace, id, revision, now())


def unarchive(session: Session, workspace: str, id: str, *, revision: int | None = None) -> Stored:
    """Take it back out of the archive."""
    return _archive(session, workspace, id, revision, None)


def delete(session: Session, workspace: str, id: str, *, revision: int | None = None) -> None:
    """Delete it with all of its versions, for good."""

    def attempt(current: Stored) -> Stored | None:
        _see_that_it_is_at(revision, current)
        return current if delete_card(session, workspace, current) else None

    _changing(session, workspace, id, attempt)


# --- Parts of the above -----------------------------------------------------------------------------------------------


def _changing(session: Session, workspace: str, id: str, attempt: Callable[[Stored], Stored | None]) -> Stored:
    """Read, attempt a change, and read again where someone else was quicker, which can be on PostgreSQL only."""
    for _ in range(TRIES):
        current = get(session, workspace, id)
        if (done := attempt(current)) is not None:
            return done
    raise StaleRevision(current)


def _archive(session: Session, workspace: str, id: str, revision: int | None, moment: datetime | None) -> Stored:
    def attempt(current: Stored) -> Stored | None:
        _see_that_it_is_at(revision, current)
        if (current.archived_at is None) is (moment is None):
            return current
        return touched(session, workspace, current, replace(current, archived_at=moment))

    return _changing(session, workspace, id, attempt)


def _keep_another(
    session: Session,
    workspace: str,
    current: Stored,
    scenario: Scenario,
    document: str,
    author: str,
    tags: tuple[str, ...],
    version_name: str | None,
    restored_from: int | None = None,
) -> Stored | None:
    number = current.newest + 1
    wanted = replace(
        current,
        name=scenario.name,
        version=number,
        newest=number,
        tags=tags,
        changed_at=now(),
        changed_by=author,
        document=document,
        digest=digest_of(document),
        version_name=version_name,
    )
    saved = touched(session, workspace, current, wanted)
    if saved is not None:
        add_version(session, saved, scenario, version_name, restored_from)
        change_tags(session, current, tags)
    return saved


def _keep_the_same(session: Session, workspace: str, current: Stored, version_name: str | None, tags: tuple[str, ...]) -> Stored | None:
    """The newest version as it is, with another name or other tags where they differ."""
    if not _would_change(session, workspace, current, version_name, tags):
        return current
    saved = touched(session, workspace, current, replace(current, tags=tags, version_name=version_name or current.version_name))
    if saved is not None:
        change_tags(session, current, tags)
        if version_name is not None:
            name_it(session, current.id, current.newest, version_name)
    return saved


def _would_change(session: Session, workspace: str, current: Stored, version_name: str | None, tags: tuple[str, ...]) -> bool:
    if tags != current.tags:
        return True
    return version_name is not None and version_name != version_line(session, workspace, current.id, current.newest).name


def _see_that_it_is_at(revision: int | None, current: Stored) -> None:
    if revision is not None and revision != current.revision:
        raise StaleRevision(current)


def _author(author: str) -> str:
    return accepted_text(author, "author")


def _version_name(name: str | None) -> str | None:
    return None if name is None or not name.strip() else accepted_text(name, "version_name")
