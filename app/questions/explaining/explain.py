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

from app.planner.scenario import Scenario, Unit
from app.questions.explaining.changed import Changed, Pair
from app.questions.explaining.matching import differing, sureness_of
from app.questions.explaining.orders import Asked, Split, exactly, sampled
from app.questions.outcomes import Outcome, outcome_at, outcomes_of, read
from app.questions.pointers import named
from app.questions.progress import Progress, quiet
from app.questions.refused import QuestionRefused, refuse
from app.questions.turning import turn

EXACT_UP_TO = 10
"""Parts of which every combination is evaluated: 1,024 lanes."""
CLOSE = 1e-9
"""Share of the difference to which the effects add up to it."""
ROUNDING = 1e-6
"""Share of an effect that rounding may have left over beside it."""


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
        effects: the largest first; `math.fsum` of them and the rest is the difference, to 1e-9 of its size. What did not change is not
            among them.
        rest: what rounding leaves over where effects are so much larger than the difference that their last digits are beyond it, as near
            a ceiling; 0 everywhere else.
        exact: whether all orders were averaged, or some, sampled.
        orders: how many orders were averaged; those on whose way some combination has no value are not among them.
        orders_left_out: the share of orders that are not.
        sureness: pointers, with names, of what differs in how sure it is (ranges, counts, spreads of lags, how single deals vary), which
            changes no plan that is made with means.
    """

    outcome: str
    unit: Unit
    before: float
    after: float
    difference: float
    effects: tuple[Effect, ...]
    rest: float
    exact: bool
    orders: int
    orders_left_out: float
    sureness: tuple[str, ...] = ()

    def effect_of(self, pointer: str) -> float:
        """The effect of the part that a pointer (with names) belongs to; exactly 0 for what did not change."""
        return next((each.effect for each in self.effects if pointer in (each.part.name, *each.part.pointers)), 0.0)


def _summing(effects: Sequence[float], difference: float) -> tuple[list[float], float]:
    """The same, with what rounding leaves over in the largest, and the rest of that in the next; and what then still is left over.

    A part takes no more than what is rounding beside it: effects that are far larger than the difference have no digits as small as that.
    """
    found = list(effects)
    largest_first = sorted(range(len(found)), key=lambda place: (-abs(found[place]), place))
    rest = _left(found, difference)
    for place in largest_first:
        for _ in range(2):
            if place == largest_first[0] or abs(rest) <= ROUNDING * abs(found[place]):
                found[place] += rest
                rest = _left(found, difference)
    return found, rest if abs(rest) > CLOSE * abs(difference) else 0.0


def _left(effects: Sequence[float], difference: float) -> float:
    return math.fsum([difference, *(-effect for effect in effects)])


def _value(scenario: Scenario, outcome: Outcome, side: str) -> float:
    value = float(read(turn(scenario, {}), [outcome])[0, 0])
    if math.isnan(value):
        raise refuse("no_value", side, outcome=named(scenario, outcome.pointer))
    return value


def _outcomes(first: Scenario, second: Scenario, pointer: str) -> tuple[Outcome, Outcome]:
    """The same figure of both plans, whatever the order of channels and roles."""
    before = _of_first(first, second, pointer)
    name = named(first, before.pointer)
    for outcome in (each for each in outcomes_of(second).values() if named(second, each.pointer) == name):
        if before.unit == "money" and first.currency != second.currency:
            raise refuse("other_currency", "second", first=first.currency, second=second.currency)
        return before, outcome
    raise refuse("outcome_in_one_only", "second", given=name)


def _of_first(first: Scenario, second: Scenario, pointer: str) -> Outcome:
    try:
        return outcome_at(first, pointer, "outcome")
    except QuestionRefused as refused:
        try:
            there = outcome_at(second, pointer)
        except QuestionRefused:
            raise refused from None
    raise refuse("outcome_in_one_only", "first", given=named(second, there.pointer))


def explain(first: Scenario, second: Scenario, outcome: str, *, seed: int = 0, progress: Progress = quiet) -> Explained:
    """Split the difference of an outcome over what differs between two scenarios.

    Args:
        first, second: from the one to the other.
        outcome: pointer with names, or with positions of the first scenario.
        seed: of the sampled orders, where more than ten parts changed.
        progress: told how far it is.

    Raises:
        QuestionRefused: for an unknown figure; "outcome_in_one_only" with the side ("first", "second") that has it not; "no_value" with the
            side whose plan has none; "too_many_parts" where they differ in more than is worked out; "no_value_between" where every order
            leads over a plan without; "other_currency" for money of two kinds.
    """
    outcomes = _outcomes(first, second, outcome)
    before, after = _value(first, outcomes[0], "first"), _value(second, outcomes[1], "second")
    pair = Pair(first, second)
    difference, effects, rest, split = 0.0, tuple[Effect, ...](), 0.0, Split(np.zeros(0), np.zeros(0), 1, 0.0)
    exact = len(pair.parts) <= EXACT_UP_TO
    if pair.parts:
        difference = after - before
        asked = Asked(pair, outcomes, progress)
        split = exactly(asked) if exact else sampled(asked, seed)
        effects, rest = _effects(pair, split, difference)
    name = named(first, outcomes[0].pointer)
    sureness = differing(sureness_of(first), sureness_of(second))
    return Explained(name, outcomes[0].unit, before, after, difference, effects, rest, exact, split.orders, split.left_out, sureness)


def _effects(pair: Pair, split: Split, difference: float) -> tuple[tuple[Effect, ...], float]:
    summing, rest = _summing(split.effects.tolist(), difference)
    found = [Effect(part, effect, error) for part, effect, error in zip(pair.parts, summing, split.errors.tolist(), strict=True)]
    return tuple(sorted(found, key=lambda each: (-abs(each.effect), each.part.name))), rest
