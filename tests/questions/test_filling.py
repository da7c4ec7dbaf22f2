"""Water-filling, beside a general solver."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from app.questions.mixing.filling import fill, gain_of, least_of


def problem(rng, curves):
    """Curves some of which are straight, with bounds, and a budget between those."""
    slope, bend = rng.uniform(0.5, 5, curves), np.where(rng.random(curves) < 0.2, np.inf, rng.uniform(1, 100, curves))
    low = np.where(rng.random(curves) < 0.3, rng.uniform(0, 5, curves), 0.0)
    high = low + np.where(rng.random(curves) < 0.5, rng.uniform(1, 50, curves), 200.0)
    return slope, bend, low, high, low.sum() + rng.random() * (high - low).sum()


def general(slope, bend, low, high, budget):
    """What sequential quadratic programming makes of the same."""
    even = low + (high - low) * (budget - low.sum()) / (high - low).sum()
    found = minimize(
        lambda spend: -gain_of(slope, bend, spend).sum() / 100,
        even,
        jac=lambda spend: -slope / (1 + spend / bend) ** 2 / 100,
        bounds=list(zip(low, high, strict=True)),
        constraints={"type": "eq", "fun": lambda spend: spend.sum() - budget, "jac": lambda spend: np.ones_like(spend)},
        method="SLSQP",
        options={"ftol": 1e-15, "maxiter": 1000},
    )
    return -found.fun * 100


def test_a_thousand_random_problems_come_out_as_a_general_solver_has_them():
    rng = np.random.default_rng(20261122)
    short = []
    for _ in range(1000):
        slope, bend, low, high, budget = problem(rng, int(rng.integers(2, 10)))
        filled = fill(slope[None], bend[None], low[None], high[None], np.array([budget]))
        assert filled.spend.sum() == pytest.approx(budget, rel=1e-12)
        assert ((filled.spend >= low - 1e-12) & (filled.spend <= high + 1e-12)).all()
        short.append(1 - filled.gain.sum() / general(slope, bend, low, high, budget))
    assert max(short) <= 1e-8  # never less than the solver finds
    assert np.median(np.abs(short)) <= 1e-8


def test_one_more_unit_brings_the_price_wherever_a_curve_is_free():
    slope, bend = np.array([[3.0, 2.0, 5.0]]), np.array([[50.0, 80.0, 10.0]])
    filled = fill(slope, bend, np.zeros((1, 3)), np.array([[100.0, 100.0, 2.0]]), np.array([90.0]))
    marginal = slope / (1 + filled.spend / bend) ** 2
    assert marginal[0, :2].tolist() == pytest.approx([filled.price[0]] * 2)
    assert filled.spend[0, 2] == 2.0
    assert marginal[0, 2] > filled.price[0]


def test_straight_lines_are_filled_in_the_order_of_their_slopes():
    filled = fill(np.array([[1.0, 3.0, 2.0]]), np.full((1, 3), np.inf), np.zeros((1, 3)), np.full((1, 3), 10.0), np.array([14.0]))
    assert filled.spend.tolist() == [[0.0, 10.0, 4.0]]
    assert filled.price[0] == pytest.approx(2.0)


def test_equal_straight_lines_share_what_is_there_without_losing_any():
    filled = fill(np.full((1, 3), 2.0), np.full((1, 3), np.inf), np.zeros((1, 3)), np.full((1, 3), 10.0), np.array([14.0]))
    assert filled.spend.sum() == pytest.approx(14.0)


def test_a_budget_at_its_bounds_is_taken_as_it_is():
    low, high = np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])
    for budget, spend, price in ((3.0, low, None), (7.0, high, 0.0)):
        filled = fill(np.array([[2.0, 1.0]]), np.array([[5.0, 9.0]]), low, high, np.array([budget]))
        np.testing.assert_allclose(filled.spend, spend, rtol=1e-12)
        assert price is None or filled.price[0] == price
    with pytest.raises(ValueError, match="between"):
        fill(np.array([[2.0, 1.0]]), np.array([[5.0, 9.0]]), low, high, np.array([7.5]))


@pytest.mark.parametrize("budget", [1.0, 1e3, 1e6, 1e12])
def test_curves_without_an_end_take_any_budget(budget):
    slope, bend = np.array([[3.0, 2.0, 5.0]]), np.array([[50.0, 80.0, 10.0]])
    for high in (np.full((1, 3), np.inf), np.array([[np.inf, 40.0, np.inf]])):
        filled = fill(slope, bend, np.zeros((1, 3)), high, np.array([budget]))
        assert filled.spend.sum() == pytest.approx(budget, rel=1e-12)
        between = (filled.spend > 0) & (filled.spend < high)
        marginal = slope / (1 + filled.spend / bend) ** 2
        np.testing.assert_allclose(marginal[between], filled.price[0], rtol=1e-9)
        assert (marginal[filled.spend >= high] >= filled.price[0]).all()


def test_curves_that_hardly_bend_lose_nothing_to_rounding():
    slope, bend = np.array([[2.0, 1.9999999]]), np.full((1, 2), 1e13)
    filled = fill(slope, bend, np.zeros((1, 2)), np.full((1, 2), np.inf), np.array([1e6]))
    assert filled.spend.sum() == pytest.approx(1e6, rel=1e-14)


@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(1, 5))
def test_many_problems_at_once_are_each_what_they_are_alone(seed, curves, problems):
    rng = np.random.default_rng(seed)
    parts = [problem(rng, curves) for _ in range(problems)]
    slope, bend, low, high, budget = (np.array(part) for part in zip(*parts, strict=True))
    together = fill(slope, bend, low, high, budget)
    for lane, part in enumerate(parts):
        alone = fill(*(np.array(each)[None] for each in part))
        assert alone.spend[0].tolist() == together.spend[lane].tolist()
    np.testing.assert_allclose(together.spend.sum(axis=1), budget, rtol=1e-12)


def test_an_amount_is_had_for_the_budget_that_brings_it():
    rng = np.random.default_rng(7)
    for _ in range(300):
        slope, bend, _, high, budget = (np.array(part)[None] for part in problem(rng, int(rng.integers(2, 12))))
        filled = fill(slope, bend, np.zeros(high.shape), high, np.minimum(budget, 0.99 * high.sum(axis=1)))
        had = least_of(slope, bend, gain_of(slope, bend, high), filled.gain.sum(axis=1))
        np.testing.assert_allclose(had.spend.sum(axis=1), filled.spend.sum(axis=1), rtol=1e-9)
        np.testing.assert_allclose(had.gain.sum(axis=1), filled.gain.sum(axis=1), rtol=1e-13)
        np.testing.assert_allclose(had.price, filled.price, rtol=1e-7)
