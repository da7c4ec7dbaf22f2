"""Verdicts: grow, keep, fix, stop, or too early to tell."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.history.measured import Interval
from app.history.records import Ledger, Level
from app.history.review import review
from app.history.review.chance import overlap
from tests.history.review.asked import ADS, FIVE, channel, drawn_alike, figure, judged, reviewed
from tests.history.review.made import Made, day, gathering


def test_money_that_does_not_come_back_stops() -> None:
    found = judged(Made("Ads", 1000, 300, 60, spend=150_000), Made("Mail", 1000, 300, 60, spend=30_000))
    assert found["Ads"] == ("stop", "loses_money")
    assert found["Mail"] == ("grow", "best_return")


def test_money_that_does_not_come_back_but_did_worse_before_is_fixed() -> None:
    ads = Made("Ads", 1000, 300, 100, spend=150_000), Made("Ads", 1000, 300, 30, spend=150_000, year=2024)
    assert judged(*ads, Made("Mail", 1000, 300, 60, spend=30_000))["Ads"] == ("fix", "improving")


@pytest.mark.parametrize(("wins", "spend"), [(0, 122_000), (4, 3_000), (4, 100)])
def test_fewer_than_5_wins_are_too_early_where_they_may_bring_the_money_back(wins: int, spend: float) -> None:
    assert judged(Made("Ads", 1000, 300, wins, spend=spend), Made("Mail", 1000, 300, 60))["Ads"] == ("too_early", "few_wins")


def test_money_that_is_surely_gone_stops_however_few_the_wins() -> None:
    found = channel(reviewed(Made("Ads", 1000, 300, 2, spend=122_000, value=4000), Made("Mail", 1000, 300, 60, spend=30_000)), "Ads")
    assert (found.verdict, found.reason, found.n) == ("stop", "loses_money", 2)
    assert found.interval is not None
    assert found.interval.high < -0.7


def test_money_that_is_surely_gone_stops_however_wide_the_interval() -> None:
    values = (100_000.0, *[100.0] * 9)
    assert judged(Made("Ads", 500, 100, 10, spend=1e6, values=values))["Ads"] == ("stop", "loses_money")


def test_money_is_not_gone_while_most_of_its_buyers_are_open() -> None:
    made = gathering([Made("Ads", 1000, 300, 60), Made("New", 400, 120, 24, open=True, spend=1e6)], known_to="2025-02-25")
    assert channel(review(made, "CRM", "2025-01-01", "2025-12-31"), "New").verdict == "too_early"


def test_money_is_not_gone_where_most_deals_have_no_price() -> None:
    """60 deals for 30,000: six of them with a price, of 1,000."""
    values = (1000.0,) * 6 + (float("nan"),) * 54
    assert judged(Made("Ads", 1000, 300, 60, spend=30_000, values=values))["Ads"][0] != "stop"
    assert judged(Made("Ads", 1000, 300, 60, spend=300_000, values=values))["Ads"] == ("stop", "loses_money")


def test_buyers_without_a_channel_are_counted_and_not_judged() -> None:
    found = channel(reviewed(ADS, Made("", 200, 120, 80)), "")
    assert (found.verdict, found.reason, found.rank, figure(found.figures, "deals").value) == ("too_early", "nameless", None, 80)


def test_one_deal_that_is_most_of_the_revenue_is_too_early() -> None:
    values = (100_000.0, *[100.0] * 9)
    assert judged(Made("Ads", 500, 100, 10, spend=5000, values=values))["Ads"] == ("too_early", "wide")


def test_buyers_that_are_mostly_still_open_are_too_early() -> None:
    made = gathering([Made("Ads", 1000, 300, 60), Made("New", 400, 120, 24, open=True)], known_to="2025-02-25")
    found = review(made, "CRM", "2025-01-01", "2025-12-31")
    new = channel(found, "New")
    assert new.verdict == "too_early"


def test_money_that_brought_nobody_is_said_and_not_judged() -> None:
    made = gathering([ADS])
    levels = (Level("fair", "Fair"),)
    year = np.array([day("2025-01-01")], np.int32), np.array([day("2025-12-31")], np.int32)
    ledger = Ledger("spend", *year, levels, np.zeros(1, np.int32), {"spend": np.array([9000.0])}, "USD")
    found = review(replace(made, ledgers=(*made.ledgers, ledger)), "CRM", "2025-01-01", "2025-12-31")
    fair = channel(found, "Fair")
    assert (fair.verdict, fair.reason, figure(fair.figures, "cac").reason) == ("too_early", "nobody_came", "nobody")


def test_channels_that_are_alike_are_hardly_ever_to_be_fixed() -> None:
    """Five channels of one truth, two steps each: by chance alone one of them would lie below the others in every third review."""
    random = np.random.default_rng(5)
    verdicts = [[each.verdict for each in reviewed(*(Made(name, *drawn_alike(random)) for name in FIVE)).channels] for _ in range(60)]
    assert sum("fix" in each for each in verdicts) <= 5


def test_a_difference_that_hardly_matters_is_no_reason_however_sure_it_is() -> None:
    found = judged(Made("Ads", 40_000, 16_000, 3200), Made("Mail", 40_000, 15_200, 3040))
    assert set(found.values()) == {("keep", "as_the_whole")}


def test_the_stage_that_loses_them_is_named() -> None:
    found = reviewed(Made("Ads", 1000, 400, 80), Made("Mail", 1000, 400, 80), Made("Social", 1000, 100, 20))
    social = channel(found, "Social")
    assert (social.verdict, social.reason, social.values["from"], social.values["to"]) == ("fix", "weak_stage", "Lead", "MQL")


def test_a_stage_is_weak_where_few_enter_too_but_then_nobody_says_that_many_do() -> None:
    found = reviewed(Made("Ads", 1000, 400, 80), Made("Mail", 1000, 400, 80), Made("Social", 200, 20, 6))
    social = channel(found, "Social")
    assert (social.verdict, social.reason, social.values["entered"]) == ("fix", "thin_weak_stage", 200)


def test_all_that_is_beyond_the_largest_channels_is_neither_kept_nor_stopped() -> None:
    made = gathering([Made("Ads", 1000, 300, 60), Made("* others", 1000, 300, 60)])
    assert channel(review(made, "CRM", "2025-01-01", "2025-12-31"), "* others").reason == "nameless"


def test_without_spend_the_rate_to_the_deal_decides_but_not_where_deals_are_worth_less() -> None:
    found = judged(Made("Ads", 1000, 300, 60), Made("Referral", 200, 120, 80))
    assert found["Referral"] == ("keep", "converts_best")
    cheap = judged(
        Made("Ads", 1000, 300, 60, value=1000), Made("Referral", 200, 120, 80, value=100, values=tuple(90.0 + n % 20 for n in range(80)))
    )
    assert cheap["Referral"][1] != "converts_best"


def test_nothing_is_to_grow_of_which_nobody_knows_what_it_costs() -> None:
    found = judged(Made("Ads", 1000, 300, 60, spend=100_000), Made("Mail", 1000, 300, 90, spend=9_000), Made("Referral", 200, 120, 80))
    assert found["Mail"][0] == "grow"
    assert found["Referral"] == ("keep", "converts_best")


def test_without_prices_the_cost_of_a_deal_decides() -> None:
    nothing = float("nan")
    found = reviewed(Made("Ads", 1000, 300, 60, value=nothing, spend=60_000), Made("Mail", 1000, 300, 60, value=nothing, spend=20_000))
    assert {each.name: (each.verdict, each.reason, each.basis) for each in found.channels} == {
        "Ads": ("fix", "dear", "cac"), "Mail": ("grow", "cheapest", "cac"),
    }  # fmt: skip


def test_channels_that_do_as_the_others_do_are_kept() -> None:
    found = judged(Made("Ads", 1000, 300, 60, spend=20_000), Made("Mail", 900, 280, 55, spend=19_000))
    assert set(found.values()) == {("keep", "as_the_whole")}


ORDER = {"stop": 0, "fix": 1, "keep": 2, "grow": 3}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(5, 100), st.floats(0.5, 3), st.floats(0.5, 3), st.integers(0, 80), st.floats(100, 1e6), st.floats(1.0, 20))
def test_more_spend_for_the_same_wins_never_improves_a_verdict(
    wins: int, value: float, other: float, before: int, spend: float, more: float
) -> None:
    def verdict(amount: float) -> str:
        channels = [
            Made("Ads", 400, 200, wins, value=1000 * value, spend=amount),
            Made("Mail", 400, 150, 50, value=1000 * other, spend=40_000),
            Made("Ads", 400, 200, before, spend=30_000, year=2024),
        ]
        return channel(reviewed(*channels), "Ads").verdict

    less, now = verdict(spend), verdict(spend * more)
    assert (less == "too_early") == (now == "too_early")
    if less != "too_early":
        assert ORDER[now] <= ORDER[less]


# -- ranks


def test_two_channels_whose_intervals_overlap_are_not_ranked_against_each_other() -> None:
    found = reviewed(
        Made("Ads", 1000, 300, 60, spend=30_000), Made("Mail", 1000, 300, 55, spend=30_000), Made("Fairs", 1000, 300, 60, spend=200_000)
    )
    ranks = {each.name: (each.ranks_with, each.rank) for each in found.channels}
    assert ranks == {"Ads": (("Mail",), 1), "Mail": (("Ads",), 1), "Fairs": ((), 3)}


def test_a_channel_that_overlaps_with_all_has_no_rank() -> None:
    found = reviewed(Made("Ads", 1000, 300, 60, spend=30_000), Made("Mail", 1000, 300, 55, spend=30_000), Made("New", 100, 30, 2))
    assert [(each.name, each.rank) for each in found.channels] == [("Ads", None), ("Mail", None), ("New", None)]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(1, 300), st.floats(0, 1), st.floats(0, 1), st.none() | st.floats(1, 1e6)), min_size=1, max_size=6))
def test_shares_make_1_and_who_overlaps_is_told_by_both(rows: list[tuple[int, float, float, float | None]]) -> None:
    channels = []
    for place, (leads, on, won, spend) in enumerate(rows):
        mqls = int(leads * on)
        channels.append(Made(f"Channel {place}", leads, mqls, int(mqls * won), spend=spend))
    found = reviewed(*channels)
    shares = [figure(each.figures, "share").value for each in found.channels]
    known = [share for share in shares if share is not None]
    assert not known or math.fsum(known) == pytest.approx(1)
    by_name = {each.name: each for each in found.channels}
    for each in found.channels:
        for other in each.ranks_with:
            assert each.name in by_name[other].ranks_with
            assert (
                by_name[other].rank is None
                or each.rank is None
                or overlap(each.interval or Interval(0, 0), by_name[other].interval or Interval(0, 0))
            )
        for item in each.figures:
            assert item.value is None or math.isfinite(item.value)
            assert (item.value is None) == (item.reason is not None)
            if item.interval is not None and item.value is not None:
                assert item.interval.low - 1e-12 <= item.value <= item.interval.high + 1e-12
