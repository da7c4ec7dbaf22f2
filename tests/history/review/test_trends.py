"""A year against the year before: when it is told, and when the two are not held against each other."""

from dataclasses import replace

import numpy as np

from app.history.measure import measure
from app.history.measured import Group, Question
from app.history.records import MISSING, Ledger, Level, Records
from app.history.review import review
from app.history.review.comparable import of_cycles, of_rates
from tests.history.review.asked import ADS, channel, figure, reviewed
from tests.history.review.made import Made, day, gathering


def test_the_year_before_is_told_apart_where_chance_alone_would_not() -> None:
    found = reviewed(Made("Ads", 1000, 300, 100), Made("Ads", 1000, 300, 40, year=2024))
    deals = figure(channel(found, "Ads").figures, "deals")
    assert (deals.value, deals.before, deals.differs) == (100, 40, True)
    alike = reviewed(Made("Ads", 1000, 300, 44), Made("Ads", 1000, 300, 40, year=2024))
    assert figure(channel(alike, "Ads").figures, "deals").differs is False
    assert (found.before_since, found.before_until) == ("2024-01-01", "2024-12-31")


SLOW = [Made("Ads", 1000, 300, 100, spend=150_000, year=year, days=180) for year in (2023, 2024, 2025)]


def test_no_trend_is_taken_against_a_year_whose_slow_deals_came_before_the_data_begins() -> None:
    """Three years that are alike, each deal 180 days after its lead: without the first, 2024 lacks the deals of those who came in 2023."""
    whole, cut = (channel(reviewed(*some, known_to="2026-12-31"), "Ads").figures for some in (SLOW, SLOW[1:]))
    assert [figure(whole, key).incomparable for key in ("entered_0", "deals", "revenue", "cac", "roi", "end_to_end")] == [None] * 6
    assert (figure(whole, "deals").value, figure(whole, "deals").differs) == (figure(whole, "deals").before, False)
    deals = figure(cut, "deals")
    assert deals.before is not None
    assert (deals.value, deals.differs, deals.incomparable) == (100, None, "data_begins")
    assert deals.before < 70
    of_deals = ("revenue", "share", "revenue_per_account", "cac", "roi")
    assert {figure(cut, key).incomparable for key in of_deals} == {"data_begins"}
    assert [figure(cut, key).incomparable for key in ("entered_0", "spend", "cost_0", "rate_0", "end_to_end")] == [None] * 5


def test_a_year_that_only_seems_to_have_become_better_is_no_improvement() -> None:
    judged = channel(reviewed(*SLOW[1:], known_to="2026-12-31"), "Ads")
    assert (judged.verdict, judged.reason, judged.values["before"]) == ("stop", "loses_money", None)
    other = channel(reviewed(Made("Ads", 1000, 300, 60, spend=150_000, year=2024), Made("Ads", 1000, 300, 100, spend=150_000)), "Ads")
    assert (other.verdict, other.reason) == ("fix", "improving")


def test_the_first_half_of_a_list_that_begins_in_the_year_before_is_no_year() -> None:
    late = gathering([Made("Ads", 1000, 300, 100), Made("Ads", 1000, 300, 100, year=2024)])
    blocks = [replace_days(block, day("2024-06-01")) for block in late.blocks()]
    found = review(replace(late, load=lambda: iter(blocks)), "CRM", "2025-01-01", "2025-12-31")
    figures = channel(found, "Ads").figures
    assert [figure(figures, key).incomparable for key in ("entered_0", "entered_1", "deals")] == ["data_begins"] * 3
    assert figure(figures, "rate_0").incomparable is None


def test_a_stage_whose_days_are_recorded_from_the_year_before_on_is_no_trend_though_deals_are_older() -> None:
    """Every year is alike, but nobody wrote down before July 2024 when a lead came."""
    made = gathering([Made("Ads", 1000, 300, 100, year=year) for year in (2022, 2023, 2024, 2025)])
    for since in ("2024-07-01", "2025-01-01"):
        blocks = [without_leads(block, day(since)) for block in made.blocks()]
        found = review(replace(made, load=lambda blocks=blocks: iter(blocks)), "CRM", "2025-01-01", "2025-12-31")
        for figures in (found.whole, channel(found, "Ads").figures):
            leads = figure(figures, "entered_0")
            assert (leads.value, leads.differs, leads.incomparable) == (1000, None, "data_begins")
            assert [figure(figures, key).incomparable for key in ("entered_1", "deals", "revenue")] == [None] * 3
            assert figure(figures, "deals").differs is False


