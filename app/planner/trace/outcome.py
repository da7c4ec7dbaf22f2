"""Whether it can be done: heads against work, and the whole-number targets run forward against the goal."""

from app.planner.text import N_
from app.planner.trace.activity import activity
from app.planner.trace.bridge import new_business
from app.planner.trace.funnel import entries, stage_total
from app.planner.trace.story import Story, value

# -- team


def role(story: Story, position: int, name: str) -> None:
    """The most heads needed, or the hires."""
    shown, given = story.plan["team"][position], story.scenario.team[position]
    busiest = max(month["load"] for month in shown["months"])
    values = [value("busiest month", busiest), value("load a head", given.load_per_head_per_month)]
    if name == "heads_peak":
        formula, result = N_("busiest month / load a head, rounded up"), shown["heads_peak"]
    else:
        formula, result = N_("most heads needed - heads now, rounded up"), shown["hires"]
        values.append(value("heads now", given.heads))
    story.step(f"role {position} {name}", formula, values, float(result), "count")
    _behind_role(story, position)


def role_month(story: Story, position: int, month: int, name: str) -> None:
    """Load, heads or hires of a role in a month."""
    shown, given = story.plan["team"][position]["months"][month], story.scenario.team[position]
    values = [value("load", shown["load"]), value("load a head", given.load_per_head_per_month)]
    formula, result = {
        "load": (N_("units of what the role handles in the month"), shown["load"]),
        "heads_needed": (N_("load of the month / load a head, rounded up"), shown["heads_needed"]),
        "hires": (N_("heads that must start now for the ramp to be over when they are needed"), shown["hires"]),
    }[name]
    story.step(f"{shown['month']} role {position} {name}", formula, [] if name == "load" else values, float(result), "count")
    _behind_role(story, position)


def _behind_role(story: Story, position: int) -> None:
    """A role's assumptions, and what it handles: a channel by its key, else a stage, else every channel with that activity."""
    given, channels = story.scenario.team[position], story.scenario.channels
    for field, unit in (("load_per_head_per_month", "count"), ("heads", "count"), ("ramp_months", "months")):
        story.source(f"/team/{position}/{field}", f"{given.role}: {field}", getattr(given, field), unit)
    if given.handles in {channel.key for channel in channels}:
        activity(story, story.channel_at(given.handles))
    elif given.handles in story.scenario.stage_keys:
        stage_total(story, story.scenario.stage_keys.index(given.handles))
    else:
        for number, channel in enumerate(channels):
            if channel.activity == given.handles:
                activity(story, number)


# -- proof


def proof(story: Story, name: str) -> None:
    """The forward check: what the whole-number targets bring, the goal, or by how much they exceed it."""
    found = story.plan["proof"]
    if found is None:
        return
    if name == "over":
        values = [value("brings", found["brings"], "money"), value("goal", found["goal"], "money")]
        story.step("over", N_("what the whole-number targets bring - goal"), values, found["over"], "money")
    if name == "goal":
        story.step("goal", N_("the target of the bridge"), [], found["goal"], "money")
    values = [value(story.scenario.channels[story.channel_at(key)].name, count) for key, count in found["entries"].items()]
    formula = N_("existing + committed + pipeline + whole entries of each channel x rates x deal value")
    story.step("brings", formula, values, found["brings"], "money")
    new_business(story)
    for channel in range(len(story.scenario.channels)):
        entries(story, channel)


def proof_entries(story: Story, key: str) -> None:
    """A channel's whole-number entries."""
    found = story.plan["proof"]
    if found is not None:
        story.step(f"whole {key}", N_("entries by month, rounded up on the running total"), [], found["entries"][key], "count")
    entries(story, story.channel_at(key))
