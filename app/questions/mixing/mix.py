"""The mix of channels: the least spend that reaches a goal, and the most revenue that a budget buys.

Revenue goes where one more unit of it costs least (`cheapest`); what one more costs at the end is the price of one more unit of revenue.
The most revenue for a budget is the G whose least spend is the budget.

The open pipeline is credited at the channels' mean rates (docs/model.md), so what is left to win moves a little with the mix; it is worked
out again by the engine for each mix until it stands. Axes: K lanes, C channels.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.planner.inputs import Inputs, compile_scenario
from app.planner.pipeline import on_hand
from app.planner.revenue import Gap, gap_of
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.levers import lever_at
from app.questions.mixing.cheapest import (
    CENT,
    SETS_LIMIT,
    Least,
    Limits,
    bought,
    least,
    most_of,
    optional,
)
from app.questions.mixing.costs import CLOSE, Costs, costs_of
from app.questions.mixing.reach import base_of, curves_of, gap_with, out_of_reach, own_spend
from app.questions.mixing.standing import standing
from app.questions.progress import Progress, quiet
from app.questions.refused import refuse

NEXT = 1000.0
ROUNDED = 1e-9
"""How far bounds of shares may be from adding up to 1 because of how they were rounded."""
ENDLESS = 1e14
"""Revenue beyond which nothing limits it."""

Bound = Literal["free", "low", "high", "ceiling", "capacity", "too_late", "off"]


@dataclass(frozen=True)
class Part:
    """A channel's part of a mix.

    Attributes:
        key: the channel.
        share: of the new revenue.
        revenue, spend: money; the spend is that of media and vendors, as the plan has it.
        people: what its share of the team's work costs at full load, money; 0 where people are not counted.
        marginal: what one more unit of revenue costs here, money per money; infinite where there is too little time for any.
        bound: what holds it where it is; `free` where one more unit costs the price.
        next_revenue: what the next 1,000 of spend add to what it brings, money; infinite where it costs nothing and nothing limits it.
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
        before: what the scenario's own mix spends on its own goal, people counted where they are; None where it cannot.
        changes: what to write into the scenario: pointers and values; none where no growth of its baseline is the target.
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
    least, most = math.fsum(low.tolist()), math.fsum(high.tolist())
    if least > 1 + ROUNDED:
        raise refuse("bounds_over", "shares", total=least, fitting=_fitting(keys, low, lambda share: math.floor(share + 1e-9)))
    if most < 1 - ROUNDED:
        raise refuse("bounds_under", "shares", total=most, fitting=_fitting(keys, high, lambda share: math.ceil(share - 1e-9)))
    return Limits(low / max(least, 1.0), np.maximum(high / min(most, 1.0), low / max(least, 1.0)), within_capacity, with_people)


def _fitting(keys: Sequence[str], shares: Array, rounded: Callable[[float], int]) -> dict[str, float]:
    """Bounds that can be met, in the proportions of those that cannot, to a hundredth of a percent towards the safe side."""
    whole = shares if shares.any() else np.ones_like(shares)
    fitting = (min(rounded(each * 10_000), 10_000) / 10_000 for each in (whole / whole.sum()).tolist())
    return {key: each for key, each in zip(keys, fitting, strict=True) if each > 0}


def least_spend(scenario: Scenario, limits: Limits | None = None, *, progress: Progress = quiet) -> Mix:
    """The mix that reaches the scenario's goal at least spend.

    Args:
        scenario: whose goal and channels.
        limits: bounds of the shares; none where left out.
        progress: asked between steps whether to go on; what it raises ends the work.

    Raises:
        QuestionRefused: `goal_met` (nothing is left to win), `goal_out_of_reach` with the most that can be reached.
    """
    inputs, limits = compile_scenario(scenario), limits or limits_of(scenario)
    costs = curves_of(scenario, inputs, limits)
    wanted = gap_of(inputs, on_hand(inputs).credit).new_business
    if wanted[0] <= 0:
        raise refuse("goal_met", "scenario", "goal")
    found = standing(inputs, costs, limits, float(wanted[0]), progress)
    if found is None:
        raise out_of_reach(scenario, inputs, costs, limits)
    return _mix(scenario, inputs, costs, limits, found, gap_with(inputs, found.revenue))


