"""Required: what a goal takes when its inputs are uncertain. Every draw of the inputs is planned backwards, by the one engine.

The answer is a distribution for every outcome and for every cell of the plan's months. Plans are made with means, so what single buyers
do and single deals bring is not in it: see `app/questions/chance.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.planner.engine import evaluate_totals
from app.planner.rounding import Array, Flags
from app.planner.scenario import Scenario
from app.questions.odds.columns import Gathered, Shaped, Table, cells_of, evaluated, shaped_tables
from app.questions.odds.draws import Ranges, draw
from app.questions.odds.quantiles import LEVELS, checked_levels, quantiles
from app.questions.outcomes import Evaluated, Outcome, outcomes_of
from app.questions.refused import refuse
from app.questions.turning import Lanes, turn

NUMBERS_LIMIT = 50_000_000
"""Numbers kept at a time: draws times cells."""

Progress = Callable[[int, int], None]
"""Called with what is done and of how many; may raise to end the work."""


def quiet(done: int, of: int) -> None:
    """Progress that nobody watches."""


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
        QuestionRefused: as `draw` and `checked_levels`; `too_much_work` with the most draws that would do.
    """
    at = checked_levels(levels)
    drawn = draw(scenario, draws, seed, ranges)
    lanes = turn(scenario, drawn)
    outcomes = outcomes_of(scenario)
    cells = len(outcomes) + cells_of(lanes.inputs)
    if cells * draws > NUMBERS_LIMIT:
        raise refuse("too_much_work", "draws", given=draws, most=NUMBERS_LIMIT // cells)
    figures, tables, errors = _distributions(lanes, draws, list(outcomes.values()), at, progress)
    missing = np.isnan(figures).mean(axis=1)
    values, figure_errors = quantiles(figures, at)
    return Required(
        draws=draws,
        seed=seed,
        levels=at,
        drawn=tuple(drawn),
        outcomes=tuple(outcomes),
        values=values,
        errors=figure_errors,
        missing=missing,
        months=tuple(lanes.inputs.calendar.labels),
        tables=tables,
        table_errors=errors,
    )


def _distributions(
    lanes: Lanes, draws: int, outcomes: Sequence[Outcome], levels: Array, progress: Progress
) -> tuple[Array, dict[str, Array], dict[str, Array]]:
    """Every draw's outcomes, (O, B); quantiles of the tables and their errors."""
    figures = np.empty((len(outcomes), draws))
    if lanes.inputs.timings == 1:
        found = Shaped(lanes, evaluate_totals(lanes.inputs))
        _read(figures, found, outcomes)
        progress(draws // 2, draws)
        tables = _sorted(shaped_tables(found), found.feasible, levels)
        progress(draws, draws)
        return figures, *tables
    gathered, feasible = Gathered(lanes), np.ones(draws, dtype=bool)
    for first, last, some in evaluated(lanes, progress):
        _read(figures[:, first:last], some, outcomes)
        feasible[first:last] = some.feasible
        gathered.put(first, last, some)
    return figures, *_sorted(gathered.tables(), feasible, levels)


def _read(figures: Array, found: Evaluated, outcomes: Sequence[Outcome]) -> None:
    for position, outcome in enumerate(outcomes):
        figures[position] = outcome.read(found)


def _sorted(tables: Iterable[Table], feasible: Flags, levels: Array) -> tuple[dict[str, Array], dict[str, Array]]:
    """Quantiles of all cells, and their errors; where nothing can close in time, the plan has no months."""
    values, errors = {}, {}
    lost = None if feasible.all() else ~feasible
    for table in tables:
        if lost is not None:
            table.columns[:, np.broadcast_to(lost, table.columns.shape[1])] = np.nan
        found, error = quantiles(table.columns, levels)
        values[table.name], errors[table.name] = table.spread(found), table.spread(error)
    return values, errors
