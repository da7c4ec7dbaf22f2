"""PostgreSQL: several servers may share it, so nothing here relies on being the only one, and nothing waits for ever."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any, Self, TypeVar

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, PoolProxiedConnection

from app.db import migrations
from app.db.patience import answered, seconds_left, waiting_since
from app.db.trouble import StoreTrouble, troubles_named

SECONDS_TO_CONNECT = 3
SECONDS_FOR_A_CONNECTION = 3.0
SECONDS_FOR_A_STATEMENT = 4
SECONDS_FOR_A_LOCK = 2
SECONDS_IDLE = 10
SECONDS_OF_SILENCE = 4.5
"""A server that is frozen or cut off cannot end its own statements."""
SECONDS_FOR_A_SIGN_OF_LIFE = 1.0
POOL, MORE = 5, 5
_SILENT = "the server does not answer"

_MIGRATION_LOCK = 0x6261636B66756E  # any number, the same for all

_T = TypeVar("_T")


class PatientConnection(psycopg.Connection[Any]):
    """A connection that is given up where the server stays silent."""

    patience = SECONDS_OF_SILENCE

    @classmethod
    def _connect_gen(cls, *arguments: Any, **named: Any) -> Generator[Any, Any, Self]:
        """Connect as the driver does, but in the time that is left to wait; its own limit has whole seconds, two at the least."""
        return _impatient(super()._connect_gen(*arguments, **named), SECONDS_TO_CONNECT, lambda: psycopg.errors.ConnectionTimeout(_SILENT))

    def wait(self, gen: Generator[Any, Any, _T], interval: float = 0.1, timeout: float | None = None) -> _T:
        """Wait as the driver does, but not for ever."""
        found = super().wait(_impatient(gen, self.patience, self._given_up), interval, timeout)
        if self.patience > SECONDS_FOR_A_SIGN_OF_LIFE:
            answered()
        return found

    def _given_up(self) -> psycopg.Error:
        self.pgconn.finish()
        return psycopg.OperationalError(_SILENT)


def _impatient(gen: Generator[Any, Any, _T], patience: float, give_up: Callable[[], psycopg.Error]) -> Generator[Any, Any, _T]:
    """The driver's steps, until the server has been silent for too long."""
    end = time.monotonic() + seconds_left(patience)
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if not ready and time.monotonic() > end:
                raise give_up()
            wanted = gen.send(ready)
    except StopIteration as done:
        result: _T = done.value
        return result


class _Door:
    """The way into a server. Whoever was waiting when it was found silent is told at once; whoever comes later tries anew."""

    def __init__(self) -> None:
        self._silent_at = float("-inf")

    def connect(self, _dialect: Dialect, _record: ConnectionPoolEntry, arguments: Any, named: dict[str, Any]) -> PatientConnection:
        """A new connection."""
        if self._silent_at > waiting_since():
            raise psycopg.errors.ConnectionTimeout(_SILENT)
        try:
            return PatientConnection.connect(*arguments, **named)
        except psycopg.errors.ConnectionTimeout:
            self._silent_at = time.monotonic()
            raise


class PostgresqlStore:
    """A server's database, which is upgraded by command only: two servers that started at once would both try."""

    dialect = "postgresql"

    def __init__(self, url: str) -> None:
        self.url = address(url)
        self._engine = _engine(self.url)
        self.reader = self._engine.execution_options(postgresql_readonly=True)
        self._snapshots = self._engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
        self._started = False

    def __str__(self) -> str:
        return self.url.render_as_string(hide_password=True)

    def start(self) -> str | None:
        """See whether the database is at the revision that this version needs."""
        found = self.revision()
        if found != migrations.HEAD:
            need = f"this version needs {migrations.HEAD}: run backfunnel db upgrade"
            raise StoreTrouble("not_migrated", f"the database is at {found or 'no revision'}, and {need}")
        self._started = True
        return None

    def upgrade(self) -> tuple[str | None, str, None]:
        """Bring the database up to date: the revision before, the one after. Copies are the server's business here."""
        engine = migrating_engine(self.url)
        try:
            with troubles_named(), engine.begin() as connection:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
                found = migrations.revision_of(connection)
                if found != migrations.HEAD:
                    migrations.migrate(connection)
        finally:
            engine.dispose()
        return found, migrations.HEAD, None

    def revision(self) -> str | None:
        """The revision the database is at; None where it has no tables of ours yet."""
        with troubles_named(), self.reader.connect() as connection:
            return migrations.revision_of(connection)

    def is_ready(self) -> bool:
        """Whether it was found in order."""
        return self._started

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A reading engine whose transactions see one state, and may pause for as long as the one who reads does."""
        with self._snapshots.connect() as connection:
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield connection

    @contextmanager
    def turn_to_write(self) -> Iterator[Engine]:
        """The writing engine; the server itself sees to the order."""
        yield self._engine

    def close(self) -> None:
        """Let go of the server."""
        self._engine.dispose()
        self._started = False


def address(url: str) -> URL:
    """An address in any of the usual spellings."""
    found = make_url(url)
    return found.set(drivername="postgresql+psycopg") if found.drivername in ("postgres", "postgresql") else found


def migrating_engine(url: str | URL) -> Engine:
    """The engine that changes tables: it may take its time, but does not hold everyone up while it waits for a lock."""
    found = address(url) if isinstance(url, str) else url
    options = "-c lock_timeout=10000 -c timezone=UTC"
    connecting = {"connect_timeout": SECONDS_TO_CONNECT}
    return create_engine(_with_options(found, options), poolclass=NullPool, connect_args=connecting, hide_parameters=True)


def _engine(url: URL) -> Engine:
    options = (
        f"-c statement_timeout={SECONDS_FOR_A_STATEMENT}s -c lock_timeout={SECONDS_FOR_A_LOCK}s "
        f"-c idle_in_transaction_session_timeout={SECONDS_IDLE}s -c timezone=UTC"
    )
    engine = create_engine(
        _with_options(url, options),
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        pool_size=POOL,
        max_overflow=MORE,
        pool_timeout=SECONDS_FOR_A_CONNECTION,
        pool_use_lifo=True,
        connect_args={"connect_timeout": SECONDS_TO_CONNECT, "application_name": "backfunnel"},
    )
    event.listen(engine, "do_connect", _Door().connect)
    event.listen(engine, "checkout", _see_that_it_lives)
    return engine


def _with_options(url: URL, options: str) -> URL:
    given = url.query.get("options", "")
    return url.update_query_dict({"options": f"{given} {options}".strip()})


def _see_that_it_lives(connection: Any, _record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """Ask a kept connection for a sign of life: the library's own way of asking waits for ever where the server is frozen."""
    connection.patience = SECONDS_FOR_A_SIGN_OF_LIFE
    try:
        connection.read_only = None  # as the server has it, which may allow nothing else
        connection.autocommit = True
        connection.execute("")
        connection.autocommit = False
    except psycopg.Error as error:
        raise exc.InvalidatePoolError("the connection is dead") from error
    finally:
        connection.patience = SECONDS_OF_SILENCE
