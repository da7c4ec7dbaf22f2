"""Every figure of a plan, from a simulation by days. Exact figures; nothing is rounded for people."""

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from tests.oracle.days import Horizon, Slice
from tests.oracle.simulation import Channel, Document, Money, Simulation

Figures = dict[str, Any]
ByMonth = dict[str, float]


def plan_by_day(document: Document) -> Figures:
    """The plan for a scenario document whose lags are whole days.

    Figures by channel, stage and month have tuples of those as their keys; a month in which the ceiling is
    reached has None for its activity, steps and spend, and where all is too late, no channel has a number of deals.
    """
    simulation = Simulation(document)
    bridge = simulation.bridge()
    days_late = simulation.close_deals(bridge["new_business"])
    figures: Figures = {
        "bridge": bridge,
        "credit": bridge["pipeline"],
        "gap": bridge["new_business"],
        "days_late": days_late,
        "cycle": {channel.key: channel.cycle for channel in simulation.channels},
        "shortest_cycle": simulation.shortest_cycle(),
        "first_close": {channel.key: channel.first_close for channel in simulation.channels},
        "share_used": {channel.key: channel.share_used for channel in simulation.channels},
        "deals": {channel.key: channel.deals if days_late is None else None for channel in simulation.channels},
        "moved": {channel.key: channel.moved for channel in simulation.channels},
        "revenue": simulation.brought_by_month(_new_deals(simulation)),
        "pipeline_deals": _pipeline_deals(simulation),
        "pipeline_revenue": simulation.brought_by_month((piece, simulation.pipeline_value()) for piece in simulation.pipeline()),
        "window": {channel.key: _window(simulation, channel) for channel in simulation.channels},
        "entries": {},
        "linear": {},
        "activity": {},
        "steps": {},
        "working_days": {},
        "per_working_day": {},
        "spend": {},
        "over_capacity": {},
        "deals_at_risk": {},
        "outreach": {},
        "next_entries": {},
        "next_spend": {},
    }
    for channel in simulation.channels:
        _walk_back(simulation, channel, figures)
        _buy(simulation, channel, figures)
        _buy_for_next(simulation, channel, figures)
        _hold_against_capacity(channel, figures)
        _reach_out(channel, figures)
    figures["months"] = _months(simulation.horizon, figures)
    figures["team"] = [_heads(role, simulation, figures) for role in document.get("team") or ()]
    figures["people_cost"] = math.fsum(role["people_cost"] for role in figures["team"])
    figures["hires_cost"] = math.fsum(role["hires_cost"] for role in figures["team"])
    figures["proof"] = _prove(simulation, figures)
    return figures


def whole(exact: float) -> int:
    """The least whole number not below a figure, forgiving float dust."""
    return max(0, math.ceil(exact - max(1e-9, 1e-12 * abs(exact))))


def whole_by_month(exact: ByMonth) -> dict[str, int]:
    """Whole numbers that add up to the ceiling of the total, and are never short on the way."""
    targets: dict[str, int] = {}
    for month in sorted(exact):
        targets[month] = whole(math.fsum(exact[earlier] for earlier in exact if earlier <= month)) - sum(targets.values())
    return targets


def _new_deals(simulation: Simulation) -> list[tuple[Slice, Money]]:
    by_day = ((channel, day, deals) for channel in simulation.channels for day, deals in channel.deals_by_day.items())
    return [(Slice(day, day + 1, deals, day), channel.value) for channel, day, deals in by_day]


def _pipeline_deals(simulation: Simulation) -> ByMonth:
    months: defaultdict[str, float] = defaultdict(float)
    for piece in simulation.pipeline():
        months[simulation.horizon.month(piece.day)] += piece.deals
    return dict(months)


def _window(simulation: Simulation, channel: Channel) -> tuple[str, str] | None:
    window = simulation.window(channel)
    return (str(simulation.horizon.date(window[0])), str(simulation.horizon.date(window[-1]))) if window else None


