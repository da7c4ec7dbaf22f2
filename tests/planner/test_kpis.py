"""Key figures by hand, on a company that sells 100 deals of 10,000 from 1,000 leads and 2,000 clicks."""

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.planner.concentration import herfindahl
from app.planner.kpis import DEFINITIONS, lifetime_value, marketing_roi, ratio, sales_velocity
from app.planner.plan import Kpi
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from tests.examples import LEFT_OUT, Document, changed, make_scenario, make_small_document
from tests.planner.strategies import documents, extreme_documents

PAID = {"per": "click", "amount": 5, "fixed_per_month": 500}
"""2,000 clicks at 5 and twelve months at 500: a spend of 16,000."""
SELLER = {"role": "AE", "handles": "deal", "load_per_head_per_month": 10, "heads": 1, "cost_per_month": 1000}
"""One head for a year: people cost 12,000."""


def small(**changes: Any) -> Document:
    return changed(make_small_document(channels={"ads": {"cost": PAID}}, team=[SELLER]), **changes)


def kpis(document: Document) -> dict[str, Kpi]:
    """Key figures by key, and by key and stage where there is one for each."""
    found = make_plan(Scenario.model_validate(document))["kpis"]
    return {f"{kpi['key']} {kpi.get('stage', '')}".strip(): kpi for kpi in found}


def value(key: str, **changes: Any) -> float | None:
    return kpis(small(**changes))[key]["value"]


def reason(key: str, **changes: Any) -> str | None:
    kpi = kpis(small(**changes))[key]
    assert kpi["value"] is None
    return kpi["reason"]


@pytest.mark.parametrize(
    ("key", "by_hand"),
    [
        ("cac", 160),  # 16,000 / 100
        ("cac_loaded", 280),  # 28,000 / 100
        ("end_to_end", 0.1),
        ("win_rate", 0.1),
        ("cycle_days", 31),
        ("sales_velocity", 1000 * 10_000 * 0.1 / 31),
        ("marketing_roi", 49),  # (800,000 - 16,000) / 16,000
        ("payback_months", 0.42),  # 280 / (8,000 / 12)
        ("pipeline_coverage", 0),
        ("concentration", 1),
        ("retention", 1),
        ("cost_per_stage lead", 16),
        ("cycle_by_stage lead", 31),
    ],
)
def test_the_small_company_s_key_figures_are_those_of_a_hand(key: str, by_hand: float) -> None:
    assert value(key) == pytest.approx(by_hand)


def test_a_customer_who_stays_nine_years_in_ten_is_worth_ten_years_of_margin() -> None:
    """10,000 x 0.8 / 0.1. The 100,000 that leave are won again: 110 deals at (10 % more clicks + people) each."""
    found = kpis(small(existing={"retention": 0.9}))
    assert found["lifetime_value"]["value"] == pytest.approx(80_000)
    assert found["cac_loaded"]["value"] == pytest.approx((11_000 + 6000 + 12_000) / 110)
    assert found["ltv_to_cac"]["value"] == pytest.approx(80_000 / (29_000 / 110))
    assert found["retention"]["value"] == 0.9


def test_coverage_is_what_is_open_before_the_deal_over_what_is_to_win() -> None:
    """50 leads x 10,000 over a million, of which the pipeline brings 50,000."""
    assert value("pipeline_coverage", pipeline={"lead": 50}) == pytest.approx(0.5)


def test_revenue_per_account_counts_customers_kept_and_won() -> None:
    """2,000,000 from 100 + 100; with half of them leaving, 1,500,000 is to be won from 150, and 50 are kept."""
    assert value("revenue_per_account", existing={"accounts": 100}) == pytest.approx(10_000)
    assert value("revenue_per_account", existing={"accounts": 100, "retention": 0.5}) == pytest.approx(2_000_000 / (50 + 150))


def test_accounts_leave_over_as_long_as_the_horizon_lasts() -> None:
    """Six months at 80 % a year: 90 of 100 stay; 1,100,000 is to be won, as 100,000 of the baseline goes."""
    found = value("revenue_per_account", months=6, existing={"accounts": 100, "retention": 0.8})
    assert found == pytest.approx(2_000_000 / (90 + 110))


def test_content_used_is_a_share_of_what_there_is() -> None:
    assert value("content_used", content={"available": 40, "used": 30}) == 0.75


def stages_with_mql(**channels: Any) -> Document:
    """Two channels of 50 deals each that enter at MQL, half of which go on, and half again."""
    common = {"enters": "mql", "share": 0.5, "activity": "click"}
    return small(
        stages=[{"key": key, "name": key} for key in ("mql", "opportunity", "deal")],
        conversions=[
            {"from": "mql", "to": "opportunity", "rate": 0.5, "lag_days": 10},
            {"from": "opportunity", "to": "deal", "rate": 0.5, "lag_days": 30},
        ],
        channels=[{"key": key, "name": key} | common | channels.get(key, {}) for key in ("one", "two")],
    )


