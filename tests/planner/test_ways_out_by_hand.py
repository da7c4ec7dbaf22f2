"""Each way out by hand: 100 deals of 10,000 in 12 months, 10 % of the leads, half of the clicks."""

import pytest

from tests.examples import Document, make_document
from tests.planner.ways import SDR, ads, changed_by, codes, plan_of, way_of


def test_a_capacity_is_raised_to_the_busiest_month_rounded_up() -> None:
    plan = plan_of(ads(channels={"ads": {"capacity": {"per_month": 100}}}))
    way = way_of(plan, "over_capacity", "add_capacity")
    assert way["capacity"] == 167  # 2,000 clicks / 12 months = 166.7
    assert way["per"] == "month"
    assert way["changes"] == [{"path": "/channels/0/capacity/per_month", "value": 167}]


def test_both_capacities_are_raised_where_both_are_exceeded() -> None:
    plan = plan_of(ads(channels={"ads": {"capacity": {"per_month": 100, "per_working_day": 8}}}))
    way = way_of(plan, "over_capacity", "add_capacity")
    assert way["per"] == "month"
    assert {change["path"]: change["value"] for change in way["changes"]} == {
        "/channels/0/capacity/per_month": 167,
        "/channels/0/capacity/per_working_day": 9,  # 166.7 clicks / 19 working days in February = 8.8
    }


def test_a_yield_rises_by_as_much_as_the_busiest_month_is_over() -> None:
    plan = plan_of(ads(channels={"ads": {"capacity": {"per_month": 125}}}))
    way = way_of(plan, "over_capacity", "raise_yield")
    assert (way["step"], way["yield"], way["needed"]) == ("lead", 0.5, 0.6667)  # 0.5 x 166.7 / 125


def test_the_goal_is_lowered_by_what_does_not_fit() -> None:
    plan = plan_of(ads(channels={"ads": {"capacity": {"per_month": 125}}}))
    way = way_of(plan, "over_capacity", "lower_goal")
    assert way["growth"] == 0.75  # 125 of 166.7 clicks a month are three quarters of the million
    assert way["changes"] == [{"path": "/goal/growth", "value": 0.75}]


def test_a_goal_in_money_is_lowered_in_money() -> None:
    plan = plan_of(ads(goal={"growth": None, "target": 2_000_000}, channels={"ads": {"capacity": {"per_month": 125}}}))
    assert way_of(plan, "over_capacity", "lower_goal")["target"] == 1_750_000


def test_a_rate_rises_until_the_team_can_carry_what_enters_the_stage() -> None:
    plan = plan_of(ads(team=[{"role": SDR, "handles": "lead", "load_per_head_per_month": 50, "heads": 1}]))
    way = way_of(plan, "team_short", "raise_rate")
    assert (way["rate"], way["needed"]) == (0.1, 0.1667)  # 1,000 leads / 12 months = 83.3 for somebody who carries 50


def test_a_raised_rate_counts_on_the_pipeline_too() -> None:
    """The mock's 50.9 % forgets that a better win rate wins more of what is already open: 46.3 % is enough."""
    way = way_of(plan_of(make_document()), "team_short", "raise_rate")
    assert way["needed"] == pytest.approx(0.4627)


def test_the_company_hires_three_account_executives() -> None:
    way = way_of(plan_of(make_document()), "team_short", "hire")
    assert (way["heads"], way["start"], way["full"]) == (3, "2026-12", "2027-04")
    assert way["changes"] == [{"path": "/team/1/heads", "value": 5}]


def test_the_company_s_goal_falls_to_what_two_account_executives_carry() -> None:
    assert way_of(plan_of(make_document()), "team_short", "lower_goal")["growth"] == 0.135


def two_channels(first: Document, second: Document) -> Document:
    """Calls and clicks share the million evenly: 500 leads, 1,000 units each, 83.3 a month."""
    common = {"enters": "lead", "share": 0.5, "steps": [{"name": "answer", "yield": 0.5}]}
    calls = {"key": "calls", "name": "Calls", "activity": "call", **common}
    clicks = {"key": "clicks", "name": "Clicks", "activity": "click", **common}
    return ads(channels=[calls | first, clicks | second])


