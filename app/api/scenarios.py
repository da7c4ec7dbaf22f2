"""Scenarios that are kept: listed, made, read, saved, tagged and deleted. Each operation reads, calls and responds."""

from collections.abc import Callable
from typing import TypeVar, cast

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.api.bodies import JSON, PATCH_TYPES, Body, NewScenario, SavedScenario, ScenarioPatch, read
from app.api.conditional import if_match, is_known, telling_what_changed
from app.api.paging import LIMIT, MOST, next_link
from app.api.parameters import Parameters
from app.api.problem_shape import Refused, reader_language
from app.api.repeating import Answer, changing
from app.api.scenario_answers import document, json_bytes, scenario_answer, scenario_line
from app.api.schemas_scenarios import CREATE, DELETE, LIST, PATCH, READ, SAVE
from app.db import Database, ask, beside
from app.planner.text import N_
from app.services import scenarios
from app.services.listing import CURSOR_LIMIT, BadCursor, Sort
from app.services.scenarios import LOCAL_WORKSPACE, ListPage, ListQuery, ScenarioNotFound, Stored

router = APIRouter(tags=["scenarios"])

_T = TypeVar("_T")

_LIST_PARAMETERS = ("search", "tag", "archived", "sort", "order", "limit", "cursor", "include")


def asked_id(request: Request) -> str:
    """The id of the scenario that is asked for, out of the address."""
    return checked_id(str(request.path_params["id"]))


def checked_id(id: str) -> str:
    """The id of a scenario; what has not the form of one is not looked for."""
    if not scenarios.is_id(id):
        raise ScenarioNotFound(id[:40])
    return id


def answered(request: Request, stored: Stored, status: int = 200, **headers: str) -> Answer:
    """A scenario as the answer to a change."""
    body = json_bytes(scenario_answer(stored, reader_language(request)))
    return Answer(status, body, {"content-type": JSON, "etag": stored.etag, **headers})


def created(request: Request, stored: Stored) -> Answer:
    """A scenario that was not there before."""
    return answered(request, stored, 201, location=f"/api/v1/scenarios/{stored.id}")


async def read_from(request: Request, read: Callable[[Session], _T]) -> _T:
    """What is read from the store in one short session."""
    database: Database = request.app.state.database

    def in_session() -> _T:
        with database.reading() as session:
            return read(session)

    return await ask(database, in_session)


def author(request: Request) -> str:
    """Whose name a change carries: on one's own machine it is always the same."""
    return str(request.app.state.settings.author)


@router.get("/scenarios", **LIST)
async def list_scenarios(request: Request) -> Response:
    """A page of the scenarios that match."""
    parameters = Parameters(request, *_LIST_PARAMETERS)
    query, whole = _query(parameters), parameters.choice("include", ("scenario",), "") == "scenario"
    database: Database = request.app.state.database

    def read() -> tuple[str | None, bytes]:
        with database.reading() as session:
            page = _page(session, query)
        words = reader_language(request)
        items = [scenario_answer(stored, words) if whole else scenario_line(stored) for stored in page.items]
        return page.next_cursor, json_bytes({"items": items, "next_cursor": page.next_cursor, "total": page.total})

    following, body = await (beside(read) if whole else ask(database, read))
    return Response(body, 200, next_link(request, {"cursor": following}) if following else None, JSON)


def _query(parameters: Parameters) -> ListQuery:
    sort = cast("Sort", parameters.choice("sort", ("changed", "name", "created"), "changed"))
    return ListQuery(
        search=parameters.text("search") or "",
        tag=parameters.text("tag") or None,
        archived=parameters.choice("archived", ("true", "false"), "false") == "true",
        sort=sort,
        descending=parameters.choice("order", ("asc", "desc"), "asc" if sort == "name" else "desc") == "desc",
        limit=parameters.whole("limit", 1, MOST) or LIMIT,
        cursor=parameters.text("cursor", CURSOR_LIMIT),
    )


def _page(session: Session, query: ListQuery) -> ListPage:
    try:
        return scenarios.listing(session, LOCAL_WORKSPACE, query)
    except BadCursor:
        raise Refused(
            422,
            "bad-cursor",
            N_("A parameter makes no sense"),
            N_("This is no place in a list sorted like this; start again without a cursor."),
            parameter="cursor",
        ) from None


@router.post("/scenarios", **CREATE)
def create_scenario(request: Request, body: Body) -> Response:
    """Keep a scenario."""
    new = read(request, body, NewScenario, below="scenario")

    def create(session: Session) -> Answer:
        made = scenarios.create(
            session, LOCAL_WORKSPACE, new.scenario, author=author(request), tags=new.tags, version_name=new.version_name
        )
        return created(request, made)

    return changing(request, body, create)


@router.get("/scenarios/{id}", **READ)
async def read_scenario(request: Request) -> Response:
    """A scenario with its newest version."""
    stored = await read_from(request, lambda session: scenarios.get(session, LOCAL_WORKSPACE, asked_id(request)))
    if is_known(request, stored.etag):
        return Response(status_code=304, headers={"etag": stored.etag})
    body = json_bytes({**scenario_line(stored), "scenario": document(stored)})
    return Response(body, media_type=JSON, headers={"etag": stored.etag})


@router.put("/scenarios/{id}", **SAVE)
def save_scenario(request: Request, body: Body) -> Response:
    """Keep a new version on top of the one that the client knows."""
    id = asked_id(request)
    known = if_match(request)
    new = read(request, body, SavedScenario, below="scenario")

    def save(session: Session) -> Answer:
        base = known.expected(session, id)
        with telling_what_changed(request, session, id, base):
            saved = scenarios.save(
                session,
                LOCAL_WORKSPACE,
                id,
                new.scenario,
                base=base.version,
                revision=base.revision,
                author=author(request),
                version_name=new.version_name,
                tags=new.tags,
            )
        return answered(request, saved)

    return changing(request, body, save)


@router.patch("/scenarios/{id}", **PATCH)
def patch_scenario(request: Request, body: Body) -> Response:
    """Change the tags."""
    id = asked_id(request)
    known = if_match(request)
    patch = read(request, body, ScenarioPatch, PATCH_TYPES)

    def tag(session: Session) -> Answer:
        base = known.expected(session, id)
        with telling_what_changed(request, session, id, base):
            given = "tags" in patch.model_fields_set
            tags = tuple(patch.tags or ()) if given else scenarios.get(session, LOCAL_WORKSPACE, id).tags
            return answered(request, scenarios.set_tags(session, LOCAL_WORKSPACE, id, tags, revision=base.revision))

    return changing(request, body, tag)


@router.delete("/scenarios/{id}", **DELETE)
def delete_scenario(request: Request) -> Response:
    """Delete it with all its versions."""
    id = asked_id(request)
    known = if_match(request)

    def delete(session: Session) -> Answer:
        base = known.expected(session, id)
        with telling_what_changed(request, session, id, base):
            scenarios.delete(session, LOCAL_WORKSPACE, id, revision=base.revision)
        return Answer(204, b"", {})

    return changing(request, b"", delete)
