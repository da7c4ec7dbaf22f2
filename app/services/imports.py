"""Files that were taken in: what is known of each, and what is kept of it. Only imports that are done count for figures."""

import re
import secrets
import string
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import bindparam, case, delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from app.db import Database
from app.history.as_json import as_json, from_json
from app.history.forgetting import without_cells
from app.history.found import Finding, Look, Taken
from app.history.recipe import Kind, Recipe
from app.models import ImportRow, PartRow, RefusedRow, RememberedRow
from app.services.rows_wanted import EVERYTHING, RowsWanted

if TYPE_CHECKING:
    from app.history.gather import Source
    from app.history.mapping import KnownList

Status = Literal["looking", "asked", "ready", "taking", "done", "failed", "cancelled"]

IMPORT = ImportRow.__table__  # type: ignore[attr-defined]
PART = PartRow.__table__  # type: ignore[attr-defined]
REFUSED = RefusedRow.__table__  # type: ignore[attr-defined]
REMEMBERED = RememberedRow.__table__  # type: ignore[attr-defined]

REMEMBERED_LIMIT = 200
"""Shapes whose recipe is remembered; those that were used longest ago are forgotten."""
NAME_LENGTH = 255
UNDER_WAY = ("looking", "asked", "ready", "taking")
OVER = ("done", "cancelled")

_ID = re.compile(r"imp_[a-z0-9]{20}")
_LETTERS = string.ascii_lowercase + string.digits
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
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


@dataclass(frozen=True)
class ListLine:
    """A list that figures can be measured of, put together from its imports; `rows` counts what was taken of each."""

    name: str
    kind: Kind
    imports: tuple[str, ...]
    rows: int
    first: str | None
    last: str | None
    known_to: str | None
    stages: tuple[str, ...]


def is_id(text: str) -> bool:
    """Whether a text has the form of an import's id."""
    return _ID.fullmatch(text) is not None


def new_id() -> str:
    """An id that nobody can guess."""
    return f"imp_{''.join(secrets.choice(_LETTERS) for _ in range(20))}"


def shown_name(name: str) -> str:
    """The name of a file without its folders and without what cannot be seen; what a browser or a shell gives may hold anything."""
    bare = _HIDDEN.sub(" ", re.split(r"[\\/]", name)[-1]).strip()
    return (bare or "file")[-NAME_LENGTH:]


# --- Reading --------------------------------------------------------------------------------------------------------

_I = IMPORT.c
_HEAD = [_I.id, _I.number, _I.name, _I.size, _I.digest, _I.status, _I.created_at, _I.created_by, _I.changed_at, _I.list_name, _I.kind]
_MORE = [_I.same_as, _I.recipe, _I.taken, _I.trouble]
_LOOK_IF_OPEN = case((_I.status == "done", None), else_=_I.look).label("look")
"""What was found in a file is large, and of no more use in a list once the file is taken in."""
_MINE = (_I.workspace_id == bindparam("p_workspace")) & (_I.id == bindparam("p_id"))
_OF_WORKSPACE = _I.workspace_id == bindparam("p_workspace")
_GET = select(*_HEAD, *_MORE, _I.look).where(_MINE)
_ALL = select(*_HEAD, *_MORE, _LOOK_IF_OPEN).where(_OF_WORKSPACE).order_by(_I.number.desc())
_IS_DONE = _OF_WORKSPACE & (_I.status == "done") & _I.same_as.is_(None)
_DONE = select(*_HEAD, *_MORE, _LOOK_IF_OPEN).where(_IS_DONE).order_by(_I.number)
_SAME = select(*_HEAD, *_MORE, _LOOK_IF_OPEN).where(_IS_DONE, _I.digest == bindparam("p_digest")).order_by(_I.number.desc()).limit(1)
_OF_SHAPE = (
    select(_I.recipe).where(_IS_DONE, _I.recipe.is_not(None), _I.look.contains(bindparam("p_shape"))).order_by(_I.number.desc()).limit(1)
)
"""A shape is a digest, so a look that has it anywhere is of that shape."""
_PARTS = (
    select(PART.c.import_id, PART.c.number, PART.c.kind, PART.c.bucket, PART.c.rows)
    .join(IMPORT, _I.id == PART.c.import_id)
    .where(_IS_DONE)
    .order_by(PART.c.import_id, PART.c.number)
)
_BODY = select(PART.c.body).where(PART.c.import_id == bindparam("p_id"), PART.c.number == bindparam("p_number"))


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


def same_file(session: Session, workspace: str, digest: str) -> Import | None:
    """The newest import that is done, of the very same bytes."""
    row = session.connection().execute(_SAME, {"p_workspace": workspace, "p_digest": digest}).first()
    return None if row is None else _import_from(row)


