"""Sweeps over HTTP: CPU of a server process beside that of the library call in this one, and a heartbeat beside a large sweep."""

import http.client
import threading
import time

import numpy as np
import orjson

from app.questions.sweeping.digest import digest
from app.questions.sweeping.space import Grid, spaced
from app.questions.sweeping.sweep import sweep
from bench.clock import Row
from bench.scenarios import four_channels, scenario
from bench.server import Request, Server, patiently, serving

OUTPUTS = ["/totals/spend", "/totals/stages/deal", "/totals/per_working_day/cold_email/peak"]
RATE, GROWTH = "/conversions/0/rate", "/goal/growth"
SIDE = 316
LARGE = 1000
ROUNDS = 5
TIMES = 10
"""Calls in a round: the system counts a process's time in hundredths of a second."""
BEATS = 0.001


def asked(side: int) -> Request:
    """`side` x `side` plans of the bench's four channels, statistics back."""
    axes = [{"input": pointer, "from": 0.1, "to": 0.3, "steps": side} for pointer in (RATE, GROWTH)]
    body = {"scenario": four_channels(), "axes": axes, "outputs": OUTPUTS}
    return Request("POST", "/api/v1/sweep", orjson.dumps(body), {"content-type": "application/json"})


def called(side: int) -> None:
    """The same without HTTP."""
    digest(sweep(scenario(), Grid(tuple(spaced(pointer, 0.1, 0.3, side) for pointer in (RATE, GROWTH))), OUTPUTS))


def rows() -> list[Row]:
    """A grid of 100,000 by HTTP and by call, and the heartbeat of the same server beside one of a million."""
    with serving("product") as servers:
        server = servers["product"]
        patiently(lambda: asked(2).send(server.connection))
        return [_grid(server), _heartbeat(server)]


def _grid(server: Server) -> Row:
    request = asked(SIDE)
    size = request.send(server.connection)
    by_http, by_call = [], []
    called(SIDE)
    for _ in range(ROUNDS):
        by_http.append(server.cpu_of(request, TIMES))
        begun = time.process_time()
        for _ in range(TIMES):
            called(SIDE)
        by_call.append((time.process_time() - begun) / TIMES)
    http_, call = min(by_http), min(by_call)
    return Row(
        f"grid of {SIDE * SIDE:,} plans by HTTP, statistics back, server CPU",
        f"{http_ * 1e3:.0f} ms = {http_ / call:.2f} library calls",
        "1.5 library calls",
        f"the library call {call * 1e3:.0f} ms; {len(request.body):,} bytes in, {size:,} out",
    )


def _heartbeat(server: Server) -> Row:
    """How late a millisecond's question is answered while a sweep of a million plans runs beside it, and while none does."""
    alone = _beats(server, 1.0)
    sweeping = threading.Thread(target=_sweep_apart, args=(server,), daemon=True)
    sweeping.start()
    beside = []
    while sweeping.is_alive():
        beside += _beats(server, 0.2)
    idle, busy = (float(np.percentile(each, 99)) for each in (alone, beside))
    return Row(
        "answers of the same server beside a sweep of 10^6 plans, 99th percentile",
        f"{busy * 1e3:.1f} ms",
        "10 ms",
        f"{idle * 1e3:.1f} ms while nothing else runs; {len(beside):,} answers",
    )


def _sweep_apart(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.connection.port, timeout=120)
    asked(LARGE).send(connection)
    connection.close()


def _beats(server: Server, seconds: float) -> list[float]:
    """Seconds that small questions took, one after the other with a pause."""
    request = Request("GET", "/healthz", b"", {})
    took, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.perf_counter()
        request.send(server.connection)
        took.append(time.perf_counter() - begun)
        time.sleep(BEATS)
    return took
