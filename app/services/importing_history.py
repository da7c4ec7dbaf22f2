"""Taking history and books of an export in: what is here already is skipped, what differs is refused or comes in as a copy."""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from contextlib import suppress
from typing import TypeVar, get_args

from sqlalchemy import func, insert, select
from sqlmodel import Session

from app.history.as_json import as_json, from_json
from app.history.found import Look, Taken
from app.history.recipe import Kind, Recipe
from app.planner.book import PARTS_LIMIT
from app.services import books, imports, replacing
from app.services.books import BOOK, TARGET_LIMIT
from app.services.books import PART as BOOK_PART
from app.services.export_format import BadExport, Record
from app.services.exporting import WORKSPACE
from app.services.exporting_history import book_record
from app.services.import_parts import PART, REFUSED
from app.services.imports import IMPORT, ImportNotFound
from app.services.reading import SCENARIO
from app.services.record_fields import Fields, is_workspace_id
from app.services.remembered_recipes import REMEMBERED
from app.services.texts import folded

PART_LIMIT = 200_000_000
"""Bytes of a part, which is held as a whole; those that are written here are a hundredth of it."""
_SHAPE = 200

_K = TypeVar("_K", Look, Recipe, Taken)
Numbered = tuple[int, Record]
_I = IMPORT.c


class DifferentHistory(Exception):
    """An import or a book of the same id is here already, and says something else."""

    def __init__(self, line: int, id: str) -> None:
        super().__init__(f"line {line}: {id} is here already, and says something else")
        self.line, self.id = line, id