def _walk_back(simulation: Simulation, channel: Channel, figures: Figures) -> None:
    """Entries into every stage, and the activity behind them, for this goal and for the next."""
    after = simulation.deals_after(channel)
    for stage in channel.path:
        for month, entries in simulation.entries(channel, stage, channel.deals_by_day).items():
            figures["entries"][channel.key, stage, month] = entries
        for month, entries in simulation.entries(channel, stage, after).items():
            if month in _inside(simulation.horizon):
                figures["next_entries"][channel.key, stage, month] = entries
    for month, units in simulation.activity(channel, channel.deals_by_day).items():
        figures["linear"][channel.key, month] = units


def _inside(horizon: Horizon) -> list[str]:
    return [horizon.key(index) for index in range(horizon.months)]


def _buy(simulation: Simulation, channel: Channel, figures: Figures) -> None:
    """Activity, its steps and what they cost, month by month of the window."""
    steps, fixed = list(channel.yields), (channel.document.get("cost") or {}).get("fixed_per_month", 0.0)
    for month, working_days in simulation.working_days(channel).items():
        linear = figures["linear"].get((channel.key, month), 0.0)
        dearer = _dearer(channel, linear)
        activity = None if dearer is None else linear * dearer
        figures["activity"][channel.key, month] = activity
        for step in steps[1:]:
            inflated = 1.0 if step == steps[-1] else dearer
            figures["steps"][channel.key, step, month] = None if dearer is None else linear * channel.yields[step] * inflated
        price = _price(channel, linear)
        figures["spend"][channel.key, month] = None if price is None else price + fixed
        figures["working_days"][channel.key, month] = working_days
        figures["per_working_day"][channel.key, month] = activity / working_days if activity is not None and working_days else None


def _buy_for_next(simulation: Simulation, channel: Channel, figures: Figures) -> None:
    """What the work for the next period costs on top of this one's, in the months inside the horizon that have any."""
    fixed = (channel.document.get("cost") or {}).get("fixed_per_month", 0.0)
    for month, units in simulation.activity(channel, simulation.deals_after(channel)).items():
        if month in _inside(simulation.horizon):
            own = figures["linear"].get((channel.key, month), 0.0)
            both, alone = _price(channel, own + units), _price(channel, own)
            begun = 0.0 if (channel.key, month) in figures["spend"] else fixed
            figures["next_spend"][channel.key, month] = None if both is None or alone is None else both - alone + begun


def _price(channel: Channel, linear: float) -> Money | None:
    """What a month's linear activity costs, without anything fixed."""
    cost, dearer = channel.document.get("cost") or {}, _dearer(channel, linear)
    paid = channel.yields[cost["per"]] if cost.get("per") else 0.0
    return None if dearer is None else cost.get("amount", 0.0) * linear * paid * dearer


def _dearer(channel: Channel, linear: float) -> float | None:
    """How many times the linear activity a month takes under the ceiling; None where no activity is enough."""
    ceiling, bought = channel.document.get("ceiling"), linear * list(channel.yields.values())[-1]
    if ceiling is None:
        return 1.0
    return None if bought >= ceiling else 1 / (1 - bought / ceiling)


def _hold_against_capacity(channel: Channel, figures: Figures) -> None:
    capacity = channel.document.get("capacity") or {}
    a_day, a_month = capacity.get("per_working_day"), capacity.get("per_month")
    at_risk = 0.0
    for (key, month), activity in figures["activity"].items():
        if key != channel.key or not activity:
            continue
        working_days = figures["working_days"][key, month]
        excess = 0.0 if a_month is None else max(0.0, activity - a_month)
        if a_day is not None:
            excess = max(excess, activity - a_day * working_days)
        figures["over_capacity"][key, month] = excess
        as_it_runs = figures["linear"][key, month] * list(channel.yields.values())[-1] / activity
        at_risk += excess * as_it_runs * channel.to_deal_rate[channel.entry]
    figures["deals_at_risk"][channel.key] = at_risk


def _of_channel(figures: Mapping[tuple[str, ...], Any], channel: str) -> dict[str, Any]:
    return {key[-1]: value for key, value in figures.items() if key[0] == channel}


