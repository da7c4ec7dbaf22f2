"""The OpenAPI document: shapes taken from the planner's own declarations, the rest written by hand.

The operations answer bytes, so FastAPI sees no shapes of its own; what is said here is held to the answers by tests.
"""

import json
from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from app.api.bodies import CopyRequest, NewScenario, RestoreRequest, SavedScenario, ScenarioPatch, VersionPatch
from app.api.history_bodies import BookBody, ImportPatch, ListPatch, OfferRequest, TakeOver
from app.api.history_shapes import BookPage, ImportPage, ListPage, OfferList, RowPage, StoredBook, StoredImport, TakenOver
from app.api.problem_shape import MEDIA_TYPE, Problem
from app.api.questions_bodies import QUESTIONS
from app.api.scenario_shapes import Comparison, ScenarioPage, StaleProblem, StoredScenario, StoredVersion, VersionLine, VersionPage
from app.api.schema_examples import add_examples
from app.api.schemas_questions import question_shapes, with_scenarios
from app.documents import ForwardQuestion
from app.history.measured import Cohorts, MeasuredFunnel
from app.history.reviewed import Review
from app.planner.book import BookTotal
from app.planner.plan import Forward, Plan, Trace
from app.planner.scenario import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REFERENCE = "#/components/schemas/{model}"
_ERRORS = {
    "400": "The body is not JSON or YAML at all.",
    "413": "The body is larger than is taken.",
    "415": "The body is neither JSON nor YAML by its content type.",
    "422": "The scenario makes no sense: each error points to its field and says what would be accepted there.",
}

Operation = dict[str, Any]


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _answers(answer: str, what: str, *errors: str) -> dict[int | str, dict[str, Any]]:
    problems: dict[int | str, dict[str, Any]] = {
        int(code): {"description": _ERRORS[code], "content": {MEDIA_TYPE: {"schema": _reference("Problem")}}} for code in errors
    }
    return {200: {"description": what, "content": {"application/json": {"schema": _reference(answer)}}}, **problems}


def _body(name: str, what: str) -> dict[str, Any]:
    types = ("application/json", "application/yaml", "application/x-yaml", "text/yaml")
    return {"requestBody": {"required": True, "description": what, "content": {kind: {"schema": _reference(name)} for kind in types}}}


PLAN_OPERATION: Operation = {
    "summary": "Plan backwards from the goal",
    "description": "Stages, activity, spend, team and notes by month and channel: what has to happen for the goal to be reached. "
    "Nothing is stored.",
    "responses": _answers("Plan", "The plan.", "400", "413", "415", "422"),
    "openapi_extra": _body("Scenario", "The scenario."),
}
FORWARD_OPERATION: Operation = {
    "summary": "Run activity forward",
    "description": "What units of activity by channel and month bring in stages, deals and revenue, against the goal. "
    "Without activity, the plan's own whole-number activity is run: its proof.",
    "responses": _answers("Forward", "What it brings.", "400", "413", "415", "422"),
    "openapi_extra": _body("ForwardQuestion", "The scenario, and the activity."),
}
TRACE_OPERATION: Operation = {
    "summary": "Trace a figure of the plan",
    "description": "The formula of a figure, the same with its values, and where each value came from.",
    "responses": _answers("Trace", "The trace.", "400", "413", "415", "422"),
    "openapi_extra": _body("Scenario", "The scenario whose plan is meant.")
    | {
        "parameters": [
            {
                "name": "figure",
                "in": "query",
                "required": True,
                "description": "The figure, as a JSON pointer into the plan.",
                "schema": {"type": "string"},
                "example": "/totals/stages/lead",
            }
        ]
    },
}
EXAMPLE_OPERATION: Operation = {
    "summary": "A scenario to start from",
    "description": "The sample scenario that comes with the product: as JSON, or as YAML with remarks where `format` or the Accept "
    "header asks for it.",
    "responses": {
        200: {
            "description": "The scenario.",
            "content": {"application/json": {"schema": _reference("Scenario")}, "application/yaml": {"schema": _reference("Scenario")}},
        },
        422: {"description": "There is no such format.", "content": {MEDIA_TYPE: {"schema": _reference("Problem")}}},
    },
    "openapi_extra": {
        "parameters": [
            {
                "name": "format",
                "in": "query",
                "required": False,
                "description": "Which of the two.",
                "schema": {"type": "string", "enum": ["json", "yaml"]},
            }
        ]
    },
}
SCHEMA_OPERATION: Operation = {
    "summary": "The JSON Schema of a scenario",
    "description": "JSON Schema 2020-12. `unit` says what a number is counted in.",
    "responses": {200: {"description": "The schema.", "content": {"application/schema+json": {"schema": {"type": "object"}}}}},
}


