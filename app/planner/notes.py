"""What a plan should say beside its figures: codes, severities and figures, no wording (docs/notes.md)."""

import math
from collections.abc import Iterator

import numpy as np

from app.planner.engine import Outputs
from app.planner.evidence import is_small, wilson_interval
from app.planner.plan import Note, Status
from app.planner.rounding import ABSOLUTE_DUST as DUST
from app.planner.rounding import Array, Flags, whole
from app.planner.scenario import Scenario
from app.planner.team import RolePlan, Team
from app.planner.ways_out import WayOut, add_capacity, hire, lower_goal, raise_rate, raise_yield, shift_share
from app.planner.workload import room_of

NEAR_CEILING = 0.8
"""Share of a ceiling from which an entry costs five times what the first did, or more."""
SMALLEST = 1e-12
"""A capacity of less than this share of the work is none at all."""
TYPED_APART = 0.05
"""How far, relatively, a typed rate may stand from its own counts before the plan says so."""
WORTH_A_WORD = 0.05
"""Share of something from which on its going another way is worth a note."""
STRAINS = {"channel_too_late", "moved_deals", "over_capacity", "team_short", "near_ceiling", "no_working_day"}
ENDS = {"infeasible_time", "ceiling_reached"}


def status_of(outputs: Outputs, notes: list[Note]) -> Status:
    """The plan in one word."""
    codes = {note["code"] for note in notes}
    if codes & ENDS:
        return "infeasible"
    if outputs.totals.gap.new_business[0] == 0:
        return "met"
    return "at_risk" if codes & STRAINS else "ok"


def notes_of(scenario: Scenario, outputs: Outputs, stages: Array, team: Team) -> list[Note]:
    """Every note of a plan, the gravest first.

    Args:
        scenario: the assumptions.
        outputs: the evaluated plan.
        stages: entries into each stage by month over all channels, (N, T).
        team: heads against work.
    """
    if not outputs.totals.feasible[0]:
        return [_infeasible(scenario, outputs), *_about_rates(scenario)]
    if outputs.totals.gap.new_business[0] == 0:
        return [{"code": "met", "severity": "info", "values": {"surplus": float(outputs.totals.gap.surplus[0])}}, *_about_rates(scenario)]
    found = [
        *_ceilings(scenario, outputs),
        *_days_without_work(scenario, outputs),
        *_too_late(scenario, outputs),
        *_over_capacity(scenario, outputs),
        *_team_short(scenario, outputs, team),
        *_moved(scenario, outputs),
        *_pipeline_outside(outputs),
        *_ceiling_costs(scenario, outputs),
        *_mailboxes(scenario),
        *_starts_before(scenario, outputs, stages),
        *_last_days(scenario, outputs),
        *_serves_next(scenario, outputs),
        *_about_rates(scenario),
    ]
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(found, key=lambda note: order[note["severity"]])


def _labels(outputs: Outputs, flags: Flags) -> list[str]:
    """The months at which flags of shape (T,) are up."""
    labels = outputs.inputs.calendar.labels
    return [labels[position] for position in np.flatnonzero(flags)]


def _last_weighted_day(outputs: Outputs) -> float:
    """The last day of the horizon on which the season has any weight."""
    weighted = int(np.flatnonzero(outputs.inputs.weights[0])[-1])
    return float(outputs.inputs.calendar.horizon_edges[weighted + 1]) - 1


def _days_late(outputs: Outputs, channel: int) -> float:
    return max(0.0, float(outputs.timing.first_close[0, channel]) - _last_weighted_day(outputs))


def _infeasible(scenario: Scenario, outputs: Outputs) -> Note:
    lag = outputs.timing.lag[0]
    in_use = np.where(outputs.inputs.share[0] > 0, lag, np.inf)
    shortest = int(in_use.argmin())
    return {
        "code": "infeasible_time",
        "severity": "error",
        "channel": scenario.channels[shortest].key,
        "values": {"cycle_days": float(lag[shortest]), "days_late": _days_late(outputs, shortest)},
        "ways_out": list(lower_goal(scenario, outputs, math.inf)),
    }


