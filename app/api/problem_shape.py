"""What an error looks like: application/problem+json (RFC 9457) under /api, a plain page elsewhere."""

import html
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, NotRequired

import orjson
from fastapi import Request, Response
from typing_extensions import TypedDict

from app.language import Language, language_of
from app.planner.faults import Fault
from app.wording import fault_sentence

MEDIA_TYPE = "application/problem+json"
API_PATHS = ("/api/", "/openapi.json")
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class ProblemError(TypedDict):
    """One field at fault."""

    pointer: str
    code: str
    detail: str
    parameter: NotRequired[str]
    nearest: NotRequired[str | int | float]


class Problem(TypedDict):
    """What went wrong, and where."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ProblemError]


class Refused(Exception):
    """A request that is not taken, for a reason that only this API has.

    Attributes:
        status, kind: the HTTP status, and the problem's type.
        title, detail: marked texts; `values` fills the detail in.
        parameter: the query parameter or header at fault, where one is.
        headers, more: of the answer, and members of the problem that only this kind has.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        title: str,
        detail: str,
        *,
        values: Mapping[str, object] = _NOTHING,
        parameter: str | None = None,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] = _NOTHING,
    ) -> None:
        super().__init__(kind)
        self.status, self.kind, self.title, self.detail, self.values = status, kind, title, detail, values
        self.parameter, self.headers, self.more = parameter, headers, more


def reader_language(request: Request) -> Language:
    """The language to write to this reader in: what the request asks for, otherwise that of the settings."""
    return language_of(request.headers.get("accept-language"), request.app.state.settings.locale)


def is_for_programs(path: str) -> bool:
    """Whether whoever asked for a path expects JSON."""
    return path.startswith(API_PATHS)


def problem_body(
    status: int,
    detail: str,
    instance: str,
    errors: Sequence[ProblemError] = (),
    kind: str = "about:blank",
    title: str | None = None,
    more: Mapping[str, Any] = _NOTHING,
) -> bytes:
    """A problem as JSON; `more` are members that only this kind has."""
    members: Problem = {
        "type": kind,
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
        "errors": list(errors),
    }
    return orjson.dumps({**members, **more}, option=orjson.OPT_UTC_Z)


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


def answer(request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """An error that needs no more than a sentence: for people as a page of the product, where the app has been given one."""
    path, page = request.url.path, getattr(request.app.state, "error_page", None)
    if page is None or is_for_programs(path):
        media_type, body = refusal(path, status, detail)
        return Response(body, status, headers, media_type.decode())
    response: Response = page(reader_language(request), status, detail, number=request.scope.get("request_id", ""))
    response.headers.update(headers or {})
    return response


def problem(
    request: Request,
    status: int,
    detail: str,
    errors: Sequence[ProblemError],
    kind: str,
    title: str,
    *,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] = _NOTHING,
) -> Response:
    """An error with a kind of its own, for programs; people get its sentence as a page."""
    if not is_for_programs(request.url.path):
        return answer(request, status, detail, headers)
    body = problem_body(status, detail, request.url.path, errors, f"urn:backfunnel:{kind}", title, more)
    return Response(body, status, headers, MEDIA_TYPE)


def problem_errors(faults: Sequence[Fault], words: Language) -> list[ProblemError]:
    """Each fault as a pointer, a code and a sentence."""
    return [{"pointer": fault.pointer, "code": fault.code, "detail": fault_sentence(fault, words)} for fault in faults]
