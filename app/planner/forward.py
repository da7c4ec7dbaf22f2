"""The walk the other way: from what is done to the deals and the revenue it brings.

Whatever happens evenly between two days is a *ramp*. A month of activity is one ramp; it keeps its width on the way down the
funnel, shrinks by the rates and arrives later by the lags. Axes: B lanes, C channels, A ramps, T months shown, M months of the horizon.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.planner.engine import Outputs, evaluate
from app.planner.faults import Fault, InvalidScenario, nearest
from app.planner.funnel import Funnel, funnel_of
from app.planner.inputs import Inputs, compile_scenario
from app.planner.months import Calendar, add_months, calendar, first_of_month
from app.planner.pipeline import on_hand
from app.planner.plan import Forward, ForwardChannel, ForwardMonth
from app.planner.revenue import gap_of, revenue_by_month
from app.planner.rounding import Array, currency_digits, money_by_month, whole_by_month
from app.planner.scenario import FIRST_MONTH, MONTHS_LIMIT, Scenario
from app.planner.timing import Timing, timing_of


@dataclass(frozen=True)
class Ramps:
    """Entries that come evenly over stretches of days.

    Attributes:
        starts, ends: days on which each ramp begins and ends, at the entry stage, (B, C, A); the same day for all at once.
        entries: what comes in over it, (B, C, A).
    """

    starts: Array
    ends: Array
    entries: Array


@dataclass(frozen=True)
class Brought:
    """What ramps of entries bring.

    Attributes:
        stages: entries into each stage by month shown, (B, C, N, T).
        deals: deals inside the horizon, (B, C).
        late: deals after it, (B, C).
        revenue: what the deals bring to the goal by month of the horizon, (B, C, M).
    """

    stages: Array
    deals: Array
    late: Array
    revenue: Array


def _passed(starts: Array, ends: Array, day: Array) -> Array:
    """Share of each ramp that lies before each day, (..., A) and (D,) to (..., A, D)."""
    width = (ends - starts)[..., None]
    spread = width > 0
    rising = np.minimum(np.maximum(day - starts[..., None], 0.0), width) / np.where(spread, width, 1.0)
    return np.where(spread, rising, day > starts[..., None])


def bring(inputs: Inputs, funnel: Funnel, ramps: Ramps) -> Brought:
    """Carry entries down the funnel: each stage after its lag, at its rate, and count what the deals are worth.

    Channel by channel, and only the ramps that carry anything, so that memory stays that of one channel's months squared.
    """
    by_channel = [_bring_one(inputs, funnel, ramps, channel) for channel in range(inputs.enters.size)]
    stages, deals, late, revenue = (list(parts) for parts in zip(*by_channel, strict=True))
    return Brought(np.stack(stages, axis=1), np.stack(deals, axis=1), np.stack(late, axis=1), np.stack(revenue, axis=1))


def _bring_one(inputs: Inputs, funnel: Funnel, ramps: Ramps, channel: int) -> tuple[Array, Array, Array, Array]:
    """One channel's entries by stage (B, N, T), deals inside and after the horizon (B,), revenue (B, M)."""
    calendar, enters = inputs.calendar, int(inputs.enters[channel])
    carrying = np.flatnonzero(ramps.entries[:, channel].any(axis=0))
    entries = ramps.entries[:, channel, carrying]
    starts, ends = ramps.starts[:, channel, carrying], ramps.ends[:, channel, carrying]
    days = funnel.days_to_deal[:, channel]
    volumes = np.zeros((entries.shape[0], days.shape[1], calendar.shown))
    for stage in range(enters, days.shape[1]):
        delay = (days[:, enters] - days[:, stage])[:, None]
        rate = funnel.enters[:, channel] / funnel.to_deal[:, channel, stage]
        passed = _passed(starts + delay, ends + delay, calendar.edges)
        arrived = np.add.reduce(entries[..., None] * (passed[..., 1:] - passed[..., :-1]), axis=1)
        volumes[:, stage] = arrived * rate[:, None]
    starts, ends = starts + days[:, enters, None], ends + days[:, enters, None]
    won = entries * funnel.enters[:, channel, None]
    closed = won[..., None] * _passed(starts, ends, calendar.horizon_edges)
    value = np.broadcast_to(inputs.deal_value[:, channel, None], won.shape)
    earned = revenue_by_month(inputs, value, closed, starts, ends)
    inside = np.add.reduce(closed[..., -1] - closed[..., 0], axis=1)
    return volumes, inside, np.add.reduce(won - closed[..., -1], axis=1), np.add.reduce(earned, axis=1)


