"""Files that have come: what is known of each, and where it stands. Only imports that are done count for figures."""

import re
import secrets
import string
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import bindparam, case, delete, func, insert, select, text, update
from sqlmodel import Session

from app.history.as_json import as_json, from_json
from app.history.forgetting import without_cells
from app.history.found import Finding, Look, Taken
from app.history.recipe import Kind, Recipe
from app.models import ImportRow
from app.services import remembered_recipes
from app.services.texts import UNSEEN

Status = Literal["looking", "asked", "ready", "taking", "done", "failed", "cancelled"]

IMPORT = ImportRow.__table__  # type: ignore[attr-defined]
NAME_LENGTH = 255
UNDER_WAY = ("looking", "asked", "ready", "taking")
OVER = ("done", "cancelled")

_ID = re.compile(r"imp_[a-z0-9]{20}")
_LETTERS = string.ascii_lowercase + string.digits
_HIDDEN = re.compile(f"[{UNSEEN}]")
"""Besides control characters those that turn the direction of writing, so that a name would be shown as another."""


class ImportNotFound(LookupError):
    """There is no such import in the workspace."""


class ImportMoved(Exception):
    """The import is not, or no longer, where this can be done to it; `current` is what it is now."""

    def __init__(self, current: "Import") -> None:
        super().__init__(f"{current.id} is {current.status}")
        self.current = current


@dataclass(frozen=True)
class Import:
    """A file and what became of it.

    Attributes:
        order: grows with every file of the workspace; what a newer one says of a buyer counts.
        digest: SHA-256 of its bytes.
        status: looking (what it is), asked (somebody has to answer or correct), ready, taking, done, failed, cancelled.
        look, recipe, taken: what was found, how it is read, what came of it; None where it has not come so far.
        trouble: why it failed, or what interrupted it.
        same_as: the earlier import of the very same file; then nothing was added.
        replaces: the import whose place it takes once it is done, and those whose place that one took before.
    """

    id: str
    order: int
    name: str
    size: int
    digest: str
    status: Status
    created_at: datetime
    created_by: str
    changed_at: datetime
    list_name: str | None
    kind: Kind | None
    look: Look | None
    recipe: Recipe | None
    taken: Taken | None
    trouble: Finding | None
    same_as: str | None
    replaces: tuple[str, ...] = ()


def is_id(text: str) -> bool:
    """Whether a text has the form of an import's id."""
    return _ID.fullmatch(text) is not None


def new_id() -> str:
    """An id that nobody can guess."""
    return f"imp_{''.join(secrets.choice(_LETTERS) for _ in range(20))}"


def shown_name(name: str) -> str:
    """The name of a file without its folders and without what cannot be seen; what a browser or a shell gives may hold anything."""
    bare = _HIDDEN.sub(" ", re.split(r"[\\/]", name)[-1]).strip()
    return (bare or "file")[-NAME_LENGTH:].lstrip()


def begun(id: str, name: str, size: int, digest: str, author: str) -> Import:
    """An import as it begins, with the file that is here: what is in it, nobody has looked yet."""
    moment = datetime.now(UTC)
    return Import(
        id=id,
        order=0,
        name=shown_name(name),
        size=size,
        digest=digest,
        status="looking",
        created_at=moment,
        created_by=author,
        changed_at=moment,
        list_name=None,
        kind=None,
        look=None,
        recipe=None,
        taken=None,
        trouble=None,
        same_as=None,
    )


# --- Reading --------------------------------------------------------------------------------------------------------

_I = IMPORT.c
_HEAD = [_I.id, _I.number, _I.name, _I.size, _I.digest, _I.status, _I.created_at, _I.created_by, _I.changed_at, _I.list_name, _I.kind]
_MORE = [_I.same_as, _I.replaces, _I.recipe, _I.taken, _I.trouble]
_LOOK_IF_OPEN = case((_I.status == "done", None), else_=_I.look).label("look")
"""What was found in a file is large, and of no more use in a list once the file is taken in."""
_MINE = (_I.workspace_id == bindparam("p_workspace")) & (_I.id == bindparam("p_id"))
_OF_WORKSPACE = _I.workspace_id == bindparam("p_workspace")
_GET = select(*_HEAD, *_MORE, _I.look).where(_MINE)
_STATUS = select(_I.status).where(_MINE)
_ALL = select(*_HEAD, *_MORE, _LOOK_IF_OPEN).where(_OF_WORKSPACE).order_by(_I.number.desc())
IS_DONE = _OF_WORKSPACE & (_I.status == "done") & _I.same_as.is_(None)
_DONE = select(*_HEAD, *_MORE, _LOOK_IF_OPEN).where(IS_DONE).order_by(_I.number)
_SAME = select(*_HEAD, *_MORE, _LOOK_IF_OPEN).where(IS_DONE, _I.digest == bindparam("p_digest")).order_by(_I.number.desc()).limit(1)
_OF_SHAPE = (
    select(_I.recipe).where(IS_DONE, _I.recipe.is_not(None), _I.look.contains(bindparam("p_shape"))).order_by(_I.number.desc()).limit(1)
)
"""A shape is a digest, so a look that has it anywhere is of that shape."""


def _import_from(row: Any) -> Import:
    return Import(
        id=row.id,
        order=row.number,
        name=row.name,
        size=row.size,
        digest=row.digest,
        status=row.status,
        created_at=row.created_at,
        created_by=row.created_by,
        changed_at=row.changed_at,
        list_name=row.list_name,
        kind=row.kind,
        look=None if row.look is None else from_json(Look, row.look),
        recipe=None if row.recipe is None else from_json(Recipe, row.recipe),
        taken=None if row.taken is None else from_json(Taken, row.taken),
        trouble=None if row.trouble is None else from_json(Finding, row.trouble),
        same_as=row.same_as,
        replaces=tuple((row.replaces or "").split()),
    )


