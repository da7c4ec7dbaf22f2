"""Asking the store from a coroutine: what is short is read on the spot, and whatever may have to wait, on a thread."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import anyio.to_thread
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

from app.db import READING, Database, StoreTrouble, ask, beside, patience, sqlite_engines
from app.db.patience import LEAST, SECONDS_IN_ALL, asked_now, seconds_left, waiting
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE
from tests.store.samples import created


@pytest.fixture
def loop() -> Iterator[BlockingPortal]:
    """An event loop of its own."""
    with start_blocking_portal() as portal:
        yield portal


def test_an_open_file_is_read_on_the_event_loop_itself_and_waits_for_nothing(
    loop: BlockingPortal, new_database: Callable[[str], Database]
) -> None:
    read = loop.call(ask, new_database("sqlite"), lambda: (threading.get_ident(), seconds_left(5.0)))
    assert read == (loop.call(threading.get_ident), 0.0)


def test_a_server_is_asked_on_a_thread_that_may_wait(loop: BlockingPortal, new_database: Callable[[str], Database]) -> None:
    thread, patience = loop.call(ask, new_database("postgresql"), lambda: (threading.get_ident(), seconds_left(5.0)))
    assert thread != loop.call(threading.get_ident)
    assert patience > 0


def test_a_file_that_is_not_open_yet_is_opened_on_a_thread(loop: BlockingPortal, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new.db")

    def read() -> int:
        with database.reading() as session:
            session.connection()
        return threading.get_ident()

    assert loop.call(ask, database, read) != loop.call(threading.get_ident)
    assert loop.call(ask, database, read) == loop.call(threading.get_ident)
    database.close()


def test_a_file_that_is_locked_is_waited_for_on_a_thread(loop: BlockingPortal, new_database: Callable[[str], Database]) -> None:
    asked: list[tuple[int, float]] = []

    def read() -> str:
        asked.append((threading.get_ident(), seconds_left(5.0)))
        if len(asked) == 1:
            raise StoreTrouble("busy", "somebody has locked it")
        return "read"

    assert loop.call(ask, new_database("sqlite"), read) == "read"
    (first, at_once), (second, patience) = asked
    assert first == loop.call(threading.get_ident) != second
    assert at_once == 0.0
    assert patience == 5.0


def test_any_other_trouble_is_told_at_once(loop: BlockingPortal, new_database: Callable[[str], Database]) -> None:
    asked: list[int] = []

    def read() -> None:
        asked.append(threading.get_ident())
        raise StoreTrouble("damaged", "a page of it is not whole")

    with pytest.raises(StoreTrouble) as error:
        loop.call(ask, new_database("sqlite"), read)
    assert error.value.code == "damaged"
    assert asked == [loop.call(threading.get_ident)]


def test_reading_goes_on_where_every_thread_of_the_saves_waits(loop: BlockingPortal) -> None:
    locked, taken = threading.Event(), threading.Event()

    def save() -> bool:
        taken.set()
        return locked.wait(20)

    async def with_one_thread_for_saves() -> str:
        anyio.to_thread.current_default_thread_limiter().total_tokens = 1
        async with anyio.create_task_group() as saves:
            saves.start_soon(anyio.to_thread.run_sync, save)
            await anyio.sleep(0)
            while not taken.is_set():
                await anyio.sleep(0.001)
            found = await beside(lambda: "read")
            locked.set()
        return found

    assert loop.call(with_one_thread_for_saves) == "read"


def test_there_is_a_connection_for_everyone_who_can_read_at_once(loop: BlockingPortal) -> None:
    """Whoever reads on the event loop would hold everyone up by waiting for one."""

    async def threads() -> float:
        return anyio.to_thread.current_default_thread_limiter().total_tokens + READING.total_tokens

    assert loop.call(threads) + 1 <= sqlite_engines.READERS + sqlite_engines.MORE_READERS


def test_waiting_for_a_thread_is_part_of_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([100.0, 102.0, 102.0, 120.0])
    monkeypatch.setattr(patience.time, "monotonic", lambda: next(moments))

    def work() -> tuple[float, float]:
        asked_now()  # at 100
        with waiting():
            return seconds_left(60.0), seconds_left(60.0) if next(moments) else 0.0

    found: list[tuple[float, float]] = []
    thread = threading.Thread(target=lambda: found.append(work()))  # with a context of its own
    thread.start()
    thread.join()
    assert found == [(pytest.approx(SECONDS_IN_ALL - 2.0), LEAST)]


def test_a_file_that_something_else_stands_in_place_of_is_told_at_once_and_comes_back(new_database: Callable[[str], Database]) -> None:
    database = new_database("sqlite")
    made = created(database)

    def read() -> str:
        with database.reading() as session:
            return scenarios.get(session, LOCAL_WORKSPACE, made.id).id

    assert read() == made.id
    file = Path(str(database))
    file.rename(file.with_suffix(".away"))
    os.mkfifo(file)
    with pytest.raises(StoreTrouble) as error:
        read()
    assert error.value.code == "unreachable"
    file.unlink()
    file.with_suffix(".away").rename(file)
    assert read() == made.id
