"""Uploads that hardly move, over real connections: they take the place of nobody who sends a file."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
import uvicorn

from app.main import create_app
from app.services import arrivals
from app.serving import config_of, listener_at
from app.settings import Settings

FILE = b"Deal ID,Created,Stage\nD1,2026-01-05,Won\n"
HEAD = b"POST /api/v1/history/imports HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: text/csv\r\ncontent-length: 2000000\r\n\r\n"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[tuple[str, int]]:
    listener = listener_at("127.0.0.1", 0)
    server = uvicorn.Server(config_of(create_app(Settings(database_url=f"sqlite:///{tmp_path}/plans.db"))))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listener.getsockname()
    server.should_exit = True
    thread.join(10)
    listener.close()


def answer_to(connection: socket.socket) -> str:
    """What is said before the connection is closed."""
    said = b""
    while some := connection.recv(10_000):
        said += some
    return said.decode()


def files_coming(folder: Path) -> int:
    return len(list(folder.glob("*.uploads/*.part")))


def test_twenty_uploads_that_hardly_move_block_nobody(address: tuple[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "SECONDS_FOR_A_STRETCH", 0)
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(address, timeout=30)) for _ in range(arrivals.MOST_ARRIVING)]
        for number, connection in enumerate(slow, 1):
            connection.sendall(HEAD + b"x")
            while files_coming(tmp_path) < number:
                time.sleep(0.01)
        sent = httpx.post(
            f"http://127.0.0.1:{address[1]}/api/v1/history/imports?filename=deals.csv",
            content=FILE,
            headers={"content-type": "text/csv"},
            timeout=30,
        )
        assert sent.status_code == 202
        given_up = answer_to(slow[0])
    assert given_up.startswith("HTTP/1.1 408")
    assert "came so slowly that it was given up" in given_up


def test_an_upload_that_all_but_stops_is_ended_with_a_sentence(address: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.local_mode.SECONDS_FOR_A_BODY", 0.3)
    monkeypatch.setattr("app.local_mode.LARGE", 10)

    def drip(connection: socket.socket) -> None:
        try:
            while connection.send(b"x", socket.MSG_NOSIGNAL):
                time.sleep(0.05)
        except OSError:
            return  # let go

    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(HEAD + bytes(100))
        thread = threading.Thread(target=drip, args=(connection,), daemon=True)
        thread.start()
        said = connection.recv(10_000).decode()
    thread.join(10)
    assert said.startswith("HTTP/1.1 408")
