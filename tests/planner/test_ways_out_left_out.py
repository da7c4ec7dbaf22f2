"""Ways out that are not proposed, because they would not lead out."""

from tests.examples import make_small_document
from tests.planner.ways import AE, SDR, ads, codes, plan_of, way_of


def test_one_channel_has_nowhere_to_shift_its_share() -> None:
    assert codes(plan_of(ads(channels={"ads": {"capacity": {"per_month": 100}}})), "over_capacity") == [
        "add_capacity",
        "raise_yield",
        "lower_goal",
    ]


def test_a_share_of_probability_never_rises_above_one() -> None:
    assert "raise_yield" not in codes(plan_of(ads(channels={"ads": {"capacity": {"per_month": 80}}})), "over_capacity")
    team = [{"role": SDR, "handles": "lead", "load_per_head_per_month": 8, "heads": 1}]
    assert "raise_rate" not in codes(plan_of(ads(team=team)), "team_short")


def test_visits_per_post_may_rise_above_one() -> None:
    steps = [{"name": "visit", "yield": 20}, {"name": "lead", "yield": 0.9}]
    plan = plan_of(ads(channels={"ads": {"steps": steps, "capacity": {"per_month": 2}}}))
    way = way_of(plan, "over_capacity", "raise_yield")
    assert (way["step"], way["needed"]) == ("visit", 46.2963)  # 83.3 leads / 18 a post = 4.63 posts where 2 can be written


def test_a_month_without_a_working_day_has_no_way_out_by_capacity() -> None:
    """All that is left of January is a Sunday, and a rate per working day says nothing about it."""
    plan = plan_of(make_small_document(today="2027-01-31", channels={"ads": {"capacity": {"per_working_day": 2}}}))
    assert [note["code"] for note in plan["notes"]][:2] == ["no_working_day", "over_capacity"]
    assert codes(plan, "over_capacity") == []


def test_it_can_be_too_late_to_hire() -> None:
    """The deals all close in March, and whoever starts in February carries a full load from June on."""
    document = ads(
        today="2027-01-15",
        seasonality=[0, 0, 1, *[0] * 9],
        team=[{"role": AE, "handles": "deal", "load_per_head_per_month": 50, "heads": 1, "ramp_months": 4}],
    )
    assert "hire" not in codes(plan_of(document), "team_short")
    document["team"][0]["ramp_months"] = 1
    assert "hire" in codes(plan_of(document), "team_short")


def test_only_the_months_after_the_ramp_are_hired_for() -> None:
    """10 deals in each month but 40 in March; who starts in January is at full load in April."""
    document = ads(
        today="2027-01-01",
        seasonality=[1, 1, 4, *[1] * 9],
        goal={"growth": 1.5},
        team=[{"role": AE, "handles": "deal", "load_per_head_per_month": 5, "heads": 1, "ramp_months": 3}],
    )
    way = way_of(plan_of(document), "team_short", "hire")
    assert (way["heads"], way["start"], way["full"]) == (1, "2027-01", "2027-04")


def test_who_is_hired_on_the_first_of_a_month_starts_that_day() -> None:
    team = [{"role": AE, "handles": "deal", "load_per_head_per_month": 5, "heads": 1, "ramp_months": 2}]
    on_the_first, on_the_second = (
        way_of(plan_of(ads(today=today, team=team)), "team_short", "hire") for today in ("2027-02-01", "2027-02-02")
    )
    assert (on_the_first["start"], on_the_second["start"]) == ("2027-02", "2027-03")


def test_a_goal_below_nothing_is_not_proposed() -> None:
    """Over five years all customers leave five times over; without new business the goal would be less than nothing."""
    plan = plan_of(ads(months=60, existing={"retention": 0.0}, goal={"growth": -0.9}, channels={"ads": {"capacity": {"per_month": 1}}}))
    assert "lower_goal" not in codes(plan, "over_capacity")


def test_more_than_a_field_takes_is_not_proposed() -> None:
    team = [{"role": AE, "handles": "lead", "load_per_head_per_month": 1e-5, "heads": 1}]
    assert "hire" not in codes(plan_of(ads(team=team)), "team_short")


def test_a_head_that_carries_more_than_anyone_counts_is_not_missed() -> None:
    """8.3 deals a month are so little of 10^12 that no whole head is needed for them."""
    plan = plan_of(ads(team=[{"role": AE, "handles": "deal", "load_per_head_per_month": 1e12, "heads": 0}]))
    assert "team_short" not in [note["code"] for note in plan["notes"]]


def test_a_team_under_a_ceiling_is_not_told_to_lower_the_goal() -> None:
    """Clicks towards a ceiling do not shrink as the goal does, so no goal is named."""
    document = ads(channels={"ads": {"ceiling": 150}}, team=[{"role": SDR, "handles": "click", "load_per_head_per_month": 200, "heads": 1}])
    assert codes(plan_of(document), "team_short") == ["hire", "raise_yield"]
