"""A plan at a glance says what the plan says."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.planner.glance import Figures, figures_of_many, glance
from app.planner.plan import Plan
from app.planner.present import make_plan
from app.planner.rounding import currency_digits
from app.planner.scenario import Scenario
from app.wording import headline_channel
from tests.examples import make_scenario
from tests.planner.strategies import documents, extreme_documents

PROPERTY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def figures_in(plan: Plan) -> Figures:
    stages = plan["totals"]["stages"]
    *before, last = stages
    busiest = headline_channel(plan)
    return Figures(
        deals=stages[last]["whole"],
        top=next(((key, stages[key]["whole"]) for key in before if stages[key]["whole"]), None),
        daily=None if busiest is None else (busiest["activity_unit"], plan["totals"]["per_working_day"][busiest["key"]]["mean"]),
        spend=plan["totals"]["spend"],
        per_deal=next(kpi["value"] for kpi in plan["kpis"] if kpi["key"] == "cac"),
    )


def assert_same(scenario: Scenario) -> None:
    plan, found = make_plan(scenario), glance(scenario)
    assert found.figures == figures_in(plan)
    assert found.status == plan["status"]
    assert found.target == plan["bridge"]["target"]
    assert [note["code"] for note in found.notes] == [note["code"] for note in plan["notes"] if note["severity"] != "info"]


@PROPERTY
@given(document=documents())
def test_a_glance_says_what_the_plan_says(document):
    assert_same(Scenario.model_validate(document))


@PROPERTY
@given(document=extreme_documents())
def test_a_glance_says_what_an_extreme_plan_says(document):
    assert_same(Scenario.model_validate(document))


@PROPERTY
@given(several=st.lists(documents(), min_size=1, max_size=6))
def test_figures_of_many_are_those_of_each(several):
    scenarios = [Scenario.model_validate(document) for document in several]
    for scenario, many in zip(scenarios, figures_of_many(scenarios), strict=True):
        one = glance(scenario).figures
        assert many.deals == one.deals
        assert many.top == one.top
        assert (many.daily is None, many.spend is None) == (one.daily is None, one.spend is None)
        if many.daily is not None and one.daily is not None:
            assert math.isclose(many.daily[1], one.daily[1], rel_tol=1e-9)
        if many.spend is not None and one.spend is not None:
            assert many.spend == pytest.approx(one.spend, rel=1e-9, abs=0.51 / 10 ** currency_digits(scenario.currency))


def test_the_figures_of_nothing_are_none():
    assert figures_of_many([]) == []


def test_one_structure_shares_a_batch_with_others_in_between():
    growing = make_scenario()
    longer = growing.model_copy(update={"months": 24, "seasonality": None})
    mixed = figures_of_many([growing, longer, growing])
    assert mixed[0] == mixed[2] == figures_of_many([growing])[0]
    assert mixed[1] == figures_of_many([longer])[0]
