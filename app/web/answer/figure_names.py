"""What a figure of the plan is called, and what it is, by its pointer. No HTML."""

import re
from typing import NamedTuple

from app.planner.text import N_
from app.web.figures.ground import Ground
from app.web.figures.words import heading, said
from app.wording import kpi_name
from app.wording.levers import FIGURES
from app.wording.names import MEASURES

NAMES = {
    **FIGURES,
    "hires_cost": N_("Cost of hires"),
    "pipeline_revenue": N_("Revenue of the open pipeline"),
    "working_days": N_("Working days"),
    "per_working_day": N_("A working day"),
    "peak_use": N_("Capacity at the peak"),
    "share_used": N_("Share"),
    "influenced_revenue": N_("Influenced revenue"),
    "heads_needed": N_("Heads needed"),
    "hires": N_("Hires"),
    "load": N_("Load"),
    "brings": N_("What the whole-number targets bring"),
    "over": N_("Over the goal"),
    "goal": N_("Goal"),
    "prospects": N_("Prospects"),
    "prospects_per_working_day": N_("New prospects a working day"),
    "emails_per_prospect": N_("E-mails a prospect"),
    "mailboxes": N_("Mailboxes"),
    "domains": N_("Sending domains"),
}
MONEY = {"revenue", "pipeline_revenue", "spend", "people_cost", "hires_cost", "cac", "influenced_revenue", "brings", "over", "goal"}
DAYS = {"working_days", "cycle_days"}


class Value(NamedTuple):
    """A figure as a number with its unit."""

    number: float
    unit: str


def figure_value(ground: Ground, pointer: str) -> Value | None:
    """The figure at a pointer; None where there is none."""
    found: object = ground.plan
    parts = pointer.split("/")[1:]
    for part in parts:
        if isinstance(found, dict):
            found = found.get(part)
        elif isinstance(found, list) and re.fullmatch(r"[0-9]{1,4}", part) and int(part) < len(found):
            found = found[int(part)]
        else:
            return None
    if isinstance(found, dict) and "whole" in found:
        found = found["exact" if ground.exact else "whole"]
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    money = parts[0] == "bridge" or parts[-1] in MONEY
    return Value(float(found), "money" if money else "days" if parts[-1] in DAYS else "count")


def figure_name(ground: Ground, pointer: str) -> str:
    """'SQLs, Aug 2027', 'Cold email: Spend'; of several figures added up, what they are and from when to when."""
    first = pointer.split("+")[0]
    parts = first.split("/")[1:]
    try:
        return _name(ground, parts)
    except (IndexError, KeyError, ValueError):
        return ""


def _name(ground: Ground, parts: list[str]) -> str:
    plan = ground.plan
    match parts:
        case ["channels", channel, "months", months, *rest]:
            shown = plan["channels"][int(channel)]
            return f"{shown['name']}: {_what(ground, rest)}, {_when(ground, [month['month'] for month in shown['months']], months)}"
        case ["channels", channel, *rest]:
            return f"{plan['channels'][int(channel)]['name']}: {_what(ground, rest)}"
        case ["months", months, *rest]:
            return f"{_what(ground, rest)}, {_when(ground, [month['month'] for month in plan['months']], months)}"
        case ["team", role, "months", month, *rest]:
            given = plan["team"][int(role)]
            return f"{given['role']}: {_what(ground, rest)}, {ground.long_month(given['months'][int(month)]['month'])}"
        case ["team", role, *rest]:
            return f"{plan['team'][int(role)]['role']}: {_what(ground, rest)}"
        case ["kpis", position, *_]:
            return kpi_name(plan["kpis"][int(position)], ground.language, plan)
        case ["totals", "per_working_day", channel, *_]:
            named = next(each["name"] for each in plan["channels"] if each["key"] == channel)
            return f"{named}: {_what(ground, parts[3:] or ['mean'])}"
        case ["totals", "before_start", stage]:
            return ground.say(N_("%(stages)s before the start"), stages=heading(ground.stages(stage)))
        case [_, *rest]:
            return _what(ground, rest)
    return ""


def _when(ground: Ground, labels: list[str], months: str) -> str:
    first, _, last = months.partition("-")
    if not last:
        return ground.long_month(labels[int(first)])
    return f"{ground.long_month(labels[int(first)])}–{ground.long_month(labels[int(last)])}"


def _what(ground: Ground, rest: list[str]) -> str:
    if not rest:
        return ""
    if rest[0] == "stages":
        return heading(ground.stages(rest[1]))
    name = rest[-1] if rest[-1] not in ("exact", "whole", "value") or len(rest) < 2 else rest[-2]
    if name == "revenue":
        return said(MEASURES, ground.plan["measure"], ground.language)
    if name == "deals":
        return heading(ground.stages(ground.last.key))
    if name == "entries":
        return ground.say(N_("Entries"))
    return said(NAMES, name, ground.language)
