"""Rows by month or quarter of entry, columns by age."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.history.gather import Gathering
from app.history.measure.left_cut import left_cuts
from app.history.measure.period import EVER, NEVER, Period, period_of
from app.history.measure.survey import chosen_blocks, survey
from app.history.measure.view import NONE, view
from app.history.measured import Cohorts, Question

Unit = Literal["month", "quarter"]
MOST_AGES: dict[Unit, int] = {"month": 24, "quarter": 12}
Counts = NDArray[np.int64]


def cohorts(
    gathering: Gathering, question: Question, from_stage: str, to_stage: str, unit: Unit, *, ages: int | None = None, weighted: bool = True
) -> Cohorts:
    """Converted by age of the cohorts of a list.

    Age is the difference of calendar months or quarters, so that age 0 is the period of entry itself; it is over when that period is.

    Args:
        gathering, question: whose; `split` is ignored.
        from_stage, to_stage: names of stages, the second after the first.
        unit: month or quarter.
        ages: how many columns; None: up to the last age at which anybody went on, 24 months or 12 quarters at most.
        weighted: whether means weigh rows by who entered; otherwise every row counts alike.

    Raises:
        ValueError: no such stage, or not in this order.
    """
    start, end = gathering.stages.index(from_stage), gathering.stages.index(to_stage)
    if start >= end:
        raise ValueError(to_stage)
    period = period_of(question, gathering.known_to)
    found = survey(gathering, question, period)
    if not question.whole_history:
        cuts = left_cuts(gathering, question, found, period, [(start, end)])
        period = period.starting(max((each.since for each in cuts if each.since is not None), default=EVER))
    span = found.span(start)
    if span is None or period.as_of >= NEVER or span[1] < period.since:
        return Cohorts(from_stage, to_stage, unit, (), (), (), (), None, None, 0)
    period = replace(period, until=min(period.until, span[1]))  # later entries are in no survey
    first, last = (_units(np.array([day]), unit)[0] for day in (max(span[0], period.since), period.until))
    entered, cells = _cells(gathering, question, period, (start, end), unit, int(first), max(int(last - first) + 1, 1))
    return _matrix(from_stage, to_stage, unit, entered, cells, int(first), _over(period.as_of, unit), ages, weighted)


def _units(days: NDArray[np.int32] | NDArray[np.int64], unit: Unit) -> Counts:
    """Months, or quarters, since January 1970."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months if unit == "month" else months // 3


def _over(as_of: int, unit: Unit) -> int:
    """The last month or quarter that is over."""
    return int(_units(np.array([as_of + 1]), unit)[0]) - 1


def _cells(
    gathering: Gathering, question: Question, period: Period, way: tuple[int, int], unit: Unit, first: int, rows: int
) -> tuple[Counts, Counts]:
    """Who entered by row, and who went on by row and age."""
    columns = rows + _over(period.as_of, unit) + 2 - (first + rows)
    columns = max(columns, rows) + 1
    entered, cells = np.zeros(rows, np.int64), np.zeros((rows, columns), np.int64)
    for block in chosen_blocks(gathering, question):
        seen = view(block, period)
        entry, went = seen.days[way[0]], seen.went[way[1] - 1]
        inside = np.flatnonzero((entry < NONE) & (entry >= period.since) & (entry <= period.until))
        row = _units(entry[inside], unit) - first
        entered += np.bincount(row, minlength=rows)
        gone = went[inside] < NONE
        age = np.clip(_units(went[inside][gone], unit) - first - row[gone], 0, columns - 1)
        cells += np.bincount(row[gone] * columns + age, minlength=cells.size).reshape(cells.shape)
    return entered, cells


def _matrix(
    from_stage: str, to_stage: str, unit: Unit, entered: Counts, cells: Counts, first: int, over: int, ages: int | None, weighted: bool
) -> Cohorts:
    so_far = tuple(cells.sum(axis=1).tolist())
    columns = ages or min(int(np.flatnonzero(cells.any(axis=0)).max(initial=0)) + 1, MOST_AGES[unit])
    cells = np.pad(cells, ((0, 0), (0, max(columns - cells.shape[1], 0))))[:, :columns]
    rows = np.arange(len(entered))
    known = first + rows[:, None] + np.arange(columns) <= over
    means = [_mean(cells[known[:, age], age], entered[known[:, age]], weighted) for age in range(columns)]
    complete = known.all(axis=1) & (entered > 0)
    converted = tuple(
        tuple(int(n) if there else None for n, there in zip(row, over_by_age, strict=True))
        for row, over_by_age in zip(cells.tolist(), known.tolist(), strict=True)
    )
    return Cohorts(
        from_stage, to_stage, unit, tuple(_label(first + row, unit) for row in rows.tolist()), tuple(entered.tolist()), converted,
        tuple(means), _sum(means), _mean(cells[complete].sum(axis=1), entered[complete], weighted), int(complete.sum()), weighted, so_far,
    )  # fmt: skip


def _mean(converted: Counts, entered: Counts, weighted: bool) -> float | None:
    some = entered > 0
    if not some.any():
        return None
    return float(converted[some].sum() / entered[some].sum()) if weighted else float((converted[some] / entered[some]).mean())


def _sum(means: Sequence[float | None]) -> float | None:
    known = [mean for mean in means if mean is not None]
    return sum(known) if known else None


def _label(units: int, unit: Unit) -> str:
    return f"{1970 + units // 12}-{units % 12 + 1:02d}" if unit == "month" else f"{1970 + units // 4}-Q{units % 4 + 1}"
