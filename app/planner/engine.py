"""The planner's walk, backwards: goal, gap, deals, time, funnel, activity, cost.

    Scenario --compile--> Inputs (arrays, B lanes) --evaluate--> Outputs (arrays) --present--> Plan

A single plan is a batch of one. Every formula is in docs/model.md; the arrays' axes are B lanes, C channels, N stages, T months shown
(those before the start and those of the horizon), M months of the horizon, Y steps.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.planner.basis import Basis, basis_of
from app.planner.following import following
from app.planner.funnel import Funnel, funnel_of
from app.planner.inputs import Inputs
from app.planner.pipeline import OnHand, on_hand, pipeline_by_month
from app.planner.revenue import Gap, gap_of, revenue_by_month
from app.planner.rounding import Array, Flags
from app.planner.timing import Timing, timing_of
from app.planner.workload import Bend, Workload, bend_of, room_of, workload_of

LANES_AT_ONCE = 2048
"""Lanes evaluated together, so that what they work on stays in the processor's cache."""


@dataclass(frozen=True)
class Totals:
    """What a plan comes to, without its months.

    Attributes:
        gap: the bridge.
        feasible: whether any channel can close anything in time, (B,).
        deals: exact deals of each channel, (B, C).
        moved: deals that the cut moved to later days, (B, C).
        stages: entries into each stage in all, (B, N).
        revenue: what the new deals bring to the goal, (B, C).
        activity: units of activity in all, (B, C); nothing for a month at its ceiling.
        spend: media and vendors, (B, C); nothing for a month at its ceiling.
        mean_per_day, peak_per_day: units of activity a working day, (B, C).
        blocked: whether a channel's ceiling is reached in some month, (B, C).
    """

    gap: Gap
    feasible: Flags
    deals: Array
    moved: Array
    stages: Array
    revenue: Array
    activity: Array
    spend: Array
    mean_per_day: Array
    peak_per_day: Array
    blocked: Flags


@dataclass(frozen=True)
class Months:
    """The plan by month; T months shown, of which the last M are the horizon.

    Attributes:
        stages: entries of each channel into each stage, (B, C, N, T).
        linear: activity before the ceiling's curve, (B, C, T).
        activity: units of activity, (B, C, T).
        inflation: activity over linear activity, (B, C, T); 1 without a ceiling.
        spend: (B, C, T).
        working_days: inside each channel's window, (B, C, T).
        active: whether the window touches the month and the channel has anything to do, (B, C, T).
        blocked: whether the ceiling is reached, (B, C, T).
        excess: units over capacity, (B, C, T).
        revenue: in the months of the horizon, (B, C, M).
        pipeline_deals, pipeline_revenue: in the months of the horizon, (B, M).
        next_stages: entries that serve the period after, (B, C, N, T), or None.
        next_spend: what those cost on top, (B, C, T), or None.
    """

    stages: Array
    linear: Array
    activity: Array
    inflation: Array
    spend: Array
    working_days: Array
    active: Flags
    blocked: Flags
    excess: Array
    revenue: Array
    pipeline_deals: Array
    pipeline_revenue: Array
    next_stages: Array | None
    next_spend: Array | None


@dataclass(frozen=True)
class _Need:
    """The gap, and what each channel must bring to close it.

    Attributes:
        gap: the bridge.
        deals, moved: deals of each channel, and those that the cut moved to later days, (B, C).
        entries: entries into each stage behind the deals, (B, C, N).
        units: units of linear activity behind them, (B, C).
    """

    gap: Gap
    deals: Array
    moved: Array
    entries: Array
    units: Array


@dataclass(frozen=True)
class Outputs:
    """Everything the engine knows of a batch."""

    inputs: Inputs
    funnel: Funnel
    timing: Timing
    hand: OnHand
    totals: Totals
    months: Months


