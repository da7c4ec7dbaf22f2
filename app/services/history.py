"""What was measured of a list, and a year's review: worked out when asked for, and kept in memory for as long as nothing new was taken in.

Figures are never stored. Everything here may take seconds: ask by `on_a_thread`.
"""

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
import anyio.to_thread
import orjson
from cachetools import LRUCache
from pydantic import BaseModel

from app.db import Database, ask
from app.history.measured import Cohorts, MeasuredFunnel, Question
from app.history.reviewed import Review
from app.services import measuring
from app.services.imports import ImportNotFound
from app.services.measuring import (
    Asked,
    CohortsAsked,
    FunnelAsked,
    MeasuringFailed,
    ReviewAsked,
    UnknownList,
    UnknownName,
    state_of,
    worked_out,
)

if TYPE_CHECKING:
    from app.history.takeover import Brought

__all__ = [
    "COST_MOST",
    "MeasuringFailed",
    "UnknownList",
    "UnknownName",
    "cohort_matrix",
    "forget",
    "last_year",
    "measured",
    "measured_by_channel",
    "on_a_thread",
    "reviewed",
    "won_lately",
]

MEASURING = anyio.CapacityLimiter(2)
"""Threads that measure: there is little sense in more than there are processors."""
MEASURING_BESIDE = anyio.CapacityLimiter(2)
"""Threads that wait for what is measured beside the server, so that nobody who asks for a small list waits with them."""
COST_MOST = 10**12
"""What a channel can be said to have cost in a year."""
KEPT_BYTES = 32_000_000
_OF_AN_OBJECT = 4
"""Bytes of memory for a byte of JSON, roughly."""
_TRIES = 3
_T = TypeVar("_T")

_kept: LRUCache[object, tuple[int, Any]] = LRUCache(KEPT_BYTES, getsizeof=lambda value: value[0])
_mutex = threading.Lock()


async def on_a_thread(database: Database, workspace: str, list_name: str, act: Callable[[], _T]) -> _T:
    """What an act gives that asks for figures of a list: when there is a thread for it, and beside everyone else. Raises StoreTrouble, too.

    Args:
        list_name: empty where the act itself finds out.
    """
    is_large = await ask(database, lambda: measuring.is_large(database, workspace, list_name))
    return await anyio.to_thread.run_sync(act, limiter=MEASURING_BESIDE if is_large else MEASURING)


def measured(database: Database, workspace: str, question: Question, *, alone: bool = False) -> MeasuredFunnel:
    """The measured funnel of a list; raises UnknownList, UnknownName, StoreTrouble. `alone`: this process has nobody else to answer."""
    found: MeasuredFunnel = _asked(database, workspace, question.list_name, FunnelAsked(question), alone=alone)
    return found


def measured_by_channel(database: Database, workspace: str, question: Question) -> MeasuredFunnel:
    """The measured funnel by channel, or the whole alone where the list knows no channels; raises as `measured` does."""
    try:
        return measured(database, workspace, replace(question, split="channel"))
    except UnknownName as error:
        if error.what != "split":
            raise
        return measured(database, workspace, replace(question, split=None))


def cohort_matrix(
    database: Database, workspace: str, question: Question, from_stage: str, to_stage: str, unit: str, *, alone: bool = False
) -> Cohorts:
    """Cohorts by month or quarter of entry; raises UnknownList, UnknownName, StoreTrouble."""
    asked = CohortsAsked(question, from_stage, to_stage, unit)
    found: Cohorts = _asked(database, workspace, question.list_name, asked, alone=alone)
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
    costs: Mapping[str, float] | None = None,
    alone: bool = False,
) -> Review:
    """The review of the year from `since` to `until`; raises UnknownList, UnknownName, StoreTrouble."""
    kept_on, cost = (tuple(sorted((each or {}).items())) for each in (retention, costs))
    asked = ReviewAsked(list_name, since, until, as_of, gross_margin, content_used, kept_on, cost)
    found: Review = _asked(database, workspace, list_name, asked, alone=alone)
    return found


def won_lately(database: Database, workspace: str, found: MeasuredFunnel) -> "Brought | None":
    """What the list's deals brought that were won in the last twelve whole months of which it knows; None where that is not known.

    By the day of the win, and not by the day of entry as the measured funnel's own total is. Raises UnknownList, StoreTrouble.
    """
    from app.history.takeover import Brought  # with scenarios, which few questions need

    if found.as_of is None:
        return None
    ends = last_year(found.as_of)
    year = reviewed(database, workspace, found.list_name, *ends, as_of=found.as_of)
    revenue = next((each for each in year.whole if each.key == "revenue"), None)
    return None if revenue is None or revenue.value is None else Brought(revenue.value, revenue.n, *ends)


def last_year(known_to: str) -> tuple[str, str]:
    """First and last day of the twelve whole months that end on that day or before it."""
    end = dt.date.fromisoformat(known_to) + dt.timedelta(days=1)
    after = end.replace(day=1)
    return after.replace(year=after.year - 1).isoformat(), (after - dt.timedelta(days=1)).isoformat()


def forget() -> None:
    """Drop what is kept, for a measurement of what it takes to work it out."""
    with _mutex:
        _kept.clear()
    measuring.forget()


def _asked(database: Database, workspace: str, list_name: str, asked: Asked, *, alone: bool) -> Any:
    """The answer that is kept, or a new one. Where an import is removed while its parts are read, it is asked anew without it."""
    for left in reversed(range(_TRIES)):
        key = (str(database), workspace, state_of(database, workspace), asked)
        with _mutex:
            if key in _kept:
                return _kept[key][1]
        try:
            state, value = worked_out(database, workspace, list_name, asked, alone=alone)
            return _keep((str(database), workspace, state, asked), value)
        except ImportNotFound:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def _keep(key: object, value: Any) -> Any:
    size = _OF_AN_OBJECT * len(orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS))
    if size <= KEPT_BYTES:
        with _mutex:
            _kept[key] = size, value
    return value


def _plain(value: object) -> object:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else str(value)
