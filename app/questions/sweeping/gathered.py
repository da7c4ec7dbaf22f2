"""Outcomes of a sweep as its stretches come: all of them where they may be held, else their ends, their sums and a sample of lanes.

Which lanes are in the sample follows from their numbers by a mixing of bits that knows nothing of the grid, so that no axis beats time with
it, and the sample is the same wherever a sweep is worked out and however it is cut.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.planner.rounding import Array
from app.questions.sweeping.sweep import Columns, Sweep

SPREAD = 6.0
"""Standard deviations by which a sample is planned smaller than the room for it."""

Lanes = npt.NDArray[np.intp]


@dataclass
class Gathered:
    """What is known of each of O outcomes over B lanes.

    Attributes:
        known: how many lanes have a value, (O,).
        least, most: over those, (O,); infinite where there is none.
        total: their sum, (O,).
        sample: outcomes of the lanes kept for quantiles, (O, n), NaN where there is no value; all lanes where they may be held.
        lanes, outputs: numbers, (k,), and outcomes, (O, k), of the best lanes, best first.
    """

    known: npt.NDArray[np.intp]
    least: Array
    most: Array
    total: Array
    sample: Array
    lanes: Lanes
    outputs: Array


def gathered(asked: Sweep, chunks: Iterator[Columns], limit: int, best: int, top: int, *, largest: bool) -> Gathered:
    """What is needed of a sweep of any length for its digest, while `limit` figures are held at most, and a stretch.

    Args:
        asked: the sweep.
        chunks: its stretches in order.
        limit: figures of the sample.
        best: the place of the outcome by which lanes are the best.
        top: how many of them are kept.
        largest: whether the largest are.
    """
    count = len(asked.outputs)
    room = min(limit // count, asked.count)
    share = 1.0 if room == asked.count else max(room - SPREAD * math.sqrt(room), 1.0) / asked.count
    sample, used = np.empty((count, room)), 0
    known, total = np.zeros(count, dtype=np.intp), np.zeros(count)
    least, most = np.full(count, np.inf), np.full(count, -np.inf)
    lanes, outputs = np.zeros(0, dtype=np.intp), np.zeros((count, 0))
    for chunk in chunks:
        values = np.array(list(chunk.outputs.values()))
        there = ~np.isnan(values)
        known += there.sum(axis=1)
        total += np.where(there, values, 0.0).sum(axis=1)
        least = np.minimum(least, np.where(there, values, np.inf).min(axis=1))
        most = np.maximum(most, np.where(there, values, -np.inf).max(axis=1))
        numbers = np.arange(chunk.first, chunk.first + chunk.count)
        some = (values if share == 1 else values[:, sampled(numbers, share)])[:, : room - used]
        sample[:, used : used + some.shape[1]] = some
        used += some.shape[1]
        lanes, outputs = np.concatenate([lanes, numbers]), np.concatenate([outputs, values], axis=1)
        places = best_lanes(outputs[best], top, largest=largest)
        lanes, outputs = lanes[places], outputs[:, places]
    return Gathered(known, least, most, total, sample[:, :used], lanes, outputs)


def sampled(lanes: Lanes, share: float) -> npt.NDArray[np.bool_]:
    """Whether lanes, (b,), are among a share of all: by the high bits of their mixed numbers.

    Source of the mixing: G. L. Steele, D. Lea, C. H. Flood, Fast splittable pseudorandom number generators, OOPSLA 2014.
    """
    bits = lanes.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    among: npt.NDArray[np.bool_] = (bits ^ (bits >> np.uint64(31))) >> np.uint64(11) < np.uint64(math.floor(share * 2**53))
    return among


def best_lanes(column: Array, top: int, *, largest: bool) -> Lanes:
    """The lanes with the smallest or largest values, best first and equal ones in their own order; those without a value never."""
    order = -column if largest else column
    known = np.flatnonzero(~np.isnan(order))
    if top < known.size:
        last = np.partition(order[known], top - 1)[top - 1] if top else -np.inf
        known = known[order[known] <= last]
    return known[np.argsort(order[known], kind="stable")][:top]
