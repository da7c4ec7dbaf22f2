"""What it brings and what it costs: revenue, spend, the cost of a deal, people."""

from app.planner.text import N_
from app.planner.trace.activity import activity, channel_month
from app.planner.trace.bridge import new_business
from app.planner.trace.funnel import deals, share_used
from app.planner.trace.story import Story, value

# -- revenue


def revenue(story: Story) -> None:
    """New revenue over all channels."""
    result = story.plan["totals"]["revenue"]
    if result is not None:
        values = [value(channel["name"], channel["revenue"] or 0.0, "money") for channel in story.plan["channels"]]
        story.step("revenue", N_("revenue of all channels' new deals"), values, result, "money")
        new_business(story)


def revenue_month(story: Story, month: int) -> None:
    """Revenue of a month."""
    shown = story.plan["months"][month]
    formula = (
        N_("a twelfth of the value of every deal of the last twelve months, for the days since it closed")
        if story.outputs.inputs.recognised
        else N_("deals of the month x deal value")
    )
    story.step(f"{shown['month']} revenue", formula, [], shown["revenue"], "money")
    revenue(story)


def channel_revenue(story: Story, channel: int) -> None:
    """What a channel's deals bring to the goal."""
    shown = story.plan["channels"][channel]
    if shown["revenue"] is not None:
        values = [value("share", shown["share_used"], "fraction"), value("new business", story.bar("new_business"), "money")]
        if story.step(f"revenue {shown['key']}", N_("share x new business"), values, shown["revenue"], "money", channel=channel):
            share_used(story, channel)
            new_business(story)


def influenced(story: Story, channel: int) -> None:
    """Revenue a channel touched; for information."""
    part, result = story.scenario.channels[channel], story.plan["channels"][channel]["influenced_revenue"]
    if result is not None and part.influenced is not None:
        values = [value("influenced", part.influenced, "fraction")]
        story.step(f"influenced {part.key}", N_("influenced share x new business"), values, result, "money", channel=channel)
        story.channel_source(channel, "influenced", "influenced", part.influenced, "fraction")
        new_business(story)


# -- spend


def spend(story: Story) -> None:
    """Media and vendor money over all channels."""
    result = story.plan["totals"]["spend"]
    if result is not None:
        values = [value(channel["name"], channel["spend"] or 0.0, "money") for channel in story.plan["channels"]]
        if story.step("spend", N_("spend of all channels"), values, result, "money"):
            for channel in range(len(values)):
                channel_spend(story, channel)


def spend_month(story: Story, month: int) -> None:
    """Media and vendor money in a month; where it is unknown, the plan says why beside the figure."""
    shown = story.plan["months"][month]
    by_channel = story.outputs.months.spend[0, :, story.month_at(shown["month"])].tolist()
    if shown["spend"] is not None:
        values = [value(channel.name, amount, "money") for channel, amount in zip(story.scenario.channels, by_channel, strict=True)]
        story.step(f"{shown['month']} spend", N_("spend of all channels in the month"), values, shown["spend"], "money")
    for channel in range(len(by_channel)):
        channel_spend(story, channel)


def channel_spend(story: Story, channel: int) -> None:
    """Media and vendor money of a channel."""
    part, result, outputs = story.scenario.channels[channel], story.plan["channels"][channel]["spend"], story.outputs
    if result is None:
        return
    paid = float(outputs.totals.activity[0, channel] * outputs.funnel.paid_per_unit[0, channel])
    values = [
        value("amount", part.cost.amount, "money"),
        value(part.cost.per or part.activity, paid),
        value("fixed a month", part.cost.fixed_per_month, "money"),
        value("active months", float(outputs.months.active[0, channel].sum()), "months"),
    ]
    if story.step(f"spend {part.key}", N_("amount x paid units + fixed cost x active months"), values, result, "money", channel=channel):
        story.channel_source(channel, "cost/amount", "cost", part.cost.amount, "money")
        story.channel_source(channel, "cost/fixed_per_month", "fixed cost", part.cost.fixed_per_month, "money")
        activity(story, channel)


def channel_spend_month(story: Story, channel: int, month: int) -> None:
    """Media and vendor money of a channel in a month."""
    part, shown = story.scenario.channels[channel], story.plan["channels"][channel]["months"][month]
    if shown["spend"] is not None:
        done = float(story.outputs.months.activity[0, channel, story.month_at(shown["month"])])
        formula = N_("amount x paid units + fixed cost of an active month")
        story.step(f"{shown['month']} {part.key} spend", formula, [value(part.activity, done)], shown["spend"], "money", channel=channel)
        channel_spend(story, channel)
    channel_month(story, channel, month, "activity")


def channel_cac(story: Story, channel: int) -> None:
    """Spend per deal of a channel."""
    shown = story.plan["channels"][channel]
    if shown["cac"] is not None and shown["spend"] is not None:
        values = [value("spend", shown["spend"], "money"), value("deals", shown["deals"]["exact"] or 0.0)]
        story.step(f"cac {shown['key']}", N_("spend / deals"), values, shown["cac"], "money", channel=channel)
        channel_spend(story, channel)
        deals(story, channel)


# -- people


def people_cost(story: Story) -> None:
    """What the people there are cost."""
    values = [value(role.role, role.heads * role.cost_per_month, "money") for role in story.scenario.team]
    values.append(value("months", story.scenario.months, "months"))
    formula = N_("heads now x cost a month x months, over all roles")
    story.step("people_cost", formula, values, story.plan["totals"]["people_cost"], "money")
    _paid_people(story)


def hires_cost(story: Story) -> None:
    """What the people to hire cost."""
    values = [value(role["role"], role["hires"]) for role in story.plan["team"]]
    formula = N_("each hire from the month of starting to the end x cost a month")
    story.step("hires_cost", formula, values, story.plan["totals"]["hires_cost"], "money")
    _paid_people(story)


def _paid_people(story: Story) -> None:
    for position, role in enumerate(story.scenario.team):
        story.source(f"/team/{position}/cost_per_month", f"{role.role}: cost a month", role.cost_per_month, "money")
        story.source(f"/team/{position}/heads", f"{role.role}: heads", role.heads, "count")
