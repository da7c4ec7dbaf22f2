"""What is asked of a list, worked out here, or of a large one in a process of its own: python -m app.services.measuring.

A list of millions takes many seconds and hundreds of MB, which are gone with the process; and whoever asks for a page meanwhile does not
wait for the interpreter. The process stays a while for the next question, and ends with the one that started it (`app/services/beside.py`).
"""

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from cachetools import LRUCache
from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from app.db import Database, StoreTrouble
from app.history.measured import Cohorts, MeasuredFunnel, Question
from app.history.reviewed import Review
from app.services import beside, import_parts
from app.services.import_parts import PART
from app.services.imports import IMPORT, ImportNotFound

if TYPE_CHECKING:
    from app.history.gather import Gathering

LARGE = 300_000
"""Rows that are read from which on a list is measured beside the server."""
NICENESS = 5
GATHERED_BYTES = 64_000_000
"""Of what is kept at hand for the next question, buyers and what was counted of them; a list that needs more is read again for each."""
_I = IMPORT.c
_STATE = select(_I.id, _I.changed_at).where(_I.workspace_id == bindparam("p_workspace"), _I.status == "done").order_by(_I.id)
_ROWS = (
    select(func.coalesce(func.sum(PART.c.rows), 0))
    .join(IMPORT, _I.id == PART.c.import_id)
    .where(_I.workspace_id == bindparam("p_workspace"), _I.status == "done")
    .where((_I.list_name == bindparam("p_list")) | (bindparam("p_list") == "") | _I.kind.in_(("spend", "counts", "lookup")))
)
"""Everything that a question about a list may read: its own rows, and the money, counts and lookups of the workspace beside it.

Where no list is named, it may be any.
"""

_gathered: LRUCache[object, tuple[int, "Gathering"]] = LRUCache(GATHERED_BYTES, getsizeof=lambda value: value[0])
_mutex = threading.Lock()


class UnknownList(LookupError):
    """Nothing was taken in for a list of this name."""

    def __init__(self, list_name: str) -> None:
        super().__init__(list_name)
        self.list_name = list_name


class UnknownName(LookupError):
    """The list has no such column, stage or channel.

    Attributes:
        what: split, only, from_stage, to_stage, retention or cost.
        given, known: the name, and those there are.
    """

    def __init__(self, what: str, given: str, known: Sequence[str]) -> None:
        super().__init__(what, given, tuple(known))
        self.what, self.given, self.known = what, given, tuple(known)


@dataclass(frozen=True)
class FunnelAsked:
    """The measured funnel."""

    question: Question

    def of(self, gathering: "Gathering") -> MeasuredFunnel:
        """Work it out."""
        from app.history.measure import measure

        _check(gathering, self.question)
        return measure(gathering, self.question)


@dataclass(frozen=True)
class CohortsAsked:
    """Cohorts by time of entry and age."""

    question: Question
    from_stage: str
    to_stage: str
    unit: str

    def of(self, gathering: "Gathering") -> Cohorts:
        """Work it out."""
        from app.history.measure import cohorts

        _check(gathering, self.question)
        _check_name("from_stage", self.from_stage, gathering.stages[:-1])
        _check_name("to_stage", self.to_stage, gathering.stages[gathering.stages.index(self.from_stage) + 1 :])
        return cohorts(gathering, self.question, self.from_stage, self.to_stage, "quarter" if self.unit == "quarter" else "month")


@dataclass(frozen=True)
class ReviewAsked:
    """The review of a year."""

    list_name: str
    since: str
    until: str
    as_of: str | None
    gross_margin: float | None
    content_used: tuple[int, int] | None
    retention: tuple[tuple[str, float], ...]
    costs: tuple[tuple[str, float], ...] = ()

    def of(self, gathering: "Gathering") -> Review:
        """Work it out."""
        from app.history.review import channels_of, review

        channels = channels_of(gathering)
        for what, said in (("retention", self.retention), ("cost", self.costs)):
            for name, _ in said:
                if name not in channels and name not in channels.values():
                    raise UnknownName(what, name, tuple(sorted(channels.values())))
        return review(
            gathering,
            self.list_name,
            self.since,
            self.until,
            as_of=self.as_of,
            gross_margin=self.gross_margin,
            content_used=self.content_used,
            retention=dict(self.retention),
            costs=dict(self.costs),
        )


