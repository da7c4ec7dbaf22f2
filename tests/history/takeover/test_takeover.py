"""Measured figures into a scenario: what is offered, what is chosen beforehand, and what becomes of the chosen."""

import datetime as dt
import math
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.history.found import Finding
from app.history.measure import measure
from app.history.measured import DealValue, Interval, MeasuredFunnel, Question, Season, UnitCost
from app.history.records import Ledger
from app.history.takeover import Offer, UnknownOffer, not_offered, offers, scenario_from, take_over
from app.history.takeover.figures import tenths
from app.history.takeover.matching import folded
from app.planner.faults import InvalidScenario
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from app.planner.trace import trace_figure
from tests.examples import make_scenario
from tests.history.review.made import Made, day, gathering

ADS, MAIL, FEW = Made("Ads", 1000, 300, 60, spend=30_000), Made("Mail", 800, 320, 120, value=2500), Made("Fairs", 60, 10, 2)


def scenario(**changes: Any) -> Scenario:
    """Leads, MQLs and deals; advertising and mail, of which half the revenue each."""
    stages = [{"key": key, "name": name} for key, name in (("lead", "Leads"), ("mql", "MQL"), ("won", "Signed"))]
    conversions = [{"from": "lead", "to": "mql", "rate": 0.2, "lag_days": 3}, {"from": "mql", "to": "won", "rate": 0.1, "lag_days": 9}]
    channels = [
        {"key": "ads", "name": "Ads", "enters": "lead", "share": 0.5, "activity": "click", "steps": [{"name": "lead", "yield": 0.1}]},
        {"key": "mail", "name": "E-mail", "enters": "lead", "share": 0.3, "activity": "email"},
        {"key": "fair", "name": "Fairs", "enters": "lead", "share": 0.2, "activity": "fair"},
    ]
    document = {
        "name": "Next year",
        "start": "2026-04",
        "goal": {"baseline": 1e6, "growth": 0.2},
        "deal": {"value": 500.0},
        "stages": stages,
        "conversions": conversions,
        "channels": channels,
    }
    return Scenario.model_validate(document | changes)


@cache
def measured(*channels: Made, split: str | None = "channel") -> MeasuredFunnel:
    return measure(gathering(channels or (ADS, MAIL, FEW)), Question("CRM", since="2025-01-01", until="2025-12-31", split=split))


def offer(found: tuple[Offer, ...], key: str) -> Offer:
    return next(each for each in found if each.key == key)


def taken(plan: Scenario, of: MeasuredFunnel, *keys: str, **matched: Any) -> Scenario:
    return take_over(plan, of, keys, set_by="Ana", **matched)


# -- rates and lags


def test_a_rate_is_taken_over_with_its_counts_its_range_and_its_imports() -> None:
    """630 of 1,860 leads became MQLs, the others are lost."""
    rate = taken(scenario(), measured(), "rate/lead").conversions[0]
    assert rate.rate == 0.3387
    assert rate.evidence is not None
    assert (rate.evidence.entered, rate.evidence.converted, rate.evidence.open) == (1860, 630, 0)
    assert (rate.basis, rate.period, rate.source, rate.set_by) == ("cohort", "2025-01-01 to 2025-12-31", "CRM", "Ana")
    assert (rate.imports, rate.known_to) == (("imp_one",), dt.date(2026, 3, 31))
    assert rate.low is not None
    assert rate.high is not None
    interval = measured().whole.rates[0].interval
    assert interval is not None
    assert interval.low < rate.low < rate.rate < rate.high < interval.high
    assert rate.lag_days == 3


def test_what_is_still_open_is_open_in_the_evidence_and_the_plan_takes_no_offence_at_the_rate() -> None:
    still_open = measured(Made("Ads", 1000, 300, 60, open=True))
    rate = still_open.whole.rates[1]
    assert rate.open == 240
    plan = taken(
        scenario(),
        replace(still_open, whole=replace(still_open.whole, rates=(still_open.whole.rates[0], replace(rate, rate=0.25)))),
        "rate/mql",
    )
    evidence = plan.conversions[1].evidence
    assert evidence is not None
    assert (plan.conversions[1].rate, evidence.converted, evidence.open) == (0.25, 60, 240)
    assert "rate_not_counted" not in [note["code"] for note in make_plan(plan)["notes"]]
    typed = plan.model_dump(mode="json")
    typed["conversions"][1]["evidence"]["open"] = 0
    assert "rate_not_counted" in [note["code"] for note in make_plan(Scenario.model_validate(typed))["notes"]]


def test_a_lag_comes_with_how_many_were_timed() -> None:
    conversion = taken(scenario(), measured(), "lag/mql").conversions[1]
    assert (conversion.lag_days, conversion.rate) == (20, 0.1)
    assert conversion.lag_from is not None
    assert (conversion.lag_from.n, conversion.lag_from.imports) == (182, ("imp_one",))


