"""Replan: the requirements for the rest, by hand and against the plan's own."""

import datetime as dt
import itertools
import json

import numpy as np
import pytest

from app.planner.engine import evaluate
from app.planner.inputs import compile_scenario
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from app.questions.as_json import plain
from app.questions.refused import QuestionRefused
from app.questions.replanning.actuals import Actuals, Won, evenly
from app.questions.replanning.replan import replan, rest_of
from tests.examples import make_scenario, make_small_document

A_MONTH = 100 / 12
JANUARY, FEBRUARY, MARCH = "2027-01", "2027-02", "2027-03"


def small(**changes):
    """100 deals of 10,000 over 2027, evenly by month; a lead in ten becomes one after 31 days, and two clicks are a lead."""
    return Scenario.model_validate(make_small_document(**changes))


def quarter(deals=A_MONTH, value=10_000):
    return {month: Won(deals, deals * value) for month in (JANUARY, FEBRUARY, MARCH)}


OPEN_AT_THE_END_OF_MARCH = {"lead": 10 * (A_MONTH + A_MONTH / 31)}
"""The leads of April's deals, and of those of the first of May: ten for each."""
END_OF_MARCH = dt.date(2027, 3, 31)
CLOSING_FROM_THE_SECOND_OF_MAY = 1_000_000 * (30 / 31 + 7) / 12


def test_a_plan_on_its_way_has_its_own_rest_left():
    found = replan(small(), Actuals(END_OF_MARCH, quarter(), OPEN_AT_THE_END_OF_MARCH))
    assert found.state == "open"
    assert found.today == "2027-04-01"
    assert found.to_win.left == pytest.approx(CLOSING_FROM_THE_SECOND_OF_MAY, rel=1e-12)
    assert found.to_win.planned == pytest.approx(CLOSING_FROM_THE_SECOND_OF_MAY, rel=1e-12)
    ads = found.channels[0]
    assert ads.activity == pytest.approx(CLOSING_FROM_THE_SECOND_OF_MAY / 10_000 * 20, rel=1e-12)
    assert found.pace.deals - found.pace.planned_deals == pytest.approx(0, abs=1e-9)
    assert found.pace.planned_revenue == pytest.approx(250_000)


def test_the_rest_of_a_plan_on_its_way_is_the_plan_s_own_month_by_month():
    scenario = small()
    own = make_plan(scenario)["channels"][0]["months"]
    found = replan(scenario, Actuals(END_OF_MARCH, quarter(), OPEN_AT_THE_END_OF_MARCH))
    activity = {month["month"]: month["activity"]["exact"] for month in own}
    per_day = {month["month"]: month["per_working_day"] for month in own}
    for month in found.months[:-1]:  # December's deals are begun in November
        assert month.planned_activity["ads"] == pytest.approx(activity[month.month], rel=1e-12)
        assert month.activity["ads"] == pytest.approx(activity[month.month], rel=1e-12)
        assert month.per_working_day["ads"] == pytest.approx(per_day[month.month], rel=1e-12)
        assert month.planned_deals == pytest.approx(A_MONTH, rel=1e-12)
    assert found.months[0].deals == pytest.approx(A_MONTH * (1 + 1 / 31) * 30 / 31)  # what is open is spread over 31 days


@pytest.mark.parametrize("behind", [40_000, -15_000])
def test_what_one_is_behind_is_more_to_win_and_what_one_is_ahead_is_less(behind):
    won = quarter() | {MARCH: Won(A_MONTH - behind / 10_000, A_MONTH * 10_000 - behind)}
    found = replan(small(), Actuals(END_OF_MARCH, won, OPEN_AT_THE_END_OF_MARCH))
    assert found.to_win.left - found.to_win.planned == pytest.approx(behind, rel=1e-9)
    assert found.pace.planned_revenue - found.pace.revenue == pytest.approx(behind, rel=1e-9)
    assert found.pace.planned_deals - found.pace.deals == pytest.approx(behind / 10_000, rel=1e-9)
    assert found.channels[0].activity - found.channels[0].planned_activity == pytest.approx(behind / 10_000 * 20, rel=1e-9)


