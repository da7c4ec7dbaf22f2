import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.db import Database, StoreTrouble
from app.db.patience import SECONDS_IN_ALL
from app.models import REVISIONS
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE
from tests.store.later import LATER, add_revision, know_it
from tests.store.samples import ROOT, created, filled, found, saved
from tests.store.workers import Worker, hold_open, run_out_of_room, use_without_rights

NOBODY = 65534


def trouble_of(url: str) -> StoreTrouble:
    """What starting with an address comes to."""
    with pytest.raises(StoreTrouble) as error:
        Database(url).start()
    return error.value


def pragmas(database: Database, *, writing: bool) -> dict[str, Any]:
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "trusted_schema", "mmap_size", "query_only")
    with database.writing() if writing else database.reading() as session:
        found = {name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}
    return found | {"mmap_size": found["mmap_size"] or 0}


def test_every_connection_of_sqlite_is_set_up(new_database: Callable[[str], Database]) -> None:
    database = new_database("sqlite")
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "mmap_size": 0}
    for _ in range(2):  # the second time they come from the pool
        for writing in (True, False):
            found = pragmas(database, writing=writing)
            assert 0 < found.pop("busy_timeout") <= SECONDS_IN_ALL * 1000
            assert found == wanted | {"query_only": int(not writing)}


def test_every_connection_of_postgresql_is_set_up(new_database: Callable[[str], Database]) -> None:
    database = new_database("postgresql")
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "timezone", "transaction_isolation")
    for _ in range(2):
        with database.writing() as session:
            found = [session.connection().exec_driver_sql(f"SHOW {name}").scalar() for name in names]
        assert found == ["4s", "2s", "10s", "UTC", "read committed"]


def test_a_session_for_reading_cannot_write(database: Database) -> None:
    with pytest.raises(StoreTrouble) as error, database.reading() as session:
        session.connection().execute(text("DELETE FROM workspace"))
    assert error.value.code == "read_only"


def test_a_snapshot_sees_one_state_while_others_save(database: Database) -> None:
    made = created(database)
    with database.snapshot() as session:
        assert scenarios.get(session, LOCAL_WORKSPACE, made.id).newest == 1
        saved(database, made.id, 13_000, 1)
        assert scenarios.get(session, LOCAL_WORKSPACE, made.id).newest == 1
    assert found(database, made.id).newest == 2