class HistoryTaker:
    """Takes records of history in, in the order in which they stand in a file; `renamed` has the new ids of what came in as a copy."""

    def __init__(self, session: Session, *, copy: bool, renamed: dict[str, str]) -> None:
        self._session = session
        self._copy = copy
        self._renamed = renamed
        self._into: str | None = None
        self._numbers = {"part": 0, "refused": 0}
        self.added = self.skipped = self.books = 0

    def take(self, line: int, record: Record, following: Iterator[Numbered]) -> bool:
        """Take a record in, with the lines that belong to it; False where it is none of history."""
        kind = record["kind"]
        if kind == "import":
            self._import(Fields(line, record))
        elif kind in ("part", "refused"):
            self._piece(Fields(line, record), kind, following)
        elif kind == "recipe":
            self._recipe(Fields(line, record))
        elif kind == "book":
            self._book(Fields(line, record))
        else:
            return False
        return True

    # --- Imports --------------------------------------------------------------------------------------------------------

    def _import(self, read: Fields) -> None:
        row = self._import_row(read)
        connection = self._session.connection()
        here = connection.execute(select(_I.digest, _I.recipe, _I.taken).where(_I.id == row["id"])).first()
        self._numbers = {"part": 0, "refused": 0}
        is_here = here is not None and tuple(here) == (row["digest"], row["recipe"], row["taken"])
        if here is None and (newer := self._successor(row)) is not None:
            self._renamed[row["id"]], is_here = newer, True
        if is_here:
            self.skipped += 1
            self._into = ""
            return
        if here is not None:
            row["id"] = self._renamed_id(read.line, row["id"], imports.new_id())
        row["number"] = self._free_number(row["workspace_id"], row["number"])
        connection.execute(insert(IMPORT), row)
        self.added += 1
        self._into = row["id"]
        if here is None:
            self._take_the_place(row)

    def _successor(self, row: Record) -> str | None:
        """The import here that was read anew of the same file since, and took its place."""
        with suppress(ImportNotFound):
            found = replacing.successor(self._session, row["workspace_id"], row["id"])
            return found.id if found.digest == row["digest"] else None
        return None

    def _take_the_place(self, row: Record) -> None:
        """What it took the place of there, it takes the place of here, too: the same rows would count twice."""
        for id in (row["replaces"] or "").split():
            with suppress(ImportNotFound):
                before = imports.get_import(self._session, row["workspace_id"], id)
                if before.status == "done" and before.digest == row["digest"]:
                    new = imports.get_import(self._session, row["workspace_id"], row["id"])
                    replacing.stand_for(self._session, row["workspace_id"], before, new)

    def _import_row(self, read: Fields) -> Record:
        same_as = None if read.record.get("same_as") is None else read.id("same_as", imports.is_id)
        texts = {"look": _kept(read, "look", Look), "recipe": _kept(read, "recipe", Recipe), "taken": _kept(read, "taken", Taken)}
        if same_as is None and (texts["recipe"] is None or texts["taken"] is None):
            raise BadExport(read.line, "an import without what was taken in")
        taken = None if texts["taken"] is None else from_json(Taken, texts["taken"])
        return {
            "id": read.id("id", imports.is_id),
            "workspace_id": self._workspace(read),
            "number": read.whole("number"),
            "name": read.text("name", imports.NAME_LENGTH),
            "size": read.size("size"),
            "digest": read.digest("digest"),
            "status": "done",
            "created_at": read.moment("created_at"),
            "created_by": read.text("created_by"),
            "changed_at": read.moment("changed_at"),
            "list_name": _list_name(read) if taken is None else taken.list_name,
            "kind": _row_kind(read) if taken is None else taken.kind,
            "same_as": self._there(read, same_as),
            "replaces": _replaced(read),
            **texts,
        }

    def _there(self, read: Fields, same_as: str | None) -> str | None:
        if same_as is None:
            return None
        id = self._renamed.get(same_as, same_as)
        if self._session.connection().execute(select(_I.id).where(_I.id == id)).first() is None:
            raise BadExport(read.line, f"there is no import {same_as}")
        return id

    def _free_number(self, workspace: str, wanted: int) -> int:
        """The number that it had, or the next where another has that: newer files still come after older ones."""
        last = self._session.connection().execute(select(func.max(_I.number)).where(_I.workspace_id == workspace)).scalar() or 0
        return wanted if wanted > last else int(last) + 1

    def _piece(self, read: Fields, kind: str, following: Iterator[Numbered]) -> None:
        self._numbers[kind] += 1
        if self._into is None or read.whole("number") != self._numbers[kind]:
            raise BadExport(read.line, f"{kind} {self._numbers[kind]} of an import belongs here")
        body = _body(read, following)
        if not self._into:
            return
        row: Record = {"import_id": self._into, "number": self._numbers[kind], "body": body}
        if kind == "part":
            row |= {"kind": read.text("rows_are"), "bucket": read.text("bucket"), "rows": read.size("rows")}
        self._session.connection().execute(insert(PART if kind == "part" else REFUSED), row)

    # --- Recipes, books -------------------------------------------------------------------------------------------------

    def _recipe(self, read: Fields) -> None:
        workspace, shape = self._workspace(read), read.text("shape")
        recipe, used_at = _kept(read, "recipe", Recipe), read.moment("used_at")
        if recipe is None or len(shape) > _SHAPE:
            raise BadExport(read.line, "a recipe that is none")
        mine = (REMEMBERED.c.workspace_id == workspace) & (REMEMBERED.c.shape == shape)
        if self._session.connection().execute(select(REMEMBERED.c.shape).where(mine)).first() is None:
            row = {"workspace_id": workspace, "shape": shape, "recipe": recipe, "used_at": used_at}
            self._session.connection().execute(insert(REMEMBERED), row)

    def _book(self, read: Fields) -> None:
        row, parts = self._book_row(read), self._book_parts(read)
        here = self._session.connection().execute(select(BOOK).where(BOOK.c.id == row["id"])).first()
        if here is not None:
            asked = (
                select(BOOK_PART.c.segment, BOOK_PART.c.scenario_id).where(BOOK_PART.c.book_id == row["id"]).order_by(BOOK_PART.c.position)
            )
            if book_record(here, [tuple(each) for each in self._session.connection().execute(asked)]) == read.record:
                return
            row["id"] = self._renamed_id(read.line, row["id"], books.new_id())
        self._session.connection().execute(insert(BOOK), row)
        rows = [{"book_id": row["id"], "position": at, "segment": segment, "scenario_id": id} for at, (segment, id) in enumerate(parts)]
        if rows:
            self._session.connection().execute(insert(BOOK_PART), rows)
        self.books += 1

    def _book_row(self, read: Fields) -> Record:
        target = read.record.get("target")
        if target is not None and not (isinstance(target, int | float) and not isinstance(target, bool) and 0 < target <= TARGET_LIMIT):
            raise BadExport(read.line, "target is no amount that can be")
        return {
            "id": read.id("id", books.is_id),
            "workspace_id": self._workspace(read),
            "name": read.text("name"),
            "target": None if target is None else float(target),
            "revision": read.whole("revision"),
            "created_at": read.moment("created_at"),
            "created_by": read.text("created_by"),
            "changed_at": read.moment("changed_at"),
            "changed_by": read.text("changed_by"),
        }

    def _book_parts(self, read: Fields) -> list[tuple[str, str]]:
        given = read.raw("parts", list)
        if len(given) > PARTS_LIMIT:
            raise BadExport(read.line, "a book with too many parts")
        found: dict[str, tuple[str, str]] = {}
        for each in given:
            if not (isinstance(each, list) and len(each) == 2 and all(isinstance(text, str) for text in each)):
                raise BadExport(read.line, "parts are not what they have to be")
            segment, id = read.accepted("segment", each[0]), str(each[1])
            scenario = self._renamed.get(id, id)
            if folded(segment) in found:
                raise BadExport(read.line, f"the segment {segment} is there twice")
            if self._session.connection().execute(select(SCENARIO.c.id).where(SCENARIO.c.id == scenario)).first() is None:
                raise BadExport(read.line, f"there is no scenario {id[:40]}")
            found[folded(segment)] = (segment, scenario)
        return list(found.values())

    # --- Parts of the above -----------------------------------------------------------------------------------------------

    def _workspace(self, read: Fields) -> str:
        workspace = read.id("workspace", is_workspace_id)
        if self._session.connection().execute(select(WORKSPACE.c.id).where(WORKSPACE.c.id == workspace)).first() is None:
            raise BadExport(read.line, f"there is no workspace {workspace}")
        return workspace

    def _renamed_id(self, line: int, id: str, new: str) -> str:
        if not self._copy:
            raise DifferentHistory(line, id)
        self._renamed[id] = new
        return new


