"""Reading a question and answering it: the body, the scenarios that it is about, and a thread to work in that a client can call off."""

import json
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from fastapi import Request
from pydantic import BaseModel
from sqlmodel import Session
from starlette.requests import ClientDisconnect

from app.api.bodies import JSON_TYPES, YAML_TYPES, media_type, read
from app.api.problem_shape import Refused
from app.api.problems import UnsupportedMediaType
from app.api.questions_bodies import AskedOfOne, AskedOfSeveral, KeptScenario
from app.api.scenarios import checked_id, read_from
from app.documents import record_from_json
from app.planner.faults import Fault, InvalidScenario
from app.planner.scenario import Scenario
from app.planner.text import N_
from app.questions.progress import Progress
from app.questions.refused import QuestionRefused, refuse
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE
from app.work import COME_AGAIN, LineFull, work_long

LARGE = 50_000
"""Bytes of a body from which it is read beside the event loop."""

_R = TypeVar("_R", bound=BaseModel)
_T = TypeVar("_T")


async def question(request: Request, record: type[_R]) -> _R:
    """What is asked, in JSON or YAML.

    Raises:
        UnsupportedMediaType, UnreadableDocument: where it is neither.
        InvalidScenario: where the scenario in it makes no sense.
        QuestionRefused: where something else in it makes none.
    """
    body, kind = await request.body(), media_type(request)
    if kind not in JSON_TYPES | YAML_TYPES:
        raise UnsupportedMediaType
    below = "scenario" if "scenario" in record.model_fields else None

    def parse() -> _R:
        return read(request, body, record, below=below)

    try:
        return await anyio.to_thread.run_sync(parse) if len(body) > LARGE or kind in YAML_TYPES else parse()
    except InvalidScenario as error:
        if all(fault.path[:1] == ("scenario",) for fault in error.faults):
            raise
        raise QuestionRefused(error.faults) from None


async def one(request: Request, asked: AskedOfOne) -> Scenario:
    """The scenario that is asked about.

    Raises:
        QuestionRefused: `scenario_missing`, `scenario_twice`, `version_without_id`.
        ScenarioNotFound, VersionNotFound: where none is kept like that.
    """
    if asked.scenario is not None and asked.id is not None:
        raise refuse("scenario_twice", "id")
    if asked.id is not None:
        return (await _kept(request, [KeptScenario(id=asked.id, version=asked.version)]))[0]
    if asked.version is not None:
        raise refuse("version_without_id", "version")
    if asked.scenario is None:
        raise refuse("scenario_missing", "scenario")
    return asked.scenario


async def several(request: Request, asked: AskedOfSeveral) -> list[Scenario]:
    """The scenarios that are asked about, in their order; raises as `one` does, and for a scenario that makes no sense."""
    found = [_read_one(position, given) for position, given in enumerate(asked.scenarios)]
    kept = iter(await _kept(request, [each for each in found if isinstance(each, KeptScenario)]))
    return [next(kept) if isinstance(each, KeptScenario) else each for each in found]


def _read_one(position: int, given: dict[str, Any]) -> Scenario | KeptScenario:
    text = json.dumps(given).encode()
    try:
        return record_from_json(KeptScenario, text) if "id" in given else record_from_json(Scenario, text)
    except InvalidScenario as error:
        raise InvalidScenario([Fault(("scenarios", position, *fault.path), fault.code, fault.values) for fault in error.faults]) from None


async def _kept(request: Request, wanted: Sequence[KeptScenario]) -> list[Scenario]:
    if not wanted:
        return []

    def find(session: Session) -> list[Scenario]:
        return [_version(session, each) for each in wanted]

    return await read_from(request, find)


def _version(session: Session, wanted: KeptScenario) -> Scenario:
    id = checked_id(wanted.id)
    if wanted.version is None:
        return scenarios.get(session, LOCAL_WORKSPACE, id).scenario
    return scenarios.at_version(session, LOCAL_WORKSPACE, id, wanted.version).scenario


async def answered(request: Request, ask: Callable[[Progress], _T], weight: float) -> _T:
    """What is asked, worked out on another thread; it ends at its next step, or leaves the line, where whoever asked has gone.

    Args:
        request: of whoever asks.
        ask: works it out; what it is given is to be told how far it is.
        weight: rates and yields that it evaluates, roughly.

    Raises:
        ClientDisconnect: where nobody waits for it any more.
        Refused: 503 where too many wait for theirs already.
    """
    gone = threading.Event()

    def progress(done: int, of: int) -> None:  # noqa: ARG001  # nobody is told of it here
        if gone.is_set():
            raise ClientDisconnect

    found: list[_T] = []
    failed: list[Exception] = []
    async with anyio.create_task_group() as group:

        async def work_it_out() -> None:
            try:
                found.append(await work_long(lambda: ask(progress), weight))
            except LineFull:
                failed.append(_line_full())
            except Exception as error:  # kept, or it would come out as one of a group
                failed.append(error)
            group.cancel_scope.cancel()

        group.start_soon(work_it_out)
        try:
            await _until_gone(request)
        finally:
            gone.set()
        group.cancel_scope.cancel()  # who waits for a turn leaves the line; what is under way ends by itself
    if failed:
        raise failed[0]
    if not found:
        raise ClientDisconnect
    return found[0]


def _line_full() -> Refused:
    detail = N_("Many questions are being worked out already. Ask again in a moment.")
    return Refused(503, "line-full", N_("Too much is asked at once"), detail, headers={"retry-after": str(COME_AGAIN)})


async def _until_gone(request: Request) -> None:
    """Until the connection is closed; nothing else comes once the body has been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
