"""Outputs as a plan: one lane of arrays turned into the JSON that people and programs read.

No formula of the funnel stands here; only whole numbers, money in minor units, and names put to positions.
"""

import datetime as dt
import math
from dataclasses import dataclass

import numpy as np

from app.planner.engine import Outputs
from app.planner.kpis import kpis_of
from app.planner.notes import notes_of, status_of
from app.planner.outreach import outreach_need
from app.planner.plan import (
    Bridge,
    ChannelMonth,
    Figure,
    Horizon,
    Plan,
    PlanChannel,
    PlanMonth,
    Proof,
    ServesNext,
    Totals,
    WorkingDayRate,
)
from app.planner.proof import prove
from app.planner.rounding import Array, ceiling, currency_digits, money_by_month, to_minor, whole_by_month, whole_list
from app.planner.scenario import Scenario
from app.planner.team import Team, team_of


def _figures(exact: list[float], wholes: list[float]) -> list[Figure]:
    return [{"exact": e, "whole": w} for e, w in zip(exact, wholes, strict=True)]


def _figure_rows(exact: Array) -> list[list[Figure]]:
    """Figures of each row by month, from (n, T)."""
    months = exact.shape[1]
    flat = _figures(exact.ravel().tolist(), whole_list(whole_by_month(exact).ravel()))
    return [flat[first : first + months] for first in range(0, len(flat), months)]


def _totalled(exact: Array) -> list[Figure]:
    """Figures of totals, (n,) to n of them."""
    return _figures(exact.tolist(), whole_list(ceiling(exact)))


class _View:
    """One lane of the outputs, trimmed to the months with anything in them."""

    def __init__(self, scenario: Scenario, outputs: Outputs) -> None:
        self.scenario = scenario
        self.outputs = outputs
        self.digits = currency_digits(scenario.currency)
        self.calendar = outputs.inputs.calendar
        months, totals = outputs.months, outputs.totals
        self.feasible = bool(totals.feasible[0])
        self.stages = np.add.reduce(months.stages[0], axis=0)
        busy = months.active[0].any(axis=0) | self.stages.any(axis=0)
        if months.next_stages is not None:
            busy = busy | months.next_stages[0].any(axis=(0, 1))
        first_busy = int(busy.argmax()) if busy.any() else self.calendar.before
        self.first = min(first_busy, self.calendar.before)
        self.labels = self.calendar.labels[self.first :]
        self.before = self.calendar.before - self.first
        self.stage_keys = scenario.stage_keys
        self.spend = self.money_row(np.add.reduce(months.spend[0], axis=0))

    def money(self, amount: float) -> float:
        return round(amount, self.digits) + 0.0

    def money_row(self, amounts: Array) -> list[float]:
        return money_by_month(amounts, self.digits).tolist()  # type: ignore[no-any-return]


def _bridge(view: _View) -> Bridge:
    """The bridge in minor units; the rest of rounding falls to what is left to win (or left over)."""
    gap, digits = view.outputs.totals.gap, view.digits
    names = ("target", "baseline", "churned", "expanded", "committed", "pipeline")
    minor = {name: int(to_minor(getattr(gap, name), digits)[0]) for name in names}
    rest = minor["target"] - sum(minor[name] for name in names[1:])
    met = gap.new_business[0] == 0
    unit = 10**digits
    return {
        "baseline": minor["baseline"] / unit,
        "churned": minor["churned"] / unit,
        "expanded": minor["expanded"] / unit,
        "committed": minor["committed"] / unit,
        "pipeline": minor["pipeline"] / unit,
        "new_business": 0.0 if met else rest / unit,
        "surplus": -rest / unit if met else 0.0,
        "target": minor["target"] / unit,
    }