def _pipeline_outside(outputs: Outputs) -> Iterator[Note]:
    """Deals of the open pipeline that close before the horizon or after it, and so count for nothing here."""
    hand, end = outputs.hand, outputs.inputs.calendar.end
    deals = float(hand.yielded.sum())
    inside = float(hand.deals[0])
    if deals - inside <= WORTH_A_WORD * max(1.0, deals):
        return
    width = np.maximum(hand.closes - hand.opens, 1e-300)
    early = np.minimum(np.maximum(np.where(hand.closes > hand.opens, -hand.opens / width, hand.opens < 0), 0.0), 1.0)
    before = float((hand.yielded * early).sum())
    values: dict[str, object] = {"deals": deals, "inside": inside, "before": before, "after": max(0.0, deals - inside - before)}
    if float(hand.opens.max(initial=0.0)) < end:
        yield {"code": "pipeline_outside", "severity": "info", "values": values}


def _ceiling_costs(scenario: Scenario, outputs: Outputs) -> Iterator[Note]:
    """What entries cost on top of the first price because a channel nears its ceiling."""
    inputs, months, funnel = outputs.inputs, outputs.months, outputs.funnel
    for position in inputs.bent.tolist():
        if outputs.totals.blocked[0, position]:
            continue
        more = float((months.activity[0, position] - months.linear[0, position]).sum() * funnel.paid_per_unit[0, position])
        extra, spend = more * float(inputs.unit_cost[0, position]), float(outputs.totals.spend[0, position])
        if extra > WORTH_A_WORD * spend:
            values: dict[str, object] = {"extra": extra, "spend": spend, "ceiling": float(inputs.ceiling[0, position])}
            yield {"code": "ceiling_cost", "severity": "info", "channel": scenario.channels[position].key, "values": values}


def _too_late(scenario: Scenario, outputs: Outputs) -> Iterator[Note]:
    if outputs.timing.open.all():
        return
    for position in np.flatnonzero(~outputs.timing.open[0]).tolist():
        channel = scenario.channels[position]
        if channel.share > 0:
            values: dict[str, object] = {
                "cycle_days": float(outputs.timing.lag[0, position]),
                "days_late": _days_late(outputs, position),
                "share": channel.share,
            }
            yield {"code": "channel_too_late", "severity": "warning", "channel": channel.key, "values": values}


def _moved(scenario: Scenario, outputs: Outputs) -> Iterator[Note]:
    moved = outputs.totals.moved[0].tolist()
    late = [position for position, deals in enumerate(moved) if deals > 0]
    if not late:
        return
    calendar, first_close = outputs.inputs.calendar, outputs.timing.first_close[0].tolist()
    last = max(first_close[position] for position in late)
    by_month = zip(
        calendar.labels[calendar.before :], calendar.horizon_edges[:-1].tolist(), outputs.inputs.weights[0].tolist(), strict=True
    )
    months = [label for label, start, weight in by_month if start < last and weight > 0]
    channels = [
        {
            "channel": scenario.channels[position].key,
            "deals": moved[position],
            "first_close": calendar.date(first_close[position]).isoformat() if outputs.timing.open[0, position] else None,
        }
        for position in late
    ]
    values: dict[str, object] = {"deals": sum(moved), "channels": channels}
    yield {"code": "moved_deals", "severity": "warning", "months": months, "values": values}


def _ceilings(scenario: Scenario, outputs: Outputs) -> Iterator[Note]:
    inputs, months, totals = outputs.inputs, outputs.months, outputs.totals
    for position, channel in enumerate(scenario.channels):
        if channel.ceiling is None:
            continue
        entries = months.linear[0, position] * outputs.funnel.per_unit[0, position]
        peak = float(entries.max())
        use = peak / channel.ceiling
        values: dict[str, object] = {"ceiling": channel.ceiling, "peak": peak}
        if use >= 1:
            values |= {"most_deals": float(totals.deals[0, position]) / use, "most_revenue": float(totals.revenue[0, position]) / use}
            over = _labels(outputs, entries >= channel.ceiling)
            ways: list[WayOut] = [
                *shift_share(scenario, outputs, position, use / NEAR_CEILING, _room(outputs)),
                *lower_goal(scenario, outputs, use / NEAR_CEILING),
            ]
            yield {
                "code": "ceiling_reached",
                "severity": "error",
                "channel": channel.key,
                "months": over,
                "values": values,
                "ways_out": ways,
            }
        elif use >= NEAR_CEILING:
            values |= {"use": use, "cost_factor": 1 / (1 - use)}
            near = _labels(outputs, entries >= NEAR_CEILING * inputs.ceiling[0, position])
            yield {"code": "near_ceiling", "severity": "warning", "channel": channel.key, "months": near, "values": values}


