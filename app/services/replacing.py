"""A file that is read anew: what came of it the last time stays until the new rows come, and goes in the same transaction."""

from dataclasses import replace

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from app.services import imports
from app.services.imports import IMPORT, Import, ImportMoved, ImportNotFound

_I = IMPORT.c
_NEXT = (
    select(_I.id)
    .where(_I.workspace_id == bindparam("p_workspace"), _I.status == "done", _I.replaces.contains(bindparam("p_id")))
    .where(_I.id != bindparam("p_but"))
    .order_by(_I.number)
    .limit(1)
)
"""The one that stands in its place; another reading that is about to take that place is not asked for."""


class OtherFile(Exception):
    """The file is not the one that was taken in; its content differs."""


def announced(session: Session, workspace: str, new: Import) -> Import:
    """A new import that says which one it replaces: read as that one was, unless somebody says otherwise; raises as `replaced` does."""
    before = replaced(session, workspace, new.replaces[0], new.digest)
    return replace(new, recipe=new.recipe or before.recipe, replaces=(before.id, *before.replaces))


def replaced(session: Session, workspace: str, id: str, digest: str) -> Import:
    """The import whose place a file with this digest would take.

    Raises:
        ImportNotFound, OtherFile.
        ImportMoved: where nothing was taken in of it.
    """
    before = imports.get_import(session, workspace, id)
    if before.status != "done" or before.same_as is not None:
        raise ImportMoved(before)
    if before.digest != digest:
        raise OtherFile(before.id)
    return before


def put_in_place(session: Session, workspace: str, done: Import) -> Import:
    """Remove what a new import replaces, and have it stand where that one stood among older and newer files.

    What was removed before adds nothing to be replaced; what has been replaced by another reading meanwhile is replaced in turn.
    """
    try:
        before = successor(session, workspace, done.replaces[0], but=done.id)
    except ImportNotFound:  # somebody has removed the other meanwhile
        return done
    return stand_for(session, workspace, before, done)


def stand_for(session: Session, workspace: str, before: Import, done: Import) -> Import:
    """Remove an import, and have another of the same file stand where it stood; what was the same as the one is the same as the other."""
    connection = session.connection()
    connection.execute(update(IMPORT).where(_I.same_as == before.id).values(same_as=done.id))
    imports.remove(session, workspace, before.id)
    replaces = tuple(dict.fromkeys((before.id, *before.replaces, *done.replaces)))
    moved = replace(done, order=before.order, replaces=replaces)
    connection.execute(update(IMPORT).where(_I.id == done.id).values(number=moved.order, replaces=" ".join(replaces)))
    return moved


def successor(session: Session, workspace: str, id: str, *, but: str = "") -> Import:
    """The import, or the one that has taken its place: plans go on naming what their figures were taken over from.

    Args:
        but: an import that is not meant, though it says that it takes this place.

    Raises:
        ImportNotFound.
    """
    try:
        return imports.get_import(session, workspace, id)
    except ImportNotFound:
        asked = {"p_workspace": workspace, "p_id": id, "p_but": but}
        found = session.connection().execute(_NEXT, asked).scalar() if imports.is_id(id) else None
        if found is None:
            raise
        return imports.get_import(session, workspace, found)