def _per_working_day(view: _View) -> dict[str, WorkingDayRate]:
    totals, months = view.outputs.totals, view.outputs.months
    rates: dict[str, WorkingDayRate] = {}
    daily = np.where(months.working_days[0] > 0, months.activity[0] / np.maximum(months.working_days[0], 1), 0.0)
    peaks, means, tops = daily.argmax(axis=1).tolist(), totals.mean_per_day[0].tolist(), totals.peak_per_day[0].tolist()
    blocked, worked = totals.blocked[0].tolist(), months.working_days[0].any(axis=1).tolist()
    for position, channel in enumerate(view.scenario.channels):
        if not view.feasible:
            rates[channel.key] = {"mean": None, "peak": None, "peak_month": None, "reason": "infeasible"}
        elif blocked[position]:
            rates[channel.key] = {"mean": None, "peak": None, "peak_month": None, "reason": "ceiling_reached"}
        elif not worked[position]:
            idle = totals.deals[0, position] == 0
            reason = "no_activity" if idle else "no_working_day"
            rates[channel.key] = {"mean": None, "peak": None, "peak_month": None, "reason": reason}
        else:
            month = view.calendar.labels[peaks[position]]
            rates[channel.key] = {"mean": means[position], "peak": tops[position], "peak_month": month}
    return rates


def _totals(view: _View, team: Team, months: list[PlanMonth]) -> Totals:
    totals = view.outputs.totals
    unknown: Figure = {"exact": None, "whole": None, "reason": "infeasible"}
    exact = totals.stages[0]
    stages = _totalled(exact)
    ahead = np.add.accumulate(view.stages[:, : view.calendar.before], axis=1)[:, -1] if view.calendar.before else np.zeros(len(exact))
    before = _totalled(ahead)
    blocked = bool(totals.blocked.any())
    after = [month["next"] for month in months if "next" in month]
    return {
        "stages": dict(zip(view.stage_keys, stages if view.feasible else [unknown] * len(stages), strict=True)),
        "before_start": dict(zip(view.stage_keys, before if view.feasible else [unknown] * len(before), strict=True)),
        "revenue": view.money(sum(totals.revenue[0].tolist())) if view.feasible else None,
        "spend": view.money(math.fsum(view.spend)) if view.feasible and not blocked else None,
        "people_cost": view.money(team.people_cost),
        "hires_cost": view.money(team.hires_cost),
        "pipeline_deals": float(view.outputs.hand.deals[0]),
        "moved_deals": sum(totals.moved[0].tolist()),
        "per_working_day": _per_working_day(view),
        "next": {
            "stages": {key: sum(part["stages"][key] for part in after) for key in view.stage_keys},
            "spend": view.money(sum(part["spend"] for part in after)),
        }
        if after
        else None,
    }


def _next_by_month(view: _View) -> list[ServesNext] | None:
    months = view.outputs.months
    if months.next_stages is None or months.next_spend is None:
        return None
    stages = np.add.accumulate(months.next_stages[0], axis=0)[-1][:, view.first :].T.tolist()
    spend = view.money_row(np.add.accumulate(months.next_spend[0], axis=0)[-1])[view.first :]
    return [{"stages": dict(zip(view.stage_keys, row, strict=True)), "spend": money} for row, money in zip(stages, spend, strict=True)]


def _months(view: _View) -> list[PlanMonth]:
    months, calendar = view.outputs.months, view.calendar
    rows = _figure_rows(view.stages[:, view.first :])
    spend = view.spend[view.first :]
    blocked = months.blocked[0].any(axis=0)[view.first :].tolist()
    ahead = [0.0] * view.before
    revenue = ahead + view.money_row(np.add.reduce(months.revenue[0], axis=0))
    pipeline_deals = ahead + months.pipeline_deals[0].tolist()
    pipeline_revenue = ahead + view.money_row(months.pipeline_revenue[0])
    after = _next_by_month(view)
    days = calendar.working_days[view.first :]
    result: list[PlanMonth] = []
    for position, label in enumerate(view.labels):
        month: PlanMonth = {
            "month": label,
            "before_start": position < view.before,
            "working_days": days[position],
            "stages": {key: row[position] for key, row in zip(view.stage_keys, rows, strict=True)},
            "revenue": revenue[position],
            "pipeline_deals": pipeline_deals[position],
            "pipeline_revenue": pipeline_revenue[position],
            "spend": None if blocked[position] else spend[position],
        }
        if after is not None:
            month["next"] = after[position]
        result.append(month)
    return result


