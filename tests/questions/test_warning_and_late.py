"""Early warning, and what is too late."""

import numpy as np
import pytest

from app.planner.engine import evaluate
from app.planner.forward import run_forward
from app.planner.inputs import compile_scenario
from app.planner.scenario import Scenario
from app.questions.late import too_late
from app.questions.outcomes import outcome_at, read
from app.questions.refused import QuestionRefused
from app.questions.turning import turn
from app.questions.warning import missing
from tests.examples import make_scenario, make_small_document

SMALL = Scenario.model_validate(make_small_document())
"""100 deals a year, an even season, one channel: 2 clicks a lead, 10 leads a deal, 31 days from lead to deal."""


def activity_of(scenario):
    outputs = evaluate(compile_scenario(scenario))
    labels = outputs.inputs.calendar.labels
    return {
        channel.key: dict(zip(labels, units, strict=True))
        for channel, units in zip(scenario.channels, outputs.months.activity[0].tolist(), strict=True)
    }


def test_twenty_clicks_that_were_not_made_are_one_deal_a_month_later():
    found = missing(SMALL, "ads", "2027-03", 20)
    assert found.entries == pytest.approx(10)
    assert found.deals.sum() == pytest.approx(1)
    assert found.felt == "2027-04"
    assert found.revenue.sum() == pytest.approx(10_000)
    assert found.deals[found.months.index("2027-04")] == pytest.approx(30 / 31)  # 31 days of March meet the 30 of April, and one day more


def test_what_is_missing_is_what_the_plan_brings_less_what_it_brings_without():
    scenario = make_scenario()
    activity = activity_of(scenario)
    whole = run_forward(scenario, activity)
    for channel, month in (("cold_email", "2027-04"), ("paid_search", "2027-02"), ("content", "2027-05")):
        short = activity[channel][month] * 0.4
        found = missing(scenario, channel, month, short)
        less = run_forward(scenario, activity | {channel: activity[channel] | {month: activity[channel][month] - short}})
        assert found.revenue.sum() == pytest.approx(whole["new_business"] - less["new_business"], abs=0.02)
        deals = {row["month"]: row["deals"] for row in whole["months"]}
        left = {row["month"]: row["deals"] for row in less["months"]}
        np.testing.assert_allclose(found.deals, [deals[label] - left[label] for label in found.months], atol=1e-9)
        assert found.deals_after == pytest.approx(whole["deals_after_horizon"] - less["deals_after_horizon"], abs=1e-9)


@pytest.mark.parametrize(
    ("channel", "month", "short", "code"),
    [
        ("adz", "2027-03", 20, "unknown_channel"),
        ("ads", "2027-12", 20, "no_activity"),
        ("ads", "March", 20, "no_activity"),
        ("ads", "2027-03", 0, "short_out_of_range"),
        ("ads", "2027-03", 1e9, "short_out_of_range"),
        ("ads", "2027-03", float("nan"), "short_out_of_range"),
    ],
)
def test_a_shortfall_that_cannot_be_is_refused(channel, month, short, code):
    with pytest.raises(QuestionRefused, match=code):
        missing(SMALL, channel, month, short)


def test_a_month_is_too_late_for_a_channel_once_its_lag_reaches_behind_it():
    scenario = Scenario.model_validate(make_small_document(today="2027-01-16"))
    months = {row.month: row for row in too_late(scenario)}
    assert [months[label].reach for label in ("2027-01", "2027-02", "2027-03")] == [("too_late",), ("partly",), ("open",)]
    assert months["2027-02"].start_by == ("2027-01-28",)
    assert months["2027-01"].planned == 0
    assert months["2027-01"].lost == pytest.approx(100 / 12)
    assert sum(row.lost for row in months.values()) == pytest.approx(0, abs=1e-9)


def test_the_cheapest_channel_that_still_reaches_a_month_repairs_it():
    months = {row.month: row for row in too_late(make_scenario())}
    march = months["2027-03"]
    assert (march.reach[0], march.repair, march.repair_in) == ("open", "cold_email", "2027-03")
    assert march.lost > 0.5
    later = months["2027-06"]
    assert set(later.reach) == {"open"}
    assert later.repair == "cold_email"
    assert later.repair_cost == 0.0  # nothing of it is lost


def test_what_no_channel_closes_in_its_month_is_repaired_in_the_first_that_one_still_reaches():
    months = {row.month: row for row in too_late(make_scenario())}
    assert (months["2027-01"].repair, months["2027-01"].repair_in) == ("cold_email", "2027-02")
    assert (months["2027-02"].reach[0], months["2027-02"].repair_in) == ("partly", "2027-02")
    gone = too_late(make_scenario(today="2027-12-20"))
    assert {(row.repair, row.repair_in, row.repair_cost) for row in gone} == {(None, None, 0.0)}


@pytest.mark.parametrize(
    ("channels", "repair"),
    [
        ({"cold_email": {"capacity": {"per_working_day": 400}}}, "cold_email"),
        ({"cold_email": {"capacity": {"per_working_day": 1}}, "content": {"cost": {"amount": 4000}}}, "paid_search"),
    ],
    ids=["straight", "below a ceiling"],
)
def test_a_repair_costs_what_the_engine_spends_more_for_as_many_deals(channels, repair):
    scenario = make_scenario(today="2027-01-15", channels=channels)
    month = next(row for row in too_late(scenario) if row.lost > 0.5 and row.repair == repair)
    place = [channel.key for channel in scenario.channels].index(repair)
    outcomes = [outcome_at(scenario, f"/channels/{place}/{name}") for name in ("deals", "spend")]
    lanes = turn(scenario, {"/goal/growth": np.linspace(0.25, 0.6, 4001)})
    deals, spend = read(lanes, outcomes).T
    assert month.repair_cost == pytest.approx(np.interp(deals[0] + month.lost, deals, spend) - spend[0], rel=1e-4)


def test_a_channel_at_its_capacity_repairs_nothing():
    free = too_late(make_scenario(today="2027-01-15"))
    held = too_late(make_scenario(today="2027-01-15", channels={"cold_email": {"capacity": {"per_working_day": 1}}}))
    assert "cold_email" in {row.repair for row in free}
    assert "cold_email" not in {row.repair for row in held}


def test_without_a_today_nothing_is_too_late():
    assert {reach for row in too_late(make_scenario(today=None)) for reach in row.reach} == {"open"}
