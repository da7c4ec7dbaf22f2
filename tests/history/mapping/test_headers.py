"""What words and headers mean by themselves."""

import pytest

from app.history.mapping import shape_of
from app.history.mapping.fields import FIELDS, known_headers
from app.history.mapping.sources import source_of
from app.history.mapping.stage_dates import in_usual_order, stage_of_header, stage_of_word
from app.history.mapping.vocabulary import outcome_named, stage_named


@pytest.mark.parametrize(
    "word",
    [
        "won",
        "Closed Won",
        "closed-won",
        "closedwon",
        "Closed Won ",
        "CLOSED WON",
        "Gewonnen",
        "gagné",
        "ganado",
        "vinto",
        "ganho",
        "wygrane",
        "تم الفوز",
        "Closed Won (Sales Pipeline)",
        "Closed - Converted",
    ],
)
def test_words_for_won(word: str) -> None:
    assert outcome_named(word) == "won"


@pytest.mark.parametrize(
    "word",
    ["lost", "Closed Lost", "closedlost", "verloren", "Perdu", "perdido", "perso", "przegrane", "Unqualified", "Closed - Not Converted"],
)
def test_words_for_lost(word: str) -> None:
    assert outcome_named(word) == "lost"


@pytest.mark.parametrize(
    ("header", "stage"),
    [
        ("Became a Marketing Qualified Lead Date", "MQL"),
        ("hs_lifecyclestage_marketingqualifiedlead_date", "MQL"),
        ('Date entered "Closed Won (Sales Pipeline)"', "Deal"),
        ('Date entered "Closed Lost (Sales Pipeline)"', "lost"),
        ('Date entered "Proposal (Sales Pipeline)"', "Proposal"),
        ("MQL date", "MQL"),
        ("mql_date", "MQL"),
        ("Became SQL", "SQL"),
        ("Opportunity created at", "Opportunity"),
        ("Deal - Won time", "Deal"),
        ("won_date", "Deal"),
        ("Converted Date", "Opportunity"),
        ("Last Activity Date", None),
        ('Date exited "Proposal"', None),
        ("Create Date", None),
        ("first_contact_date", None),
    ],
)
def test_headers_that_name_the_day_of_a_stage(header: str, stage: str | None) -> None:
    assert stage_of_header(header) == stage


def test_a_header_and_a_word_are_about_one_stage_by_their_stem() -> None:
    assert stage_of_word("engage_date", ["Prospecting", "Engaging"]) == "Engaging"
    assert stage_of_word("engage_date", ["Prospecting", "Enga"]) is None


def test_stages_stand_in_their_usual_order_with_the_deal_last() -> None:
    assert in_usual_order(["Deal", "SQL", "Lead", "Opportunity", "MQL"], {}) == ("Lead", "MQL", "SQL", "Opportunity", "Deal")


def test_plurals_and_other_languages_name_the_same_stage() -> None:
    assert [stage_named(word) for word in ("MQLs", "Opportunités", "Verkaufschancen", "Kunden", "New customers")] == [
        "MQL",
        "Opportunity",
        "Opportunity",
        "Deal",
        "Deal",
    ]


def test_every_field_is_described_and_its_spellings_are_its_own() -> None:
    assert all(field.what for field in FIELDS)
    assert known_headers("amount") & known_headers("id") == frozenset()


def test_headers_without_a_tool_are_of_no_tool() -> None:
    assert source_of(["Nr", "Firma", "Datum"]) is None
    assert source_of(["opportunity_id", "sales_agent", "deal_stage", "close_date", "close_value"]) is None


def test_a_shape_is_of_the_headers_alone() -> None:
    assert shape_of(["Deal ID", "Amount (EUR)"]) == shape_of(["Amount (USD)", "deal id"])
    assert shape_of(["Deal ID", "Amount"]) != shape_of(["Deal ID", "Amount", "Stage"])
