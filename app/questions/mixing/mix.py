"""The mix of channels: the least spend that reaches a goal, the most revenue that a budget buys, and the frontier between them.

Revenue goes where one more unit of it costs least (`cheapest`); what one more costs at the end is the price of one more unit of revenue.
The most revenue for a budget is the G whose least spend is the budget.

The open pipeline is credited at the channels' mean rates (docs/model.md), so what is left to win moves a little with the mix; it is worked
out again by the engine for each mix until it stands. Axes: K lanes, C channels.
"""

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.planner.engine import evaluate_totals
from app.planner.inputs import Inputs, compile_scenario
from app.planner.pipeline import on_hand
from app.planner.revenue import Gap, gap_of
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.mixing.cheapest import CENT, MOST_STEPS, SETS_LIMIT, STANDS, Least, Limits, bought, least, most_of, optional
from app.questions.mixing.costs import CLOSE, Costs, costs_of, labour_of
from app.questions.refused import refuse

FRONTIER_POINTS = 41
NEXT = 1000.0

Bound = Literal["free", "low", "high", "ceiling", "capacity", "too_late", "off"]


@dataclass(frozen=True)
class Part:
    """A channel's part of a mix.

    Attributes:
        key: the channel.
        share: of the new revenue.
        revenue, spend: money; the spend is that of media and vendors, as the plan has it.
        people: what its share of the team's work costs at full load, money; 0 where people are not counted.
        marginal: what one more unit of revenue costs here, money per money.
        bound: what holds it where it is; `free` where one more unit costs the price.
        next_revenue: what of the next 1,000 of spend it brings.
    """

    key: str
    share: float
    revenue: float
    spend: float
    people: float
    marginal: float
    bound: Bound
    next_revenue: float


@dataclass(frozen=True)
class Mix:
    """The best mix, and what it comes to.

    Attributes:
        parts: the channels, in the scenario's order.
        revenue, spend, people: of all of them, money.
        target: the goal that the revenue reaches, money.
        price: what one more unit of revenue costs, money per money; None where no more can be had.
        exact: whether every combination of channels with fixed costs was tried.
        before: what the scenario's own mix spends on its own goal; None where it cannot.
        changes: what to write into the scenario: pointers and values.
    """

    parts: tuple[Part, ...]
    revenue: float
    spend: float
    people: float
    target: float
    price: float | None
    exact: bool
    before: float | None
    changes: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Frontier:
    """Spend against revenue: the least spend of each target, P points.

    Attributes:
        target, revenue, spend, price: money, (P,); the spend counts people where they are asked for.
        share: the mix behind each, (P, C).
        here: revenue and spend of the scenario as it is; None where it has no spend.
    """

    target: Array
    revenue: Array
    spend: Array
    price: Array
    share: Array
    here: tuple[float, float] | None


def limits_of(
    scenario: Scenario,
    shares: Mapping[str, tuple[float | None, float | None]] | None = None,
    *,
    within_capacity: bool = True,
    with_people: bool = False,
) -> Limits:
    """Bounds of shares by the channels' keys; a channel that is not named may take any share.

    Raises:
        QuestionRefused: `unknown_channel`, `bounds_crossed`, `bounds_over` (the least shares are more than the whole), `bounds_under`.
    """
    keys = [channel.key for channel in scenario.channels]
    low, high = np.zeros(len(keys)), np.ones(len(keys))
    for key, (floor, top) in (shares or {}).items():
        if key not in keys:
            raise refuse("unknown_channel", "shares", key, given=key[:60], nearest=None, known=keys)
        place = keys.index(key)
        low[place], high[place] = 0.0 if floor is None else floor, 1.0 if top is None else top
        if not 0 <= low[place] <= high[place] <= 1:
            raise refuse("bounds_crossed", "shares", key, low=float(low[place]), high=float(high[place]))
    if math.fsum(low.tolist()) > 1 + 1e-9:
        raise refuse("bounds_over", "shares", total=math.fsum(low.tolist()))
    if math.fsum(high.tolist()) < 1 - 1e-9:
        raise refuse("bounds_under", "shares", total=math.fsum(high.tolist()))
    return Limits(low, high, within_capacity, with_people)


