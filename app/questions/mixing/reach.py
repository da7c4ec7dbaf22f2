"""What a mix has to win, what the scenario's own mix costs, and why a goal is out of reach. Axes: K lanes, C channels."""

import dataclasses

import numpy as np

from app.planner.engine import evaluate_totals
from app.planner.inputs import Inputs
from app.planner.pipeline import on_hand
from app.planner.revenue import Gap, gap_of
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.mixing.cheapest import CENT, Limits, least, most_of
from app.questions.mixing.costs import CLOSE, Costs, costs_of, labour_of
from app.questions.refused import QuestionRefused, refuse


def curves_of(scenario: Scenario, inputs: Inputs, limits: Limits) -> Costs:
    """The cost curves of the scenario, people in them where they are counted."""
    labour = labour_of(scenario) if limits.with_people else None
    return costs_of(inputs, within_capacity=limits.within_capacity, labour=labour)


def gap_with(inputs: Inputs, revenue: Array) -> Gap:
    """The bridge with the shares that a mix has, one lane for each row of (K, C)."""
    total = revenue.sum(axis=1)[:, None]
    share = np.where(total > 0, revenue / np.where(total > 0, total, 1.0), inputs.share)
    mixed = dataclasses.replace(inputs, share=share)
    return gap_of(mixed, on_hand(mixed).credit)


def base_of(gap: Gap) -> Array:
    """The target that is reached without any new business, money, (K,)."""
    return gap.target - gap.new_business + gap.surplus


def own_spend(inputs: Inputs, costs: Costs) -> float | None:
    """What the scenario's own mix spends on its own goal, people in it where the curves have them; None where it cannot reach it."""
    totals = evaluate_totals(inputs)
    if not totals.feasible[0] or totals.blocked.any():
        return None
    own = inputs.share[:1] * totals.gap.new_business[:1, None]
    people = costs.spend(own) - costs_of(inputs, within_capacity=False).spend(own)
    return float(totals.spend.sum() + people.sum())


def out_of_reach(scenario: Scenario, inputs: Inputs, costs: Costs, limits: Limits) -> QuestionRefused:
    """The refusal: the most new revenue within the limits, the target that it makes, and what stops each channel."""
    most = most_of(costs, limits)
    mix = np.zeros((1, costs.most.size))
    if most >= CENT:
        mix = least(costs, limits, np.array([most * (1 - CLOSE)])).revenue
    target = float(base_of(gap_with(inputs, mix))[0]) + most
    held = _held(costs, limits, most)
    named = {channel.key: why for channel, why in zip(scenario.channels, held, strict=True) if why is not None}
    return refuse("goal_out_of_reach", "scenario", "goal", most=most, target=target, held=named)


def _held(costs: Costs, limits: Limits, most: float) -> list[str | None]:
    """What stops each channel at the most that there is; None for one that does not stand in the way.

    A channel that cannot do its least share of any more stops all by itself; otherwise every channel is at its end.
    """
    alone = (limits.low > 0) & (limits.low * most >= costs.most * (1 - CLOSE))
    full = costs.most <= limits.high * most * (1 + CLOSE)
    return [
        None if (alone.any() and not alone[place]) or limits.high[place] == 0 else stop_of(costs, place) if full[place] else "share"
        for place in range(costs.most.size)
    ]


def stop_of(costs: Costs, place: int) -> str:
    """What a channel that does all it can is stopped by."""
    return "too_late" if costs.too_late[place] else "ceiling" if costs.by_ceiling[place] else "capacity"
