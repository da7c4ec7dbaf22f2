import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from app.history.measure.curves import WATCHED_LEAST, curves

LIVES = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["gone", "lost", "open"])), min_size=1, max_size=60)


def counted(lives, longest=40):
    """Numbers by age from single buyers: (age, what); the open are in sight up to their age, the others for all of it."""
    rows = {
        what: np.bincount([age for age, each in lives if each == what], minlength=longest)[None].astype(float)
        for what in ("gone", "lost", "open")
    }
    windows = np.bincount([age if what == "open" else longest - 1 for age, what in lives], minlength=longest)[None].astype(float)
    return curves(rows["gone"], rows["lost"], rows["open"], windows)


def day_by_day(lives, longest=40):
    """Shares gone on and lost by age, a day after the other."""
    there, gone, lost, share_left = len(lives), 0.0, 0.0, 1.0
    table = []
    for day in range(longest):
        today = [what for age, what in lives if age == day]
        if there:
            gone += share_left * today.count("gone") / there
            lost += share_left * today.count("lost") / there
            share_left *= 1 - (today.count("gone") + today.count("lost")) / there
        there -= len(today)
        table.append((gone, lost))
    return np.array(table)


@given(LIVES)
def test_the_curves_are_those_of_a_day_by_day_count(lives):
    found, expected = counted(lives), day_by_day(lives)
    assert found.converted[0] == pytest.approx(expected[:, 0], abs=1e-12)
    assert found.lost[0] == pytest.approx(expected[:, 1], abs=1e-12)


@given(LIVES)
def test_without_losses_the_curve_is_kaplan_and_meiers_as_scipy_has_it(lives):
    lives = [(age, "open" if what == "lost" else what) for age, what in lives]
    ages, open_ages = [age for age, what in lives if what == "gone"], [age for age, what in lives if what == "open"]
    oracle = stats.ecdf(stats.CensoredData(uncensored=ages, right=open_ages)).cdf.evaluate(np.arange(40))
    assert counted(lives).converted[0] == pytest.approx(oracle, abs=1e-12)


@given(LIVES)
def test_the_variance_without_losses_is_greenwoods_as_scipy_has_it(lives):
    lives = [(age, "open" if what == "lost" else what) for age, what in lives]
    found = counted(lives)
    at = int(found.watched[0])
    ages, open_ages = [age for age, what in lives if what == "gone"], [age for age, what in lives if what == "open"]
    function = stats.ecdf(stats.CensoredData(uncensored=ages, right=open_ages))
    surviving = function.sf.evaluate(np.arange(at + 1))
    days, risk = np.arange(at + 1), np.array([sum(age >= day for age, _ in lives) for day in range(at + 1)])
    gone = np.array([ages.count(day) for day in days])
    if (risk == gone).any():
        return  # Greenwood's sum has no value once nobody is left
    greenwood = surviving[-1] ** 2 * (gone / (risk * (risk - gone))).sum()
    assert found.variance[0] == pytest.approx(greenwood, abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["gone", "lost"])), min_size=1, max_size=60))
def test_where_everything_is_decided_the_curve_ends_at_the_share_and_its_variance_is_the_binomials(lives):
    found = counted(lives)
    share = sum(what == "gone" for _, what in lives) / len(lives)
    assert found.rate[0] == pytest.approx(share)
    assert found.variance[0] == pytest.approx(share * (1 - share) / len(lives), abs=1e-12)


def test_one_in_twenty_has_to_be_watched_and_five():
    def watched(windows):
        counts = np.bincount(windows, minlength=100)[None].astype(float)
        return int(curves(0 * counts, 0 * counts, counts, counts).watched[0])

    assert watched([10] * 95 + [50] * 5) == 50
    assert watched([10] * 96 + [50] * 4) == 10
    assert watched([10] * 5 + [50] * (WATCHED_LEAST - 1)) == 10
    assert watched([3, 7, 9]) == 3, "of fewer than five, all"


def test_nobody_has_no_curve():
    nothing = np.zeros((1, 5))
    found = curves(nothing, nothing, nothing, nothing)
    assert int(found.watched[0]) == -1
    assert found.rate[0] == 0
