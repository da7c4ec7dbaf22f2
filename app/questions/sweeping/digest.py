"""What a large sweep comes to: statistics of every outcome, the best lanes, and the map of two axes.

Figures follow from the outcomes of all lanes held as columns, so they do not depend on how the sweep was cut into stretches. Where they are
more than may be held, ends, counts, means and the best lanes are still those of all; quantiles are those of a sample, and it is said of how
many lanes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.planner.rounding import Array
from app.questions.outcomes import outcome_at
from app.questions.progress import Progress, quiet
from app.questions.refused import refuse
from app.questions.sweeping.gathered import Gathered, gathered
from app.questions.sweeping.space import FIGURES_LIMIT, Grid
from app.questions.sweeping.sweep import Columns, Sweep, inputs_at, rows

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
TOP = 10
TOP_LIMIT = 1000


@dataclass(frozen=True)
class Statistics:
    """An outcome over all lanes; the figures are None where no lane has a value.

    Attributes:
        pointer: the outcome, in whose unit the figures are.
        known: how many lanes have a value.
        least, mean, most: over those.
        quantiles: at the probabilities asked for, straight between neighbours (the linear, or seventh, definition).
    """

    pointer: str
    known: int
    least: float | None
    mean: float | None
    most: float | None
    quantiles: tuple[float, ...] | None


@dataclass(frozen=True)
class Top:
    """The best lanes by one outcome, best first; equal ones in their own order.

    Attributes:
        by: the outcome they are ordered by.
        largest: whether more is better.
        lanes: their numbers, (k,).
        inputs, outputs: what is turned and what comes of it, (k,) by pointer.
    """

    by: str
    largest: bool
    lanes: npt.NDArray[np.intp]
    inputs: dict[str, Array]
    outputs: dict[str, Array]


@dataclass(frozen=True)
class Digest:
    """A sweep in a few figures.

    Attributes:
        count: how many lanes it has, B.
        probabilities: of the quantiles, from 0 to 1, Q of them.
        statistics: of each outcome, in the order in which they were asked for; in the outcomes' own units.
        top: the best lanes by one outcome.
        sampled: lanes that the quantiles rest on: B, or fewer where there are too many figures to hold. The place of a quantile among all
            lanes is then open by some sqrt(p (1 - p) / sampled) of their number.
    """

    count: int
    probabilities: tuple[float, ...]
    statistics: tuple[Statistics, ...]
    top: Top
    sampled: int


@dataclass(frozen=True)
class HeatMap:
    """Two axes and one outcome.

    Attributes:
        across, down: pointers of the axes.
        across_values, down_values: their values, (n,) and (m,).
        outcome: its pointer.
        values: (m, n); NaN where there is no value.
    """

    across: str
    down: str
    across_values: Array
    down_values: Array
    outcome: str
    values: Array


def digest(
    asked: Sweep,
    chunks: Iterator[Columns] | None = None,
    progress: Progress = quiet,
    *,
    probabilities: Sequence[float] = QUANTILES,
    top: int = TOP,
    by: str | None = None,
    largest: bool = False,
    limit: int = FIGURES_LIMIT,
) -> Digest:
    """A sweep in a few figures.

    Args:
        asked: the sweep.
        chunks: its stretches in order, where they do not come from `rows`.
        progress: told of each stretch of `rows`.
        probabilities: of the quantiles, from 0 to 1.
        top: how many of the best lanes.
        by: the outcome that they are the best by; the first one if none is named.
        largest: whether the largest are the best.
        limit: the most figures held; of a sweep with more, quantiles are those of a sample.

    Raises:
        QuestionRefused: `probability_out_of_range`, `top_out_of_range`, `unknown_output`, or `not_swept` for an outcome
            that the sweep was not asked for.
    """
    for position, probability in enumerate(probabilities):
        if not 0 <= probability <= 1:
            raise refuse("probability_out_of_range", "quantiles", position, given=probability, low=0, high=1)
    if not 0 <= top <= TOP_LIMIT:
        raise refuse("top_out_of_range", "top", given=top, low=0, high=TOP_LIMIT)
    best = 0 if by is None else _position(asked, by, "by")
    found = gathered(asked, rows(asked, progress) if chunks is None else chunks, limit, best, top, largest=largest)
    statistics = tuple(_statistics(pointer, found, place, probabilities) for place, pointer in enumerate(asked.outputs))
    outputs = dict(zip(asked.outputs, found.outputs, strict=True))
    shown = Top(asked.outputs[best], largest, found.lanes, inputs_at(asked, found.lanes), outputs)
    return Digest(asked.count, tuple(probabilities), statistics, shown, found.sample.shape[1])


def _position(asked: Sweep, pointer: str, *path: str | int) -> int:
    """Where an outcome stands among those asked for."""
    found = outcome_at(asked.scenario, pointer, *path).pointer
    if found not in asked.outputs:
        raise refuse("not_swept", *path, given=pointer[:200], known=list(asked.outputs))
    return asked.outputs.index(found)


def _statistics(pointer: str, found: Gathered, place: int, probabilities: Sequence[float]) -> Statistics:
    count = int(found.known[place])
    if not count:
        return Statistics(pointer, 0, None, None, None, None)
    sample = found.sample[place]
    known = np.sort(sample[~np.isnan(sample)])
    if not known.size:
        return Statistics(pointer, count, float(found.least[place]), float(found.total[place]) / count, float(found.most[place]), None)
    places = np.asarray(probabilities) * (known.size - 1)
    below = np.floor(places).astype(np.intp)
    above = np.minimum(below + 1, known.size - 1)
    quantiles = known[below] + (known[above] - known[below]) * (places - below)
    least, most = float(found.least[place]), float(found.most[place])
    mean = float(known.mean()) if known.size == count else float(found.total[place]) / count
    return Statistics(pointer, count, least, mean, most, tuple(quantiles.tolist()))


def heat_map(asked: Sweep, columns: Columns, outcome: str) -> HeatMap:
    """The map of a grid of two axes: the first goes down, the second across. Further axes may have one value each.

    Raises:
        QuestionRefused: `not_two_axes`, `unknown_output` or `not_swept`.
    """
    pointer = asked.outputs[_position(asked, outcome, "outcome")]
    axes = [axis for axis in asked.space.axes if len(axis.values) > 1] if isinstance(asked.space, Grid) else []
    if isinstance(asked.space, Grid) and len(axes) < 2:
        axes = list(asked.space.axes) if len(asked.space.axes) == 2 else axes
    if len(axes) != 2:
        raise refuse("not_two_axes", "axes", count=len(axes), needed=2)
    down, across = axes
    values = columns.outputs[pointer].reshape(len(down.values), len(across.values))
    return HeatMap(across.pointer, down.pointer, across.values, down.values, pointer, values)