def test_a_new_file_is_made_ready_without_a_word(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    assert not file.exists()
    assert database.start() is None
    assert database.start() is None
    assert database.revision() == REVISIONS[-1]
    database.close()
    assert sorted(path.name for path in file.parent.iterdir()) == ["plans.db", "plans.db.lock"]


def test_the_first_use_starts_the_database_and_a_closed_one_opens_again(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    made = created(database)
    database.close()
    assert found(database, made.id) == made
    database.close()


def test_the_file_is_the_same_wherever_the_process_goes(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    database = Database("sqlite:///plans.db")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    database.start()
    database.close()
    assert file.exists()


@pytest.mark.parametrize("name", ["with space & 100% #1?.db", "tørn.db", "a'b.db"])
def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    from sqlalchemy import URL

    database = Database(URL.create("sqlite", database=str(tmp_path / name)).render_as_string())
    made = created(database)
    assert found(database, made.id) == made
    database.close()
    assert (tmp_path / name).exists()


def test_an_upgrade_makes_a_copy_first_and_says_where(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(f"sqlite:///{file}")
    ids = filled(database)
    before = [found(database, id) for id in ids]
    database.close()
    other = file.with_name(f"plans.db.{REVISIONS[-1]}.1.bak")
    other.write_text("an earlier copy")
    with monkeypatch.context() as patch:
        know_it(add_revision(tmp_path), patch)
        upgraded = Database(f"sqlite:///{file}")
        line = upgraded.start()
        assert [found(upgraded, id) for id in ids] == before
        upgraded.close()
    copy = file.with_name(f"plans.db.{REVISIONS[-1]}.2.bak")
    assert line == f"The database was at {REVISIONS[-1]} and is now at {LATER}. A copy of it as it was: {copy}"
    assert other.read_text() == "an earlier copy"
    restored = Database(f"sqlite:///{copy}")
    assert [found(restored, id) for id in ids] == before
    restored.close()


def test_a_copy_holds_what_is_still_in_the_log(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(f"sqlite:///{file}")
    made = created(database)
    for name in ("plans.db", "plans.db-wal"):  # as a killed process leaves them
        shutil.copy(tmp_path / name, tmp_path / f"killed-{name}")
    database.close()
    with monkeypatch.context() as patch:
        know_it(add_revision(tmp_path), patch)
        upgraded = Database(f"sqlite:///{tmp_path}/killed-plans.db")
        upgraded.start()
        assert found(upgraded, made.id) == made
        upgraded.close()
    (copy,) = tmp_path.glob("killed-plans.db.*.bak")
    connection = sqlite3.connect(copy)
    assert connection.execute("SELECT id FROM scenario").fetchall() == [(made.id,)]
    connection.close()


def test_an_upgrade_that_fails_leaves_all_as_it_was(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(f"sqlite:///{file}")
    made = created(database)
    database.close()
    later = add_revision(tmp_path)
    script = later / "versions" / "later.py"
    script.write_text(script.read_text() + "    raise RuntimeError('interrupted')\n")
    with monkeypatch.context() as patch:
        know_it(later, patch)
        with pytest.raises(RuntimeError, match="interrupted"):
            Database(f"sqlite:///{file}").start()
    assert found(database, made.id) == made
    assert database.revision() == REVISIONS[-1]
    database.close()


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".lock"}


def test_a_database_of_a_newer_program_is_not_touched(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    created(database)
    database.close()
    connection = sqlite3.connect(file)
    connection.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    connection.commit()
    connection.close()
    before = bytes_of(file.parent)
    trouble = trouble_of(f"sqlite:///{file}")
    assert trouble.code == "newer"
    assert "from_the_future" in trouble.detail
    assert bytes_of(file.parent) == before


def test_what_a_newer_program_left_in_its_log_is_not_touched_either(file: Path, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{file}")
    created(database)
    database.close()
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    left = tmp_path / "left"
    left.mkdir()
    for name in ("plans.db", "plans.db-wal"):  # as a killed process leaves them
        shutil.copy(tmp_path / name, left)
    connection.close()
    before = bytes_of(left)
    assert trouble_of(f"sqlite:///{left}/plans.db").code == "newer"
    assert bytes_of(left) | before == before | {"plans.db-shm": bytes_of(left)["plans.db-shm"]}


def test_a_file_that_is_no_database_is_not_touched(file: Path) -> None:
    file.write_bytes(b"Dear diary, " * 1000)
    before = bytes_of(file.parent)
    assert trouble_of(f"sqlite:///{file}").code == "damaged"
    assert bytes_of(file.parent) == before


def test_a_database_of_another_program_is_not_touched(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE invoice (id INTEGER PRIMARY KEY)")
    connection.close()
    before = bytes_of(file.parent)
    trouble = trouble_of(f"sqlite:///{file}")
    assert (trouble.code, "invoice" in trouble.detail) == ("damaged", True)
    assert bytes_of(file.parent) == before


def test_a_damaged_database_is_said_to_be_damaged(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    for _ in range(20):
        created(database)
    database.close()
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + os.urandom(len(whole) - 8192))
    with pytest.raises(StoreTrouble) as error:
        created(database)
    assert error.value.code == "damaged"
    database.close()


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("sqlite:////nowhere/at/all/plans.db", "unreachable", "no folder /nowhere/at/all"),
        ("sqlite:////tmp", "unreachable", "is a folder"),
        ("sqlite://", "unreachable", "in memory"),
        ("sqlite:///:memory:", "unreachable", "in memory"),
        ("plans.db", "unreachable", "no address"),
        ("sqlite:///a\0b.db", "unreachable", "no file that can be"),
        ("mysql://root@localhost/plans", "unreachable", "mysql are not supported"),
        ("postgresql://nobody:secret@127.0.0.1:1/plans", "unreachable", ""),
        ("postgres:///plans?host=/nowhere", "unreachable", ""),
    ],
)
def test_says_what_is_wrong_with_the_place(address: str, code: str, words: str) -> None:
    trouble = trouble_of(address)
    assert trouble.code == code
    assert words in trouble.detail
    assert "secret" not in str(trouble)


def test_a_second_process_is_refused_and_may_only_read_beside_the_first(file: Path) -> None:
    url = f"sqlite:///{file}"
    made = created(first := Database(url))
    first.close()
    server = Worker(hold_open, url)
    try:
        assert server.receiver.recv() == "ready"
        trouble = trouble_of(url)
        assert trouble.code == "in_use"
        assert str(server.process.pid) in trouble.detail
        link = file.with_name("link.db")
        link.symlink_to(file)
        assert trouble_of(f"sqlite:///{link}").code == "in_use"
        beside = Database(url, beside=True)
        assert found(beside, made.id) == made
        with pytest.raises(StoreTrouble, match="read_only"):
            saved(beside, made.id, 13_000, 1)
        beside.close()
    finally:
        server.kill()
    after = Database(url)
    assert found(after, made.id) == made
    after.close()


def test_in_one_process_several_may_share_the_file(file: Path) -> None:
    one, other = Database(f"sqlite:///{file}"), Database(f"sqlite:///{file}")
    made = created(one)
    assert saved(other, made.id, 13_000, 1).newest == 2
    one.close()
    assert saved(other, made.id, 14_000, 2).newest == 3
    other.close()


def test_nobody_waits_for_long_while_the_database_is_being_opened(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.db.SECONDS_FOR_A_START", 0.01)
    database = Database(f"sqlite:///{file}")
    with database._one_who_starts(), pytest.raises(StoreTrouble) as error:
        created(database)
    assert error.value.code == "busy"
    created(database)
    database.close()


def test_beside_nothing_there_is_nothing_to_read(file: Path) -> None:
    with pytest.raises(StoreTrouble, match="no database"):
        Database(f"sqlite:///{file}", beside=True).start()
    assert list(file.parent.iterdir()) == []


def test_a_full_database_refuses_saves_and_is_still_read(new_database: Callable[[str], Database]) -> None:
    database = new_database("sqlite")
    made = created(database)
    with database.writing() as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar()
        session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        for base in range(1, 100):
            saved(database, made.id, 20_000 + base, base)

    with pytest.raises(StoreTrouble) as error:
        fill()
    assert error.value.code == "full"
    kept = found(database, made.id)
    assert saved(database, made.id, 1, kept.newest).newest == kept.newest + 1


def test_without_room_saves_are_refused_reads_go_on_and_saves_resume(file: Path) -> None:
    worker = Worker(run_out_of_room, f"sqlite:///{file}")
    said = worker.heard()
    worker.kill()
    assert said[:1] == ["full"]
    assert set(said[:-2]) == {"full"}
    assert said[-2:] == [("read", True), ("saved", True)]


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that other users can look into."""
    folder = Path(tempfile.mkdtemp(prefix="backfunnel"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o555, 0o444), (0o555, 0o666), (0o777, 0o444)])
def test_a_read_only_database_is_read_and_refuses_saves(shared_folder: Path, folder_mode: int, file_mode: int) -> None:
    file = shared_folder / "plans.db"
    database = Database(f"sqlite:///{file}")
    filled(database)
    database.close()
    (shared_folder / "plans.db.lock").unlink()
    file.chmod(file_mode)
    shared_folder.chmod(folder_mode)
    before = file.read_bytes()
    worker = Worker(use_without_rights, f"sqlite:///{file}", NOBODY)
    assert worker.heard() == [("read", 2), "read_only", "read_only"]
    worker.kill()
    assert file.read_bytes() == before


def test_a_lock_file_of_another_user_is_no_obstacle(shared_folder: Path) -> None:
    database = Database(f"sqlite:///{shared_folder}/plans.db")
    database.start()
    database.close()
    shared_folder.chmod(0o777)
    (shared_folder / "plans.db").chmod(0o666)
    (shared_folder / "plans.db.lock").chmod(0o444)
    worker = Worker(use_without_rights, f"sqlite:///{shared_folder}/plans.db", NOBODY)
    assert worker.heard() == [("read", 0)]
    worker.kill()
    assert found_count(shared_folder / "plans.db") == 2


def found_count(file: Path) -> int:
    connection = sqlite3.connect(file)
    try:
        return int(connection.execute("SELECT count(*) FROM scenario").fetchone()[0])
    finally:
        connection.close()


def test_without_rights_nothing_is_made(shared_folder: Path) -> None:
    shared_folder.chmod(0o555)
    worker = Worker(use_without_rights, f"sqlite:///{shared_folder}/plans.db", NOBODY)
    assert worker.heard() == ["read_only"] * 3
    worker.kill()
    assert list(shared_folder.iterdir()) == []


def test_a_file_that_has_gone_is_not_made_anew_and_is_used_when_it_is_back(file: Path, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{file}")
    made = created(database)
    database.close()
    database.start()
    file.rename(tmp_path / "away")
    for ask in (lambda: found(database, made.id), lambda: saved(database, made.id, 13_000, 1)):
        with pytest.raises(StoreTrouble, match="has gone"):
            ask()
    assert not file.exists()
    (tmp_path / "away").rename(file)
    assert saved(database, made.id, 13_000, 1).newest == 2
    database.close()


def test_a_copy_put_in_the_place_of_the_file_is_what_is_read(file: Path, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{file}")
    made = created(database)
    database.close()
    shutil.copy(file, tmp_path / "copy")
    saved(database, made.id, 13_000, 1)
    database.close()
    assert found(database, made.id).newest == 2
    (tmp_path / "copy").replace(file)
    assert found(database, made.id).newest == 1
    database.close()


def test_opening_is_cheap(file: Path) -> None:
    script = f"""
import sys
from app.db import Database
assert "alembic" not in sys.modules and "psycopg" not in sys.modules
Database("sqlite:///{file}").start()
assert "alembic" in sys.modules
"""
    again = script.replace('assert "alembic" in', 'assert "alembic" not in')
    for each in (script, again):
        subprocess.run([sys.executable, "-c", each], check=True, cwd=ROOT, timeout=60)


@pytest.mark.parametrize(
    ("dialect", "given"), [("postgresql", "a\0b"), ("postgresql", "half \ud800 of one"), ("sqlite", "half \ud800 of one")]
)
def test_text_that_a_database_does_not_take_is_refused_and_not_repeated(
    new_database: Callable[[str], Database], dialect: str, given: str
) -> None:
    database = new_database(dialect)
    with pytest.raises(StoreTrouble) as error, database.reading() as session:
        session.connection().execute(text("SELECT :given"), {"given": given})
    assert error.value.code == "refused"
    assert error.value.__suppress_context__
    assert given not in str(error.value)
