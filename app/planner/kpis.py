"""Key figures, each defined once: unit, formula as text, and the reason where it has no value.

The arithmetic is in `formulas`, which many lanes share; here `None` stands for "no value", never 0, NaN or infinity.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from app.planner import formulas
from app.planner.concentration import herfindahl
from app.planner.engine import Outputs
from app.planner.goal import target_of
from app.planner.plan import Kpi, Totals
from app.planner.scenario import Scenario
from app.planner.text import N_

Value = float | None
Answer = tuple[Value, str | None]
"""A value, or None with the code of the reason."""


@dataclass(frozen=True)
class Facts:
    """The figures of a plan that key figures are made of.

    Attributes:
        deals, entries, share, revenue: by channel, plain lists; entries at each channel's entry stage.
        stages: entries into each stage in all.
        cycle: mean days from each stage to the next, weighted by the deals of the channels that pass it; None where none does.
        spend: None where a ceiling is reached.
        people_cost: the team as it stands, over the horizon.
        value: mean first-year value of the new deals; of a deal in general where there are none.
    """

    scenario: Scenario
    deals: list[float]
    share: list[float]
    stages: list[float]
    top_deals: float
    cycle: list[Value]
    top_cycle: Value
    spend: Value
    people_cost: float
    revenue: float
    value: float
    pipeline_open: float
    to_win: float

    @property
    def won(self) -> float:
        """Deals in all."""
        return sum(self.deals)


def ratio(numerator: Value, denominator: Value, reason: str) -> Answer:
    """A quotient, or the reason why there is none."""
    if numerator is None or denominator is None or denominator == 0:
        return None, reason
    value = numerator / denominator
    return (value, None) if math.isfinite(value) else (None, reason)


def sales_velocity(opportunities: float, value: float, win_rate: float, cycle_days: float) -> Answer:
    """Revenue a day that a set of open opportunities turns into: opportunities x value x win rate / cycle days."""
    return ratio(*formulas.velocity(opportunities, value, win_rate, cycle_days), "no_cycle")


def marketing_roi(revenue: float, gross_margin: float, spend: float) -> Answer:
    """(new revenue x gross margin - spend) / spend."""
    return ratio(*formulas.roi(revenue, gross_margin, spend), "no_spend")


def lifetime_value(value: float, gross_margin: float, retention: float) -> Answer:
    """Deal value x gross margin / (1 - retention); unbounded where every customer stays for ever."""
    return ratio(*formulas.lifetime(value, gross_margin, retention), "unbounded")


def _margin(facts: Facts) -> Value:
    return facts.scenario.deal.gross_margin


def _cac(facts: Facts) -> Answer:
    return (None, "ceiling_reached") if facts.spend is None else ratio(*formulas.cac(facts.spend, facts.won), "no_deals")


def _cac_loaded(facts: Facts) -> Answer:
    if facts.spend is None:
        return None, "ceiling_reached"
    return ratio(*formulas.cac_loaded(facts.spend, facts.people_cost, facts.won), "no_deals")


def _stage(facts: Facts, key: str) -> Value:
    keys = facts.scenario.stage_keys
    return facts.stages[keys.index(key)] if key in keys else None


def _mql_to_opportunity(facts: Facts) -> Answer:
    keys = facts.scenario.stage_keys
    if "mql" not in keys or "opportunity" not in keys or keys.index("mql") > keys.index("opportunity"):
        return None, "no_such_stage"
    first, last = keys.index("mql"), keys.index("opportunity")
    passing = [position for position, channel in enumerate(facts.scenario.channels) if keys.index(channel.enters) <= first]
    entered = opportunities = 0.0
    for position in passing:
        channel = facts.scenario.channels[position]
        rate = 1.0
        for conversion in facts.scenario.ordered_conversions[first:]:
            own = channel.conversions.get(conversion.from_stage)
            rate *= own.rate if own is not None and own.rate is not None else conversion.rate
            if conversion.to_stage == keys[last]:
                at_opportunity = rate
        entered += facts.deals[position] / rate
        opportunities += facts.deals[position] / rate * at_opportunity
    return ratio(opportunities, entered, "no_entries")


def _win_rate(facts: Facts) -> Answer:
    return ratio(facts.won, facts.stages[-2], "no_entries")


def _velocity(facts: Facts) -> Answer:
    win_rate, reason = _win_rate(facts)
    cycle = facts.cycle[-1]
    if win_rate is None or cycle is None:
        return None, reason or "no_cycle"
    return sales_velocity(facts.stages[-2], facts.value, win_rate, cycle)


def _roi(facts: Facts) -> Answer:
    margin = _margin(facts)
    if margin is None:
        return None, "no_margin"
    return (None, "ceiling_reached") if facts.spend is None else marketing_roi(facts.revenue, margin, facts.spend)


def _lifetime_value(facts: Facts) -> Answer:
    margin = _margin(facts)
    return (None, "no_margin") if margin is None else lifetime_value(facts.value, margin, facts.scenario.existing.retention)


def _ltv_to_cac(facts: Facts) -> Answer:
    worth, reason = _lifetime_value(facts)
    if worth is None:
        return None, reason
    cost, reason = _cac_loaded(facts)
    return (None, reason) if cost is None else ratio(worth, cost, "no_cost")


def _payback(facts: Facts) -> Answer:
    margin = _margin(facts)
    if margin is None:
        return None, "no_margin"
    cost, reason = _cac_loaded(facts)
    return (None, reason) if cost is None else ratio(*formulas.payback(cost, facts.value, margin), "no_margin")


def _per_account(facts: Facts) -> Answer:
    existing = facts.scenario.existing
    if existing.accounts is None:
        return None, "accounts_unknown"
    kept = float(formulas.accounts_kept(existing.accounts, existing.retention, facts.scenario.months))
    return ratio(target_of(facts.scenario.goal), kept + facts.won, "no_accounts")


def _content_used(facts: Facts) -> Answer:
    content = facts.scenario.content
    return (None, "content_unknown") if content is None else ratio(content.used, content.available, "no_content")


@dataclass(frozen=True)
class Definition:
    """A key figure: its unit and formula as the interface shows them, and how to work it out."""

    key: str
    unit: str
    formula: str
    value: Callable[[Facts], Answer]


DEFINITIONS = (
    Definition("cac", "money", N_("spend / deals"), _cac),
    Definition("cac_loaded", "money", N_("(spend + people cost) / deals"), _cac_loaded),
    Definition(
        "end_to_end",
        "fraction",
        N_("deals of the channels that enter at the top / entries at the top"),
        lambda facts: ratio(facts.top_deals, facts.stages[0], "no_entries"),
    ),
    Definition("mql_to_opportunity", "fraction", N_("opportunities that were MQLs / MQLs"), _mql_to_opportunity),
    Definition("win_rate", "fraction", N_("deals / entries into the stage before"), _win_rate),
    Definition(
        "cycle_days",
        "days",
        N_("mean days from the top of the funnel to the deal, weighted by deals"),
        lambda facts: (facts.top_cycle, None if facts.top_cycle is not None else "no_entries"),
    ),
    Definition(
        "pipeline_coverage",
        "ratio",
        N_("open in the stage before the deal x deal value / revenue still to win"),
        lambda facts: ratio(facts.pipeline_open, facts.to_win, "nothing_to_win"),
    ),
    Definition("sales_velocity", "money_per_day", N_("opportunities x deal value x win rate / days from opportunity to deal"), _velocity),
    Definition("marketing_roi", "fraction", N_("(new revenue x gross margin - spend) / spend"), _roi),
    Definition("lifetime_value", "money", N_("deal value x gross margin / (1 - retention)"), _lifetime_value),
    Definition("ltv_to_cac", "ratio", N_("lifetime value / CAC with people"), _ltv_to_cac),
    Definition("payback_months", "months", N_("CAC with people / (deal value x gross margin / 12)"), _payback),
    Definition("revenue_per_account", "money", N_("revenue of the goal / (accounts kept + new deals)"), _per_account),
    Definition(
        "concentration",
        "ratio",
        N_("sum of the squared shares of new revenue by channel (Herfindahl index)"),
        lambda facts: herfindahl([share * facts.revenue for share in facts.share]),
    ),
    Definition(
        "retention", "fraction", N_("share of the baseline that stays over a year"), lambda facts: (facts.scenario.existing.retention, None)
    ),
    Definition("content_used", "fraction", N_("assets used by sales / assets available"), _content_used),
)
COST_PER_STAGE = N_("spend / entries into the stage")
CYCLE_BY_STAGE = N_("mean days from the stage to the next, weighted by deals")


def _stage_kpis(facts: Facts) -> list[Kpi]:
    """Cost of an entry and days to the next stage, for every stage but the deal."""
    kpis: list[Kpi] = []
    for position, key in enumerate(facts.scenario.stage_keys[:-1]):
        reason = "ceiling_reached" if facts.spend is None else "no_entries"
        value, why = ratio(facts.spend, facts.stages[position], reason)
        kpis.append({"key": "cost_per_stage", "stage": key, "value": value, "unit": "money", "formula": COST_PER_STAGE, "reason": why})
        days = facts.cycle[position]
        why = None if days is not None else "no_entries"
        kpis.append({"key": "cycle_by_stage", "stage": key, "value": days, "unit": "days", "formula": CYCLE_BY_STAGE, "reason": why})
    return kpis


def _mean_days(deals: list[float], lags: list[list[float]], enters: list[int], stage: int) -> Value:
    """Mean days from a stage to the next, weighted by the deals of the channels that pass it."""
    passing = [position for position, first in enumerate(enters) if first <= stage and deals[position] > 0]
    won = sum(deals[position] for position in passing)
    return sum(deals[position] * lags[position][stage] for position in passing) / won if passing else None


def facts_of(scenario: Scenario, outputs: Outputs, totals: Totals) -> Facts:
    """What the key figures are made of, from an evaluated plan."""
    inputs, found, gap = outputs.inputs, outputs.totals, outputs.totals.gap
    deals, revenue, enters = found.deals[0].tolist(), found.revenue[0].tolist(), inputs.enters.tolist()
    lags, values, mean_value = inputs.lags[0].tolist(), inputs.deal_value[0].tolist(), float(outputs.hand.value[0])
    won, new_revenue = sum(deals), sum(revenue)
    top = [position for position, stage in enumerate(enters) if stage == 0]
    top_deals = sum(deals[position] for position in top)
    blocked = True in found.blocked[0].tolist()
    return Facts(
        scenario=scenario,
        deals=deals,
        share=[part / new_revenue if new_revenue > 0 else 0.0 for part in revenue],
        stages=found.stages[0].tolist(),
        top_deals=top_deals,
        cycle=[_mean_days(deals, lags, enters, stage) for stage in range(len(scenario.stages) - 1)],
        top_cycle=sum(deals[position] * sum(lags[position]) for position in top) / top_deals if top_deals > 0 else None,
        spend=None if blocked else sum(found.spend[0].tolist()),
        people_cost=totals["people_cost"],
        revenue=new_revenue,
        value=sum(part * value for part, value in zip(deals, values, strict=True)) / won if won > 0 else mean_value,
        pipeline_open=float(inputs.pipeline[0, -1]) * mean_value,
        to_win=max(0.0, float(formulas.to_win_of(gap.new_business[0], gap.pipeline[0], gap.surplus[0]))),
    )


def kpis_of(scenario: Scenario, outputs: Outputs, totals: Totals) -> list[Kpi]:
    """Every key figure of a plan, in the order of the definitions, then those by stage."""
    facts = facts_of(scenario, outputs, totals)
    kpis: list[Kpi] = []
    for definition in DEFINITIONS:
        value, reason = definition.value(facts)
        kpis.append({"key": definition.key, "value": value, "unit": definition.unit, "formula": definition.formula, "reason": reason})
    return kpis + _stage_kpis(facts)
