"""The processes that look at files: one stays for the next file, and none stays for good."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.db import Database
from app.services import import_workers
from app.services.import_workers import Worker
from app.services.importing_jobs import Jobs
from tests.store.samples import ROOT
from tests.store.taking_in import received, taken, until

pytestmark = pytest.mark.usefixtures("standing_in")


@pytest.fixture
def jobs(new_database: Callable[[str], Database], make_jobs: Callable[[Database], Jobs]) -> Jobs:
    return make_jobs(new_database("sqlite"))


def waiting(jobs: Jobs) -> list[Worker]:
    return list(jobs._workers._idle)


def looked_at(jobs: Jobs, body: bytes) -> None:
    until(jobs, received(jobs, body).id, "ready", "failed")


def test_a_process_that_has_looked_at_a_small_file_looks_at_the_next(jobs: Jobs) -> None:
    looked_at(jobs, b"ready\n1")
    first = waiting(jobs)
    looked_at(jobs, b"ready\n2")
    looked_at(jobs, b"unreadable\n")
    assert waiting(jobs) == first


def test_a_process_that_has_grown_does_not_stay(jobs: Jobs) -> None:
    looked_at(jobs, b"grow\n")
    assert waiting(jobs) == []
    looked_at(jobs, b"ready\n")


def test_a_process_that_has_taken_a_file_in_does_not_stay(jobs: Jobs) -> None:
    taken(jobs, b"ready\n")
    assert waiting(jobs) == []


@pytest.mark.parametrize("body", [b"fail\n", b"die\n", b"hog\n"])
def test_a_process_that_failed_is_followed_by_another(jobs: Jobs, body: bytes) -> None:
    looked_at(jobs, b"ready\n1")
    first = waiting(jobs)
    looked_at(jobs, body)
    assert waiting(jobs) == []
    looked_at(jobs, b"ready\n2")
    assert len(waiting(jobs)) == 1
    assert waiting(jobs) != first


def test_a_process_that_ended_while_it_waited_is_followed_by_another(jobs: Jobs) -> None:
    looked_at(jobs, b"ready\n1")
    first = waiting(jobs)[0]
    first.process.kill()
    first.process.wait()
    looked_at(jobs, b"ready\n2")
    assert waiting(jobs) != [first]


def test_who_cancels_a_look_ends_its_process_and_no_other(jobs: Jobs) -> None:
    looked_at(jobs, b"ready\n1")
    at_work = waiting(jobs)[0]
    looking = received(jobs, b"wait\n")
    while waiting(jobs):
        time.sleep(0.01)
    jobs.cancel(looking.id)
    assert at_work.process.wait(10) < 0
    looked_at(jobs, b"ready\n2")


def test_a_process_that_waits_in_vain_ends(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[Worker] = []
    monkeypatch.setattr(import_workers, "SECONDS_IDLE", 0.01)
    monkeypatch.setattr(jobs._workers, "_let_go", lambda worker, let_go=jobs._workers._let_go: (left.append(worker), let_go(worker)))
    looked_at(jobs, b"ready\n")
    while not left or waiting(jobs):
        time.sleep(0.01)
    assert left[0].process.wait(10) is not None


def test_processes_that_wait_end_with_the_line(jobs: Jobs) -> None:
    looked_at(jobs, b"ready\n")
    worker = waiting(jobs)[0]
    jobs.close()
    assert worker.process.poll() is not None


SERVER = """
import asyncio, sys
from app.db import Database
from app.services import import_process
from app.services.importing_jobs import Jobs

async def body():
    yield b"ready\\n"

import_process.WORKER = "tests.store.stand_in"
jobs = Jobs(Database(sys.argv[1]), sys.argv[1], folder=None, limit=1000)
made = asyncio.run(jobs.receive("a.csv", body(), author="Ada"))
while not jobs._workers._idle:
    pass
print(*(worker.process.pid for worker in jobs._workers._idle), flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="whether a process runs is read from /proc, which is Linux's")
def test_a_process_that_waits_ends_with_a_killed_server(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SERVER, f"sqlite:///{tmp_path}/a.db"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        assert server.stdout is not None
        child = Path(f"/proc/{server.stdout.readline().strip()}/stat")
        server.kill()
        server.wait()
        for _ in range(1_000):
            if not child.exists() or child.read_text().rpartition(")")[2].split()[0] == "Z":
                break
            time.sleep(0.01)
        else:
            raise AssertionError("it is still there")
