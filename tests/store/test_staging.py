"""The folder where files wait, among servers that share it: marks that are taken away, shares without locks, who begins in between."""

import asyncio
import errno
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from app.db import Database, StoreTrouble, file_lock
from app.language import language_of
from app.services import imports
from app.services.importing_jobs import Jobs
from app.services.staging import Staging
from app.terminal.trouble import trouble_line
from app.wording.store import OF_THE_FOLDER, store_sentence
from tests.store.taking_in import now, received, until

SHARED = "postgresql://nobody@nowhere/shared"


async def some() -> AsyncIterator[bytes]:
    yield b"some"


def nothing_can_be_locked(_: int) -> None:
    raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))


def test_a_share_without_locks_takes_files_and_is_taken_for_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_lock, "_lock", nothing_can_be_locked)
    staging, id = Staging(SHARED, tmp_path), imports.new_id()
    assert not staging.is_ours()
    assert asyncio.run(staging.receive(id, some(), 10))[0] == 4
    assert [each.name for each in tmp_path.iterdir()] == [f"{id}.file"]
    staging.close()


def test_a_server_starts_where_nothing_can_be_locked(
    new_database: Callable[[str], Database], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_lock, "_lock", nothing_can_be_locked)
    stray = tmp_path / f"{imports.new_id()}.part"
    stray.write_bytes(b"x")
    jobs = Jobs(new_database("postgresql"), SHARED, folder=tmp_path, limit=100)
    jobs.recover()
    assert stray.exists(), "it may be of another server"
    jobs.close()


def test_a_mark_that_is_gone_is_put_again(tmp_path: Path) -> None:
    ours, others = Staging(SHARED, tmp_path), Staging(SHARED, tmp_path)
    assert ours.is_ours()
    for mark in tmp_path.glob("server-*"):
        mark.unlink()
    asyncio.run(ours.receive(imports.new_id(), some(), 10))
    assert len(list(tmp_path.glob("server-*"))) == 1
    assert not others.is_ours()
    others.close()
    ours.close()


def test_a_mark_that_another_server_took_away_before_it_was_locked_is_put_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one opens, locks and removes a mark between the moments at which this one opens and locks it."""
    lock, taken = file_lock._lock, []

    def late(handle: int) -> None:
        if not taken:
            (mark,) = tmp_path.glob("server-*")
            taken.append(mark)
            mark.unlink()
        lock(handle)

    monkeypatch.setattr(file_lock, "_lock", late)
    ours, others = Staging(SHARED, tmp_path), Staging(SHARED, tmp_path)
    assert ours.is_ours()
    (mark,) = tmp_path.glob("server-*")
    assert mark not in taken
    assert not others.is_ours()
    others.close()
    ours.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("standing_in")
def test_work_that_another_server_begins_while_one_is_recovering_stays(
    new_database: Callable[[str], Database], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = new_database("postgresql")
    stopped = Jobs(database, SHARED, folder=tmp_path, limit=100)
    id = received(stopped, b"ready\nwait\n", take=True).id
    until(stopped, id, "taking")
    stopped.close()
    left, begun = tmp_path / f"{id}.0000aaaa.work", [tmp_path / f"{id}.0123abcd.work", tmp_path / f"{imports.new_id()}.part"]
    left.mkdir()
    is_ours, looked = Staging.is_ours, []

    def then_another_begins(staging: Staging) -> bool:
        looked.append(is_ours(staging))
        if len(looked) == 2:
            begun[0].mkdir()
            begun[1].write_bytes(b"x")
        return looked[-1]

    monkeypatch.setattr(Staging, "is_ours", then_another_begins)
    second = Jobs(database, SHARED, folder=tmp_path, limit=100)
    second.recover()
    assert ([each.exists() for each in begun], left.exists(), now(second, id).status) == ([True, True], False, "ready")
    second.close()


def test_what_is_wrong_with_the_folder_is_not_said_of_the_database(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(StoreTrouble) as error:
        asyncio.run(Staging("sqlite://", tmp_path / "a" / "b").receive(imports.new_id(), some(), 10))
    assert store_sentence(error.value, language_of(None, "en")) == OF_THE_FOLDER["unreachable"]
    assert trouble_line("plans.db", error.value) == f"The folder where files wait: it cannot be reached: {tmp_path}/a/b: Not a directory."
