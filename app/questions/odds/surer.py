"""The surer plan: the goal, and the shares where ceilings bend, whose plan has so many times the activity.

A plan is made backwards from a goal, and a confident answer is a multiple of its activity. Without ceilings activity is in proportion
to revenue. Below a ceiling revenue grows more slowly than activity, and in each channel as far as its own ceiling bends it: so every
channel has a multiple of its revenue, and together they make a goal and shares.
"""

import numpy as np

from app.planner.engine import Totals, evaluate_totals
from app.planner.inputs import Inputs
from app.planner.rounding import Array, Flags
from app.planner.scenario import Scenario
from app.questions.levers import lever_at
from app.questions.turning import turn

POINTS, ROUNDS = 33, 9
"""Multiples tried at a time, and how often: each round leaves a thirty-second of what was open."""

Changes = list[tuple[str, float]]


def surer_plan(scenario: Scenario, multiple: float) -> Changes:
    """What to write into the scenario so that each channel's plan has so many times its activity over the horizon.

    Args:
        scenario: the plan.
        multiple: of its activity, above 0.

    Returns:
        The goal's lever with its value, and every share where a ceiling bends one of the channels; pointers with values. Nothing where no
        goal that the scenario takes does it: the plan has no activity, or one channel is at its ceiling.
    """
    totals = evaluate_totals(turn(scenario, {}).inputs)
    revenue, goal = totals.revenue[0], lever_at(scenario, "/goal/growth" if scenario.goal.target is None else "/goal/target", "goal")
    if not multiple > 0 or not revenue.sum() > 0 or totals.blocked[0].any():
        return []
    bent = np.array([channel.ceiling is not None for channel in scenario.channels]) & (revenue > 0)
    times = np.full(len(revenue), multiple)
    if bent.any():
        times = _times(scenario, totals, multiple, bent)
    shares = _shares(scenario, revenue * times)
    target = float(_with_revenue(scenario, (revenue * times)[None, :]).target[0])
    wanted = target if scenario.goal.target is not None else _growth(scenario, target)
    if not goal.low <= wanted <= goal.high:
        return []
    return [(goal.pointer, wanted), *(shares if bent.any() else ())]


def _times(scenario: Scenario, totals: Totals, multiple: float, bent: Flags) -> Array:
    """Of each channel, how many times its revenue takes so many times its activity, (C,).

    Activity is convex in revenue below a ceiling and nothing without any, so the answer lies between 1 and the multiple.
    """
    revenue, activity = totals.revenue[0], totals.activity[0]
    low, high = np.minimum(np.ones(len(revenue)), multiple), np.maximum(np.ones(len(revenue)), multiple)
    low[~bent] = high[~bent] = multiple
    for _ in range(ROUNDS):
        tried = low + np.linspace(0.0, 1.0, POINTS)[:, None] * (high - low)
        found = evaluate_totals(_with_revenue(scenario, revenue * tried))
        enough = (found.activity >= multiple * activity) | found.blocked
        first = np.clip(enough.argmax(axis=0), 1, POINTS - 1)
        each = np.arange(len(revenue))
        low, high = np.where(bent, tried[first - 1, each], low), np.where(bent, tried[first, each], high)
    return low


def _with_revenue(scenario: Scenario, revenue: Array) -> Inputs:
    """Inputs whose plans win so much new revenue in each channel, (P, C).

    What the open pipeline is worth may depend on the shares, so the goal is set by what the plan lacks with them.
    """
    share = np.array([[value for _, value in _shares(scenario, each)] for each in revenue])
    inputs = turn(scenario, {}).inputs.vary(share=share)
    gap = evaluate_totals(inputs).gap
    lacking = revenue.sum(axis=1) - (gap.new_business - gap.surplus)
    return inputs.vary(target=gap.target + lacking)


def _growth(scenario: Scenario, target: float) -> float:
    baseline = scenario.goal.baseline
    return target / baseline - 1 if baseline > 0 else np.inf


def _shares(scenario: Scenario, revenue: Array) -> Changes:
    """Shares in proportion to revenue; a channel that brings none keeps its own, as others do its part."""
    own = np.array([channel.share for channel in scenario.channels])
    idle = revenue <= 0
    share = np.where(idle, own, (own.sum() - own[idle].sum()) * revenue / revenue.sum())
    return [(f"/channels/{place}/share", value) for place, value in enumerate(share.tolist())]
