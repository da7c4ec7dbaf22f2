"""Notes about days: what is too late, what falls outside, with figures a hand can count."""

from typing import Any

import pytest

from app.planner.present import make_plan
from tests.examples import make_document, make_scenario, make_small_document
from tests.planner.noted import RAISED, codes, note_of, plan_of, small, two_channels


def test_a_cycle_longer_than_what_is_left_misses_by_days() -> None:
    """From 20 December, 31 days lead to 20 January: 20 days after the 31st."""
    note = note_of(RAISED["infeasible_time"], "infeasible_time")
    assert (note["severity"], note["channel"]) == ("error", "ads")
    assert note["values"] == {"cycle_days": 31, "days_late": 20}
    assert plan_of(RAISED["infeasible_time"])["status"] == "infeasible"


def test_an_infeasible_plan_names_its_shortest_cycle_in_use() -> None:
    """40 days from the day before Christmas; a channel of 10 days has no share."""
    common = {"enters": "lead", "activity": "click"}
    document = small(
        today="2027-12-24",
        channels=[
            {"key": key, "name": key, "share": share, "conversions": {"lead": {"lag_days": days}}} | common
            for key, share, days in (("slow", 0.5, 90), ("quick", 0.5, 40), ("unused", 0, 10))
        ],
    )
    note = note_of(document, "infeasible_time")
    assert (note["channel"], note["values"]) == ("quick", {"cycle_days": 40, "days_late": 33})  # 2 February, 33 days after the 31st


def test_days_are_missed_by_the_last_month_with_any_weight() -> None:
    """Nothing is sold after November: a day in December is as many days late as from the 30th."""
    document = small(today="2027-12-05", seasonality=[*[1] * 11, 0])
    assert note_of(document, "infeasible_time")["values"] == {"cycle_days": 0, "days_late": 5}


def test_a_channel_too_late_leaves_its_share_to_the_others() -> None:
    """300 days from 1 June end on 27 March 2028, 87 days after the year."""
    plan = plan_of(RAISED["channel_too_late"])
    note = note_of(RAISED["channel_too_late"], "channel_too_late")
    assert (note["severity"], note["channel"]) == ("warning", "slow")
    assert note["values"] == {"cycle_days": 300, "days_late": 87, "share": 0.5}
    assert [channel["share_used"] for channel in plan["channels"]] == [0, 1]
    assert plan["status"] == "at_risk"


def test_a_channel_without_a_share_is_never_too_late() -> None:
    document = two_channels(300, today="2027-06-01")
    document["channels"][0]["share"], document["channels"][1]["share"] = 0, 1
    assert "channel_too_late" not in codes(plan_of(document))


def test_deals_of_months_gone_by_move_to_later_ones() -> None:
    """By 1 March, two twelfths of 100 deals can no longer close on their days."""
    note = note_of(RAISED["moved_deals"], "moved_deals")
    assert (note["severity"], note["months"]) == ("warning", ["2027-01", "2027-02"])
    assert note["values"]["deals"] == pytest.approx(100 / 6)
    assert note["values"]["channels"] == [{"channel": "ads", "deals": pytest.approx(100 / 6), "first_close": "2027-03-01"}]


def test_months_without_weight_have_nothing_to_move() -> None:
    note = note_of(small(today="2027-04-01", seasonality=[1, 0, 1, *[1] * 9]), "moved_deals")
    assert note["months"] == ["2027-01", "2027-03"]


def test_units_on_no_working_day_are_an_error() -> None:
    """31 January 2027, a Sunday, is all that is left of the month: one day of 31, beside eleven months."""
    note = note_of(RAISED["no_working_day"], "no_working_day")
    assert (note["severity"], note["channel"], note["months"]) == ("error", "ads", ["2027-01"])
    assert note["values"]["units"] == pytest.approx(2000 * (1 / 31) / (11 + 1 / 31))


def test_the_last_useful_days_lie_a_cycle_before_the_end() -> None:
    """31 days before the 31st of December."""
    note = note_of(RAISED["last_useful_days"], "last_useful_days")
    assert (note["severity"], note["values"]) == ("info", {"channels": [{"channel": "ads", "day": "2027-11-30"}]})


def test_a_channel_that_closes_on_the_day_has_no_last_day_of_its_own() -> None:
    note = note_of(two_channels(10), "last_useful_days")
    assert note["values"] == {"channels": [{"channel": "slow", "day": "2027-12-21"}]}


def test_what_must_be_there_before_the_start_is_counted() -> None:
    """The 83.3 leads of January's deals are those of December."""
    note = note_of(RAISED["starts_before"], "starts_before")
    assert (note["severity"], note["values"]) == ("info", {"first_month": "2026-12", "stages": {"lead": 84}})


def test_a_deal_a_day_of_the_open_pipeline_closes_partly_before_the_start() -> None:
    """31 deals on the 31 days from 17 December: 15 of them in the old year."""
    note = note_of(RAISED["pipeline_outside"], "pipeline_outside")
    assert note["severity"] == "info"
    assert note["values"] == {
        "deals": pytest.approx(31),
        "inside": pytest.approx(16),
        "before": pytest.approx(15),
        "after": pytest.approx(0, abs=1e-9),
    }


def test_tells_what_of_the_open_pipeline_closes_outside_the_plan() -> None:
    values: dict[str, Any] = note_of(make_document(), "pipeline_outside")["values"]
    assert values["deals"] == pytest.approx(120 * 0.4 * 0.5 * 0.25 + 40 * 0.5 * 0.25 + 25 * 0.25)
    assert values["before"] == pytest.approx(6 * 41 / 95 + 5 * 41 / 74 + 6.25 * 41 / 60)
    assert values["inside"] == pytest.approx(values["deals"] - values["before"])
    assert values["after"] == pytest.approx(0, abs=1e-9)
    late = note_of(make_document(today="2027-10-15"), "pipeline_outside")["values"]
    assert late["before"] == 0
    assert late["after"] == pytest.approx(6 * 17 / 95)
    assert "pipeline_outside" not in codes(make_plan(make_scenario(pipeline={"opportunity": 25}, today="2027-01-01")))


def test_a_plan_out_of_reach_in_time_says_which_goal_is_not() -> None:
    document = make_document(today="2027-12-20")
    [way] = note_of(document, "infeasible_time")["ways_out"]
    assert way["code"] == "lower_goal"
    lower = make_plan(make_scenario(today="2027-12-20", goal={"growth": way["growth"]}))
    assert lower["status"] == "met"
    assert lower["bridge"]["surplus"] < 4_000_000 * 1e-4


def test_tells_what_is_done_inside_the_plan_for_the_period_after() -> None:
    """Half as many deals again: those of January next year take 1,000 x 1.5 / 12 leads in December, at 2 clicks each."""
    values = note_of(make_small_document(goal={"next_growth": 0.5}), "serves_next")["values"]
    assert values == {"stages": {"lead": 125}, "spend": 0.0}
    assert "last_useful_days" not in codes(plan_of(make_small_document(goal={"next_growth": 0.5})))
    assert "serves_next" not in codes(plan_of(make_small_document()))
