"""What follows from a scenario alone is worked out once, and forgotten with it."""

import gc
import weakref

import numpy as np
import pytest

from app.questions.levers import levers_of
from app.questions.outcomes import outcomes_of, read
from app.questions.remembered import per_scenario
from app.questions.turning import turn
from tests.examples import make_scenario


def test_the_work_is_done_once_for_each_scenario():
    asked = []

    @per_scenario
    def name_of(scenario):
        asked.append(scenario.name)
        return scenario.name

    first, second = make_scenario(name="First"), make_scenario(name="Second")
    assert [name_of(each) for each in (first, second, first, second)] == ["First", "Second", "First", "Second"]
    assert asked == ["First", "Second"]
    assert name_of(make_scenario(name="First")) == "First"
    assert asked == ["First", "Second", "First"]


def test_what_questions_remember_of_a_scenario_does_not_keep_it():
    scenario = make_scenario()
    read(turn(scenario, {"/goal/growth": np.array([0.1, 0.2])}), list(outcomes_of(scenario).values()))
    kept = weakref.ref(scenario)
    del scenario
    gc.collect()
    assert kept() is None


def test_another_scenario_in_the_place_of_one_that_is_gone_is_not_taken_for_it():
    for growth in np.linspace(0.01, 0.5, 200).tolist():
        assert levers_of(make_scenario(goal={"growth": growth}))["/goal/growth"].value == growth


def test_what_is_remembered_cannot_be_changed():
    with pytest.raises(TypeError):
        levers_of(make_scenario())["/goal/growth"] = None
