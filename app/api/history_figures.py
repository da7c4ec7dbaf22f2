"""What was measured: lists, funnels, cohorts, the review of a year, and what a scenario can take over."""

from collections.abc import Callable
from typing import Any, TypeVar

import anyio.from_thread
from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.api.bodies import JSON, PATCH_TYPES, Body, read
from app.api.conditional import if_match, telling_what_changed
from app.api.history_answers import plain_bytes
from app.api.history_bodies import ListPatch, OfferRequest, TakeOver
from app.api.parameters import Parameters, number_in
from app.api.problem_shape import Refused, reader_language
from app.api.problems import InvalidParameter
from app.api.repeating import Answer, changing
from app.api.scenario_answers import json_bytes, scenario_line
from app.api.scenarios import author, checked_id, read_from
from app.api.schemas_history import COHORTS, FUNNEL, LISTS, OFFERS, RENAME_LIST, REVIEW, TAKE_OVER
from app.db import Database
from app.documents.canonical import canonical_document
from app.history.measured import MeasuredFunnel, Question
from app.planner.faults import Fault, InvalidScenario
from app.planner.scenario import Scenario
from app.planner.text import N_
from app.services import history, import_lists, list_names, scenarios
from app.services.history import COST_MOST
from app.services.scenarios import LOCAL_WORKSPACE

router = APIRouter(tags=["history"])

_T = TypeVar("_T")

_QUESTION = ("list", "as_of", "since", "until", "split", "only", "whole_history", "short_season")


@router.get("/history/lists", **LISTS)
async def list_lists(request: Request) -> Response:
    """What figures can be measured of."""
    Parameters(request)
    found = await read_from(request, lambda session: import_lists.lists(session, LOCAL_WORKSPACE))
    return Response(plain_bytes({"items": found}, reader_language(request)), media_type=JSON)


@router.patch("/history/lists", **RENAME_LIST)
def rename_list(request: Request, body: Body) -> Response:
    """Call a list something else, or make it one with the list of that name where that is asked for."""
    list_name = _required(Parameters(request, "list"), "list")
    patch = read(request, body, ListPatch, PATCH_TYPES)

    def rename(session: Session) -> Answer:
        line = list_names.rename(session, LOCAL_WORKSPACE, list_name, patch.name, merge=patch.merge)
        return Answer(200, plain_bytes(line, reader_language(request)), {"content-type": JSON})

    return changing(request, body, rename)


@router.get("/history/funnel", **FUNNEL)
async def measured_funnel(request: Request) -> Response:
    """The measured funnel of a list."""
    question = _question(Parameters(request, *_QUESTION, several=("only",)))
    return await _worked_out(request, question.list_name, lambda database: history.measured(database, LOCAL_WORKSPACE, question))


@router.get("/history/cohorts", **COHORTS)
async def cohort_matrix(request: Request) -> Response:
    """Cohorts by month or quarter of entry, columns by age."""
    parameters = Parameters(request, *_QUESTION, "from", "to", "unit", several=("only",))
    question, unit = _question(parameters), parameters.choice("unit", ("month", "quarter"), "month")
    ends = _required(parameters, "from"), _required(parameters, "to")
    return await _worked_out(
        request, question.list_name, lambda database: history.cohort_matrix(database, LOCAL_WORKSPACE, question, *ends, unit)
    )


@router.get("/history/review", **REVIEW)
async def review_of_a_year(request: Request) -> Response:
    """What came of a year, by channel."""
    names = ("list", "since", "until", "as_of", "gross_margin", "content_used", "content_available", "retention", "cost")
    parameters = Parameters(request, *names, several=("retention", "cost"))
    since, until = _required_day(parameters, "since"), _required_day(parameters, "until")
    if until < since:
        raise InvalidParameter("until", Fault((), "date_too_early", {"given": until, "limit": since}))
    list_name, as_of = _required(parameters, "list"), parameters.day("as_of")
    given: dict[str, Any] = {
        "as_of": as_of,
        "gross_margin": parameters.number("gross_margin", 0, 1),
        "content_used": _content(parameters),
        "retention": _by_channel(parameters, "retention", 1),
        "costs": _by_channel(parameters, "cost", COST_MOST),
    }
    return await _worked_out(
        request, list_name, lambda database: history.reviewed(database, LOCAL_WORKSPACE, list_name, since, until, **given)
    )


@router.post("/history/offers", **OFFERS)
def list_offers(request: Request, body: Body) -> Response:
    """What a scenario could take over of what was measured."""
    from app.history.takeover import not_offered, offers

    asked = read(request, body, OfferRequest, below="scenario")
    scenario = asked.scenario or _stored(request, asked.scenario_id)
    measured = _measured(request, asked)
    by_hand = {"stage_of": asked.stage_of, "channel_of": asked.channel_of}
    answer = {"offers": offers(scenario, measured, **by_hand), "findings": not_offered(scenario, measured, **by_hand)}
    return Response(plain_bytes(answer, reader_language(request)), media_type=JSON)


