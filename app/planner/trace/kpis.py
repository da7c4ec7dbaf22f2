"""Key figures: each one's own formula, then exactly what it is made of.

MADE_OF says which parts a key figure has. A part explains itself and answers with its values as they stand in the formula; one
without a value answers with none. The numbers are those of `Facts`, from which the key figures themselves are worked out.
"""

from collections.abc import Callable

from app.planner.kpis import Facts, facts_of
from app.planner.plan import Kpi, TraceValue
from app.planner.text import N_
from app.planner.trace import money
from app.planner.trace.bridge import given_retention, target, to_win
from app.planner.trace.funnel import channel_stage, deal_value, deals, entered, given_share, stage_total
from app.planner.trace.story import Story, lag, value

Part = Callable[[Story, Facts], list[TraceValue]]


def key_figure(story: Story, position: int) -> None:
    """A key figure by its position in the plan."""
    _tell(story, facts_of(story.scenario, story.outputs, story.plan["totals"]), story.plan["kpis"][position])


def _tell(story: Story, facts: Facts, kpi: Kpi) -> None:
    values: list[TraceValue] = []
    if kpi["value"] is not None:
        story.step(f"kpi {kpi['key']} {kpi.get('stage', '')}".strip(), kpi["formula"], values, kpi["value"], kpi["unit"])
    for part in _parts(story, kpi):
        values += part(story, facts)  # the step above holds this list, and its parts come below it


def _parts(story: Story, kpi: Kpi) -> tuple[Part, ...]:
    if "stage" not in kpi:
        return MADE_OF.get(kpi["key"], ())
    stage = story.scenario.stage_keys.index(kpi["stage"])
    return (_spend, _entries(stage)) if kpi["key"] == "cost_per_stage" else (_days(stage, stage + 1),)


def _known(name: str, number: float | None, unit: str = "count") -> list[TraceValue]:
    return [] if number is None else [value(name, number, unit)]


def _kpi(name: str, key: str, stage: int | None = None) -> Part:
    """Another key figure, by its key and, where there is one for every stage, the position of its stage."""

    def part(story: Story, facts: Facts) -> list[TraceValue]:
        of_stage = None if stage is None else story.scenario.stage_keys[stage]
        kpi = next(each for each in story.plan["kpis"] if each["key"] == key and each.get("stage") == of_stage)
        _tell(story, facts, kpi)
        return _known(name, kpi["value"], kpi["unit"])

    return part


# -- money


def _spend(story: Story, facts: Facts) -> list[TraceValue]:
    money.spend(story)
    return _known("spend", facts.spend, "money")


def _people(story: Story, facts: Facts) -> list[TraceValue]:
    money.people_cost(story)
    return _known("people cost", facts.people_cost, "money")


def _with_hires(story: Story, facts: Facts) -> list[TraceValue]:
    """The same with the people who are yet to be hired: no part of the key figure, which counts those of today."""
    hires = story.plan["totals"]["hires_cost"]
    if hires and facts.spend is not None and facts.won:
        values = [
            value("spend", facts.spend, "money"),
            value("people cost", facts.people_cost, "money"),
            value("cost of hires", hires, "money"),
            value("deals", facts.won),
        ]
        cost = (facts.spend + facts.people_cost + hires) / facts.won
        formula = N_("with the hires: (spend + people cost + cost of hires) / deals")
        if story.step("CAC with hires", formula, values, cost, "money"):
            money.hires_cost(story)
    return []


def _revenue(story: Story, facts: Facts) -> list[TraceValue]:
    money.revenue(story)
    return _known("new revenue", facts.revenue, "money")


def _revenue_by_channel(story: Story, facts: Facts) -> list[TraceValue]:
    for channel in range(len(facts.share)):
        money.channel_revenue(story, channel)
    return [value(part.name, share * facts.revenue, "money") for part, share in zip(story.scenario.channels, facts.share, strict=True)]


def _gross_margin(story: Story, facts: Facts) -> list[TraceValue]:
    margin = facts.scenario.deal.gross_margin
    if margin is not None:
        story.source("/deal/gross_margin", N_("Gross margin"), margin, "fraction")
    return _known("gross margin", margin, "fraction")


def _deal_value(story: Story, facts: Facts) -> list[TraceValue]:
    """The mean over the new deals, or that over the shares where there are none."""
    winning = [channel for channel, count in enumerate(facts.deals) if count > 0]
    return _mean_deal_value(story, winning, facts.value, deals) if winning else _any_deal_value(story, facts)


def _any_deal_value(story: Story, _facts: Facts) -> list[TraceValue]:
    """The mean over the shares, new deals or not."""
    sharing = [channel for channel, part in enumerate(story.scenario.channels) if part.share > 0]
    return _mean_deal_value(story, sharing, float(story.outputs.hand.value[0]), given_share)


def _mean_deal_value(story: Story, channels: list[int], mean: float, weight: Callable[[Story, int], None]) -> list[TraceValue]:
    """A mean over channels; its weights matter only where the values differ."""
    for channel in channels:
        deal_value(story, channel)
    if len(set(story.outputs.inputs.deal_value[0, channels].tolist())) > 1:
        for channel in channels:
            weight(story, channel)
    return [value("deal value", mean, "money")]


