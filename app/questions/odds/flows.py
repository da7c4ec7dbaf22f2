"""Flows: a plan's activity held fixed, and what it sends down the funnel of every draw, by the month in which it would close.

The plan's own curve of entries (`plan_curve`) is the activity; a draw with other yields turns it into more or fewer entries, a ceiling
bends them, other lags move them. With every lag at its mean an entry that is won at all is won on a known day, so the entries that would
close in one month are as many trials with one chance each: thinned again and again on the way they are thinned once. Where a lag is known
by its distribution, the entries of each stretch of the curve are thinned alike, and those won are spread over the months they may close in.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.planner.engine import Outputs
from app.planner.forward import Ramps, bring, entries_of_activity
from app.planner.funnel import Funnel, funnel_of
from app.planner.inputs import Inputs
from app.planner.pipeline import closed_by_edge, on_hand
from app.planner.rounding import Array
from app.questions.odds.activity import Activity
from app.questions.odds.coming import Coming, entering_of, waiting_of

LANES_AT_ONCE = 256


@dataclass(frozen=True)
class Flow:
    """One source of deals.

    Attributes:
        name: what it is called, which names its luck: a channel or a stage of the open pipeline, by key.
        trials: buyers who would close in each month of the horizon if they were won, (M, B) or (M, 1); not whole. Where they close over
            many months, the buyers of each stretch of the activity, (A, B) or (A, 1).
        chance: that one is won, (B,) or (1,).
        value: mean value of a deal, money, (B,) or (1,).
        earned: share of a deal's value that counts in each month (columns) by the month of its close (rows), (M, M); None for all at once.
        coming: when those won of each stretch close; None where each stretch is a month of its own.
    """

    name: str
    trials: Array
    chance: Array
    value: Array
    earned: Array | None
    coming: Coming | None = None


def flows_of(held: Activity, inputs: Inputs, multiple: float = 1.0) -> Iterator[Flow]:
    """What the activity of a plan, times a multiple, sends down in every lane; then what the open pipeline does.

    Args:
        held: the plan whose activity is held fixed.
        inputs: the draws.
        multiple: of the activity.
    """
    scenario, plan, curve = held.scenario, held.plan, held.curve
    funnel = funnel_of(inputs)
    entering = entering_of(scenario, plan, inputs)
    grown = [
        curve.entries[0, position][:, None] * _growth(held, inputs, funnel, multiple, position) for position in range(inputs.enters.size)
    ]
    known = [coming is None for coming in entering]
    # with the plan's own lags each ramp of the curve is a month of closing deals
    closing = grown if inputs.timings == 1 else _moved(plan, curve, inputs, grown, known)
    thin = _thinned_before_entry(inputs)
    earned = held.earned if inputs.recognised else [None] * len(scenario.channels)
    for position, channel in enumerate(scenario.channels):
        if not plan.totals.deals[0, position] > 0:
            continue
        coming = entering[position]
        trials = (closing if coming is None else grown)[position] / thin[:, position]
        chance = funnel.enters[:, position] * thin[:, position]
        yield Flow(f"channels/{channel.key}", trials, chance, inputs.deal_value[:, position], earned[position], coming)
    yield from _pipeline(held, inputs)


def _moved(plan: Outputs, curve: Ramps, inputs: Inputs, grown: list[Array], known: list[bool]) -> list[Array]:
    """Entries of the channels whose days are known by the month in which they would close, where lanes have lags of their own; C (M, B)."""
    delay = inputs.channel_lag - plan.inputs.channel_lag
    batch = inputs.batch
    entries = np.stack([np.broadcast_to(part * some, (part.shape[0], batch)).T for part, some in zip(grown, known, strict=True)], axis=1)
    starts, ends = curve.starts + delay[..., None], curve.ends + delay[..., None]
    moved = Ramps(np.broadcast_to(starts, (batch, *starts.shape[1:])), np.broadcast_to(ends, (batch, *ends.shape[1:])), entries)
    closed = np.empty((inputs.enters.size, inputs.calendar.months, batch))
    for first in range(0, batch, LANES_AT_ONCE):
        some = inputs.lanes(first, first + LANES_AT_ONCE)
        down = funnel_of(some)
        part = Ramps(*(array[first : first + LANES_AT_ONCE] for array in (moved.starts, moved.ends, moved.entries)))
        deals = bring(some, down, part).stages[:, :, -1, inputs.calendar.before :]
        closed[:, :, first : first + LANES_AT_ONCE] = (deals / down.enters[..., None]).transpose(1, 2, 0)
    return list(closed)


def _growth(held: Activity, inputs: Inputs, funnel: Funnel, multiple: float, position: int) -> Array:
    """Entries over the plan's own, for the entries behind each month's deals, (1 or M, B)."""
    plan = held.plan
    one = slice(position, position + 1)
    per_unit, planned = funnel.per_unit[:, position], plan.funnel.per_unit[:, position]
    ceiling = inputs.ceiling[:, one]
    if not np.isfinite(ceiling).any():
        return (multiple * (per_unit / planned))[None]
    units = plan.months.activity[:, one]
    bought = entries_of_activity(multiple * units, funnel.per_unit[:, one], ceiling)[:, 0]
    before = entries_of_activity(units, plan.funnel.per_unit[:, one], plan.inputs.ceiling[:, one])[:, 0]
    some = before > 0
    growth = np.where(some, bought / np.where(some, before, 1.0), 0.0)
    return _weighed(held.behind[position], np.ascontiguousarray(growth.T))


def _weighed(shares: Array, growth: Array) -> Array:
    """Growth by month of activity, (T, B), to that of each month's deals, (M, B), by shares, (M, T): few months are behind each."""
    found = np.zeros((len(shares), growth.shape[1]))
    for total, share in zip(found, shares, strict=True):
        for month in np.flatnonzero(share).tolist():
            total += share[month] * growth[month]
    return found


def _thinned_before_entry(inputs: Inputs) -> Array:
    """Entries per unit of the last step that is more than the one before it, (B, C): so far units multiply, from there each is a trial."""
    yields = inputs.yields
    thin = np.ones((len(yields), yields.shape[1]))
    for position in range(yields.shape[1]):
        multiplied = np.flatnonzero((yields[:, position] > 1).any(axis=0))
        start = int(multiplied[-1]) + 1 if multiplied.size else 0
        thin[:, position] = np.multiply.reduce(yields[:, position, start:], axis=1)
    return thin


def _pipeline(held: Activity, inputs: Inputs) -> Iterator[Flow]:
    """What is open in each stage: evenly over the days after today, each buyer on a day of its own; or as lags of single buyers spread."""
    if not inputs.pipeline.any():
        return
    scenario = held.scenario
    hand = on_hand(inputs)
    whole = dataclasses.replace(hand, yielded=np.ones_like(hand.closes))
    closed = closed_by_edge(inputs, whole)
    shares = closed[..., 1:] - closed[..., :-1]
    waiting = waiting_of(scenario, held.plan, inputs, hand)
    earned = held.earned_waiting if inputs.recognised else [None] * len(waiting)
    for place, key in enumerate(scenario.stage_keys[:-1]):
        count = inputs.pipeline[:, place]
        if not count.any():
            continue
        won, coming = hand.yielded[:, place] / np.where(count > 0, count, 1.0), waiting[place]
        if coming is None:
            yield Flow(f"pipeline/{key}", (count[:, None] * shares[:, place]).T, won, hand.value, earned[place])
        else:
            yield Flow(f"pipeline/{key}", count[None], won, hand.value, earned[place], coming)