def test_the_last_stages_are_both_the_won_deal_and_the_others_are_matched_by_name() -> None:
    assert [each.key for each in offers(scenario(), measured()) if each.what == "rate"] == ["rate/lead", "rate/mql"]
    assert folded("Marketing Qualified Leads") == folded("MQL")
    assert folded("cold_email") == folded("Cold E-mails")


def test_a_stage_can_be_matched_by_hand() -> None:
    stages = [{"key": key, "name": name} for key, name in (("visitor", "Visitor"), ("mql", "MQL"), ("won", "Signed"))]
    conversions = [{"from": "visitor", "to": "mql", "rate": 0.2}, {"from": "mql", "to": "won", "rate": 0.1}]
    channels = [{"key": "ads", "name": "Ads", "enters": "visitor", "share": 1, "activity": "click"}]
    plan = scenario(stages=stages, conversions=conversions, channels=channels)
    assert [each.key for each in offers(plan, measured()) if each.what == "rate"] == ["rate/mql"]
    by_hand = offers(plan, measured(), stage_of={"Lead": "visitor"})
    assert [each.key for each in by_hand if each.what == "rate"] == ["rate/visitor", "rate/mql"]
    missing = [finding for finding in not_offered(plan, measured()) if finding.code == "stages_not_measured"]
    assert [finding.values["stages"] for finding in missing] == [["Visitor"]]


def test_a_rate_of_nobody_is_not_offered_and_the_reason_is_said() -> None:
    nobody = measured(Made("Ads", 100, 40, 0))
    assert "rate/mql" not in [each.key for each in offers(scenario(), nobody)]
    assert "nobody_went_on" in [finding.code for finding in not_offered(scenario(), nobody)]


def test_a_rate_of_those_whose_end_is_known_is_offered_and_never_taken_over_unasked() -> None:
    """No win has a day: there is a rate, but no curve behind it."""
    told = Finding("undated_outcomes", "warning", {"from_stage": "MQL", "to_stage": "Deal"}, count=182)
    found = replace(measured(), findings=(told,))
    whole, of_mail = (offer(offers(scenario(), found), key) for key in ("rate/mql", "rate/mail/mql"))
    for each in (whole, of_mail):
        assert not each.unasked
        assert each.finding is not None
        assert (each.finding.code, each.finding.severity, each.finding.values["to"]) == ("rate_by_ends", "warning", "Deal")
    assert offer(offers(scenario(), found), "rate/lead").unasked
    begun = scenario_from(found, template=make_scenario())
    assert (begun.conversions[1].rate, begun.conversions[1].evidence) == (0.4, None)
    assert taken(scenario(), found, "rate/mql").conversions[1].evidence is not None


def test_a_measurement_of_counts_by_month_says_snapshot_and_warns_of_the_other_basis() -> None:
    flows = replace(measured(), basis="snapshot")
    typed = scenario().model_dump(mode="json")
    typed["conversions"][1]["basis"] = "cohort"
    plan = Scenario.model_validate(typed)
    found = offer(offers(plan, flows), "rate/lead").finding
    assert found is not None
    assert (found.code, found.values["stages"]) == ("bases_mixed", ["mql"])
    assert taken(plan, flows, "rate/lead").conversions[0].basis == "snapshot"


def test_tenths_lie_inside_the_interval_and_inside_0_and_1() -> None:
    low, high = tenths(0.5, Interval(0.4, 0.6), 1)
    assert (low, high) == (pytest.approx(0.4218, abs=1e-3), pytest.approx(0.5782, abs=1e-3))
    assert tenths(1.0, Interval(0.9, 1.0), 1) == (pytest.approx(0.9221, abs=1e-4), 1.0)
    assert tenths(100.0, Interval(50.0, 150.0)) == (pytest.approx(61.04, abs=0.01), pytest.approx(138.96, abs=0.01))
    assert tenths(0.5, None) == (None, None)


# -- deals


def test_the_deal_value_is_the_mean_and_its_trace_leads_back_to_the_import() -> None:
    plan = taken(scenario(), measured(), "deal_value", "variation")
    assert plan.deal.value == round((60 * 1000 + 120 * 2500 + 2 * 1000) / 182)
    assert plan.deal.variation > 0
    source = next(each for each in trace_figure(plan, "/channels/0/deals")["sources"] if each["pointer"] == "/deal/value")
    assert source["origin"] == "counted"
    assert source["detail"] == {
        "low": plan.deal.low,
        "high": plan.deal.high,
        "period": "2025-01-01 to 2025-12-31",
        "set_by": "Ana",
        "source": "CRM",
        "imports": ["imp_one"],
        "known_to": "2026-03-31",
        "n": 182,
    }