def deals_of(inputs: Inputs, timing: Timing, gap: Gap) -> tuple[Array, Array]:
    """Deals of each channel, and those that its cut moved to later days; both (B, C).

    K = share x gap / (deal value x mean worth). A channel that is too late hands its share to the others in proportion.
    """
    won = gap.new_business[:, None]
    shared = np.add.reduce(inputs.share, axis=1)[:, None]
    if not timing.cuts:
        deals = inputs.share / shared * won / (inputs.deal_value * timing.worth)
        return deals, np.zeros((1, deals.shape[1]))
    open_share = np.where(timing.open, inputs.share, 0.0)
    still = np.add.reduce(open_share, axis=1)[:, None]
    deals = open_share / np.where(still > 0, still, 1.0) * won / (inputs.deal_value * timing.worth)
    given = inputs.share / shared * won / (inputs.deal_value * timing.worth_uncut)
    return deals, given * timing.cut / timing.season.before[:, -1:]


def entries_of(deals: Array, funnel: Funnel) -> Array:
    """Entries into each stage behind deals, (B, C) to (B, C, N)."""
    return deals[..., None] / funnel.to_deal * funnel.passes


def units_of(deals: Array, funnel: Funnel) -> Array:
    """Units of linear activity behind deals, (B, C) to the same."""
    return deals / (funnel.enters * funnel.per_unit)


def spend_of(unit_cost: Array, activity: Array, paid_per_unit: Array, fixed_cost: Array, active: Flags) -> Array:
    """Media and vendors by month, money: what is paid for, and the fixed amount in months that are active; all of one shape."""
    return unit_cost * (activity * paid_per_unit) + fixed_cost * active


def _months_first(values: Array) -> Array:
    """(B, C, T) as (T, B, C), where sums over months run along the lanes."""
    return np.ascontiguousarray(values.transpose(2, 0, 1))


def _totals(inputs: Inputs, funnel: Funnel, timing: Timing, need: _Need, work: Workload, bend: Bend | None) -> Totals:
    """What needs no months of its own; the channels with a ceiling take theirs from `bend`, (T, B, c)."""
    deals, units = need.deals, need.units
    activity, peak = units, units * work.peak
    blocked: Flags = np.zeros((1, units.shape[1]), dtype=bool)
    if bend is not None:
        bent = inputs.bent
        lanes = (max(len(units), len(peak), bend.inflation.shape[1]), units.shape[1])  # volumes may be shared where days, ceilings are not
        activity, peak = np.broadcast_to(units, lanes).copy(), np.broadcast_to(peak, lanes).copy()
        blocked = np.zeros(lanes, dtype=bool)
        running = np.add.accumulate(bend.linear * bend.inflation, axis=0)  # in the months' own order, whatever the batch
        activity[:, bent] = np.where(np.isfinite(inputs.ceiling[:, bent]), running[-1], activity[:, bent])
        peak[:, bent] = np.maximum.reduce(units[:, bent] * _months_first(work.per_day[:, bent]) * bend.inflation, axis=0)
        blocked[:, bent] = np.logical_or.reduce(bend.blocked, axis=0)
    return Totals(
        gap=need.gap,
        feasible=np.logical_or.reduce(timing.open & (inputs.share > 0), axis=1) | (need.gap.new_business == 0),
        deals=deals,
        moved=need.moved,
        stages=np.add.reduce(need.entries, axis=1),
        revenue=deals * inputs.deal_value * timing.worth,
        activity=activity,
        spend=inputs.unit_cost * (activity * funnel.paid_per_unit) + inputs.fixed_cost * work.months * (deals > 0),
        mean_per_day=activity / work.worked,
        peak_per_day=peak,
        blocked=blocked,
    )


def _months(inputs: Inputs, funnel: Funnel, hand: OnHand, basis: Basis, need: _Need, bend: Bend) -> Months:
    """The same plan spread over its months."""
    calendar, timing, work = inputs.calendar, basis.timing, basis.work
    activity = bend.linear * bend.inflation
    active = basis.touched & (need.deals > 0)[..., None]
    paid, each, fixed = funnel.paid_per_unit[..., None], inputs.unit_cost[..., None], inputs.fixed_cost[..., None]
    spend = spend_of(each, activity, paid, fixed, active)
    days = work.working_days * active
    deal_closed = need.deals[..., None] * basis.closed[:, :, -1, calendar.before :]
    pipeline_deals, pipeline_revenue = pipeline_by_month(inputs, hand)
    next_stages, next_spend = following(inputs, funnel, timing, need.entries, need.units, spend, bend.linear, active)
    return Months(
        stages=need.entries[..., None] * basis.shape,
        linear=bend.linear,
        activity=activity,
        inflation=bend.inflation,
        spend=spend,
        working_days=days,
        active=active,
        blocked=bend.blocked,
        excess=np.maximum(activity - room_of(inputs, days), 0.0),
        revenue=revenue_by_month(inputs, inputs.deal_value, deal_closed, timing.first_close, None),
        pipeline_deals=pipeline_deals,
        pipeline_revenue=pipeline_revenue,
        next_stages=next_stages,
        next_spend=next_spend,
    )