def test_with_nothing_open_all_that_was_not_won_has_to_be_begun():
    found = replan(small(), Actuals(END_OF_MARCH, quarter(), {}))
    assert found.to_win.left == pytest.approx(750_000)
    assert found.channels[0].activity == pytest.approx(75 * 20)
    assert found.too_late == ("2027-04",)  # 31 days from the first of April
    assert found.months[0].deals == 0
    assert found.months[1].reach == ("partly",)
    weight = np.array([30 / 31, *[1.0] * 7])  # 75 deals over what is left from the second of May
    np.testing.assert_allclose([month.deals for month in found.months[1:]], 75 * weight / weight.sum())


def test_inside_a_month_the_rest_begins_on_the_next_day():
    april = Won(A_MONTH / 2, A_MONTH * 5_000)
    open_then = {"lead": 10 * A_MONTH * (15 / 30 + 16 / 31)}  # deals from 16 April to 16 May, 31 days
    found = replan(small(), Actuals(dt.date(2027, 4, 15), quarter() | {"2027-04": april}, open_then))
    left = 1_000_000 * (15 / 31 + 7) / 12  # from 17 May on
    assert found.to_win.planned == pytest.approx(left, rel=1e-12)
    assert found.to_win.left == pytest.approx(left, rel=1e-12)
    assert found.months[0].month == "2027-04"
    assert found.months[0].planned_deals == pytest.approx(A_MONTH / 2)
    clicks = 20 * A_MONTH * 15 / 31  # of the second half of April come the deals of 17 to 31 May
    assert found.months[0].activity["ads"] == pytest.approx(clicks, rel=1e-12)
    assert found.months[0].per_working_day["ads"] == pytest.approx(
        clicks / 11, rel=1e-12
    )  # 16 to 30 April 2027: eleven days from Monday to Friday


def test_before_anything_has_happened_nothing_changes():
    scenario = make_scenario()
    assert scenario.today is not None
    eve = scenario.today - dt.timedelta(days=1)
    found = replan(scenario, Actuals(eve, {}))
    assert rest_of(scenario, Actuals(eve, {})) == scenario.model_copy(
        update={"goal": scenario.goal.model_copy(update={"next_growth": None})}
    )
    plan = make_plan(scenario)
    assert found.to_win.left == pytest.approx(plan["bridge"]["new_business"], abs=0.01)
    for channel, own in zip(found.channels, plan["channels"], strict=True):
        assert channel.activity == pytest.approx(own["activity"]["exact"], rel=1e-12)
        assert channel.planned_activity == pytest.approx(own["activity"]["exact"], rel=1e-9)
        assert channel.share == own["share"]


def test_a_plan_without_a_today_is_the_same_on_the_eve_of_its_first_click():
    scenario = small()
    found = replan(scenario, Actuals(dt.date(2026, 11, 30), {}))  # January's first deal is begun 31 days before
    assert found.today == "2026-12-01"
    assert found.to_win.left == found.to_win.planned == pytest.approx(1_000_000)
    assert found.channels[0].activity == pytest.approx(2_000)
    assert [month.reach for month in found.months[:2]] == [(), ("open",)]


def test_after_the_last_day_there_is_nothing_to_begin_and_what_there_is_is_the_nearest():
    won = {f"2027-{month:02d}": Won(8, 80_000) for month in range(1, 13)}
    found = replan(small(), Actuals(dt.date(2027, 12, 31), won, {"lead": 500}))
    assert found.state == "too_late"
    assert found.to_win.left == pytest.approx(40_000)
    assert found.nearest == pytest.approx(1_960_000)
    assert found.months == ()
    assert found.channels[0].activity == 0
    assert found.to_win.pipeline == 0


