"""Engines on an SQLite file: how connections are set up, and how transactions begin."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from app.db.patience import seconds_left

Creator = Callable[[], sqlite3.Connection]

SECONDS_FOR_A_CONNECTION = 3.0
SECONDS_FOR_A_LOCK = 5.0
READERS = 8
MORE_READERS = 52
"""Together more than can read at once: 40 threads of the server, 16 that only read, and the event loop, which must not wait for one."""
WAL_LIMIT = 16_000_000

# Each holds for one connection only. FULL: with less, a power cut takes acknowledged saves with it.
_ALWAYS = ("synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF", "mmap_size=0")
_READING = (*_ALWAYS, "query_only=ON")
_WRITING = ("journal_mode=WAL", *_ALWAYS, f"journal_size_limit={WAL_LIMIT}")
_MIGRATING = ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "trusted_schema=OFF", "mmap_size=0")
# Foreign keys are off there, because rebuilding a table drops the old one, and its children would go with it.


def migrating_engine(file: Path) -> Engine:
    """The engine that changes tables; the driver's own way of beginning would commit each change by itself."""
    return engine_on(lambda: connect(f"{file.as_uri()}?mode=rwc"), _MIGRATING, None, 0, begin="BEGIN IMMEDIATE")


def reading_engine(creator: Creator) -> Engine:
    """The engine that reads, from whatever address the file can be read by."""
    return engine_on(creator, _READING, READERS, MORE_READERS)


def writing_engine(file: Path) -> Engine:
    """The engine that writes. IMMEDIATE: whoever reads first and writes then would find the way barred by another who does the same."""
    return engine_on(lambda: connect(f"{file.as_uri()}?mode=rw"), _WRITING, 1, 0, begin="BEGIN IMMEDIATE")


def engine_on(creator: Creator, pragmas: tuple[str, ...], size: int | None, more: int, begin: str = "BEGIN") -> Engine:
    """An engine that begins transactions itself and sets every new connection up."""
    pool: dict[str, Any] = {"poolclass": NullPool}
    if size is not None:
        pool = {"poolclass": QueuePool, "pool_size": size, "max_overflow": more}
        pool |= {"pool_timeout": SECONDS_FOR_A_CONNECTION, "pool_use_lifo": True}
    engine = create_engine("sqlite://", creator=creator, hide_parameters=True, **pool)

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin_ourselves(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={int(seconds_left(SECONDS_FOR_A_LOCK) * 1000)}").close()
        connection.exec_driver_sql(begin)

    return engine


def connect(address: str) -> sqlite3.Connection:
    """A connection that does nothing by itself."""
    return sqlite3.connect(address, uri=True, timeout=seconds_left(SECONDS_FOR_A_LOCK), isolation_level=None, check_same_thread=False)
