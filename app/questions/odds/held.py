"""Held: the revenue that a plan's activity brings on average, with the inputs of each lane: the chance's own run forward, without luck.

A plan made backwards reaches its goal whatever its inputs are, so what drives the revenue that may come in cannot be read off plans. Here
the activity of the one plan is held fixed, and what comes of it differs.
"""

from functools import partial
from itertools import pairwise

import numpy as np

from app.planner.engine import evaluate
from app.planner.inputs import Inputs, compile_scenario
from app.planner.revenue import gap_of
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.evaluated import Evaluated, Outcome
from app.questions.odds.activity import Activity
from app.questions.odds.coming import shares_of
from app.questions.odds.flows import Flow, flows_of

HELD = "/chance/total"
"""The pointer of this figure, beside those of plans."""
NUMBERS_AT_ONCE = 1_000_000
"""Numbers of lanes by channel and month that are worked out together."""


def held_outcome(scenario: Scenario) -> Outcome:
    """All revenue that counts with the plan's activity, money; none where a ceiling leaves the plan no activity to hold fixed."""
    plan = evaluate(compile_scenario(scenario))
    return Outcome(HELD, "money", False, partial(_read, Activity(scenario, plan)))


def _read(held: Activity, found: Evaluated) -> Array:
    """The figure of every lane, (B,) or (1,)."""
    plan = held.plan
    if plan.totals.blocked.any():
        return np.full(1, np.nan)
    inputs = found.lanes.inputs
    blocks = -(-inputs.batch * inputs.share.shape[1] * plan.inputs.calendar.shown // NUMBERS_AT_ONCE)
    # never a block of one lane, which would pass for inputs that all lanes share
    edges = [inputs.batch * block // blocks for block in range(blocks + 1)]
    return np.concatenate([_total(held, inputs.lanes(*ends)) for ends in pairwise(edges)])


def _total(held: Activity, inputs: Inputs) -> Array:
    """All revenue that counts, money, (B,): what the year begins with and what deals bring."""
    gap = gap_of(inputs, np.zeros(1))
    total = np.broadcast_to(gap.target - gap.new_business + gap.surplus, inputs.batch).copy()
    for flow in flows_of(held, inputs):
        total += flow.chance * flow.value * _counted(flow, inputs)
    return total


def _counted(flow: Flow, inputs: Inputs) -> Array:
    """Trials of a flow, each with what of a deal's value counts inside the horizon if it is won, (B,) or (1,)."""
    months = inputs.calendar.months
    earned = np.ones(months) if flow.earned is None else np.add.reduce(flow.earned, axis=1)
    if flow.coming is None:
        closing: Array = np.add.reduce(flow.trials * earned[:, None], axis=0)
        return closing
    counted = np.zeros(1)
    for stretch, trials in enumerate(flow.trials):
        shares = shares_of(flow.coming, stretch, inputs.calendar.horizon_edges)
        counted = counted + trials * np.add.reduce(shares * earned[:, None], axis=0)
    return counted
