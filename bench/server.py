"""What a plan costs a server: CPU of whole server processes under the same requests, beside endpoints that compute nothing."""

import http.client
import multiprocessing
import os
import socket
import time
from collections.abc import Callable
from typing import Any

import orjson
import uvicorn

from bench.clock import Row
from bench.scenarios import four_channels

REQUESTS = 400
ROUNDS = 5


def _bare(style: str) -> Any:
    """An app that validates a scenario and answers a ready plan: `bytes` by orjson, `model` the framework's ordinary way."""
    from fastapi import FastAPI, Response

    from app.planner.plan import Plan
    from app.planner.present import make_plan
    from app.planner.scenario import Scenario

    plan = make_plan(Scenario.model_validate_json(orjson.dumps(four_channels())))
    app = FastAPI()
    if style == "bytes":

        @app.post("/api/v1/plan")
        async def answer_bytes(scenario: Scenario) -> Response:  # noqa: ARG001  # read and validated, which is all it is for
            return Response(orjson.dumps(plan), media_type="application/json")
    else:

        @app.post("/api/v1/plan")
        async def answer_model(scenario: Scenario) -> Plan:  # noqa: ARG001  # the same
            return plan

    return app


def _serve(kind: str, ready: Any, listening: socket.socket) -> None:
    from app.main import create_app

    app = create_app() if kind == "product" else _bare(kind)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    ready.send(os.getpid())
    server.run(sockets=[listening])


def _cpu_of(pid: int) -> float:
    """User and system seconds that a process has used (Linux)."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _ask(connection: http.client.HTTPConnection, body: bytes) -> int:
    connection.request("POST", "/api/v1/plan", body, {"content-type": "application/json"})
    response = connection.getresponse()
    size = len(response.read())
    if response.status != 200:
        raise RuntimeError(f"the server answered {response.status}")
    return size


def _measured(kinds: list[str]) -> tuple[dict[str, float], int]:
    """CPU seconds a request of each kind of server, the best round, the servers taking turns; and the answer's size."""
    context = multiprocessing.get_context("spawn")
    body = orjson.dumps(four_channels())
    servers, best, size = {}, dict.fromkeys(kinds, float("inf")), 0
    for kind in kinds:
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(kind, there, listening), daemon=True)
        process.start()
        here.recv()
        servers[kind] = (process, http.client.HTTPConnection("127.0.0.1", listening.getsockname()[1], timeout=30))
    try:
        for kind, (_, connection) in servers.items():
            _patiently(lambda connection=connection: _ask(connection, body))
            for _ in range(50):
                size = max(size, _ask(connection, body)) if kind == "product" else (_ask(connection, body), size)[1]
        for _ in range(ROUNDS):
            for kind, (process, connection) in servers.items():
                begun = _cpu_of(process.pid or 0)
                for _ in range(REQUESTS):
                    _ask(connection, body)
                best[kind] = min(best[kind], (_cpu_of(process.pid or 0) - begun) / REQUESTS)
    finally:
        for process, connection in servers.values():
            connection.close()
            process.terminate()
            process.join(10)
    return best, size


def _patiently(ask: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            ask()
        except (ConnectionError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


def server_rows() -> list[Row]:
    """`POST /api/v1/plan` beside the two endpoints that compute nothing."""
    cpu, size = _measured(["product", "bytes", "model"])
    product, raw, model = cpu["product"], cpu["bytes"], cpu["model"]
    beside = f"bare {raw * 1e6:.0f} us by bytes, {model * 1e6:.0f} us by response model; {size / 1000:.0f} KB answered"
    return [
        Row(
            "`POST /api/v1/plan`, server CPU",
            f"{product * 1e6:.0f} us = {product / model:.2f} x the ordinary bare endpoint",
            "1.3 x",
            beside,
        ),
        Row("the same, against ready bytes", f"{product / raw:.2f} x", "1.3 x", beside),
    ]
