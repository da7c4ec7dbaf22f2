"""The simulation by days is itself held to figures that a person can check."""

import math
from collections import defaultdict
from typing import Any

import pytest

from tests.examples import make_document, make_small_document
from tests.oracle.day_by_day import Figures, plan_by_day, whole, whole_by_month


def by_stage(figures: Figures, stage: str) -> dict[str, float]:
    entries: dict[str, float] = defaultdict(float)
    for (_, at, month), value in sorted(figures["entries"].items(), key=lambda entry: entry[0][-1]):
        if at == stage:
            entries[month] += value
    return entries


def in_all(series: dict[Any, float]) -> float:
    return math.fsum(series.values())


def of_channel(series: dict[tuple[str, ...], float], channel: str) -> float:
    return math.fsum(value for key, value in series.items() if key[0] == channel)


@pytest.fixture(scope="module")
def company() -> Figures:
    """The company of the design's page, whose figures were worked out by hand there."""
    return plan_by_day(make_document())


@pytest.mark.parametrize(
    ("stage", "first", "targets"),
    [
        ("lead", "2026-11", [104, 404, 422, 396, 438, 334, 366, 477, 540, 563, 333]),
        ("mql", "2026-11", [7, 86, 97, 88, 106, 80, 74, 108, 120, 133, 103]),
        ("sql", "2026-11", [5, 28, 55, 49, 57, 54, 44, 47, 64, 71, 69, 39]),
        ("opportunity", "2026-12", [7, 25, 25, 26, 30, 24, 19, 31, 33, 37, 33, 1]),
        ("deal", "2027-02", [2, 6, 7, 6, 8, 6, 5, 7, 9, 9, 8]),
    ],
)
def test_whole_targets_of_the_page_by_month(company: Figures, stage: str, first: str, targets: list[int]) -> None:
    found = {month: target for month, target in whole_by_month(by_stage(company, stage)).items() if target}
    assert min(found) == first
    assert list(found.values()) == targets


def test_totals_of_the_page(company: Figures) -> None:
    totals = {stage: whole(in_all(by_stage(company, stage))) for stage in ("lead", "mql", "sql", "opportunity", "deal")}
    assert totals == {"lead": 4377, "mql": 1002, "sql": 582, "opportunity": 291, "deal": 73}
    assert round(company["bridge"]["new_business"], -2) == 904_800
    assert round(company["credit"], -2) == 95_200
    assert round(in_all(company["pipeline_deals"]), 1) == 7.6
    assert round(in_all(company["spend"]), -2) == 363_600
    assert round(in_all(company["spend"]) / in_all(company["deals"])) == 5001
    assert round(in_all(company["moved"]), 1) == 9.2


def test_channels_of_the_page(company: Figures) -> None:
    spend = {key: round(of_channel(company["spend"], key), -1) for key in company["deals"]}
    assert spend == {"cold_email": 7390, "paid_search": 327_470, "content": 28_720}
    assert {key: round(deals, 1) for key, deals in company["deals"].items()} == {"cold_email": 22.6, "paid_search": 33.9, "content": 16.2}
    assert company["window"] == {
        "cold_email": ("2026-11-21", "2027-10-18"),
        "paid_search": ("2026-11-21", "2027-09-20"),
        "content": ("2026-11-21", "2027-08-31"),
    }
    assert whole(of_channel(company["activity"], "cold_email")) == 9328
    assert of_channel(company["working_days"], "cold_email") == 226
    assert whole(max(rate for (key, _), rate in company["per_working_day"].items() if key == "cold_email")) == 53
    assert whole(of_channel(company["activity"], "content")) == 72


def test_money_by_month_of_the_page(company: Figures) -> None:
    spend: dict[str, float] = dict.fromkeys(company["months"], 0.0)
    for (_, month), value in company["spend"].items():
        spend[month] += value
    spend = {month: round(value / 1000) for month, value in spend.items()}
    assert list(spend.values()) == [10, 37, 34, 31, 35, 24, 28, 40, 49, 52, 22, 1, 0, 0]
    booked = {month: company["revenue"].get(month, 0) + company["pipeline_revenue"].get(month, 0) for month in company["months"]}
    assert [round(value / 1000) for value in booked.values()] == [0, 0, 75, 39, 73, 83, 83, 94, 73, 63, 94, 104, 115, 104]