def done(session: Session, workspace: str) -> list[Import]:
    """The imports that count, oldest first."""
    return [_import_from(row) for row in session.connection().execute(_DONE, {"p_workspace": workspace})]


def sources(session: Session, workspace: str) -> "list[Source]":
    """What is measured: each import with its parts, whose bytes are read when they are asked for, as long as the session is open."""
    return _sources(session, workspace, lambda id, number: lambda: part_body(session, id, number))


def sources_later(database: Database, workspace: str) -> "list[Source]":
    """The same where each part is read in a short session of its own, so that none is open while figures are worked out."""

    def reader(id: str, number: int) -> Callable[[], bytes]:
        def read() -> bytes:
            with database.reading() as session:
                return part_body(session, id, number)

        return read

    with database.reading() as session:
        return _sources(session, workspace, reader)


def _sources(session: Session, workspace: str, reader: Callable[[str, int], Callable[[], bytes]]) -> "list[Source]":
    from app.history.gather import PartRef, Source  # with numpy and polars

    parts: dict[str, list[PartRef]] = {}
    for id, number, kind, bucket, rows in session.connection().execute(_PARTS, {"p_workspace": workspace}):
        parts.setdefault(id, []).append(PartRef(kind, bucket, rows, reader(id, number)))
    return [
        Source(each.id, each.order, each.recipe, each.taken, tuple(parts.get(each.id, ())))
        for each in done(session, workspace)
        if each.recipe is not None and each.taken is not None
    ]


def part_body(session: Session, id: str, number: int) -> bytes:
    """The bytes of a part; raises ImportNotFound where it was removed in between."""
    body = session.connection().execute(_BODY, {"p_id": id, "p_number": number}).scalar()
    if body is None:
        raise ImportNotFound(id)
    return bytes(body)


def lists(session: Session, workspace: str) -> list[ListLine]:
    """What figures can be measured of, by name: lists of buyers, and those of counts alone."""
    found: dict[str, list[Import]] = {}
    for each in done(session, workspace):
        if each.taken is not None and each.kind in ("records", "events", "counts"):
            found.setdefault(each.taken.list_name, []).append(each)
    return [_list_line(name, some) for name, some in sorted(found.items())]


def _list_line(name: str, some: Sequence[Import]) -> ListLine:
    taken = [each.taken for each in some if each.taken is not None]
    kinds = {each.kind for each in taken}
    first, last, known_to = ([value for each in taken if (value := getattr(each, what))] for what in ("first", "last", "known_to"))
    return ListLine(
        name=name,
        kind="records" if "records" in kinds else "events" if "events" in kinds else "counts",
        imports=tuple(each.id for each in some),
        rows=sum(each.taken for each in taken),
        first=min(first, default=None),
        last=max(last, default=None),
        known_to=max(known_to, default=None),
        stages=joined_stages([each.recipe.stages for each in some if each.recipe is not None]),
    )


