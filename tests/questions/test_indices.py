"""Indices: the parts of the variance, held against products whose parts are known."""

import numpy as np
import pytest

from app.planner.scenario import Scenario
from app.questions.odds import indices as asking
from app.questions.odds.draws import uncertain_of
from app.questions.odds.held import HELD
from app.questions.odds.indices import indices
from app.questions.outcomes import outcome_at, read
from app.questions.refused import QuestionRefused
from app.questions.turning import turn
from tests.examples import make_scenario, make_small_document

LAG = {"/conversions/3/lag_days": (50.0, 75.0)}
CHAIN = {
    "/conversions/0/rate": (0.08, 0.12),
    "/channels/0/steps/0/yield": (0.3, 0.8),
    "/channels/0/cost/amount": (2.0, 2.5),
    "/deal/value": (9_000.0, 11_000.0),
}


def chain():
    """Spend is a product of a cost and three reciprocals, each independent of the others."""
    return Scenario.model_validate(make_small_document(channels={"ads": {"cost": {"per": "click", "amount": 2.2}}}))


def of_a_product(parts):
    """First-order and total indices of a product of independent factors, by their squared coefficients of variation.

    V = prod(1 + c_i^2) - 1; S_i = c_i^2 / V; T_i = c_i^2 prod over the others (1 + c_j^2) / V.
    """
    squares = np.array([np.var(part) / np.mean(part) ** 2 for part in parts])
    whole = np.prod(1 + squares)
    return squares / (whole - 1), squares * whole / (1 + squares) / (whole - 1)


def test_the_indices_of_a_product_are_those_of_its_factors():
    scenario = chain()
    u = (np.arange(100_000) + 0.5) / 100_000
    spreads = [uncertain.spread.at(u) for uncertain in uncertain_of(scenario, CHAIN).values()]
    found = indices(scenario, outcomes=["/totals/spend"], ranges=CHAIN, points=4096)
    up = [pointer.endswith("amount") for pointer in found.inputs]
    first, total = of_a_product([spread if rises else 1 / spread for spread, rises in zip(spreads, up, strict=True)])
    assert set(found.inputs) == set(CHAIN)
    assert (np.abs(found.first[0] - first) < 3 * found.first_error[0] + 1e-4).all()
    assert (np.abs(found.total[0] - total) < 3 * found.total_error[0] + 1e-4).all()
    assert found.total_error.max() < 0.05
    means = [np.mean(spread if rises else 1 / spread) for spread, rises in zip(spreads, up, strict=True)]
    assert found.mean[0] == pytest.approx(np.prod(means) * 1e6, rel=1e-3)


def test_standard_errors_are_never_less_than_how_far_seeds_differ():
    found = [indices(chain(), outcomes=["/totals/spend"], ranges=CHAIN, points=256, seed=seed) for seed in range(30)]
    for name in ("first", "total"):
        spread = np.std([getattr(each, name)[0] for each in found], axis=0)
        said = np.mean([getattr(each, f"{name}_error")[0] for each in found], axis=0)
        assert (spread < 1.3 * said).all()


def test_what_an_outcome_does_not_depend_on_has_no_part_in_it():
    found = indices(make_scenario())
    row = found.outcomes.index("/channels/0/entries")
    column = found.inputs.index("/conversions/0/rate")
    assert found.total[row, column] < 1e-3
    assert found.first[row].sum() == pytest.approx(1, abs=0.1)
    assert found.basis == ("counts", "counts", "range", "counts")


def test_what_does_not_vary_has_no_indices():
    found = indices(make_scenario())
    row = found.outcomes.index("/bridge/target")
    assert np.isnan(found.first[row]).all()
    assert np.isnan(found.total[row]).all()
    assert (found.mean[row], found.deviation[row]) == (5_000_000, 0)


def test_all_outcomes_at_once_are_each_by_itself():
    every = indices(make_scenario(), points=128)
    row = every.outcomes.index("/team/1/heads_peak")
    alone = indices(make_scenario(), points=128, outcomes=["/team/AE/heads_peak"])
    np.testing.assert_array_equal(alone.first[0], every.first[row])
    assert every.lanes == 128 * 6


def test_lanes_with_lags_of_their_own_are_read_alike():
    shared = indices(make_scenario(), points=64)
    own = indices(make_scenario(), points=64, ranges={"/conversions/3/lag_days": (50, 75)})
    assert len(own.inputs) == len(shared.inputs) + 1
    row, column = own.outcomes.index("/channels/0/cycle_days"), own.inputs.index("/conversions/3/lag_days")
    assert own.total[row, column] == pytest.approx(1, abs=0.2)
    assert own.first[row, column] == pytest.approx(1, abs=0.35)


