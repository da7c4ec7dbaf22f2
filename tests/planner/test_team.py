"""Heads against work: one role at a time, with months that a hand can count."""

from typing import Any

import pytest

from app.planner.plan import Plan, PlanRole
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from app.planner.team import hires_by_month
from tests.examples import Document, make_scenario, make_small_document

SEASON = [1.0, 1.0, 4.0, *[1.0] * 9]


def role(**changes: Any) -> Document:
    return {"role": "AE", "handles": "deal", "load_per_head_per_month": 5, "heads": 1} | changes


def plan_with(*team: Document, **changes: Any) -> Plan:
    """150 deals of 10,000 without lags: 40 in March and 10 in every other month, 100 and 400 leads, 200 and 800 clicks."""
    document = make_small_document(seasonality=SEASON, goal={"growth": 1.5}, conversions={"lead": {"lag_days": 0}}, team=list(team))
    return make_plan(Scenario.model_validate(document | changes))


def only_role(plan: Plan) -> PlanRole:
    (found,) = plan["team"]
    return found


def needed(found: PlanRole) -> list[float]:
    return [month["heads_needed"] for month in found["months"]]


def hires(found: PlanRole) -> dict[str, float]:
    return {month["month"]: month["hires"] for month in found["months"] if month["hires"]}


def test_heads_are_the_work_over_what_one_carries() -> None:
    found = only_role(plan_with(role(load_per_head_per_month=5)))
    assert needed(found) == [2, 2, 8, *[2] * 9]
    assert [round(month["load"], 6) for month in found["months"]][:4] == [10, 10, 40, 10]
    assert found["heads_peak"] == 8


def test_part_of_a_head_is_a_head() -> None:
    assert needed(only_role(plan_with(role(load_per_head_per_month=9.9))))[:3] == [2, 2, 5]


@pytest.mark.parametrize(("handles", "march"), [("deal", 40), ("lead", 400), ("click", 800), ("ads", 800)])
def test_a_role_handles_a_stage_an_activity_or_a_channel(handles: str, march: float) -> None:
    assert only_role(plan_with(role(handles=handles)))["months"][2]["load"] == pytest.approx(march)


def test_an_activity_is_that_of_every_channel_which_has_it() -> None:
    common = {"enters": "lead", "steps": [{"name": "lead", "yield": 0.5}]}
    channels = [
        {"key": key, "name": key, "activity": activity, "share": share} | common
        for key, activity, share in (("one", "click", 0.25), ("two", "click", 0.25), ("three", "call", 0.5))
    ]
    both, one = plan_with(role(handles="click"), role(handles="one"), channels=channels)["team"]
    assert both["months"][0]["load"] == pytest.approx(100)
    assert one["months"][0]["load"] == pytest.approx(50)


def test_a_channel_s_key_goes_before_a_stage_of_that_name() -> None:
    """The channel called lead takes 200 clicks for the 100 leads of January."""
    channel = {"key": "lead", "name": "L", "enters": "lead", "share": 1, "activity": "click", "steps": [{"name": "answer", "yield": 0.5}]}
    assert only_role(plan_with(role(handles="lead"), channels=[channel]))["months"][0]["load"] == pytest.approx(200)


def test_a_month_that_needs_more_than_ever_before_asks_for_hires() -> None:
    """Three are there; March needs eight, and every later month has enough."""
    found = only_role(plan_with(role(heads=3)))
    assert hires(found) == {"2027-03": 5}
    assert (found["hires"], found["hire_by"]) == (5, "2027-03")


def test_hires_start_a_ramp_ahead_of_the_month_that_needs_them() -> None:
    """One is there and two are needed in January, eight in March; the table begins with the first hire."""
    found = only_role(plan_with(role(ramp_months=2)))
    assert hires(found) == {"2026-11": 1, "2027-01": 6}
    assert (found["hires"], found["hire_by"]) == (7, "2026-11")
    assert found["months"][0]["month"] == "2026-11"
    assert (found["months"][0]["load"], found["months"][0]["heads_needed"]) == (0, 0)
    assert [month["month"] for month in found["months"]][-1] == "2027-12"


def test_part_of_a_month_of_ramp_is_a_month() -> None:
    assert hires(only_role(plan_with(role(heads=3, ramp_months=1.5)))) == {"2027-01": 5}


def test_enough_heads_ask_for_nobody() -> None:
    found = only_role(plan_with(role(heads=8, ramp_months=6)))
    assert (found["hires"], found["hire_by"], found["heads"]) == (0, None, 8)
    assert len(found["months"]) == 12


def test_half_a_head_counts_as_half() -> None:
    """8 are needed where 2.5 are: six whole people fill the gap."""
    assert only_role(plan_with(role(heads=2.5)))["hires"] == 6


@pytest.mark.parametrize(
    ("wanted", "heads", "ramp", "expected"),
    [
        ([2, 3, 3, 5], 2, 0, {1: 1, 3: 2}),
        ([2, 3, 3, 5], 2, 3, {-2: 1, 0: 2}),
        ([5, 3, 5], 5, 3, {}),
        ([3, 3], 2.5, 0, {0: 1}),
        ([1, 5, 2, 5], 0, 1, {-1: 1, 0: 4}),
        ([], 0, 1, {}),
    ],
)
def test_each_new_height_is_hired_for_once(wanted: list[float], heads: float, ramp: float, expected: dict[int, float]) -> None:
    assert hires_by_month(wanted, heads, ramp) == expected


def test_people_cost_what_those_who_are_there_earn() -> None:
    """3 x 1,000 and 1 x 500, for 12 months."""
    plan = plan_with(role(heads=3, cost_per_month=1000), role(role="SDR", handles="ads", heads=1, cost_per_month=500))
    assert plan["totals"]["people_cost"] == 42_000


def test_hires_cost_from_the_month_in_which_they_start() -> None:
    """Five start in March, ten months before the end."""
    assert plan_with(role(heads=3, cost_per_month=1000))["totals"]["hires_cost"] == 5 * 10 * 1000


def test_hires_before_the_start_cost_from_then_on() -> None:
    """One for 14 months from November, six for 12 months from January."""
    assert plan_with(role(ramp_months=2, cost_per_month=1000))["totals"]["hires_cost"] == (14 + 6 * 12) * 1000


def test_a_plan_without_a_team_costs_no_people() -> None:
    plan = plan_with()
    assert plan["team"] == []
    assert (plan["totals"]["people_cost"], plan["totals"]["hires_cost"]) == (0, 0)


def test_the_company_needs_five_account_executives_and_one_sdr() -> None:
    """36.6 opportunities in September at 9 each; three full in January had to start in September."""
    sdr, ae = make_plan(make_scenario())["team"]
    assert (sdr["heads_peak"], sdr["hires"], sdr["hire_by"]) == (1, 0, None)
    assert (ae["heads_peak"], ae["hires"], ae["hire_by"]) == (5, 3, "2026-09")
    by_month = {month["month"]: month["heads_needed"] for month in ae["months"]}
    assert [by_month[f"2027-{month:02d}"] for month in range(1, 13)] == [3, 3, 3, 4, 3, 3, 4, 4, 5, 4, 1, 0]


def test_the_company_s_people_cost_294000() -> None:
    """(1 x 5,500 + 2 x 9,500) x 12; one hire from September, one from December, one from May, at 9,500 a month."""
    totals = make_plan(make_scenario())["totals"]
    assert totals["people_cost"] == 294_000
    assert totals["hires_cost"] == (16 + 13 + 8) * 9500