@dataclass(frozen=True)
class _ChannelRows:
    """Everything about the channels by month, as lists: one row a channel, or a channel's stage or step."""

    busy: list[list[bool]]
    activity: list[list[Figure]]
    stages: list[list[Figure]]
    steps: list[list[list[float]]]
    per_day: list[list[float]]
    days: list[list[int]]
    spend: list[list[float]]
    over: list[list[float]]
    blocked: list[list[bool]]


def _channel_rows(view: _View) -> _ChannelRows:
    months = view.outputs.months
    stages = months.stages[0]
    days = months.working_days[0]
    return _ChannelRows(
        busy=(months.active[0] | stages.any(axis=1)).tolist(),
        activity=_figure_rows(months.activity[0]),
        stages=_figure_rows(stages.reshape(-1, stages.shape[-1])),
        steps=_steps(view).tolist(),
        per_day=(months.activity[0] / np.maximum(days, 1)).tolist(),
        days=days.astype(int).tolist(),
        spend=money_by_month(months.spend[0], view.digits).tolist(),
        over=np.broadcast_to(months.excess[0], days.shape).tolist(),
        blocked=months.blocked[0].tolist(),
    )


def _steps(view: _View) -> Array:
    """Volumes of the channels' steps by month, (C, T, Y): inflated with the activity, except the last, which is what enters."""
    months = view.outputs.months
    yields: Array = np.multiply.accumulate(view.outputs.inputs.yields[0], axis=-1)
    volumes: Array = months.activity[0][..., None] * yields[:, None]
    if view.outputs.inputs.bent.size:
        for position, channel in enumerate(view.scenario.channels):
            if channel.steps:
                last = len(channel.steps) - 1
                volumes[position, :, last] = months.linear[0, position] * yields[position, last]
    return volumes


def _channel_months(view: _View, rows: _ChannelRows, position: int) -> list[ChannelMonth]:
    """A channel's months, from the first with anything in it to the last."""
    busy = rows.busy[position]
    if True not in busy:
        return []
    first, last = busy.index(True), len(busy) - busy[::-1].index(True)
    channel, labels, stages = view.scenario.channels[position], view.calendar.labels, len(view.stage_keys)
    enters = int(view.outputs.inputs.enters[position])
    keys = view.stage_keys[enters:]
    by_stage = list(zip(*rows.stages[position * stages + enters : (position + 1) * stages], strict=True))
    names = [step.name for step in channel.steps]
    activity, per_day, days, steps = rows.activity[position], rows.per_day[position], rows.days[position], rows.steps[position]
    spend, over, blocked = rows.spend[position], rows.over[position], rows.blocked[position]
    result: list[ChannelMonth] = []
    for month in range(first, last):
        row: ChannelMonth = {
            "month": labels[month],
            "activity": activity[month],
            "per_working_day": per_day[month] if days[month] else None,
            "working_days": days[month],
            "steps": dict(zip(names, steps[month], strict=False)),
            "stages": dict(zip(keys, by_stage[month], strict=True)),
            "spend": spend[month],
            "over_capacity": over[month],
        }
        if blocked[month]:
            row |= {"activity": {"exact": None, "whole": None}, "per_working_day": None, "spend": None, "reason": "ceiling_reached"}
            row["steps"] = dict.fromkeys(names)
        elif not days[month] and activity[month]["exact"]:
            row["reason"] = "no_working_day"
        result.append(row)
    return result


def _window(view: _View, channel: int) -> tuple[str, str] | None:
    """First and last calendar day of a channel's activity."""
    timing, totals = view.outputs.timing, view.outputs.totals
    if totals.deals[0, channel] == 0:
        return None
    last = float(np.ceil(timing.window_end[0, channel] - 1e-9)) - 1
    return view.calendar.date(float(timing.window_start[0, channel])).isoformat(), view.calendar.date(last).isoformat()


