"""How single lags spread: of the buyers behind the lag that is taken over, with their mean."""

from typing import Any

import numpy as np
import pytest

from app.history.measured import Curve, Lag, Rate
from app.history.takeover import rounding
from app.history.takeover.figures import lag_of
from app.history.takeover.spreading import PARTS, spread_of
from app.planner.scenario import LAG_DAYS_LIMIT
from tests.history.takeover.test_takeover import measured, scenario, taken

NO_CURVE = Curve((), (), (), ())


def lag(counts: dict[int, int], **more: Any) -> Lag:
    days = np.repeat(list(counts), list(counts.values()))
    median, p90, p25, p75 = np.quantile(days, [0.5, 0.9, 0.25, 0.75]).tolist()
    return Lag(len(days), median, float(days.mean()), p90, p25, p75, tuple(counts), tuple(counts.values()), **more)


def rate(of: Lag, still_open: int = 0, curve: Curve = NO_CURVE, watched_days: int = 0) -> Rate:
    return Rate("Lead", "MQL", 1000, of.n, 0, still_open, 0.2, None, None, 0.2, None, None, None, 0.2, None, False, watched_days, of, curve)


def test_each_twentieth_of_the_buyers_has_its_mean_and_all_have_the_lag() -> None:
    counts = {day: 200 - day for day in range(120)}
    found = spread_of(rate(lag(counts)))
    days = np.repeat(list(counts), list(counts.values()))
    assert len(found) == PARTS == 20
    assert found == sorted(found)
    assert sum(found) / 20 == pytest.approx(lag(counts).mean, abs=0.05)
    assert found[0] == pytest.approx(days[: len(days) // 20].mean(), abs=0.1)
    assert found[-1] == pytest.approx(days[-len(days) // 20 :].mean(), abs=0.1)
    assert np.std(found) == pytest.approx(days.std(), rel=0.01)


def test_few_buyers_are_told_each_by_itself() -> None:
    assert spread_of(rate(lag({2: 1, 5: 1, 30: 1}))) == [2, 5, 30]


def test_days_of_a_wide_bin_are_its_middle() -> None:
    assert spread_of(rate(lag({0: 1, 3: 1}, bin_days=3))) == [1, 4]


def test_who_seemed_to_go_backwards_took_no_time() -> None:
    assert spread_of(rate(lag({-2: 1, 0: 1, 8: 2}))) == [0, 0, 8, 8]


@pytest.mark.parametrize("counts", [{0: 40}, {12: 1}])
def test_nothing_is_said_where_all_went_on_at_once_or_only_one_did(counts: dict[int, int]) -> None:
    assert spread_of(rate(lag(counts))) == []


def test_lags_longer_than_any_are_shortened_alike() -> None:
    found = spread_of(rate(lag({10: 1, 2200: 1})))
    assert found == [5, LAG_DAYS_LIMIT]


def test_where_some_are_open_those_still_to_come_are_in_it() -> None:
    """Of ten who entered, two went on at once without a day, two after 10 days, and of those left in sight two after 100."""
    curve = Curve((0, 10, 100, 300), (0.2, 0.4, 0.8, 0.9), (0, 0, 0, 0), (10, 8, 3, 1))
    of_all = (10 * 0.2 + 100 * 0.4) / 0.6
    timed = lag({10: 2, 100: 1}, mean_all=of_all)
    found = spread_of(rate(timed, 4, curve, watched_days=200))
    assert found == [10, 100, 100]
    assert sum(found) / 3 == pytest.approx(lag_of(rate(timed, 4, curve, 200)), abs=0.05)
    assert spread_of(rate(timed, 0, curve, 200)) == [10, 10, 100]  # nobody is open: of those who went on


def test_a_lag_that_is_taken_over_brings_how_it_spreads() -> None:
    of = measured().whole.rates[1]
    conversion = taken(scenario(), measured(), "lag/mql").conversions[1]
    assert list(conversion.lag_quantiles) == spread_of(of)
    assert sum(conversion.lag_quantiles) / len(conversion.lag_quantiles) == pytest.approx(conversion.lag_days, abs=0.06)
    assert conversion.lag_days == rounding.days(of.lag.mean_all or of.lag.mean or 0)


def test_a_spread_of_before_goes_with_its_lag() -> None:
    before = scenario()
    document = before.model_dump(mode="json")
    document["conversions"][1]["lag_quantiles"] = [1, 5]
    after = taken(type(before).model_validate(document), measured(), "lag/mql")
    assert after.conversions[1].lag_quantiles != (1, 5)
