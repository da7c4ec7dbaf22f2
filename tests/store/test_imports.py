import asyncio
import hashlib
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.db import Database, StoreTrouble
from app.history.found import Progress
from app.services import import_process, importing_jobs, imports
from app.services.importing_jobs import FileTooLarge, Jobs, JobsBusy
from app.services.imports import Import, ImportMoved, ImportNotFound
from app.services.scenarios import LOCAL_WORKSPACE
from tests.store import stand_in
from tests.store.samples import ROOT


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_process, "WORKER", "tests.store.stand_in")
    monkeypatch.setattr(importing_jobs, "_corrected", stand_in.corrected)
    monkeypatch.setattr(importing_jobs, "SECONDS_BETWEEN_TRIES", 0.05)


@pytest.fixture
def make_jobs(tmp_path: Path) -> Iterator[Callable[[Database], Jobs]]:
    made: list[Jobs] = []

    def make(database: Database, limit: int = 10_000) -> Jobs:
        made.append(Jobs(database, "sqlite:///unused.db", folder=tmp_path / "uploads", limit=limit))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def jobs(database: Database, make_jobs: Callable[[Database], Jobs]) -> Jobs:
    return make_jobs(database)


async def pieces(body: bytes, size: int = 7) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


def received(jobs: Jobs, body: bytes, name: str = "leads.csv", size: int | None = None, **more: Any) -> Import:
    """On a thread of its own: the browser tests keep a loop running on this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(jobs.receive(name, pieces(body), size, author="Ada", **more))).result()


def now(jobs: Jobs, id: str) -> Import:
    with jobs._database.reading() as session:
        return imports.get_import(session, LOCAL_WORKSPACE, id)


def until(jobs: Jobs, id: str, *statuses: str) -> Import:
    """The import once it is there, and nobody is at work on it any more."""
    for _ in range(2_000):
        found = now(jobs, id)
        if found.status in statuses and (found.status == "taking" or id not in jobs._under_way):
            return found
        if found.status in ("failed", "cancelled", "done") and found.status not in statuses:
            break
        time.sleep(0.01)
    raise AssertionError(f"{found.status} for ever, with {found.trouble}")


def parts(jobs: Jobs, id: str) -> list[tuple[int, str, str, int]]:
    with jobs._database.reading() as session:
        asked = imports.select(imports.PART.c.number, imports.PART.c.kind, imports.PART.c.bucket, imports.PART.c.rows)
        return [tuple(row) for row in session.connection().execute(asked.where(imports.PART.c.import_id == id)).all()]


def staged(jobs: Jobs) -> list[str]:
    return sorted(path.name for path in jobs._staging.folder.glob("*") if path.name != "uploads.lock")


def go(jobs: Jobs, id: str) -> None:
    jobs._staging.file(id).with_suffix(".go").touch()


def taken(jobs: Jobs, body: bytes, **more: Any) -> Import:
    made = received(jobs, body, take=True, **more)
    return until(jobs, made.id, "done")


def test_a_file_is_looked_at_then_taken_in_and_leaves_nothing_behind(jobs: Jobs) -> None:
    made = received(jobs, b"ready\ndone\n", r"C:\exports\leads" + "\n.csv")
    assert (made.status, made.name, made.order, made.created_by) == ("looking", "leads .csv", 1, "Ada")
    assert made.digest == hashlib.sha256(b"ready\ndone\n").hexdigest()
    found = until(jobs, made.id, "ready")
    assert found.look is not None
    assert found.recipe == found.look.recipe
    assert (found.list_name, found.kind, found.size) == ("Pipeline", "records", 11)
    assert staged(jobs) == [f"{made.id}.file"]
    assert jobs.start(made.id).status == "taking"
    done = until(jobs, made.id, "done")
    assert done.taken is not None
    assert done.taken.taken == 60
    assert parts(jobs, made.id) == [(1, "records", "all", 30), (2, "records", "all", 30)]
    assert staged(jobs) == []
    assert jobs.progress(made.id) is None


def test_what_is_asked_waits_for_an_answer(jobs: Jobs) -> None:
    id = until(jobs, received(jobs, b"ask\n", take=True).id, "asked").id
    with pytest.raises(ImportMoved) as error:
        jobs.start(id)
    assert error.value.current.status == "asked"
    recipe = stand_in.recipe_of("Deals", as_of=date(2026, 11, 1))
    assert jobs.correct(id, recipe).status == "ready"
    assert (now(jobs, id).recipe, now(jobs, id).list_name) == (recipe, "Deals")
    jobs.start(id)
    assert until(jobs, id, "done").list_name == "Deals"


def test_another_layout_is_looked_at_anew(jobs: Jobs) -> None:
    id = until(jobs, received(jobs, b"ready\n").id, "ready").id
    recipe = stand_in.recipe_of("Pipeline", header_row=3)
    assert jobs.correct(id, recipe).status == "looking"
    found = until(jobs, id, "ready")
    assert found.look is not None
    assert (found.look.header_row, found.recipe) == (3, recipe)


def test_a_shape_that_is_remembered_goes_on_by_itself(jobs: Jobs) -> None:
    first = until(jobs, received(jobs, b"ready\ndone\n1").id, "ready")
    jobs.correct(first.id, stand_in.recipe_of("Leads of ours"))
    jobs.start(first.id)
    until(jobs, first.id, "done")
    second = received(jobs, b"ready\ndone\n2")
    assert until(jobs, second.id, "done").list_name == "Leads of ours"
    assert second.order == 2


def remembered_lists(jobs: Jobs) -> list[str]:
    with jobs._database.reading() as session:
        return [recipe.list_name for _, recipe in imports.remembered(session, LOCAL_WORKSPACE)]


def test_who_removes_an_import_is_asked_again_how_such_a_file_is_read(jobs: Jobs) -> None:
    first = until(jobs, received(jobs, b"ready\ndone\n1").id, "ready")
    jobs.correct(first.id, stand_in.recipe_of("Wrong"))
    jobs.start(first.id)
    until(jobs, first.id, "done")
    jobs.remove(first.id)
    assert remembered_lists(jobs) == []
    again = until(jobs, received(jobs, b"ready\ndone\n1").id, "ready")
    assert again.list_name == "Pipeline"


def test_a_removed_import_leaves_the_reading_of_the_newest_that_still_stands(jobs: Jobs) -> None:
    right = taken(jobs, b"ready\ndone\n1", list_name="Right")
    wrong = taken(jobs, b"ready\ndone\n2", list_name="Wrong")
    assert remembered_lists(jobs) == ["Wrong"]
    jobs.remove(wrong.id)
    assert remembered_lists(jobs) == ["Right"]
    jobs.remove(right.id)
    assert remembered_lists(jobs) == []


def test_an_import_that_was_never_taken_in_takes_no_memory_with_it(jobs: Jobs) -> None:
    waiting = until(jobs, received(jobs, b"ready\ndone\n1").id, "ready")
    taken(jobs, b"ready\ndone\n2", list_name="Right")
    jobs.remove(waiting.id)
    assert remembered_lists(jobs) == ["Right"]


def test_first_rows_are_kept_only_until_a_file_is_taken_in_or_given_up(jobs: Jobs) -> None:
    waiting = until(jobs, received(jobs, b"ready\n1").id, "ready")
    assert waiting.look is not None
    assert waiting.look.preview == (("a", "b"),)
    done = taken(jobs, b"ready\n2")
    given_up = jobs.cancel(waiting.id)
    for each in (done, given_up):
        look = now(jobs, each.id).look
        assert look is not None
        assert (look.preview, look.name) == ((), "leads.csv")


def test_the_very_same_file_adds_nothing(jobs: Jobs) -> None:
    first = taken(jobs, b"ready\n")
    again = received(jobs, b"ready\n", "other name.csv")
    assert (again.status, again.same_as, again.list_name) == ("done", first.id, "Pipeline")
    assert parts(jobs, again.id) == []
    assert staged(jobs) == []
    with jobs._database.reading() as session:
        assert [line.rows for line in imports.lists(session, LOCAL_WORKSPACE)] == [60]
        assert imports.rows_of(session, LOCAL_WORKSPACE, again.id).total == 60
    jobs.remove(first.id)
    with pytest.raises(ImportNotFound):
        now(jobs, again.id)


def test_the_very_same_file_read_in_another_way_is_another_import(jobs: Jobs) -> None:
    taken(jobs, b"ready\n")
    other = taken(jobs, b"ready\n", list_name="Another")
    assert (other.same_as, len(parts(jobs, other.id))) == (None, 2)
    same = taken(jobs, b"ready\n", list_name="Another")
    assert (same.same_as, parts(jobs, same.id)) == (other.id, [])


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


def test_a_taking_whose_process_is_killed_can_be_done_again(jobs: Jobs) -> None:
    found = until(jobs, received(jobs, b"ready\nkill\n", take=True).id, "ready")
    assert found.trouble is not None
    assert (found.trouble.code, found.trouble.severity, parts(jobs, found.id)) == ("interrupted", "warning", [])
    jobs.start(found.id)
    assert until(jobs, found.id, "ready").trouble == found.trouble


def test_how_far_it_has_come_can_be_asked(jobs: Jobs) -> None:
    id = received(jobs, b"ready\nwait\n", take=True).id
    until(jobs, id, "taking")
    for _ in range(1000):
        if jobs.progress(id) == Progress(5, 11, 7, 1):
            break
        time.sleep(0.01)
    assert jobs.progress(id) == Progress(5, 11, 7, 1)
    go(jobs, id)
    until(jobs, id, "done")


@pytest.mark.parametrize("body", [b"wait\n", b"ready\nwait\n", b"ask\n", b"unreadable\n"])
def test_what_is_cancelled_leaves_only_its_line(jobs: Jobs, body: bytes) -> None:
    id = received(jobs, body, take=True).id
    if body != b"wait\n":
        until(jobs, id, "taking", "asked", "failed")
    assert jobs.cancel(id).status == "cancelled"
    assert jobs.cancel(id).status == "cancelled"
    for thread in list(jobs._threads):
        thread.join(10)
    assert now(jobs, id).status == "cancelled"
    assert parts(jobs, id) == []
    assert staged(jobs) == []


def test_what_is_done_is_removed_not_cancelled(jobs: Jobs) -> None:
    done = taken(jobs, b"ready\nrefuse\n")
    with pytest.raises(ImportMoved):
        jobs.cancel(done.id)
    jobs.remove(done.id)
    assert parts(jobs, done.id) == []
    with jobs._database.reading() as session:
        assert list(imports.refused_file(session, done.id)) == []
    with pytest.raises(ImportNotFound):
        jobs.remove(done.id)


def test_the_file_of_refused_rows_is_kept_as_it_was_written(jobs: Jobs) -> None:
    done = taken(jobs, b"ready\nrefuse\n")
    with jobs._database.reading() as session:
        assert b"".join(imports.refused_file(session, done.id)) == '\ufeffrow,reason,Id\r\n3,"two\r\nlines",x\r\n'.encode()


def test_two_are_worked_on_at_once_and_the_others_wait_in_line(jobs: Jobs) -> None:
    ids = [received(jobs, b"wait\n" + bytes([97 + number])).id for number in range(4)]
    for _ in range(1000):
        if len(list(jobs._staging.folder.glob("*.work"))) == 2:
            break
        time.sleep(0.01)
    assert len(jobs._line) == 2
    jobs.cancel(ids[3])
    for id in ids[:3]:
        go(jobs, id)
    assert [until(jobs, id, "ready").order for id in ids[:3]] == [1, 2, 3]


def test_one_too_many_in_line_is_told_to_come_again(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing_jobs, "MOST_IN_LINE", 2)
    waiting = [received(jobs, b"wait\n" + bytes([97 + number])).id for number in range(2)]
    with pytest.raises(JobsBusy):
        received(jobs, b"ready\n")
    assert len(staged(jobs)) >= 2
    for id in waiting:
        jobs.cancel(id)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(jobs: Jobs) -> None:
    read: list[bytes] = []

    async def watched() -> AsyncIterator[bytes]:
        read.append(b"")
        yield b"x"

    async def receive() -> None:
        await jobs.receive("a.csv", watched(), 10_001, author="Ada")

    with ThreadPoolExecutor(1) as pool, pytest.raises(FileTooLarge) as error:
        pool.submit(lambda: asyncio.run(receive())).result()
    assert (error.value.limit, read) == (10_000, [])


def test_a_file_without_a_size_is_stopped_at_the_limit(jobs: Jobs) -> None:
    with pytest.raises(FileTooLarge):
        received(jobs, b"x" * 10_001)
    assert staged(jobs) == []
    with jobs._database.reading() as session:
        assert imports.imports(session, LOCAL_WORKSPACE) == []
    assert received(jobs, b"ready\n".ljust(10_000)).size == 10_000


def test_a_body_that_breaks_off_leaves_nothing(jobs: Jobs) -> None:
    async def breaks() -> AsyncIterator[bytes]:
        yield b"ready\n"
        raise ConnectionResetError

    with ThreadPoolExecutor(1) as pool, pytest.raises((ConnectionResetError, StoreTrouble)):
        pool.submit(lambda: asyncio.run(jobs.receive("a.csv", breaks(), author="Ada"))).result()
    assert staged(jobs) == []


def test_two_files_at_once_get_two_numbers(jobs: Jobs) -> None:
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda number: received(jobs, f"ready\n{number}".encode()), range(6)))
    assert sorted(each.order for each in made) == [1, 2, 3, 4, 5, 6]
    for each in made:
        until(jobs, each.id, "ready")


def test_a_server_that_is_stopped_leaves_work_that_can_be_done_again(database: Database, make_jobs: Callable[[Database], Jobs]) -> None:
    first = make_jobs(database)
    taking = received(first, b"ready\nwait\n", take=True).id
    until(first, taking, "taking")
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


def test_parts_that_cannot_be_kept_leave_nothing_and_the_file_can_be_taken_again(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = imports.add_part
    trouble = ["full"]

    def fails(*arguments: Any) -> None:
        kept(*arguments)
        if trouble and arguments[2] == 2:
            raise StoreTrouble(trouble.pop(), "there is no room")  # type: ignore[arg-type]

    monkeypatch.setattr(imports, "add_part", fails)
    found = until(jobs, received(jobs, b"ready\n", take=True).id, "ready")
    assert found.trouble is not None
    assert (found.trouble.code, found.trouble.values, parts(jobs, found.id)) == ("not_kept", {"store": "full"}, [])
    jobs.start(found.id)
    assert len(parts(jobs, until(jobs, found.id, "done").id)) == 2


def test_an_import_that_is_cancelled_while_it_is_kept_is_one_or_the_other(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, outcomes = imports.add_part, []

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

    monkeypatch.setattr(imports, "add_part", cancelled_meanwhile)
    id = received(jobs, b"ready\n", take=True).id
    found = until(jobs, id, "done", "cancelled")
    while not outcomes:
        time.sleep(0.01)
    assert outcomes == [found.status]
    assert len(parts(jobs, id)) == (2 if found.status == "done" else 0)


def test_rows_are_shown_a_page_at_a_time(jobs: Jobs) -> None:
    id = taken(jobs, b"ready\n").id
    with jobs._database.reading() as session:
        page = imports.rows_of(session, LOCAL_WORKSPACE, id, 28, 4)
        assert [name for name, _ in page.columns] == ["id", "row", "Lead", "outcome", "channel"]
        assert [row[0] for row in page.rows] == ["B28", "B29", "B0", "B1"]
        assert page.rows[0] == ("B28", 30, "2016-08-15", "won", "ads")
        assert (page.start, page.total) == (28, 60)
        assert imports.rows_of(session, LOCAL_WORKSPACE, id, 60, 4).rows == ()


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
print(made.id, jobs._under_way[made.id].process._process.pid, flush=True)
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


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked at by way of /proc")
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


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f", "\x85", "\x07", "\ufeff"])
def test_a_name_holds_nothing_that_shows_it_as_another(sign: str) -> None:
    assert imports.shown_name(f"deals{sign}gpj.csv") == "deals gpj.csv"