def test_mql_to_opportunity_is_a_rate_over_all_channels() -> None:
    """100 opportunities each; from 200 MQLs, and from 400 where a channel's own rate is a quarter."""
    assert kpis(stages_with_mql())["mql_to_opportunity"]["value"] == pytest.approx(0.5)
    own = stages_with_mql(one={"conversions": {"mql": {"rate": 0.25}}})
    assert kpis(own)["mql_to_opportunity"]["value"] == pytest.approx(200 / 600)


def test_who_enters_behind_mql_is_not_counted_as_one() -> None:
    """One channel's 100 opportunities never were MQLs."""
    found = kpis(stages_with_mql(two={"enters": "opportunity", "conversions": {"opportunity": {"rate": 0.1}}}))
    assert found["mql_to_opportunity"]["value"] == pytest.approx(0.5)
    assert found["win_rate"]["value"] == pytest.approx(100 / (100 + 500))
    assert found["end_to_end"]["value"] == pytest.approx(0.25)


def test_days_between_stages_are_weighted_by_deals() -> None:
    """25 deals take 30 days and 75 take 50."""
    found = kpis(stages_with_mql(one={"share": 0.25}, two={"share": 0.75, "conversions": {"opportunity": {"lag_days": 50}}}))
    assert found["cycle_by_stage opportunity"]["value"] == pytest.approx(45)
    assert found["cycle_by_stage mql"]["value"] == pytest.approx(10)
    assert found["cycle_days"]["value"] == pytest.approx(55)
    assert found["sales_velocity"]["value"] == pytest.approx(200 * 10_000 * 0.5 / 45)


def test_days_of_the_cycle_are_those_of_who_enters_at_the_top() -> None:
    found = kpis(stages_with_mql(two={"enters": "opportunity", "conversions": {"opportunity": {"lag_days": 90}}}))
    assert found["cycle_days"]["value"] == pytest.approx(40)


def test_concentration_is_the_sum_of_squared_shares() -> None:
    assert kpis(stages_with_mql())["concentration"]["value"] == pytest.approx(0.5)
    index, _ = herfindahl([300, 200, 500])
    assert index == pytest.approx(0.09 + 0.04 + 0.25)


def test_deal_values_are_weighted_by_deals() -> None:
    """50 deals of 10,000 and 25 of 20,000, from 100 and 50 opportunities, in 30 days."""
    found = kpis(stages_with_mql(two={"deal": {"value": 20_000}}))
    assert found["sales_velocity"]["value"] == pytest.approx(150 * (1_000_000 / 75) * 0.5 / 30)


def test_the_company_s_key_figures_are_the_mock_s() -> None:
    found = kpis(make_scenario().model_dump(mode="json", exclude_unset=True))
    assert found["cac"]["value"] == pytest.approx(5001, abs=1)
    assert found["cac_loaded"]["value"] == pytest.approx(9045, abs=1)
    assert found["marketing_roi"]["value"] == pytest.approx(0.99, abs=0.005)
    assert found["win_rate"]["value"] == pytest.approx(0.25)
    assert found["cycle_days"]["value"] == pytest.approx(102)
    assert found["end_to_end"]["value"] == pytest.approx(0.0114, abs=5e-5)
    assert found["mql_to_opportunity"]["value"] == pytest.approx(0.2)
    assert found["concentration"]["value"] == pytest.approx(0.3**2 + 0.45**2 + 0.25**2)


def test_sales_velocity_is_money_a_day() -> None:
    """120 opportunities of 42,000 won at 24 % in 78 days."""
    a_day, _ = sales_velocity(120, 42_000, 0.24, 78)
    assert a_day == pytest.approx(15_507.69, abs=0.005)


