"""The intervals hold what they promise, and cohorts start where outcomes were recorded."""

import numpy as np
import pytest

from app.history.measure import measure
from app.history.measure.curves import curves
from app.history.measure.intervals import effective_number, wilson
from app.history.measured import Question
from tests.history.measure.histories import drawn, gathering, records

AGES = 400


def _drawn_numbers(rng, draws, n, *, rate, loss, lag, lost_lag, watched):
    """Numbers by age of many histories at once: (draws, ages) gone on, lost, out of sight, in sight; and the raw rate of each."""
    window = rng.integers(watched[0], watched[1], (draws, n))
    fate = rng.random((draws, n))
    gone_after, lost_after = rng.exponential(lag, (draws, n)).astype(int), rng.exponential(lost_lag, (draws, n)).astype(int)
    gone = (fate < rate) & (gone_after <= window)
    lost = (fate >= rate) & (fate < rate + loss) & (lost_after <= window)
    age = np.where(gone, gone_after, np.where(lost, lost_after, window))
    row = np.arange(draws)[:, None] * AGES

    def by_age(which, days):
        return np.bincount((row + days)[which], minlength=draws * AGES).reshape(draws, AGES).astype(float)

    return by_age(gone, age), by_age(lost, age), by_age(~gone & ~lost, age), by_age(window >= 0, window), gone.mean(axis=1)


@pytest.mark.parametrize(
    ("rate", "loss", "n", "seed"), [(0.3, 0.0, 300, 1), (0.3, 0.4, 300, 2), (0.1, 0.5, 500, 3), (0.6, 0.3, 150, 4), (0.05, 0.2, 2_000, 5)]
)
def test_nine_in_ten_intervals_hold_the_truth_where_the_raw_rate_does_not(rate, loss, n, seed):
    rng = np.random.default_rng(seed)
    *numbers, raw = _drawn_numbers(rng, 600, n, rate=rate, loss=loss, lag=25, lost_lag=15, watched=(0, 180))
    found = curves(*numbers)
    held = held_raw = 0
    for at in range(600):
        watched = float(found.watched_by[at]) if found.rate[at] in (0, 1) else n
        interval = wilson(float(found.rate[at]), effective_number(float(found.rate[at]), float(found.variance[at]), watched))
        plain = wilson(float(raw[at]), n)
        held += interval.low <= rate <= interval.high
        held_raw += plain.low <= rate <= plain.high
    assert 0.85 <= held / 600 <= 0.95
    assert held_raw / 600 < 0.8


def test_a_later_look_finds_what_an_earlier_one_said():
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(60):
        whole = gathering(drawn(rng, 1_500, rate=0.25, loss=0.3, lag=30, span=300, watched=900))
        early = measure(whole, Question("list", as_of="2020-01-07", whole_history=True)).whole.end_to_end  # 730 + 7 days after 2018
        late = measure(whole, Question("list", until="2020-01-07", whole_history=True)).whole.end_to_end
        held += early.interval.low <= late.rate <= early.interval.high
    assert held >= 54


def recorded_since(first, day=17_500, months=12, per_day=6):
    """Leads of a year of which one in five closes within weeks, with wins written down only from a day on."""
    rng = np.random.default_rng(2)
    entry = np.repeat(np.arange(day, day + 30 * months), per_day)
    gone = entry + rng.exponential(15, len(entry)).astype(int)
    recorded = (rng.random(len(entry)) < 0.2) & (gone >= first)
    return records(entry.tolist(), [int(each) if ok else None for each, ok in zip(gone, recorded, strict=True)], stages=("Lead", "Deal"))


def test_cohorts_start_in_the_month_after_outcomes_were_first_recorded():
    block = recorded_since(17_640)  # 2018-04-19
    found = measure(gathering(block), Question("list"))
    assert found.cut_from == found.since == "2018-05-01"
    (finding,) = [each for each in found.findings if each.code == "left_cut"]
    assert finding.values["first"] == "2018-04-19"
    assert finding.values["entered"] == finding.count == 140 * 6
    assert found.whole.end_to_end.rate == pytest.approx(0.2, abs=0.03)
    everything = measure(gathering(block), Question("list", whole_history=True))
    assert everything.cut_from is None
    assert everything.whole.end_to_end.raw < 0.17
    assert "left_not_cut" in [each.code for each in everything.findings]


def test_a_list_that_records_from_its_first_day_is_not_cut():
    found = measure(gathering(recorded_since(0)), Question("list"))
    assert found.cut_from is None
    assert not found.findings


def test_who_was_done_early_and_left_out_of_the_file_is_warned_of_and_not_cut():
    block = recorded_since(0)
    days = block.entered
    still_there = (days[1] >= 17_640) | (days[1] < 0) & (days[0] >= 17_640)
    kept = records(days[0][still_there].tolist(), [int(d) if d > 0 else None for d in days[1][still_there]], stages=("Lead", "Deal"))
    found = measure(gathering(kept), Question("list"))
    assert found.cut_from is None
    more = records(
        [*days[0][still_there].tolist(), *range(17_500, 17_640)],
        [*(int(d) if d > 0 else None for d in days[1][still_there]), *[17_641] * 140],
        stages=("Lead", "Deal"),
    )
    found = measure(gathering(more), Question("list"))
    assert found.cut_from is None
    assert [each.code for each in found.findings] == ["earlier_missing"]


def test_where_nobody_went_on_the_interval_rests_on_all_who_were_watched_and_not_on_the_oldest_alone():
    """Ten leads, one a day: 10 to 5 of them in sight at ages 0 to 5, so 6 / (1/10 + 1/9 + ... + 1/5) = 7.095 on average."""
    found = measure(gathering(records([*range(10)], [None] * 10, stages=("Lead", "Deal")), known_to=9), Question("list")).whole.end_to_end
    assert (found.rate, found.watched_days) == (0, 5)
    assert found.interval.high == pytest.approx(wilson(0, 6 / sum(1 / n for n in range(5, 11))).high)


@pytest.mark.parametrize("rate", [0.005, 0.02, 0.05, 0.1])
def test_an_interval_of_nobody_is_seldom_below_the_truth(rate):
    *numbers, _ = _drawn_numbers(np.random.default_rng(9), 600, 150, rate=rate, loss=0.7, lag=60, lost_lag=15, watched=(0, 180))
    found = curves(*numbers)
    nobody = np.flatnonzero(found.rate == 0)
    highs = [wilson(0, float(found.watched_on_average[at])).high for at in nobody]
    reached = rate * (1 - np.exp(-(found.watched[nobody] + 1) / 60))
    assert (np.array(highs) < reached).sum() / 600 <= 0.05
    assert all(high < 0.07 for high in highs), "24 % where only those count who were watched to the end"
