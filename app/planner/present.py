"""Outputs as a plan: one lane of arrays turned into the JSON that people and programs read.

No formula of the funnel stands here; only whole numbers, money in minor units, and names put to positions.
"""

import datetime as dt
import math

import numpy as np

from app.planner.engine import Outputs, evaluate
from app.planner.inputs import compile_scenario
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
from app.planner.rounding import currency_digits, minor_units, money_by_month
from app.planner.scenario import Scenario
from app.planner.tables import records, tables_of, totalled
from app.planner.team import Team, team_of


class _View:
    """One lane of the outputs, trimmed to the months with anything in them."""

    def __init__(self, scenario: Scenario, outputs: Outputs) -> None:
        self.scenario = scenario
        self.outputs = outputs
        self.digits = currency_digits(scenario.currency)
        self.calendar = outputs.inputs.calendar
        self.feasible = bool(outputs.totals.feasible[0])
        self.deals: list[float] = outputs.totals.deals[0].tolist()
        self.blocked: list[bool] = outputs.totals.blocked[0].tolist()
        self.tables = tables_of(outputs, self.digits)
        self.first = self.tables.first
        self.labels = self.calendar.labels[self.first :]
        self.before = self.calendar.before - self.first
        self.stage_keys = scenario.stage_keys

    def money(self, amount: float) -> float:
        return round(amount, self.digits) + 0.0


def _bridge(view: _View) -> Bridge:
    """The bridge in minor units; the rest of rounding falls to what is left to win (or left over)."""
    gap, digits = view.outputs.totals.gap, view.digits
    names = ("target", "baseline", "churned", "expanded", "committed", "pipeline")
    minor = {name: minor_units(float(getattr(gap, name)[0]), digits) for name in names}
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
    totals, tables = view.outputs.totals, view.tables
    rates: dict[str, WorkingDayRate] = {}
    means, tops = totals.mean_per_day[0].tolist(), totals.peak_per_day[0].tolist()
    for position, channel in enumerate(view.scenario.channels):
        if not view.feasible:
            rates[channel.key] = {"mean": None, "peak": None, "peak_month": None, "reason": "infeasible"}
        elif view.blocked[position]:
            rates[channel.key] = {"mean": None, "peak": None, "peak_month": None, "reason": "ceiling_reached"}
        elif not any(tables.days[position]):
            reason = "no_working_day" if view.deals[position] else "no_activity"
            rates[channel.key] = {"mean": None, "peak": None, "peak_month": None, "reason": reason}
        else:
            daily = [rate if days else 0.0 for rate, days in zip(tables.per_day[position], tables.days[position], strict=True)]
            month = view.calendar.labels[daily.index(max(daily))]
            rates[channel.key] = {"mean": means[position], "peak": tops[position], "peak_month": month}
    return rates


