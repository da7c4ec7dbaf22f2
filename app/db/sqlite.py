"""SQLite: one file, one process that owns it, one writer at a time."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.db import migrations
from app.db.copies import copy_database
from app.db.file_lock import FileLock
from app.db.patience import seconds_left
from app.db.sqlite_engines import connect, migrating_engine, reading_engine, writing_engine
from app.db.trouble import StoreTrouble, troubles_named

SECONDS_FOR_A_TURN = 5.0

Identity = tuple[int, int]


def is_sqlite(url: str) -> bool:
    """Whether an address names an SQLite file."""
    return url.startswith("sqlite")


def file_of(url: str) -> Path:
    """The file that an address names, wherever the process goes later, and by one name however it is reached."""
    name = make_url(url).database
    if not name or name == ":memory:" or name.startswith("file:"):
        raise StoreTrouble(
            "unreachable", "a database in memory or by a file: address is not supported; name a file, as in sqlite:///plans.db"
        )
    try:
        return Path(name).resolve()
    except (OSError, RuntimeError, ValueError) as error:  # links in a circle, a NUL in the name
        raise StoreTrouble("unreachable", f"{name!r} is no file that can be: {error}") from None


class SqliteStore:
    """A file with two engines on it: many readers that cannot write, and one writer whose turn it is.

    Args:
        file: the database.
        beside: only read, beside a server that may own the file.
    """

    dialect = "sqlite"

    def __init__(self, file: Path, *, beside: bool = False) -> None:
        self.file = file
        self._beside = beside
        self._lock: FileLock | None = None
        self._identity: Identity | None = None
        self._read_from = ""
        self.reader = reading_engine(self._connect_to_read)
        self._writer = writing_engine(file)

    def __str__(self) -> str:
        return str(self.file)

    def start(self) -> str | None:
        """Own the file, bring it up to date after a copy, and say where the copy is."""
        self._own()
        try:
            with troubles_named():
                found, copy = self._bring_up_to_date()
        except BaseException:
            self.close()
            raise
        self._identity = _identity(self.file)
        return None if copy is None else f"The database was at {found} and is now at {migrations.HEAD}. A copy of it as it was: {copy}"

    def upgrade(self) -> tuple[str | None, str, Path | None]:
        """Bring the file up to date: the revision before, the one after, and the copy."""
        self._own()
        with troubles_named():
            found, copy = self._bring_up_to_date()
        return found, migrations.HEAD, copy

    def revision(self) -> str | None:
        """The revision the file is at; None where there is no database yet."""
        self._look_at_the_place()
        with troubles_named():
            return self._found_revision()

    def is_ready(self) -> bool:
        """Whether the file is still the one that was started with, and what could be read only still can."""
        if _identity(self.file) != self._identity:
            return False
        return self._lock is not None or self._beside or not _may_write_in(self.file.parent)

    def reopen(self) -> str | None:
        """Start again with the file that is there now. A file that has gone is not made anew: somebody will want the old one back."""
        if not self.file.exists():
            raise StoreTrouble("unreachable", f"{self.file} has gone")
        self.close()
        return self.start()

    @contextmanager
    def snapshot(self) -> Iterator[Engine]:
        """The reading engine: every transaction of it sees one state."""
        yield self.reader

    @contextmanager
    def turn_to_write(self) -> Iterator[Engine]:
        """The writing engine, for the one whose turn it is."""
        if self._lock is None:
            raise StoreTrouble("read_only", f"{self.file} can be read only")
        with self._lock.turns.turn(seconds_left(SECONDS_FOR_A_TURN)):
            try:
                yield self._writer
            except DBAPIError:
                self._writer.dispose()  # what was opened for reading only, say, stays so even when the file can be written again
                raise

    def close(self) -> None:
        """Let go of the file, and leave no log beside it: whoever copies the file then has all of it."""
        self.reader.dispose()
        self._writer.dispose()
        started, self._identity = self._identity is not None, None
        if self._lock is not None:
            if started or not _has_content(Path(f"{self.file}-wal")):
                with suppress(sqlite3.Error):
                    _try_to_read(f"{self.file.as_uri()}?mode=rw")  # closing it tidies up, which those that only read cannot
            self._lock.release()
            self._lock = None

    def _own(self) -> None:
        self._look_at_the_place()
        if self._beside or self._lock is not None:
            return
        try:
            self._lock = FileLock.take(self.file)
        except OSError as error:
            if not self.file.exists():
                raise StoreTrouble("read_only", f"{self.file.parent} cannot be written to: {error.strerror}") from error

    def _look_at_the_place(self) -> None:
        folder = self.file.parent
        try:
            if self.file.is_dir():
                raise StoreTrouble("unreachable", f"{self.file} is a folder; name a file")
            if self.file.exists() and not self.file.is_file():
                raise StoreTrouble("unreachable", f"{self.file} is no file")
            if not folder.is_dir():
                raise StoreTrouble("unreachable", f"there is no folder {folder}")
            if self.file.exists() and not os.access(self.file, os.R_OK):
                raise StoreTrouble("unreachable", f"{self.file} may not be read by this user")
        except OSError as error:
            raise StoreTrouble("unreachable", f"{self.file} cannot be looked at: {error.strerror}") from error

    def _bring_up_to_date(self) -> tuple[str | None, Path | None]:
        found = self._found_revision()
        if found == migrations.HEAD:
            return found, None
        if self._beside and found is None:
            raise StoreTrouble("unreachable", f"there is no database {self.file} yet")
        if self._beside:
            raise StoreTrouble("not_migrated", f"the database is at {found or 'no revision'}, and this version needs {migrations.HEAD}")
        if self._lock is None or (self.file.exists() and not os.access(self.file, os.W_OK)):
            raise StoreTrouble("read_only", f"{self.file} is at {found or 'no revision'} and cannot be brought to {migrations.HEAD}")
        copy = None if found is None else copy_database(self.file, found)
        engine = migrating_engine(self.file)
        try:
            with engine.begin() as connection:
                migrations.migrate(connection)
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise StoreTrouble("damaged", f"a row of {broken[0]} points to nothing in {broken[2]}")
        finally:
            engine.dispose()
        return found, copy

    def _found_revision(self) -> str | None:
        """Look without changing a byte; nothing is set on a file before it is known to be ours."""
        self._read_from = ""
        if not self.file.exists() or (self.file.stat().st_size == 0 and not _has_content(Path(f"{self.file}-wal"))):
            return None
        self._read_from = self._way_to_read()
        engine = create_engine("sqlite://", poolclass=NullPool, creator=self._connect_to_read, hide_parameters=True)
        try:
            with engine.connect() as connection:
                return migrations.revision_of(connection)
        finally:
            engine.dispose()

    def _way_to_read(self) -> str:
        """How the file can be opened for reading: as the file it is, or, where nothing at all may be written, as one that never changes."""
        address = f"{self.file.as_uri()}?mode=ro"
        try:
            _try_to_read(address)
        except sqlite3.OperationalError as error:
            wal = Path(f"{self.file}-wal")
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
                raise
            if _may_write_in(self.file.parent) and os.access(self.file, os.W_OK):
                address = f"{self.file.as_uri()}?mode=rw"  # it was left in the middle of something, and has to be put right first
                _try_to_read(address)
                return address
            if _has_content(wal):
                raise StoreTrouble("read_only", f"the newest saves are still in {wal}, and cannot be read without writing there") from error
            return f"{self.file.as_uri()}?immutable=1"
        return address

    def _connect_to_read(self) -> sqlite3.Connection:
        return connect(self._read_from or f"{self.file.as_uri()}?mode=rw")


def _try_to_read(address: str) -> None:
    connection = connect(address)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    finally:
        connection.close()


def _identity(file: Path) -> Identity | None:
    with suppress(FileNotFoundError):
        found = file.stat()
        return found.st_dev, found.st_ino
    return None


def _has_content(file: Path) -> bool:
    with suppress(OSError):
        return file.stat().st_size > 0
    return False


def _may_write_in(folder: Path) -> bool:
    return os.access(folder, os.W_OK)