@pytest.mark.parametrize("ranges", [{}, {"/conversions/3/lag_days": (50, 75)}])
def test_lanes_read_a_few_at_a_time_have_the_bits_of_all_at_once(monkeypatch, ranges):
    at_once = indices(make_scenario(), points=128, ranges=ranges)
    monkeypatch.setattr(asking, "LANES_AT_ONCE", 100)
    monkeypatch.setattr(asking, "NUMBERS_AT_ONCE", 20_000)
    seen = []
    few = indices(make_scenario(), points=128, ranges=ranges, progress=lambda done, of: seen.append((done, of)))
    assert len(seen) > 3
    assert seen == sorted(seen)
    assert seen[-1] == (few.lanes, few.lanes)
    for name in ("mean", "deviation", "first", "first_error", "total", "total_error"):
        np.testing.assert_array_equal(getattr(few, name), getattr(at_once, name))


def test_too_many_figures_are_refused_before_anything_is_drawn(monkeypatch):
    monkeypatch.setattr(asking, "sobol", None)  # which nobody gets to
    monkeypatch.setattr(asking, "FIGURES_LIMIT", 200_000)
    with pytest.raises(QuestionRefused) as raised:
        indices(make_scenario(), points=16_384, outcomes=["/totals/spend"] * 5)
    fault = raised.value.faults[0]
    assert (fault.code, fault.pointer, fault.values) == ("too_much_work", "/points", {"given": 16_384, "most": 4096})
    with pytest.raises(QuestionRefused) as raised:
        indices(make_scenario(), points=64, outcomes=["/totals/spend"] * 1000)
    fault = raised.value.faults[0]
    assert (fault.code, fault.pointer, fault.values) == ("too_much_work", "/outcomes", {"given": 1000, "most": 520})


def test_too_many_lanes_are_refused_before_anything_is_drawn(monkeypatch):
    monkeypatch.setattr(asking, "sobol", None)
    monkeypatch.setattr(asking, "INPUTS_LIMIT", 50_000)
    with pytest.raises(QuestionRefused) as raised:
        indices(make_scenario(), outcomes=["/totals/spend"])
    fault = raised.value.faults[0]
    assert (fault.code, fault.pointer, fault.values) == ("too_much_work", "/points", {"given": 1024, "most": 512})


HEADS = "/team/0/heads_peak"


@pytest.mark.parametrize(
    ("ranges", "outcome", "most"),
    [({}, "/totals/spend", 8192), (LAG, "/totals/spend", 8192), ({}, HEADS, 8192), (LAG, HEADS, 256), (LAG, HELD, 512), ({}, HELD, 2048)],
)
def test_too_many_rates_are_refused_before_anything_is_drawn(monkeypatch, ranges, outcome, most):
    monkeypatch.setattr(asking, "sobol", None)
    monkeypatch.setattr(asking, "RATES_LIMIT", 9_000 * (6 + len(ranges)) * 24)  # three channels of five stages and three steps
    with pytest.raises(QuestionRefused) as raised:
        indices(make_scenario(), points=16_384, outcomes=[outcome], ranges=ranges)
    fault = raised.value.faults[0]
    assert (fault.code, fault.pointer, fault.values["most"]) == ("too_much_work", "/points", most)


def test_an_outcome_that_most_plans_have_no_value_of_has_no_indices():
    scenario = make_scenario(channels={"paid_search": {"ceiling": 250}})
    lanes = turn(scenario, {"/conversions/3/rate": np.array([0.25])})
    assert np.isnan(read(lanes, [outcome_at(scenario, "/totals/spend")])).all()
    found = indices(scenario, points=64, outcomes=["/totals/spend", "/totals/stages/lead"])
    assert np.isnan(found.total[0]).all()
    assert np.isfinite(found.total[1]).all()
    some = indices(make_scenario(channels={"paid_search": {"ceiling": 450}}), points=256, outcomes=["/totals/spend"])
    assert np.isfinite(some.total).all()


def test_one_seed_gives_one_answer():
    one, same, other = (indices(make_scenario(), points=64, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.total, same.total)
    assert (one.total != other.total).any()


@pytest.mark.parametrize(
    ("asked", "code", "pointer"),
    [
        ({"points": 32}, "points_out_of_range", "/points"),
        ({"points": 1000}, "points_no_power_of_two", "/points"),
        ({"seed": -1}, "seed_out_of_range", "/seed"),
        ({"outcomes": ["/totals/spent"]}, "unknown_output", "/outcomes/0"),
        ({"ranges": {"/nothing": (0, 1)}}, "unknown_input", "/ranges/~1nothing"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(asked, code, pointer):
    with pytest.raises(QuestionRefused) as raised:
        indices(make_scenario(), **asked)
    fault = raised.value.faults[0]
    assert (fault.code, fault.pointer) == (code, pointer)
    if code == "points_no_power_of_two":
        assert fault.values["nearest"] == 1024


def test_a_plan_without_uncertain_inputs_has_nothing_that_drives_it():
    with pytest.raises(QuestionRefused, match="nothing_uncertain"):
        indices(chain())


def test_work_is_counted_and_can_be_ended():
    seen = []
    indices(make_scenario(), points=64, progress=lambda done, of: seen.append((done, of)))
    assert seen[-1] == (384, 384)
