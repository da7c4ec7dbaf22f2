"""Single deals: sums of few, of which each differs from the next, against sums drawn deal by deal."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from app.questions.odds.chance import chance
from app.questions.odds.single_deals import FENTON, worth_of
from tests.questions.test_chance import hundred_opportunities

LEVELS = np.array([0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])


def drawn_singly(random, variation, deals, count):
    """What so many lognormal deals are worth over their mean, (count,)."""
    deviation = np.sqrt(np.log1p(variation**2))
    total = np.zeros(count)
    for _ in range(deals):
        total += np.exp(deviation * random.standard_normal(count) - deviation**2 / 2)
    return total / deals


def share_below(variation, deals, found):
    """Which part of the sums the worth says lies below some values, each."""
    score = stats.norm.ppf((np.arange(100_000) + 0.5) / 100_000)
    worth = worth_of(variation, np.full(score.size, variation**2 / deals), score)
    return np.searchsorted(worth, found) / score.size


@pytest.mark.parametrize("variation", [1.5, 3.0, 10.0])
@pytest.mark.parametrize("deals", [1, 2, 5, 30, 300])
def test_a_sum_of_deals_is_distributed_as_if_each_were_drawn(variation, deals):
    count = 100_000 if deals < 100 else 30_000
    found = np.quantile(drawn_singly(np.random.default_rng(1), variation, deals, count), LEVELS)
    error = np.sqrt(LEVELS * (1 - LEVELS) / count)
    assert (np.abs(share_below(variation, deals, found) - LEVELS) < 4 * error + 1e-3).all()


@pytest.mark.parametrize("variation", [0.5, FENTON, 2.0, 6.0])
def test_its_mean_is_one_and_it_rises_with_the_score(variation):
    score = stats.norm.ppf((np.arange(1_000_000) + 0.5) / 1_000_000)
    for deals in (1, 3, 11, 40, 5000, 10_000_000):
        worth = worth_of(variation, np.full(score.size, variation**2 / deals), score)
        assert (np.diff(worth) >= 0).all()
        assert worth.mean() == pytest.approx(1, abs=5e-3)


def test_more_deals_lie_closer_together_from_one_number_to_the_next():
    score = np.linspace(-3, 3, 7)
    spreads = [np.ptp(worth_of(3.0, np.full(7, 9 / deals), score)) for deals in (1, 2, 3, 5, 9, 40, 300, 4095, 4097, 20_000)]
    assert all(more < less for less, more in pairwise(spreads))


def test_the_chance_of_a_goal_is_that_of_deals_drawn_one_by_one():
    scenario = hundred_opportunities(deal={"value": 12_000, "variation": 3.0}, months=1)
    random, count = np.random.default_rng(2), 40_000
    won = random.binomial(100, 0.2, count)
    deviation = np.sqrt(np.log(10))
    values = np.exp(deviation * random.standard_normal((count, int(won.max()))) - deviation**2 / 2)
    total = 12_000 * np.where(np.arange(values.shape[1]) < won[:, None], values, 0).sum(axis=1)
    right, found = (total >= 240_000).mean(), chance(scenario, draws=count)
    assert abs(found.chance - right) < 4 * np.hypot(found.error, np.sqrt(right * (1 - right) / count))
    low = np.quantile(total, found.levels)
    assert (np.abs(found.total - low) < 4 * np.sqrt(2) * found.total_error).all()
