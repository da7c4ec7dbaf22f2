"""Sensitivity: every input alone from low to high in one batch, and what a point of each rate is worth."""

import math

import numpy as np
import pytest
from scipy import stats

from app.planner.present import make_plan
from app.planner.scenario import Scenario
from app.questions import outcomes as of_outcomes
from app.questions.levers import lever_at, levers_of
from app.questions.outcomes import outcome_at, outcomes_of, read
from app.questions.points import worth_of_points
from app.questions.refused import QuestionRefused
from app.questions.sensitivity import range_of, tornado
from app.questions.turning import turn
from tests.examples import make_document, make_scenario, make_small_document

SPEND, DEALS, MAILS = "/totals/spend", "/totals/stages/deal", "/totals/per_working_day/cold_email/mean"


def bar_of(found, pointer):
    return next(bar for bar in found.bars if bar.pointer == pointer)


def alone(scenario, pointer, value, outcomes):
    return read(turn(scenario, {pointer: np.array([value])}), [outcome_at(scenario, name) for name in outcomes])[0]


def test_each_bar_is_the_plan_with_that_input_alone_at_its_ends():
    scenario = make_scenario()
    outcomes = list(outcomes_of(scenario))
    found = tornado(scenario, outcomes)
    assert len(found.bars) > 40
    plain = read(turn(scenario, {}), [outcome_at(scenario, name) for name in outcomes])[0]
    np.testing.assert_array_equal(found.base, plain)
    for bar in found.bars:
        np.testing.assert_array_equal(bar.at_low, alone(scenario, bar.pointer, bar.low.value, outcomes), bar.pointer)
        np.testing.assert_array_equal(bar.at_high, alone(scenario, bar.pointer, bar.high.value, outcomes), bar.pointer)


def test_a_given_range_goes_before_what_was_measured_and_that_before_a_tenth():
    scenario = make_scenario(conversions={"opportunity": {"low": 0.2}})
    found = tornado(scenario, [SPEND])
    given = bar_of(found, "/conversions/2/rate")
    assert [(end.basis, end.value) for end in (given.low, given.high)] == [("given", 0.42), ("given", 0.57)]
    counted = bar_of(found, "/conversions/0/rate")
    right = stats.beta.ppf([0.1, 0.9], 1050.5, 3150.5)
    assert [end.basis for end in (counted.low, counted.high)] == ["measured", "measured"]
    np.testing.assert_allclose([counted.low.value, counted.high.value], right, rtol=1e-4)
    mixed = bar_of(found, "/conversions/3/rate")
    assert (mixed.low.basis, mixed.low.value, mixed.high.basis) == ("given", 0.2, "measured")
    tenth = bar_of(found, "/deal/value")
    assert [(end.basis, end.value) for end in (tenth.low, tenth.high)] == [("tenth", 10_800), ("tenth", 13_200)]


def test_open_ones_are_not_counted_as_lost():
    scenario = make_scenario(conversions={"opportunity": {"evidence": {"entered": 310, "converted": 78, "open": 110}}})
    bar = bar_of(tornado(scenario, [SPEND]), "/conversions/3/rate")
    np.testing.assert_allclose([bar.low.value, bar.high.value], stats.beta.ppf([0.1, 0.9], 78.5, 122.5), rtol=1e-4)


def test_an_end_stopped_by_the_fields_bound_says_so():
    scenario = make_scenario(existing={"retention": 0.95})
    bar = bar_of(tornado(scenario, [SPEND]), "/existing/retention")
    assert (bar.low.value, bar.low.stopped) == (pytest.approx(0.855), False)
    assert (bar.high.value, bar.high.stopped) == (1.0, True)


def test_what_cannot_move_is_named():
    found = tornado(make_scenario(), [SPEND])
    assert {"/existing/expansion", "/existing/committed"} <= set(found.still)
    small = tornado(Scenario.model_validate(make_small_document()), [SPEND])
    assert "/channels/0/share" in small.still
    assert range_of(make_scenario(), lever_at(make_scenario(), "/channels/0/ceiling")) is None


def test_the_longest_bar_of_each_outcome_comes_first_and_one_without_a_value_before_it():
    scenario = make_scenario(channels={"paid_search": {"ceiling": 400}})
    found = tornado(scenario, [SPEND, DEALS])
    assert not math.isnan(found.base[0])
    ranked = found.ranked(0)
    lost = [bar for bar in ranked if math.isnan(bar.at_low[0]) != math.isnan(bar.at_high[0])]
    assert lost
    assert ranked[: len(lost)] == lost
    swings = [bar.swing[1] for bar in found.ranked(1)]
    assert swings == sorted(swings, reverse=True)
    assert swings[0] > 0


def test_all_inputs_are_one_batch(monkeypatch):
    asked = []

    def counted(inputs):
        asked.append(inputs.batch)
        return evaluate_totals(inputs)

    evaluate_totals = of_outcomes.evaluate_totals
    monkeypatch.setattr(of_outcomes, "evaluate_totals", counted)
    names = [lever.pointer for lever in levers_of(make_scenario()).values() if lever.stated and lever.value][:26]
    found = tornado(make_scenario(), [SPEND, DEALS, MAILS], names)
    assert asked == [1 + 2 * len(found.bars)]
    assert len(found.bars) >= 25


