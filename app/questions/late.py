"""Too late? For each month of the horizon, which channels can still bring deals that close in it, and what it would take.

A deal of a channel closes its whole lag after the activity, so a month is out of a channel's reach once `today` plus that lag lies behind
its end (docs/model.md). Deals whose months are lost move to later months of the same channel, or to other channels where nothing is left.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.planner.engine import Outputs, evaluate
from app.planner.inputs import compile_scenario
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.mixing.costs import Costs, costs_of

Reach = Literal["open", "partly", "too_late"]


@dataclass(frozen=True)
class LateMonth:
    """A month of the horizon.

    Attributes:
        month: as 2027-01.
        reach: what each channel can still do about deals that close in it, in the scenario's order.
        season: deals that close in it by the season alone, if nothing were too late.
        planned: deals that the plan closes in it.
        lost: how many fewer that are; below zero where moved deals come to it.
        pipeline: deals that the open pipeline brings in it.
        start_by: for each channel the last day, ISO, on which activity can begin to close a deal in this month.
        repair: the channel that could make up for the lost deals (for one more, where none is lost) at the least cost, below its ceiling
            and within its capacity: among those that reach all of the month, else part of it, else any later one; None where none can.
        repair_in: the month in which its deals would close: this one, or the first that it can still reach.
        repair_cost: what that channel would spend more for them, money; 0 where nothing is lost.
    """

    month: str
    reach: tuple[Reach, ...]
    season: float
    planned: float
    lost: float
    pipeline: float
    start_by: tuple[str, ...]
    repair: str | None
    repair_in: str | None
    repair_cost: float


def too_late(scenario: Scenario) -> tuple[LateMonth, ...]:
    """The months of the horizon, first to last; a scenario without `today` is never too late."""
    inputs = compile_scenario(scenario)
    outputs = evaluate(inputs)
    season, planned = (deals[0] for deals in deals_by_month(outputs))
    costs = costs_of(inputs, within_capacity=True)
    return tuple(_month(scenario, outputs, position, season, planned, costs) for position in range(inputs.calendar.months))


def deals_by_month(outputs: Outputs) -> tuple[Array, Array]:
    """Deals by month of the horizon, by the season alone and as planned, each (B, M)."""
    inputs = outputs.inputs
    share = inputs.share / np.add.reduce(inputs.share, axis=1)[:, None]
    given = share * outputs.totals.gap.new_business[:, None] / (inputs.deal_value * outputs.timing.worth_uncut)
    planned: Array = np.add.reduce(outputs.months.stages[:, :, -1, inputs.calendar.before :], axis=1)
    return np.add.reduce(given, axis=1)[:, None] * inputs.weights, planned


def _dear(outputs: Outputs, costs: Costs, deals: float) -> Array:
    """What so many deals more cost in each channel beside what it does already, money, (C,); infinite where it cannot do them."""
    revenue = np.nan_to_num(outputs.totals.revenue[:1])
    worth = outputs.inputs.deal_value[:1] * outputs.timing.worth[:1]
    more = revenue + deals * worth
    able = more <= costs.most * (1 - 1e-9)
    spent = costs.spend(np.where(able, more, 0.0)) - costs.spend(np.where(able, revenue, 0.0))
    dear: Array = np.where(able, spent, np.inf).reshape(-1)
    return dear


def _month(scenario: Scenario, outputs: Outputs, position: int, season: Array, planned: Array, costs: Costs) -> LateMonth:
    calendar = outputs.inputs.calendar
    begin, end = calendar.horizon_edges[position], calendar.horizon_edges[position + 1]
    first = outputs.timing.first_close[0]
    lags = outputs.timing.lag[0].tolist()
    open_fully = first <= begin
    reach: tuple[Reach, ...] = tuple(
        "open" if fully else "partly" if day < end else "too_late" for fully, day in zip(open_fully.tolist(), first.tolist(), strict=True)
    )
    lost = float(season[position] - planned[position])
    dear = _dear(outputs, costs, lost if lost > 0 else 1.0)
    first_reached = np.searchsorted(calendar.horizon_edges[1:], first, side="right")
    for among in (open_fully, first < end, first_reached < calendar.months):
        best = int(np.where(among, dear, np.inf).argmin())
        if able := bool(among[best] and np.isfinite(dear[best])):
            break
    reached = calendar.before + max(position, int(first_reached[best]))
    return LateMonth(
        month=calendar.labels[calendar.before + position],
        reach=reach,
        season=float(season[position]),
        planned=float(planned[position]),
        lost=lost,
        pipeline=float(outputs.months.pipeline_deals[0, position]),
        start_by=tuple(calendar.date(end - 1 - lag).isoformat() for lag in lags),
        repair=scenario.channels[best].key if able else None,
        repair_in=calendar.labels[reached] if able else None,
        repair_cost=float(dear[best]) if able and lost > 0 else 0.0,
    )
