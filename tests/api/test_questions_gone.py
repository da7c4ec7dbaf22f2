"""Whoever asked and has gone is not worked for any longer, and whoever asks for little meanwhile is answered."""

import asyncio
import json
from typing import Any

import pytest
from fastapi import FastAPI, Request
from starlette.requests import ClientDisconnect

from app.api.questions_asking import Progress, answered
from tests.examples import make_document

AXES = [{"input": "/goal/growth", "from": 0.0, "to": 0.4, "steps": 1_000_000}]
Sent = list[dict[str, Any]]


def scope(path: str) -> dict[str, Any]:
    headers = [(b"host", b"127.0.0.1:8000"), (b"content-type", b"application/json")]
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }


async def swept(app: FastAPI, format: str, leave: asyncio.Event) -> Sent:
    """What is sent to someone who asks for a million plans and closes the connection when told to."""
    body = {"scenario": make_document(), "axes": AXES, "outputs": ["/totals/spend"], "format": format}
    came = [{"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}]
    sent: Sent = []

    async def receive() -> dict[str, Any]:
        if came:
            return came.pop()
        await leave.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)
        if message.get("body"):
            leave.set()

    await app(scope("/api/v1/sweep"), receive, send)
    return sent


def test_a_sweep_ends_at_its_next_stretch_where_nobody_waits_for_it(app: FastAPI) -> None:
    async def ask_and_leave() -> Sent:
        leave = asyncio.Event()
        asyncio.get_running_loop().call_later(0.05, leave.set)
        return await swept(app, "statistics", leave)

    sent = asyncio.run(ask_and_leave())
    assert sent[0]["status"] == 408  # and no statistics, which a sweep that had gone on would have had


def test_a_stream_ends_where_nobody_takes_it(app: FastAPI) -> None:
    sent = asyncio.run(swept(app, "ndjson", asyncio.Event()))
    lines = [line for message in sent for line in message.get("body", b"").splitlines()]
    assert sent[0]["status"] == 200
    assert json.loads(lines[0])["first"] == 0
    assert sum(len(json.loads(line)["outputs"]["/totals/spend"]) for line in lines) < 500_000


def test_what_goes_wrong_on_the_other_thread_comes_out_as_it_is() -> None:
    def fail(progress: Progress) -> None:
        progress(1, 2)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(answered(waiting(), fail, 1))


def test_the_next_step_of_whoever_has_gone_is_the_last() -> None:
    steps = []

    def go_on(progress: Progress) -> None:
        for step in range(1_000_000_000):
            steps.append(step)
            progress(step, 1_000_000_000)

    async def leave() -> None:
        await answered(Request(scope("/"), lambda: asyncio.sleep(0.01, {"type": "http.disconnect"})), go_on, 1)

    with pytest.raises(ClientDisconnect):
        asyncio.run(leave())
    assert steps


def waiting() -> Request:
    """A request of someone who stays."""

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    return Request(scope("/"), receive)