def test_named_inputs_alone_are_turned_by_position_or_key():
    found = tornado(make_scenario(), [SPEND], ["/channels/cold_email/steps/reply/yield", "/channels/0/deal/value"])
    assert [bar.pointer for bar in found.bars] == ["/channels/0/steps/1/yield", "/channels/0/deal/value"]


@pytest.mark.parametrize(
    ("outcomes", "levers", "code", "pointer"),
    [
        ([], None, "no_outputs", "/outputs"),
        (["/totals/spent"], None, "unknown_output", "/outputs/0"),
        ([SPEND], ["/goal/growth", "/goal/grow"], "unknown_input", "/inputs/1"),
        ([SPEND], ["/channels/0/share", "/channels/cold_email/share"], "repeated_input", "/inputs/1"),
        ([SPEND], ["/goal/growth"] * 1001, "too_many_inputs", "/inputs"),
    ],
)
def test_what_cannot_be_asked_is_refused(outcomes, levers, code, pointer):
    with pytest.raises(QuestionRefused) as refused:
        tornado(make_scenario(), outcomes, levers)
    assert [(fault.code, fault.pointer) for fault in refused.value.faults] == [(code, pointer)]


def test_a_point_is_worth_what_the_plan_with_it_saves():
    scenario = make_scenario()
    points = {point.pointer: point for point in worth_of_points(scenario)}
    assert {"/conversions/0/rate", "/channels/1/conversions/lead/rate", "/channels/0/steps/1/yield"} <= points.keys()
    assert "/channels/2/steps/0/yield" not in points  # 900 visits a post are no rate
    point = points["/conversions/3/rate"]
    better = make_plan(make_scenario(conversions={"opportunity": {"rate": 0.26}}))
    plan = make_plan(scenario)
    assert point.step == 0.01
    assert point.money == pytest.approx(plan["totals"]["spend"] - better["totals"]["spend"], abs=0.011)
    mails = [each["totals"]["per_working_day"]["cold_email"]["mean"] for each in (plan, better)]
    assert point.activity["cold_email"] == pytest.approx(mails[0] - mails[1], rel=1e-9)
    assert point.heads["AE"] > 0


def test_points_are_ranked_by_what_saving_costs_and_never_by_place():
    scenario = make_scenario()
    plain = {point.pointer: point for point in worth_of_points(scenario)}
    dear, cheap, free = "/conversions/0/rate", "/conversions/3/rate", "/channels/0/steps/1/yield"
    costs = {dear: plain[dear].money * 2, cheap: plain[cheap].money / 2, free: 0.0}
    points = worth_of_points(scenario, costs)
    assert [point.pointer for point in points[:3]] == [free, cheap, dear]
    assert [point.per_money for point in points[:3]] == pytest.approx([0, 0.5, 2])
    assert [point.gain for point in points[:3]] == pytest.approx([plain[free].money, plain[cheap].money / 2, -plain[dear].money])
    saved = [point.money for point in points[3:] if point.money and point.money > 0]
    assert saved == sorted(saved, reverse=True)


def test_a_rank_stays_with_its_rate_when_channels_change_places():
    document = make_document()
    names = {channel["key"]: channel for channel in document["channels"]}
    costs = {"/channels/cold_email/steps/reply/yield": 900.0, "/channels/paid_search/steps/lead/yield": 4000.0}

    def ranked(order):
        scenario = Scenario.model_validate(document | {"channels": [names[key] for key in order]})
        keys = {str(position): key for position, key in enumerate(order)}
        return [
            "/".join(keys.get(part, part) if place == 2 and "channels" in point.pointer else part for place, part in enumerate(parts))
            for point in worth_of_points(scenario, costs)
            for parts in [point.pointer.split("/")]
        ]

    assert ranked(["cold_email", "paid_search", "content"]) == ranked(["content", "paid_search", "cold_email"])


def test_a_point_beyond_the_whole_is_what_is_left():
    scenario = make_scenario(channels={"cold_email": {"steps": [{"name": "delivered", "yield": 0.995}]}}, team=[])
    point = next(
        point for point in worth_of_points(scenario, {"/channels/0/steps/0/yield": 100.0}) if point.pointer == "/channels/0/steps/0/yield"
    )
    assert point.step == pytest.approx(0.005)
    assert (point.cost, point.gain) == (100.0, pytest.approx(point.money - 50))


def test_a_plan_without_a_spend_has_points_without_worth_in_money():
    scenario = make_scenario(channels={"paid_search": {"ceiling": 10}})
    points = worth_of_points(scenario, {"/conversions/3/rate": 10.0})
    point = next(point for point in points if point.pointer == "/conversions/3/rate")
    assert (point.money, point.gain, point.per_money) == (None, None, None)
    assert point.activity["cold_email"] > 0
    assert "paid_search" not in point.activity


@pytest.mark.parametrize(
    ("costs", "code"),
    [
        ({"/deal/value": 5.0}, "not_a_rate"),
        ({"/conversions/0/rate": -1.0}, "cost_out_of_range"),
        ({"/conversions/0/rate": math.nan}, "cost_out_of_range"),
        ({"/conversion/0/rate": 1.0}, "unknown_input"),
    ],
)
def test_a_cost_of_what_is_no_rate_or_no_cost_is_refused(costs, code):
    with pytest.raises(QuestionRefused, match=code):
        worth_of_points(make_scenario(), costs)
