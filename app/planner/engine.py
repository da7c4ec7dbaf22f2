"""The planner's walk, backwards: goal, gap, deals, time, funnel, activity, cost.

    Scenario --compile--> Inputs (arrays, B lanes) --evaluate--> Outputs (arrays) --present--> Plan

A single plan is a batch of one. Every formula is in docs/model.md; the arrays' axes are B lanes, C channels, N stages, T months shown
(those before the start and those of the horizon), M months of the horizon, Y steps.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.planner.inputs import Inputs, compile_scenario
from app.planner.pipeline import OnHand, closed_by_edge, on_hand
from app.planner.plan import Plan
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.planner.timing import Timing, timing_of

LANES_AT_ONCE = 2048
"""Lanes evaluated together, so that what they work on stays in the processor's cache."""


@dataclass(frozen=True)
class Gap:
    """The revenue bridge, money, each (B,).

    baseline + churned + expanded + committed + pipeline + new_business = target + surplus.
    """

    target: Array
    baseline: Array
    churned: Array
    expanded: Array
    committed: Array
    pipeline: Array
    new_business: Array
    surplus: Array


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
    feasible: Array
    deals: Array
    moved: Array
    stages: Array
    revenue: Array
    activity: Array
    spend: Array
    mean_per_day: Array
    peak_per_day: Array
    blocked: Array


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
    active: Array
    blocked: Array
    excess: Array
    revenue: Array
    pipeline_deals: Array
    pipeline_revenue: Array
    next_stages: Array | None
    next_spend: Array | None


@dataclass(frozen=True)
class Funnel:
    """What the rates and yields say, whatever the goal.

    Attributes:
        to_deal: deals per entry into each stage, (B, C, N); 1 for the deal itself.
        days_to_deal: days from each stage to the deal, (B, C, N).
        enters: deals per entry at each channel's entry stage, (B, C).
        per_unit: entries per unit of activity, (B, C).
        paid_per_unit: paid units per unit of activity, (B, C).
        passes: whether a channel's buyers pass a stage, (C, N).
    """

    to_deal: Array
    days_to_deal: Array
    enters: Array
    per_unit: Array
    paid_per_unit: Array
    passes: Array


@dataclass(frozen=True)
class Outputs:
    """Everything the engine knows of a batch."""

    inputs: Inputs
    funnel: Funnel
    timing: Timing
    hand: OnHand
    totals: Totals
    months: Months


def total(values: Array) -> Array:
    """Sum over the last axis in its own order, so that a lane's figure never depends on the batch around it."""
    return np.add.accumulate(values, axis=-1)[..., -1]


def funnel_of(inputs: Inputs) -> Funnel:
    """Products of rates and sums of lags from each stage to the deal."""
    stages = inputs.rates.shape[-1] + 1
    to_deal = np.ones((*inputs.rates.shape[:-1], stages))
    np.multiply.accumulate(inputs.rates[..., ::-1], axis=-1, out=to_deal[..., -2::-1])
    days_to_deal = np.zeros((*inputs.lags.shape[:-1], stages))
    np.add.accumulate(inputs.lags[..., ::-1], axis=-1, out=days_to_deal[..., -2::-1])
    channel = np.arange(inputs.enters.size)
    so_far = np.ones((*inputs.yields.shape[:-1], inputs.yields.shape[-1] + 1))
    np.multiply.accumulate(inputs.yields, axis=-1, out=so_far[..., 1:])
    return Funnel(
        to_deal=to_deal,
        days_to_deal=days_to_deal,
        enters=to_deal[:, channel, inputs.enters],
        per_unit=so_far[..., -1],
        paid_per_unit=so_far[:, channel, inputs.paid],
        passes=np.arange(stages) >= inputs.enters[:, None],
    )


def gap_of(inputs: Inputs, credit: Array) -> Gap:
    """What new business must bring: target - existing - committed - pipeline, never below zero.

    Existing customers change by q + x - 1 of the baseline a year: in full over the horizon for bookings and arr, and on
    the way for recognised revenue, where the mean month sees half of it.
    """
    years = inputs.calendar.months / (24 if inputs.recognised else 12)
    churned = inputs.baseline * ((inputs.retention - 1) * years)
    expanded = inputs.baseline * (inputs.expansion * years)
    need = inputs.target - inputs.baseline - churned - expanded - inputs.committed - credit
    return Gap(
        target=inputs.target,
        baseline=inputs.baseline,
        churned=churned,
        expanded=expanded,
        committed=inputs.committed,
        pipeline=credit,
        new_business=np.maximum(need, 0.0),
        surplus=np.maximum(-need, 0.0),
    )


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