def test_counts_of_a_stage_that_are_there_from_the_year_before_on_are_no_trend() -> None:
    months = [day(f"{year}-{month:02}-01") for year in (2022, 2023, 2024, 2025) for month in range(1, 13)]
    days = np.array(months, np.int32)
    leads = np.where(days < day("2024-07-01"), np.nan, 80.0)
    measures = {"Lead": leads, "MQL": np.full(48, 30.0), "Deal": np.full(48, 10.0)}
    ledger = Ledger("counts", days, days + 27, (Level("ads", "Ads"),), np.zeros(48, np.int32), measures, None)
    empty = replace(gathering([Made("Ads", 0, 0, 0)]), ledgers=(ledger,))
    found = review(empty, "CRM", "2025-01-01", "2025-12-31").whole
    assert [figure(found, key).incomparable for key in ("entered_0", "entered_1", "deals")] == ["data_begins", None, None]


def without_leads(block: Records, until: int) -> Records:
    """A block in which the days of leads before a day are not known."""
    days = block.entered.copy()
    days[0, days[0] < until] = MISSING
    return replace(block, entered=days)


def replace_days(block: Records, since: int) -> Records:
    """What the list knows of those who came since a day, alone."""
    came = np.flatnonzero(block.entered[0] >= since)
    fields = {"entered": block.entered[:, came]} | {
        name: getattr(block, name)[came] for name in ("reached", "outcome", "lost", "amount", "account")
    }
    attributes = tuple(replace(each, codes=each.codes[came]) for each in block.attributes)
    return replace(block, attributes=attributes, **fields)


def test_spend_that_is_recorded_from_the_middle_of_the_year_before_on_is_not_held_against_it() -> None:
    made = gathering([Made("Ads", 1000, 300, 100, spend=9_000), Made("Ads", 1000, 300, 100, spend=4_500, year=2024)])
    (ledger,) = made.ledgers
    later = replace(ledger, day=np.where(ledger.day == day("2024-01-01"), day("2024-07-01"), ledger.day).astype(np.int32))
    found = review(replace(made, ledgers=(later,)), "CRM", "2025-01-01", "2025-12-31")
    figures = channel(found, "Ads").figures
    assert [figure(figures, key).incomparable for key in ("spend", "cost_0", "cac", "roi")] == ["data_begins"] * 4
    assert [figure(figures, key).incomparable for key in ("entered_0", "deals", "revenue")] == [None] * 3


def test_rates_are_held_against_each_other_as_far_as_both_years_were_watched() -> None:
    """Known up to the end of July, nobody of 2025 is 250 days old; a deal after 30 days is known of nearly all."""
    slow, quick = (
        channel(reviewed(*(Made("Ads", 1000, 300, 100, year=year, days=days) for year in (2024, 2025)), as_of="2025-07-31"), "Ads").figures
        for days in (250, 30)
    )
    assert [figure(slow, key).incomparable for key in ("rate_0", "rate_1", "end_to_end")] == [None, "still_open", "still_open"]
    assert [figure(quick, key).incomparable for key in ("rate_0", "rate_1", "end_to_end", "cycle_days")] == [None] * 4
    assert figure(quick, "end_to_end").differs is False


def test_rates_that_are_counted_in_two_ways_are_not_held_against_each_other() -> None:
    (rate, *_) = channel(reviewed(ADS), "Ads").rates
    simple = replace(rate, rate=None, snapshot=0.5)
    by_ends = replace(rate, curve=replace(rate.curve, days=(), converted=()))
    assert [of_rates(rate, other) for other in (rate, None, simple, by_ends)] == [None, None, "other_basis", "other_basis"]


def test_days_to_the_deal_are_not_held_against_a_year_of_which_the_slow_ones_are_known() -> None:
    found = measured_of(Made("Ads", 1000, 300, 100))
    lag = replace(found.end_to_end.lag, mean=20.0, mean_all=30.0)
    young = replace(found, end_to_end=replace(found.end_to_end, lag=lag))
    assert (of_cycles(found, found), of_cycles(young, found), of_cycles(found, young)) == (None, "still_open", "still_open")


def measured_of(made: Made) -> Group:
    return measure(gathering([made]), Question("CRM")).whole
