import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import uvicorn

from app import serving
from app.local_mode import MOST_UNDER_WAY, LocalMode
from app.serving import CannotListen, config_of, listener_at

PATIENCE = 0.4
ASKED = b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"


async def hello(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"hi"})


@contextmanager
def listening(config: uvicorn.Config) -> Iterator[tuple[int, Callable[[], None]]]:
    """The port of a server on a thread, and what ends it; it has ended with the block."""
    config.lifespan = "off"
    server, listener = uvicorn.Server(config), listener_at("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)

    def end() -> None:
        server.should_exit = True
        thread.join(10)

    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listener.getsockname()[1], end
    end()
    listener.close()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    config = config_of(hello)
    config.timeout_keep_alive = PATIENCE  # type: ignore[assignment]  # seconds, and parts of one will do
    with listening(config) as (found, _):
        yield found


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def is_let_go(connection: socket.socket) -> bool:
    """Whether the other side closes, or has closed, this connection."""
    try:
        return connection.recv(100) == b""
    except ConnectionError:
        return True


def test_who_asks_is_answered_and_may_ask_again(port):
    with connected(port) as connection:
        for _ in range(3):
            connection.sendall(ASKED)
            answer = b""
            while not answer.endswith(b"hi"):
                answer += connection.recv(1000)


@pytest.mark.parametrize("sent", [b"", ASKED[:-2], b"GET / HT"])
def test_a_connection_that_asks_nothing_whole_is_let_go(port, sent):
    with connected(port) as connection:
        connection.sendall(sent)
        assert is_let_go(connection)


def test_a_head_that_comes_letter_by_letter_gains_no_time(port):
    def drip(connection: socket.socket) -> None:
        for letter in b"GET / HTTP/1.1\r\nhost: " + b"a" * 500:
            connection.send(bytes([letter]), socket.MSG_NOSIGNAL)  # an error, whatever a command run here before has made of the signal
            time.sleep(PATIENCE / 10)

    with connected(port) as connection, pytest.raises(ConnectionError):
        drip(connection)


def test_half_a_second_question_is_let_go_too(port):
    with connected(port) as connection:
        connection.sendall(ASKED)
        while not connection.recv(1000).endswith(b"hi"):
            pass
        connection.sendall(ASKED[:-2])
        assert is_let_go(connection)


def test_an_address_in_use_is_said():
    with listener_at("127.0.0.1", 0) as first:
        first.listen()
        with pytest.raises(CannotListen, match="in use"):
            listener_at("127.0.0.1", first.getsockname()[1])


def test_more_than_can_be_done_at_once_is_asked_to_come_again():
    """Every place is taken by a request that waits; the next one is told so at once, in full, and others are served when they end."""

    async def scene() -> tuple[list[dict], list[dict]]:
        release = asyncio.Event()

        async def waiting(scope, receive, send):
            await release.wait()
            await hello(scope, receive, send)

        app = LocalMode(waiting)

        async def ask(answers: list[dict]) -> None:
            scope = {"type": "http", "method": "GET", "path": "/plans", "headers": [(b"host", b"127.0.0.1")]}

            async def send(message):
                answers.append(message)

            await app(scope, None, send)

        first: list[dict] = []
        under_way = [asyncio.create_task(ask(first)) for _ in range(MOST_UNDER_WAY)]
        await asyncio.sleep(0)
        refused: list[dict] = []
        await ask(refused)
        release.set()
        await asyncio.gather(*under_way)
        again: list[dict] = []
        await ask(again)
        return refused, again

    with ThreadPoolExecutor(1) as thread:  # whatever has driven a browser before has left its loop on this one
        refused, again = thread.submit(lambda: asyncio.run(scene())).result()
    headers = dict(refused[0]["headers"])
    assert refused[0]["status"] == 503
    assert headers[b"retry-after"] == b"1"
    assert b"content-security-policy" in headers
    assert again[0]["status"] == 200


def test_a_server_that_ends_lets_go_whoever_is_still_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app is told that nobody is there any more, and is not broken off."""
    monkeypatch.setattr("app.serving.SECONDS_FOR_A_BODY", 0.1)
    heard: list[str] = []

    async def reading(scope, receive, send):
        try:
            while not heard or heard[-1] == "http.request":
                heard.append((await receive())["type"])
        except asyncio.CancelledError:
            heard.append("broken off")
            raise

    with listening(config_of(reading)) as (found, end), connected(found) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\nabc")
        while not heard:
            time.sleep(0.01)
        end()
    assert heard == ["http.request", "http.disconnect"]


def test_what_is_worked_out_beside_ends_before_connections_are_waited_for(monkeypatch):
    ended = []
    monkeypatch.setattr(serving.beside, "close", lambda: ended.append("beside"))
    monkeypatch.setattr(uvicorn.Server, "shutdown", end_of_connections(ended))
    config = config_of(hello)
    config.lifespan = "off"
    listener = listener_at("127.0.0.1", 0)
    server = serving._Server(config, "here")
    server.should_exit = True
    server.run(sockets=[listener])
    listener.close()
    assert ended == ["beside", "connections"]


def end_of_connections(ended):
    original = uvicorn.Server.shutdown

    async def shutdown(self, sockets=None):
        ended.append("connections")
        await original(self, sockets)

    return shutdown