@cache
def scenario_schema() -> dict[str, Any]:
    """The schema of a scenario by itself."""
    return {"$schema": DIALECT} | Scenario.model_json_schema(by_alias=True, mode="validation")


_SENT = (NewScenario, SavedScenario, ScenarioPatch, VersionPatch, CopyRequest, RestoreRequest)
_SENT_OF_HISTORY = (ImportPatch, ListPatch, OfferRequest, TakeOver, BookBody)
# Described as what could come in, so that the scenario in them is the one of the requests and not another shape like it.
_ANSWERED = (StoredScenario, ScenarioPage, StoredVersion, VersionLine, VersionPage, Comparison, StaleProblem)
_OF_HISTORY = (ImportPage, StoredImport, ListPage, RowPage, OfferList, TakenOver, StoredBook, BookPage)
_NAMES = {"app__planner__plan__Figure": "Figure", "app__history__reviewed__Figure": "ReviewFigure"}
_FIGURES = (MeasuredFunnel, Cohorts, Review, BookTotal)


@cache
def _shapes() -> dict[str, Any]:
    """Every named shape that goes in or comes out."""
    adapters: list[tuple[Any, Any, TypeAdapter[Any]]] = [
        ("in", "validation", TypeAdapter(Scenario)),
        ("ask", "validation", TypeAdapter(ForwardQuestion)),
        ("plan", "serialization", TypeAdapter(Plan)),
        ("forward", "serialization", TypeAdapter(Forward)),
        ("trace", "serialization", TypeAdapter(Trace)),
        ("problem", "serialization", TypeAdapter(Problem)),
        *((each.__name__, "validation", TypeAdapter(each)) for each in QUESTIONS),
        *((each.__name__, "validation", TypeAdapter(each)) for each in (*_SENT, *_SENT_OF_HISTORY, *_ANSWERED, *_OF_HISTORY)),
        *((each.__name__, "serialization", TypeAdapter(each)) for each in _FIGURES),
    ]
    _, schema = TypeAdapter.json_schemas(adapters, by_alias=True, ref_template=_REFERENCE)
    shapes: dict[str, Any] = json.loads(_plainly_named(json.dumps(schema["$defs"])))
    for name in ("Finding", "Asked", "ChannelReview"):
        shapes[name]["properties"]["message"] = {"type": "string", "description": "The same in words."}
    for name in ("Rate", "ReviewFigure"):
        words = "Why there is no value, or why another way of counting says something else."
        shapes[name]["properties"]["message"] = {"type": ["string", "null"], "description": words}
    shapes["MeasuredFunnel"]["properties"]["message"] = {"type": "string", "description": "What it comes to, in a sentence."}
    shapes["Group"]["properties"]["label"] = {"type": "string", "description": "What it is called, of the groups alone: not of the whole."}
    with_scenarios(shapes)
    return shapes | question_shapes()


def _plainly_named(text: str) -> str:
    """Shapes of one name are told apart by where they are declared, which is nobody's business."""
    for declared, plain in _NAMES.items():
        text = text.replace(declared, plain)
    return text


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of an app, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
            servers=app.servers,
            license_info=app.license_info,
        )
        document["components"] = {"schemas": _shapes()}
        add_examples(document)
        app.openapi_schema = document
    return app.openapi_schema