def _days_without_work(scenario: Scenario, outputs: Outputs) -> Iterator[Note]:
    months = outputs.months
    idle = months.active[0] & (months.working_days[0] == 0) & (months.activity[0] > 0)
    if not idle.any():
        return
    for position in np.flatnonzero(idle.any(axis=1)):
        units = float(months.activity[0, position][idle[position]].sum())
        yield {
            "code": "no_working_day",
            "severity": "error",
            "channel": scenario.channels[position].key,
            "months": _labels(outputs, idle[position]),
            "values": {"units": units},
        }


def _times(linear: Array, most: Array) -> Array:
    """How many times each channel's linear activity, (C, T), fits into the most of its busiest month, to (C,); infinite without a limit."""
    used = linear > DUST
    times: Array = np.where(used, most / np.where(used, linear, 1.0), np.inf).min(axis=1)
    return times


def _capacity_room(outputs: Outputs) -> Array:
    """How many times its present linear activity capacity lets each channel do, (C,): A linear units take A / (1 - e / Z) real ones."""
    months, inputs, funnel = outputs.months, outputs.inputs, outputs.funnel
    most = np.broadcast_to(room_of(inputs, months.working_days)[0], months.linear[0].shape)
    limited = np.isfinite(most)
    units = np.where(limited, most, 0.0)
    linear = units / (1 + units * funnel.per_unit[0, :, None] / inputs.ceiling[0, :, None])
    return _times(months.linear[0], np.where(limited, linear, np.inf))


def _room(outputs: Outputs) -> Array:
    """How many times its present linear activity each channel can do, by capacity and well below its ceiling, (C,)."""
    below = NEAR_CEILING * outputs.inputs.ceiling[0] / outputs.funnel.per_unit[0]
    return np.minimum(_capacity_room(outputs), _times(outputs.months.linear[0], below[:, None]))


def _over_capacity(scenario: Scenario, outputs: Outputs) -> Iterator[Note]:
    months, inputs, funnel = outputs.months, outputs.inputs, outputs.funnel
    if not (months.excess[0] > 0).any():
        return
    room, own_room = _room(outputs), _capacity_room(outputs)
    for position in np.flatnonzero((months.excess[0] > DUST * np.maximum(1.0, months.activity[0])).any(axis=1)):
        channel = scenario.channels[position]
        excess, activity, days = months.excess[0, position], months.activity[0, position], months.working_days[0, position]
        daily = np.where(days > 0, activity / np.maximum(days, 1), 0.0)
        limits = {"working_day": channel.capacity.per_working_day, "month": channel.capacity.per_month}
        loads = {"working_day": daily, "month": activity}
        overloads = {per: _factor(float(loads[per].max()), limit) for per, limit in limits.items()}
        per = max(overloads, key=lambda name: overloads[name])
        lost_units = excess / np.where(months.inflation[0, position] > 0, months.inflation[0, position], 1.0)
        deals = float(lost_units.sum()) * float(funnel.per_unit[0, position] * funnel.enters[0, position])
        ways: list[WayOut] = []
        if not (activity[days == 0] > DUST).any() or channel.capacity.per_working_day is None:
            peaks = {name: float(loads[name].max()) for name, overload in overloads.items() if overload > 1}
            ways += add_capacity(int(position), per, peaks)
            linear_overload = 1 / max(float(own_room[position]), SMALLEST)
            if max(linear_overload, overloads[per]) < 1 / SMALLEST:
                ways += shift_share(scenario, outputs, int(position), max(linear_overload, 1.0), room)
                ways += raise_yield(scenario, int(position), overloads[per])
                ways += lower_goal(scenario, outputs, max(linear_overload, 1.0))
        yield {
            "code": "over_capacity",
            "severity": "warning",
            "channel": channel.key,
            "months": _labels(outputs, excess > 0),
            "values": {
                "per": per,
                "capacity": limits[per],
                "peak": float(loads[per].max()),
                "peak_month": inputs.calendar.labels[int(loads[per].argmax())],
                "excess": float(excess.sum()),
                "deals_at_risk": deals,
                "revenue_at_risk": deals * float(inputs.deal_value[0, position]),
            },
            "ways_out": ways,
        }