def imports(session: Session, workspace: str) -> list[Import]:
    """Every import, newest first; `look` is None where it is done."""
    return [_import_from(row) for row in session.connection().execute(_ALL, {"p_workspace": workspace})]


def get_import(session: Session, workspace: str, id: str) -> Import:
    """One import; raises ImportNotFound."""
    row = session.connection().execute(_GET, {"p_workspace": workspace, "p_id": id}).first() if is_id(id) else None
    if row is None:
        raise ImportNotFound(id[:40])
    return _import_from(row)


def status_of(session: Session, workspace: str, id: str) -> Status:
    """Where an import stands, without what is known of it: for whoever asks again and again. Raises ImportNotFound."""
    status: Status | None = session.connection().execute(_STATUS, {"p_workspace": workspace, "p_id": id}).scalar()
    if status is None:
        raise ImportNotFound(id[:40])
    return status


def same_file(session: Session, workspace: str, digest: str) -> Import | None:
    """The newest import that is done, of the very same bytes."""
    row = session.connection().execute(_SAME, {"p_workspace": workspace, "p_digest": digest}).first()
    return None if row is None else _import_from(row)


def done(session: Session, workspace: str) -> list[Import]:
    """The imports that count, oldest first."""
    return [_import_from(row) for row in session.connection().execute(_DONE, {"p_workspace": workspace})]


# --- Writing --------------------------------------------------------------------------------------------------------

_NEXT = select(func.coalesce(func.max(_I.number), 0) + 1).where(_OF_WORKSPACE)
_ONE_AT_A_TIME = text("SELECT id FROM workspace WHERE id = :id FOR NO KEY UPDATE")  # so that a scenario may be made meanwhile
_ONE_OF_A_FILE = text("SELECT pg_advisory_xact_lock(:key)")
_JSON = ("look", "recipe", "taken", "trouble")
_INSERT = insert(IMPORT)
_UPDATE = update(IMPORT).where(_MINE)


def add(session: Session, workspace: str, new: Import) -> Import:
    """Keep a file that has come; it gets the next number of the workspace."""
    one_at_a_time(session, workspace)  # or two files at once would get one number
    connection = session.connection()
    number = connection.execute(_NEXT, {"p_workspace": workspace}).scalar_one()
    made = replace(new, order=int(number))
    connection.execute(_INSERT, {"workspace_id": workspace, **_columns(made)})
    return made


def one_at_a_time(session: Session, workspace: str) -> None:
    """Wait for whoever does the same in this workspace; on SQLite every transaction that writes waits anyway."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_ONE_AT_A_TIME, {"id": workspace})


def one_of_a_file(session: Session, digest: str) -> None:
    """Wait for whoever keeps the very same file at this moment, and for nobody else: keeping a large one takes a while."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_ONE_OF_A_FILE, {"key": int(digest[:15], 16)})


def change(session: Session, workspace: str, before: Import, **changes: Any) -> Import:
    """Say something new of an import, unless its status is no longer what it was. Once it is over, cells that were only looked at go.

    What does not change is not written: somebody may have given its list another name since `before` was read.

    Raises:
        ImportNotFound, ImportMoved: where somebody was quicker.
    """
    after = replace(before, changed_at=datetime.now(UTC), **changes)
    if after.status in OVER and after.look is not None:
        after = replace(after, look=without_cells(after.look, after.recipe or after.look.recipe))
    known = _columns(before)
    columns = {name: value for name, value in _columns(after).items() if value != known[name] or name == "changed_at"}
    guarded = _UPDATE.where(_I.status == bindparam("p_status"))
    mine = {"p_workspace": workspace, "p_id": before.id, "p_status": before.status}
    if session.connection().execute(guarded, columns | mine).rowcount == 0:
        raise ImportMoved(get_import(session, workspace, before.id))
    return after


def remove(session: Session, workspace: str, id: str) -> None:
    """Remove an import with everything that is kept of it, how its columns were read included; raises ImportNotFound."""
    found = get_import(session, workspace, id)
    session.connection().execute(delete(IMPORT).where(_MINE), {"p_workspace": workspace, "p_id": id})
    if found.status == "done" and found.same_as is None and found.look is not None:
        remember_newest(session, workspace, found.look.shape)


def remember_newest(session: Session, workspace: str, shape: str) -> None:
    """After an import of a shape has gone, or changed: the next such file is read like the newest that stands, or asked about anew."""
    remembered_recipes.forget(session, workspace, shape)
    standing = session.connection().execute(_OF_SHAPE, {"p_workspace": workspace, "p_shape": shape}).scalar()
    if standing is not None:
        remembered_recipes.remember(session, workspace, shape, from_json(Recipe, standing))


def _columns(of: Import) -> dict[str, Any]:
    return {
        "id": of.id,
        "number": of.order,
        "name": of.name,
        "size": of.size,
        "digest": of.digest,
        "status": of.status,
        "created_at": of.created_at,
        "created_by": of.created_by,
        "changed_at": of.changed_at,
        "list_name": of.list_name,
        "kind": of.kind,
        "same_as": of.same_as,
        "replaces": " ".join(of.replaces) or None,
        **{name: None if getattr(of, name) is None else as_json(getattr(of, name)) for name in _JSON},
    }