Asked = FunnelAsked | CohortsAsked | ReviewAsked
State = tuple[tuple[str, object], ...]
"""What was taken in, as a key: it changes whenever an import comes, goes or is named anew."""


class Answer(NamedTuple):
    """What was worked out, and of what: others take files in and remove them meanwhile, so that may be another than a moment before."""

    state: State
    value: Any


class MeasuringFailed(Exception):
    """The process that measured has ended without an answer; what it said is in the log. Asked again, it may well answer."""

    RETRY_SECONDS = 5


def worked_out(database: Database, workspace: str, list_name: str, asked: Asked, *, alone: bool = False) -> Answer:
    """The answer. `alone`: nobody waits for this process meanwhile.

    Raises:
        UnknownList, UnknownName, MeasuringFailed, ImportNotFound, StoreTrouble.
    """
    if alone:
        return here(database, workspace, list_name, asked)
    return (_beside if is_large(database, workspace, list_name) else here)(database, workspace, list_name, asked)


def is_large(database: Database, workspace: str, list_name: str) -> bool:
    """Whether a question about this list reads so much that it is answered beside the server."""
    with database.reading() as session:
        rows = session.connection().execute(_ROWS, {"p_workspace": workspace, "p_list": list_name}).scalar_one()
    return bool(rows > LARGE)


def here(database: Database, workspace: str, list_name: str, asked: Asked) -> Answer:
    """Worked out in this process; the buyers of a list stay at hand for the next question."""
    whose, state = (str(database), workspace, list_name), state_of(database, workspace)
    with _mutex:
        gathering = _gathered[*whose, state][1] if (*whose, state) in _gathered else None
    if gathering is None:
        state, gathering = _gather(database, workspace, list_name)
    answer = Answer(state, asked.of(gathering))
    if gathering.held() and (size := gathering.size()) <= GATHERED_BYTES:
        with _mutex:
            _gathered[*whose, state] = size, gathering
    return answer


def _gather(database: Database, workspace: str, list_name: str) -> "tuple[State, Gathering]":
    """The list, and the state that its imports are of: what comes and goes between two looks would otherwise stay in what is kept."""
    from app.history import gather

    with database.snapshot() as session:
        state, sources = _state(session, workspace), import_parts.sources(session, workspace, database)
    try:
        return state, gather.gather(sources, list_name)
    except gather.UnknownList:
        raise UnknownList(list_name) from None


def state_of(database: Database, workspace: str) -> State:
    """What is taken in now."""
    with database.reading() as session:
        return _state(session, workspace)


def _state(session: Session, workspace: str) -> State:
    return tuple((row.id, row.changed_at) for row in session.connection().execute(_STATE, {"p_workspace": workspace}))


def forget() -> None:
    """Drop the buyers that are at hand, here and beside."""
    with _mutex:
        _gathered.clear()
    beside.end_all()


def _beside(database: Database, workspace: str, list_name: str, asked: Asked) -> Any:
    try:
        answer = beside.answered("app.services.measuring", (database.url, workspace, list_name, asked))
    except beside.NoAnswer as error:
        raise MeasuringFailed from error
    if isinstance(answer, UnknownList | UnknownName | ImportNotFound | StoreTrouble):
        raise answer
    return answer


def _check(gathering: "Gathering", question: Question) -> None:
    known = gathering.attribute_names
    if question.split is not None:
        _check_name("split", question.split, known)
    for attribute, _ in question.only:
        _check_name("only", attribute, known)


def _check_name(what: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        raise UnknownName(what, given, known)


def main() -> None:
    """Answer the questions that come on standard input, on what standard output is at the beginning."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    answers = beside.Answers()
    for number, (url, workspace, list_name, asked) in beside.questions():
        answers.say(number, _answer(Database(url, beside=True), workspace, list_name, asked))
    os._exit(0)  # while a thread waits for another question


def _answer(database: Database, workspace: str, list_name: str, asked: Asked) -> Any:
    """The answer, or what is wrong; the database is not held open until the next question."""
    try:
        return here(database, workspace, list_name, asked)
    except (UnknownList, UnknownName, ImportNotFound, StoreTrouble) as error:
        return error
    finally:
        database.close()


if __name__ == "__main__":
    from app.services import measuring

    measuring.main()  # by its own name, or what is sent back would be of another module
