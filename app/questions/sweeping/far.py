"""The same sweep on a cluster: the same stretches of lanes, worked out by the same code on other machines, gathered in order.

The cluster's workers have to have this very program; that is looked at before anything is sent. Only outcomes travel back: what was turned
in a lane follows from its number.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from importlib import import_module
from typing import Any

import numpy as np

from app import __version__
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.progress import Progress, quiet
from app.questions.refused import refuse
from app.questions.sweeping.space import Space
from app.questions.sweeping.sweep import Columns, Reckoner, Sweep, as_columns, stretches

FAR_LANES_LIMIT = 100_000_000
"""Lanes that one sweep on a cluster may have, unless told otherwise."""
STRETCHES_AT_ONCE = 8
"""Stretches in one task, so that working it out takes longer than sending it."""
AHEAD = 2
"""Tasks under way for each thread of the cluster."""
PATIENCE = "10s"
ADDRESS = re.compile(r"(?:(?:tcp|tls|ucx|ws|wss)://)?[^/\s]+:[0-9]{1,5}/?")
"""How a scheduler's address is written. The library takes anything, and lets go of what is none much later, and loudly."""


def reckon(scenario: Scenario, pointers: Sequence[str], outputs: Sequence[str], at_once: int, space: Space, first: int, last: int) -> Array:
    """The outcomes of the lanes [first, last), (O, last - first): what a worker does."""
    reckoner = Reckoner(scenario, pointers, outputs)
    return np.concatenate([reckoner.outputs(space, *stretch) for stretch in stretches(first, last, at_once)], axis=1)


def stamp() -> tuple[str, str]:
    """What figures depend on besides the inputs: the versions of this program and of numpy."""
    return __version__, np.__version__


def far_rows(asked: Sweep, scheduler: str, progress: Progress = quiet) -> Iterator[Columns]:
    """A sweep worked out on a Dask cluster; as `rows`, with longer stretches.

    Args:
        asked: the sweep.
        scheduler: the address of the cluster's scheduler, as tcp://host:8786.
        progress: told after each task how many lanes are done, and of how many; what it raises ends the sweep and what is under way.

    Raises:
        QuestionRefused: `cluster_not_installed` where the library is missing here, `no_cluster_address` for what cannot be one,
            `no_cluster` where no scheduler answers there, `no_workers`, `cluster_differs` where a worker has another version,
            `cluster_without_program` where it has none, `cluster_lost` where workers go away while they work.
    """
    distributed = _distributed()
    with _client(distributed, scheduler) as client:
        threads = _threads(client)
        common = client.scatter((asked.scenario, asked.inputs, asked.outputs, asked.at_once), broadcast=True)
        under_way: deque[tuple[int, int, Any]] = deque()
        try:
            for first, last in stretches(0, asked.count, asked.at_once * STRETCHES_AT_ONCE):
                under_way.append((first, last, client.submit(_task, common, asked.space.piece(first, last), pure=False)))
                if len(under_way) >= threads * AHEAD:
                    yield _next(distributed, asked, under_way, progress)
            while under_way:
                yield _next(distributed, asked, under_way, progress)
        finally:
            client.cancel([future for _, _, future in under_way])


def _task(common: tuple[Scenario, Sequence[str], Sequence[str], int], piece: tuple[Space, int, int]) -> Array:
    return reckon(*common, *piece)


def _next(distributed: Any, asked: Sweep, under_way: deque[tuple[int, int, Any]], progress: Progress) -> Columns:
    """The outcomes of the oldest task; its memory on the cluster is let go."""
    first, last, future = under_way[0]
    try:
        values: Array = future.result()
    except (distributed.KilledWorker, CancelledError, OSError) as error:
        raise refuse("cluster_lost", done=first, count=asked.count) from error
    under_way.popleft()
    progress(last, asked.count)
    return as_columns(asked, first, values)


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ImportError as error:
        raise refuse("cluster_not_installed") from error


def _client(distributed: Any, scheduler: str) -> Any:
    if not ADDRESS.fullmatch(scheduler):
        raise refuse("no_cluster_address", given=scheduler[:200])
    try:
        return distributed.Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:  # a timeout is an OSError, an address that is none after all a ValueError
        raise refuse("no_cluster", given=scheduler[:200]) from error


def _threads(client: Any) -> int:
    """Threads of the cluster, once every worker is seen to have this program."""
    stamps = client.run(stamp, on_error="return")
    if not stamps:
        raise refuse("no_workers")
    for found in stamps.values():
        if not isinstance(found, tuple):
            raise refuse("cluster_without_program", there=str(found)[:200])
        if found != stamp():
            raise refuse("cluster_differs", here=list(stamp()), there=list(found))
    threads: int = sum(client.nthreads().values())
    return max(threads, 1)
