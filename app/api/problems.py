"""Every error of the app, answered in one shape."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.api.history_problems import HISTORY_HANDLERS
from app.api.problem_shape import ProblemError, Refused, answer, problem, problem_errors, reader_language, refusal
from app.api.questions_problems import QUESTION_HANDLERS
from app.api.store_problems import STORE_HANDLERS
from app.documents import UnreadableDocument
from app.language import Language
from app.planner.faults import Fault, InvalidScenario
from app.wording import fault_sentence, unreadable_sentence


class UnsupportedMediaType(Exception):
    """A body in a format that is not read."""


class InvalidParameter(Exception):
    """A query parameter that makes no sense."""

    def __init__(self, name: str, fault: Fault) -> None:
        super().__init__(name, fault.code)
        self.name, self.fault = name, fault


_WITHOUT_SCENARIO = ("/api/v1/history/imports", "/api/v1/history/lists", "/api/v1/books")
"""Addresses that take recipes, names and books, which are refused in the same way."""


async def _on_invalid_scenario(request: Request, error: Exception) -> Response:
    assert isinstance(error, InvalidScenario)
    words = reader_language(request)
    errors = problem_errors(error.faults, words)
    if request.url.path.startswith(_WITHOUT_SCENARIO):
        title = words.gettext("What was sent makes no sense as it is")
    else:
        title = words.gettext("The scenario makes no sense as it is")
    return problem(request, 422, _summary(errors, words), errors, "invalid-scenario", title)


def _summary(errors: Sequence[ProblemError], words: Language) -> str:
    first = f"{errors[0]['pointer'] or '/'}: {errors[0]['detail']}"
    return first if len(errors) == 1 else words.gettext("%(first)s And %(count)s more.", first=first, count=words.whole(len(errors) - 1))


async def _on_unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, UnreadableDocument)
    words = reader_language(request)
    sentence = unreadable_sentence(error, words)
    errors: list[ProblemError] = [{"pointer": "", "code": error.code, "detail": sentence}]
    return problem(request, 400, sentence, errors, "unreadable-document", words.gettext("The document cannot be read"))


async def _on_media_type(request: Request, error: Exception) -> Response:  # noqa: ARG001
    detail = reader_language(request).gettext("Send JSON as application/json, or YAML as application/yaml.")
    return answer(request, 415, detail, {"accept": "application/json, application/yaml"})


async def _on_parameter(request: Request, error: Exception) -> Response:
    assert isinstance(error, InvalidParameter)
    words = reader_language(request)
    sentence = fault_sentence(error.fault, words)
    errors: list[ProblemError] = [{"pointer": "", "parameter": error.name, "code": error.fault.code, "detail": sentence}]
    return problem(request, 422, sentence, errors, "invalid-parameter", words.gettext("A parameter makes no sense"))


async def _on_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    words = reader_language(request)
    detail = words.gettext(error.detail, **error.values) if error.values else words.gettext(error.detail)
    errors: list[ProblemError] = []
    if error.parameter is not None:
        errors.append({"pointer": "", "parameter": error.parameter, "code": error.kind.replace("-", "_"), "detail": detail})
    return problem(request, error.status, detail, errors, error.kind, words.gettext(error.title), headers=error.headers, more=error.more)


async def _on_validation(request: Request, error: Exception) -> Response:
    """FastAPI's own validation of parameters."""
    assert isinstance(error, RequestValidationError)
    errors: list[ProblemError] = []
    for each in error.errors():
        place, *rest = each["loc"]
        item: ProblemError = {"pointer": "", "code": str(each["type"]), "detail": str(each["msg"])}
        if place == "body":
            item["pointer"] = "".join(f"/{part}" for part in rest)
        else:
            item["parameter"] = ".".join(map(str, rest))
        errors.append(item)
    return problem(request, 422, errors[0]["detail"], errors, "invalid-parameter", "A parameter makes no sense")


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    if error.status_code == 405:
        headers["allow"] = _allowed(request)
    return answer(request, error.status_code, _DETAILS.get(error.status_code) or str(error.detail), headers)


_DETAILS = {
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
    413: "The body is larger than is taken here.",
}


def _allowed(request: Request) -> str:
    """Every method of every route on the path: Starlette names those of the first route only."""
    routes = iter_route_contexts(request.app.routes)
    found = [route.methods for route in routes if route.methods and route.path_regex.match(request.scope["path"])]
    return ", ".join(sorted(set().union(*found)))


async def _on_failure(request: Request, error: Exception) -> Response:  # noqa: ARG001  # the server logs the traceback
    detail = f"Something went wrong here, and it is not your doing. Its number is {request.scope.get('request_id', 'unknown')}."
    return answer(request, 500, detail, {"connection": "close"})  # as the server does after a failure; a client should know


async def _on_disconnect(request: Request, error: Exception) -> Response:  # noqa: ARG001
    kind, body = refusal(request.url.path, 408, reader_language(request).gettext("The body did not come in time."))
    return Response(body, 408, {"content-type": kind.decode(), "connection": "close"})


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every error of the app in one shape."""
    handlers: dict[Any, Any] = {
        InvalidScenario: _on_invalid_scenario,
        UnreadableDocument: _on_unreadable,
        UnsupportedMediaType: _on_media_type,
        InvalidParameter: _on_parameter,
        Refused: _on_refused,
        **STORE_HANDLERS,
        **HISTORY_HANDLERS,
        **QUESTION_HANDLERS,
        RequestValidationError: _on_validation,
        ClientDisconnect: _on_disconnect,
        HTTPException: _on_http,
        Exception: _on_failure,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