def most_revenue(scenario: Scenario, budget: float, limits: Limits | None = None, *, progress: Progress = quiet) -> Mix:
    """The mix that brings the most new revenue for a budget, money, out of which people are paid too where they are counted.

    Raises:
        QuestionRefused: `not_a_number`; `budget_too_small` with the least that buys anything, up to a cent; `goal_out_of_reach` where no
            money brings any revenue; `revenue_without_end` where a channel costs nothing and nothing limits it.
    """
    if not math.isfinite(budget):
        raise refuse("not_a_number", "budget")
    inputs, limits = compile_scenario(scenario), limits or limits_of(scenario)
    costs = curves_of(scenario, inputs, limits)
    if most_of(costs, limits) < CENT:
        raise out_of_reach(scenario, inputs, costs, limits)
    cheapest = least(costs, limits, np.array([CENT]))
    if cheapest.spend[0] > budget:
        raise refuse("budget_too_small", "budget", given=budget, least=math.ceil(float(cheapest.spend[0]) / CENT) * CENT)
    found = least(costs, limits, np.array([bought(costs, limits, budget, progress)]))
    if found.price[0] == 0 and found.revenue.sum() > ENDLESS:
        place = int(found.revenue[0].argmax())
        raise refuse("revenue_without_end", "scenario", "channels", place, "cost", channel=scenario.channels[place].key)
    return _mix(scenario, inputs, costs, limits, found, gap_with(inputs, found.revenue), goal=True)


def _mix(scenario: Scenario, inputs: Inputs, costs: Costs, limits: Limits, found: Least, gap: Gap, *, goal: bool = False) -> Mix:
    revenue, total = found.revenue[0], float(found.revenue[0].sum())
    target = float(base_of(gap)[0]) + total if goal else float(gap.target[0])
    marginal, cost = np.where(costs.too_late, np.inf, costs.marginal(revenue[None])[0]), costs.spend(revenue[None])[0]
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
    return Mix(
        parts=parts,
        revenue=total,
        spend=float(spend.sum()),
        people=float((cost - spend).sum()),
        target=target,
        price=_price(costs, limits, total, float(found.price[0])),
        exact=len(optional(costs, limits)) <= SETS_LIMIT,
        before=own_spend(inputs, costs),
        changes=_changes(scenario, parts, target if goal else None),
    )


def _changes(scenario: Scenario, parts: Sequence[Part], target: float | None) -> tuple[tuple[str, float], ...]:
    """The shares, and where it is another one the goal; nothing at all where the scenario cannot state it, as it goes by growth."""
    shares = tuple((f"/channels/{place}/share", part.share) for place, part in enumerate(parts))
    if target is None:
        return shares
    if scenario.goal.target is not None:
        return (*shares, ("/goal/target", target))
    baseline, lever = scenario.goal.baseline, lever_at(scenario, "/goal/growth", "goal")
    growth = target / baseline - 1 if baseline > 0 else math.inf
    return (*shares, ("/goal/growth", growth)) if lever.low <= growth <= lever.high else ()


def _price(costs: Costs, limits: Limits, total: float, price: float) -> float | None:
    """What one more unit costs, which at a kink is more than what the last one did; None where no more can be had."""
    if total >= most_of(costs, limits) * (1 - 1e-9):
        return None
    ahead = float(least(costs, limits, np.array([total * (1 + 1e-9)])).price[0])
    return ahead if ahead > price * (1 + 1e-6) else price


def _next(costs: Costs, limits: Limits, spend: float, revenue: Array) -> Array:
    """What the next 1,000 of spend brings by channel, money, (C,)."""
    more = bought(costs, limits, spend + NEXT)
    if more <= revenue.sum():
        return np.zeros_like(revenue)
    gained: Array = least(costs, limits, np.array([more])).revenue[0] - revenue
    return np.where(gained > ENDLESS, np.inf, gained)


def _bound(costs: Costs, limits: Limits, place: int, revenue: float, total: float) -> Bound:
    near = 1e-9 * total
    if costs.too_late[place]:
        return "too_late"
    if revenue >= costs.most[place] * (1 - 3 * CLOSE):
        return "ceiling" if costs.by_ceiling[place] else "capacity"
    if revenue <= limits.low[place] * total + near:
        return "low" if limits.low[place] > 0 else "off"
    return "high" if limits.high[place] < 1 and revenue >= limits.high[place] * total - near else "free"
