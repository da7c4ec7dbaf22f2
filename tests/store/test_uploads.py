"""Files as they arrive: how large, how many, in which order."""

import asyncio
import errno
import os
import secrets
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.db import Database, StoreTrouble
from app.services import importing_jobs, imports
from app.services.importing_jobs import FileTooLarge, Jobs, JobsBusy
from app.services.scenarios import LOCAL_WORKSPACE
from app.services.staging import Staging
from tests.store.samples import ROOT
from tests.store.taking_in import go, now, received, staged, until


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


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "full"),
        (errno.EDQUOT, "full"),
        (errno.EROFS, "read_only"),
        (errno.EACCES, "read_only"),
        (errno.EMFILE, "busy"),
        (errno.EIO, "unreachable"),
        (errno.ENOTDIR, "unreachable"),
        (errno.ETIMEDOUT, "unreachable"),
    ],
)
def test_a_folder_that_cannot_be_written_is_named_by_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "open", fails)
    with pytest.raises(StoreTrouble) as error:
        asyncio.run(Staging("sqlite://", tmp_path).receive(imports.new_id(), nothing(), 10))
    assert (error.value.code, error.value.detail) == (code, f"{tmp_path}: {os.strerror(number)}")


def test_a_folder_that_is_a_file_is_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(StoreTrouble) as error:
        asyncio.run(Staging("sqlite://", tmp_path / "a" / "b").receive(imports.new_id(), nothing(), 10))
    assert error.value.code == "unreachable"


async def nothing() -> AsyncIterator[bytes]:
    yield b""


def test_a_server_that_ends_leaves_the_folder_to_the_others() -> None:
    url = f"postgresql://nobody@nowhere/{secrets.token_hex(8)}"
    first, second = Staging(url, None), Staging(url, None)
    assert first.is_ours()
    assert not second.is_ours()
    first.close()
    assert second.folder.exists()
    third = Staging(url, None)
    assert not third.is_ours()
    second.close()
    assert third.is_ours()
    third.close()
    assert not third.folder.exists()


OTHER_SERVER = """
import sys
from pathlib import Path
from app.services.staging import Staging
print(Staging("postgresql://nobody@nowhere/shared", Path(sys.argv[1])).is_ours(), flush=True)
sys.stdin.read()
"""


def test_a_server_is_alone_once_the_other_one_was_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OTHER_SERVER, str(tmp_path)]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert other.stdin is not None
    assert other.stdout is not None
    ours = Staging("postgresql://nobody@nowhere/shared", tmp_path)
    try:
        assert other.stdout.readline() == "True\n"
        assert not ours.is_ours()
    finally:
        other.kill()
        other.wait()
        other.stdin.close()
        other.stdout.close()
    assert ours.is_ours()
    ours.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("standing_in")
def test_a_server_that_begins_leaves_the_work_of_another_alone(new_database: Callable[[str], Database], tmp_path: Path) -> None:
    database = new_database("postgresql")
    url = "postgresql://nobody@nowhere/shared"
    with ExitStack() as stack:
        first, busy, third = (Jobs(database, url, folder=tmp_path / "uploads", limit=10_000) for _ in range(3))
        for each in (first, busy, third):
            stack.callback(each.close)
        until(first, received(first, b"ready\n").id, "ready")
        taking = received(busy, b"ready\nwait\n", take=True).id
        until(busy, taking, "taking")
        arriving = busy._staging.folder / f"{imports.new_id()}.part"
        arriving.write_bytes(b"x")
        first.close()
        third.recover()
        assert (now(third, taking).status, arriving.exists()) == ("taking", True)
        go(busy, taking)
        assert until(busy, taking, "done").taken is not None