def inflation_of(entries: Array, ceiling: Array) -> tuple[Array, Array]:
    """How much dearer entries get towards the ceiling, 1 / (1 - e / M), and where the ceiling is reached.

    e entries a month cost c0 x M x e / (M - e): c0 each at first, ever more towards M. No inflation is given where e >= M.
    """
    left = 1 - entries / ceiling
    blocked = left <= 0
    return np.where(blocked, 0.0, 1 / np.where(blocked, 1.0, left)), blocked


@dataclass(frozen=True)
class Workload:
    """A channel's activity as a share of the whole, and the days to do it on: free of the goal.

    Attributes:
        shape: share of the activity in each month shown, (B, C, T).
        working_days: in each month, inside the window, (B, C, T).
        per_day: share of the activity on a working day of each month, (B, C, T); 0 where no day is worked.
        first_day, end_day: the window in whole calendar days, end excluded, (B, C).
        worked: working days of the window, (B, C).
        months: calendar months that the window touches, (B, C).
    """

    shape: Array
    working_days: Array
    per_day: Array
    first_day: Array
    end_day: Array
    worked: Array
    months: Array


def workload_of(inputs: Inputs, timing: Timing) -> Workload:
    """Spread each channel's activity over its months and their working days."""
    calendar = inputs.calendar
    closed = timing.closed(calendar.edges + timing.lag[..., None])
    shape = closed[..., 1:] - closed[..., :-1]
    first, end = calendar.whole_days(timing.window_start, timing.window_end)
    days = calendar.working_days_in(first, end)
    touched = np.floor(calendar.coordinate(end - 1)) - np.floor(calendar.coordinate(first)) + 1
    return Workload(
        shape=shape,
        working_days=days,
        per_day=shape / np.where(days > 0, days, np.inf),
        first_day=first,
        end_day=end,
        worked=calendar.worked_before(end) - calendar.worked_before(first),
        months=np.where(end > first, touched, 0.0),
    )


@dataclass(frozen=True)
class Bend:
    """Activity by month of the channels that have a ceiling, (B, c, T) each: linear, inflated by, and whether it is reached."""

    linear: Array
    inflation: Array
    blocked: Array


def _bend(inputs: Inputs, funnel: Funnel, work: Workload, units: Array, channels: slice | npt.NDArray[np.intp]) -> Bend:
    linear = units[:, channels, None] * work.shape[:, channels]
    return Bend(linear, *inflation_of(linear * funnel.per_unit[:, channels, None], inputs.ceiling[:, channels, None]))


def _totals(
    inputs: Inputs, funnel: Funnel, timing: Timing, gap: Gap, deals: Array, moved: Array, units: Array, work: Workload, bend: Bend | None
) -> Totals:
    """What needs no months of its own; the channels with a ceiling take theirs from `bend`, (B, c, T)."""
    activity, peak = units, units * np.maximum.reduce(work.per_day, axis=-1)
    blocked: Array = np.zeros((1, units.shape[1]), dtype=bool)
    if bend is not None:
        bent = inputs.bent
        activity, peak = activity.copy(), np.broadcast_to(peak, units.shape).copy()
        blocked = np.zeros(units.shape, dtype=bool)
        activity[:, bent] = total(bend.linear * bend.inflation)
        peak[:, bent] = np.maximum.reduce(units[:, bent, None] * work.per_day[:, bent] * bend.inflation, axis=-1)
        blocked[:, bent] = np.logical_or.reduce(bend.blocked, axis=-1)
    stages = deals[..., None] / funnel.to_deal * funnel.passes
    return Totals(
        gap=gap,
        feasible=np.logical_or.reduce(timing.open, axis=1) | (gap.new_business == 0),
        deals=deals,
        moved=moved,
        stages=np.add.reduce(stages, axis=1),
        revenue=deals * inputs.deal_value * timing.worth,
        activity=activity,
        spend=inputs.unit_cost * (activity * funnel.paid_per_unit) + inputs.fixed_cost * work.months * (deals > 0),
        mean_per_day=activity / np.where(work.worked > 0, work.worked, np.inf),
        peak_per_day=peak,
        blocked=blocked,
    )


def revenue_by_month(inputs: Inputs, value: Array, closed: Array, bend_start: Array, bend_end: Array | None) -> Array:
    """Revenue in the months of the horizon of deals whose running number at the month edges is `closed`, (..., M + 1).

    Bookings and arr: value times the deals of the month. Recognised: value / 12 x (A[t] - A[t - 12]), A[t] being the mean of the running
    number over month t; inside a month it rises straight from `bend_start` to `bend_end` (None: to the month's end), month coordinates.
    """
    gained = closed[..., 1:] - closed[..., :-1]
    if not inputs.recognised:
        return value[..., None] * gained
    month = np.arange(float(inputs.calendar.months))
    rises = np.minimum(np.maximum(bend_start[..., None] - month, 0.0), 1.0)
    full = 1.0 if bend_end is None else np.minimum(np.maximum(bend_end[..., None] - month, 0.0), 1.0)
    mean = closed[..., :-1] + gained * (1 - (rises + full) / 2)
    earned = mean.copy()
    earned[..., 12:] -= mean[..., :-12]
    return value[..., None] * earned / 12