def test_one_deal_that_is_most_of_the_revenue_is_trimmed_and_said() -> None:
    whale = measured(Made("Ads", 100, 50, 20, values=(1_000_000.0, *[1000.0] * 19)))
    found = offer(offers(scenario(), whale), "deal_value")
    assert found.measured == pytest.approx(1000)
    assert found.finding is not None
    assert found.finding.code == "value_trimmed"


def test_money_of_another_currency_is_not_offered() -> None:
    euros = scenario(currency="EUR")
    assert not {each.what for each in offers(euros, measured())} & {"deal_value", "variation", "channel_cost"}
    assert "other_currency" in [finding.code for finding in not_offered(euros, measured())]


# -- channels


def test_shares_that_are_chosen_are_scaled_to_what_the_others_leave() -> None:
    """60,000 by advertising and 300,000 by mail of 362,000; the fairs keep their fifth."""
    both = taken(scenario(), measured(), "share/ads", "share/mail", channel_of={"mail": "mail"})
    shares = {channel.key: channel.share for channel in both.channels}
    assert shares == {"ads": 0.1333, "mail": 0.6667, "fair": 0.2}
    assert both.channels[0].share_from is not None
    assert both.channels[2].share_from is None


def test_own_rates_are_offered_only_where_they_differ_by_more_than_chance() -> None:
    found = offers(scenario(), measured(), channel_of={"mail": "mail"})
    assert [each.key for each in found if each.what == "channel_rate"] == [
        "rate/ads/lead",
        "rate/ads/mql",
        "rate/mail/lead",
        "rate/mail/mql",
        "rate/fair/lead",
    ]
    alike = measured(Made("Ads", 1000, 300, 60), Made("Mail", 800, 240, 48))
    assert not [each for each in offers(scenario(), alike, channel_of={"mail": "mail"}) if each.what == "channel_rate"]


def test_an_own_rate_keeps_what_else_the_channel_does_differently() -> None:
    typed = scenario().model_dump(mode="json")
    typed["channels"][0]["conversions"] = {"mql": {"lag_days": 77}}
    own = taken(Scenario.model_validate(typed), measured(), "rate/ads/mql").channels[0].conversions["mql"]
    assert own.lag_days == 77
    assert own.rate is not None
    assert own.imports == ("imp_one",)


def test_a_cost_is_per_entry_where_no_activity_was_counted() -> None:
    found = taken(scenario(), measured(), "cost/ads").channels[0].cost
    assert (found.per, found.amount) == ("lead", 30.0)
    assert found.amount_from is not None
    assert found.amount_from.n == 1000


def test_a_cost_is_per_click_and_clicks_become_leads_where_clicks_were_counted() -> None:
    ledger = UnitCost("Ads", 30_000.0, {"Link clicks": 20_000.0}, (), {"Link clicks": 1.5}, {"Lead": 30.0, "MQL": 100.0, "Deal": 500.0})
    clicks = replace(measured(), unit_costs=(replace(ledger, entered={"Link clicks": (1000, 300, 60)}),))
    channel = taken(scenario(), clicks, "cost/ads", "yield/ads/lead").channels[0]
    assert (channel.cost.per, channel.cost.amount) == ("click", 1.5)
    assert (channel.steps[0].yield_, channel.steps[0].yield_from and channel.steps[0].yield_from.n) == (0.05, 1000)


def test_a_yield_counts_the_entries_of_the_months_that_tell_of_the_activity() -> None:
    span = np.array([day("2025-03-01")], np.int32), np.array([day("2025-03-31")], np.int32)
    level = next(each for each in gathering((ADS,)).levels["channel"])
    march = Ledger("spend", *span, (level,), np.zeros(1, np.int32), {"clicks": np.array([2_000.0])}, None)
    whole = gathering((ADS, MAIL, FEW))
    found = measure(replace(whole, ledgers=(march,)), Question("CRM", since="2025-01-01", until="2025-12-31", split="channel"))
    in_march = next(each for each in found.unit_costs if each.channel == "Ads").entered["clicks"][0]
    assert 90 < in_march < 115, "of a thousand in ten months"
    step = taken(scenario(), found, "yield/ads/lead").channels[0].steps[0]
    assert (step.yield_, step.yield_from and step.yield_from.n) == (pytest.approx(in_march / 2_000, rel=0.01), in_march)


def test_a_channel_with_spend_and_nobody_has_no_cost_to_offer() -> None:
    wasted = UnitCost("Fairs", 9000.0, {}, (), {}, {"Lead": None, "MQL": None, "Deal": None}, spend_without_buyers=True)
    found = replace(measured(), unit_costs=(wasted,))
    assert "cost/fair" not in [each.key for each in offers(scenario(), found)]
    assert "spend_brings_nobody" in [finding.code for finding in not_offered(scenario(), found)]