def test_too_late_says_what_is_reached_with_what_is_open():
    found = replan(small(), Actuals(dt.date(2027, 11, 30), evenly(small(), dt.date(2027, 11, 30), Won(80, 800_000)), {"lead": 100}))
    assert found.state == "too_late"
    assert found.nearest == pytest.approx(1_000_000 + 800_000 + 100_000)  # all ten deals close in the 31 days of December
    assert found.too_late == ("2027-12",)


def test_a_goal_that_is_reached_leaves_nothing_to_do():
    found = replan(small(), Actuals(END_OF_MARCH, {MARCH: Won(110, 1_100_000)}, {"lead": 50}))
    assert found.state == "reached"
    assert found.to_win.left == 0
    assert found.to_win.surplus == pytest.approx(150_000)
    assert found.channels[0].activity == 0
    covered = replan(small(), Actuals(END_OF_MARCH, {MARCH: Won(98, 980_000)}, {"lead": 50}))
    assert covered.state == "covered"
    assert covered.to_win.surplus == pytest.approx(30_000)


def test_at_a_ceiling_the_rest_has_no_value():
    scenario = small(channels={"ads": {"ceiling": 120}})
    found = replan(scenario, Actuals(END_OF_MARCH, {}, {}))
    assert found.state == "ceiling"
    assert found.at_ceiling == ("ads",)
    assert plain(found)["channels"][0]["activity"] is None
    assert found.channels[0].planned_activity > 0


@pytest.mark.parametrize("measure", ["bookings", "arr"])
def test_a_deal_counts_in_full_whenever_it_was_won(measure):
    found = replan(small(goal={"measure": measure}), Actuals(END_OF_MARCH, quarter(deals=10)))
    assert found.to_win.won == pytest.approx(300_000)


def test_recognised_revenue_of_a_deal_is_what_is_earned_by_the_end():
    scenario = small(goal={"measure": "recognised", "growth": 0.4})
    found = replan(scenario, Actuals(END_OF_MARCH, {JANUARY: Won(12, 120_000), MARCH: Won(6, 60_000)}))
    assert found.to_win.won == pytest.approx(120_000 * 11.5 / 12 + 60_000 * 9.5 / 12)
    assert found.pace.revenue == 180_000
    until = dt.date(2027, 1, 15)
    half = replan(scenario, Actuals(until, {JANUARY: Won(12, 120_000)}))
    assert half.to_win.won == pytest.approx(120_000 * (12 - 15 / 31 / 2) / 12)


def test_recognised_revenue_on_its_way_has_nearly_the_plan_s_rest_left():
    """The engine closes what is open evenly from the day on; the plan closes it by the season, here evenly, too: nothing is in between."""
    scenario = small(goal={"measure": "recognised", "growth": 0.4})
    by_month = {
        each["month"]: Won(each["stages"]["deal"]["exact"], each["stages"]["deal"]["exact"] * 10_000) for each in months_of(scenario)
    }
    first = {month: by_month[month] for month in (JANUARY, FEBRUARY, MARCH)}
    found = replan(scenario, Actuals(END_OF_MARCH, first, {"lead": 10 * by_month[MARCH].deals * 32 / 31}))
    assert found.to_win.left == pytest.approx(found.to_win.planned, rel=1e-4)


def months_of(scenario):
    return [month for month in make_plan(scenario)["months"] if not month["before_start"]]


def open_in(scenario, day):
    """Who the plan has in each stage on a day: came in within the lag before, and is neither won nor lost yet."""
    outputs = evaluate(compile_scenario(scenario))
    inputs, funnel = outputs.inputs, outputs.funnel
    found = {}
    for place, key in enumerate(scenario.stage_keys[:-1]):
        count = 0.0
        for channel, enters in enumerate(inputs.enters):
            if place >= enters:
                days = funnel.days_to_deal[0, channel, place]
                edges = np.full((1, inputs.enters.size, 2), [day - inputs.lags[0, channel, place] + days, day + days])
                before, after = outputs.timing.closed(edges)[0, channel]
                count += (after - before) * outputs.totals.deals[0, channel] / funnel.to_deal[0, channel, place]
        found[key] = count
    return found