def _totals(view: _View, team: Team, months: list[PlanMonth]) -> Totals:
    totals = view.outputs.totals
    unknown: Figure = {"exact": None, "whole": None, "reason": "infeasible"}
    stages = totalled(totals.stages[0])
    before = totalled(np.add.reduce(view.tables.entries[:, : view.calendar.before], axis=1))
    after = [month["next"] for month in months if "next" in month]
    return {
        "stages": dict(zip(view.stage_keys, stages if view.feasible else [unknown] * len(stages), strict=True)),
        "before_start": dict(zip(view.stage_keys, before if view.feasible else [unknown] * len(before), strict=True)),
        "revenue": view.money(sum(totals.revenue[0].tolist())) if view.feasible else None,
        "spend": view.money(math.fsum(view.tables.spend)) if view.feasible and True not in view.blocked else None,
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
    rows: list[list[float]] = np.add.accumulate(months.next_stages[0], axis=0)[-1][:, view.first :].tolist()
    spend = money_by_month(np.add.reduce(months.next_spend[0], axis=0), view.digits).tolist()[view.first :]
    stages = records(view.stage_keys, rows, len(spend))
    return [{"stages": entries, "spend": money} for entries, money in zip(stages, spend, strict=True)]


def _months(view: _View) -> list[PlanMonth]:
    calendar, tables, first = view.calendar, view.tables, view.first
    stages = records(view.stage_keys, tables.stages(), len(view.labels))
    spend, revenue, pipeline_revenue = tables.spend[first:], tables.revenue[first:], tables.pipeline_revenue[first:]
    blocked = np.logical_or.reduce(view.outputs.months.blocked[0], axis=0).tolist()[first:]
    pipeline_deals = [0.0] * view.before + view.outputs.months.pipeline_deals[0].tolist()
    after = _next_by_month(view)
    days = calendar.working_days[view.first :]
    result: list[PlanMonth] = []
    for position, label in enumerate(view.labels):
        month: PlanMonth = {
            "month": label,
            "before_start": position < view.before,
            "working_days": days[position],
            "stages": stages[position],
            "revenue": revenue[position],
            "pipeline_deals": pipeline_deals[position],
            "pipeline_revenue": pipeline_revenue[position],
            "spend": None if blocked[position] else spend[position],
        }
        if after is not None:
            month["next"] = after[position]
        result.append(month)
    return result


def _channel_months(view: _View, position: int) -> list[ChannelMonth]:
    """A channel's months, from the first with anything in it to the last."""
    rows = view.tables
    busy = rows.busy[position]
    if True not in busy:
        return []
    first, last = busy.index(True), len(busy) - busy[::-1].index(True)
    enters = int(view.outputs.inputs.enters[position])
    names = [step.name for step in view.scenario.channels[position].steps]
    volumes = [volume[first:last] for volume in rows.steps[position][: len(names)]]
    columns = (
        view.calendar.labels,
        rows.per_day[position],
        rows.days[position],
        rows.channel_spend[position],
        rows.over[position],
        rows.blocked[position],
    )
    result: list[ChannelMonth] = []
    for activity, steps, stages, label, per_day, days, spend, over, blocked in zip(
        rows.activity(position, first, last),
        records(names, volumes, last - first),
        records(view.stage_keys[enters:], rows.channel_stages(position, enters, first, last), last - first),
        *(column[first:last] for column in columns),
        strict=True,
    ):
        row: ChannelMonth = {
            "month": label,
            "activity": activity,
            "per_working_day": per_day if days else None,
            "working_days": days,
            "steps": steps,
            "stages": stages,
            "spend": spend,
            "over_capacity": over,
        }
        if blocked:
            row |= {"activity": {"exact": None, "whole": None}, "per_working_day": None, "spend": None, "reason": "ceiling_reached"}
            row["steps"] = dict.fromkeys(names)
        elif not days and activity["exact"]:
            row["reason"] = "no_working_day"
        result.append(row)
    return result


def _window(view: _View, channel: int) -> tuple[str, str] | None:
    """First and last calendar day of a channel's activity."""
    if view.deals[channel] == 0:
        return None
    timing = view.outputs.timing
    first, end = float(timing.window_start[0, channel]), float(timing.window_end[0, channel])
    return view.calendar.date(first).isoformat(), view.calendar.date(math.ceil(end - 1e-9) - 1).isoformat()


def _channels(view: _View) -> list[PlanChannel]:
    outputs, totals, funnel = view.outputs, view.outputs.totals, view.outputs.funnel
    deals, revenue, spend, moved = view.deals, totals.revenue[0].tolist(), totals.spend[0].tolist(), totals.moved[0].tolist()
    activity, entries, won = (totalled(row) for row in (totals.activity[0], totals.deals[0] / funnel.enters[0], totals.deals[0]))
    lags = outputs.timing.lag[0].tolist()
    still_open = np.where(outputs.timing.open[0], outputs.inputs.share[0], 0.0)
    used = (still_open / max(float(still_open.sum()), 1e-300)).tolist()
    new_business = float(totals.gap.new_business[0])
    result: list[PlanChannel] = []
    for position, channel in enumerate(view.scenario.channels):
        known = view.feasible
        paid = known and not view.blocked[position]
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
                "peak_use": _peak_use(view, position) if paid else None,
                "outreach": outreach_need(outputs, position, channel.outreach) if channel.outreach is not None and paid else None,
                "months": _channel_months(view, position),
            }
        )
    return result


def _unknown(reason: str) -> Figure:
    return {"exact": None, "whole": None, "reason": reason}


def _peak_use(view: _View, position: int) -> float | None:
    """The largest share of capacity or ceiling that any month uses; None where there is no limit, or one that leaves nothing to share."""
    channel, outputs = view.scenario.channels[position], view.outputs
    uses = []
    if channel.capacity.per_month is not None:
        uses.append((max(view.tables.exact_activity(position)), channel.capacity.per_month))
    if channel.capacity.per_working_day is not None:
        uses.append((float(outputs.totals.peak_per_day[0, position]), channel.capacity.per_working_day))
    if channel.ceiling is not None:
        uses.append((float(np.maximum.reduce(outputs.months.linear[0, position]) * outputs.funnel.per_unit[0, position]), channel.ceiling))
    if not uses or any(limit == 0 for _, limit in uses):
        return None
    return max(load / limit for load, limit in uses)


def _proof(view: _View) -> Proof | None:
    if not view.feasible or True in view.blocked:
        return None
    targets = view.tables.targets(view.outputs.inputs.enters.tolist())
    return prove(view.outputs, targets, [channel.key for channel in view.scenario.channels], view.digits)


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
    team = team_of(scenario, outputs, view.tables.entries)
    months = _months(view)
    notes = notes_of(scenario, outputs, view.tables.entries, team)
    totals = _totals(view, team, months)
    return {
        "status": status_of(outputs, notes),
        "name": scenario.name,
        "measure": scenario.goal.measure,
        "currency": scenario.currency,
        "stages": [{"key": stage.key, "name": stage.name, "owner": stage.owner} for stage in scenario.stages],
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


def make_plan(scenario: Scenario) -> Plan:
    """The plan of one scenario: compiled, evaluated, presented.

    Returns:
        The plan as a plain, JSON-ready dictionary; its notes carry codes and figures, no wording.
    """
    return present(scenario, evaluate(compile_scenario(scenario)))
