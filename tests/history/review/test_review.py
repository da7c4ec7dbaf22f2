"""The figures of a review."""

from dataclasses import replace

import numpy as np
import pytest

from app.history.measure.groups import OTHERS
from app.history.records import MISSING, Ledger, Level
from app.history.review import review
from app.history.review.chance import differ, of_count, of_revenue
from app.history.review.reviewing import year_before
from app.history.review.tallies import YearOfChannel
from app.history.reviewed import Review
from tests.history.review.asked import ADS, FIVE, channel, drawn_alike, figure, reviewed
from tests.history.review.made import STAGES, Made, day, gathering

# -- figures


def test_a_year_is_counted_by_hand() -> None:
    """1,000 leads, 300 MQLs, 60 deals of 1,000 each, for 30,000 at a margin of 80 %."""
    found = reviewed(ADS, Made("Mail", 500, 100, 40, value=500), gross_margin=0.8)
    ads = channel(found, "Ads").figures
    values = {key: figure(ads, key).value for key in ("entered_0", "entered_1", "deals", "revenue", "spend", "cost_0", "cost_1", "cac")}
    assert values == {
        "entered_0": 1000, "entered_1": 300, "deals": 60, "revenue": 60_000, "spend": 30_000, "cost_0": 30, "cost_1": 100, "cac": 500,
    }  # fmt: skip
    assert figure(ads, "roi").value == pytest.approx((60_000 * 0.8 - 30_000) / 30_000)
    assert figure(ads, "share").value == pytest.approx(0.75)
    assert figure(ads, "rate_0").value == pytest.approx(0.3)
    assert figure(ads, "end_to_end").value == pytest.approx(0.06)
    assert figure(ads, "cycle_days").value == 30
    assert figure(found.whole, "revenue").value == 80_000
    assert (found.concentration, found.top_share, found.top_channel) == (pytest.approx(0.75**2 + 0.25**2), pytest.approx(0.75), "Ads")


def test_deals_count_on_the_day_they_are_won_and_entries_on_the_day_they_come() -> None:
    """A lead every third day of 2024 from 1 January, won 30 days later: from 1 October 8 of the 100 enter, and 18 win."""
    found = review(gathering([Made("Ads", 100, 100, 100, year=2024)]), "CRM", "2024-10-01", "2025-09-30")
    figures = channel(found, "Ads").figures
    assert (figure(figures, "entered_0").value, figure(figures, "deals").value, figure(figures, "end_to_end").n) == (8, 18, 8)


def test_revenue_per_account_counts_each_account_once() -> None:
    found = reviewed(Made("Ads", 100, 60, 40, accounts=8))
    assert figure(channel(found, "Ads").figures, "revenue_per_account").value == pytest.approx(40_000 / 8)


def test_what_is_not_known_has_a_reason_and_no_value() -> None:
    found = reviewed(Made("Referral", 100, 40, 20))
    figures = channel(found, "Referral").figures
    assert {key: (figure(figures, key).value, figure(figures, key).reason) for key in ("spend", "cac", "roi", "retention")} == {
        "spend": (None, "no_spend"), "cac": (None, "no_spend"), "roi": (None, "no_spend"), "retention": (None, "not_given"),
    }  # fmt: skip


def test_retention_and_content_come_from_who_asks() -> None:
    found = reviewed(ADS, retention={"Ads": 0.85}, content_used=(12, 40))
    assert figure(channel(found, "Ads").figures, "retention").value == 0.85
    assert found.content_used is not None
    assert (found.content_used.value, found.content_used.n) == (0.3, 40)


def test_what_no_ledger_says_may_be_said_by_who_asks() -> None:
    made = (ADS, Made("Fairs", 500, 100, 40, value=500))
    key = channel(reviewed(*made), "Fairs").key
    found = reviewed(*made, costs={key: 50_000, channel(reviewed(*made), "Ads").key: 1, "nobody": 7})
    fairs = channel(found, "Fairs")
    values = {key: figure(fairs.figures, key).value for key in ("spend", "cac", "roi")}
    assert values == {"spend": 50_000, "cac": 1250, "roi": pytest.approx((20_000 - 50_000) / 50_000)}
    assert (fairs.verdict, fairs.basis) == ("stop", "roi")
    assert figure(channel(found, "Ads").figures, "spend").value == 30_000
    assert figure(found.whole, "spend").value == 80_000
    assert len(found.channels) == 2


