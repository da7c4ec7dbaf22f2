"""Lags, values, season, pipeline: what stands beside the rates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.history.measure import measure
from app.history.measure.lags import MOST_BINS, lag_of, quantile
from app.history.measure.season import season_of
from app.history.measure.values import Amounts, deal_values
from app.history.measured import Question
from app.history.records import OPEN, WON
from tests.history.measure.histories import gathering, records

ASK = Question("list", whole_history=True)
NO = None
JANUARY_2020 = 18_262


@given(st.lists(st.integers(0, 500), min_size=1, max_size=80), st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9]))
def test_a_quantile_from_counts_is_numpys(days, share):
    assert quantile(np.bincount(days), share) == pytest.approx(np.quantile(days, share))


def test_more_days_than_bins_are_put_together():
    counts = np.ones(1_000, np.int64)
    lag = lag_of(counts, 0)
    assert (lag.bin_days, sum(lag.counts)) == (3, 1_000)
    assert len(lag.days) <= MOST_BINS
    assert lag.median == 499.5, "the figures are still those of single days"


def test_the_mean_lag_of_all_is_longer_than_that_of_those_already_gone():
    rng = np.random.default_rng(5)
    entry = rng.integers(0, 200, 4_000)
    gone = entry + rng.exponential(50, 4_000).astype(int)
    days = [int(day) if day <= 200 else NO for day in gone]
    (rate,) = measure(gathering(records(entry.tolist(), days, stages=("Lead", "Deal")), known_to=200), ASK).whole.rates
    assert rate.lag.mean < 0.8 * rate.lag.mean_all < 0.8 * 50


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(-5, 1e6)), min_size=1, max_size=60))
def test_values_of_deals_are_plain_statistics(deals):
    amounts = Amounts(3, np.zeros(3, np.int64))
    for group, money in deals:
        amounts.add(np.array([group]), np.array([money]))
    whole, groups = deal_values(amounts)
    priced = sorted(money for _, money in deals if money > 0)
    assert (whole.n, whole.without) == (len(priced), len(deals) - len(priced))
    assert sum(group.total for group in groups) == pytest.approx(whole.total)
    if priced:
        assert whole.mean == pytest.approx(np.mean(priced))
        assert (whole.low, whole.median, whole.high) == pytest.approx(tuple(np.quantile(priced, [0.1, 0.5, 0.9])))
    if len(priced) > 1:
        assert whole.deviation == pytest.approx(np.std(priced, ddof=1), abs=1e-6)


def test_one_deal_that_dominates_is_said_and_trimmed():
    amounts = Amounts(1, np.zeros(1, np.int64))
    amounts.add(np.zeros(6, np.intp), np.array([10.0, 11, 12, 13, 14, 1_000]))
    whole, _ = deal_values(amounts)
    assert whole.dominated == pytest.approx(1_000 / 1_060)
    assert whole.trimmed == pytest.approx(12.5), "without the largest and the smallest"


def test_many_amounts_are_counted_together_with_quantiles_as_good(monkeypatch):
    monkeypatch.setattr("app.history.measure.values.KEPT", 2_000)
    rng = np.random.default_rng(1)
    money, group = rng.lognormal(9, 1, 30_000), rng.integers(0, 3, 30_000)
    amounts = Amounts(3, np.zeros(3, np.int64))
    for at in range(0, 30_000, 1_000):
        amounts.add(group[at : at + 1_000], money[at : at + 1_000])
    whole, groups = deal_values(amounts)
    assert len(amounts.all()[0]) < 30_000
    assert whole.n == 30_000
    assert whole.mean == pytest.approx(money.mean(), rel=1e-4)
    assert (whole.low, whole.median, whole.high) == pytest.approx(tuple(np.quantile(money, [0.1, 0.5, 0.9])), rel=1e-4)
    assert [each.n for each in groups] == np.bincount(group).tolist()


def wins(months, shape, growth=0.0, level=100.0, seed=0):
    """Won deals by day since January 2020, with indices by calendar month and a trend."""
    rng = np.random.default_rng(seed)
    starts = (np.arange(months + 1) + np.datetime64("2020-01", "M")).astype("datetime64[D]").astype(int) - JANUARY_2020
    by_day = np.zeros(starts[-1], np.int64)
    for month in range(months):
        days = rng.integers(starts[month], starts[month + 1], rng.poisson(level * shape[month % 12] * np.exp(growth * month)))
        by_day += np.bincount(days, minlength=len(by_day))
    return by_day, JANUARY_2020 + len(by_day) - 1


SHAPE = np.array([0.6, 0.8, 1.2, 1.0, 1.0, 1.3, 0.7, 0.6, 1.2, 1.1, 1.1, 1.4])


def test_the_season_is_found_and_the_growth_is_not_taken_for_one():
    by_day, as_of = wins(48, SHAPE, growth=0.03)
    found = season_of(by_day, JANUARY_2020, as_of, short=False)
    assert np.mean(found.indices) == pytest.approx(1)
    assert np.array(found.indices) == pytest.approx(SHAPE, rel=0.15)
    assert found.matters
    assert sum(each.low <= truth <= each.high for each, truth in zip(found.intervals, SHAPE, strict=True)) >= 9


def test_chance_alone_is_rarely_called_a_season():
    called = sum(bool(season_of(*_flat(seed), short=False).matters) for seed in range(60))
    assert called <= 8, "one in twenty is to be expected, three of sixty"


def _flat(seed):
    by_day, as_of = wins(36, np.ones(12), growth=0.01, seed=seed)
    return by_day, JANUARY_2020, as_of


def test_months_that_swing_more_than_chance_widen_the_intervals():
    calm = np.concatenate([np.full(28, 4) for _ in range(48)])
    wild = np.concatenate([np.full(28, 1 if (month * 7) % 5 < 2 else 6) for month in range(48)])
    widths = [
        np.mean([each.high - each.low for each in season_of(days, JANUARY_2020, JANUARY_2020 + len(days), short=False).intervals])
        for days in (calm, wild)
    ]
    assert widths[1] > 2 * widths[0]


def test_below_two_years_there_is_a_season_only_when_asked_for():
    by_day, as_of = wins(18, SHAPE)
    assert season_of(by_day, JANUARY_2020, as_of, short=False).refused == "too_short"
    assert season_of(by_day, JANUARY_2020, as_of, short=True).indices is not None
    by_day, as_of = wins(10, SHAPE)
    assert season_of(by_day, JANUARY_2020, as_of, short=True).refused == "too_short", "two months were never seen"


def test_too_few_deals_have_no_season():
    by_day, as_of = wins(36, SHAPE, level=1.0)
    assert season_of(by_day, JANUARY_2020, as_of, short=False).refused == "too_few"


def test_the_month_that_is_not_over_is_left_out():
    by_day, as_of = wins(26, SHAPE)
    assert season_of(by_day, JANUARY_2020, as_of, short=False).months == 26
    assert season_of(by_day, JANUARY_2020, as_of - 3, short=False).months == 25


def test_the_open_pipeline_counts_by_stage_and_age():
    block = records([0, 0, 90, 300], [10, NO, 95, NO], [20, NO, NO, NO], amount=[5.0, 7.0, 11.0, np.nan])
    lead, sql = measure(gathering(block, known_to=400), Question("list", since="1970-03-01", whole_history=True)).whole.open
    assert (lead.stage, lead.n, lead.amount, lead.ages) == ("Lead", 2, 7.0, (0, 0, 1, 0, 1)), "whenever they entered"
    assert (sql.n, sql.amount, sql.ages) == (1, 11.0, (0, 0, 0, 1, 0))
    assert sql.stale == 1, "older than the ten days that going on took"


def test_who_is_open_at_a_stage_without_a_day_is_as_old_as_the_last_day_known():
    block = records([0, NO], [NO, NO], [NO, NO], outcome=[OPEN, OPEN], reached=[1, 1])
    lead, sql = measure(gathering(block, known_to=40), ASK).whole.open
    assert lead.n == 0
    assert (sql.n, sql.ages) == (2, (0, 1, 0, 0, 0)), "of the second nothing is known"


def test_the_share_is_of_money_and_of_deals_where_no_money_is_known():
    with_money = records([0, 0, 0], [1, 1, 1], stages=("Lead", "Deal"), amount=[30, 60, 10], channel=["a", "b", "b"])
    without = records([0, 0, 0], [1, 1, 1], stages=("Lead", "Deal"), channel=["a", "b", "b"])
    question = Question("list", split="channel", whole_history=True)
    assert {each.key: each.share for each in measure(gathering(with_money), question).groups} == pytest.approx({"a": 0.3, "b": 0.7})
    assert {each.key: each.share for each in measure(gathering(without), question).groups} == pytest.approx({"a": 1 / 3, "b": 2 / 3})


def test_the_cycle_runs_from_the_first_day_to_the_win():
    block = records([0, NO, NO], [10, 20, NO], [30, 50, 60], outcome=[WON, WON, WON])
    cycle = measure(gathering(block), ASK).whole.cycle
    assert (cycle.n, cycle.mean) == (2, 30)