def test_share_moves_to_the_other_channel_until_the_first_one_fits() -> None:
    plan = plan_of(two_channels({"capacity": {"per_month": 50}}, {}))
    way = way_of(plan, "over_capacity", "shift_share")
    assert (way["from"], way["to"], way["share"]) == ("calls", "clicks", 0.2)  # 50 of 83.3 calls are 0.3 of the revenue
    assert way["changes"] == [{"path": "/channels/0/share", "value": 0.3}, {"path": "/channels/1/share", "value": 0.7}]


def test_share_does_not_move_where_there_is_no_room() -> None:
    """The clicks would have to go from 83.3 to 116.7."""
    assert "shift_share" in codes(plan_of(two_channels({"capacity": {"per_month": 50}}, {"capacity": {"per_month": 117}})), "over_capacity")
    assert "shift_share" not in codes(
        plan_of(two_channels({"capacity": {"per_month": 50}}, {"capacity": {"per_month": 116}})), "over_capacity"
    )


def test_share_does_not_move_to_within_a_fifth_of_a_ceiling() -> None:
    """58.3 leads a month are four fifths of 72.9."""
    assert "shift_share" in codes(plan_of(two_channels({"capacity": {"per_month": 50}}, {"ceiling": 73})), "over_capacity")
    assert "shift_share" not in codes(plan_of(two_channels({"capacity": {"per_month": 50}}, {"ceiling": 72.5})), "over_capacity")


def test_share_moves_to_the_channel_that_is_cheapest_by_its_revenue() -> None:
    dear, cheap = {"cost": {"per": "click", "amount": 2}}, {"cost": {"per": "click", "amount": 1}}
    channels = [
        {"key": key, "name": key, "activity": "click", "enters": "lead", "share": share, **more}
        for key, share, more in (("full", 0.4, {"capacity": {"per_month": 20}}), ("dear", 0.3, dear), ("cheap", 0.3, cheap))
    ]
    assert way_of(plan_of(ads(channels=channels)), "over_capacity", "shift_share")["to"] == "cheap"


def test_a_ceiling_is_left_a_fifth_away() -> None:
    """83.3 leads a month under a ceiling of 50: 40 of them, 48 % of the million, are well below it."""
    plan = plan_of(ads(channels={"ads": {"ceiling": 50}}))
    assert way_of(plan, "ceiling_reached", "lower_goal")["growth"] == 0.48


def test_share_leaves_a_channel_a_fifth_below_its_ceiling() -> None:
    """41.7 leads a month under a ceiling of 25: 20 of them are 24 % of the revenue."""
    way = way_of(plan_of(two_channels({"ceiling": 25}, {})), "ceiling_reached", "shift_share")
    assert (way["from"], way["to"], way["share"]) == ("calls", "clicks", 0.26)


@pytest.mark.parametrize("expansion", [0.03, 0.05, 0.07, 0.11, 0.13, 0.29])
@pytest.mark.parametrize("retention", [0.82, 0.93, 1.0])
def test_a_goal_without_new_business_leaves_no_dust_to_win(retention: float, expansion: float) -> None:
    """Baseline x (1 + growth) and baseline + what is churned and expanded are the same money, but not always the same float."""
    customers = {"existing": {"retention": retention, "expansion": expansion}, "today": "2028-01-01"}
    baselines: list[Document] = [{"baseline": baseline} for baseline in (1_000_000, 1_234_567.89, 4_100_000)]
    for goal in (*baselines, *(baseline | {"growth": None, "target": 9e6} for baseline in baselines)):
        document = ads(goal=goal, **customers)
        after = plan_of(changed_by(document, way_of(plan_of(document), "infeasible_time", "lower_goal")["changes"]))
        assert after["status"] == "met"