def company(**changes):
    """Several channels with lags of their own, all at the common rates and values, and nothing open at the start."""
    scenario = make_scenario(today=None, pipeline={}, **changes)
    channels = tuple(channel.model_copy(update={"conversions": {}, "deal": type(channel.deal)()}) for channel in scenario.channels)
    return scenario.model_copy(update={"channels": channels})


def on_its_way(scenario, **more):
    """The plan's own deals up to the end of March, and who it has open then."""
    months = months_of(scenario)[:3]
    won = {each["month"]: Won(each["stages"][scenario.stage_keys[-1]]["exact"], each["revenue"]) for each in months}
    open_then = open_in(scenario, (END_OF_MARCH - dt.date(2026, 12, 31)).days)
    return Actuals(END_OF_MARCH, won, {key: count + more.get(key, 0.0) for key, count in open_then.items()})


def test_a_company_on_its_way_has_its_own_rest_left_and_what_is_under_way():
    """With common rates what is open is worth the same whoever brought it, and all of it closes in the horizon: exact to a cent of revenue.

    What activity before the day brings only after it is open nowhere, and so it is left to win again unless somebody counts it.
    """
    scenario = company()
    found = replan(scenario, on_its_way(scenario))
    assert found.to_win.under_way > 10_000
    assert found.to_win.left - found.to_win.under_way == pytest.approx(found.to_win.planned, abs=0.05)
    counted = replan(scenario, on_its_way(scenario, **found.under_way))
    assert counted.to_win.left == pytest.approx(found.to_win.planned, abs=0.05)


def test_each_channel_of_a_company_on_its_way_goes_on_as_the_plan_does():
    scenario = company()
    found = replan(scenario, on_its_way(scenario, **replan(scenario, on_its_way(scenario)).under_way))
    plan = make_plan(scenario)
    own = {each["key"]: {month["month"]: month["activity"]["exact"] for month in each["months"]} for each in plan["channels"]}
    assert [channel.share for channel in found.channels] != [channel.share for channel in scenario.channels]
    for month, channel in itertools.product(found.months, found.channels):
        planned = own[channel.key].get(month.month, 0.0)
        assert month.planned_activity[channel.key] == pytest.approx(planned, rel=1e-9, abs=1e-9)
        assert month.activity[channel.key] == pytest.approx(planned, rel=1e-6, abs=1e-9)


def test_the_rest_of_the_rest_is_the_rest():
    scenario = company()
    june = dt.date(2027, 6, 30)
    first = {JANUARY: Won(5, 61_000), FEBRUARY: Won(3, 40_000), MARCH: Won(9, 110_000)}
    second = {"2027-04": Won(4, 50_000), "2027-06": Won(7, 80_000)}
    open_then = {scenario.stage_keys[0]: 300, scenario.stage_keys[1]: 40}
    begun_anew = rest_of(scenario, Actuals(END_OF_MARCH, first, {scenario.stage_keys[0]: 200}))
    chained = replan(begun_anew, Actuals(june, second, open_then))
    whole = replan(scenario, Actuals(june, first | second, open_then))
    assert chained.since == "2027-04-01"
    assert chained.to_win.left == pytest.approx(whole.to_win.left, rel=1e-12)
    for one, other in zip(chained.channels, whole.channels, strict=True):
        assert one.activity == pytest.approx(other.activity, rel=1e-9)