@router.post("/history/takeover", **TAKE_OVER)
def take_over(request: Request, body: Body) -> Response:
    """A scenario with what was chosen of what was measured; saved where that is asked for."""
    asked = read(request, body, TakeOver, below="scenario")
    if not asked.save:
        scenario = _with_chosen(request, asked, asked.scenario or _stored(request, asked.scenario_id))
        return Response(_taken_over(scenario, None), media_type=JSON)
    if asked.scenario_id is None:
        raise InvalidScenario([Fault(("scenario_id",), "missing")])
    id, known = checked_id(asked.scenario_id), if_match(request)
    scenario = _with_chosen(request, asked, asked.scenario or _stored(request, id))

    def save(session: Session) -> Answer:
        base = known.expected(session, id)
        with telling_what_changed(request, session, id, base):
            saved = scenarios.save(
                session, LOCAL_WORKSPACE, id, scenario, base=base.version, revision=base.revision, author=author(request)
            )
        return Answer(200, _taken_over(scenario, scenario_line(saved)), {"content-type": JSON, "etag": saved.etag})

    return changing(request, body, save)


# --- Parts of the above -----------------------------------------------------------------------------------------------


async def _worked_out(request: Request, list_name: str, ask: Callable[[Database], object]) -> Response:
    """Figures as JSON, worked out and written down on a thread."""
    words, database = reader_language(request), request.app.state.database

    def work() -> bytes:
        return plain_bytes(ask(database), words)

    return Response(await history.on_a_thread(database, LOCAL_WORKSPACE, list_name, work), media_type=JSON)


def _measured(request: Request, asked: OfferRequest) -> MeasuredFunnel:
    question = asked.question.as_asked(asked.list)
    is_said = "split" in asked.question.model_fields_set
    measure = history.measured if is_said else history.measured_by_channel
    return anyio.from_thread.run(_on_the_limiter, measure, request.app.state.database, question)


async def _on_the_limiter(measure: Callable[..., MeasuredFunnel], database: Database, question: Question) -> MeasuredFunnel:
    return await history.on_a_thread(database, LOCAL_WORKSPACE, question.list_name, lambda: measure(database, LOCAL_WORKSPACE, question))


def _with_chosen(request: Request, asked: TakeOver, scenario: Scenario) -> Scenario:
    from app.history.takeover import UnknownOffer
    from app.history.takeover import take_over as applied

    measured = _measured(request, asked)
    try:
        return applied(scenario, measured, asked.keys, stage_of=asked.stage_of, channel_of=asked.channel_of, set_by=author(request))
    except UnknownOffer as error:
        raise Refused(
            422,
            "no-such-offer",
            N_("Nothing is offered under this key"),
            N_("There is no offer %(key)s; ask for the offers again with the same list and scenario."),
            values={"key": error.key[:60]},
        ) from None


def _taken_over(scenario: Scenario, stored: dict[str, object] | None) -> bytes:
    import orjson

    return json_bytes({"scenario": orjson.Fragment(canonical_document(scenario)), "stored": stored})


def _stored(request: Request, id: str | None) -> Scenario:
    if id is None:
        raise InvalidScenario([Fault(("scenario",), "missing")])
    with request.app.state.database.reading() as session:
        return scenarios.get(session, LOCAL_WORKSPACE, checked_id(id)).scenario


def _question(parameters: Parameters) -> Question:
    since, until = parameters.day("since"), parameters.day("until")
    if since and until and until < since:
        raise InvalidParameter("until", Fault((), "date_too_early", {"given": until, "limit": since}))
    return Question(
        list_name=_required(parameters, "list"),
        as_of=parameters.day("as_of"),
        since=since,
        until=until,
        split=parameters.text("split") or None,
        only=tuple(_pair("only", each) for each in parameters.texts("only")),
        whole_history=parameters.choice("whole_history", ("true", "false"), "false") == "true",
        short_season=parameters.choice("short_season", ("true", "false"), "false") == "true",
    )


def _pair(name: str, text: str) -> tuple[str, str]:
    """A column and a value, with a colon between them; the column may have one in its name."""
    column, colon, value = text.rpartition(":")
    if not colon or not column:
        raise InvalidParameter(name, Fault((), "missing"))
    return column, value


def _required(parameters: Parameters, name: str) -> str:
    text = parameters.text(name)
    if not text:
        raise InvalidParameter(name, Fault((), "missing"))
    return text


def _required_day(parameters: Parameters, name: str) -> str:
    _required(parameters, name)
    day = parameters.day(name)
    assert day is not None
    return day


def _content(parameters: Parameters) -> tuple[int, int] | None:
    used, available = parameters.whole("content_used", 0, 10**9), parameters.whole("content_available", 1, 10**9)
    if used is None and available is None:
        return None
    if used is None or available is None:
        raise InvalidParameter("content_used" if used is None else "content_available", Fault((), "missing"))
    if used > available:
        raise InvalidParameter("content_used", Fault((), "used_above_available", {"used": used, "available": available}))
    return used, available


def _by_channel(parameters: Parameters, name: str, most: float) -> dict[str, float]:
    """What is said of channels, each as `channel:figure`."""
    pairs = (_pair(name, each) for each in parameters.texts(name))
    return {channel: number_in(name, value, 0, most) for channel, value in pairs}
