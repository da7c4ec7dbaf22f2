"""What one more percentage point of each rate is worth: in money, in activity a working day and in heads."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.planner.faults import Fault
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.levers import Lever, lever_at, levers_of
from app.questions.outcomes import outcomes_of, read
from app.questions.refused import QuestionRefused
from app.questions.sensitivity import stated_in
from app.questions.turning import turn_each

POINT = 0.01
"""One percentage point."""


@dataclass(frozen=True)
class Point:
    """One more percentage point of one rate, and what it is worth with the goal unchanged.

    Attributes:
        pointer: the rate or yield.
        value: what the plan takes it to be, a fraction.
        step: how much was added, a fraction: a hundredth, or what is left to 1. Worths are those of this step.
        money: spend saved; None where the plan or the better one has none.
        activity: units of activity a working day saved, by channel key; a channel without any is left out.
        heads: heads saved at the peak, by role, fractions of a head among them.
        cost: what a whole point costs, as the user says; None where nothing is said.
        per_money: what one unit of money saved costs, the cost of this step over `money`; None without a cost, or where nothing is saved.
        gain: money saved less the cost of this step; None without a cost.
    """

    pointer: str
    value: float
    step: float
    money: float | None
    activity: dict[str, float]
    heads: dict[str, float]
    cost: float | None
    per_money: float | None
    gain: float | None


def worth_of_points(scenario: Scenario, costs: Mapping[str, float] | None = None) -> list[Point]:
    """What one more percentage point of each rate is worth, cheapest improvement first; one batch of a lane a rate and one more.

    Rates are the conversions, what channels do differently, and yields of at most 1, as the scenario states them. First come those with a
    cost that save money, by what a unit of money saved costs; then those without a cost, by the money they save; then those that save
    none. Equal ones go by their pointers. Where a rate stands in the funnel has no say.

    Args:
        scenario: the plan's.
        costs: what one more point costs, money, by pointer; for as many as it is known.

    Raises:
        QuestionRefused: `unknown_input`, `not_a_rate` or `cost_out_of_range`; paths as ("costs", pointer).
    """
    rates = [lever for lever in stated_in(scenario) if _is_rate(lever)]
    prices = _prices(scenario, rates, costs or {})
    steps = [min(POINT, 1 - (lever.value or 0.0)) for lever in rates]
    turned = [(lever, np.array([min((lever.value or 0.0) + step, 1.0)])) for lever, step in zip(rates, steps, strict=True)]
    outcomes, saved = _savings(scenario, turned)
    points = [
        _point(scenario, lever, step, prices.get(lever.pointer), dict(zip(outcomes, row.tolist(), strict=True)))
        for lever, step, row in zip(rates, steps, saved, strict=True)
    ]
    return sorted(points, key=_cheapest_first)


def _savings(scenario: Scenario, turned: Sequence[tuple[Lever, Array]]) -> tuple[list[str], Array]:
    """Pointers of spend, activity a day and heads, and how much less of each a lane needs than the plan, (B, O)."""
    everything = outcomes_of(scenario)
    pointers = [
        "/totals/spend",
        *(f"/totals/per_working_day/{channel.key}/mean" for channel in scenario.channels),
        *(f"/team/{position}/heads_peak" for position in range(len(scenario.team))),
    ]
    values = read(turn_each(scenario, turned, also_plain=True), [everything[pointer] for pointer in pointers])
    values = np.broadcast_to(values, (1 + len(turned), len(pointers)))
    return pointers, values[0] - values[1:]


def _is_rate(lever: Lever) -> bool:
    """A conversion's rate, or a yield that could be one."""
    name = lever.pointer.rsplit("/", 1)[-1]
    return lever.value is not None and lever.value < 1 and name in ("rate", "yield")


def _prices(scenario: Scenario, rates: Sequence[Lever], costs: Mapping[str, float]) -> dict[str, float]:
    """Costs by the pointers of the levers."""
    known = {lever.pointer for lever in rates}
    prices: dict[str, float] = {}
    faults: list[Fault] = []
    every = levers_of(scenario) if costs else {}
    for pointer, cost in costs.items():
        lever = lever_at(scenario, pointer, "costs", pointer, among=every)
        if lever.pointer not in known:
            faults.append(Fault(("costs", pointer), "not_a_rate", {"given": pointer[:200], "known": sorted(known)}))
        elif not 0 <= cost <= 1e15:
            faults.append(Fault(("costs", pointer), "cost_out_of_range", {"given": cost, "low": 0, "high": 1e15}))
        prices[lever.pointer] = cost
    if faults:
        raise QuestionRefused(faults)
    return prices


def _point(scenario: Scenario, lever: Lever, step: float, price: float | None, saved: Mapping[str, float]) -> Point:
    money = _number(saved["/totals/spend"])
    paid = None if price is None else price * step / POINT
    return Point(
        pointer=lever.pointer,
        value=lever.value or 0.0,
        step=step,
        money=money,
        activity=dict(_known((channel.key, saved[f"/totals/per_working_day/{channel.key}/mean"]) for channel in scenario.channels)),
        heads=dict(_known((role.role, saved[f"/team/{position}/heads_peak"]) for position, role in enumerate(scenario.team))),
        cost=price,
        per_money=paid / money if paid is not None and money is not None and money > 0 else None,
        gain=money - paid if paid is not None and money is not None else None,
    )


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


def _known(pairs: Iterator[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    return ((name, value) for name, value in pairs if not math.isnan(value))


def _cheapest_first(point: Point) -> tuple[int, float, str]:
    if point.per_money is not None:
        return 0, point.per_money, point.pointer
    if point.money is None or point.money <= 0:
        return 2, 0.0, point.pointer
    return 1, -point.money, point.pointer
