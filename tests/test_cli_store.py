import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.db import Database
from app.models import REVISIONS
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE
from tests.examples import make_scenario
from tests.served import served

ROOT = Path(__file__).resolve().parent.parent
HEAD = REVISIONS[-1]
RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database that the commands use."""
    monkeypatch.setattr("app.terminal.process.die_quietly_with_the_pipe", lambda: None)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/plans.db")
    return tmp_path / "plans.db"


def run(*arguments: str) -> tuple[int, str, str]:
    result = RUNNER.invoke(app, arguments)
    return result.exit_code, result.stdout, result.stderr


def refused(*arguments: str) -> str:
    """The one line on standard error of a command that did nothing."""
    code, out, err = run(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    return err.removeprefix("backfunnel: ").strip()


def store(file: Path, name: str = "Growth") -> str:
    database = Database(f"sqlite:///{file}")
    with database.writing() as session:
        id = scenarios.create(session, LOCAL_WORKSPACE, make_scenario(name=name), author="Ada", tags=["EMEA"]).id
    database.close()
    return id


def test_status_and_upgrade_tell_the_revision_before_and_after(file: Path) -> None:
    code, out, _ = run("db", "status")
    assert (code, out.startswith(f"{file} holds nothing of Backfunnel yet.")) == (1, True)
    assert not file.exists()
    assert run("db", "upgrade") == (0, f"{file} went from nothing to revision {HEAD}.\n", "")
    assert run("db", "upgrade") == (0, f"{file} was at revision {HEAD} already.\n", "")
    assert run("db", "status") == (0, f"{file} is at revision {HEAD} and up to date.\n", "")


def test_a_newer_database_is_left_alone_by_every_command(file: Path, tmp_path: Path) -> None:
    store(file)
    export = tmp_path / "all.jsonl"
    assert run("export", str(export))[0] == 0
    connection = sqlite3.connect(file)
    connection.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    connection.commit()
    connection.close()
    before = file.read_bytes()
    for command in (["db", "status"], ["db", "upgrade"], ["export"], ["import", str(export)], ["serve", "--port", "0"]):
        assert refused(*command).startswith(f"{file}: it was written by a newer version: the database is at revision from_the_future")
    assert file.read_bytes() == before


def test_what_is_exported_can_be_imported_elsewhere(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store(file, "Grün & Söhne")
    export = tmp_path / "all.jsonl"
    assert run("export", str(export)) == (0, f"1 scenarios are in {export}.\n", "")
    assert run("export")[1].encode() == export.read_bytes()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/other.db")
    assert run("import", str(export)) == (0, "1 scenarios added, with 1 versions; 0 were here already.\n", "")
    assert run("import", str(export)) == (0, "0 scenarios added, with 0 versions; 1 were here already.\n", "")
    assert run("export", "-")[1].encode() == export.read_bytes()


def test_an_import_that_is_refused_changes_nothing(file: Path, tmp_path: Path) -> None:
    store(file)
    export = tmp_path / "all.jsonl"
    run("export", str(export))
    before = export.read_bytes()
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(before[:-100])
    assert refused("import", str(cut)).endswith("Nothing was changed.")
    assert "No such file" in refused("import", str(tmp_path / "none"))
    assert refused("import", str(tmp_path)).startswith(f"{tmp_path}: ")
    other = Database(f"sqlite:///{file}")
    with other.writing() as session:
        (item,) = scenarios.listing(session, LOCAL_WORKSPACE, scenarios.ListQuery()).items
        scenarios.set_tags(session, LOCAL_WORKSPACE, item.id, ["changed"])
    other.close()
    assert "is here already, and says something else. Nothing was changed; with --copy" in refused("import", str(export))
    assert run("import", str(export), "--copy")[1] == "1 scenarios added, 1 of them under a new id, with 1 versions; 0 were here already.\n"


def test_an_export_that_fails_leaves_the_file_that_was_there(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "all.jsonl"
    target.write_text("the last export")
    assert refused("export", str(target)).endswith(f"there is no database {file} yet.")
    assert target.read_text() == "the last export"
    assert "could not be written" in refused("export", str(tmp_path / "none" / "all.jsonl"))
    assert [path.name for path in tmp_path.iterdir()] == ["all.jsonl"]


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal", ".lock", ".0001.1.bak"])
@pytest.mark.parametrize("way", ["itself", "by another path", "symbolic link", "hard link"])
def test_an_export_over_the_database_itself_is_refused(file: Path, tmp_path: Path, ending: str, way: str) -> None:
    store(file)
    own = Path(f"{file}{ending}")
    if not own.exists() and (way == "hard link" or ending.endswith(".bak")):
        own.write_bytes(b"kept")
    (tmp_path / "folder").mkdir()
    target = tmp_path / "link" if "link" in way else own
    if way == "by another path":
        target = tmp_path / "folder" / ".." / own.name
    elif way == "symbolic link":
        target.symlink_to(own)
    elif way == "hard link":
        target.hardlink_to(own)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert refused("export", str(target)) == f"{target}: This is the database itself, or a file that belongs to it; give another one."
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_standard_output_that_leads_into_the_database_is_refused(file: Path) -> None:
    store(file)
    before = file.read_bytes()
    with file.open("ab") as out:
        ended = subprocess.run([sys.executable, "-m", "app", "export"], stdout=out, stderr=subprocess.PIPE, cwd=ROOT, check=False)
    assert (ended.returncode, file.read_bytes()) == (2, before)
    assert b"-: This is the database itself" in ended.stderr


def test_an_export_is_written_by_way_of_a_file_that_was_not_there(file: Path, tmp_path: Path) -> None:
    store(file)
    for name in ("all.jsonl.part", "all.jsonl"):
        (tmp_path / name).write_text("somebody's")
    assert run("export", str(tmp_path / "all.jsonl"))[0] == 0
    assert (tmp_path / "all.jsonl.part").read_text() == "somebody's"
    assert sorted(path.name for path in tmp_path.iterdir() if "jsonl" in path.name) == ["all.jsonl", "all.jsonl.part"]


def test_a_pipe_stays_a_pipe(file: Path, tmp_path: Path) -> None:
    store(file)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run("export", str(pipe))[0] == 0
        assert os.read(reader, 20) == b'{"kind":"backfunnel '
        assert pipe.is_fifo()
    finally:
        os.close(reader)


def test_a_scenario_without_versions_is_said_in_one_line(file: Path) -> None:
    id = store(file)
    connection = sqlite3.connect(file)
    connection.execute("DELETE FROM version")
    connection.commit()
    connection.close()
    out = file.parent / "all.jsonl"
    assert refused("export", str(out)) == f"{file}: it is damaged, or no database of Backfunnel: {id} has no versions."
    assert not out.exists()


def test_a_database_without_its_tables_is_said_in_one_line(file: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
    connection.execute("INSERT INTO alembic_version VALUES (?)", [HEAD])
    connection.commit()
    connection.close()
    export = tmp_path / "all.jsonl"
    export.write_text(
        '{"kind":"backfunnel export","format":1}\n{"kind":"workspace","id":"wsp_a","name":"A","created_at":"2026-11-22T09:00:00Z"}\n'
    )
    for command in (["export", str(tmp_path / "out")], ["import", str(export)]):
        assert refused(*command) == f"{file}: it is damaged, or no database of Backfunnel: no such table: workspace."


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://me:secret@127.0.0.1:port/plans", "The database: it cannot be reached: DATABASE_URL is no address"),
        ("postgresql+asyncpg://me:secret@h/x", "The database: it cannot be reached: databases of the kind postgresql+asyncpg are not"),
        ("postgresql://me:secret@/x?colour=red", "postgresql+psycopg://me:***@/x?colour=red: it cannot be reached: "),
        ("sqlite:////nowhere/plans.db", "/nowhere/plans.db: it cannot be reached: there is no folder /nowhere."),
        ("nonsense", "The database: it cannot be reached: DATABASE_URL is no address"),
        ("postgresql://me:secret@127.0.0.1:1/plans", "postgresql+psycopg://me:***@127.0.0.1:1/plans: it cannot be reached: "),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(monkeypatch: pytest.MonkeyPatch, url: str, words: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    for command in (["db", "status"], ["db", "upgrade"], ["export"], ["serve", "--port", "0"]):
        line = refused(*command)
        assert line.startswith(words)
        assert "secret" not in line


def test_a_server_keeps_others_from_writing_and_lets_them_read(file: Path, tmp_path: Path) -> None:
    store(file)
    export = tmp_path / "all.jsonl"
    run("export", str(export))
    with served() as (server, line):
        assert line.startswith("Backfunnel is ready at ")
        for command in (["import", str(export)], ["db", "upgrade"], ["serve", "--port", "0"]):
            assert f"it is in use: process {server.pid}" in refused(*command)
        assert run("export")[1].encode() == export.read_bytes()
        assert run("db", "status")[0] == 0
    assert sorted(path.name for path in tmp_path.glob("plans.db*")) == ["plans.db", "plans.db.lock"]


def test_a_file_that_is_no_database_is_not_overwritten_by_a_server(file: Path) -> None:
    file.write_bytes(b"Dear diary, " * 1000)
    assert refused("serve", "--port", "0").startswith(f"{file}: it is damaged, or no database of Backfunnel: ")
    assert file.read_bytes() == b"Dear diary, " * 1000
    assert os.path.getsize(file) == 12_000
