"""Asking the store from a coroutine: what is short is read on the spot, and whatever may have to wait, on a thread."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

from app.db import Database, StoreTrouble, ask
from app.db.patience import seconds_left


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
