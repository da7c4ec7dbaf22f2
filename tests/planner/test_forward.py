"""From what is done to what it brings."""

from typing import Any

import pytest

from app.planner.faults import InvalidScenario
from app.planner.forward import run_forward
from app.planner.plan import Forward, ForwardChannel, ForwardMonth
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from tests.examples import make_scenario, make_small_document


def small(**changes: Any) -> Scenario:
    """Half the clicks become leads, a tenth of those deals of 10,000, after 31 days."""
    return Scenario.model_validate(make_small_document(**changes))


def at_once(**changes: Any) -> Scenario:
    """The same without the 31 days."""
    return small(**{"conversions": {"lead": {"lag_days": 0}}} | changes)


def month(found: Forward, label: str) -> ForwardMonth:
    (only,) = (month for month in found["months"] if month["month"] == label)
    return only


def only_channel(found: Forward) -> ForwardChannel:
    (channel,) = found["channels"]
    return channel


def test_200_clicks_in_march_are_10_deals_31_days_later() -> None:
    """100 leads, 10 deals: a month of 31 days moves by 31 days, onto April and the first of May."""
    found = run_forward(small(), {"ads": {"2027-03": 200}})
    assert found["deals"] == pytest.approx(10)
    assert found["deals_after_horizon"] == pytest.approx(0, abs=1e-9)
    assert month(found, "2027-03")["stages"]["lead"] == pytest.approx(100)
    assert month(found, "2027-03")["deals"] == 0
    assert month(found, "2027-04")["deals"] == pytest.approx(10 * 30 / 31)
    assert month(found, "2027-05")["deals"] == pytest.approx(10 / 31)
    assert month(found, "2027-04")["revenue"] == pytest.approx(100_000 * 30 / 31, abs=0.005)


def test_what_is_brought_is_held_against_the_goal() -> None:
    """1,000,000 there, 100,000 signed and 100,000 new make 1,200,000 of 2,000,000."""
    found = run_forward(at_once(existing={"committed": 100_000}), {"ads": {"2027-03": 200}})
    assert (found["existing"], found["committed"], found["pipeline"]) == (1_000_000, 100_000, 0)
    assert (found["new_business"], found["total"], found["goal"]) == (100_000, 1_200_000, 2_000_000)
    assert found["over"] == -800_000


def test_the_open_pipeline_brings_its_own() -> None:
    found = run_forward(at_once(pipeline={"lead": 50}), {"ads": {}})
    assert (found["pipeline"], found["new_business"], found["total"]) == (50_000, 0, 1_050_000)


def test_the_plan_s_own_activity_is_taken_where_none_is_given() -> None:
    """166.7 clicks a month, rounded up on the running total: 167, 167, 166 and so on, 2,000 in all."""
    found = run_forward(at_once())
    assert only_channel(found)["activity"] == 2000
    assert found["deals"] == pytest.approx(100)
    assert found["over"] == pytest.approx(0, abs=0.01)


def test_the_company_s_own_activity_reaches_its_goal() -> None:
    found = run_forward(make_scenario())
    assert found["goal"] == 5_000_000
    assert 0 <= found["over"] < 5000
    assert [channel["activity"] for channel in found["channels"]] == [
        channel["activity"]["whole"] for channel in make_plan(make_scenario())["channels"]
    ]


def test_activity_in_december_is_too_late_for_this_year() -> None:
    """December's clicks close in January 2028."""
    found = run_forward(small(), {"ads": {"2027-12": 200}})
    assert found["deals"] == pytest.approx(0, abs=1e-9)
    assert found["deals_after_horizon"] == pytest.approx(10)
    assert (found["new_business"], only_channel(found)["revenue"]) == (0, 0)
    assert only_channel(found)["deals"] == pytest.approx(10)
    assert only_channel(found)["deals_in_horizon"] == pytest.approx(0, abs=1e-9)


def test_activity_before_the_start_counts_once_its_deals_close_inside() -> None:
    """December's clicks close in January; those of November close from 2 to 31 December, before the goal counts."""
    found = run_forward(small(), {"ads": {"2026-11": 200, "2026-12": 200}})
    assert found["months"][0]["month"] == "2026-11"
    assert found["deals"] == pytest.approx(10)
    assert month(found, "2026-12")["revenue"] == 0
    assert month(found, "2026-12")["deals"] == pytest.approx(10)
    assert month(found, "2027-01")["deals"] == pytest.approx(10)


def test_half_a_month_of_window_holds_the_whole_month_s_activity() -> None:
    """Today is 17 December: its clicks fall on the 15 days from then, and close 15 days later, on 1 to 15 January."""
    found = run_forward(small(today="2026-12-17", conversions={"lead": {"lag_days": 15}}), {"ads": {"2026-12": 150}})
    assert month(found, "2027-01")["deals"] == pytest.approx(7.5)
    assert found["deals"] == pytest.approx(7.5)


def test_the_last_useful_days_hold_the_whole_month_s_activity() -> None:
    """With 45 days to the deal the window ends on 16 November; 150 clicks of November all close in time."""
    found = run_forward(small(conversions={"lead": {"lag_days": 45}}), {"ads": {"2027-11": 150}})
    assert found["deals"] == pytest.approx(7.5)
    assert found["deals_after_horizon"] == pytest.approx(0, abs=1e-9)