def _channels(view: _View) -> list[PlanChannel]:
    outputs, totals, funnel = view.outputs, view.outputs.totals, view.outputs.funnel
    deals, revenue, spend = totals.deals[0].tolist(), totals.revenue[0].tolist(), totals.spend[0].tolist()
    moved, blocked = totals.moved[0].tolist(), totals.blocked[0].tolist()
    activity, entries, won = (_totalled(row) for row in (totals.activity[0], totals.deals[0] / funnel.enters[0], totals.deals[0]))
    lags = outputs.timing.lag[0].tolist()
    still_open = np.where(outputs.timing.open[0], outputs.inputs.share[0], 0.0)
    used = (still_open / max(float(still_open.sum()), 1e-300)).tolist()
    peak_use, rows = _peak_use(view), _channel_rows(view)
    new_business = float(totals.gap.new_business[0])
    result: list[PlanChannel] = []
    for position, channel in enumerate(view.scenario.channels):
        known = view.feasible
        paid = known and not blocked[position]
        money = view.money(spend[position]) if paid else None
        result.append(
            {
                "key": channel.key,
                "name": channel.name,
                "owner": channel.owner,
                "enters": channel.enters,
                "share": channel.share,
                "share_used": used[position],
                "activity_unit": channel.activity,
                "activity": activity[position] if paid else _unknown("ceiling_reached" if known else "infeasible"),
                "entries": entries[position] if known else _unknown("infeasible"),
                "deals": won[position] if known else _unknown("infeasible"),
                "revenue": view.money(revenue[position]) if known else None,
                "influenced_revenue": None if channel.influenced is None else view.money(channel.influenced * new_business),
                "spend": money,
                "cac": view.money(spend[position] / deals[position]) if paid and deals[position] > 0 else None,
                "cycle_days": lags[position],
                "window": _window(view, position),
                "moved_deals": moved[position],
                "peak_use": peak_use[position] if paid else None,
                "outreach": outreach_need(outputs, position, channel.outreach) if channel.outreach is not None and paid else None,
                "months": _channel_months(view, rows, position),
            }
        )
    return result


def _unknown(reason: str) -> Figure:
    return {"exact": None, "whole": None, "reason": reason}


def _peak_use(view: _View) -> list[float | None]:
    """The largest share of capacity or ceiling that any month uses, None where there is no limit."""
    months, inputs, funnel = view.outputs.months, view.outputs.inputs, view.outputs.funnel
    with np.errstate(divide="ignore", invalid="ignore"):  # a capacity of 0 has no share in use
        monthly = months.activity[0].max(axis=1) / inputs.capacity_per_month[0]
        daily = view.outputs.totals.peak_per_day[0] / inputs.capacity_per_day[0]
    entries = months.linear[0].max(axis=1) * funnel.per_unit[0] / inputs.ceiling[0]
    limited = np.isfinite(inputs.capacity_per_month[0]) | np.isfinite(inputs.capacity_per_day[0]) | np.isfinite(inputs.ceiling[0])
    use = np.maximum(np.maximum(monthly, daily), entries)
    return [value if known and np.isfinite(value) else None for value, known in zip(use.tolist(), limited.tolist(), strict=True)]


def _proof(view: _View) -> Proof | None:
    if not view.feasible:
        return None
    return prove(view.outputs, [channel.key for channel in view.scenario.channels], view.digits)


def _horizon(view: _View) -> Horizon:
    calendar, today = view.calendar, view.scenario.today
    return {
        "start": calendar.start.isoformat(),
        "end": (calendar.date(calendar.end) - dt.timedelta(days=1)).isoformat(),
        "months": calendar.months,
        "first_month": view.labels[0],
        "today": None if today is None else today.isoformat(),
    }


def present(scenario: Scenario, outputs: Outputs) -> Plan:
    """The plan of the first lane."""
    view = _View(scenario, outputs)
    team = team_of(scenario, outputs, view.stages)
    months = _months(view)
    notes = notes_of(scenario, outputs, view.stages, team)
    totals = _totals(view, team, months)
    return {
        "status": status_of(outputs, notes),
        "name": scenario.name,
        "measure": scenario.goal.measure,
        "currency": scenario.currency,
        "horizon": _horizon(view),
        "bridge": _bridge(view),
        "totals": totals,
        "months": months,
        "channels": _channels(view),
        "team": team.roles(view.first),
        "kpis": kpis_of(scenario, outputs, totals),
        "notes": notes,
        "proof": _proof(view),
    }
