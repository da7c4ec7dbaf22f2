"""From baseline to target: what is to be reached, what is there already, and what is left to win."""

from collections.abc import Callable

from app.planner.text import N_
from app.planner.trace.story import Story, conversions_from, ends, value


def new_business(story: Story) -> None:
    """What is left to win."""
    _gap(story, "new_business", N_("new business = target - baseline - churned - expanded - committed - pipeline"))


def surplus(story: Story) -> None:
    """What is left over."""
    _gap(story, "surplus", N_("surplus = baseline + churned + expanded + committed + pipeline - target"))


def _gap(story: Story, name: str, formula: str) -> None:
    parts = ("target", "baseline", "churned", "expanded", "committed", "pipeline")
    if story.step(name, formula, [value(part, story.bar(part), "money") for part in parts], story.bar(name), "money"):
        target(story)
        churned(story)
        expanded(story)
        committed(story)
        pipeline(story)


def to_win(story: Story, result: float) -> None:
    """What is still to win, by new business or by the open pipeline."""
    gap = story.outputs.totals.gap
    parts = ("new business", gap.new_business), ("pipeline", gap.pipeline), ("surplus", gap.surplus)
    formula = N_("revenue still to win = new business + pipeline - surplus, never below 0")
    story.step("to_win", formula, [value(name, float(part[0]), "money") for name, part in parts], result, "money")
    if gap.surplus[0] > 0:
        surplus(story)
    else:
        new_business(story)


def target(story: Story) -> None:
    """The goal as money."""
    goal, result = story.scenario.goal, story.bar("target")
    if goal.target is not None:
        story.step("target", N_("target, as given"), [], result, "money")
        story.source("/goal/target", N_("Target"), goal.target, "money")
        return
    growth = goal.growth or 0.0
    values = [value("baseline", goal.baseline, "money"), value("growth", growth, "fraction")]
    story.step("target", N_("target = baseline x (1 + growth)"), values, result, "money")
    _given_baseline(story)
    story.source("/goal/growth", N_("Growth"), growth, "fraction")


def baseline(story: Story) -> None:
    """What existing customers bring as they stand."""
    story.step("baseline", N_("baseline, as given"), [], story.bar("baseline"), "money")
    _given_baseline(story)


def churned(story: Story) -> None:
    """What leaves. Recognised revenue counts half of it: it leaves evenly over the horizon."""
    formula = (
        N_("churned = baseline x (retention - 1) x months / 24")
        if story.outputs.inputs.recognised
        else N_("churned = baseline x (retention - 1) x months / 12")
    )
    _over_the_year(story, "churned", formula, "retention", story.scenario.existing.retention)
    given_retention(story)
    _given_baseline(story)


def expanded(story: Story) -> None:
    """What existing customers add. Recognised revenue counts half of it, as of what leaves."""
    formula = (
        N_("expanded = baseline x expansion x months / 24")
        if story.outputs.inputs.recognised
        else N_("expanded = baseline x expansion x months / 12")
    )
    existing = story.scenario.existing
    _over_the_year(story, "expanded", formula, "expansion", existing.expansion)
    spread = ends(existing.expansion_low, existing.expansion_high)
    story.source("/existing/expansion", N_("Expansion a year"), existing.expansion, "fraction", **spread)
    _given_baseline(story)


def _over_the_year(story: Story, name: str, formula: str, rate_name: str, rate: float) -> None:
    scenario = story.scenario
    values = [
        value("baseline", scenario.goal.baseline, "money"),
        value(rate_name, rate, "fraction"),
        value("months", scenario.months, "months"),
    ]
    story.step(name, formula, values, story.bar(name), "money")


def committed(story: Story) -> None:
    """What is signed and not yet in the baseline."""
    story.step("committed", N_("committed, as given"), [], story.bar("committed"), "money")
    story.source("/existing/committed", N_("Signed, not yet counted"), story.scenario.existing.committed, "money")


def _given_baseline(story: Story) -> None:
    story.source("/goal/baseline", N_("Baseline"), story.scenario.goal.baseline, "money")


def given_retention(story: Story) -> None:
    """Where the share of the baseline that stays stands."""
    existing = story.scenario.existing
    spread = ends(existing.retention_low, existing.retention_high)
    story.source("/existing/retention", N_("Retention a year"), existing.retention, "fraction", **spread)


def pipeline(story: Story) -> None:
    """What the open pipeline brings to the goal."""
    hand = story.outputs.hand
    formula = (
        N_("pipeline = deals from the open pipeline x mean deal value x what is earned by the end of the horizon")
        if story.outputs.inputs.recognised
        else N_("pipeline = deals from the open pipeline inside the horizon x mean deal value")
    )
    values = [value("deals", float(hand.deals[0])), value("deal value", float(hand.value[0]), "money")]
    if story.step("pipeline", formula, values, story.bar("pipeline"), "money") and story.scenario.pipeline:
        pipeline_deals(story)


def pipeline_deals(story: Story) -> None:
    """Deals that the open pipeline closes inside the horizon."""
    scenario, still_open = story.scenario, story.scenario.pipeline
    values = [value(stage.name, still_open[stage.key]) for stage in scenario.stages[:-1] if stage.key in still_open]
    formula = N_("deals = open in each stage x mean rates to the deal, evenly over the days to the deal, those inside the horizon")
    if story.step("pipeline_deals", formula, values, float(story.outputs.hand.deals[0]), "count"):
        for key, count in still_open.items():
            story.source(f"/pipeline/{key}", key, count, "count")
            conversions_from(story, None, scenario.stage_keys.index(key))


def pipeline_month(story: Story, month: int, name: str) -> None:
    """Deals or revenue of the open pipeline in a month."""
    shown = story.plan["months"][month]
    formula = N_("what the open pipeline closes or earns in the month")
    if name == "pipeline_deals":
        story.step(f"{shown['month']} {name}", formula, [], shown["pipeline_deals"], "count")
    else:
        story.step(f"{shown['month']} {name}", formula, [], shown["pipeline_revenue"], "money")
    pipeline(story)


BARS: dict[str, Callable[[Story], None]] = {
    "target": target,
    "baseline": baseline,
    "churned": churned,
    "expanded": expanded,
    "committed": committed,
    "pipeline": pipeline,
    "new_business": new_business,
    "surplus": surplus,
}