# -- season and pipeline


def test_the_season_begins_with_the_first_month_of_the_plan() -> None:
    indices = tuple(float(month) for month in range(1, 13))
    seasonal = replace(measured(), season=Season(36, indices, None, None, True))
    plan = taken(scenario(), seasonal, "seasonality")
    assert plan.seasonality == (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
    assert plan.seasonality_from is not None
    by_chance = replace(seasonal, season=replace(seasonal.season, matters=False))
    found = offer(offers(scenario(), by_chance), "seasonality")
    assert (found.unasked, found.finding and found.finding.code) == (False, "season_by_chance")


def test_the_open_pipeline_is_counted_by_the_stages_of_the_plan() -> None:
    still_open = measured(Made("Ads", 1000, 300, 60, open=True))
    plan = taken(scenario(today="2026-04-01"), still_open, "pipeline")
    assert dict(plan.pipeline) == {"lead": 700, "mql": 240}
    assert plan.pipeline_from is not None
    assert plan.pipeline_from.known_to == dt.date(2026, 3, 31)
    other_day = offer(offers(scenario(today="2027-01-01"), still_open), "pipeline")
    assert not other_day.unasked


# -- all together


def test_nothing_small_is_chosen_beforehand() -> None:
    few = measured(Made("Ads", 40, 4, 2, spend=900), Made("Fairs", 1000, 300, 60))
    found = offers(scenario(), few)
    assert offer(found, "share/ads").small
    assert offer(found, "cost/ads").small is False
    assert not [each.key for each in found if each.small and each.unasked]
    assert offer(found, "rate/lead").unasked


def test_an_offer_that_is_not_there_is_refused_by_its_key() -> None:
    with pytest.raises(UnknownOffer, match="rate/sql"):
        taken(scenario(), measured(), "rate/sql")


def test_taking_nothing_over_changes_nothing() -> None:
    assert taken(scenario(), measured()) == scenario()
    assert taken(make_scenario(), measured()) == make_scenario()


def test_a_list_of_one_stage_offers_no_rates() -> None:
    lonely = replace(measured(), stages=("Deal",), whole=replace(measured().whole, rates=()), groups=(), split=None)
    assert not [each for each in offers(scenario(), lonely) if each.what in ("rate", "lag")]


amounts = st.floats(0.01, 1e9)


@st.composite
def lists(draw: st.DrawFn) -> MeasuredFunnel:
    channels = []
    for name in draw(st.lists(st.sampled_from(("Ads", "E-mail", "Fairs", "Other", "")), min_size=1, unique=True)):
        leads = draw(st.integers(1, 200))
        mqls = draw(st.integers(0, leads))
        wins = draw(st.integers(0, mqls))
        spend = draw(st.none() | st.floats(0, 1e6))
        channels.append(Made(name, leads, mqls, wins, value=draw(amounts), spend=spend, open=draw(st.booleans())))
    return measure(
        gathering(channels), Question("CRM", since="2025-01-01", until="2025-12-31", split=draw(st.sampled_from((None, "channel"))))
    )


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(lists(), st.data())
def test_whatever_is_chosen_the_scenario_is_valid_its_shares_make_1_and_again_changes_nothing(
    found: MeasuredFunnel, data: st.DataObject
) -> None:
    offered = offers(scenario(), found)
    assert len({each.key for each in offered}) == len(offered)
    assert not [each.key for each in offered if each.small and each.unasked]
    keys = data.draw(st.lists(st.sampled_from([each.key for each in offered]), unique=True)) if offered else []
    try:
        once = take_over(scenario(), found, keys, set_by="Ana")
    except InvalidScenario as error:
        pytest.fail(str(error))
    assert math.fsum(channel.share for channel in once.channels) == pytest.approx(1, abs=1e-9)
    assert take_over(once, found, [key for key in keys if key in {each.key for each in offers(once, found)}], set_by="Ana") == once
    make_plan(once)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(lists())
def test_whatever_a_list_holds_a_new_scenario_can_be_made_of_it(found: MeasuredFunnel) -> None:
    begun = scenario_from(found, template=make_scenario(), set_by="Ana")
    assert math.fsum(channel.share for channel in begun.channels) == pytest.approx(1, abs=1e-9)
    assert [stage.name for stage in begun.stages] == list(found.stages)
    assert not [conversion for conversion in begun.conversions if conversion.imports and conversion.evidence is None]
    make_plan(begun)


def test_no_deal_value_is_offered_where_nothing_was_won() -> None:
    none = DealValue(0, 0, None, None, None, None, None, None, 0.0, None, None, None)
    empty = replace(measured(), whole=replace(measured().whole, value=none))
    assert not {each.what for each in offers(scenario(), empty)} & {"deal_value", "variation"}