def test_heads_of_the_page(company: Figures) -> None:
    sdr, ae = company["team"]
    assert (max(sdr["heads"].values()), sdr["hires"]) == (1, {})
    assert list(ae["heads"].values())[2:] == [3, 3, 3, 4, 3, 3, 4, 4, 5, 4, 1, 0]
    assert ae["hire_by"] == "2026-09"


def test_deals_of_a_month_were_leads_so_many_days_before() -> None:
    figures = plan_by_day(make_small_document())
    assert figures["deals"]["ads"] == pytest.approx(100)
    assert by_stage(figures, "deal")["2027-02"] == pytest.approx(100 / 12)
    # Deals of January, 31 days long, were leads of December; so were none of February's.
    assert by_stage(figures, "lead")["2026-12"] == pytest.approx(1000 / 12)
    # January's leads are the deals of 1 to 28 February and of the first 3 days of March.
    assert by_stage(figures, "lead")["2027-01"] == pytest.approx(1000 / 12 * (1 + 3 / 31))
    assert figures["activity"]["ads", "2026-12"] == pytest.approx(2000 / 12)
    assert figures["window"]["ads"] == ("2026-12-01", "2027-11-30")


def test_a_day_too_late_is_dropped_and_the_rest_scaled() -> None:
    figures = plan_by_day(make_small_document(today="2027-01-01"))
    # The first deal can close on 1 February: January's twelfth moves to the other eleven months.
    assert figures["moved"]["ads"] == pytest.approx(100 / 12)
    assert "2027-01" not in figures["revenue"]
    assert figures["revenue"]["2027-02"] == pytest.approx(1_000_000 / 11)


def test_a_cycle_that_ends_after_the_horizon_is_late_by_days() -> None:
    assert plan_by_day(make_small_document(today="2027-12-01"))["days_late"] == 1
    assert plan_by_day(make_small_document(today="2027-11-30"))["days_late"] is None
    assert plan_by_day(make_small_document(today="2027-12-05", seasonality=[1] * 11 + [0]))["days_late"] == 36


def test_recognised_deals_earn_a_twelfth_of_their_value_a_month() -> None:
    figures = plan_by_day(make_small_document(goal={"measure": "recognised"}, seasonality=[1] + [0] * 11))
    # Closing evenly over January, they earn 11.5 months of the year on average: half a month in January.
    assert figures["deals"]["ads"] == pytest.approx(100 * 12 / 11.5)
    assert figures["revenue"]["2027-01"] == pytest.approx(1_000_000 * 0.5 / 11.5)
    assert figures["revenue"]["2027-12"] == pytest.approx(1_000_000 / 11.5)


def test_pipeline_closes_evenly_over_its_lag() -> None:
    figures = plan_by_day(make_small_document(pipeline={"lead": 310}))
    # 31 deals over the 31 days of January, worth 310,000; then 69 deals are left to win.
    assert figures["pipeline_deals"] == pytest.approx({"2027-01": 31})
    assert figures["credit"] == pytest.approx(310_000)
    assert figures["deals"]["ads"] == pytest.approx(69)


def test_a_pipeline_of_yesteryear_brings_only_what_closes_inside_the_horizon() -> None:
    figures = plan_by_day(make_small_document(today="2026-12-11", pipeline={"lead": 310}))
    assert figures["pipeline_deals"] == pytest.approx({"2027-01": 10})


def test_a_ceiling_makes_entries_dearer_the_nearer_they_come() -> None:
    figures = plan_by_day(
        make_small_document(channels={"ads": {"ceiling": 200, "cost": {"per": "click", "amount": 3, "fixed_per_month": 50}}})
    )
    leads = 1000 / 12
    assert figures["spend"]["ads", "2026-12"] == pytest.approx(3 * 2 * leads / (1 - leads / 200) + 50)
    assert figures["steps"]["ads", "lead", "2026-12"] == pytest.approx(leads)


def test_the_year_after_repeats_the_season_scaled() -> None:
    figures = plan_by_day(make_small_document(goal={"next_growth": 0.5}))
    # Deals of January 2028 are leads of December 2027.
    assert figures["next_entries"]["ads", "lead", "2027-12"] == pytest.approx(1.5 * 1000 / 12)
    assert len(figures["next_entries"]) == 1


def test_whole_targets_are_never_short_and_forgive_float_dust() -> None:
    assert whole(21 / 0.35) == 60
    assert whole_by_month({"2027-01": 0.4, "2027-02": 0.4, "2027-03": 0.4}) == {"2027-01": 1, "2027-02": 0, "2027-03": 1}
