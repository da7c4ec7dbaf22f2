"""The database behind the app: short sessions to read and to write, and every trouble of it by its name.

    database = Database("sqlite:///plans.db")
    with database.writing() as session:
        stored = scenarios.create(session, LOCAL_WORKSPACE, scenario, author="Ada")

From a coroutine, `await ask(database, read)` runs a function that reads, without holding the event loop up.

Nothing is opened before it is needed, and what went wrong once is tried anew the next time.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import anyio
import anyio.to_thread
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session

from app.db.own_files import belongs_to
from app.db.patience import at_once, seconds_left, waiting
from app.db.sqlite import SqliteStore, file_of
from app.db.trouble import StoreTrouble, TroubleCode, trouble_code, troubles_named

if TYPE_CHECKING:
    from app.db.postgresql import PostgresqlStore

__all__ = ["READING", "Database", "StoreTrouble", "TroubleCode", "ask", "beside", "trouble_code"]

_T = TypeVar("_T")

READING = anyio.CapacityLimiter(16)
"""Threads that only read. They are not those of the saves: where saves wait for a file that somebody has locked, reading goes on."""

SECONDS_FOR_A_START = 4.0


class Database:
    """A store of scenarios by its address, sqlite:///file or postgresql://…

    Args:
        url: the address.
        beside: only read, beside a server that may be using an SQLite file.
    """

    def __init__(self, url: str, *, beside: bool = False) -> None:
        self.url = url
        self._store = _store(url, beside)
        self._beside = beside
        self._starting = threading.Lock()
        self._started = False

    def __str__(self) -> str:
        """Where it is, without a password."""
        return str(self._store)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._store.dialect

    @property
    def is_at_hand(self) -> bool:
        """Whether a short reading is over sooner than a thread would take it up: that of an SQLite file which is open."""
        return self._started and isinstance(self._store, SqliteStore) and self._store.is_ready()

    def start(self) -> str | None:
        """Make the database ready: an SQLite file migrates itself, PostgreSQL is only looked at.

        Returns:
            A line for whoever started it, such as where the copy of the database is.

        Raises:
            StoreTrouble: where it cannot be used; nothing has been changed then.
        """
        with self._one_who_starts():
            return self._start()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A short session that cannot write; it sees one state of an SQLite database throughout."""
        with troubles_named(), waiting():
            self._make_ready()
            with Session(self._store.reader, expire_on_commit=False, autoflush=False) as session:
                yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session that sees one state of the database throughout, however long it reads."""
        with troubles_named(), waiting():
            self._make_ready()
            with self._store.snapshot() as engine, Session(engine, expire_on_commit=False, autoflush=False) as session:
                yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed at the end of the block and so before anything is answered, undone by an exception."""
        if self._beside:
            raise StoreTrouble("read_only", "the database was opened for reading only")
        with troubles_named(), waiting():
            self._make_ready()
            with self._store.turn_to_write() as engine, Session(engine, expire_on_commit=False) as session, session.begin():
                yield session

    def revision(self) -> str | None:
        """The revision that the database is at; None where there is none yet."""
        return self._store.revision()

    def upgrade(self) -> tuple[str | None, str, Path | None]:
        """Bring the database up to date: the revision before, the one after, and where a copy of it as it was is."""
        with self._starting:
            return self._store.upgrade()

    def holds(self, path: Path) -> bool:
        """Whether a path leads to a file of the database itself, which nothing else may be written to."""
        return isinstance(self._store, SqliteStore) and belongs_to(self._store.file, path)

    def close(self) -> None:
        """Let go of the database; the next use opens it again."""
        with self._starting:
            self._started = False
            self._store.close()

    def _make_ready(self) -> None:
        if not (self._started and self._store.is_ready()):
            with self._one_who_starts():
                self._start()

    @contextmanager
    def _one_who_starts(self) -> Iterator[None]:
        """One at a time; the others do not wait for longer than an answer may take."""
        if not self._starting.acquire(timeout=seconds_left(SECONDS_FOR_A_START)):
            raise StoreTrouble("busy", "the database is still being opened")
        try:
            yield
        finally:
            self._starting.release()

    def _start(self) -> str | None:
        if self._started and self._store.is_ready():
            return None
        if self._started and isinstance(self._store, SqliteStore):
            return self._store.reopen()
        line = self._store.start()
        self._started = True
        return line


async def ask(database: Database, read: Callable[[], _T]) -> _T:
    """What a short reading gives, for a coroutine.

    A file that is open is read right here: it takes a fifth of a millisecond, and handing it to a thread and back ten times that. Where
    somebody has locked it, it is read on a thread once more, which may wait. `read` therefore does nothing but read.
    """
    if database.is_at_hand:
        try:
            with at_once():
                return read()
        except StoreTrouble as trouble:
            if trouble.code != "busy":
                raise
    return await beside(read)


async def beside(read: Callable[[], _T]) -> _T:
    """The same of a reading that is not short, always on a thread."""
    return await anyio.to_thread.run_sync(read, limiter=READING)


def _store(url: str, beside: bool) -> "SqliteStore | PostgresqlStore":
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise StoreTrouble("unreachable", "DATABASE_URL is no address, such as sqlite:///plans.db or postgresql://user@host/name") from None
    scheme = address.get_backend_name()
    if scheme == "sqlite":
        return SqliteStore(file_of(url), beside=beside)
    if address.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        from app.db.postgresql import PostgresqlStore  # with its driver, which SQLite does without

        return PostgresqlStore(url)
    kinds = "sqlite:///plans.db and postgresql://…"
    raise StoreTrouble("unreachable", f"databases of the kind {address.drivername} are not supported; {kinds} are")
