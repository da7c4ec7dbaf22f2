"""What goes wrong with an import, its process or its store is said, and can be tried again."""

import errno
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from app.db import Database, StoreTrouble
from app.services import import_parts
from app.services.import_process import ImportProcess
from app.services.importing_jobs import Jobs
from app.services.imports import ImportMoved
from tests.store import stand_in
from tests.store.taking_in import go, parts, received, until

pytestmark = pytest.mark.usefixtures("standing_in")


def test_a_file_that_cannot_be_read_says_why(jobs: Jobs) -> None:
    found = until(jobs, received(jobs, b"unreadable\n").id, "failed")
    assert found.trouble is not None
    assert (found.trouble.code, found.trouble.severity) == ("empty_file", "blocking")
    for act in (jobs.start, lambda id: jobs.correct(id, stand_in.recipe_of("x"))):
        with pytest.raises(ImportMoved):
            act(found.id)


@pytest.mark.parametrize(("body", "reason"), [(b"die\n", ""), (b"fail\n", "what nobody thought of"), (b"ready\ndie\n", "")])
def test_a_process_that_dies_is_a_failure_with_a_name(jobs: Jobs, body: bytes, reason: str) -> None:
    found = until(jobs, received(jobs, body, take=True).id, "failed")
    assert found.trouble is not None
    assert found.trouble.code == "import_failed"
    assert reason in str(found.trouble.values["reason"])
    assert parts(jobs, found.id) == []


@pytest.mark.parametrize("body", [b"hog\n", b"abort\n"])
def test_a_file_that_takes_too_much_memory_fails_with_a_name(jobs: Jobs, body: bytes) -> None:
    found = until(jobs, received(jobs, body).id, "failed")
    assert found.trouble is not None
    assert (found.trouble.code, found.trouble.severity) == ("too_much_memory", "blocking")


@pytest.mark.parametrize("body", [b"wait\n", b"ready\nwait\n"])
def test_work_that_takes_too_long_is_ended_and_says_so(database: Database, tmp_path: Path, body: bytes) -> None:
    jobs = Jobs(database, "sqlite:///unused.db", folder=tmp_path / "uploads", limit=1_000, seconds=3)
    try:
        found = until(jobs, received(jobs, body, take=True).id, "failed")
        assert found.trouble is not None
        assert (found.trouble.code, found.trouble.values) == ("took_too_long", {"minutes": 1})
        assert parts(jobs, found.id) == []
    finally:
        jobs.close()


def test_no_room_for_the_parts_is_said_and_can_be_tried_again(jobs: Jobs) -> None:
    found = until(jobs, received(jobs, b"ready\nfull\n", take=True).id, "ready")
    assert found.trouble is not None
    assert (found.trouble.code, found.trouble.severity) == ("no_room", "warning")
    go(jobs, found.id)
    jobs.start(found.id)
    assert until(jobs, found.id, "done").trouble is None


def test_no_room_to_begin_is_said_and_can_be_tried_again(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    made = until(jobs, received(jobs, b"ready\n").id, "ready")
    with monkeypatch.context() as patch:
        patch.setattr(ImportProcess, "_write_down", full)
        jobs.start(made.id)
        found = until(jobs, made.id, "ready")
    assert found.trouble is not None
    assert (found.trouble.code, found.trouble.severity) == ("no_room", "warning")
    jobs.start(made.id)
    until(jobs, made.id, "done")


def test_a_taking_whose_process_is_killed_can_be_done_again(jobs: Jobs) -> None:
    found = until(jobs, received(jobs, b"ready\nkill\n", take=True).id, "ready")
    assert found.trouble is not None
    assert (found.trouble.code, found.trouble.severity, parts(jobs, found.id)) == ("interrupted", "warning", [])
    jobs.start(found.id)
    assert until(jobs, found.id, "ready").trouble == found.trouble


def test_parts_that_cannot_be_kept_leave_nothing_and_the_file_can_be_taken_again(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = import_parts.add_part
    trouble = ["full"]

    def fails(*arguments: Any) -> None:
        kept(*arguments)
        if trouble and arguments[2] == 2:
            raise StoreTrouble(trouble.pop(), "there is no room")  # type: ignore[arg-type]

    monkeypatch.setattr(import_parts, "add_part", fails)
    found = until(jobs, received(jobs, b"ready\n", take=True).id, "ready")
    assert found.trouble is not None
    assert (found.trouble.code, found.trouble.values, parts(jobs, found.id)) == ("not_kept", {"store": "full"}, [])
    jobs.start(found.id)
    assert len(parts(jobs, until(jobs, found.id, "done").id)) == 2


def test_an_import_that_is_cancelled_while_it_is_kept_is_one_or_the_other(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, outcomes = import_parts.add_part, []

    def cancel(id: str) -> None:
        try:
            outcomes.append(jobs.cancel(id).status)
        except ImportMoved as error:
            outcomes.append(error.current.status)

    def cancelled_meanwhile(session: Any, id: str, number: int, *more: Any) -> None:
        kept(session, id, number, *more)
        if number == 1:
            thread = threading.Thread(target=cancel, args=(id,))
            thread.start()
            thread.join(0.3)  # on SQLite it waits until all is kept

    monkeypatch.setattr(import_parts, "add_part", cancelled_meanwhile)
    id = received(jobs, b"ready\n", take=True).id
    found = until(jobs, id, "done", "cancelled")
    while not outcomes:
        time.sleep(0.01)
    assert outcomes == [found.status]
    assert len(parts(jobs, id)) == (2 if found.status == "done" else 0)
