"""Deals, and the entries into each stage that they need: in all, by channel and by month."""

import math
from collections.abc import Iterable

import numpy as np

from app.planner.plan import TraceValue
from app.planner.text import N_
from app.planner.trace.bridge import new_business
from app.planner.trace.story import Story, conversions_from, ends, timing, value

# -- deals


def deals(story: Story, channel: int) -> None:
    """Deals of a channel."""
    part, outputs = story.scenario.channels[channel], story.outputs
    values = [
        value("share", story.plan["channels"][channel]["share_used"], "fraction"),
        value("new business", float(outputs.totals.gap.new_business[0]), "money"),
        value("deal value", float(outputs.inputs.deal_value[0, channel]), "money"),
    ]
    formula = N_("deals = share x new business / deal value")
    if outputs.inputs.recognised:
        worth = np.broadcast_to(outputs.timing.worth, outputs.totals.deals.shape)
        values.append(value("earned by the end", float(worth[0, channel]), "fraction"))
        formula = N_("deals = share x new business / (deal value x mean share of it earned by the end)")
    if story.step(f"deals {part.key}", formula, values, won(story, channel), "count", channel=channel):
        share_used(story, channel)
        deal_value(story, channel)
        new_business(story)


def won(story: Story, channel: int) -> float:
    """Exact deals of a channel."""
    return float(story.outputs.totals.deals[0, channel])


def share_used(story: Story, channel: int) -> None:
    """A channel's share, after what is too late has gone to the others."""
    part, used = story.scenario.channels[channel], story.plan["channels"][channel]["share_used"]
    formula = N_("share used = share / shares of the channels that can still close in time")
    story.step(f"share_used {part.key}", formula, [value("share", part.share, "fraction")], used, "fraction", channel=channel)
    given_share(story, channel)


def given_share(story: Story, channel: int) -> None:
    """Where a channel's share stands."""
    story.channel_source(channel, "share", "share", story.scenario.channels[channel].share, "fraction")


def deal_value(story: Story, channel: int) -> None:
    """Where a channel's deal value stands."""
    own, common = story.scenario.channels[channel].deal, story.scenario.deal
    if own.value is None:
        story.source("/deal/value", N_("Deal value"), common.value, "money", **ends(common.low, common.high))
    else:
        story.source(f"/channels/{channel}/deal/value", N_("Deal value"), own.value, "money", **ends(own.low, own.high))


def moved(story: Story) -> None:
    """Deals moved to later days, over all channels."""
    values = [value(channel["name"], channel["moved_deals"]) for channel in story.plan["channels"]]
    story.step("moved", N_("deals moved to later days, over all channels"), values, story.plan["totals"]["moved_deals"], "count")
    for channel in range(len(values)):
        channel_moved(story, channel)


def channel_moved(story: Story, channel: int) -> None:
    """Deals of a channel moved to later days."""
    shown = story.plan["channels"][channel]
    formula = N_("deals without a cut x share of the season before the first day on which a deal can still close")
    cut = value("season before", float(story.outputs.timing.cut[0, channel]), "fraction")
    story.step(f"moved {shown['key']}", formula, [cut], shown["moved_deals"], "count", channel=channel)
    cycle(story, channel)
    deals(story, channel)
    timing(story, story.enters(channel))


def cycle(story: Story, channel: int) -> None:
    """Days from activity to deal."""
    part, enters = story.scenario.channels[channel], story.enters(channel)
    lags = _by_conversion(story, enters, story.outputs.inputs.lags[0, channel, enters:].tolist(), "days")
    values = [value("activity to entry", part.lag_days, "days"), *lags]
    formula = N_("days from activity to entry + lags from entry to deal")
    story.step(f"cycle {part.key}", formula, values, story.plan["channels"][channel]["cycle_days"], "days", channel=channel)
    story.channel_source(channel, "lag_days", "activity to entry", part.lag_days, "days")
    conversions_from(story, channel, enters)