def _reach_out(channel: Channel, figures: Figures) -> None:
    """Prospects, mails, mailboxes and domains of a sequence that stops at a reply."""
    outreach = channel.document.get("outreach")
    units = _of_channel(figures["activity"], channel.key)
    rates = _of_channel(figures["per_working_day"], channel.key)
    if not outreach or None in units.values() or None in rates.values():
        return
    touches, replies = outreach["touches"], outreach["reply_probability"]
    mails = math.fsum(1 - replies * (touch - 1) / touches for touch in range(1, touches + 1))
    peak = max(rates.values(), default=0.0)
    mailboxes = whole(peak / outreach.get("per_mailbox", 20))
    figures["outreach"][channel.key] = {
        "mails": mails,
        "prospects": math.fsum(units.values()) / mails,
        "mailboxes_exact": peak / outreach.get("per_mailbox", 20),
        "mailboxes": mailboxes,
        "domains": whole(mailboxes / outreach.get("per_domain", 3)),
    }


def _months(horizon: Horizon, figures: Figures) -> list[str]:
    """From the first month that a channel's window touches to the last of the horizon."""
    busy = {month for _, month in figures["working_days"]}
    inside = _inside(horizon)
    before = range(-(max((horizon.first.year - int(month[:4]) + 1 for month in busy), default=0) * 12), 0)
    keys = [horizon.key(index) for index in before]
    first = min(busy | {inside[0]})
    return [key for key in keys if key >= first] + inside


def _heads(role: Document, simulation: Simulation, figures: Figures) -> Figures:
    """Heads needed for a role by month, and when to hire them so that they are up to speed."""
    horizon, ramp, monthly = simulation.horizon, int(role.get("ramp_months", 0)), role.get("cost_per_month", 0.0)
    load: defaultdict[str, float] = defaultdict(float)
    handled = {channel.key for channel in simulation.channels if role["handles"] in (channel.key, channel.document["activity"])}
    for (key, month), units in figures["activity"].items():
        load[month] += (units or 0.0) if key in handled else 0.0
    for (_, stage, month), entries in figures["entries"].items():
        load[month] += entries if stage == role["handles"] else 0.0
    so_far, hires_cost = role.get("heads", 0.0), 0.0
    hires: defaultdict[str, float] = defaultdict(float)
    needed: dict[str, int] = {}
    for month in figures["months"]:
        needed[month] = whole(load[month] / role["load_per_head_per_month"])
        if needed[month] > so_far:
            index = _index(horizon, month) - ramp
            hires[horizon.key(index)] += needed[month] - so_far
            hires_cost += (needed[month] - so_far) * monthly * (horizon.months - index)
            so_far = needed[month]
    return {
        "load": {month: load[month] for month in figures["months"]},
        "heads": needed,
        "heads_exact": {month: load[month] / role["load_per_head_per_month"] for month in figures["months"]},
        "hires": dict(hires),
        "hire_by": min(hires, default=None),
        "people_cost": role.get("heads", 0.0) * monthly * horizon.months,
        "hires_cost": hires_cost,
    }


def _index(horizon: Horizon, month: str) -> int:
    return (int(month[:4]) - horizon.first.year) * 12 + int(month[5:]) - horizon.first.month


def _prove(simulation: Simulation, figures: Figures) -> Figures:
    """Whole-number entries by month, on the plan's own days, run forward to what they bring beyond the gap."""
    brought, entries = [], {}
    for channel in simulation.channels:
        exact = {month: value for (key, stage, month), value in figures["entries"].items() if (key, stage) == (channel.key, channel.entry)}
        targets = whole_by_month(exact)
        entries[channel.key] = sum(targets.values())
        for day, deals in channel.deals_by_day.items():
            month = simulation.horizon.month(day - channel.to_deal_lag[channel.entry])
            share = targets[month] / exact[month] if month in exact else 0.0
            brought.append(deals * share * channel.value * simulation.worth_of_day(day))
    return {"entries": entries, "over": math.fsum(brought) - figures["gap"]}
