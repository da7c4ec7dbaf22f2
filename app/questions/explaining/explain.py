"""Why did it change: the difference of a figure between two scenarios, split over what differs, by Shapley values.

A part's effect is what turning it from the one scenario to the other does to the figure, averaged over all orders in which the parts can
be turned (Shapley, 1953). So no order is preferred, what does nothing gets nothing, and the effects add up to the difference. Up to ten
parts, every combination is a lane of one batch; beyond, orders are sampled in pairs, one the reverse of the other, with the standard
error. An order in which some combination has no value, as when a ceiling is reached on the way, is left out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.planner.rounding import Array, Flags
from app.planner.scenario import Scenario, Unit
from app.questions.explaining.changed import Changed, Pair
from app.questions.explaining.matching import named
from app.questions.outcomes import Outcome, outcome_at, outcomes_of, read
from app.questions.refused import refuse
from app.questions.turning import turn

EXACT_UP_TO = 10
"""Parts of which every combination is evaluated: 1,024 lanes."""
PAIRS = 256
"""Pairs of orders that are sampled beyond."""
LANES_AT_MOST = 65_536


@dataclass(frozen=True)
class Effect:
    """What one part that changed did.

    Attributes:
        part: what changed.
        effect: its part of the difference, in the outcome's unit.
        error: the standard error of that; 0 where it is exact.
    """

    part: Changed
    effect: float
    error: float


@dataclass(frozen=True)
class Explained:
    """The difference of an outcome between two scenarios.

    Attributes:
        outcome: its pointer, with names.
        unit: what it is counted in.
        before, after: the figure of the first and of the second.
        difference: after - before.
        effects: the largest first; `math.fsum` of them is the difference, to 1e-9 of its size. What did not change is not among them.
        exact: whether all orders were averaged, or some, sampled.
        orders: how many orders were averaged; those on whose way some combination has no value are not among them.
        orders_left_out: the share of orders that are not.
    """

    outcome: str
    unit: Unit
    before: float
    after: float
    difference: float
    effects: tuple[Effect, ...]
    exact: bool
    orders: int
    orders_left_out: float

    def effect_of(self, pointer: str) -> float:
        """The effect of the part that a pointer (with names) belongs to; exactly 0 for what did not change."""
        return next((each.effect for each in self.effects if pointer in (each.part.name, *each.part.pointers)), 0.0)


@dataclass(frozen=True)
class _Split:
    """Effects and standard errors, (P,), over so many orders, and the share of orders left out."""

    effects: Array
    errors: Array
    orders: int
    left_out: float


def _figures(pair: Pair, outcomes: tuple[Outcome, Outcome], after: Flags) -> Array:
    """The outcome in each lane, (L,), by which parts stand as after, (L, P)."""
    values = np.empty(len(after))
    for mine, lanes in pair.lanes(after):
        values[mine] = read(lanes, [outcomes[lanes.scenario is pair.second]])[:, 0]
    return values


def _ways(valid: Flags, parts: int) -> Array:
    """In how many orders each combination, by its bits, can be come to over combinations that have a value; (2^P,)."""
    ways = np.zeros(len(valid))
    ways[0] = valid[0]
    sets = np.arange(len(valid))
    size = sum((sets >> part) & 1 for part in range(parts))
    for count in range(1, parts + 1):
        layer = sets[size == count]
        for part in range(parts):
            with_it = layer[(layer >> part) & 1 == 1]
            ways[with_it] += ways[with_it ^ (1 << part)]
        ways[layer] *= valid[layer]
    return ways


def _exactly(pair: Pair, outcomes: tuple[Outcome, Outcome]) -> _Split:
    """Over every order: each step of a part counts as often as orders lead over it."""
    parts = len(pair.parts)
    sets = np.arange(2**parts)
    figures = _figures(pair, outcomes, (sets[:, None] >> np.arange(parts)) & 1 == 1)
    valid = ~np.isnan(figures)
    before = _ways(valid, parts)
    onwards = _ways(valid[::-1], parts)[::-1]
    orders = float(before[-1])
    if orders == 0:
        raise refuse("no_value_between", "outcome")
    known = np.where(valid, figures, 0.0)
    effects = np.empty(parts)
    for part in range(parts):
        without = sets[(sets >> part) & 1 == 0]
        weight = before[without] * onwards[without | (1 << part)] / orders
        effects[part] = math.fsum((weight * (known[without | (1 << part)] - known[without])).tolist())
    return _Split(effects, np.zeros(parts), int(orders), 1 - orders / math.factorial(parts))


def _sampled(pair: Pair, outcomes: tuple[Outcome, Outcome], seed: int) -> _Split:
    """Over sampled orders and their reverses."""
    parts = len(pair.parts)
    pairs = max(min(PAIRS, LANES_AT_MOST // (2 * (parts + 1))), 2)
    orders = np.random.default_rng(seed).permuted(np.tile(np.arange(parts), (pairs, 1)), axis=1)
    orders = np.stack([orders, orders[:, ::-1]], axis=1).reshape(2 * pairs, parts)
    turned_at = np.argsort(orders, axis=1)
    after = turned_at[:, None, :] < np.arange(parts + 1)[:, None]
    figures = _figures(pair, outcomes, after.reshape(-1, parts)).reshape(2 * pairs, parts + 1)
    steps = np.take_along_axis(np.diff(figures, axis=1), turned_at, axis=1)
    whole = ~np.isnan(figures).any(axis=1)
    if not whole.any():
        raise refuse("no_value_between", "outcome")
    # an order and its reverse go wrong in opposite ways: the mean of both is one draw
    steps = steps.reshape(pairs, 2, parts).mean(axis=1) if whole.all() else steps[whole]
    spread = steps.std(axis=0, ddof=1) if len(steps) > 1 else np.full(parts, np.inf)
    return _Split(steps.mean(axis=0), spread / math.sqrt(len(steps)), int(whole.sum()), 1 - float(whole.mean()))


def _summing(effects: Sequence[float], difference: float) -> list[float]:
    """The same, with what rounding leaves over added to the largest."""
    found = list(effects)
    largest = max(range(len(found)), key=lambda place: abs(found[place]))
    for _ in range(4):
        rest = math.fsum([difference, *(-effect for effect in found)])
        if rest == 0:
            break
        found[largest] += rest
    return found


def _value(scenario: Scenario, outcome: Outcome, side: str) -> float:
    value = float(read(turn(scenario, {}), [outcome])[0, 0])
    if math.isnan(value):
        raise refuse("no_value", side, outcome=named(scenario, outcome.pointer))
    return value


def _outcomes(first: Scenario, second: Scenario, pointer: str) -> tuple[Outcome, Outcome]:
    """The same figure of both plans, whatever the order of channels and roles."""
    before = outcome_at(first, pointer, "outcome")
    name = named(first, before.pointer)
    for outcome in (each for each in outcomes_of(second).values() if named(second, each.pointer) == name):
        if before.unit == "money" and first.currency != second.currency:
            raise refuse("other_currency", "second", first=first.currency, second=second.currency)
        return before, outcome
    raise refuse("outcome_in_one_only", "second", given=name)


def explain(first: Scenario, second: Scenario, outcome: str, *, seed: int = 0) -> Explained:
    """Split the difference of an outcome over what differs between two scenarios.

    Args:
        first, second: from the one to the other.
        outcome: pointer with names, or with positions of the first scenario.
        seed: of the sampled orders, where more than ten parts changed.

    Raises:
        QuestionRefused: for an unknown figure or one that only the first plan has; "no_value" with the side ("first", "second") whose
            plan has none; "no_value_between" where every order leads over a plan without; "other_currency" for money of two kinds.
    """
    outcomes = _outcomes(first, second, outcome)
    before, after = _value(first, outcomes[0], "first"), _value(second, outcomes[1], "second")
    pair = Pair(first, second)
    difference, effects, split = 0.0, tuple[Effect, ...](), _Split(np.zeros(0), np.zeros(0), 1, 0.0)
    exact = len(pair.parts) <= EXACT_UP_TO
    if pair.parts:
        difference = after - before
        split = _exactly(pair, outcomes) if exact else _sampled(pair, outcomes, seed)
        effects = _effects(pair, split, difference)
    name = named(first, outcomes[0].pointer)
    return Explained(name, outcomes[0].unit, before, after, difference, effects, exact, split.orders, split.left_out)


def _effects(pair: Pair, split: _Split, difference: float) -> tuple[Effect, ...]:
    summing = _summing(split.effects.tolist(), difference)
    found = [Effect(part, effect, error) for part, effect, error in zip(pair.parts, summing, split.errors.tolist(), strict=True)]
    return tuple(sorted(found, key=lambda each: (-abs(each.effect), each.part.name)))
