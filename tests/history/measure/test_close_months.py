"""Whether the share won swings with the month of closing is told, and not where it is chance, a drift or a young history."""

import datetime as dt

import numpy as np
import pytest

from app.history.measure import measure
from app.history.measure.close_months import chi_square_99
from app.history.measured import Question
from app.language import language
from app.wording.history import finding_sentence
from tests.history.measure.histories import drawn, gathering, records
from tests.published import needs_published_data

FIRST = (dt.date(2025, 1, 1) - dt.date(1970, 1, 1)).days


def closed(rates, *, of=60, seed=3):
    """Deals closed in the months of 2025, won at a rate for each month."""
    rng = np.random.default_rng(seed)
    entered, won, lost = [], [], []
    for month, rate in enumerate(rates):
        start = FIRST + int(30.4 * month) + 1
        for _ in range(of):
            day = start + int(rng.integers(0, 25))
            is_won = rng.random() < rate
            entered.append(day - int(rng.integers(0, 40)))
            won.append(day if is_won else None)
            lost.append(None if is_won else day)
    return gathering(records(entered, won, stages=("Opportunity", "Deal"), lost=lost))


def swings(found, **asked):
    codes = [each for each in measure(found, Question("list", **asked)).findings if each.code == "close_month_swings"]
    return codes[0] if codes else None


def test_the_same_rate_every_month_is_no_swing():
    assert [swings(closed([0.6] * 12, seed=seed)) for seed in range(30)].count(None) >= 29


def test_good_ends_of_quarters_are_told_with_their_rates():
    found = swings(closed([0.5, 0.5, 0.85] * 4))
    assert found is not None
    assert found.severity == "warning"
    assert found.values["quarter_ends"] is True
    assert 0.4 < found.values["low"] < 0.55 < 0.75 < found.values["high"] < 0.95
    assert found.values["high_month"] in ("2025-03", "2025-06", "2025-09", "2025-12")
    said = finding_sentence(found, language("en"))
    assert "ends of quarters" in said
    assert "2025" in said


def test_good_months_that_are_no_ends_of_quarters_are_told_as_such():
    found = swings(closed([0.5, 0.85, 0.5, 0.5, 0.5, 0.5, 0.85, 0.5, 0.5, 0.5, 0.85, 0.5]))
    assert found is not None
    assert found.values["quarter_ends"] is False
    assert "quarter" not in finding_sentence(found, language("en"))


def test_a_rate_that_drifts_is_no_swing():
    assert swings(closed(np.linspace(0.4, 0.7, 12), of=200)) is None


def test_a_history_that_begins_is_no_swing_although_losses_come_sooner():
    for seed in range(5):
        rng = np.random.default_rng(seed)
        assert swings(gathering(drawn(rng, 5_000, lag=60, lost_lag=10, span=500, watched=500))) is None


def test_a_small_difference_is_not_worth_a_word_however_sure_it_is():
    assert swings(closed([0.6, 0.6, 0.63] * 4, of=4_000)) is None
    assert swings(closed([0.6, 0.6, 0.72] * 4, of=4_000)) is not None


def test_those_who_entered_in_a_window_make_no_swing_although_their_losses_come_first_and_their_wins_last():
    """The whole list closes alike in every month; of one year's entries the first months hold quick losses, the last ones slow wins."""
    rng = np.random.default_rng(3)
    day = FIRST + rng.integers(0, 730, 20_000)
    is_won = rng.random(len(day)) < 0.3
    entered = day - np.where(is_won, rng.integers(60, 300, len(day)), rng.integers(0, 20, len(day)))
    won, lost = ([int(each) if ok else None for each, ok in zip(day, of, strict=True)] for of in (is_won, ~is_won))
    found = gathering(records(entered.tolist(), won, stages=("Opportunity", "Deal"), lost=lost))
    assert swings(found) is None
    assert swings(found, since="2025-01-01", until="2025-12-31") is None


def test_a_window_says_the_swings_of_the_whole_list():
    found = closed([0.5, 0.5, 0.85] * 4)
    whole, of_window = swings(found), swings(found, since="2025-07-01")
    assert whole is not None
    assert of_window == whole


def test_few_months_and_few_outcomes_tell_nothing():
    assert swings(closed([0.3, 0.9] * 2 + [0.3])) is None
    assert swings(closed([0.2, 0.9] * 6, of=12)) is None
    assert swings(closed([0.0] * 12)) is None


@pytest.mark.parametrize(("freedom", "exact"), [(3, 11.345), (5, 15.086), (9, 21.666), (21, 38.932), (60, 88.379)])
def test_chi_square_is_that_of_the_tables(freedom, exact):
    assert chi_square_99(freedom) == pytest.approx(exact, rel=0.006)


@needs_published_data
@pytest.mark.parametrize("as_of", [None, "2017-09-30"])
def test_the_published_pipeline_swings_with_the_ends_of_quarters(tmp_path, as_of):
    from tests.history.test_reference import MAVEN, imported

    found = swings(imported(tmp_path, [f"{MAVEN}/sales_pipeline.csv"], "maven"), as_of=as_of)
    assert found is not None
    assert found.values["quarter_ends"] is True
    assert 0.45 < found.values["low"] < 0.58
    assert 0.76 < found.values["high"] < 0.85
