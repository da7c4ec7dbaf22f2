"""A change said in the reader's words: where, what, before and after."""

from typing import Any

import pytest

from app.documents.differences import differences
from app.language import language_of
from app.planner.scenario import Scenario
from app.wording.amounts import amounts
from app.wording.changes import change_sentence
from tests.differing import FULL, english, moved
from tests.examples import LEFT_OUT, make_document, make_scenario


def said(old: Scenario, new: Scenario) -> list[tuple[str, str, str, str]]:
    return [tuple(vars(change_sentence(change, old, new, english())).values()) for change in differences(old, new)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"goal": {"growth": 0.3}}, ("Goal", "Growth", "25%", "30%")),
        ({"goal": {"measure": "arr"}}, ("Goal", "Measure", "Bookings", "ARR")),
        ({"goal": {"target": 5_000_000}}, ("Goal", "Target", "not set", "$5,000,000")),
        ({"today": "2026-12-01"}, ("Scenario", "Today", "21 Nov 2026", "1 Dec 2026")),
        ({"start": "2027-04"}, ("Scenario", "Starts", "Jan 2027", "Apr 2027")),
        ({"country": "DE"}, ("Scenario", "Working days of", "United States", "Germany")),
        ({"deal": {"value": 12_500.5}}, ("Deal", "First-year value", "$12,000", "$12,500.50")),
        ({"pipeline": {"mql": 90}}, ("Open pipeline", "MQL", "120", "90")),
        ({"pipeline": {"mql": LEFT_OUT}}, ("Open pipeline", "MQL", "120", "not set")),
        ({"conversions": {"lead": {"rate": 0.2512}}}, ("Lead to MQL", "Rate", "25%", "25.12%")),
        ({"conversions": {"lead": {"lag_days": 1}}}, ("Lead to MQL", "Lag", "7 days", "1 day")),
        ({"conversions": {"sql": {"low": 0.4}}}, ("SQL to Opportunity", "Low", "42%", "40%")),
        ({"conversions": {"lead": {"evidence": None}}}, ("Lead to MQL", "Counts removed", "1,050 of 4,200", "")),
        ({"conversions": {"lead": {"evidence": {"converted": 999}}}}, ("Lead to MQL · Counted", "Converted", "1,050", "999")),
        ({"stages": {"mql": {"name": "Hot lead"}}}, ("Hot lead", "Name", "MQL", "Hot lead")),
        ({"stages": {"mql": {"owner": "sales"}}}, ("MQL", "Owner", "Marketing", "Sales")),
        ({"channels": {"cold_email": {"cost": {"amount": 0.025}}}}, ("Cold email · Cost", "Amount", "$0.02", "$0.025")),
        ({"channels": {"content": {"enters": "mql"}}}, ("Blog", "Enters at", "Lead", "MQL")),
        ({"channels": {"content": {"deal": {"value": None}}}}, ("Blog · Deal here", "Deal value here", "$14,000", "not set")),
        ({"channels": {"paid_search": {"conversions": {}}}}, ("Paid search · Lead to MQL", "Own conversion removed", "22%", "")),
        (
            {"channels": {"paid_search": {"conversions": {"lead": {"rate": 0.21}}}}},
            ("Paid search · Lead to MQL", "Rate here", "22%", "21%"),
        ),
        (
            {"channels": {"content": {"outreach": {"touches": 3, "reply_probability": 0.05}}}},
            ("Blog", "Outreach added", "", "Touches: 3 · Replies per prospect: 5%"),
        ),
        ({"team": {"AE": {"ramp_months": 1}}}, ("AE", "Ramp", "4 months", "1 month")),
        ({"team": {"AE": LEFT_OUT}}, ("AE", "Role removed", "Handles: Opportunity · Heads now: 2 · Load a head: 9", "")),
        (
            {"content": {"available": 40, "used": 10}},
            ("Scenario", "Sales content added", "", "Assets available: 40 · Assets used: 10"),
        ),
        ({"seasonality": None}, ("Scenario", "Seasonality", "12 weights", "not set")),
    ],
)
def test_says_a_change_in_the_users_words(changes: dict[str, Any], words: tuple[str, ...]) -> None:
    assert said(make_scenario(), make_scenario(**changes)) == [words]


def test_says_which_month_of_the_seasonality_changed() -> None:
    weights = [*make_document()["seasonality"]]
    weights[3] = 20
    assert said(make_scenario(), make_scenario(seasonality=weights)) == [("Seasonality", "Apr 2027", "8", "20")]


def test_says_that_a_channel_came_went_or_moved() -> None:
    webinar = {"key": "webinar", "name": "Webinars", "enters": "lead", "share": 0.3, "activity": "event"}
    new = make_document(channels={"cold_email": LEFT_OUT})
    new["channels"].append(webinar)
    new["team"] = new["team"][1:]
    assert said(make_scenario(team=new["team"]), Scenario.model_validate(new)) == [
        ("Cold email", "Channel removed", "30% · Enters at: SQL · Activity: e-mail", ""),
        ("Webinars", "Channel added", "", "30% · Enters at: Lead · Activity: event"),
    ]
    assert said(make_scenario(), moved(make_document(), "channels", 2, 0)) == [("Blog", "Moved", "Position 3", "Position 1")]


def test_names_no_positions_where_a_part_moved_among_others_and_kept_its_number() -> None:
    document = make_document()
    document["channels"].reverse()
    words = said(make_scenario(), Scenario.model_validate(document))
    assert words == [("Paid search", "Moved", "", ""), ("Cold email", "Moved", "Position 1", "Position 3")] or words == [
        ("Blog", "Moved", "Position 3", "Position 1"),
        ("Paid search", "Moved", "", ""),
    ]


@pytest.mark.parametrize("locale", ["de", "fr", "ar", "ja", "hi"])
def test_says_changes_in_every_language(locale: str) -> None:
    language = language_of(locale, "en")
    for old, new in ((FULL, make_scenario()), (make_scenario(), FULL)):
        for change in differences(old, new):
            words = change_sentence(change, old, new, language)
            assert words.where
            assert words.before != words.after


def test_two_values_that_differ_never_read_the_same() -> None:
    scenario = make_scenario()
    for old, new in ((0.25, 0.25000000000000006), (1e-6, 1.0000000000001e-6), (0.3, 0.1 + 0.2)):
        words = amounts("/conversions/0/rate", old, new, scenario, scenario, english())
        assert words.before != words.after
    before, after = "same " * 100 + "a", "same " * 100 + "b"
    assert amounts("/stages/0/definition", before, after, scenario, scenario, english()) == (
        "…same same same same a",
        "…same same same same b",
    )


def test_amounts_follow_the_currency_of_their_own_side() -> None:
    words = said(make_scenario(), make_scenario(currency="EUR", deal={"value": 9000}))
    assert words[1] == ("Deal", "First-year value", "$12,000", "€9,000")
