"""The goal as revenue."""

import numpy as np

from app.planner.goal import grown, target_of
from tests.examples import make_scenario


def test_a_stated_target_goes_before_a_growth():
    goal = make_scenario().goal
    assert target_of(goal.model_copy(update={"target": 700.0, "growth": 0.5, "baseline": 100.0})) == 700.0


def test_a_growth_is_on_the_baseline_or_on_any_other():
    goal = make_scenario().goal.model_copy(update={"target": None, "growth": 0.5, "baseline": 100.0})
    assert target_of(goal) == 150.0
    np.testing.assert_array_equal(target_of(goal, np.array([0.0, 200.0])), [0.0, 300.0])


def test_a_growth_of_minus_one_leaves_nothing():
    assert grown(100.0, -1.0) == 0.0
