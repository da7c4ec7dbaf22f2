import numpy as np
import pytest
from scipy import stats

from app.history.measure.intervals import effective_number, poisson, shrunk, strength_of_whole, wilson
from app.planner.evidence import wilson_interval


@pytest.mark.parametrize(("converted", "entered"), [(0, 10), (1, 10), (5, 10), (10, 10), (781, 5998)])
def test_wilsons_interval_is_the_planners(converted, entered):
    found = wilson(converted / entered, entered, 1.959964)
    assert (found.low, found.high) == pytest.approx(wilson_interval(converted, entered))


def test_wilsons_interval_of_the_reference():
    found = wilson(781 / 5998, 5998, 1.959964)
    assert (found.low, found.high) == pytest.approx((0.12193, 0.13896), abs=1e-5)


def test_nobody_has_no_interval():
    assert wilson(0.5, 0) is None


@pytest.mark.parametrize("count", [0, 1, 2, 5, 10, 40, 300])
def test_the_interval_of_a_count_is_nearly_the_exact_one(count):
    found = poisson(count)
    low = stats.chi2.ppf(0.05, 2 * count) / 2 if count else 0.0
    assert found.low == pytest.approx(low, rel=0.01, abs=0.013)
    assert found.high == pytest.approx(stats.chi2.ppf(0.95, 2 * count + 2) / 2, rel=0.01)


def test_the_effective_number_undoes_a_binomial_variance():
    assert effective_number(0.2, 0.2 * 0.8 / 50, 80) == pytest.approx(50)
    assert effective_number(0.2, 0.2 * 0.8 / 500, 80) == 80, "never more than there are"
    assert effective_number(0.0, 0.0, 80) == 80


def test_groups_that_differ_by_chance_alone_are_pulled_all_the_way():
    assert strength_of_whole(np.array([0.3, 0.3, 0.3]), np.array([50.0, 80.0, 20.0])) == 1e6


def test_the_strength_finds_the_spread_that_groups_were_drawn_with():
    rng = np.random.default_rng(7)
    found = []
    for _ in range(60):
        truth = rng.beta(0.2 * 40, 0.8 * 40, 60)  # as sure as 40 buyers
        numbers = rng.integers(20, 400, 60)
        found.append(strength_of_whole(rng.binomial(numbers, truth) / numbers, numbers.astype(float)))
    assert float(np.median(found)) == pytest.approx(40, rel=0.2)


def test_a_shrunk_rate_is_the_mean_of_both_by_what_they_rest_on():
    value, interval = shrunk(0.5, 10, 0.2, 30)
    assert value == pytest.approx((5 + 6) / 40)
    assert interval == wilson(value, 40)


def test_shrinking_brings_groups_nearer_to_the_truth():
    rng = np.random.default_rng(3)
    plain = pulled = 0.0
    for _ in range(100):
        truth = rng.beta(0.15 * 30, 0.85 * 30, 12)
        numbers = rng.integers(5, 200, 12).astype(float)
        rates = rng.binomial(numbers.astype(int), truth) / numbers
        whole = float((rates * numbers).sum() / numbers.sum())
        strength = strength_of_whole(rates, numbers)
        better = np.array([shrunk(rate, n, whole, strength)[0] for rate, n in zip(rates, numbers, strict=True)])
        plain += float(((rates - truth) ** 2).sum())
        pulled += float(((better - truth) ** 2).sum())
    assert pulled < 0.8 * plain
