"""The versions of a scenario: the history, what differs between two, and the plan of each."""

import hashlib
import re
from contextlib import suppress

import orjson
from cachetools import LRUCache
from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app import __version__
from app.api.bodies import JSON, PATCH_TYPES, VERSIONS_LIMIT, Body, VersionPatch, read
from app.api.conditional import is_known
from app.api.paging import LIMIT, MOST, next_link
from app.api.parameters import Parameters
from app.api.problem_shape import reader_language
from app.api.repeating import Answer, changing
from app.api.scenario_answers import change_lines, document, json_bytes, version_line
from app.api.scenarios import asked_id, checked_id, read_from
from app.api.schemas_versions import DIFF, NAME_VERSION, READ_VERSION, STORED_PLAN, VERSIONS
from app.db import beside
from app.language import Language
from app.planner.present import make_plan
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE, Stored, VersionLine, VersionNotFound
from app.wording import with_messages
from app.work import weight, work

router = APIRouter(tags=["versions"])

PLANS_KEPT = 8_000_000
"""Bytes of plans as they went out: a document's plan never changes, and whoever asks for it asks again."""

_plans: LRUCache[bytes, bytes] = LRUCache(PLANS_KEPT, len)  # only the event loop touches it
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@router.get("/scenarios/{id}/versions", **VERSIONS)
async def list_versions(request: Request) -> Response:
    """A page of the history, newest first."""
    id = asked_id(request)
    parameters = Parameters(request, "limit", "cursor")
    limit, below = parameters.whole("limit", 1, MOST) or LIMIT, parameters.whole("cursor", 1, VERSIONS_LIMIT)
    lines = await read_from(request, lambda session: scenarios.versions(session, LOCAL_WORKSPACE, id, below=below, limit=limit + 1))
    cursor = str(lines[limit - 1].number) if len(lines) > limit else None
    headers = next_link(request, {"cursor": cursor}) if cursor else None
    return Response(json_bytes({"items": list(map(version_line, lines[:limit])), "next_cursor": cursor}), 200, headers, JSON)


@router.get("/scenarios/{id}/versions/{number}", **READ_VERSION)
async def read_version(request: Request) -> Response:
    """One version with its document."""

    def find(session: Session) -> tuple[VersionLine, Stored]:
        stored = scenarios.at_version(session, LOCAL_WORKSPACE, asked_id(request), _asked_number(request))
        return _line(session, stored), stored

    line, stored = await read_from(request, find)
    return Response(json_bytes({**version_line(line), "scenario": document(stored)}), media_type=JSON)


@router.patch("/scenarios/{id}/versions/{number}", **NAME_VERSION)
def name_version(request: Request, body: Body) -> Response:
    """Give a version a name, or take it away."""
    id = asked_id(request)
    number = _asked_number(request)
    patch = read(request, body, VersionPatch, PATCH_TYPES)

    def name(session: Session) -> Answer:
        if "name" in patch.model_fields_set:
            line = scenarios.name_version(session, LOCAL_WORKSPACE, id, number, patch.name)
        else:
            line = _line(session, scenarios.at_version(session, LOCAL_WORKSPACE, id, number))
        return Answer(200, json_bytes(version_line(line)), {"content-type": JSON})

    return changing(request, body, name)


def _asked_number(request: Request) -> int:
    """The number of the version that is asked for; what has not the form of one is not looked for."""
    text = str(request.path_params["number"])
    if not _NUMBER.fullmatch(text):
        raise VersionNotFound(text[:20])
    return int(text)


def _line(session: Session, stored: Stored) -> VersionLine:
    return scenarios.versions(session, LOCAL_WORKSPACE, stored.id, below=stored.version + 1, limit=1)[0]


@router.get("/scenarios/{id}/diff", **DIFF)
async def compare_versions(request: Request) -> Response:
    """What differs between two versions, or between two scenarios."""
    parameters = Parameters(request, "from", "to", "with")
    left, right = parameters.whole("from", 1, VERSIONS_LIMIT), parameters.whole("to", 1, VERSIONS_LIMIT)
    other = parameters.text("with")

    def compare() -> bytes:
        with request.app.state.database.reading() as session:
            new = _version(session, asked_id(request) if other is None else checked_id(other), right)
            old = _version(session, asked_id(request), left if left is not None or other is not None else max(1, new.version - 1))
        changes = change_lines(old.scenario, new.scenario, reader_language(request))
        return json_bytes({"from": _named(old), "to": _named(new), "changes": changes})

    return Response(await beside(compare), media_type=JSON)


def _version(session: Session, id: str, number: int | None) -> Stored:
    if number is None:
        return scenarios.get(session, LOCAL_WORKSPACE, id)
    return scenarios.at_version(session, LOCAL_WORKSPACE, id, number)


def _named(stored: Stored) -> dict[str, str | int]:
    return {"id": stored.id, "name": stored.scenario.name, "version": stored.version}


@router.get("/scenarios/{id}/plan", **STORED_PLAN)
async def stored_plan(request: Request) -> Response:
    """The plan of a version. A coroutine for the sake of the heavy ones, which wait their turn."""
    number = Parameters(request, "version").whole("version", 1, VERSIONS_LIMIT)
    stored = await read_from(request, lambda session: _version(session, asked_id(request), number))
    words = reader_language(request)
    etag = _plan_etag(stored, words)
    headers = {"etag": etag, "vary": "accept-language"}
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    asked = hashlib.sha256(f"{words.tag} {stored.document}".encode("utf-8", "surrogatepass")).digest()
    body = _plans.get(asked)
    if body is None:
        scenario = stored.scenario
        plan = await work(weight(scenario), lambda: make_plan(scenario))
        body = orjson.dumps(with_messages(plan, words))
        with suppress(ValueError):  # one that is larger than all that may be kept
            _plans[asked] = body
    return Response(body, 200, headers, JSON)


def _plan_etag(stored: Stored, words: Language) -> str:
    """Differs with all that a plan depends on: the document, the language, and how this release works it out."""
    return f'"{hashlib.sha256(f"{stored.digest} {words.tag} {__version__}".encode()).hexdigest()[:32]}"'