def test_one_deal_dominates_where_it_is_of_the_money_that_the_review_counts() -> None:
    """The last lead of October, worth as much as all the others, wins within the year; or 180 days later, which is the next one's money."""
    values = (*[100.0] * 9, 5_000.0)
    for days, said in ((30, [("dominated_year", 10)]), (180, [])):
        found = reviewed(Made("Ads", 300, 30, 10, values=values, days=days), known_to="2026-12-31")
        whole = figure(found.whole, "revenue")
        assert [(each.code, each.values["n"]) for each in found.findings if each.code.startswith("dominated")] == said
        assert (whole.value == 5_900) is (days == 30)
    found = reviewed(Made("Ads", 300, 30, 10, values=values), Made("Mail", 300, 30, 10, value=1_000))
    (dominated,) = (each for each in found.findings if each.code == "dominated_year")
    assert dominated.values == {"share": pytest.approx(5_000 / 15_900), "n": 20}


def test_of_many_figures_that_are_alike_hardly_any_is_said_to_be_more_than_chance() -> None:
    """Of each review fifty figures are held against the year before, all of one truth: not one is said to differ, nine times in ten."""
    random = np.random.default_rng(11)
    told = 0
    for _ in range(40):
        found = reviewed(*(Made(name, *drawn_alike(random), year=year) for name in FIVE for year in (2024, 2025)))
        told += any(each.differs for one in found.channels for each in one.figures)
    assert told <= 8


def test_a_year_that_is_not_over_is_held_against_the_same_days_of_the_year_before() -> None:
    """The same 600 leads over 300 days of each year, known to 1 July: as many by then as the year before."""
    made = gathering([Made("Ads", 600, 200, 60, year=2024), Made("Ads", 600, 200, 60)], known_to="2025-07-01")
    found = review(made, "CRM", "2025-01-01", "2025-12-31")
    leads = figure(channel(found, "Ads").figures, "entered_0")
    assert (found.before_since, found.before_until) == ("2024-01-01", "2024-07-01")
    assert leads.value == pytest.approx(364, abs=2)
    assert leads.before == pytest.approx(364, abs=2)
    said = next(each for each in found.findings if each.code == "same_days_before")
    assert said.values == {"since": "2024-01-01", "until": "2024-07-01"}
    over = review(made, "CRM", "2024-01-01", "2024-12-31")
    assert "same_days_before" not in [each.code for each in over.findings]


def test_notes_of_a_review_count_the_deals_of_the_review() -> None:
    """Won within the year: 100 with an amount, 5 without; 40 without were won the year before, and their buyers entered then."""
    found = reviewed(
        Made("Ads", 1000, 300, 100), Made("Mail", 100, 20, 5, value=float("nan")), Made("Mail", 400, 90, 40, year=2024, value=0.0)
    )
    said = [each for each in found.findings if each.code.endswith("without_amount")]
    assert [(each.code, each.values) for each in said] == [("deals_without_amount", {"without": 5, "all": 105})]


def test_without_a_year_before_nothing_is_compared() -> None:
    found = reviewed(ADS)
    assert (found.before_since, figure(channel(found, "Ads").figures, "deals").before) == (None, None)
    assert "no_year_before" in [finding.code for finding in found.findings]


def test_29_february_has_a_year_before() -> None:
    assert (year_before("2024-02-29"), year_before("2025-03-01")) == ("2023-02-28", "2024-03-01")


def test_spend_counts_by_its_days_in_the_year() -> None:
    """A campaign of 100 days, half of them in the year, at 10 a day."""
    made = gathering([Made("Ads", 100, 50, 20)])
    levels = (Level("ads", "Ads"),)
    span = np.array([day("2024-11-12")], np.int32), np.array([day("2025-02-19")], np.int32)
    ledger = Ledger("spend", *span, levels, np.zeros(1, np.int32), {"spend": np.array([1000.0])}, "USD")
    found = review(replace(made, ledgers=(ledger,)), "CRM", "2025-01-01", "2025-12-31")
    assert figure(channel(found, "Ads").figures, "spend").value == pytest.approx(500)


def test_money_without_a_channel_is_in_the_total_and_said() -> None:
    made = gathering([ADS])
    (ledger,) = made.ledgers
    found = review(replace(made, ledgers=(ledger, replace(ledger, channel=np.full(1, -1, np.int32)))), "CRM", "2025-01-01", "2025-12-31")
    assert figure(found.whole, "spend").value == 60_000
    assert figure(channel(found, "Ads").figures, "spend").value == 30_000
    assert [finding.values["spend"] for finding in found.findings if finding.code == "spend_without_channel"] == [30_000]


def test_deals_won_on_an_unknown_day_are_in_no_year_and_said() -> None:
    made = gathering([ADS])
    (block,) = made.blocks()
    entered = block.entered.copy()
    won = np.flatnonzero(entered[2] > 0)[:7]
    entered[2, won] = MISSING
    found = review(replace(made, load=lambda: iter([replace(block, entered=entered)])), "CRM", "2025-01-01", "2025-12-31")
    assert figure(found.whole, "deals").value == 53
    assert [finding.count for finding in found.findings if finding.code == "undated_wins"] == [7]