def test_the_scenario_of_the_rest_plans_the_rest():
    scenario = make_scenario()
    actuals = Actuals(END_OF_MARCH, {JANUARY: Won(2, 30_000), MARCH: Won(4, 50_000)}, {scenario.stage_keys[0]: 150})
    found = replan(scenario, actuals)
    rest = Scenario.model_validate(found.scenario)
    assert rest == rest_of(scenario, actuals)
    plan = make_plan(rest)
    assert plan["bridge"]["new_business"] == pytest.approx(found.to_win.left, abs=0.01)
    assert plan["totals"]["spend"] == pytest.approx(sum(channel.spend for channel in found.channels), abs=0.01)
    for channel, own in zip(found.channels, plan["channels"], strict=True):
        assert channel.activity == pytest.approx(own["activity"]["exact"], rel=1e-12)
        assert channel.per_working_day == pytest.approx(plan["totals"]["per_working_day"][channel.key]["mean"], rel=1e-12)
    for role, own in zip(found.team, plan["team"], strict=True):
        assert (role.heads_peak, role.hires, role.hire_by) == (own["heads_peak"], own["hires"], own["hire_by"])
    closing = sum(month.deals for month in found.months)
    assert closing == pytest.approx(sum(channel.deals for channel in found.channels) + plan["totals"]["pipeline_deals"])


def test_the_parts_of_the_goal_add_up():
    found = replan(make_scenario(), Actuals(END_OF_MARCH, {JANUARY: Won(2, 30_000)}))
    goal = found.to_win
    assert goal.existing + goal.committed + goal.won + goal.pipeline + goal.left == pytest.approx(goal.target + goal.surplus)
    assert not found.pipeline_given


@pytest.mark.parametrize("measure", ["bookings", "arr", "recognised"])
@pytest.mark.parametrize("until", ["2027-01-01", "2027-02-28", "2027-05-17", "2027-10-31", "2027-12-30"])
def test_on_any_day_the_goal_adds_up_and_every_deal_has_its_month(measure, until):
    scenario, day = make_scenario(goal={"measure": measure}), dt.date.fromisoformat(until)
    found = replan(scenario, Actuals(day, evenly(scenario, day, Won(5, 60_000)), {scenario.stage_keys[0]: 40}))
    goal = found.to_win
    assert goal.existing + goal.committed + goal.won + goal.pipeline + goal.left == pytest.approx(goal.target + goal.surplus)
    opened = sum(month.pipeline_deals for month in found.months)
    assert sum(month.deals for month in found.months) == pytest.approx(sum(channel.deals for channel in found.channels) + opened)
    plan = make_plan(scenario)["totals"]
    planned = plan["stages"][scenario.stage_keys[-1]]["exact"] + plan["pipeline_deals"]
    assert found.pace.planned_deals + sum(month.planned_deals for month in found.months) == pytest.approx(planned)


def test_what_serves_the_period_after_stays_the_plan_s_own():
    scenario = make_scenario(goal={"next_growth": 0.2})
    found = replan(scenario, Actuals(END_OF_MARCH, {}))
    assert "next_growth" not in found.scenario["goal"]
    months = [month for month in make_plan(scenario)["months"] if month["month"] >= "2027-04"]
    assert found.next_spend == pytest.approx(sum(month["next"]["spend"] for month in months), abs=0.06)
    assert replan(make_scenario(goal={"next_growth": None}), Actuals(END_OF_MARCH, {})).next_spend is None


def test_a_sum_is_won_evenly_over_the_days():
    parts = evenly(small(), END_OF_MARCH, Won(90, 900_000))
    assert parts == {JANUARY: Won(31, 310_000), FEBRUARY: Won(28, 280_000), MARCH: Won(31, 310_000)}
    begun = small(today="2027-03-02")
    assert evenly(begun, END_OF_MARCH, Won(30, 0)) == {MARCH: Won(30, 0)}
    assert evenly(small(), dt.date(2026, 12, 31), Won()) == {}


def test_a_day_before_the_plan_s_own_today_begins_nothing_earlier():
    scenario = small(today="2027-03-02")
    found = replan(scenario, Actuals(dt.date(2027, 1, 31), {}))
    assert found.today == "2027-03-02"
    assert found.to_win.left == found.to_win.planned


SMALL = small()


