"""What is done inside the horizon for the period after: entries and spend on top of what serves the goal itself."""

from app.planner.text import N_
from app.planner.trace.funnel import stage_total
from app.planner.trace.money import spend
from app.planner.trace.story import Story, timing, value


def next_stage(story: Story, stage: int) -> None:
    """Entries into a stage that serve the period after."""
    key, entries, after = story.scenario.stage_keys[stage], story.outputs.months.next_stages, story.plan["totals"]["next"]
    if entries is None or after is None:
        return
    by_channel = entries[0, :, stage].sum(axis=-1).tolist()
    values = [value(story.scenario.channels[channel].name, by_channel[channel]) for channel in story.passing(stage)]
    formula = N_("entries inside the horizon whose deals close after it, for deals that grow on at the rate of the period after")
    story.step(f"next {key}", formula, values, after["stages"][key], "count")
    _growth(story)
    timing(story, stage)
    stage_total(story, stage)


def next_spend(story: Story) -> None:
    """What those entries cost."""
    money, after = story.outputs.months.next_spend, story.plan["totals"]["next"]
    if money is None or after is None:
        return
    by_channel = money[0].sum(axis=-1).tolist()
    values = [value(channel.name, amount, "money") for channel, amount in zip(story.scenario.channels, by_channel, strict=True)]
    formula = N_("what is done for the period after costs, over what the plan spends anyway")
    story.step("next spend", formula, values, after["spend"], "money")
    _growth(story)
    spend(story)


def _growth(story: Story) -> None:
    story.source("/goal/next_growth", N_("Growth of the period after"), story.scenario.goal.next_growth, "fraction")
