"""What a plan costs a server: CPU of whole server processes under the same requests, beside endpoints that compute nothing."""

import gc
import http.client
import multiprocessing
import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
import uvicorn

from app.serving import config_of
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


def _serve(kind: str, ready: Any, listening: socket.socket, folder: str) -> None:
    from app.main import create_app
    from app.settings import Settings

    app = _bare(kind) if kind in ("bytes", "model") else create_app(Settings(database_url=f"sqlite:///{folder}/bench.db"))
    server = uvicorn.Server(config_of(app))
    ready.send(os.getpid())
    gc.collect()
    gc.freeze()  # as `serve` does
    server.run(sockets=[listening])


def _cpu_of(pid: int) -> float:
    """User and system seconds that a process has used (Linux)."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Request:
    """What is asked of a server again and again."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]

    def send(self, connection: http.client.HTTPConnection) -> int:
        """Ask once; the bytes that came over the wire."""
        try:
            connection.request(self.method, self.path, self.body, self.headers)
            response = connection.getresponse()
        except OSError:
            connection.close()  # so that it may be tried again
            raise
        size = len(response.read())
        if response.status != 200:
            raise RuntimeError(f"the server answered {response.status}")
        return size


class Server:
    """A server process of its own, and a connection to it."""

    def __init__(self, kind: str, folder: str) -> None:
        context = multiprocessing.get_context("spawn")
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        here, there = context.Pipe()
        self.process = context.Process(target=_serve, args=(kind, there, listening, folder), daemon=True)
        self.process.start()
        here.recv()
        self.connection = http.client.HTTPConnection("127.0.0.1", listening.getsockname()[1], timeout=30)

    def cpu_of(self, request: Request, times: int = REQUESTS) -> float:
        """CPU seconds of one request, as a mean of many."""
        begun = _cpu_of(self.process.pid or 0)
        for _ in range(times):
            request.send(self.connection)
        return (_cpu_of(self.process.pid or 0) - begun) / times

    def end(self) -> None:
        """Stop the process."""
        self.connection.close()
        self.process.terminate()
        self.process.join(10)


@contextmanager
def serving(*kinds: str) -> Iterator[dict[str, Server]]:
    """Servers by kind, each on a database of its own, for as long as the block lasts."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ending:
        servers = {}
        for kind in kinds:
            servers[kind] = Server(kind, folder)
            ending.callback(servers[kind].end)
        yield servers


def _measured(kinds: list[str]) -> tuple[dict[str, float], int]:
    """CPU seconds a request of each kind of server, the best round, the servers taking turns; and the answer's size."""
    request = Request("POST", "/api/v1/plan", orjson.dumps(four_channels()), {"content-type": "application/json"})
    best, size = dict.fromkeys(kinds, float("inf")), 0
    with serving(*kinds) as servers:
        for kind, server in servers.items():
            patiently(lambda server=server: request.send(server.connection))
            sizes = [request.send(server.connection) for _ in range(50)]
            size = max(sizes) if kind == "product" else size
        for _ in range(ROUNDS):
            for kind, server in servers.items():
                best[kind] = min(best[kind], server.cpu_of(request))
    return best, size


def patiently(ask: Callable[[], object], seconds: float = 20) -> None:
    """Ask until the server is there."""
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