def _factor(peak: float, capacity: float | None) -> float:
    """By how much a peak exceeds a capacity; 0 where there is none to exceed."""
    if capacity is None:
        return 0.0
    return math.inf if capacity == 0 else peak / capacity


def _team_short(scenario: Scenario, outputs: Outputs, team: Team) -> Iterator[Note]:
    for plan in team.plans:
        over = plan.load - plan.capacity
        if max(plan.needed) <= plan.role.heads or not (over > DUST * np.maximum(1.0, plan.load)).any():
            continue
        yield _short(scenario, outputs, team, plan, float(np.add.reduce(np.maximum(over, 0.0))))
        if scenario.today is not None and plan.hires and team.month(min(plan.hires)) < scenario.today.isoformat()[:7]:
            values: dict[str, object] = {"hire_by": team.month(min(plan.hires)), "ramp_months": plan.role.ramp_months}
            yield {"code": "hire_too_late", "severity": "warning", "role": plan.role.role, "values": values}


def _deals_per_unit(outputs: Outputs, plan: RolePlan) -> float:
    """Deals that a unit of a role's work becomes."""
    totals, funnel = outputs.totals, outputs.funnel
    if plan.stage is not None:
        entered = float(totals.stages[0, plan.stage])
        passing = float((totals.deals[0] * funnel.passes[:, plan.stage]).sum())
        return passing / entered if entered > 0 else 0.0
    units = float(totals.activity[0, list(plan.channels)].sum())
    return float(totals.deals[0, list(plan.channels)].sum()) / units if units > 0 else 0.0


def _short(scenario: Scenario, outputs: Outputs, team: Team, plan: RolePlan, excess: float) -> Note:
    load = dict(zip(team.months, plan.load.tolist(), strict=True))
    over = {month: units for month, units in load.items() if units > plan.capacity}
    peak_month = max(load, key=load.__getitem__)
    deals = excess * _deals_per_unit(outputs, plan)
    return {
        "code": "team_short",
        "severity": "warning",
        "role": plan.role.role,
        "months": list(over),
        "values": {
            "handles": plan.role.handles,
            "heads": plan.role.heads,
            "heads_needed": max(plan.needed),
            "capacity": plan.capacity,
            "lowest": min(over.values()),
            "peak": load[peak_month],
            "peak_month": peak_month,
            "excess": excess,
            "deals_at_risk": deals,
            "revenue_at_risk": deals * float(outputs.hand.value[0]),
        },
        "ways_out": _ways_out_of_short(scenario, outputs, team, plan, load[peak_month]),
    }


def _ways_out_of_short(scenario: Scenario, outputs: Outputs, team: Team, plan: RolePlan, peak: float) -> list[WayOut]:
    ways = list(hire(scenario, team, plan))
    if plan.capacity <= SMALLEST * peak:
        return ways
    overload = peak / plan.capacity
    if plan.stage is not None and plan.stage < len(scenario.stages) - 1:
        ways += raise_rate(scenario, outputs, plan.stage, overload)
    if len(plan.channels) == 1:
        ways += raise_yield(scenario, plan.channels[0], overload)
    straight = not any(scenario.channels[position].ceiling is not None for position in plan.channels)
    if straight:
        ways += lower_goal(scenario, outputs, overload)
    return ways


def _mailboxes(scenario: Scenario) -> Iterator[Note]:
    for channel in scenario.channels:
        outreach = channel.outreach
        if outreach is not None and outreach.per_mailbox > outreach.safe_per_mailbox:
            values: dict[str, object] = {"per_mailbox": outreach.per_mailbox, "safe": outreach.safe_per_mailbox}
            yield {"code": "unsafe_mailbox_rate", "severity": "warning", "channel": channel.key, "values": values}


