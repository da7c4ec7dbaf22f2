"""Required: what a goal takes when its inputs are uncertain. Every draw of the inputs is planned backwards, by the one engine.

The answer is a distribution for every outcome and for every cell of the plan's months. Plans are made with means, so what single buyers
do and single deals bring is not in it: see `odds/chance.py`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.planner.engine import evaluate_totals
from app.planner.inputs import Inputs
from app.planner.rounding import Array, Flags
from app.planner.scenario import Scenario
from app.questions.odds.columns import Cells, Gathered, Shaped, evaluated, kept_of, shaped_cells, shapes_of
from app.questions.odds.draws import FEWEST, Drawn, Ranges, drawn_of
from app.questions.odds.quantiles import LEVELS, checked_levels, quantiles
from app.questions.outcomes import Evaluated, Outcome, outcomes_of
from app.questions.progress import Progress, quiet
from app.questions.refused import refuse
from app.questions.turning import Lanes

SORTED_LIMIT = 50_000_000
"""Numbers that are sorted: draws times outcomes and cells."""
KEPT_LIMIT = 15_000_000
"""Numbers kept at a time."""
COLUMNS_AT_ONCE = 2_000_000
"""Numbers of outcomes that are sorted at a time."""


@dataclass(frozen=True)
class Required:
    """Distributions of what the goal takes; Q levels, and what could not be planned lies beyond the highest values.

    Attributes:
        draws, seed: how many, and from where.
        levels: of the quantiles, (Q,).
        drawn: pointers of the inputs drawn.
        outcomes: pointers of the outcomes, O of them.
        values, errors: quantiles of the outcomes and their standard errors, (O, Q); NaN where that many draws have none.
        missing: share of draws in which an outcome has no value, (O,).
        months: labels of the months shown, T of them; the last M are the horizon.
        tables: quantiles of the cells by month: `stages` (N, T, Q) and `spend` (T, Q) over all channels, `revenue` of new deals
            (M, Q); by channel `channel_stages` (C, N, T, Q), `channel_activity`, `channel_spend` (C, T, Q), `channel_revenue` (C, M, Q).
        table_errors: their standard errors, of the same shapes.
    """

    draws: int
    seed: int
    levels: Array
    drawn: tuple[str, ...]
    outcomes: tuple[str, ...]
    values: Array
    errors: Array
    missing: Array
    months: tuple[str, ...]
    tables: Mapping[str, Array]
    table_errors: Mapping[str, Array]


def required(
    scenario: Scenario,
    *,
    draws: int = 10_000,
    seed: int = 1,
    levels: Sequence[float] = LEVELS,
    ranges: Ranges | None = None,
    progress: Progress = quiet,
) -> Required:
    """Quantiles of every outcome and of every cell of the months, over draws of the uncertain inputs.

    Raises:
        QuestionRefused: as `drawn_of` and `checked_levels`; `too_much_work` with the most draws that would do.
    """
    at = checked_levels(levels)
    see_that_cells_fit(scenario, draws, seed, ranges)
    return required_of(drawn_of(scenario, draws, seed, ranges), at, progress)


def required_of(drawn: Drawn, levels: Array, progress: Progress = quiet) -> Required:
    """The same of a scenario whose inputs have been drawn."""
    inputs = drawn.lanes.inputs
    outcomes = outcomes_of(drawn.scenario)
    _see_that_they_fit(inputs, len(outcomes), drawn.draws)
    found = _Quantiles(drawn.draws, list(outcomes.values()), shapes_of(inputs), levels, progress)
    if inputs.timings == 1:
        found.of_shaped(Shaped(drawn.lanes, evaluate_totals(inputs)))
    else:
        found.of_each(drawn.lanes)
    return Required(
        draws=drawn.draws,
        seed=drawn.seed,
        levels=levels,
        drawn=drawn.pointers,
        outcomes=tuple(outcomes),
        values=found.figures[0],
        errors=found.figures[1],
        missing=found.missing,
        months=tuple(inputs.calendar.labels),
        tables={name: both[0] for name, both in found.tables.items()},
        table_errors={name: both[1] for name, both in found.tables.items()},
    )


def see_that_cells_fit(scenario: Scenario, draws: int, seed: int, ranges: Ranges | None = None) -> None:
    """Bounded before all is drawn: the fewest draws tell what lanes share.

    Raises:
        QuestionRefused: as `required`.
    """
    few = drawn_of(scenario, FEWEST, seed, ranges).lanes.inputs
    _see_that_they_fit(few, len(outcomes_of(scenario)), draws)


def _see_that_they_fit(inputs: Inputs, outcomes: int, draws: int) -> None:
    """Bounded in numbers that are sorted and in numbers that are kept."""
    cells = outcomes + sum(math.prod(shape) for shape in shapes_of(inputs).values())
    kept = kept_of(inputs) + (outcomes if inputs.timings > 1 else 0)
    most = min(SORTED_LIMIT // cells, KEPT_LIMIT // kept)
    if draws > most:
        raise refuse("too_much_work", "draws", given=draws, most=most)


class _Quantiles:
    """Quantiles and their errors, filled in as columns are made: `figures` (2, O, Q), and `tables` by name, (2, cells..., Q)."""

    def __init__(
        self, draws: int, outcomes: Sequence[Outcome], shapes: Mapping[str, tuple[int, ...]], levels: Array, progress: Progress
    ) -> None:
        self._draws, self._outcomes, self._levels, self._progress = draws, outcomes, levels, progress
        self.figures = np.empty((2, len(outcomes), len(levels)))
        self.missing = np.empty(len(outcomes))
        self.tables = {name: np.empty((2, *shape, len(levels))) for name, shape in shapes.items()}
        self._cells = len(outcomes) + sum(table[0].size for table in self.tables.values()) // len(levels)
        self._done = 0

    def of_shaped(self, found: Shaped) -> None:
        """Of lanes that share their days; what has been sorted is not kept."""
        at_once = max(COLUMNS_AT_ONCE // self._draws, 1)
        room = np.empty((at_once, self._draws))  # one for all: an allocator that has seen a large block go keeps pages for the next
        for first in range(0, len(self._outcomes), at_once):
            some = self._outcomes[first : first + at_once]
            columns = room[: len(some)]
            _read(columns, found, some)
            self._put_figures(first, columns)
            self._tell(len(some))
        self._put_cells(shaped_cells(found), found.feasible)

    def of_each(self, lanes: Lanes) -> None:
        """Of lanes with days of their own, all of which are kept."""
        figures, feasible = np.empty((len(self._outcomes), self._draws)), np.ones(self._draws, dtype=bool)
        gathered = Gathered(lanes)
        for first, last, some in evaluated(lanes, self._progress):
            _read(figures[:, first:last], some, self._outcomes)
            feasible[first:last] = some.feasible
            gathered.put(first, last, some)
        self._progress = quiet  # which has been told of all lanes
        self._put_figures(0, figures)
        self._put_cells(gathered.cells(), feasible)

    def _put_figures(self, first: int, columns: Array) -> None:
        rows = slice(first, first + len(columns))
        self.missing[rows] = np.count_nonzero(np.isnan(columns), axis=1) / self._draws
        self.figures[:, rows] = quantiles(columns, self._levels)

    def _put_cells(self, pieces: Iterable[Cells], feasible: Flags) -> None:
        """Quantiles of cells and their errors; where nothing can close in time, the plan has no months."""
        lost = None if feasible.all() else ~feasible
        for cells in pieces:
            if lost is not None:
                cells.columns[:, np.broadcast_to(lost, cells.columns.shape[1])] = np.nan
            found = [cells.spread(each) for each in quantiles(cells.columns, self._levels)]
            rows = slice(cells.first, cells.first + len(found[0]))
            for each, table in zip(found, self.tables[cells.table], strict=True):
                table.reshape(-1, len(self._levels))[rows] = each
            self._tell(len(found[0]))

    def _tell(self, cells: int) -> None:
        self._done += cells
        self._progress(self._done, self._cells)


def _read(figures: Array, found: Evaluated, outcomes: Sequence[Outcome]) -> None:
    for position, outcome in enumerate(outcomes):
        figures[position] = outcome.read(found)
