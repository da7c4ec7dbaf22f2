"""How a figure of a plan came about: its formula, the values in it, and where each of those came from.

A trace starts at the figure and goes down to the assumptions. Its steps take their results from the evaluated plan, so a
trace can never tell another story than the plan does.

This module finds what explains a pointer. What explains it stands in the room of its subject, a function of the `Story` that
collects steps and sources; it adds its own step, then calls what its values are made of. Rooms import one way, downwards:

    outcome     team, proof
    kpis        key figures
    following   what is done for the period after
    money       revenue, spend, the cost of a deal, people
    activity    activity, working days, capacity, outreach
    funnel      deals, entries into stages
    bridge      from baseline to target
    story       what is collected, and where values came from
"""

from collections.abc import Callable

from app.planner.engine import evaluate
from app.planner.faults import nearest
from app.planner.inputs import compile_scenario
from app.planner.plan import Plan, Trace
from app.planner.present import present
from app.planner.scenario import Scenario
from app.planner.trace import activity, bridge, following, funnel, kpis, money, outcome
from app.planner.trace.story import Story

__all__ = ["UnknownFigure", "trace_figure"]


class UnknownFigure(LookupError):
    """A pointer that leads to no figure of the plan."""

    def __init__(self, figure: str, nearest_figure: str | None) -> None:
        super().__init__(figure)
        self.figure = figure
        self.nearest = nearest_figure


def trace_figure(scenario: Scenario, figure: str) -> Trace:
    """The trace of one figure of a scenario's plan.

    Args:
        scenario: the assumptions.
        figure: a JSON pointer into the plan, as in /totals/stages/lead or /channels/0/months/3/spend.

    Raises:
        UnknownFigure: where the pointer leads to no figure.
    """
    outputs = evaluate(compile_scenario(scenario))
    plan = present(scenario, outputs)
    story = Story(scenario, outputs, plan)
    parts = figure.split("/")[1:]
    if not (_is_there(plan, parts) and _explain(story, parts)):
        raise UnknownFigure(figure, nearest(figure, _headlines(plan)))
    return {"figure": figure, "steps": story.steps, "sources": list(story.sources.values())}


def _is_there(plan: Plan, parts: list[str]) -> bool:
    """Whether a pointer's parts lead to anything in the plan."""
    found: object = plan
    for part in parts:
        try:
            found = found[_position(part)] if isinstance(found, list | tuple) else found[part]  # type: ignore[index]  # any part may be missing
        except (KeyError, IndexError, ValueError, TypeError):
            return False
    return True


def _position(part: str) -> int:
    """A position in a list, from the start.

    Raises:
        ValueError: for anything but plain digits.
    """
    if not (part.isascii() and part.isdigit()):
        raise ValueError(part)
    return int(part)


def _headlines(plan: Plan) -> list[str]:
    """Pointers of the headline figures, to suggest one."""
    return [
        *(f"/bridge/{name}" for name in plan["bridge"]),
        *(f"/totals/stages/{key}" for key in plan["totals"]["stages"]),
        *(f"/totals/per_working_day/{key}/mean" for key in plan["totals"]["per_working_day"]),
        *(f"/totals/{name}" for name in ("revenue", "spend", "people_cost", "hires_cost", "pipeline_deals", "moved_deals")),
        *(
            f"/channels/{position}/{name}"
            for position in range(len(plan["channels"]))
            for name in ("deals", "entries", "activity", "spend")
        ),
        *(f"/kpis/{position}" for position in range(len(plan["kpis"]))),
        "/proof/over",
    ]


# -- what explains a pointer; each of these says whether anything does

TOTALS: dict[str, Callable[[Story], None]] = {
    "revenue": money.revenue,
    "spend": money.spend,
    "people_cost": money.people_cost,
    "hires_cost": money.hires_cost,
    "pipeline_deals": bridge.pipeline_deals,
    "moved_deals": funnel.moved,
}
OF_CHANNEL: dict[str, Callable[[Story, int], None]] = {
    "deals": funnel.deals,
    "entries": funnel.entries,
    "activity": activity.activity,
    "revenue": money.channel_revenue,
    "spend": money.channel_spend,
    "cac": money.channel_cac,
    "cycle_days": funnel.cycle,
    "share_used": funnel.share_used,
    "moved_deals": funnel.channel_moved,
    "peak_use": activity.peak_use,
    "influenced_revenue": money.influenced,
}


def _explain(story: Story, parts: list[str]) -> bool:
    """Explain the figure at a pointer's parts, which are known to lead somewhere."""
    stage_at = story.scenario.stage_keys.index
    match parts[:-1] if parts and parts[-1] in {"exact", "whole"} else parts:
        case ["bridge", name]:
            bridge.BARS[name](story)
        case ["totals", name] if name in TOTALS:
            TOTALS[name](story)
        case ["totals", "stages", stage]:
            funnel.stage_total(story, stage_at(stage))
        case ["totals", "before_start", stage]:
            funnel.before_start(story, stage_at(stage))
        case ["totals", "next", "stages", stage]:
            following.next_stage(story, stage_at(stage))
        case ["totals", "next", "spend"]:
            following.next_spend(story)
        case ["totals", "per_working_day", channel] | ["totals", "per_working_day", channel, "mean"]:
            activity.per_working_day(story, story.channel_at(channel), "mean")
        case ["totals", "per_working_day", channel, "peak"]:
            activity.per_working_day(story, story.channel_at(channel), "peak")
        case ["months", month, *rest]:
            return _explain_month(story, int(month), rest)
        case ["channels", channel, name] if name in OF_CHANNEL:
            OF_CHANNEL[name](story, int(channel))
        case ["channels", channel, "outreach", name]:
            activity.outreach(story, int(channel), name)
        case ["channels", channel, "months", month, *rest]:
            return _explain_channel_month(story, int(channel), int(month), rest)
        case ["team", role, ("heads_peak" | "hires") as name]:
            outcome.role(story, int(role), name)
        case ["team", role, "months", month, ("load" | "heads_needed" | "hires") as name]:
            outcome.role_month(story, int(role), int(month), name)
        case ["kpis", kpi] | ["kpis", kpi, "value"]:
            kpis.key_figure(story, int(kpi))
        case ["proof", ("brings" | "over" | "goal") as name]:
            outcome.proof(story, name)
        case ["proof", "entries", channel]:
            outcome.proof_entries(story, channel)
        case _:
            return False
    return True


def _explain_month(story: Story, month: int, rest: list[str]) -> bool:
    match rest:
        case ["stages", stage]:
            funnel.stage_month(story, month, story.scenario.stage_keys.index(stage))
        case ["revenue"]:
            money.revenue_month(story, month)
        case ["spend"]:
            money.spend_month(story, month)
        case [("pipeline_deals" | "pipeline_revenue") as name]:
            bridge.pipeline_month(story, month, name)
        case ["working_days"]:
            activity.working_days_month(story, month)
        case _:
            return False
    return True


def _explain_channel_month(story: Story, channel: int, month: int, rest: list[str]) -> bool:
    match rest:
        case ["stages", stage]:
            funnel.channel_stage_month(story, channel, month, story.scenario.stage_keys.index(stage))
        case ["steps", step]:
            activity.channel_step_month(story, channel, month, step)
        case ["spend"]:
            money.channel_spend_month(story, channel, month)
        case [("activity" | "per_working_day" | "working_days" | "over_capacity") as name]:
            activity.channel_month(story, channel, month, name)
        case _:
            return False
    return True