def _by_conversion(story: Story, stage: int, numbers: Iterable[float], unit: str) -> list[TraceValue]:
    """A value for each conversion from a stage to the deal."""
    conversions = story.scenario.ordered_conversions[stage:]
    return [value(f"{each.from_stage} > {each.to_stage}", number, unit) for each, number in zip(conversions, numbers, strict=True)]


# -- entries


def entered(story: Story, channel: int, stage: int) -> float:
    """Exact entries of a channel into a stage."""
    funnel = story.outputs.funnel
    return won(story, channel) / float(funnel.to_deal[0, channel, stage]) if funnel.passes[channel, stage] else 0.0


def entries(story: Story, channel: int) -> None:
    """Entries of a channel at its own stage."""
    channel_stage(story, channel, story.enters(channel))


def channel_stage(story: Story, channel: int, stage: int) -> None:
    """Entries of a channel into any stage; into the last, they are its deals."""
    if stage == len(story.scenario.stages) - 1:
        deals(story, channel)
        return
    rates = _by_conversion(story, stage, story.outputs.inputs.rates[0, channel, stage:].tolist(), "fraction")
    values = [value("deals", won(story, channel)), *rates]
    name = f"entries {story.scenario.channels[channel].key} {story.scenario.stage_keys[stage]}"
    formula = N_("entries = deals / product of the rates to the deal")
    if story.step(name, formula, values, entered(story, channel, stage), "count", channel=channel):
        conversions_from(story, channel, stage)
        deals(story, channel)


def stage_total(story: Story, stage: int) -> None:
    """Entries into a stage over all channels."""
    part, passing = story.scenario.stages[stage], story.passing(stage)
    values = [value(story.scenario.channels[channel].name, entered(story, channel, stage)) for channel in passing]
    result, last = float(story.outputs.totals.stages[0, stage]), stage == len(story.scenario.stages) - 1
    formula = N_("deals of all channels, added up") if last else N_("entries of all channels that pass the stage, added up")
    if story.step(f"stage {part.key}", formula, values, result, "count"):
        if part.definition:  # a bare name is no assumption
            story.source(f"/stages/{stage}/name", part.name, part.definition, "text")
        for channel in passing:
            channel_stage(story, channel, stage)


def before_start(story: Story, stage: int) -> None:
    """Entries that must lie before the horizon."""
    by_month = story.outputs.months.stages[0, :, stage].sum(axis=0).tolist()
    result = math.fsum(by_month[: story.outputs.inputs.calendar.before])
    formula = N_("entries in the months before the start: deals shifted back by their lags")
    story.step(f"before start {story.scenario.stage_keys[stage]}", formula, [], result, "count")
    timing(story, stage)
    stage_total(story, stage)


def stage_month(story: Story, month: int, stage: int) -> None:
    """Entries into a stage in a month."""
    shown, key = story.plan["months"][month], story.scenario.stage_keys[stage]
    by_channel = story.outputs.months.stages[0, :, stage, story.month_at(shown["month"])].tolist()
    values = [value(story.scenario.channels[channel].name, by_channel[channel]) for channel in story.passing(stage)]
    formula = N_("entries = (deals closed by the month's end + lag - deals closed by its start + lag) / rates, over all channels")
    story.step(f"{shown['month']} {key}", formula, values, float(shown["stages"][key]["exact"] or 0.0), "count")
    timing(story, stage)
    stage_total(story, stage)


def channel_stage_month(story: Story, channel: int, month: int, stage: int) -> None:
    """A channel's entries into a stage in a month."""
    shown, key = story.plan["channels"][channel]["months"][month], story.scenario.stage_keys[stage]
    formula = N_("entries = (deals closed by the month's end + lag - deals closed by its start + lag) / rates")
    story.step(f"{shown['month']} {key}", formula, [], float(shown["stages"][key]["exact"] or 0.0), "count", channel=channel)
    timing(story, stage)
    channel_stage(story, channel, stage)
