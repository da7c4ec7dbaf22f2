"""What a server that was stopped or killed leaves, and the next one does with it."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from app.db import Database, StoreTrouble
from app.services import imports
from app.services.importing_jobs import Jobs
from app.services.imports import Import
from tests.store.samples import ROOT
from tests.store.taking_in import go, now, parts, received, until

pytestmark = pytest.mark.usefixtures("standing_in")


def at_work(make_jobs: Callable[[Database], Jobs], database: Database) -> tuple[Jobs, str]:
    """A line of imports, and one that is in the middle of being taken in."""
    jobs = make_jobs(database)
    taking = received(jobs, b"ready\nwait\n", take=True).id
    until(jobs, taking, "taking")
    return jobs, taking


def test_a_server_that_is_stopped_leaves_work_that_can_be_done_again(database: Database, make_jobs: Callable[[Database], Jobs]) -> None:
    first, taking = at_work(make_jobs, database)
    looking = received(first, b"wait\n").id
    strays = [first._staging.folder / f"{imports.new_id()}.{ending}" for ending in ("file", "part")]
    for stray in strays:
        stray.write_bytes(b"x")
    first.close()
    assert now(first, taking).status == "taking"
    second = make_jobs(database)
    second.recover()
    found = now(second, taking)
    assert found.trouble is not None
    assert (found.status, found.trouble.code, parts(second, taking)) == ("ready", "interrupted", [])
    assert not any(stray.exists() for stray in strays)
    go(second, looking)
    until(second, looking, "ready")
    go(second, taking)
    second.start(taking)
    assert until(second, taking, "done").trouble is None


def test_what_was_put_right_before_the_database_gave_out_is_not_begun_twice(
    new_database: Callable[[str], Database], make_jobs: Callable[[Database], Jobs], monkeypatch: pytest.MonkeyPatch
) -> None:
    database = new_database("sqlite")
    first, taking = at_work(make_jobs, database)
    looking = received(first, b"wait\n").id
    first.close()
    second, change = make_jobs(database), imports.change

    def gives_out(*_: Any, **__: Any) -> Import:
        raise StoreTrouble("busy", "somebody is writing")

    monkeypatch.setattr(imports, "change", gives_out)
    with pytest.raises(StoreTrouble):
        second.recover()
    begun = second._under_way[looking]
    monkeypatch.setattr(imports, "change", change)
    second.recover()
    assert second._under_way[looking] is begun
    assert now(second, taking).status == "ready"
    go(second, looking)
    until(second, looking, "ready")


def test_what_somebody_else_has_put_right_stands_in_nobodys_way(
    new_database: Callable[[str], Database], make_jobs: Callable[[Database], Jobs], monkeypatch: pytest.MonkeyPatch
) -> None:
    database = new_database("sqlite")
    first, taking = at_work(make_jobs, database)
    first.close()
    change = imports.change

    def quicker(session: Session, workspace: str, before: Import, **changes: Any) -> Import:
        change(session, workspace, before, **changes)
        return change(session, workspace, before, **changes)

    second = make_jobs(database)
    with monkeypatch.context() as patch:
        patch.setattr(imports, "change", quicker)
        second.recover()
    assert now(second, taking).id == taking


def test_what_lost_its_file_has_failed(new_database: Callable[[str], Database], make_jobs: Callable[[Database], Jobs]) -> None:
    database = new_database("sqlite")
    first = make_jobs(database)
    id = received(first, b"wait\n").id
    first.close()
    first._staging.forget(id)
    second = make_jobs(database)
    second.recover()
    found = now(second, id)
    assert found.trouble is not None
    assert (found.status, found.trouble.code) == ("failed", "interrupted")


SERVER = """
import asyncio, sys
from app.db import Database
from app.services import import_process
from app.services.importing_jobs import Jobs

async def body():
    yield b"ready\\nwait\\n"

import_process.WORKER = "tests.store.stand_in"
jobs = Jobs(Database(sys.argv[1]), sys.argv[1], folder=None, limit=1000)
made = asyncio.run(jobs.receive("a.csv", body(), author="Ada", take=True))
while jobs.progress(made.id) is None or jobs.progress(made.id).rows == 0:
    pass
print(made.id, jobs._under_way[made.id].process._worker.process.pid, flush=True)
sys.stdin.read()
"""


def killed_while_taking(url: str) -> tuple[str, int]:
    """Kill a server in the middle of taking a file in: the import, and the process that was at it."""
    server = subprocess.Popen([sys.executable, "-c", SERVER, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert server.stdout is not None
    assert server.stdin is not None
    try:
        id, child = server.stdout.readline().split()
    finally:
        server.kill()
        server.wait()
        server.stdin.close()
        server.stdout.close()
    return id, int(child)


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="whether a process runs is read from /proc, which is Linux's")
def test_what_a_killed_server_was_taking_in_is_not_there_and_can_be_taken_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    id, child = killed_while_taking(url)
    for _ in range(1000):
        if not is_running(child):
            break
        time.sleep(0.01)
    assert not is_running(child)
    database = Database(url)
    jobs = Jobs(database, url, folder=None, limit=1000)
    assert (now(jobs, id).status, parts(jobs, id)) == ("taking", [])
    jobs.recover()
    assert now(jobs, id).status == "ready"
    go(jobs, id)
    jobs.start(id)
    assert until(jobs, id, "done").taken is not None
    assert len(parts(jobs, id)) == 2
    (tmp_path / "a.db.uploads" / f"{id}.go").unlink()
    jobs.close()
    database.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.db", "a.db.lock"]