def joined_stages(given: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The stages of several files in one order: those of the longest, others before the next stage that is known."""
    joined: list[str] = []
    for stages in sorted(given, key=len, reverse=True):
        place = 0
        for stage in stages:
            if stage in joined:
                place = joined.index(stage) + 1
            else:
                joined.insert(place, stage)
                place += 1
    return tuple(joined)


# --- What a look needs to know of the workspace ------------------------------------------------------------------------


def known_lists(session: Session, workspace: str) -> "list[KnownList]":
    """The lists that a new file could be joined to."""
    from app.history.mapping import KnownList

    return [KnownList(**each) for each in known_lists_plain(session, workspace)]


def known_lists_plain(session: Session, workspace: str) -> list[dict[str, Any]]:
    """The same without the machinery that looks."""
    by_name: dict[str, list[Import]] = {}
    for each in reversed(imports(session, workspace)):  # what is about to be taken in has a list, too, which another file may not get
        if each.recipe is not None and each.same_as is None and each.status in ("done", "asked", "ready", "taking"):
            by_name.setdefault(each.recipe.list_name, []).append(each)
    return [_known(name, some) for name, some in sorted(by_name.items())]


def _known(name: str, some: Sequence[Import]) -> dict[str, Any]:
    recipes = [each.recipe for each in some if each.recipe is not None]
    ids = [column.header for recipe in recipes for column in recipe.columns if column.field == "id"]
    attributes = dict.fromkeys(header for each in some if each.taken is not None for header in each.taken.columns)
    currencies = {each.taken.currency for each in some if each.taken is not None and each.taken.currency}
    of_buyers = [recipe.kind for recipe in recipes if recipe.kind in ("records", "events")]
    return {
        "name": name,
        "kind": (*of_buyers, *(recipe.kind for recipe in recipes if recipe.kind == "counts"), recipes[0].kind)[0],
        "id_header": ids[0] if ids else None,
        "stages": joined_stages([recipe.stages for recipe in recipes]),
        "attributes": tuple(attributes),
        "currency": currencies.pop() if len(currencies) == 1 else None,
    }


def remembered(session: Session, workspace: str) -> list[tuple[str, Recipe]]:
    """How files were read before, by shape; the one that was used last comes first."""
    asked = (
        select(REMEMBERED.c.shape, REMEMBERED.c.recipe).where(REMEMBERED.c.workspace_id == workspace).order_by(REMEMBERED.c.used_at.desc())
    )
    return [(shape, from_json(Recipe, recipe)) for shape, recipe in session.connection().execute(asked)]


# --- Writing --------------------------------------------------------------------------------------------------------

_NEXT = select(func.coalesce(func.max(_I.number), 0) + 1).where(_OF_WORKSPACE)
_ONE_AT_A_TIME = text("SELECT id FROM workspace WHERE id = :id FOR UPDATE")
_REMEMBER: dict[str, Any] = {"sqlite": sqlite.insert(REMEMBERED), "postgresql": postgresql.insert(REMEMBERED)}
_JSON = ("look", "recipe", "taken", "trouble")
_INSERT = insert(IMPORT)
_UPDATE = update(IMPORT).where(_MINE)
_INSERT_PART = insert(PART)
_INSERT_REFUSED = insert(REFUSED)


def add(session: Session, workspace: str, new: Import) -> Import:
    """Keep a file that has come; it gets the next number of the workspace."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_ONE_AT_A_TIME, {"id": workspace})  # or two files at once would get one number
    number = connection.execute(_NEXT, {"p_workspace": workspace}).scalar_one()
    made = replace(new, order=int(number))
    connection.execute(_INSERT, {"workspace_id": workspace, **_columns(made)})
    return made


def change(session: Session, workspace: str, before: Import, **changes: Any) -> Import:
    """Say something new of an import, unless its status is no longer what it was. Once it is over, cells that were only looked at go.

    Raises:
        ImportNotFound, ImportMoved: where somebody was quicker.
    """
    after = replace(before, changed_at=datetime.now(UTC), **changes)
    if after.status in OVER and after.look is not None:
        after = replace(after, look=without_cells(after.look, after.recipe or after.look.recipe))
    columns = {name: value for name, value in _columns(after).items() if name not in ("id", "number", "created_at", "created_by")}
    guarded = _UPDATE.where(_I.status == bindparam("p_status"))
    mine = {"p_workspace": workspace, "p_id": before.id, "p_status": before.status}
    if session.connection().execute(guarded, columns | mine).rowcount == 0:
        raise ImportMoved(get_import(session, workspace, before.id))
    return after


def call_the_same(session: Session, workspace: str, ids: Sequence[str], field: str, value: str, name: str) -> list[Import]:
    """Have a value of a field, such as a channel, read as another's name in imports that are done; an empty name takes that back.

    Nothing is read again: names are applied when imports are gathered, and whatever is measured of these is measured anew, since they
    have changed. Files of their shape that come later are read in the same way. What is not done, or not there, is left alone.
    """
    wanted = set(ids)
    changed = []
    for before in done(session, workspace):
        if before.id in wanted and before.recipe is not None:
            renames = renamed(before.recipe.renames, field, value, name)
            if renames != before.recipe.renames:
                changed.append(with_renames(session, workspace, before, renames))
    return changed


def with_renames(session: Session, workspace: str, before: Import, renames: dict[str, dict[str, str]]) -> Import:
    """An import that is done with other names for its values; raises ImportNotFound, ImportMoved."""
    if before.recipe is None or before.status != "done":
        raise ImportMoved(before)
    whole = get_import(session, workspace, before.id)
    after = change(session, workspace, whole, recipe=Recipe.model_validate(before.recipe.model_dump() | {"renames": renames}))
    if (
        after.look is not None
        and after.recipe is not None
        and any(shape == after.look.shape for shape, _ in remembered(session, workspace))
    ):
        remember(session, workspace, after.look.shape, after.recipe)
    return after


def renamed(renames: dict[str, dict[str, str]], field: str, value: str, name: str) -> dict[str, dict[str, str]]:
    """Names of values with one more, or one less where the name is empty; what was called like the value gets the new name."""
    from app.history.values.words import fold  # with polars

    key, others = fold(value), dict(renames)
    names = dict(others.pop(field, {}))
    names.pop(key, None)
    if name:
        names = {each: name if fold(said) == key else said for each, said in names.items() if each != fold(name)}
        if key != fold(name):
            names[key] = name
    return others | ({field: names} if names else {})


def remove(session: Session, workspace: str, id: str) -> None:
    """Remove an import with everything that is kept of it, how its columns were read included; raises ImportNotFound."""
    found = get_import(session, workspace, id)
    session.connection().execute(delete(IMPORT).where(_MINE), {"p_workspace": workspace, "p_id": id})
    if found.status == "done" and found.same_as is None and found.look is not None:
        _remember_less(session, workspace, found.look.shape)


def _remember_less(session: Session, workspace: str, shape: str) -> None:
    """After an import of a shape has gone: the next such file is read like the newest that still stands, or asked about anew."""
    connection = session.connection()
    connection.execute(delete(REMEMBERED).where(REMEMBERED.c.workspace_id == workspace, REMEMBERED.c.shape == shape))
    standing = connection.execute(_OF_SHAPE, {"p_workspace": workspace, "p_shape": shape}).scalar()
    if standing is not None:
        remember(session, workspace, shape, from_json(Recipe, standing))


def add_part(session: Session, id: str, number: int, kind: str, bucket: str, rows: int, body: bytes) -> None:
    """Keep a part of an import."""
    row = {"import_id": id, "number": number, "kind": kind, "bucket": bucket, "rows": rows, "body": body}
    session.connection().execute(_INSERT_PART, row)


def add_refused(session: Session, id: str, number: int, body: bytes) -> None:
    """Keep a stretch of the file of refused rows."""
    session.connection().execute(_INSERT_REFUSED, {"import_id": id, "number": number, "body": zlib.compress(body)})


def refused_file(session: Session, id: str) -> Iterator[bytes]:
    """The file of refused rows, in stretches; nothing where none was refused."""
    number = 1
    asked = select(REFUSED.c.body).where(REFUSED.c.import_id == bindparam("p_id"), REFUSED.c.number == bindparam("p_number"))
    while (body := session.connection().execute(asked, {"p_id": id, "p_number": number}).scalar()) is not None:
        yield zlib.decompress(body)
        number += 1


def remember(session: Session, workspace: str, shape: str, recipe: Recipe) -> None:
    """Read files of this shape like this from now on."""
    connection = session.connection()
    row = {"workspace_id": workspace, "shape": shape, "recipe": as_json(recipe), "used_at": datetime.now(UTC)}
    added = _REMEMBER[connection.dialect.name]
    newer = {"recipe": added.excluded.recipe, "used_at": added.excluded.used_at}
    connection.execute(added.on_conflict_do_update(index_elements=["workspace_id", "shape"], set_=newer), row)
    mine = REMEMBERED.c.workspace_id == workspace
    newest = select(REMEMBERED.c.shape).where(mine).order_by(REMEMBERED.c.used_at.desc()).limit(REMEMBERED_LIMIT)
    connection.execute(delete(REMEMBERED).where(mine, REMEMBERED.c.shape.not_in(newest)))


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
        **{name: None if getattr(of, name) is None else as_json(getattr(of, name)) for name in _JSON},
    }


