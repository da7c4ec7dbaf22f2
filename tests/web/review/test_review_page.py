"""The review as its page shows it."""

from typing import Any

from app.history.review import review
from app.language import language_of
from app.web.review.asking_review import wanted
from app.web.review.review_page import view
from tests.history.review.made import Made, gathering

ENGLISH = language_of(None, "en")


def shown(*channels: Made) -> dict[str, Any]:
    found = review(gathering(channels), "CRM", "2025-01-01", "2025-12-31")
    return view(found, wanted({"list": "CRM", "year": "2025"}, ENGLISH), ["CRM"], [2025], {}, ENGLISH)


def test_shares_of_a_list_without_amounts_are_of_deals() -> None:
    nothing = float("nan")
    page = shown(Made("Ads", 1000, 300, 60, value=nothing), Made("Mail", 1000, 300, 90, value=nothing))
    assert str(page["sentence"]) == "2025 brought 150 deals. 60.0% of the deals came by Mail."
    assert "Share of the deals" in page["main_names"]
    assert str(page["concentration"]).startswith("The deals of the 2 channels")


def test_shares_of_a_list_with_amounts_are_of_the_revenue() -> None:
    page = shown(Made("Ads", 1000, 300, 60), Made("Mail", 1000, 300, 90))
    assert str(page["sentence"]) == "2025 brought 150 deals worth $150,000. 60.0% of the revenue came by Mail."
    assert "Share of the revenue" in page["main_names"]
    assert str(page["concentration"]).startswith("The revenue of the 2 channels")


def test_one_channel_alone_is_not_said_to_be_concentrated() -> None:
    assert shown(Made("Ads", 1000, 300, 60))["concentration"] == ""


def test_a_cost_that_no_file_knows_is_asked_for_and_counted() -> None:
    made = (Made("Ads", 1000, 300, 60, spend=30_000), Made("Fairs", 1000, 300, 90))
    page = shown(*made)
    asks = {each.name: each.key for each in page["channels"] if each.asks_cost}
    assert list(asks) == ["Fairs"]
    field = f"cost-{asks['Fairs']}"
    asked = wanted({"list": "CRM", "year": "2025", field: "45,000", "cost-other": "much"}, ENGLISH)
    assert (asked.costs, list(asked.errors)) == ({asks["Fairs"]: 45_000}, ["cost-other"])
    assert f"{field}=45%2C000" in asked.address()
    found = review(gathering(made), "CRM", "2025-01-01", "2025-12-31", costs=asked.costs)
    fairs = next(each for each in view(found, asked, ["CRM"], [2025], {}, ENGLISH)["channels"] if each.name == "Fairs")
    assert fairs.asks_cost
    assert dict(zip(page["main_names"], fairs.main, strict=False))["Cost of a deal (CAC)"].value == "$500"


def test_what_a_verdict_rests_on_has_no_capital_inside_the_sentence() -> None:
    page = shown(Made("Ads", 1000, 300, 60), Made("Mail", 1000, 300, 130), Made("New", 100, 9, 3))
    channels = {each.name: each for each in page["channels"]}
    assert channels["Ads"].basis.startswith("Behind it are 60 deals; the rate to the deal: ")
    assert channels["New"].basis.startswith("The interval of the rate to the deal: ")


def test_what_the_reason_has_said_is_not_said_again() -> None:
    mail = next(each for each in shown(Made("Ads", 1000, 300, 60), Made("Mail", 1000, 300, 110))["channels"] if each.name == "Mail")
    assert mail.reason.startswith("More of its buyers become deals: 11.0% (9.5% to 12.7%, from 110 deals), against 8.5% of everyone.")
    assert mail.basis == ""


def test_counts_have_intervals_of_whole_deals() -> None:
    page = shown(Made("Ads", 1000, 300, 60), Made("Mail", 1000, 300, 90))
    ads = next(each for each in page["channels"] if each.name == "Ads")
    deals = dict(zip(page["main_names"], ads.main, strict=True))["Deals won"]
    assert (deals.value, deals.interval) == ("60", "47 to 75")


def test_a_year_that_is_not_comparable_says_so_instead_of_a_trend_and_why_below() -> None:
    """Deals 180 days after their leads: of a list that begins with 2024 that year lacks those of who came before."""
    for first, trend in ((2023, "0%"), (2024, "not comparable")):
        page = shown(*(Made("Ads", 1000, 300, 100, year=year, days=180) for year in range(first, 2026)))
        deals = dict(zip(page["main_names"], page["channels"][0].main, strict=True))["Deals won"]
        assert deals.before
        assert deals.trend.removesuffix(", more than chance") == trend
        assert ("the data begins too late" in " ".join(page["incomparable"])) == (first == 2024)


def test_a_year_without_a_deal_is_said_in_words() -> None:
    channels = shown(Made("Ads", 1000, 300, 60), Made("New", 100, 9, 0))["channels"]
    assert next(each for each in channels if each.name == "New").reason.startswith("It brought no deals in the year;")
