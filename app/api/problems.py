"""Every error in one shape: application/problem+json (RFC 9457) under /api, a plain page elsewhere."""

import html
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NotRequired

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from typing_extensions import TypedDict

from app.documents import UnreadableDocument
from app.language import Language, language_of
from app.planner.faults import Fault, InvalidScenario
from app.wording import fault_sentence, unreadable_sentence

MEDIA_TYPE = "application/problem+json"
API_PATHS = ("/api/", "/openapi.json")


class ProblemError(TypedDict):
    """One field at fault."""

    pointer: str
    code: str
    detail: str
    parameter: NotRequired[str]


class Problem(TypedDict):
    """What went wrong, and where."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ProblemError]


class UnsupportedMediaType(Exception):
    """A body in a format that is not read."""


class InvalidParameter(Exception):
    """A query parameter that makes no sense."""

    def __init__(self, name: str, fault: Fault) -> None:
        super().__init__(name, fault.code)
        self.name, self.fault = name, fault


def reader_language(request: Request) -> Language:
    """The language to write to this reader in: what the request asks for, otherwise that of the settings."""
    return language_of(request.headers.get("accept-language"), request.app.state.settings.locale)


def is_for_programs(path: str) -> bool:
    """Whether whoever asked for a path expects JSON."""
    return path.startswith(API_PATHS)


def problem_body(
    status: int, detail: str, instance: str, errors: Sequence[ProblemError] = (), kind: str = "about:blank", title: str | None = None
) -> bytes:
    """A problem as JSON."""
    problem: Problem = {
        "type": kind,
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
        "errors": list(errors),
    }
    return orjson.dumps(problem)


def page_body(status: int, detail: str) -> bytes:
    """A problem as a page that needs nothing else to be shown."""
    title = html.escape(HTTPStatus(status).phrase)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title} · Backfunnel</title>'
        f'<meta name="viewport" content="width=device-width"></head>\n'
        f'<body><main><h1>{title}</h1><p>{html.escape(detail)}</p><p><a href="/">Backfunnel</a></p></main></body></html>\n'
    ).encode()


def refusal(path: str, status: int, detail: str) -> tuple[bytes, bytes]:
    """Media type and body of an error, by who asked."""
    if is_for_programs(path):
        return MEDIA_TYPE.encode(), problem_body(status, detail, path)
    return b"text/html; charset=utf-8", page_body(status, detail)


def _answer(request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    media_type, body = refusal(request.url.path, status, detail)
    return Response(body, status, headers, media_type.decode())


def _problem(request: Request, status: int, detail: str, errors: Sequence[ProblemError], kind: str, title: str) -> Response:
    body = problem_body(status, detail, request.url.path, errors, f"urn:backfunnel:{kind}", title)
    return Response(body, status, media_type=MEDIA_TYPE)


def problem_errors(faults: Sequence[Fault], words: Language) -> list[ProblemError]:
    """Each fault as a pointer, a code and a sentence."""
    return [{"pointer": fault.pointer, "code": fault.code, "detail": fault_sentence(fault, words)} for fault in faults]


async def _on_invalid_scenario(request: Request, error: Exception) -> Response:
    assert isinstance(error, InvalidScenario)
    words = reader_language(request)
    errors = problem_errors(error.faults, words)
    return _problem(
        request, 422, _summary(errors, words), errors, "invalid-scenario", words.gettext("The scenario makes no sense as it is")
    )


def _summary(errors: Sequence[ProblemError], words: Language) -> str:
    first = f"{errors[0]['pointer'] or '/'}: {errors[0]['detail']}"
    return first if len(errors) == 1 else words.gettext("%(first)s And %(count)s more.", first=first, count=words.whole(len(errors) - 1))


async def _on_unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, UnreadableDocument)
    words = reader_language(request)
    sentence = unreadable_sentence(error, words)
    errors: list[ProblemError] = [{"pointer": "", "code": error.code, "detail": sentence}]
    return _problem(request, 400, sentence, errors, "unreadable-document", words.gettext("The document cannot be read"))


async def _on_media_type(request: Request, error: Exception) -> Response:  # noqa: ARG001
    detail = reader_language(request).gettext("Send JSON as application/json, or YAML as application/yaml.")
    return _answer(request, 415, detail, {"accept": "application/json, application/yaml"})


async def _on_parameter(request: Request, error: Exception) -> Response:
    assert isinstance(error, InvalidParameter)
    words = reader_language(request)
    sentence = fault_sentence(error.fault, words)
    errors: list[ProblemError] = [{"pointer": "", "parameter": error.name, "code": error.fault.code, "detail": sentence}]
    return _problem(request, 422, sentence, errors, "invalid-parameter", words.gettext("A parameter makes no sense"))


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
    return _problem(request, 422, errors[0]["detail"], errors, "invalid-parameter", "A parameter makes no sense")


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    if error.status_code == 405:
        headers["allow"] = _allowed(request)
    return _answer(request, error.status_code, _DETAILS.get(error.status_code) or str(error.detail), headers)


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
    return _answer(request, 500, detail)


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
        RequestValidationError: _on_validation,
        ClientDisconnect: _on_disconnect,
        HTTPException: _on_http,
        Exception: _on_failure,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
