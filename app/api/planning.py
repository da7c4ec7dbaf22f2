"""Operations on a scenario that is sent along: nothing is stored. Each reads bytes, asks the planner, and answers bytes."""

import asyncio
import re
from collections.abc import Callable
from typing import TypeVar

import orjson
from fastapi import APIRouter, Request, Response

from app.api.bodies import JSON, YAML, YAML_TYPES
from app.api.problem_shape import reader_language
from app.api.problems import InvalidParameter, UnsupportedMediaType
from app.api.schemas import (
    EXAMPLE_OPERATION,
    FORWARD_OPERATION,
    PLAN_OPERATION,
    SCHEMA_OPERATION,
    TRACE_OPERATION,
    scenario_schema,
)
from app.documents import example_document, example_yaml, forward_from_json, forward_from_yaml, scenario_from_json, scenario_from_yaml
from app.planner.faults import Fault
from app.planner.forward import run_forward
from app.planner.present import make_plan
from app.planner.trace import UnknownFigure, trace_figure
from app.wording import with_messages
from app.work import weight, work

router = APIRouter(tags=["planning"])

_FIGURE_LENGTH = 200
"""Characters of a pointer into the plan; none is that long."""

_T = TypeVar("_T")


def _json(content: object) -> Response:
    return Response(orjson.dumps(content), media_type=JSON)


async def _read(request: Request, from_json: Callable[[bytes], _T], from_yaml: Callable[[bytes], _T]) -> _T:
    """The body as JSON or YAML, by its content type.

    Raises:
        UnsupportedMediaType: for any other.
    """
    kind = request.headers.get("content-type", "")
    if kind != JSON:
        kind = kind.partition(";")[0].strip().lower()
    if kind == JSON:
        return from_json(await request.body())
    if kind in YAML_TYPES:
        return await asyncio.to_thread(from_yaml, await request.body())
    raise UnsupportedMediaType


@router.post("/plan", **PLAN_OPERATION)
async def plan(request: Request) -> Response:
    """What has to happen for the goal to be reached."""
    scenario = await _read(request, scenario_from_json, scenario_from_yaml)
    return _json(with_messages(await work(weight(scenario), lambda: make_plan(scenario)), reader_language(request)))


@router.post("/forward", **FORWARD_OPERATION)
async def forward(request: Request) -> Response:
    """What given activity brings."""
    question = await _read(request, forward_from_json, forward_from_yaml)
    return _json(await work(5 * weight(question.scenario), lambda: run_forward(question.scenario, question.activity)))


@router.post("/trace", **TRACE_OPERATION)
async def trace(request: Request) -> Response:
    """How a figure of the plan comes about."""
    scenario = await _read(request, scenario_from_json, scenario_from_yaml)
    figure = request.query_params.get("figure")
    if figure is None:
        raise InvalidParameter("figure", Fault((), "missing"))
    if len(figure) > _FIGURE_LENGTH:
        raise _unknown_figure(figure, None)
    try:
        return _json(await work(weight(scenario), lambda: trace_figure(scenario, figure)))
    except UnknownFigure as error:
        raise _unknown_figure(figure, error.nearest) from None


def _unknown_figure(figure: str, nearest: str | None) -> InvalidParameter:
    return InvalidParameter("figure", Fault((), "unknown_figure", {"given": figure[:_FIGURE_LENGTH], "nearest": nearest}))


@router.get("/example", **EXAMPLE_OPERATION)
async def example(request: Request) -> Response:
    """A scenario to start from."""
    wanted = request.query_params.get("format")
    if wanted not in (None, "json", "yaml"):
        raise InvalidParameter("format", Fault((), "not_an_option", {"given": wanted[:60], "options": ["json", "yaml"], "nearest": None}))
    if wanted == "yaml" or (wanted is None and re.search(r"\byaml\b", request.headers.get("accept", ""))):
        return Response(example_yaml(), media_type=YAML, headers={"vary": "accept"})
    return Response(orjson.dumps(example_document()), media_type=JSON, headers={"vary": "accept"})


@router.get("/schema", **SCHEMA_OPERATION)
async def schema() -> Response:
    """The JSON Schema of a scenario."""
    return Response(orjson.dumps(scenario_schema()), media_type="application/schema+json")