def plan_curve(outputs: Outputs) -> Ramps:
    """The entries that a plan asks for, day by day: one ramp for every month of closing deals."""
    inputs, funnel, timing = outputs.inputs, outputs.funnel, outputs.timing
    channel = np.arange(inputs.enters.size)
    days = funnel.days_to_deal[:, channel, inputs.enters][..., None]
    edges = np.maximum(inputs.calendar.horizon_edges, timing.first_close[..., None])
    closed = timing.closed(edges)
    entries = (outputs.totals.deals / funnel.enters)[..., None] * (closed[..., 1:] - closed[..., :-1])
    return Ramps(edges[..., :-1] - days, edges[..., 1:] - days, entries)


def entries_of_activity(activity: Array, per_unit: Array, ceiling: Array) -> Array:
    """Entries that activity brings: units x yields, bent towards the ceiling, Z e / (Z + e); (B, C, T)."""
    linear = activity * per_unit[..., None]
    return linear / (1 + linear / ceiling[..., None])


def monthly_ramps(inputs: Inputs, funnel: Funnel, timing: Timing, activity: Array) -> Ramps:
    """Activity known by month, (B, C, T), spread evenly over the month's days inside the channel's window.

    Where the window does not touch a month, the activity is spread over the whole month.
    """
    edges = inputs.calendar.edges
    starts = np.maximum(edges[:-1], timing.window_start[..., None])
    ends = np.minimum(edges[1:], timing.window_end[..., None])
    inside = ends > starts
    lag = inputs.channel_lag[..., None]
    starts, ends = np.where(inside, starts, edges[:-1]) + lag, np.where(inside, ends, edges[1:]) + lag
    return Ramps(starts, ends, entries_of_activity(activity, funnel.per_unit, inputs.ceiling))


def _months_taken(scenario: Scenario) -> tuple[str, str]:
    """The months for which activity is taken: from five years before the start, or from the plan's own first, to the last."""
    shown = compile_scenario(scenario).calendar
    early = add_months(shown.start, -MONTHS_LIMIT).isoformat()[:7]
    return max(FIRST_MONTH, min(early, shown.labels[0])), shown.labels[-1]


def _faults(scenario: Scenario, activity: Mapping[str, Mapping[str, float]]) -> list[Fault]:
    known = [channel.key for channel in scenario.channels]
    first, end = _months_taken(scenario)
    faults = []
    for key, by_month in activity.items():
        if key not in known:
            faults.append(Fault(("activity", key), "unknown_channel", {"given": key, "nearest": nearest(key, known), "known": known}))
        for month, units in by_month.items():
            if not first <= month <= end:
                faults.append(Fault(("activity", key, month), "month_outside", {"given": month, "first": first, "last": end}))
            if not 0 <= units <= 1e15:
                faults.append(Fault(("activity", key, month), "activity_out_of_range", {"given": units, "limit": 1e15}))
    return faults


def _reaching(inputs: Inputs, activity: Mapping[str, Mapping[str, float]]) -> Inputs:
    """The inputs with a calendar that reaches back to the first month of activity."""
    now: Calendar = inputs.calendar
    first = min((month for by_month in activity.values() for month in by_month), default=now.labels[0])
    back = first_of_month(first)
    before = max(now.before, (now.start.year - back.year) * 12 + now.start.month - back.month)
    return dataclasses.replace(inputs, calendar=calendar(now.start, now.months, before, now.after, now.country))