def _gap(inputs: Inputs, revenue: Array) -> Gap:
    """The bridge with the shares that a mix has, one lane for each row of (K, C)."""
    total = revenue.sum(axis=1)[:, None]
    share = np.where(total > 0, revenue / np.where(total > 0, total, 1.0), inputs.share)
    mixed = dataclasses.replace(inputs, share=share)
    return gap_of(mixed, on_hand(mixed).credit)


def _costs(scenario: Scenario, inputs: Inputs, limits: Limits) -> Costs:
    labour = labour_of(scenario) if limits.with_people else None
    return costs_of(inputs, within_capacity=limits.within_capacity, labour=labour)


def least_spend(scenario: Scenario, limits: Limits | None = None) -> Mix:
    """The mix that reaches the scenario's goal at least spend.

    Raises:
        QuestionRefused: `goal_met` (nothing is left to win), `goal_out_of_reach` with the most that can be reached.
    """
    inputs, limits = compile_scenario(scenario), limits or limits_of(scenario)
    costs = _costs(scenario, inputs, limits)
    wanted = gap_of(inputs, on_hand(inputs).credit).new_business
    if wanted[0] <= 0:
        raise refuse("goal_met", "scenario", "goal")
    found = _standing(scenario, inputs, costs, limits, float(wanted[0]))
    return _mix(scenario, inputs, costs, limits, found, _gap(inputs, found.revenue))


def _standing(scenario: Scenario, inputs: Inputs, costs: Costs, limits: Limits, wanted: float) -> Least:
    """The least spend for what is left to win with the very mix that is found, by the secant of how far the two differ."""
    before: tuple[float, float] | None = None
    for _ in range(MOST_STEPS):
        found = least(costs, limits, np.array([wanted]))
        if not np.isfinite(found.spend[0]):
            raise _out_of_reach(scenario, inputs, costs, limits)
        off = float(_gap(inputs, found.revenue).new_business[0]) - wanted
        if abs(off) <= STANDS * max(wanted, 1.0):
            break
        slope = -1.0 if before is None or before[0] == wanted else (off - before[1]) / (wanted - before[0])
        before = wanted, off
        wanted -= off / (slope if slope < -0.1 else -1.0)
    return found


def _out_of_reach(scenario: Scenario, inputs: Inputs, costs: Costs, limits: Limits) -> Exception:
    most = most_of(costs, limits)
    keys = [channel.key for channel in scenario.channels]
    held = {key: _held(costs, place) for place, key in enumerate(keys) if limits.high[place] > 0}
    gap = _gap(inputs, np.where(costs.most > 0, np.minimum(costs.most, 1e15), 0.0)[None])
    base = float((gap.target - gap.new_business + gap.surplus)[0])
    return refuse("goal_out_of_reach", "scenario", "goal", most=most, target=base + most, held=held)


def _held(costs: Costs, place: int) -> str:
    """What stops a channel."""
    return "too_late" if costs.too_late[place] else "ceiling" if costs.by_ceiling[place] else "capacity"


def most_revenue(scenario: Scenario, budget: float, limits: Limits | None = None) -> Mix:
    """The mix that brings the most new revenue for a budget, money, out of which people are paid too where they are counted.

    Raises:
        QuestionRefused: `budget_too_small` with the least that buys anything; `goal_out_of_reach` where no money brings any revenue.
    """
    inputs, limits = compile_scenario(scenario), limits or limits_of(scenario)
    costs = _costs(scenario, inputs, limits)
    if most_of(costs, limits) < CENT:
        raise _out_of_reach(scenario, inputs, costs, limits)
    cheapest = least(costs, limits, np.array([CENT]))
    if cheapest.spend[0] > budget:
        raise refuse("budget_too_small", "budget", given=budget, least=float(cheapest.spend[0]))
    found = least(costs, limits, np.array([bought(costs, limits, budget)]))
    return _mix(scenario, inputs, costs, limits, found, _gap(inputs, found.revenue), goal=True)


