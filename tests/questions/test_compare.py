"""Scenarios side by side: what differs is marked, figures stand against the first, months against the same month."""

import math

import numpy as np
import pytest

from app.planner.present import make_plan
from app.questions.compare import compare
from app.questions.refused import QuestionRefused
from tests.examples import LEFT_OUT, make_scenario
from tests.questions.test_outcomes import in_plan

BASE = make_scenario()
LATER = make_scenario(name="Later", start="2027-04", today=LEFT_OUT, goal={"growth": 0.3}, channels={"content": {"ceiling": 500}})


def the_input(found, pointer):
    return next(each for each in found.inputs if each.pointer == pointer)


def the_outcome(found, pointer):
    return next(each for each in found.outcomes if each.pointer == pointer)


def test_inputs_that_differ_are_marked_and_no_others():
    found = compare([BASE, LATER])
    assert [each.pointer for each in found.inputs if each.differs] == ["/today", "/start", "/goal/growth", "/channels/content/ceiling"]
    assert the_input(found, "/channels/content/ceiling").values == (None, 500)
    assert the_input(found, "/channels/paid_search/share").values == (0.45, 0.45)


def test_a_part_is_itself_wherever_it_stands():
    moved = make_scenario().model_copy(update={"channels": BASE.channels[::-1], "conversions": BASE.conversions[::-1]})
    found = compare([BASE, moved])
    assert not any(each.differs for each in found.inputs)
    for each in found.outcomes:
        np.testing.assert_allclose(each.values[1], each.values[0], rtol=1e-12, err_msg=each.pointer)


@pytest.mark.parametrize("pointer", ["/totals/spend", "/totals/stages/sql", "/channels/2/deals", "/kpis/cac"])
def test_figures_are_those_of_each_plan_against_the_first(pointer):
    found = the_outcome(compare([BASE, LATER]), pointer.replace("/2/", "/content/"))
    said = [in_plan(make_plan(scenario), pointer) for scenario in (BASE, LATER)]
    np.testing.assert_allclose(found.values, said, rtol=1e-9, atol=0.006)
    assert found.difference.tolist() == [0.0, found.values[1] - found.values[0]]
    assert found.relative[1] == pytest.approx(found.values[1] / found.values[0] - 1)


def test_months_stand_beside_the_same_month():
    found = compare([BASE, LATER]).months
    for row, scenario in enumerate((BASE, LATER)):
        plan = make_plan(scenario)
        said = {month["month"]: month for month in plan["months"]}
        assert set(said) <= set(found.months)
        for place, label in enumerate(found.months):
            month = said.get(label)
            if month is None:
                assert math.isnan(found.revenue[row, place])
                continue
            assert found.stages["mql"][row, place] == pytest.approx(month["stages"]["mql"]["exact"], rel=1e-9)
            assert found.spend[row, place] == pytest.approx(month["spend"], abs=0.011)
            assert found.revenue[row, place] == pytest.approx(month["revenue"] + month["pipeline_revenue"], abs=0.021)


def test_months_begin_with_the_first_that_has_anything_in_it():
    first = min(make_plan(scenario)["horizon"]["first_month"] for scenario in (BASE, LATER))
    found = compare([BASE, LATER]).months
    assert found.months[0] == first
    assert found.months[-1] == "2028-03"


def test_what_one_plan_does_not_have_has_no_figure_there():
    fewer = make_scenario(channels={"content": LEFT_OUT, "cold_email": {"share": 0.55}})
    found = compare([BASE, fewer])
    outcome = the_outcome(found, "/channels/content/deals")
    assert outcome.values[0] > 0
    assert math.isnan(outcome.values[1])
    assert math.isnan(outcome.difference[1])
    given = the_input(found, "/channels/content/share")
    assert (given.values, given.differs) == ((0.25, None), True)


def test_a_reached_ceiling_leaves_a_month_without_spend():
    found = compare([BASE, make_scenario(channels={"paid_search": {"ceiling": 10}})])
    assert np.isnan(found.months.spend[1]).any()
    assert not np.isnan(found.months.spend[0]).all()
    assert math.isnan(the_outcome(found, "/totals/spend").difference[1])


def test_what_cannot_close_in_time_has_no_months():
    assert np.isnan(compare([BASE, make_scenario(today="2027-12-30")]).months.revenue[1]).all()


def test_money_of_two_currencies_has_no_difference():
    found = compare([BASE, make_scenario(currency="EUR")])
    assert found.currencies == ("USD", "EUR")
    assert math.isnan(the_outcome(found, "/totals/spend").difference[1])
    assert the_outcome(found, "/totals/stages/sql").difference[1] == 0


def test_a_figure_of_nothing_has_no_relative_difference():
    committed = the_outcome(compare([BASE, make_scenario(existing={"committed": 1000})]), "/bridge/committed")
    assert committed.difference[1] == 1000
    assert math.isnan(committed.relative[1])


@pytest.mark.parametrize(("count", "code"), [(0, "too_few_scenarios"), (1, "too_few_scenarios"), (6, "too_many_scenarios")])
def test_two_to_five_can_be_compared(count, code):
    with pytest.raises(QuestionRefused, match=code):
        compare([BASE] * count)
    assert len(compare([BASE] * 5).names) == 5