# --- Rows, for whoever wants to see what a figure rests on -------------------------------------------------------------

RowWhat = Literal[
    "row", "id", "day", "outcome", "reached", "lost", "amount", "currency", "until", "channel", "campaign", "key", "attribute", "measure"
]


@dataclass(frozen=True)
class RowsPage:
    """Some of the rows that are kept of an import, in the order in which they are kept.

    Attributes:
        columns: for each its name (a stage, a header) and what it holds.
        rows: cells: whole numbers, ISO days, words of an outcome, numbers, texts; None where the file said nothing.
        start, total: position of the first, and how many there are in all.
    """

    columns: tuple[tuple[str, RowWhat], ...]
    rows: tuple[tuple[object, ...], ...]
    start: int
    total: int


def rows_of(session: Session, workspace: str, id: str, start: int = 0, limit: int = 50, wanted: RowsWanted = EVERYTHING) -> RowsPage:
    """A page of the rows that are kept of an import, or of those that are wanted; raises ImportNotFound."""
    found = get_import(session, workspace, id)
    asked = select(PART.c.number, PART.c.rows).where(PART.c.import_id == bindparam("p_id")).order_by(PART.c.number)
    sizes = session.connection().execute(asked, {"p_id": found.same_as or id}).all()
    from app.services.import_rows import chosen_page, page_of  # with polars

    def body(number: int) -> bytes:
        return part_body(session, found.same_as or id, number)

    if not wanted.is_everything:
        return chosen_page(sizes, body, found.recipe, wanted, max(0, start), limit)
    return page_of(sizes, body, max(0, start), limit)
