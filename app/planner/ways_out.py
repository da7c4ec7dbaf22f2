"""Ways out of what a plan cannot do: how much more capacity, which share, which yield, which rate, which goal.

Each is exact by the model: new business is the only thing that scales with the goal, activity is one over a yield, entries
are one over a rate. `overload` is always the factor by which the busiest month exceeds what it can hold, above 1. A way out
that would not lead out, or not to a valid scenario, is not proposed.
"""

import dataclasses
import math
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from app.planner.engine import Outputs
from app.planner.goal import grown
from app.planner.months import add_months, first_of_month
from app.planner.pipeline import on_hand
from app.planner.revenue import gap_of
from app.planner.rounding import Array, as_whole, whole
from app.planner.scenario import Capacity, Record, Role, Scenario, Step
from app.planner.team import RolePlan, Team

WayOut = dict[str, object]

DECIMALS = 4
"""Proposed rates, yields, shares and growth are rounded to 4 decimals, always to the safe side; small ones to 3 digits."""
FINENESS = 10**DECIMALS
MOST_DECIMALS = 9
"""A scenario takes no number closer to zero."""
SMALLEST = 1e-9
"""New business of less than this share of the goal cannot be told from the rounding of the goal."""


@lru_cache(maxsize=64)
def _most(record: type[Record], field: str) -> float:
    """The largest value that a field takes."""
    return float(next(bound.le for bound in record.model_fields[field].metadata if hasattr(bound, "le")))


def _rounded(value: float, decimals: int, rounding: Callable[[float], int]) -> float:
    """To so many decimals, up or down, without being led astray by float dust."""
    dust = 1e-9 if rounding is math.floor else -1e-9 if rounding is math.ceil else 0.0
    return float(rounding(value * 10**decimals + dust) / 10**decimals)


def _up(value: float) -> float:
    """A rate or a yield, to 4 decimals or 3 digits: a click rate of 0.00012 is not proposed as 0.0002."""
    within = min(value, 1e12)  # which is more than any field takes
    return _rounded(within, max(DECIMALS, 2 - math.floor(math.log10(within))), math.ceil)


def _decimals(part: float, of: float, least: int) -> int:
    """Decimals to which a multiple of `of` is given, so that rounding it costs no more than a thousandth of `part`."""
    return min(max(least, 3 + math.ceil(math.log10(of / part))), MOST_DECIMALS) if part > 0 else least


def add_capacity(channel: int, per: str, peaks: Mapping[str, float]) -> Iterator[WayOut]:
    """The busiest day or month, rounded up, for every limit that it exceeds.

    Args:
        channel: the channel.
        per: `working_day` or `month`, the limit that is exceeded most.
        peaks: the load of the busiest day or month by the limits that are exceeded.
    """
    needed = {name: max(whole(peak), 1) for name, peak in peaks.items()}
    if all(value <= _most(Capacity, f"per_{name}") for name, value in needed.items()):
        changes = [{"path": f"/channels/{channel}/capacity/per_{name}", "value": value} for name, value in needed.items()]
        yield {"code": "add_capacity", "per": per, "capacity": needed[per], "changes": changes}


def hire(scenario: Scenario, team: Team, plan: RolePlan) -> Iterator[WayOut]:
    """Heads enough for every month from the one in which the ramp of those who start as early as it takes, or can, is over.

    Nobody can start before the first of a month that `today` leaves. Where no month after the ramp is short, it is too late to hire.
    """
    start = team.month(min(plan.hires)) if plan.hires else team.month(0)
    if scenario.today is not None:
        start = max(start, add_months(scenario.today, scenario.today.day > 1).isoformat()[:7])
    full = add_months(first_of_month(start), math.ceil(plan.role.ramp_months - 1e-9)).isoformat()[:7]
    needed = max((heads for month, heads in zip(team.months, plan.needed, strict=True) if month >= full), default=0.0)
    heads = plan.role.heads
    extra = whole(needed - heads)
    if needed > heads and heads + extra <= _most(Role, "heads"):
        position = next(position for position, other in enumerate(team.plans) if other is plan)
        change = {"path": f"/team/{position}/heads", "value": as_whole(heads + extra) if heads == int(heads) else heads + extra}
        yield {"code": "hire", "role": plan.role.role, "heads": extra, "start": start, "full": full, "changes": [change]}


def lower_goal(scenario: Scenario, outputs: Outputs, overload: float) -> Iterator[WayOut]:
    """The goal at which the busiest month just fits: what new business must bring shrinks by the overload, the rest stays.

    With an infinite overload that is the goal which asks for no new business at all.
    """
    gap = outputs.totals.gap
    left = float(gap.new_business[0]) / overload
    target = float(gap.target[0]) - float(gap.new_business[0]) + left
    goal = scenario.goal
    if target < 0 or 0 < left < SMALLEST * max(float(gap.target[0]), goal.baseline):
        return
    if goal.target is None and goal.baseline > 0:
        decimals = _decimals(left, goal.baseline, DECIMALS)
        growth = _rounded(target / goal.baseline - 1, decimals, math.floor)
        if left == 0 and _still_asks(outputs, grown(goal.baseline, growth)):
            growth = _rounded(growth - 10**-decimals, decimals, round)
        if growth >= -1:
            yield {"code": "lower_goal", "growth": growth, "changes": [{"path": "/goal/growth", "value": growth}]}
    else:
        target = _rounded(target, _decimals(left, 1.0, 0), math.floor)
        if left == 0 and _still_asks(outputs, target):
            target -= 1
        target = int(target) if target == int(target) else target
        if target >= 0:
            yield {"code": "lower_goal", "target": target, "changes": [{"path": "/goal/target", "value": target}]}