def test_a_month_before_today_is_spread_over_all_its_days() -> None:
    """What was done in November was done, whatever today is: 45 days later, 14 of its 30 days close in January."""
    found = run_forward(small(today="2026-12-17", conversions={"lead": {"lag_days": 45}}), {"ads": {"2026-11": 300}})
    assert found["deals"] == pytest.approx(15 * 14 / 30)


def test_days_from_the_activity_to_the_entry_come_on_top() -> None:
    """28 days from click to lead: February's 200 clicks are March's leads, and April's deals."""
    found = run_forward(at_once(channels={"ads": {"lag_days": 28}}), {"ads": {"2027-02": 200}})
    assert month(found, "2027-03")["stages"]["lead"] == pytest.approx(100 * 28 / 28)
    assert month(found, "2027-02")["stages"]["lead"] == pytest.approx(0, abs=1e-9)


def test_towards_its_ceiling_activity_brings_ever_less() -> None:
    """200 clicks would be 100 leads; under a ceiling of 100 they are 100 x 100 / (100 + 100)."""
    found = run_forward(at_once(channels={"ads": {"ceiling": 100}}), {"ads": {"2027-03": 200}})
    assert only_channel(found)["entries"] == pytest.approx(50)
    assert found["deals"] == pytest.approx(5)


def test_a_ceiling_is_never_passed() -> None:
    found = run_forward(at_once(channels={"ads": {"ceiling": 100}}), {"ads": {"2027-03": 1e9}})
    assert 99.9 < only_channel(found)["entries"] < 100


def test_the_curve_towards_the_ceiling_is_the_plan_s_own_turned_round() -> None:
    """What the plan buys under a ceiling of 150 leads a month brings the year's 1,000 leads."""
    scenario = at_once(channels={"ads": {"ceiling": 150}})
    (channel,) = make_plan(scenario)["channels"]
    activity = {month["month"]: month["activity"]["exact"] or 0.0 for month in channel["months"]}
    found = run_forward(scenario, {"ads": activity})
    assert only_channel(found)["entries"] == pytest.approx(1000)
    assert found["over"] == pytest.approx(0, abs=0.01)


def test_spend_is_for_what_is_done() -> None:
    """200 clicks at 5, and two months at 50."""
    scenario = at_once(channels={"ads": {"cost": {"per": "click", "amount": 5, "fixed_per_month": 50}}})
    found = run_forward(scenario, {"ads": {"2027-03": 150, "2027-04": 50, "2027-05": 0}})
    assert (found["spend"], only_channel(found)["spend"]) == (1100, 1100)


def test_spend_per_lead_is_for_the_leads() -> None:
    scenario = at_once(channels={"ads": {"cost": {"per": "lead", "amount": 20}}})
    assert run_forward(scenario, {"ads": {"2027-03": 200}})["spend"] == 2000


def test_recognised_revenue_counts_what_is_earned_by_the_end() -> None:
    """A deal that closes evenly over January has 11.5 twelfths earned by 31 December, one of December half a twelfth."""
    scenario = at_once(goal={"measure": "recognised"})
    january, december = (run_forward(scenario, {"ads": {label: 200}}) for label in ("2027-01", "2027-12"))
    assert january["new_business"] == pytest.approx(100_000 * 11.5 / 12, abs=0.01)
    assert december["new_business"] == pytest.approx(100_000 * 0.5 / 12, abs=0.01)
    assert month(january, "2027-01")["revenue"] == pytest.approx(100_000 * 0.5 / 12, abs=0.01)
    assert month(january, "2027-02")["revenue"] == pytest.approx(100_000 / 12, abs=0.01)


def test_nothing_done_brings_nothing() -> None:
    found = run_forward(at_once(), {})
    assert (found["deals"], found["new_business"], found["spend"]) == (0, 0, 0)
    assert [shown["month"] for shown in found["months"]] == [f"2027-{number:02d}" for number in range(1, 13)]


def fault(activity: dict[str, dict[str, float]]) -> Any:
    with pytest.raises(InvalidScenario) as caught:
        run_forward(small(), activity)
    (found,) = caught.value.faults
    return found


def test_a_channel_that_does_not_exist_is_refused_with_the_nearest() -> None:
    found = fault({"adds": {"2027-03": 1}})
    assert (found.pointer, found.code) == ("/activity/adds", "unknown_channel")
    assert found.values == {"given": "adds", "nearest": "ads", "known": ["ads"]}


@pytest.mark.parametrize("label", ["2028-01", "2021-12", "1999-12", "9999-12"])
def test_a_month_after_the_plan_or_more_than_five_years_before_it_is_refused(label: str) -> None:
    found = fault({"ads": {label: 1}})
    assert (found.pointer, found.code) == (f"/activity/ads/{label}", "month_outside")
    assert found.values == {"given": label, "first": "2022-01", "last": "2027-12"}


@pytest.mark.parametrize("units", [-1.0, 1.1e15, float("nan"), float("inf")])
def test_less_than_nothing_or_more_than_can_be_counted_is_refused(units: float) -> None:
    found = fault({"ads": {"2027-03": units}})
    assert (found.pointer, found.code) == ("/activity/ads/2027-03", "activity_out_of_range")


def test_every_fault_of_the_activity_is_told_at_once() -> None:
    with pytest.raises(InvalidScenario) as caught:
        run_forward(small(), {"adds": {"2028-01": -1}, "ads": {"2028-02": 1}})
    assert [found.code for found in caught.value.faults] == ["unknown_channel", "month_outside", "activity_out_of_range", "month_outside"]
