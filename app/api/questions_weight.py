"""How much work a question is, roughly, before any of it is done: what takes a moment shall not wait behind what takes seconds.

Counted in rates and yields evaluated: so many plans, times channels x (stages + steps) of each. Plans by month count as `MONTHS_COST` of
those to totals. It decides about the line that a question waits in, and about nothing else; wrong by a factor of three is good enough.
"""

import math
from collections.abc import Sequence

from app.api.questions_bodies import (
    AskedOfSeveral,
    AxisBody,
    ChanceRequest,
    CompareRequest,
    ExplainRequest,
    OptimiseRequest,
    SensitivityRequest,
    SolveRequest,
    SweepRequest,
)
from app.planner.scenario import Scenario
from app.questions.explaining.changed import Pair
from app.questions.explaining.explain import EXACT_UP_TO
from app.questions.explaining.orders import LANES_AT_MOST, PAIRS, RATES_AT_MOST
from app.questions.levers import levers_of
from app.questions.mixing.cheapest import SETS_LIMIT
from app.questions.odds.held import HELD
from app.questions.odds.indices import USUAL
from app.questions.sweeping.sweep import MONTHS_COST

SOUGHT = 2_000
"""Plans that a search for one value takes."""
FORWARD, BACKWARD, SURER = 3, 3, 30
"""What a draw of a year takes in plans to totals: run forward, planned backwards with its quantiles, and run until it is sure enough."""
PRICES = 60
"""Prices tried for each combination of channels with fixed costs."""

OfOne = SolveRequest | ChanceRequest | SensitivityRequest | SweepRequest | OptimiseRequest


def rates_of(scenario: Scenario) -> int:
    """Rates and yields of one plan."""
    return len(scenario.channels) * (len(scenario.stages) + max(len(channel.steps) for channel in scenario.channels))


def weight_of(asked: object, scenarios: Sequence[Scenario]) -> float:
    """Rates and yields that an answer evaluates, roughly.

    Args:
        asked: the question.
        scenarios: what it is about, one or several.
    """
    first = scenarios[0]
    match asked:
        case SolveRequest():
            plans: float = SOUGHT * _months(asked.output)
        case ChanceRequest():
            plans = _of_draws(asked, first)
        case SensitivityRequest():
            inputs = len(levers_of(first)) if asked.inputs is None else len(asked.inputs)
            plans = 2 * inputs * _months(*asked.outputs)
        case SweepRequest():
            plans = _swept(asked) * _months(*asked.outputs)
        case OptimiseRequest():
            plans = _mixes(first) * PRICES * (1 + (asked.frontier or 0))
        case AskedOfSeveral():
            return _of_several(asked, scenarios)
        case _:
            plans = MONTHS_COST
    return plans * rates_of(first)


def _months(*outputs: str) -> int:
    """Plans to totals that one with these outputs is worth."""
    return MONTHS_COST if any(output.startswith("/team/") for output in outputs) else 1


def _years(scenario: Scenario) -> float:
    return max(scenario.months / 12, 1.0)


def _of_draws(asked: ChanceRequest, scenario: Scenario) -> float:
    times = FORWARD * ("chance" in asked.include) + BACKWARD * ("required" in asked.include) + SURER * (asked.probability is not None)
    plans = asked.draws * times * _years(scenario)
    if "drivers" in asked.include:
        uncertain = sum(lever.counted is not None or lever.spread != (None, None) for lever in levers_of(scenario).values())
        outputs = USUAL if asked.outputs is None else asked.outputs
        months = max(_months(*outputs), FORWARD if HELD in outputs else 1)
        plans += asked.points * (uncertain + len(asked.ranges) + 2) * months
    return plans


def _swept(asked: SweepRequest) -> float:
    if asked.list is not None:
        return len(asked.list)
    return math.prod(map(_length, asked.axes or ()))


def _length(axis: AxisBody) -> float:
    """Values of an axis; as many as one likes to write are more than any that is worked out."""
    return len(axis.values) if axis.values is not None else float(min(max(axis.steps or 0, 0), 10**9))


def _mixes(scenario: Scenario) -> int:
    paid = sum(channel.cost.fixed_per_month > 0 for channel in scenario.channels)
    return 2**paid if paid <= SETS_LIMIT else paid


def _of_several(asked: AskedOfSeveral, scenarios: Sequence[Scenario]) -> float:
    rates = sum(map(rates_of, scenarios))
    if isinstance(asked, CompareRequest):
        return rates * (MONTHS_COST + FORWARD * (asked.draws or 0) * max(map(_years, scenarios)))
    if isinstance(asked, ExplainRequest) and len(scenarios) == 2:
        parts, cost = len(Pair(*scenarios).parts), max(map(rates_of, scenarios)) * _months(asked.output)
        if parts <= EXACT_UP_TO:
            return cost * 2.0**parts
        return min(2.0 * PAIRS * (parts + 1) * cost, float(LANES_AT_MOST * cost), float(RATES_AT_MOST))
    return rates