@pytest.mark.parametrize(
    ("key", "changes", "why"),
    [
        ("cac", {"goal": {"growth": 0}}, "no_deals"),
        ("cac", {"channels": {"ads": {"ceiling": 50}}}, "ceiling_reached"),
        ("cac_loaded", {"channels": {"ads": {"ceiling": 50}}}, "ceiling_reached"),
        ("cac_loaded", {"goal": {"growth": 0}}, "no_deals"),
        ("end_to_end", {"goal": {"growth": 0}}, "no_entries"),
        ("mql_to_opportunity", {}, "no_such_stage"),
        ("win_rate", {"goal": {"growth": 0}}, "no_entries"),
        ("cycle_days", {"goal": {"growth": 0}}, "no_entries"),
        ("pipeline_coverage", {"goal": {"growth": 0}}, "nothing_to_win"),
        ("sales_velocity", {"conversions": {"lead": {"lag_days": 0}}}, "no_cycle"),
        ("sales_velocity", {"goal": {"growth": 0}}, "no_entries"),
        ("marketing_roi", {"deal": {"gross_margin": None}}, "no_margin"),
        ("marketing_roi", {"channels": {"ads": {"cost": LEFT_OUT}}}, "no_spend"),
        ("marketing_roi", {"channels": {"ads": {"ceiling": 50}}}, "ceiling_reached"),
        ("lifetime_value", {"deal": {"gross_margin": None}}, "no_margin"),
        ("lifetime_value", {}, "unbounded"),
        ("ltv_to_cac", {"deal": {"gross_margin": None}}, "no_margin"),
        ("ltv_to_cac", {}, "unbounded"),
        ("ltv_to_cac", {"existing": {"retention": 0.9}, "team": [], "channels": {"ads": {"cost": LEFT_OUT}}}, "no_cost"),
        ("ltv_to_cac", {"existing": {"retention": 0.9}, "channels": {"ads": {"ceiling": 50}}}, "ceiling_reached"),
        ("ltv_to_cac", {"existing": {"retention": 0.9, "committed": 2e6}}, "no_deals"),
        ("payback_months", {"deal": {"gross_margin": None}}, "no_margin"),
        ("payback_months", {"deal": {"gross_margin": 0}}, "no_margin"),
        ("payback_months", {"channels": {"ads": {"ceiling": 50}}}, "ceiling_reached"),
        ("payback_months", {"goal": {"growth": 0}}, "no_deals"),
        ("revenue_per_account", {}, "accounts_unknown"),
        ("revenue_per_account", {"existing": {"accounts": 5, "retention": 0, "committed": 3e6}}, "no_accounts"),
        ("concentration", {"goal": {"growth": 0}}, "no_revenue"),
        ("content_used", {}, "content_unknown"),
        ("content_used", {"content": {"available": 0, "used": 0}}, "no_content"),
        ("cost_per_stage lead", {"goal": {"growth": 0}}, "no_entries"),
        ("cost_per_stage lead", {"channels": {"ads": {"ceiling": 50}}}, "ceiling_reached"),
        ("cycle_by_stage lead", {"goal": {"growth": 0}}, "no_entries"),
    ],
)
def test_a_key_figure_without_a_value_says_why(key: str, changes: Document, why: str) -> None:
    assert reason(key, **changes) == why


def test_nobody_who_was_an_mql_has_no_rate_to_opportunity() -> None:
    document = stages_with_mql(one={"enters": "opportunity"}, two={"enters": "opportunity"})
    assert kpis(document)["mql_to_opportunity"]["reason"] == "no_entries"


def test_opportunities_ahead_of_mqls_have_no_such_rate() -> None:
    document = small(
        stages=[{"key": key, "name": key} for key in ("opportunity", "mql", "deal")],
        conversions=[{"from": "opportunity", "to": "mql", "rate": 0.5}, {"from": "mql", "to": "deal", "rate": 0.5}],
        channels={"ads": {"enters": "opportunity"}},
    )
    assert kpis(document)["mql_to_opportunity"]["reason"] == "no_such_stage"


def test_a_plan_without_gain_costs_all_it_spends() -> None:
    assert marketing_roi(0, 0.8, 100) == (-1, None)
    assert lifetime_value(10_000, 0.5, 0.0) == (5000, None)


@pytest.mark.parametrize(
    ("numerator", "denominator", "answer"),
    [
        (6, 3, (2, None)),
        (0, 3, (0, None)),
        (6, 0, (None, "why")),
        (None, 3, (None, "why")),
        (6, None, (None, "why")),
        (0, 0, (None, "why")),
    ],
)
def test_a_quotient_is_a_value_or_a_reason(numerator: float | None, denominator: float | None, answer: tuple[float | None, str]) -> None:
    assert ratio(numerator, denominator, "why") == answer


def test_every_key_figure_is_there_once_with_unit_and_formula() -> None:
    found = make_plan(make_scenario())["kpis"]
    names = [(kpi["key"], kpi.get("stage")) for kpi in found]
    stages = ("lead", "mql", "sql", "opportunity")
    by_stage = [(key, stage) for stage in stages for key in ("cost_per_stage", "cycle_by_stage")]
    assert names == [*((definition.key, None) for definition in DEFINITIONS), *by_stage]
    assert all(kpi["unit"] and kpi["formula"] for kpi in found)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.one_of(documents(), extreme_documents()))
def test_a_key_figure_has_either_a_finite_value_or_a_reason(document: Document) -> None:
    for kpi in make_plan(Scenario.model_validate(document))["kpis"]:
        assert (kpi["value"] is None) == (kpi["reason"] is not None), kpi
        assert kpi["value"] is None or math.isfinite(kpi["value"]), kpi
