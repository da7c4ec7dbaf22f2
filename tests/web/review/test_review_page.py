"""The review as its page shows it."""

from app.history.review import review
from app.language import language_of
from app.web.review.asking_review import wanted
from app.web.review.review_page import view
from tests.history.review.made import Made, gathering

ENGLISH = language_of(None, "en")


def shown(*channels: Made) -> dict[str, object]:
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


def test_what_a_verdict_rests_on_has_no_capital_inside_the_sentence() -> None:
    channels = shown(Made("Ads", 1000, 300, 60), Made("Mail", 1000, 300, 90))["channels"]
    (ads,) = (each for each in channels if each.name == "Ads")
    assert "60 deals; the rate to the deal: " in ads.basis
