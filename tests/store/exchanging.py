"""What is exported and taken in again, for the tests of both."""

import io
from typing import Any

from app.db import Database
from app.services.export_format import lines_of, records_in
from app.services.exporting import everything
from app.services.importing import Taken, take_in

OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


def exported(database: Database) -> bytes:
    with database.snapshot() as session:
        return b"".join(lines_of(everything(session)))


def imported(database: Database, body: bytes, *, copy: bool = False) -> Taken:
    with database.writing() as session:
        return take_in(session, io.BytesIO(body), copy=copy)


def records(body: bytes) -> list[dict[str, Any]]:
    return [record for _, record in records_in(io.BytesIO(body))]


def again(changed: list[dict[str, Any]]) -> bytes:
    """A file with these records, its count and digest right."""
    return b"".join(lines_of(changed))
