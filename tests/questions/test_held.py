"""Held: what a plan's activity brings on average, against the runs with luck and against plans run forward."""

import numpy as np
import pytest

from app.planner.engine import evaluate_totals
from app.questions.odds import held
from app.questions.odds.draws import Drawn, draw, drawn_of
from app.questions.odds.held import HELD, held_outcome
from app.questions.odds.indices import indices
from app.questions.odds.trials import Trials
from app.questions.outcomes import Evaluated
from app.questions.turning import turn
from tests.examples import make_scenario

CURVED = {"channels": {"paid_search": {"ceiling": 600}}}
SPREAD = {"conversions": {"opportunity": {"lag_quantiles": [10.0, 40.0, 60.0, 150.0]}}}
GROWTH = {"bookings": 0.25, "recognised": 0.12}
LAG = {"/conversions/3/lag_days": np.array([45.0, 60.0, 75.0])}


def held_of(scenario, lanes):
    return np.broadcast_to(held_outcome(scenario).read(Evaluated(lanes, evaluate_totals(lanes.inputs), None)), lanes.batch)


@pytest.mark.parametrize("measure", ["bookings", "recognised"])
@pytest.mark.parametrize("changes", [CURVED, SPREAD], ids=["ceiling", "spread lags"])
@pytest.mark.parametrize("more", [{}, LAG], ids=["shared days", "own days"])
def test_it_is_the_mean_of_many_runs_with_luck(measure, changes, more):
    scenario = make_scenario(goal={"measure": measure, "growth": GROWTH[measure]}, deal={"variation": 0.0}, **changes)
    values = {
        "/conversions/3/rate": np.array([0.2, 0.25, 0.3]),
        "/channels/1/steps/0/yield": np.array([0.03, 0.05, 0.08]),
        "/existing/retention": np.array([0.9, 0.97, 1.0]),
        **more,
    }
    expected = held_of(scenario, turn(scenario, values))
    for lane in range(3):
        lanes = turn(scenario, {pointer: np.full(4000, each[lane]) for pointer, each in values.items()})
        trials = Trials(Drawn(scenario, 4000, 1, (), lanes))
        total = trials.brought(1.0) - trials.needed + trials.inputs.target
        assert abs(total.mean() - expected[lane]) < 4 * total.std() / np.sqrt(4000)


def test_without_anything_uncertain_it_is_the_goal():
    scenario = make_scenario(pipeline={}, today=None, channels={"paid_search": {"ceiling": 3000}})
    lanes = turn(scenario, {"/conversions/3/rate": np.full(2, 0.25)})
    assert held_of(scenario, lanes) == pytest.approx(5_000_000, rel=1e-9)


def test_it_varies_by_what_is_left_of_the_spread_of_runs_when_luck_is_gone():
    scenario = make_scenario()
    trials = Trials(drawn_of(scenario, 4000, 1))
    total = trials.brought(1.0) - trials.needed + trials.inputs.target
    found = indices(scenario, outcomes=[HELD])
    assert found.mean[0] == pytest.approx(total.mean(), rel=2e-3)
    assert 0.2 * total.std() < found.deviation[0] < 0.9 * total.std()
    assert found.first[0].sum() == pytest.approx(1, abs=0.1)
    column = found.inputs.index("/conversions/2/rate")
    assert found.total[0, column] == found.total[0].max()


def test_a_plan_reaches_its_goal_whatever_its_inputs_so_its_own_revenue_says_nothing_of_what_may_come():
    found = indices(make_scenario(), outcomes=["/totals/revenue", HELD])
    assert found.deviation[1] > 10 * found.deviation[0]


@pytest.mark.parametrize("ranges", [{}, {"/conversions/3/lag_days": (50.0, 75.0)}])
def test_lanes_worked_out_a_few_at_a_time_have_the_bits_of_all_at_once(monkeypatch, ranges):
    scenario = make_scenario(**CURVED)
    lanes = turn(scenario, draw(scenario, 101, 1, ranges))
    at_once = held_of(scenario, lanes)
    monkeypatch.setattr(held, "NUMBERS_AT_ONCE", 500)
    np.testing.assert_array_equal(held_of(scenario, lanes), at_once)


def test_a_plan_at_its_ceiling_has_no_activity_to_hold():
    found = indices(make_scenario(channels={"paid_search": {"ceiling": 10}}), points=64, outcomes=[HELD])
    assert found.scale == ("none",)
    assert np.isnan([found.mean[0], found.median[0]]).all()
