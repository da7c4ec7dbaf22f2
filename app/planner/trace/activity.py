"""What has to be done: units of activity in all, by month and by working day, against capacity, and what sends them."""

from app.planner.text import N_
from app.planner.trace.funnel import entered, entries
from app.planner.trace.story import Story, timing, value, working_days

# -- in all


def activity(story: Story, channel: int) -> None:
    """Units of activity of a channel."""
    part = story.scenario.channels[channel]
    needed = value("entries", entered(story, channel, story.enters(channel)))
    values = [needed, *(value(step.name, step.yield_, "factor") for step in part.steps)]
    formula = N_("activity = entries / product of the yields")
    if part.ceiling is not None:
        values.append(value("ceiling", part.ceiling))
        formula = N_("activity = entries / product of the yields, each month divided by 1 - entries / ceiling")
        story.channel_source(channel, "ceiling", "ceiling", part.ceiling, "count")
    if story.step(f"activity {part.key}", formula, values, units(story, channel), "count", channel=channel):
        for position, step in enumerate(part.steps):
            story.channel_source(channel, f"steps/{position}/yield", step.name, step.yield_, "factor")
        entries(story, channel)


def units(story: Story, channel: int) -> float:
    """Exact units of activity of a channel."""
    return float(story.outputs.totals.activity[0, channel])


def per_working_day(story: Story, channel: int, kind: str) -> None:
    """Units on a working day, in the mean or at the peak."""
    part, months = story.scenario.channels[channel], story.outputs.months
    rate = story.plan["totals"]["per_working_day"][part.key]
    result = rate["mean"] if kind == "mean" else rate["peak"]
    if result is None:
        return
    if kind == "mean":
        name, formula = f"per day {part.key}", N_("activity / working days of the active window")
        done, days = units(story, channel), float(months.working_days[0, channel].sum())
    else:
        name, formula = f"peak day {part.key}", N_("activity of the busiest month / its working days")
        done, days = _in_month(story, channel, str(rate["peak_month"]))
    story.step(name, formula, [value(part.activity, done), value("working days", days, "days")], result, "count", channel=channel)
    working_days(story, window=story.plan["channels"][channel]["window"], working_days=days)
    activity(story, channel)


# -- by month


def working_days_month(story: Story, month: int) -> None:
    """Working days of a month."""
    formula = N_("days of the month less weekends and public holidays")
    story.step("working_days", formula, [], story.plan["months"][month]["working_days"], "days")
    working_days(story)


def channel_month(story: Story, channel: int, month: int, name: str) -> None:
    """A channel's activity, its daily rate, its working days or its excess in a month."""
    part, shown = story.scenario.channels[channel], story.plan["channels"][channel]["months"][month]
    done, days = _in_month(story, channel, shown["month"])
    label = f"{shown['month']} {part.key}"
    if name == "working_days":
        story.step(f"{label} days", N_("working days of the month inside the active window"), [], days, "days", channel=channel)
        working_days(story)
    elif name == "over_capacity":
        formula = N_("activity above capacity")
        story.step(f"{label} over", formula, [value(part.activity, done)], shown["over_capacity"], "count", channel=channel)
        capacity(story, channel)
    elif name == "per_working_day" and shown["per_working_day"] is not None:
        formula = N_("activity of the month / its working days inside the active window")
        values = [value(part.activity, done), value("working days", days, "days")]
        story.step(f"{label} per day", formula, values, shown["per_working_day"], "count", channel=channel)
    if shown["activity"]["exact"] is not None:
        formula = N_("activity of the month: what serves the deals that close a whole cycle later")
        story.step(f"{label} activity", formula, [value("activity in all", units(story, channel))], done, "count", channel=channel)
        timing(story, story.enters(channel))
        activity(story, channel)


def channel_step_month(story: Story, channel: int, month: int, step: str) -> None:
    """A step's volume in a month."""
    shown = story.plan["channels"][channel]["months"][month]
    volume = shown["steps"][step]
    if volume is not None:
        values = [value(part.name, part.yield_, "factor") for part in story.scenario.channels[channel].steps]
        story.step(
            f"{shown['month']} step {step}", N_("activity of the month x yields up to the step"), values, volume, "count", channel=channel
        )
    channel_month(story, channel, month, "activity")


def _in_month(story: Story, channel: int, label: str) -> tuple[float, float]:
    """Units of activity and working days of a channel in a month."""
    months, position = story.outputs.months, story.month_at(label)
    return float(months.activity[0, channel, position]), float(months.working_days[0, channel, position])


# -- against limits


def peak_use(story: Story, channel: int) -> None:
    """The largest share of a limit in use."""
    result = story.plan["channels"][channel]["peak_use"]
    if result is not None:
        formula = N_("busiest month or day / capacity, or entries / ceiling, whichever is more")
        story.step(f"use {channel}", formula, [], result, "fraction", channel=channel)
        capacity(story, channel)
        activity(story, channel)


def capacity(story: Story, channel: int) -> None:
    """Where a channel's limits stand."""
    given = story.scenario.channels[channel].capacity
    for name in ("per_working_day", "per_month"):
        if (most := getattr(given, name)) is not None:
            story.source(f"/channels/{channel}/capacity/{name}", N_("Capacity"), most, "count")


# -- what sends it


def outreach(story: Story, channel: int, name: str) -> None:
    """Prospects and mailboxes behind the e-mails."""
    need, given = story.plan["channels"][channel]["outreach"], story.scenario.channels[channel].outreach
    if need is None or given is None:
        return
    formula = {
        "emails_per_prospect": N_("touches - replies per prospect x (touches - 1) / 2"),
        "prospects": N_("e-mails / e-mails per prospect"),
        "prospects_per_working_day": N_("e-mails a working day / e-mails per prospect"),
        "mailboxes": N_("e-mails on the busiest working day / e-mails per mailbox, rounded up"),
        "domains": N_("mailboxes / mailboxes per domain, rounded up"),
    }[name]
    result = need["prospects"]["exact"] if name == "prospects" else need[name]  # type: ignore[literal-required]  # one of its keys
    if result is not None:
        values = [value("emails per prospect", need["emails_per_prospect"])]
        story.step(f"outreach {name}", formula, values, float(result), "count", channel=channel)
    for field in ("touches", "reply_probability", "per_mailbox", "per_domain"):
        story.source(f"/channels/{channel}/outreach/{field}", field, getattr(given, field), "count")
    per_working_day(story, channel, "peak" if name in {"mailboxes", "domains"} else "mean")