def test_counts_by_month_alone_are_reviewed_too() -> None:
    levels = (Level("ads", "Ads"), Level("mail", "Mail"))
    months = [day(f"2025-{month:02}-01") for month in range(1, 13)] * 2
    channels = np.repeat(np.arange(2, dtype=np.int32), 12)
    counts = {
        "Lead": np.full(24, 50.0),
        "MQL": np.full(24, 20.0),
        "Deal": np.where(channels == 0, 5.0, 10.0),
        "revenue": np.full(24, 4000.0),
    }
    ledger = Ledger("counts", np.array(months, np.int32), np.array(months, np.int32), levels, channels, counts, "USD")
    made = replace(gathering([]), ledgers=(ledger,), levels={})
    found = review(made, "CRM", "2025-01-01", "2025-12-31")
    assert {each.name: figure(each.figures, "deals").value for each in found.channels} == {"Ads": 60, "Mail": 120}
    assert figure(found.whole, "entered_0").value == 1200


# -- chance


def test_the_interval_of_revenue_is_that_of_a_compound_poisson_sum() -> None:
    """Simulated: 40 deals a year on the average, exponential values of mean 1,000."""
    random = np.random.default_rng(7)
    held = 0
    for _ in range(2000):
        values = random.exponential(1000, random.poisson(40))
        interval = of_revenue(YearOfChannel((0, 0, len(values)), float(values.sum()), float((values**2).sum()), len(values), 0))
        assert interval is not None
        held += interval.low <= 40_000 <= interval.high
    assert held / 2000 == pytest.approx(0.9, abs=0.025)


def test_counts_that_are_alike_seldom_seem_to_differ() -> None:
    random = np.random.default_rng(8)
    pairs = random.poisson(50, (4000, 2)).tolist()
    wrong = sum(bool(differ(a, of_count(a), b, of_count(b))) for a, b in pairs)
    assert wrong / 4000 == pytest.approx(0.1, abs=0.03)


def test_the_stages_are_those_of_the_list() -> None:
    assert reviewed(ADS).stages == STAGES


def test_channels_beyond_the_forty_largest_are_reviewed_together() -> None:
    """45 channels of 100 to 144 leads: the five smallest, with 100 to 104, are one."""
    found = reviewed(*(Made(f"Channel {place}", 100 + place, 50, 10) for place in range(45)))
    others = next(each for each in found.channels if each.key == OTHERS)
    assert (figure(others.figures, "entered_0").value, figure(others.figures, "deals").value) == (510, 50)
    assert sum(figure(each.figures, "deals").value or 0 for each in found.channels) == 450


# -- days on which the spend is known


def months_of_money(*months: int, whole: bool = True) -> Ledger:
    """A thousand for each month of 2025 for advertising; booked on the 5th where it is not for the whole month."""
    starts = (np.array(months) - 1 + np.datetime64("2025-01", "M")).astype("datetime64[D]").astype(np.int32)
    ends = (np.array(months) + np.datetime64("2025-01", "M")).astype("datetime64[D]").astype(np.int32) - 1
    span = (starts, ends) if whole else (starts + 4, starts + 4)
    n = len(months)
    return Ledger("spend", *span, (Level("ads", "Ads"),), np.zeros(n, np.int32), {"spend": np.full(n, 1000.0)}, "USD")


def reviewed_with(ledger: Ledger) -> Review:
    made = gathering([Made("Ads", 3000, 900, 300), Made("Mail", 1000, 300, 100)])
    return review(replace(made, ledgers=(ledger,)), "CRM", "2025-01-01", "2025-12-31")


def test_spend_of_half_a_year_is_held_against_what_came_in_that_half() -> None:
    found = reviewed_with(months_of_money(1, 2, 3, 4, 5, 6))
    ads = channel(found, "Ads")
    assert figure(ads.figures, "entered_0").value == 3000
    assert figure(ads.figures, "cost_0").value == pytest.approx(6000 / 1810), "ten a day for 181 days"
    deals = figure(ads.figures, "cac").n
    assert deals < figure(ads.figures, "deals").value
    assert figure(ads.figures, "roi").value == pytest.approx(deals * 1000 / 6000 - 1)
    assert (ads.basis, ads.interval) == ("roi", figure(ads.figures, "roi").interval), "the verdict rests on the same"
    assert figure(found.whole, "cost_0").value == pytest.approx(6000 / (1810 + 604), abs=0.01)


def test_a_fair_that_was_paid_on_one_day_is_held_against_the_whole_year() -> None:
    ads = channel(reviewed_with(months_of_money(3, whole=False)), "Ads")
    assert figure(ads.figures, "cost_0").value == pytest.approx(1000 / 3000)
    assert figure(ads.figures, "cac").n == figure(ads.figures, "deals").value
