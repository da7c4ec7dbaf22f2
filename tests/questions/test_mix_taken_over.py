"""What of a mix can be written into the scenario, and budgets that are none."""

import math

import pytest

from app.planner.scenario import Scenario
from app.questions.mixing.mix import most_revenue
from app.questions.refused import QuestionRefused
from tests.examples import changed, make_document
from tests.questions.test_mix import planned

GROWTH = "/goal/growth"


def scenario_of(document):
    return Scenario.model_validate(document)


@pytest.mark.parametrize("baseline", [0, 0.0001, 50.0])
def test_a_goal_that_no_growth_of_the_baseline_states_leaves_nothing_to_write(baseline):
    document = make_document(goal={"baseline": baseline, "growth": 0.3}, existing={"retention": 1.0})
    mix = most_revenue(scenario_of(document), 100_000)
    assert mix.changes == ()
    assert mix.revenue > 100_000
    stated = changed(document, goal={"growth": None, "target": 1.0})
    other = most_revenue(scenario_of(stated), 100_000)
    assert other.changes[-1] == ("/goal/target", other.target)
    assert other.revenue == pytest.approx(mix.revenue, rel=1e-12)
    assert planned(stated, other.changes)[1] == pytest.approx(mix.revenue, rel=1e-9)


def test_a_growth_that_can_be_stated_is_written():
    mix = most_revenue(scenario_of(make_document(goal={"baseline": 5000.0, "growth": 0.3})), 300)
    assert mix.changes[-1][0] == GROWTH
    assert 0 < mix.changes[-1][1] <= 1000


@pytest.mark.parametrize("budget", [math.nan, math.inf, -math.inf])
def test_a_budget_without_an_end_is_no_number(budget):
    with pytest.raises(QuestionRefused) as refused:
        most_revenue(scenario_of(make_document()), budget)
    assert (refused.value.faults[0].code, refused.value.faults[0].pointer) == ("not_a_number", "/budget")


@pytest.mark.parametrize("budget", [0.0, 0.001])
def test_the_least_that_buys_anything_is_a_whole_cent_that_does(budget):
    scenario = scenario_of(make_document(pipeline={}))
    with pytest.raises(QuestionRefused) as refused:
        most_revenue(scenario, budget)
    fault = refused.value.faults[0]
    assert (fault.code, fault.values["least"]) == ("budget_too_small", 0.01)
    assert most_revenue(scenario, fault.values["least"]).revenue > 0
