"""A sweep over HTTP: a few hundred bytes in, expanded here; statistics out, or every plan as columns in the format that is asked for."""

import io
import math
from collections.abc import AsyncIterator, Callable, Generator, Iterator

import anyio
import anyio.to_thread
import numpy as np
import orjson
from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from app.api.bodies import JSON
from app.api.questions_asking import answered
from app.api.questions_bodies import AxisBody, SweepRequest
from app.api.questions_problems import NAMES, placed
from app.api.questions_weight import weight_of
from app.planner.scenario import Scenario
from app.questions.as_json import columns_json, plain
from app.questions.progress import Progress, quiet
from app.questions.refused import refuse
from app.questions.sweeping.digest import digest, heat_map
from app.questions.sweeping.far import FAR_LANES_LIMIT, far_rows
from app.questions.sweeping.space import Axis, Grid, Space, listed, spaced, too_many_lanes
from app.questions.sweeping.sweep import Columns, Sweep, collect, lanes_limit, rows, sweep
from app.questions.sweeping.written import csv, frame_of, ndjson, parquet
from app.work import work_on

Writer = Callable[[Iterator[Columns]], Iterator[bytes]]
Pieces = Generator[bytes, None, None]

FIGURES_IN_JSON = 2_000_000
"""Figures of columns or of a map in JSON; other formats carry more."""

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "arrow": "application/vnd.apache.arrow.stream",
}
COUNT = "lane-count"
"""The header that says how many plans there are, before the first of them is there."""
_PLACES = {**NAMES, "outcome": ("by",), "": ("cluster",)}


async def sweep_answer(request: Request, asked: SweepRequest, scenario: Scenario) -> Response:
    """What comes of a sweep, in the format that is asked for."""
    scheduler = request.app.state.settings.dask_scheduler

    def begin(progress: Progress) -> tuple[Sweep, bytes, Pieces | None]:
        prepared, write = prepare(asked, scenario, scheduler), _STREAMED.get(asked.format)
        told = progress if write is None else quiet  # a stream is ended by who takes it
        chunks = far_rows(prepared, scheduler, told) if asked.cluster else rows(prepared, told)
        if write is None:
            return prepared, _WRITTEN[asked.format](asked, prepared, chunks), None
        pieces = _pieces(write, chunks)
        return prepared, next(pieces), pieces

    kept, weight = asked.id is not None, weight_of(asked, [scenario])
    prepared, first, others = await answered(request, lambda progress: placed(lambda: begin(progress), kept=kept, places=_PLACES), weight)
    headers, kind = {COUNT: str(prepared.count)}, KINDS.get(asked.format, JSON)
    if others is None:
        return Response(first, headers=headers, media_type=kind)
    return StreamingResponse(_streamed(first, others, weight), headers=headers, media_type=kind)


def _pieces(write: Writer, chunks: Iterator[Columns]) -> Pieces:
    yield from write(chunks)


async def _streamed(first: bytes, others: Pieces, weight: float) -> AsyncIterator[bytes]:
    """Pieces as they are worked out, each on another thread; where nobody takes them any more, no further one is."""
    piece: bytes | None = first
    try:
        while piece is not None:
            yield piece
            piece = await work_on(lambda: next(others, None), weight)
    finally:
        with anyio.CancelScope(shield=True):  # what is under way on a cluster is called off, which takes a moment
            await anyio.to_thread.run_sync(others.close)


def prepare(asked: SweepRequest, scenario: Scenario, scheduler: str | None = None) -> Sweep:
    """The sweep that is asked for, seen to be possible, and small enough, before any of it is worked out.

    Raises:
        QuestionRefused: `no_scheduler`, `axes_or_list`, `axis_incomplete`, `too_many_lanes`, and as `sweep`.
    """
    if asked.cluster and not scheduler:
        raise refuse("no_scheduler", "cluster")
    limit = FAR_LANES_LIMIT if asked.cluster else lanes_limit(scenario)
    return sweep(scenario, _space(asked, limit), asked.outputs, limit=limit)


def _space(asked: SweepRequest, limit: int) -> Space:
    if (asked.axes is None) == (asked.list is None):
        raise refuse("axes_or_list", "axes")
    if asked.list is not None:
        return listed(asked.list, limit)
    axes = asked.axes or ()
    for position, axis in enumerate(axes):
        if (axis.values is None) == (None in (axis.from_, axis.to, axis.steps)):
            raise refuse("axis_incomplete", "axes", position)
    count = math.prod(len(axis.values) if axis.values is not None else max(axis.steps or 0, 0) for axis in axes)
    if count > limit:
        raise too_many_lanes(count, limit, "axes")
    return Grid(tuple(_axis(position, axis) for position, axis in enumerate(axes)))


def _axis(position: int, axis: AxisBody) -> Axis:
    if axis.values is not None:
        return Axis(axis.input, np.array(axis.values, dtype=float))
    assert axis.from_ is not None  # as `_space` has seen, for all three
    assert axis.to is not None
    assert axis.steps is not None
    return spaced(axis.input, axis.from_, axis.to, axis.steps, "axes", position, log=axis.log)


def _statistics(asked: SweepRequest, prepared: Sweep, chunks: Iterator[Columns]) -> bytes:
    found = digest(prepared, chunks, probabilities=asked.levels, top=asked.top, by=asked.by, largest=asked.largest)
    return orjson.dumps(plain(found))


def _map(asked: SweepRequest, prepared: Sweep, chunks: Iterator[Columns]) -> bytes:
    columns = collect(prepared, chunks, limit=FIGURES_IN_JSON)
    return orjson.dumps(plain(heat_map(prepared, columns, asked.by or prepared.outputs[0])))


def _columns(asked: SweepRequest, prepared: Sweep, chunks: Iterator[Columns]) -> bytes:  # noqa: ARG001  # all formats are asked alike
    return columns_json(collect(prepared, chunks, limit=FIGURES_IN_JSON))


def _parquet(asked: SweepRequest, prepared: Sweep, chunks: Iterator[Columns]) -> bytes:  # noqa: ARG001  # the same
    file = io.BytesIO()
    parquet(collect(prepared, chunks), file)
    return file.getvalue()


def _arrow(asked: SweepRequest, prepared: Sweep, chunks: Iterator[Columns]) -> bytes:  # noqa: ARG001  # the same
    file = io.BytesIO()
    frame_of(collect(prepared, chunks)).write_ipc_stream(file)
    return file.getvalue()


_WRITTEN: dict[str, Callable[[SweepRequest, Sweep, Iterator[Columns]], bytes]] = {
    "statistics": _statistics,
    "map": _map,
    "columns": _columns,
    "parquet": _parquet,
    "arrow": _arrow,
}
_STREAMED: dict[str, Writer] = {"csv": csv, "ndjson": ndjson}
