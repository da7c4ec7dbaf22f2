"""Too late? For each month of the horizon, which channels can still bring deals that close in it, and what it would take.

A deal of a channel closes its whole lag after the activity, so a month is out of a channel's reach once `today` plus that lag lies behind
its end (docs/model.md). Deals whose months are lost move to later months of the same channel, or to other channels where nothing is left.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.planner.engine import Outputs, evaluate
from app.planner.inputs import Inputs, compile_scenario
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.mixing.costs import costs_of

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
        repair: the channel that can still reach all of it and brings one more unit of revenue at the least cost; None where none can.
        repair_cost: what the lost deals' revenue would cost there at that price, money; 0 where nothing is lost.
    """

    month: str
    reach: tuple[Reach, ...]
    season: float
    planned: float
    lost: float
    pipeline: float
    start_by: tuple[str, ...]
    repair: str | None
    repair_cost: float


def too_late(scenario: Scenario) -> tuple[LateMonth, ...]:
    """The months of the horizon, first to last; a scenario without `today` is never too late."""
    inputs = compile_scenario(scenario)
    outputs = evaluate(inputs)
    season, planned = _deals(inputs, outputs)
    price = _prices(inputs, outputs)
    return tuple(_month(scenario, outputs, position, season, planned, price) for position in range(inputs.calendar.months))


def _deals(inputs: Inputs, outputs: Outputs) -> tuple[Array, Array]:
    """Deals by month of the horizon, by the season alone and as planned, each (M,)."""
    gap, calendar = outputs.totals.gap, inputs.calendar
    share = inputs.share[0] / inputs.share[0].sum()
    worth = np.broadcast_to(outputs.timing.worth_uncut[0], share.shape)
    given = float((share * gap.new_business[0] / (inputs.deal_value[0] * worth)).sum())
    return given * inputs.weights[0], np.add.reduce(outputs.months.stages[0, :, -1, calendar.before :], axis=0)


def _prices(inputs: Inputs, outputs: Outputs) -> Array:
    """What one more deal costs in each channel at the plan's volumes, money, (C,); infinite where no more can be done."""
    costs = costs_of(inputs, within_capacity=False)
    revenue = np.minimum(outputs.totals.revenue[:1], costs.most)
    full = revenue[0] >= costs.most * (1 - 1e-6)
    value = inputs.deal_value[0] * np.broadcast_to(outputs.timing.worth[0], revenue[0].shape)
    return np.where(full, np.inf, costs.marginal(revenue)[0] * value)


def _month(scenario: Scenario, outputs: Outputs, position: int, season: Array, planned: Array, price: Array) -> LateMonth:
    calendar = outputs.inputs.calendar
    begin, end = calendar.horizon_edges[position], calendar.horizon_edges[position + 1]
    first = outputs.timing.first_close[0]
    lags = outputs.timing.lag[0].tolist()
    open_fully = first <= begin
    reach: tuple[Reach, ...] = tuple(
        "open" if fully else "partly" if day < end else "too_late" for fully, day in zip(open_fully.tolist(), first.tolist(), strict=True)
    )
    lost = float(season[position] - planned[position])
    dear = np.where(open_fully, price, np.inf)
    best = int(dear.argmin())
    able = bool(np.isfinite(dear[best]))
    return LateMonth(
        month=calendar.labels[calendar.before + position],
        reach=reach,
        season=float(season[position]),
        planned=float(planned[position]),
        lost=lost,
        pipeline=float(outputs.months.pipeline_deals[0, position]),
        start_by=tuple(calendar.date(end - 1 - lag).isoformat() for lag in lags),
        repair=scenario.channels[best].key if able else None,
        repair_cost=max(lost, 0.0) * float(dear[best]) if able and lost > 0 else 0.0,
    )
