"""History and books as records of an export: imports with their parts, remembered recipes, plan books."""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from app.services.books import BOOK
from app.services.books import PART as BOOK_PART
from app.services.export_format import Record, moment_text
from app.services.import_parts import PART, REFUSED
from app.services.imports import IMPORT
from app.services.remembered_recipes import REMEMBERED

BYTES_OF_A_LINE = 3_000_000
"""Bytes of a part or of refused rows that stand in one line."""

_I = IMPORT.c
_IMPORTS = select(IMPORT).where(_I.status == "done").order_by(_I.workspace_id, _I.number)
_PARTS = select(PART).where(PART.c.import_id == bindparam("id"), PART.c.number == bindparam("number"))
_REFUSED = select(REFUSED).where(REFUSED.c.import_id == bindparam("id"), REFUSED.c.number == bindparam("number"))
_RECIPES = select(REMEMBERED).order_by(REMEMBERED.c.workspace_id, REMEMBERED.c.shape)
_BOOKS = select(BOOK).order_by(BOOK.c.id)
_BOOK_PARTS = select(BOOK_PART).where(BOOK_PART.c.book_id == bindparam("id")).order_by(BOOK_PART.c.position)


def history_records(session: Session) -> Iterator[Record]:
    """Imports that are done, each followed by its parts and refused rows; then recipes, then books."""
    for row in session.connection().execute(_IMPORTS).all():
        yield _import(row)
        yield from _pieces(session, row.id, "part", _PARTS)
        yield from _pieces(session, row.id, "refused", _REFUSED)
    for row in session.connection().execute(_RECIPES).all():
        yield {
            "kind": "recipe",
            "workspace": row.workspace_id,
            "shape": row.shape,
            "recipe": row.recipe,
            "used_at": moment_text(row.used_at),
        }
    for row in session.connection().execute(_BOOKS).all():
        parts = session.connection().execute(_BOOK_PARTS, {"id": row.id}).all()
        yield book_record(row, [(part.segment, part.scenario_id) for part in parts])


def _import(row: Any) -> Record:
    return {
        "kind": "import",
        "id": row.id,
        "workspace": row.workspace_id,
        "number": row.number,
        "name": row.name,
        "size": row.size,
        "digest": row.digest,
        "created_at": moment_text(row.created_at),
        "created_by": row.created_by,
        "changed_at": moment_text(row.changed_at),
        "list": row.list_name,
        "rows_are": row.kind,
        "same_as": row.same_as,
        **({} if row.replaces is None else {"replaces": row.replaces.split()}),
        "look": row.look,
        "recipe": row.recipe,
        "taken": row.taken,
    }


def _pieces(session: Session, id: str, kind: str, asked: Any) -> Iterator[Record]:
    """Parts or stretches one at a time, each with lines of its bytes after it."""
    number = 1
    while (row := session.connection().execute(asked, {"id": id, "number": number}).first()) is not None:
        body = bytes(row.body)
        about = {"bucket": row.bucket, "rows_are": row.kind, "rows": row.rows} if kind == "part" else {}
        yield {"kind": kind, "number": number, **about, "size": len(body), "digest": hashlib.sha256(body).hexdigest()}
        for start in range(0, len(body), BYTES_OF_A_LINE):
            yield {"kind": "bytes", "base64": base64.b64encode(body[start : start + BYTES_OF_A_LINE]).decode("ascii")}
        number += 1


def book_record(row: Any, parts: list[tuple[str, str]]) -> Record:
    """A book as it stands in an export."""
    return {
        "kind": "book",
        "id": row.id,
        "workspace": row.workspace_id,
        "name": row.name,
        "target": row.target,
        "revision": row.revision,
        "created_at": moment_text(row.created_at),
        "created_by": row.created_by,
        "changed_at": moment_text(row.changed_at),
        "changed_by": row.changed_by,
        "parts": [[segment, scenario] for segment, scenario in parts],
    }