def _goal(story: Story, _facts: Facts) -> list[TraceValue]:
    target(story)
    return [value("revenue of the goal", story.bar("target"), "money")]


def _to_win(story: Story, facts: Facts) -> list[TraceValue]:
    to_win(story, facts.to_win)
    return [value("revenue still to win", facts.to_win, "money")]


# -- customers and content


def _retention(story: Story, facts: Facts) -> list[TraceValue]:
    given_retention(story)
    return [value("retention", facts.scenario.existing.retention, "fraction")]


def _months(story: Story, facts: Facts) -> list[TraceValue]:
    story.source("/months", N_("Months"), facts.scenario.months, "months")
    return [value("months", facts.scenario.months, "months")]


def _accounts(story: Story, facts: Facts) -> list[TraceValue]:
    accounts = facts.scenario.existing.accounts
    if accounts is not None:
        story.source("/existing/accounts", N_("Accounts"), accounts, "count")
    return _known("accounts", accounts)


def _content(story: Story, facts: Facts) -> list[TraceValue]:
    content = facts.scenario.content
    if content is None:
        return []
    story.source("/content/used", N_("Assets used"), content.used, "count")
    story.source("/content/available", N_("Assets available"), content.available, "count")
    return [value("assets used", content.used), value("assets available", content.available)]


# -- the funnel


def _deals(story: Story, facts: Facts) -> list[TraceValue]:
    stage_total(story, len(facts.stages) - 1)
    return [value("deals", facts.won)]


def _top_deals(story: Story, facts: Facts) -> list[TraceValue]:
    for channel in story.passing(0):
        deals(story, channel)
    return [value("deals of the channels that enter at the top", facts.top_deals)]


def _entries(stage: int) -> Part:
    """Entries into a stage, counted from the deal where the position is negative."""

    def part(story: Story, facts: Facts) -> list[TraceValue]:
        stage_total(story, range(len(facts.stages))[stage])
        return [value(story.scenario.stages[stage].name, facts.stages[stage])]

    return part


def _open_before_deal(story: Story, _facts: Facts) -> list[TraceValue]:
    last, still_open = story.scenario.stages[-2], story.scenario.pipeline
    if last.key in still_open:
        story.source(f"/pipeline/{last.key}", last.key, still_open[last.key], "count")
    return [value(last.name, still_open.get(last.key, 0.0))]


def _opportunities_of_mqls(story: Story, facts: Facts) -> list[TraceValue]:
    keys = facts.scenario.stage_keys
    if "mql" not in keys or "opportunity" not in keys or keys.index("mql") > keys.index("opportunity"):
        return []
    mql, opportunity = keys.index("mql"), keys.index("opportunity")
    passing = story.passing(mql)
    for stage in (opportunity, mql):
        for channel in passing:
            channel_stage(story, channel, stage)
    reached, began = (sum(entered(story, channel, stage) for channel in passing) for stage in (opportunity, mql))
    return [value("opportunities that were MQLs", reached), value("MQLs", began)]


def _days(first: int, last: int) -> Part:
    """Days from a stage to another in each channel that passes both; their weights, the deals, matter only where the days differ."""

    def part(story: Story, facts: Facts) -> list[TraceValue]:
        stages = range(len(facts.stages))[first:last]
        passing = [channel for channel in story.passing(stages.start) if facts.deals[channel] > 0]
        days = [sum(story.outputs.inputs.lags[0, channel, stages.start : stages.stop].tolist()) for channel in passing]
        for channel in passing:
            for stage in stages:
                lag(story, channel, stage)
        if len(set(days)) > 1:
            for channel in passing:
                deals(story, channel)
        return [value(story.scenario.channels[channel].name, each, "days") for channel, each in zip(passing, days, strict=True)]

    return part


_LOADED_CAC = _kpi("CAC with people", "cac_loaded")

MADE_OF: dict[str, tuple[Part, ...]] = {
    "cac": (_spend, _deals),
    "cac_loaded": (_with_hires, _spend, _people, _deals),
    "end_to_end": (_top_deals, _entries(0)),
    "mql_to_opportunity": (_opportunities_of_mqls,),
    "win_rate": (_deals, _entries(-2)),
    "cycle_days": (_days(0, -1),),
    "pipeline_coverage": (_open_before_deal, _any_deal_value, _to_win),
    "sales_velocity": (_entries(-2), _deal_value, _kpi("win rate", "win_rate"), _kpi("days", "cycle_by_stage", -2)),
    "marketing_roi": (_revenue, _gross_margin, _spend),
    "lifetime_value": (_deal_value, _gross_margin, _retention),
    "ltv_to_cac": (_kpi("lifetime value", "lifetime_value"), _LOADED_CAC),
    "payback_months": (_LOADED_CAC, _deal_value, _gross_margin),
    "revenue_per_account": (_goal, _accounts, _retention, _months, _deals),
    "concentration": (_revenue_by_channel,),
    "retention": (_retention,),
    "content_used": (_content,),
}
"""The parts of every key figure of `app.planner.kpis.DEFINITIONS`, in the order in which its formula names them."""