def _list_name(read: Fields) -> str | None:
    return None if read.record.get("list") is None else read.text("list")


def _row_kind(read: Fields) -> str | None:
    kind = read.record.get("rows_are")
    if kind not in (None, *get_args(Kind)):
        raise BadExport(read.line, "rows_are is no kind of row")
    return kind


def _replaced(read: Fields) -> str | None:
    """The imports whose place it took; an export from before there were any says nothing of them."""
    given = read.raw("replaces", list) if "replaces" in read.record else []
    if not all(isinstance(id, str) and imports.is_id(id) for id in given):
        raise BadExport(read.line, "replaces is not what it has to be")
    return " ".join(given) or None


def _kept(read: Fields, name: str, kind: type[_K]) -> str | None:
    """A text that `as_json` gave; None where there is none."""
    if read.record.get(name) is None:
        return None
    text: str = read.raw(name, str)
    try:
        if as_json(from_json(kind, text)) == text:
            return text
    except (ValueError, RecursionError):
        pass
    raise BadExport(read.line, f"{name} is not what it has to be")


def _body(read: Fields, following: Iterator[Numbered]) -> bytes:
    size, body = read.size("size"), bytearray()
    if size > PART_LIMIT:
        raise BadExport(read.line, "a part that is too large")
    while len(body) < size:
        line, record = next(following, (read.line, {"kind": "nothing"}))
        if record["kind"] != "bytes" or not isinstance(text := record.get("base64"), str):
            raise BadExport(line, "bytes of a part belong here")
        try:
            body += base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise BadExport(line, "this is not base64") from None
    if len(body) != size or hashlib.sha256(body).hexdigest() != read.digest("digest"):
        raise BadExport(read.line, "the bytes are not those that were exported")
    return bytes(body)
