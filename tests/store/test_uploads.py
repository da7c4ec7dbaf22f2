"""Files as they arrive: how large, how many, in which order."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.db import StoreTrouble
from app.services import importing_jobs, imports
from app.services.importing_jobs import FileTooLarge, Jobs, JobsBusy
from app.services.scenarios import LOCAL_WORKSPACE
from app.services.staging import Staging
from tests.store.taking_in import go, received, staged, until


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


def test_a_server_that_ends_leaves_the_folder_to_the_one_that_looks_after_it() -> None:
    url = f"postgresql://nobody@nowhere/{secrets.token_hex(8)}"
    owner, guest = Staging(url, None), Staging(url, None)
    assert owner.is_ours()
    guest.close()
    assert (owner.folder / "uploads.lock").exists()
    owner.close()
    assert not owner.folder.exists()