def _still_asks(outputs: Outputs, target: float) -> bool:
    """Whether a target that should be met without new business misses it by the rounding of floats."""
    inputs = outputs.inputs.vary(target=np.array([target]))
    return bool(gap_of(inputs, outputs.hand.credit).new_business[0] > 0)


def raise_yield(scenario: Scenario, channel: int, overload: float) -> Iterator[WayOut]:
    """The yield at which the same entries take less activity: the lowest yield that can rise far enough, as it has most room."""
    steps = list(enumerate(scenario.channels[channel].steps))
    for position, step in sorted(steps, key=lambda item: item[1].yield_):
        needed = _up(step.yield_ * overload)
        if needed <= (_most(Step, "yield_") if step.yield_ > 1 else 1):
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
    position = [other.from_stage for other in scenario.conversions].index(conversion.from_stage)
    rates = {f"/conversions/{position}/rate": needed}
    for number, channel in enumerate(scenario.channels):
        own = channel.conversions.get(conversion.from_stage)
        if own is not None and own.rate is not None:
            rates[f"/channels/{number}/conversions/{conversion.from_stage}/rate"] = _up(own.rate * factor)
    if max(rates.values()) <= 1:
        yield {
            "code": "raise_rate",
            "from": conversion.from_stage,
            "to": conversion.to_stage,
            "rate": conversion.rate,
            "needed": needed,
            "changes": [{"path": path, "value": rate} for path, rate in rates.items()],
        }


def _new_business_with(outputs: Outputs, shares: Array) -> Array:
    """What new business must bring with other shares, (n, C) to (n,): the pipeline is credited at the channels' weighted rates.

    Without a pipeline it is the same for all of them, (1,).
    """
    inputs = dataclasses.replace(outputs.inputs, share=shares)
    return gap_of(inputs, on_hand(inputs).credit).new_business


def _kept_share(outputs: Outputs, channel: int, other: int, overload: float) -> tuple[float, float]:
    """The largest share, to 4 decimals, that a channel can keep, and how many times its present work the other one then does.

    A channel's work grows with its share x new business, which has to shrink by the overload. New business moves a little
    with the shares where there is a pipeline, so the shares to keep are tried: every hundredth of them, then those in between.
    """
    now, won = outputs.inputs.share[0], float(outputs.totals.gap.new_business[0])
    last = math.floor(now[channel] * FINENESS + 1e-9) + 1

    def largest(candidates: npt.NDArray[np.int64]) -> tuple[int, float]:
        kept = candidates / FINENESS
        shares = np.repeat(now[None], kept.size, axis=0)
        shares[:, channel], shares[:, other] = kept, now[other] + now[channel] - kept
        needed = np.broadcast_to(_new_business_with(outputs, shares), kept.shape)
        fits = kept * needed <= now[channel] * won / overload * (1 + 1e-12)
        best = kept.size - 1 if fits.all() else int(fits.argmin()) - 1
        return int(candidates[best]), float(shares[best, other] * needed[best] / (now[other] * won))

    coarse, _ = largest(np.arange(0, last, 100))
    fine, times = largest(np.arange(coarse, min(coarse + 100, last)))
    return fine / FINENESS, times


def shift_share(scenario: Scenario, outputs: Outputs, channel: int, overload: float, room: Array) -> Iterator[WayOut]:
    """Share of revenue moved to the cheapest other channel that can take it.

    Args:
        scenario, outputs: the plan.
        channel: the channel that cannot do its part.
        overload: by how much.
        room: how many times its present work each channel can do, infinite where it has no limit, (C,).
    """
    totals = outputs.totals
    able = (totals.deals[0] > 0) & ~np.broadcast_to(totals.blocked[0], totals.deals[0].shape)
    able[channel] = False
    cost = np.where(able, totals.spend[0] / np.where(able, totals.revenue[0], 1.0), np.inf)
    for other in np.argsort(cost, kind="stable")[: int(able.sum())].tolist():
        now = scenario.channels[channel].share
        kept, times = _kept_share(outputs, channel, other, overload)
        if times <= room[other] and kept < now:
            yield {
                "code": "shift_share",
                "from": scenario.channels[channel].key,
                "to": scenario.channels[other].key,
                "share": round(now - kept, 6),
                "changes": [
                    {"path": f"/channels/{channel}/share", "value": kept},
                    {"path": f"/channels/{other}/share", "value": round(scenario.channels[other].share + now - kept, 12)},
                ],
            }
            return
