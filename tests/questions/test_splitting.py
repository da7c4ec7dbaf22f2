"""Splitting: where a few plans make the variance, the order of the plans is split, and seeds agree about it."""

from itertools import combinations

import numpy as np
import pytest

from app.questions.odds.indices import indices
from app.questions.odds.splitting import split
from tests.examples import make_scenario

SPEND = ["/totals/spend"]


def of_one_input(shape, points=512, seed=1):
    """Figures of two inputs, evenly between 0 and 1, of which only the first counts: (4, N)."""
    cube = np.random.default_rng(seed).random((4, points))
    one, other = cube[:2], cube[2:]
    return np.array([shape(matrix[0]) for matrix in (one, other, [other[0]], [one[0]])])


@pytest.mark.parametrize("growth", [0.25, 0.3])
def test_seeds_agree_about_what_drives_spend_beside_a_ceiling(growth):
    scenario = make_scenario(goal={"growth": growth})
    found = [indices(scenario, seed=seed, outcomes=SPEND) for seed in (1, 2, 3)]
    for one, other in combinations(found, 2):
        for name in ("first", "total"):
            away = np.abs(getattr(one, name)[0] - getattr(other, name)[0])
            said = np.hypot(getattr(one, f"{name}_error")[0], getattr(other, f"{name}_error")[0])
            assert (away <= 3 * said + 1e-9).all()
    assert {each.scale for each in found} == {("ranks",)}
    assert all(each.total[0].max() < 0.7 and each.total_error[0].max() < 0.05 for each in found)
    medians = [each.median[0] for each in found]
    assert max(medians) / min(medians) < 1.01
    assert all(np.isnan([each.mean[0], each.deviation[0]]).all() for each in found)


def test_an_ordinary_figure_is_split_by_its_values():
    found = indices(make_scenario(goal={"growth": 0.1}), outcomes=["/totals/stages/lead", "/bridge/target"])
    assert found.scale == ("values", "none")
    assert found.median[0] == pytest.approx(found.mean[0], rel=0.03)
    assert (found.deviation[0] > 0, found.deviation[1]) == (True, 0)


def test_a_pole_is_split_by_ranks_and_so_is_what_ends_in_plans_without_a_value():
    pole = split(of_one_input(lambda x: 1 / x))
    ends = split(of_one_input(lambda x: np.where(x < 0.98, x, np.nan)))
    for found in (pole, ends):
        assert found.scale == "ranks"
        assert found.total == pytest.approx([1, 0], abs=0.12)
        assert found.first == pytest.approx([1, 0], abs=0.15)
    assert pole.median == pytest.approx(2, rel=0.1)
    assert ends.median == pytest.approx(0.5, rel=0.1)


def test_ranks_are_split_alike_whatever_rising_function_of_the_figure_is_looked_at():
    plain, bent = (
        split(of_one_input(shape)) for shape in (lambda x: np.where(x < 0.98, x, np.nan), lambda x: np.where(x < 0.98, x**9, np.nan))
    )
    np.testing.assert_array_equal(plain.total, bent.total)
    np.testing.assert_array_equal(plain.first, bent.first)


def test_what_differs_in_a_handful_of_plans_or_has_hardly_a_value_is_not_split():
    rare = split(of_one_input(lambda x: (x > 0.999) * 1.0))
    assert rare.scale == "none"
    assert np.isnan(rare.total).all()
    assert rare.median == 0
    lost = split(of_one_input(lambda x: np.where(x < 0.3, x, np.nan)))
    assert lost.scale == "none"
    assert np.isnan([lost.mean, lost.deviation, lost.median, *lost.first]).all()
    still = split(np.full((4, 64), 7.0))
    assert (still.scale, still.mean, still.deviation, still.median) == ("none", 7, 0, 7)


def test_no_index_is_beyond_what_its_error_explains():
    """Costs, ceilings and rates pulled far apart, as no plan has them: what is said of them is never nonsense."""
    random = np.random.default_rng(7)
    for _ in range(12):
        low = random.uniform(0.02, 0.05)
        scenario = make_scenario(goal={"growth": random.uniform(0.1, 0.4)}, channels={"paid_search": {"ceiling": random.uniform(300, 700)}})
        found = indices(scenario, points=64, ranges={"/channels/1/steps/0/yield": (low, low * random.uniform(1.2, 3))})
        some = np.array(found.scale) != "none"
        assert some.any()
        assert (found.total[some] <= 1 + 3 * found.total_error[some]).all()
        assert (found.first[some] >= -0.5).all()
        assert (found.first[some] <= 1.5).all()