@pytest.mark.parametrize(
    ("until", "won", "pipeline", "pointer", "code", "nearest"),
    [
        ("2028-01-01", {}, None, "/until", "day_outside", "2027-12-31"),
        ("2026-01-01", {}, None, "/until", "day_outside", "2026-11-30"),
        ("2027-03-31", {"2027-04": Won(1, 1)}, None, "/won/2027-04", "month_not_known", "2027-03"),
        ("2027-03-31", {"2026-12": Won(1, 1)}, None, "/won/2026-12", "month_not_known", "2027-01"),
        ("2027-03-31", {"March": Won(1, 1)}, None, "/won/March", "month_not_known", "2027-03"),
        ("2027-03-31", {MARCH: Won(-1, 1)}, None, "/won/2027-03/deals", "value_out_of_range", None),
        ("2027-03-31", {MARCH: Won(1, -1)}, None, "/won/2027-03/revenue", "value_out_of_range", None),
        ("2027-03-31", {MARCH: Won(1, float("nan"))}, None, "/won/2027-03/revenue", "value_out_of_range", None),
        ("2027-03-31", {JANUARY: Won(1, 9e14), MARCH: Won(1, 9e14)}, None, "/won", "value_out_of_range", None),
        ("2026-12-31", {JANUARY: Won(1, 1)}, None, "/won/2027-01", "nothing_yet", None),
        ("2027-03-31", {}, {"led": 3}, "/pipeline/led", "unknown_stage", "lead"),
        ("2027-03-31", {}, {"deal": 3}, "/pipeline/deal", "pipeline_at_last", None),
        ("2027-03-31", {}, {"lead": -3}, "/pipeline/lead", "value_out_of_range", None),
        ("2027-03-31", {}, {"lead": float("inf")}, "/pipeline/lead", "value_out_of_range", None),
    ],
)
def test_actuals_of_another_plan_are_refused_with_their_place_and_the_nearest(until, won, pipeline, pointer, code, nearest):
    with pytest.raises(QuestionRefused) as refused:
        replan(SMALL, Actuals(dt.date.fromisoformat(until), won, pipeline))
    fault = refused.value.faults[0]
    assert (fault.pointer, fault.code) == (pointer, code)
    assert nearest is None or fault.values["nearest"] == nearest


def test_everything_wrong_is_said_at_once():
    with pytest.raises(QuestionRefused) as refused:
        replan(SMALL, Actuals(END_OF_MARCH, {MARCH: Won(-1, 1), "2027-08": Won(1, 1)}, {"led": 3}))
    assert len(refused.value.faults) == 3


def test_a_sum_before_anything_could_be_won_is_refused():
    with pytest.raises(QuestionRefused) as refused:
        evenly(SMALL, dt.date(2026, 12, 31), Won(1, 0))
    assert (refused.value.faults[0].pointer, refused.value.faults[0].code) == ("/won_in_all", "nothing_yet")


@pytest.mark.parametrize(
    ("won", "pointer"),
    [
        (Won(-1, 0), "/won_in_all/deals"),
        (Won(0, float("nan")), "/won_in_all/revenue"),
        (Won(0, 1e16), "/won_in_all/revenue"),
    ],
)
def test_a_sum_that_makes_no_sense_is_refused_where_it_stands(won, pointer):
    with pytest.raises(QuestionRefused) as refused:
        evenly(SMALL, END_OF_MARCH, won)
    assert (refused.value.faults[0].pointer, refused.value.faults[0].code) == (pointer, "value_out_of_range")


def test_a_sum_that_has_no_room_beside_what_was_signed_is_refused():
    with pytest.raises(QuestionRefused) as refused:
        evenly(small(existing={"committed": 9e14}), END_OF_MARCH, Won(1, 2e14))
    assert refused.value.faults[0].pointer == "/won_in_all"
    assert refused.value.faults[0].values["high"] == pytest.approx(1e14)


def test_the_answer_can_be_written_as_json():
    found = replan(make_scenario(), Actuals(END_OF_MARCH, {JANUARY: Won(2, 30_000)}))
    assert json.loads(json.dumps(plain(found)))["scenario"]["today"] == "2027-04-01"