def _by_month(scenario: Scenario, inputs: Inputs, activity: Mapping[str, Mapping[str, float]]) -> Array:
    labels = inputs.calendar.labels
    return np.array([[[activity.get(channel.key, {}).get(label, 0.0) for label in labels] for channel in scenario.channels]], dtype=float)


def run_forward(scenario: Scenario, activity: Mapping[str, Mapping[str, float]] | None = None) -> Forward:
    """What activity by channel and month (as 2027-01) brings; without one, the plan's own whole-number activity.

    Raises:
        InvalidScenario: for a channel that does not exist, a month after the horizon, or a negative amount.
    """
    if activity is None:
        outputs = evaluate(compile_scenario(scenario))
        inputs, units = outputs.inputs, whole_by_month(outputs.months.activity)
    else:
        if faults := _faults(scenario, activity):
            raise InvalidScenario(faults)
        inputs = _reaching(compile_scenario(scenario), activity)
        units = _by_month(scenario, inputs, activity)
    funnel, timing = funnel_of(inputs), timing_of(inputs)
    ramps = monthly_ramps(inputs, funnel, timing, units)
    return _present(scenario, inputs, funnel, units, ramps, bring(inputs, funnel, ramps))


def _present(scenario: Scenario, inputs: Inputs, funnel: Funnel, units: Array, ramps: Ramps, brought: Brought) -> Forward:
    digits = currency_digits(scenario.currency)
    gap = gap_of(inputs, on_hand(inputs).credit)

    def money(amount: float) -> float:
        return round(amount, digits) + 0.0

    spend = inputs.unit_cost * units.sum(axis=-1) * funnel.paid_per_unit + inputs.fixed_cost * (units > 0).sum(axis=-1)
    existing = float((gap.baseline + gap.churned + gap.expanded)[0])
    new_business = float(brought.revenue.sum())
    total = existing + float(gap.committed[0]) + float(gap.pipeline[0]) + new_business
    goal = float(gap.target[0])
    channels: list[ForwardChannel] = [
        {
            "key": channel.key,
            "activity": float(units[0, position].sum()),
            "entries": float(ramps.entries[0, position].sum()),
            "deals": float(brought.deals[0, position] + brought.late[0, position]),
            "deals_in_horizon": float(brought.deals[0, position]),
            "revenue": money(float(brought.revenue[0, position].sum())),
            "spend": money(float(spend[0, position])),
        }
        for position, channel in enumerate(scenario.channels)
    ]
    return {
        "measure": scenario.goal.measure,
        "currency": scenario.currency,
        "goal": money(goal),
        "existing": money(existing),
        "committed": money(float(gap.committed[0])),
        "pipeline": money(float(gap.pipeline[0])),
        "new_business": money(new_business),
        "total": money(total),
        "over": money(total - goal),
        "deals": float(brought.deals.sum()),
        "deals_after_horizon": float(brought.late.sum()),
        "spend": money(float(spend.sum())),
        "months": _months(scenario, inputs, brought, digits),
        "channels": channels,
    }


def _months(scenario: Scenario, inputs: Inputs, brought: Brought, digits: int) -> list[ForwardMonth]:
    stages = brought.stages[0].sum(axis=0)
    before = inputs.calendar.before
    revenue = [0.0] * before + money_by_month(brought.revenue[0].sum(axis=0), digits).tolist()
    busy = stages.any(axis=0)
    first = min(int(busy.argmax()) if busy.any() else before, before)
    return [
        {
            "month": label,
            "stages": dict(zip(scenario.stage_keys, stages[:, position].tolist(), strict=True)),
            "deals": float(stages[-1, position]),
            "revenue": revenue[position],
        }
        for position, label in enumerate(inputs.calendar.labels)
        if position >= first
    ]