def _need(inputs: Inputs, funnel: Funnel, timing: Timing, hand: OnHand) -> _Need:
    gap = gap_of(inputs, hand.credit)
    deals, moved = deals_of(inputs, timing, gap)
    return _Need(gap, deals, moved, entries_of(deals, funnel), units_of(deals, funnel))


def _bend(inputs: Inputs, funnel: Funnel, units: Array, work: Workload) -> Bend | None:
    """The channels with a ceiling alone, months first, (T, B, c)."""
    bent = inputs.bent
    if not bent.size:
        return None
    return bend_of(units[:, bent], _months_first(work.shape[:, bent]), funnel.per_unit[:, bent], inputs.ceiling[:, bent])


def evaluate(inputs: Inputs) -> Outputs:
    """Evaluate every lane to totals and months. Memory grows with lanes x channels x stages x months."""
    funnel, basis, hand = funnel_of(inputs), basis_of(inputs), on_hand(inputs)
    timing, work = basis.timing, basis.work
    need = _need(inputs, funnel, timing, hand)
    bend = bend_of(need.units[..., None], work.shape, funnel.per_unit[..., None], inputs.ceiling[..., None])
    bent = bend.months_first(inputs.bent) if inputs.bent.size else None
    totals = _totals(inputs, funnel, timing, need, work, bent)
    return Outputs(inputs, funnel, timing, hand, totals, _months(inputs, funnel, hand, basis, need, bend))


def evaluate_totals(inputs: Inputs) -> Totals:
    """Evaluate every lane to totals alone, by chunks and so in bounded memory; a timing that lanes share is worked out once."""
    shared = None
    if inputs.timings == 1:
        timing = timing_of(inputs)
        shared = timing, workload_of(inputs, timing)
    size = LANES_AT_ONCE if shared is None else LANES_AT_ONCE * 2
    if inputs.batch <= size:
        return _totals_of(inputs, shared)
    joined = _Joined(inputs.batch)
    for first in range(0, inputs.batch, size):
        last = min(first + size, inputs.batch)
        joined.put(first, last, _totals_of(inputs.lanes(first, last), shared))
    return joined.totals


def _totals_of(inputs: Inputs, shared: tuple[Timing, Workload] | None) -> Totals:
    funnel, hand = funnel_of(inputs), on_hand(inputs)
    timing = timing_of(inputs) if shared is None else shared[0]
    work = workload_of(inputs, timing) if shared is None else shared[1]
    need = _need(inputs, funnel, timing, hand)
    return _totals(inputs, funnel, timing, need, work, _bend(inputs, funnel, need.units, work))


class _Joined:
    """Totals of many lanes, filled chunk by chunk."""

    def __init__(self, batch: int) -> None:
        self._batch = batch
        self._arrays: dict[str, Any] = {}

    def put(self, first: int, last: int, chunk: Totals) -> None:
        """Put the totals of the lanes [first, last); what they share is spelt out for each."""
        for name, part in _arrays_of(chunk):
            if name not in self._arrays:
                self._arrays[name] = np.empty((self._batch, *part.shape[1:]), dtype=part.dtype)
            self._arrays[name][first:last] = part

    @property
    def totals(self) -> Totals:
        """All lanes."""
        gap = {name: self._arrays[name] for name in Gap.__dataclass_fields__}
        return Totals(gap=Gap(**gap), **{name: self._arrays[name] for name in Totals.__dataclass_fields__ if name != "gap"})


def _arrays_of(totals: Totals) -> Iterator[tuple[str, Any]]:
    for name in Gap.__dataclass_fields__:
        yield name, getattr(totals.gap, name)
    for name in Totals.__dataclass_fields__:
        if name != "gap":
            yield name, getattr(totals, name)
