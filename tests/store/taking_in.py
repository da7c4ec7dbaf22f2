"""Files taken in by the stand-in, for the tests of what happens to an import."""

import asyncio
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from app.services import import_parts, imports
from app.services.importing_jobs import Jobs
from app.services.imports import Import
from app.services.scenarios import LOCAL_WORKSPACE


async def pieces(body: bytes, size: int = 7) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


def received(jobs: Jobs, body: bytes, name: str = "leads.csv", size: int | None = None, **more: Any) -> Import:
    """On a thread of its own: the browser tests keep a loop running on this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(jobs.receive(name, pieces(body), size, author="Ada", **more))).result()


def now(jobs: Jobs, id: str) -> Import:
    with jobs._database.reading() as session:
        return imports.get_import(session, LOCAL_WORKSPACE, id)


def until(jobs: Jobs, id: str, *statuses: str) -> Import:
    """The import once it is there, and nobody is at work on it any more."""
    for _ in range(2_000):
        found = now(jobs, id)
        if found.status in statuses and (found.status == "taking" or id not in jobs._under_way):
            return found
        if found.status in ("failed", "cancelled", "done") and found.status not in statuses:
            break
        time.sleep(0.01)
    raise AssertionError(f"{found.status} for ever, with {found.trouble}")


def parts(jobs: Jobs, id: str) -> list[tuple[int, str, str, int]]:
    with jobs._database.reading() as session:
        asked = imports.select(import_parts.PART.c.number, import_parts.PART.c.kind, import_parts.PART.c.bucket, import_parts.PART.c.rows)
        return [tuple(row) for row in session.connection().execute(asked.where(import_parts.PART.c.import_id == id)).all()]


def staged(jobs: Jobs) -> list[str]:
    return sorted(path.name for path in jobs._staging.folder.glob("*") if not path.name.startswith("server-"))


def go(jobs: Jobs, id: str) -> None:
    jobs._staging.file(id).with_suffix(".go").touch()


def taken(jobs: Jobs, body: bytes, **more: Any) -> Import:
    made = received(jobs, body, take=True, **more)
    return until(jobs, made.id, "done")


def somebody_waits(session: Session) -> bool:
    """Whether somebody waits for what this session of PostgreSQL holds."""
    asked = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))")
    return bool(session.connection().execute(asked).scalar())
