"""What was measured of a list, and a year's review: worked out when asked for, and kept in memory for as long as nothing new was taken in.

Figures are never stored. Everything here may take seconds: ask from a thread, with `MEASURING` as its limiter.
"""

import threading
from collections.abc import Mapping
from typing import Any

import anyio
import orjson
from cachetools import LRUCache
from pydantic import BaseModel
from sqlalchemy import bindparam, select

from app.db import Database
from app.history.measured import Cohorts, MeasuredFunnel, Question
from app.history.reviewed import Review
from app.services.imports import IMPORT, ImportNotFound
from app.services.measuring import Asked, CohortsAsked, FunnelAsked, ReviewAsked, UnknownList, UnknownName, worked_out

__all__ = ["MEASURING", "UnknownList", "UnknownName", "cohort_matrix", "forget", "measured", "reviewed"]

MEASURING = anyio.CapacityLimiter(2)
"""Threads that measure: there is little sense in more than there are processors."""
KEPT_BYTES = 32_000_000
_OF_AN_OBJECT = 4
"""Bytes of memory for a byte of JSON, roughly."""
_TRIES = 3

_kept: LRUCache[object, tuple[int, Any]] = LRUCache(KEPT_BYTES, getsizeof=lambda value: value[0])
_mutex = threading.Lock()
_I = IMPORT.c
_STATE = select(_I.id, _I.changed_at).where(_I.workspace_id == bindparam("p_workspace"), _I.status == "done").order_by(_I.id)


def measured(database: Database, workspace: str, question: Question) -> MeasuredFunnel:
    """The measured funnel of a list; raises UnknownList, UnknownName, StoreTrouble."""
    found: MeasuredFunnel = _asked(database, workspace, question.list_name, FunnelAsked(question))
    return found


def cohort_matrix(database: Database, workspace: str, question: Question, from_stage: str, to_stage: str, unit: str) -> Cohorts:
    """Cohorts by month or quarter of entry; raises UnknownList, UnknownName, StoreTrouble."""
    found: Cohorts = _asked(database, workspace, question.list_name, CohortsAsked(question, from_stage, to_stage, unit))
    return found


def reviewed(
    database: Database,
    workspace: str,
    list_name: str,
    since: str,
    until: str,
    *,
    as_of: str | None = None,
    gross_margin: float | None = None,
    content_used: tuple[int, int] | None = None,
    retention: Mapping[str, float] | None = None,
) -> Review:
    """The review of the year from `since` to `until`; raises UnknownList, StoreTrouble."""
    kept_on = tuple(sorted((retention or {}).items()))
    asked = ReviewAsked(list_name, since, until, as_of, gross_margin, content_used, kept_on)
    found: Review = _asked(database, workspace, list_name, asked)
    return found


def forget() -> None:
    """Drop what is kept, for a measurement of what it takes to work it out."""
    with _mutex:
        _kept.clear()


def _asked(database: Database, workspace: str, list_name: str, asked: Asked) -> Any:
    """The answer that is kept, or a new one. Where an import is removed while its parts are read, it is asked anew without it."""
    for left in reversed(range(_TRIES)):
        key = (str(database), workspace, _state(database, workspace), asked)
        with _mutex:
            if key in _kept:
                return _kept[key][1]
        try:
            return _keep(key, worked_out(database, workspace, list_name, asked))
        except ImportNotFound:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def _state(database: Database, workspace: str) -> tuple[tuple[str, object], ...]:
    """What was taken in, as a key: it changes whenever an import comes or goes."""
    with database.reading() as session:
        return tuple((row.id, row.changed_at) for row in session.connection().execute(_STATE, {"p_workspace": workspace}))


def _keep(key: object, value: Any) -> Any:
    size = _OF_AN_OBJECT * len(orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS))
    if size <= KEPT_BYTES:
        with _mutex:
            _kept[key] = size, value
    return value


def _plain(value: object) -> object:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else str(value)
