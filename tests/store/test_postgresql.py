"""What only a server can do: be at another revision, fall silent, crash and come back."""

import os
import signal
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from app.db import Database, StoreTrouble
from app.models import REVISIONS
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE, ListQuery
from tests.postgresql import Cluster, cluster
from tests.store.samples import created, found, saved
from tests.store.test_concurrency import at_once


@pytest.fixture
def own_server(postgresql: Cluster) -> Iterator[Cluster]:
    """A server that may be stopped without anyone else noticing."""
    with cluster() as running:
        yield running


def trouble_of(database: Database) -> tuple[StoreTrouble, float]:
    begun = time.monotonic()
    with pytest.raises(StoreTrouble) as error:
        created(database)
    return error.value, time.monotonic() - begun


def test_an_empty_database_waits_for_the_command(postgresql: Cluster) -> None:
    with postgresql.database() as url:
        database = Database(url)
        with pytest.raises(StoreTrouble) as error:
            database.start()
        assert error.value.code == "not_migrated"
        assert "backfunnel db upgrade" in error.value.detail
        assert database.upgrade() == (None, REVISIONS[-1], None)
        assert created(database).newest == 1  # with no restart
        database.close()


def test_a_newer_database_is_refused(postgresql: Cluster, template: str) -> None:
    with postgresql.database(template) as url:
        database = Database(url)
        with database.writing() as session:
            session.connection().execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
        database.close()
        for act in (database.start, database.upgrade):
            with pytest.raises(StoreTrouble) as error:
                act()
            assert error.value.code == "newer"
        database.close()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_any_spelling_of_the_address_will_do(postgresql: Cluster, template: str, scheme: str) -> None:
    with postgresql.database(template) as url:
        database = Database(url.replace("postgresql+psycopg", scheme))
        assert created(database).newest == 1
        database.close()


def test_a_server_that_was_restarted_is_used_again_without_a_restart_here(own_server: Cluster) -> None:
    own_server.create_database("plans")
    database = Database(own_server.url("plans"))
    database.upgrade()
    made = created(database)
    own_server.stop()
    trouble, seconds = trouble_of(database)
    assert trouble.code == "unreachable"
    assert seconds < 5
    own_server.start()
    assert saved(database, made.id, 13_000, 1).newest == 2
    database.close()


def test_a_server_that_falls_silent_is_given_up_in_time_and_used_when_it_is_back(own_server: Cluster) -> None:
    own_server.create_database("plans")
    database = Database(own_server.url("plans"))
    database.upgrade()
    made = created(database)
    with database.reading() as session:  # in the middle of a transaction, and then with a kept connection
        scenarios.get(session, LOCAL_WORKSPACE, made.id)
        processes = [own_server.pid, *own_server.children()]
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            begun = time.monotonic()
            with pytest.raises(Exception, match="does not answer"):
                scenarios.listing(session, LOCAL_WORKSPACE, ListQuery())
            assert time.monotonic() - begun < 6
            trouble, seconds = trouble_of(database)
            assert trouble.code == "unreachable"
            assert seconds < 6
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)
    assert found(database, made.id) == made
    assert saved(database, made.id, 13_000, 1).newest == 2
    database.close()


def test_many_who_ask_a_server_that_has_fallen_silent_are_all_told_in_time(own_server: Cluster) -> None:
    own_server.create_database("plans")
    database = Database(own_server.url("plans"))
    database.upgrade()
    made = created(database)
    processes = [own_server.pid, *own_server.children()]
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        told = at_once(30, lambda _which: trouble_of(database))
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)
    assert {trouble.code for trouble, _ in told} <= {"busy", "unreachable"}
    assert max(seconds for _, seconds in told) < 5.5
    assert saved(database, made.id, 13_000, 1).newest == 2  # at once, whatever was found a moment ago
    database.close()


def test_a_statement_that_takes_too_long_is_ended(postgresql: Cluster, template: str) -> None:
    with postgresql.database(template) as url:
        database = Database(url)
        with pytest.raises(StoreTrouble) as error, database.writing() as session:
            session.connection().execute(text("SELECT pg_sleep(30)"))
        assert error.value.code == "busy"
        assert created(database).newest == 1
        database.close()


def test_a_server_that_may_only_be_read_is_read_only(postgresql: Cluster, template: str) -> None:
    with postgresql.database(template) as url:
        first = Database(url)
        made = created(first)
        with first.writing() as session:
            name = session.connection().execute(text("SELECT current_database()")).scalar()
            session.connection().execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
        first.close()
        database = Database(url)
        assert found(database, made.id) == made
        trouble, _ = trouble_of(database)
        assert trouble.code == "read_only"
        database.close()


def test_no_more_than_ten_connections_are_taken(postgresql: Cluster, template: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.db.postgresql.SECONDS_FOR_A_CONNECTION", 0.1)
    with postgresql.database(template) as url:
        database = Database(url)
        database.start()
        sessions = [database.reading() for _ in range(10)]
        for session in sessions:
            session.__enter__().connection()
        trouble, _ = trouble_of(database)
        assert trouble.code == "busy"
        for session in sessions:
            session.__exit__(None, None, None)
        assert created(database).newest == 1
        database.close()