def _pipeline_by_month(inputs: Inputs, hand: OnHand) -> tuple[Array, Array]:
    """Deals and revenue of the open pipeline in the months of the horizon, both (B, M)."""
    by_stage = deals_by_month(inputs, hand)
    if not hand.yielded.any():
        nothing = np.zeros((by_stage.shape[0], by_stage.shape[-1]))
        return nothing, nothing
    calendar = inputs.calendar
    closed = np.zeros((*by_stage.shape[:-1], by_stage.shape[-1] + 1))
    np.add.accumulate(by_stage, axis=-1, out=closed[..., 1:])
    start, end = calendar.coordinate(hand.opens), calendar.coordinate(hand.closes)
    revenue = revenue_by_month(inputs, hand.value[:, None], closed, start, end)
    return np.add.accumulate(by_stage, axis=1)[:, -1], np.add.accumulate(revenue, axis=1)[:, -1]


def _next_closed(inputs: Inputs, timing: Timing, growth: Array, day: Array) -> Array:
    """Running deals of the periods after the horizon, as multiples of this period's, by a day; (B, C, ...) to the same."""
    calendar = inputs.calendar
    coordinate = calendar.coordinate(day)
    extra = [1] * (day.ndim - 1)
    whole, factor = timing.season.before[:, -1].reshape(-1, *extra), (1 + growth).reshape(-1, *extra)
    closed, scale = np.zeros(np.broadcast_shapes(day.shape, factor.shape)), np.ones_like(factor)
    for period in range(1, int(coordinate.max()) // calendar.months + 1):
        scale = scale * factor
        # the same fraction of the same month of the season, whatever that month's length in its own year
        same = calendar.day_of(np.minimum(np.maximum(coordinate - period * calendar.months, 0.0), calendar.months))
        closed = closed + scale * timing.season.share(same) / whole
    return closed


def _next(
    inputs: Inputs, funnel: Funnel, timing: Timing, deals: Array, units: Array, spend: Array, linear: Array, active: Array
) -> tuple[Array, Array] | tuple[None, None]:
    """What is done inside the horizon for the period after: entries (B, C, N, T) and spend (B, C, T)."""
    if inputs.next_growth is None:
        return None, None
    edges = inputs.calendar.edges
    closed = _next_closed(inputs, timing, inputs.next_growth, edges + funnel.days_to_deal[..., None])
    entries = (deals[..., None] / funnel.to_deal * funnel.passes)[..., None] * (closed[..., 1:] - closed[..., :-1])
    closed = _next_closed(inputs, timing, inputs.next_growth, edges + timing.lag[..., None])
    both = linear + units[..., None] * (closed[..., 1:] - closed[..., :-1])
    inflation, _ = inflation_of(both * funnel.per_unit[..., None], inputs.ceiling[..., None])
    together = inputs.unit_cost[..., None] * (both * inflation * funnel.paid_per_unit[..., None])
    together = together + inputs.fixed_cost[..., None] * ((both > linear) | active)
    return entries, np.maximum(together - spend, 0.0)


def _pipeline_by_month(inputs: Inputs, hand: OnHand) -> tuple[Array, Array]:
    """Deals and revenue of the open pipeline in the months of the horizon, both (B, M)."""
    if not hand.yielded.any():
        nothing = np.zeros((1, inputs.calendar.months))
        return nothing, nothing
    closed = closed_by_edge(inputs, hand)
    deals = np.add.reduce(closed[..., 1:] - closed[..., :-1], axis=1)
    if not inputs.recognised:
        return deals, deals * hand.value[:, None]
    start, end = inputs.calendar.coordinate(hand.opens), inputs.calendar.coordinate(hand.closes)
    return deals, np.add.reduce(revenue_by_month(inputs, hand.value[:, None], closed, start, end), axis=1)


def _months(
    inputs: Inputs, funnel: Funnel, timing: Timing, hand: OnHand, work: Workload, deals: Array, units: Array, bend: Bend
) -> Months:
    """The same plan spread over its months."""
    calendar = inputs.calendar
    closed = timing.closed(calendar.edges + funnel.days_to_deal[..., None])
    entries = (deals[..., None] / funnel.to_deal * funnel.passes)[..., None] * (closed[..., 1:] - closed[..., :-1])
    activity = bend.linear * bend.inflation
    touched = (calendar.edges[1:] > work.first_day[..., None]) & (calendar.edges[:-1] < work.end_day[..., None])
    active = touched & (deals > 0)[..., None]
    spend = inputs.unit_cost[..., None] * (activity * funnel.paid_per_unit[..., None]) + inputs.fixed_cost[..., None] * active
    days = work.working_days * active
    deal_closed = deals[..., None] * closed[:, :, -1, calendar.before :]
    pipeline_deals, pipeline_revenue = _pipeline_by_month(inputs, hand)
    next_stages, next_spend = _next(inputs, funnel, timing, deals, units, spend, bend.linear, active)
    return Months(
        stages=entries,
        linear=bend.linear,
        activity=activity,
        inflation=bend.inflation,
        spend=spend,
        working_days=days,
        active=active,
        blocked=bend.blocked,
        excess=np.maximum(activity - room_of(inputs, days), 0.0),
        revenue=revenue_by_month(inputs, inputs.deal_value, deal_closed, calendar.coordinate(timing.first_close), None),
        pipeline_deals=pipeline_deals,
        pipeline_revenue=pipeline_revenue,
        next_stages=next_stages,
        next_spend=next_spend,
    )


def room_of(inputs: Inputs, days: Array) -> Array:
    """Units that fit into each month by capacity, (B, C, T); infinite without a limit, also where no day is worked."""
    if not inputs.limited:
        return np.full((1, 1, 1), np.inf)
    by_day = inputs.capacity_per_day[..., None]
    known = np.isfinite(by_day)
    return np.minimum(np.where(known, np.where(known, by_day, 0.0) * days, np.inf), inputs.capacity_per_month[..., None])


def _need(inputs: Inputs, funnel: Funnel, timing: Timing, hand: OnHand) -> tuple[Gap, Array, Array, Array]:
    """The gap, and what each channel must bring: deals, deals moved, units of linear activity, (B, C) each."""
    gap = gap_of(inputs, hand.credit)
    deals, moved = deals_of(inputs, timing, gap)
    return gap, deals, moved, deals / (funnel.enters * funnel.per_unit)


def evaluate(inputs: Inputs) -> Outputs:
    """Evaluate every lane to totals and months. Memory grows with lanes x channels x stages x months."""
    funnel, timing, hand = funnel_of(inputs), timing_of(inputs), on_hand(inputs)
    work = workload_of(inputs, timing)
    gap, deals, moved, units = _need(inputs, funnel, timing, hand)
    bend = _bend(inputs, funnel, work, units, slice(None))
    some = Bend(bend.linear[:, inputs.bent], bend.inflation[:, inputs.bent], bend.blocked[:, inputs.bent]) if inputs.bent.size else None
    totals = _totals(inputs, funnel, timing, gap, deals, moved, units, work, some)
    return Outputs(inputs, funnel, timing, hand, totals, _months(inputs, funnel, timing, hand, work, deals, units, bend))


def evaluate_totals(inputs: Inputs) -> Totals:
    """Evaluate every lane to totals alone, by chunks and so in bounded memory; a timing that lanes share is worked out once."""
    shared = None
    if max(getattr(inputs, name).shape[0] for name in ("today", "weights", "lags", "channel_lag")) == 1:
        timing = timing_of(inputs)
        shared = timing, workload_of(inputs, timing)
    size = LANES_AT_ONCE if shared is None else LANES_AT_ONCE * 2
    chunks = [_totals_of(inputs.lanes(first, first + size), shared) for first in range(0, inputs.batch, size)]
    return chunks[0] if len(chunks) == 1 else _joined(chunks)


def _totals_of(inputs: Inputs, shared: tuple[Timing, Workload] | None) -> Totals:
    funnel, hand = funnel_of(inputs), on_hand(inputs)
    timing = timing_of(inputs) if shared is None else shared[0]
    work = workload_of(inputs, timing) if shared is None else shared[1]
    gap, deals, moved, units = _need(inputs, funnel, timing, hand)
    bend = _bend(inputs, funnel, work, units, inputs.bent) if inputs.bent.size else None
    return _totals(inputs, funnel, timing, gap, deals, moved, units, work, bend)


def _joined(chunks: list[Totals]) -> Totals:
    """Chunks of lanes put together again; what no lane changes keeps its axis of 1."""

    def join(parts: list[Array]) -> Array:
        return parts[0] if parts[0].shape[0] == 1 else np.concatenate(parts)

    gaps = [chunk.gap for chunk in chunks]
    gap = Gap(**{name: join([getattr(part, name) for part in gaps]) for name in Gap.__dataclass_fields__})
    rest = {name: join([getattr(chunk, name) for chunk in chunks]) for name in Totals.__dataclass_fields__ if name != "gap"}
    return Totals(gap=gap, **rest)


def make_plan(scenario: Scenario) -> Plan:
    """The plan of one scenario.

    Returns:
        The plan as a plain, JSON-ready dictionary; its notes carry codes and figures, no wording.
    """
    from app.planner.present import present

    return present(scenario, evaluate(compile_scenario(scenario)))
