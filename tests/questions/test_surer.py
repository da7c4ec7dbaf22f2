"""The surer plan has the activity that the answer names, with and without ceilings."""

import pytest

from app.documents.filled_in import filled_in
from app.planner.engine import evaluate_totals
from app.questions.levers import lever_at
from app.questions.odds.chance import chance
from app.questions.odds.confident import confident
from app.questions.odds.surer import surer_plan
from app.questions.turning import turn
from tests.examples import make_scenario

NO_CEILING = {"channels": {"paid_search": {"ceiling": None}}}
CEILINGS = {"channels": {"paid_search": {"ceiling": 1200}, "cold_email": {"ceiling": 400}}}
ONE_CEILING = {"channels": {"paid_search": {"ceiling": 600}}}
TOO_LATE = {"today": "2027-01-10", "channels": {"content": {"lag_days": 360}, "paid_search": {"ceiling": 9000}}}


def activity(scenario):
    return evaluate_totals(turn(scenario, {}).inputs).activity[0]


@pytest.mark.parametrize("changes", [{}, NO_CEILING, ONE_CEILING, CEILINGS, {"goal": {"target": 5_000_000, "growth": None}}], ids=str)
@pytest.mark.parametrize("multiple", [0.7, 1.0, 1.3])
def test_the_surer_plan_has_so_many_times_the_activity_of_each_channel(changes, multiple):
    scenario = make_scenario(**changes)
    surer = filled_in(scenario, surer_plan(scenario, multiple))
    assert activity(surer) == pytest.approx(multiple * activity(scenario), rel=1e-9)


def test_without_ceilings_the_goal_alone_is_raised():
    assert [pointer for pointer, _ in surer_plan(make_scenario(**NO_CEILING), 1.3)] == ["/goal/growth"]


def test_a_channel_that_is_too_late_keeps_its_share():
    scenario = make_scenario(**TOO_LATE)
    now = activity(scenario)
    assert (now == 0).any()
    changes = surer_plan(scenario, 1.2)
    assert dict(changes)["/channels/2/share"] == lever_at(scenario, "/channels/2/share").value
    assert activity(filled_in(scenario, changes)) == pytest.approx(1.2 * now, rel=1e-9)


def test_where_the_plan_itself_is_blocked_there_is_no_surer_one():
    assert surer_plan(make_scenario(channels={"paid_search": {"ceiling": 20}}), 1.2) == []
    assert surer_plan(make_scenario(goal={"growth": -0.9}), 1.2) == []


@pytest.mark.parametrize("changes", [{}, ONE_CEILING], ids=str)
def test_the_surer_plan_reaches_the_goal_as_surely_as_was_asked(changes):
    scenario = make_scenario(**changes)
    found = confident(scenario, 0.8, draws=2000)
    surer = filled_in(scenario, surer_plan(scenario, found.multiple))
    goal = scenario.goal.baseline * (1 + scenario.goal.growth)
    one_in_five = chance(surer, draws=2000, levels=[0.2]).total[0]
    assert one_in_five == pytest.approx(goal, rel=2e-3)