def _starts_before(scenario: Scenario, outputs: Outputs, stages: Array) -> Iterator[Note]:
    """What must have entered each stage before the horizon begins."""
    early = stages[:, : outputs.inputs.calendar.before]
    ahead = np.add.reduce(early, axis=1).tolist()
    if max(ahead) <= DUST:
        return
    first = outputs.inputs.calendar.labels[int(np.logical_or.reduce(early, axis=0).argmax())]
    wholes = {key: whole(count) for key, count in zip(scenario.stage_keys, ahead, strict=True)}
    values: dict[str, object] = {"first_month": first, "stages": {key: count for key, count in wholes.items() if count > 0}}
    yield {"code": "starts_before", "severity": "info", "values": values}


def _last_days(scenario: Scenario, outputs: Outputs) -> Iterator[Note]:
    """From which day on new activity no longer serves this goal, where the period after is not planned."""
    if scenario.goal.next_growth is not None:
        return
    calendar, timing = outputs.inputs.calendar, outputs.timing
    by_channel = zip(
        scenario.channels, outputs.totals.deals[0].tolist(), timing.lag[0].tolist(), timing.window_end[0].tolist(), strict=True
    )
    channels = [
        {"channel": channel.key, "day": calendar.date(math.ceil(end - 1e-9) - 1).isoformat()}
        for channel, deals, lag, end in by_channel
        if deals > 0 and lag > 0
    ]
    if channels:
        yield {"code": "last_useful_days", "severity": "info", "values": {"channels": channels}}


def _serves_next(scenario: Scenario, outputs: Outputs) -> Iterator[Note]:
    """What is done inside the horizon for the period after; it is in no other figure."""
    months = outputs.months
    if months.next_stages is None or months.next_spend is None:
        return
    entries = months.next_stages[0].sum(axis=(0, 2)).tolist()
    wholes = {key: whole(count) for key, count in zip(scenario.stage_keys, entries, strict=True)}
    values: dict[str, object] = {
        "stages": {key: count for key, count in wholes.items() if count > 0},
        "spend": float(months.next_spend[0].sum()),
    }
    if values["stages"]:
        yield {"code": "serves_next", "severity": "info", "values": values}


def _about_rates(scenario: Scenario) -> Iterator[Note]:
    """How far the funnel's rates can be believed."""
    bases: dict[str, list[str]] = {"cohort": [], "snapshot": []}
    for conversion in scenario.ordered_conversions:
        values: dict[str, object] = {"to": conversion.to_stage, "rate": conversion.rate}
        evidence, benchmark = conversion.evidence, conversion.benchmark
        if conversion.basis is not None:
            bases[conversion.basis].append(conversion.from_stage)
        if evidence is None:
            values |= {"low": conversion.low, "high": conversion.high}
            yield {"code": "no_evidence", "severity": "info", "stage": conversion.from_stage, "values": values}
        else:
            counted = {"entered": evidence.entered, "converted": evidence.converted}
            share, most = evidence.converted / evidence.entered, (evidence.converted + evidence.open) / evidence.entered
            if is_small(evidence.converted, evidence.entered):
                low, high = wilson_interval(evidence.converted, evidence.entered)
                yield {
                    "code": "small_sample",
                    "severity": "info",
                    "stage": conversion.from_stage,
                    "values": values | counted | {"low": low, "high": high},
                }
            # what is still open may go on yet: then the rate lies between what was counted and what can still come of it
            if max(share - conversion.rate, conversion.rate - most) > TYPED_APART * conversion.rate:
                apart = values | counted | {"counted": share} | ({"open": evidence.open} if evidence.open else {})
                yield {"code": "rate_not_counted", "severity": "warning", "stage": conversion.from_stage, "values": apart}
        if benchmark is not None and not benchmark.low <= conversion.rate <= benchmark.high:
            published = {
                "low": benchmark.low,
                "high": benchmark.high,
                "source": benchmark.source,
                "year": benchmark.year,
                "grade": benchmark.grade,
            }
            yield {"code": "outside_benchmark", "severity": "warning", "stage": conversion.from_stage, "values": values | published}
    if bases["cohort"] and bases["snapshot"]:
        yield {"code": "mixed_bases", "severity": "warning", "values": dict(bases)}
