"""What is kept of an import: its parts, which are measured, and the file of its refused rows."""

import zlib
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select
from sqlmodel import Session

from app.db import Database
from app.models import PartRow, RefusedRow
from app.services.imports import IMPORT, IS_DONE, ImportNotFound, done

if TYPE_CHECKING:
    from app.history.gather import Source

PART = PartRow.__table__  # type: ignore[attr-defined]
REFUSED = RefusedRow.__table__  # type: ignore[attr-defined]

_PARTS = (
    select(PART.c.import_id, PART.c.number, PART.c.kind, PART.c.bucket, PART.c.rows)
    .join(IMPORT, IMPORT.c.id == PART.c.import_id)
    .where(IS_DONE)
    .order_by(PART.c.import_id, PART.c.number)
)
_BODY = select(PART.c.body).where(PART.c.import_id == bindparam("p_id"), PART.c.number == bindparam("p_number"))

_INSERT_PART = insert(PART)
_INSERT_REFUSED = insert(REFUSED)


def sources(session: Session, workspace: str, database: Database) -> "list[Source]":
    """What is measured: each import with its parts.

    Each part is read when it is asked for, in a short session of its own, so that none is open while figures are worked out.
    """
    from app.history.gather import PartRef, Source  # with numpy and polars

    def reader(id: str, number: int) -> Callable[[], bytes]:
        def read() -> bytes:
            with database.reading() as short:
                return part_body(short, id, number)

        return read

    parts: dict[str, list[PartRef]] = {}
    for id, number, kind, bucket, rows in session.connection().execute(_PARTS, {"p_workspace": workspace}):
        parts.setdefault(id, []).append(PartRef(kind, bucket, rows, reader(id, number)))
    return [
        Source(each.id, each.order, each.recipe, each.taken, tuple(parts.get(each.id, ())))
        for each in done(session, workspace)
        if each.recipe is not None and each.taken is not None
    ]


def in_both(database: Database, workspace: str, some: Collection[str], others: Collection[str]) -> tuple[int | None, int | None]:
    """How many ids are both in some imports and in others, and of counts alone how many months. Raises ImportNotFound.

    The ids are None where there are too many rows to look; the months where not all are counts.
    """
    from app.history import gather

    with database.reading() as session:
        every = sources(session, workspace, database)
    mine, theirs = ([each for each in every if each.id in ids] for ids in (some, others))
    return gather.shared_ids(mine, theirs), gather.shared_months(mine, theirs)


def part_body(session: Session, id: str, number: int) -> bytes:
    """The bytes of a part; raises ImportNotFound where it was removed in between."""
    body = session.connection().execute(_BODY, {"p_id": id, "p_number": number}).scalar()
    if body is None:
        raise ImportNotFound(id)
    return bytes(body)


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
