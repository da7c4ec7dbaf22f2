"""Ways out of what a plan cannot do: how much more capacity, which share, which yield, which rate, which goal.

Each is exact by the model: new business is the only thing that scales with the goal, activity is one over a yield, entries
are one over a rate. `overload` is always the factor by which the busiest month exceeds what it can hold, above 1.
"""

import math
from collections.abc import Iterator

import numpy as np

from app.planner.engine import Outputs
from app.planner.pipeline import on_hand
from app.planner.revenue import gap_of
from app.planner.scenario import Scenario

WayOut = dict[str, object]

FINENESS = 1e4
"""Proposed rates, yields and shares are rounded to 4 decimals, always to the safe side."""


def _up(value: float) -> float:
    return math.ceil(value * FINENESS - 1e-9) / FINENESS


def _down(value: float) -> float:
    return math.floor(value * FINENESS + 1e-9) / FINENESS


def lower_goal(scenario: Scenario, outputs: Outputs, overload: float) -> Iterator[WayOut]:
    """The goal at which the busiest month just fits: what new business must bring shrinks by the overload, the rest stays."""
    gap = outputs.totals.gap
    target = float(gap.target[0]) - float(gap.new_business[0]) * (1 - 1 / overload)
    goal = scenario.goal
    if goal.target is None and goal.baseline > 0:
        growth = _down(target / goal.baseline - 1)
        yield {"code": "lower_goal", "growth": growth, "changes": [{"path": "/goal/growth", "value": growth}]}
    elif target >= 0:
        yield {"code": "lower_goal", "target": math.floor(target), "changes": [{"path": "/goal/target", "value": math.floor(target)}]}


def raise_yield(scenario: Scenario, channel: int, overload: float) -> Iterator[WayOut]:
    """The yield at which the same entries take less activity: the lowest yield that can rise far enough, as it has most room."""
    steps = list(enumerate(scenario.channels[channel].steps))
    for position, step in sorted(steps, key=lambda item: item[1].yield_):
        needed = _up(step.yield_ * overload)
        if step.yield_ > 1 or needed <= 1:
            yield {
                "code": "raise_yield",
                "channel": scenario.channels[channel].key,
                "step": step.name,
                "yield": step.yield_,
                "needed": needed,
                "changes": [{"path": f"/channels/{channel}/steps/{position}/yield", "value": needed}],
            }
            return


def raise_rate(scenario: Scenario, outputs: Outputs, stage: int, overload: float) -> Iterator[WayOut]:
    """The rate out of a stage at which fewer need to enter it.

    With the rate times m, entries shrink by m, and the pipeline before that stage yields m times as much:
    (need - after - before m) / (m gap) = 1 / overload, solved for m; `before` and `after` are the pipeline's credits.
    """
    conversion = scenario.ordered_conversions[stage]
    credits = outputs.hand.credits[0]
    before, after = float(credits[: stage + 1].sum()), float(credits[stage + 1 :].sum())
    gap = float(outputs.totals.gap.new_business[0])
    need = gap + before + after
    factor = (need - after) / (gap / overload + before)
    needed = _up(conversion.rate * factor)
    position = scenario.conversions.index(conversion)
    changes = [{"path": f"/conversions/{position}/rate", "value": needed}]
    for number, channel in enumerate(scenario.channels):
        own = channel.conversions.get(conversion.from_stage)
        if own is not None and own.rate is not None:
            changes.append({"path": f"/channels/{number}/conversions/{conversion.from_stage}/rate", "value": _up(own.rate * factor)})
    if all(float(str(change["value"])) <= 1 for change in changes):
        yield {
            "code": "raise_rate",
            "from": conversion.from_stage,
            "to": conversion.to_stage,
            "rate": conversion.rate,
            "needed": needed,
            "changes": changes,
        }


def _gap_with(outputs: Outputs, share: list[float]) -> float:
    """What new business must bring with other shares: the pipeline is credited at the channels' weighted rates."""
    inputs = outputs.inputs.vary(share=np.array([share]))
    return float(gap_of(inputs, on_hand(inputs).credit).new_business[0])


def shift_share(scenario: Scenario, outputs: Outputs, channel: int, overload: float, room: list[float]) -> Iterator[WayOut]:
    """Share of revenue moved to the cheapest other channel that can take it.

    Args:
        scenario, outputs: the plan.
        channel: the channel that cannot do its part.
        overload: by how much.
        room: how many times its present work each channel can do, infinite where it has no limit.
    """
    totals = outputs.totals
    gap = float(totals.gap.new_business[0])
    shares = [part.share for part in scenario.channels]
    cost = [
        float(totals.spend[0, other] / totals.deals[0, other] / outputs.inputs.deal_value[0, other])
        if totals.deals[0, other] > 0
        else math.inf
        for other in range(len(shares))
    ]
    for other in sorted(range(len(shares)), key=lambda position: cost[position]):
        if other == channel or cost[other] == math.inf or totals.blocked[0, other]:
            continue
        proposal = shares
        for _ in range(4):  # the credit of the pipeline moves a little with the shares; this settles at once
            keep = _down(shares[channel] / overload * gap / max(_gap_with(outputs, proposal), 1e-300) - 0.5 / FINENESS)
            keep = min(max(keep, 0.0), shares[channel])
            proposal = shares.copy()
            proposal[channel], proposal[other] = keep, shares[other] + shares[channel] - keep
        if proposal[other] / shares[other] * _gap_with(outputs, proposal) / gap <= room[other]:
            moved = shares[channel] - proposal[channel]
            yield {
                "code": "shift_share",
                "from": scenario.channels[channel].key,
                "to": scenario.channels[other].key,
                "share": round(moved, 6),
                "changes": [
                    {"path": f"/channels/{channel}/share", "value": proposal[channel]},
                    {"path": f"/channels/{other}/share", "value": round(proposal[other], 12)},
                ],
            }
            return
