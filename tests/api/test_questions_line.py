"""Questions wait for their turn: what takes a moment apart from what takes long, and only so many of either."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI, Request
from starlette.requests import ClientDisconnect

from app.api.questions_asking import Progress, answered
from app.api.questions_bodies import (
    ChanceRequest,
    CompareRequest,
    ExplainRequest,
    OptimiseRequest,
    SensitivityRequest,
    SolveRequest,
    SweepRequest,
    TooLateRequest,
)
from app.api.questions_weight import weight_of
from app.work import COME_AGAIN, LONG_IN_LINE, QUICK
from tests.api.test_questions_gone import scope, waiting
from tests.examples import make_document, make_scenario

SPEND = "/totals/spend"
LONG = 100.0 * QUICK
AXES = [{"input": "/goal/growth", "from": 0.0, "to": 0.4, "steps": 1_000_000}]
SOLVE = {"input": "/goal/growth", "output": SPEND, "wanted": 300_000}
SWEEP = {"axes": AXES, "outputs": [SPEND]}


async def asked(app: FastAPI, what: str, **sent: Any) -> tuple[int, dict[str, str]]:
    """Status and headers of an answer to somebody who stays."""
    came = [{"type": "http.request", "body": json.dumps({"scenario": make_document(), **sent}).encode(), "more_body": False}]
    got: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if came:
            return came.pop()
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Any) -> None:
        got.append(message)

    await app(scope(f"/api/v1/{what}"), receive, send)
    return got[0]["status"], {name.decode(): value.decode() for name, value in got[0]["headers"]}


@asynccontextmanager
async def busy(count: int) -> AsyncIterator[None]:
    """So many long questions under way or in line."""
    go_on = threading.Event()

    def hold(_: Progress) -> None:
        go_on.wait(60)

    tasks = [asyncio.create_task(answered(waiting(), hold, LONG)) for _ in range(count)]
    await asyncio.sleep(0.1)
    try:
        yield
    finally:
        go_on.set()
        await asyncio.gather(*tasks)


def test_what_takes_a_moment_does_not_wait_behind_what_takes_long(app: FastAPI) -> None:
    async def ask() -> int:
        async with busy(4):
            return (await asyncio.wait_for(asked(app, "solve", **SOLVE), 30))[0]

    assert asyncio.run(ask()) == 200


def test_one_more_than_may_wait_is_asked_to_come_again(app: FastAPI) -> None:
    async def ask() -> tuple[tuple[int, dict[str, str]], int]:
        async with busy(2 + LONG_IN_LINE):
            return await asked(app, "sweep", **SWEEP), (await asked(app, "solve", **SOLVE))[0]

    (status, headers), small = asyncio.run(ask())
    assert (status, headers["retry-after"]) == (503, str(COME_AGAIN))
    assert headers["content-type"] == "application/problem+json"
    assert small == 200


def test_whoever_goes_leaves_the_line_and_is_not_worked_for() -> None:
    begun: list[bool] = []

    async def leave() -> None:
        async with busy(2):
            gone = Request(scope("/"), lambda: asyncio.sleep(0.01, {"type": "http.disconnect"}))
            with pytest.raises(ClientDisconnect):
                await asyncio.wait_for(answered(gone, lambda _: begun.append(True), LONG), 30)

    asyncio.run(leave())
    assert not begun


SMALL = [
    SolveRequest(**SOLVE),
    SolveRequest(**{**SOLVE, "output": "/team/0/heads_peak"}),
    ChanceRequest(),
    ChanceRequest(include=("drivers",), outputs=(SPEND,)),
    SensitivityRequest(),
    SweepRequest(axes=({**AXES[0], "steps": 10_000},), outputs=(SPEND,)),
    SweepRequest(list=({"/goal/growth": 0.2},), outputs=(SPEND,)),
    OptimiseRequest(),
    TooLateRequest(),
]
LARGE = [
    ChanceRequest(draws=200_000),
    ChanceRequest(probability=0.8, draws=100_000),
    ChanceRequest(include=("drivers",), points=16_384),
    SweepRequest(**SWEEP),
    SweepRequest(axes=({**AXES[0], "steps": 10_000},), outputs=("/team/0/heads_peak",)),
    SweepRequest(axes=({**AXES[0], "steps": 10**400},), outputs=(SPEND,)),
]


@pytest.mark.parametrize("asked", SMALL)
def test_usual_questions_of_a_usual_scenario_take_a_moment(asked: Any) -> None:
    assert weight_of(asked, [make_scenario()]) <= QUICK


@pytest.mark.parametrize("asked", LARGE)
def test_questions_of_many_plans_take_long(asked: Any) -> None:
    assert weight_of(asked, [make_scenario()]) > QUICK


def test_two_scenarios_weigh_by_the_parts_that_differ_and_their_size() -> None:
    one, other = make_scenario(), make_scenario(goal={"growth": 0.4})
    documents = (make_document(), make_document())
    asked = ExplainRequest(scenarios=documents, output=SPEND)
    heads = ExplainRequest(scenarios=documents, output="/team/0/heads_peak")
    assert weight_of(asked, [one, other]) < weight_of(heads, [one, other]) <= QUICK
    assert weight_of(CompareRequest(scenarios=documents), [one, other]) <= QUICK
    assert weight_of(CompareRequest(scenarios=documents, draws=200_000), [one, other]) > QUICK