def frontier(scenario: Scenario, limits: Limits | None = None, points: int = FRONTIER_POINTS) -> Frontier:
    """The least spend from nothing to twice what is to be won, or to the most that can be."""
    inputs, limits = compile_scenario(scenario), limits or limits_of(scenario)
    costs = _costs(scenario, inputs, limits)
    gap = gap_of(inputs, on_hand(inputs).credit)
    won = float(gap.new_business[0])
    top = min(most_of(costs, limits) * (1 - 1e-9), 2 * won if won > 0 else float(gap.target[0]) or 1.0)
    wanted = np.linspace(0.0, top, points + 1)[1:]
    found = least(costs, limits, wanted)
    mixed = _gap(inputs, found.revenue)
    return Frontier(
        target=mixed.target - mixed.new_business + mixed.surplus + wanted,
        revenue=wanted,
        spend=found.spend,
        price=found.price,
        share=found.revenue / wanted[:, None],
        here=None if (spend := _own_spend(inputs)) is None else (won, spend),
    )


def _own_spend(inputs: Inputs) -> float | None:
    """What the scenario's own mix spends; None where it cannot be said."""
    totals = evaluate_totals(inputs)
    return float(totals.spend.sum()) if totals.feasible[0] and not totals.blocked.any() else None


def _mix(scenario: Scenario, inputs: Inputs, costs: Costs, limits: Limits, found: Least, gap: Gap, *, goal: bool = False) -> Mix:
    revenue, total = found.revenue[0], float(found.revenue[0].sum())
    target = float((gap.target - gap.new_business + gap.surplus)[0]) + total if goal else float(gap.target[0])
    price = float(found.price[0])
    marginal, cost = costs.marginal(revenue[None])[0], costs.spend(revenue[None])[0]
    spend = costs_of(inputs, within_capacity=limits.within_capacity).spend(revenue[None])[0]
    gained = _next(costs, limits, float(found.spend[0]), revenue)
    parts = tuple(
        Part(
            channel.key,
            float(revenue[place] / total),
            float(revenue[place]),
            float(spend[place]),
            float(cost[place] - spend[place]),
            float(marginal[place]),
            _bound(costs, limits, place, revenue[place], total),
            float(gained[place]),
        )
        for place, channel in enumerate(scenario.channels)
    )
    changes = [(f"/channels/{place}/share", part.share) for place, part in enumerate(parts)]
    if goal:
        changes.append(
            ("/goal/target", target) if scenario.goal.target is not None else ("/goal/growth", target / scenario.goal.baseline - 1)
        )
    return Mix(
        parts=parts,
        revenue=total,
        spend=float(spend.sum()),
        people=float((cost - spend).sum()),
        target=target,
        price=price if total < most_of(costs, limits) * (1 - 1e-9) else None,
        exact=len(optional(costs, limits)) <= SETS_LIMIT,
        before=_own_spend(inputs),
        changes=tuple(changes),
    )


def _next(costs: Costs, limits: Limits, spend: float, revenue: Array) -> Array:
    """What the next 1,000 of spend brings by channel, money, (C,)."""
    more = bought(costs, limits, spend + NEXT)
    if more <= revenue.sum():
        return np.zeros_like(revenue)
    gained: Array = least(costs, limits, np.array([more])).revenue[0] - revenue
    return gained


def _bound(costs: Costs, limits: Limits, place: int, revenue: float, total: float) -> Bound:
    near = 1e-9 * total
    if costs.too_late[place]:
        return "too_late"
    if revenue >= costs.most[place] * (1 - 2 * CLOSE) - near:
        return "ceiling" if costs.by_ceiling[place] else "capacity"
    if revenue <= limits.low[place] * total + near:
        return "low" if limits.low[place] > 0 else "off"
    return "high" if limits.high[place] < 1 and revenue >= limits.high[place] * total - near else "free"
