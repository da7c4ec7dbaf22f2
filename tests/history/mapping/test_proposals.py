"""What the columns of a file are proposed to mean."""

import datetime as dt
from pathlib import Path

import pytest

from app.history.found import Look
from app.history.mapping import corrected
from app.history.records import LOST, OPEN, WON
from tests.history import exports
from tests.history.mapping.proposing import fields_of, seen, table
from tests.history.taking.reading_parts import take_in


@pytest.mark.parametrize(
    ("make", "source", "kind"),
    [
        (exports.hubspot_deals, "hubspot", "records"),
        (exports.hubspot_contacts, "hubspot", "records"),
        (exports.salesforce_report, "salesforce", "records"),
        (exports.salesforce_history, "salesforce", "events"),
        (exports.pipedrive, "pipedrive", "records"),
        (exports.zoho, "zoho", "records"),
        (exports.google_ads_report, "google_ads", "spend"),
        (exports.google_ads_german, "google_ads", "spend"),
        (exports.meta_ads, "meta_ads", "spend"),
        (exports.linkedin_ads, "linkedin_ads", "spend"),
        (exports.tiktok_ads, "tiktok_ads", "spend"),
        (exports.ga4, "ga4", "spend"),
        (exports.mailchimp, "mailchimp", "spend"),
        (exports.lemlist, "lemlist", "records"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_exports_of_known_tools_need_no_question(tmp_path: Path, make: object, source: str, kind: str) -> None:
    found = seen(make(tmp_path))  # type: ignore[operator]
    open_ = [each for each in found.asked if each.code != "currency"]
    assert (found.source, found.recipe.kind, open_) == (source, kind, [])
    signs = [("$", "USD")] if make is exports.zoho else []
    assert [(each.about, each.proposed) for each in found.asked] == signs


def test_words_are_asked_where_nothing_is_known_to_be_won(tmp_path: Path) -> None:
    rows = [
        ["Deal ID", "Create Date", "Close Date", "Stage", "Amount"],
        ["a", "2026-01-13", "2026-03-13", "Hooray", "1"],
        ["b", "2026-01-13", "", "Brewing", "2"],
    ]
    found = seen(table(tmp_path, *rows))
    assert {(each.code, each.about, each.must) for each in found.asked} == {("words", "Brewing", True), ("words", "Hooray", True)}


def beside_won_and_lost(folder: Path, rows: int, *others: str) -> Look:
    """Rows that are won and lost in turn, but for some that say something else."""
    words = [*others, *(("Won", "Lost")[n % 2] for n in range(rows - len(others)))]
    lines = [[f"d{n}", "2026-01-13", "2026-03-13", word] for n, word in enumerate(words)]
    return seen(table(folder, ["Deal ID", "Create Date", "Close Date", "Stage"], *lines))


def test_a_word_that_nobody_knows_is_asked_even_beside_won_and_lost(tmp_path: Path) -> None:
    found = beside_won_and_lost(tmp_path, 49, "Parked")
    assert [(each.code, each.about, each.must) for each in found.asked] == [("words", "Parked", True)]
    assert not found.ready
    assert not [each for each in found.findings if each.code == "words_taken_as_open"]
    several = beside_won_and_lost(tmp_path, 99, "Quux", "Blarg")
    assert {each.about for each in several.asked} == {"Quux", "Blarg"}


def test_unknown_words_of_one_row_in_fifty_beside_won_and_lost_count_as_open_and_that_is_said(tmp_path: Path) -> None:
    found = beside_won_and_lost(tmp_path, 50, "Brewing")
    assert found.recipe.words == {"won": "won", "lost": "lost", "brewing": "open"}
    assert next(each for each in found.findings if each.code == "words_taken_as_open").values == {"words": "Brewing"}
    assert found.ready


def test_names_addresses_and_notes_are_never_proposed(tmp_path: Path) -> None:
    head = ["Lead ID", "First name", "E-Mail", "Phone", "Notes", "Region", "Created", "MQL date"]
    rows = [[str(n), "Ana", "a@b.example", "123", "called", "EMEA" if n % 2 else "APAC", "2026-01-13", "2026-02-13"] for n in range(8)]
    assert fields_of(seen(table(tmp_path, head, *rows))) == {
        "Lead ID": "id",
        "Region": "attribute",
        "Created": "created",
        "MQL date": "entered MQL",
    }


def test_spend_without_days_needs_a_period(tmp_path: Path) -> None:
    found = seen(table(tmp_path, ["Campaign", "Cost", "Clicks"], ["A", "10", "1"], ["B", "20", "2"]))
    assert [each.code for each in found.findings if each.severity == "blocking"] == ["no_period"]
    period = (dt.date(2026, 1, 1), dt.date(2026, 1, 31))
    assert corrected(found, found.recipe.model_copy(update={"period": period})).ready


def test_another_kind_is_proposed_anew_and_no_column_has_to_be_chosen_by_hand(tmp_path: Path) -> None:
    rows = [["Was", "Monat", "Kosten"], ["Messe", "heuer", "10"], ["Fahrt", "bald", "20"], ["Messe", "dann", "30"]]
    found = seen(table(tmp_path, *rows))
    assert [each.code for each in found.asked] == ["kind"]
    again = corrected(found, found.recipe.model_copy(update={"kind": "spend"}))
    assert (fields_of(again)["Kosten"], {each.code for each in again.findings if each.severity == "blocking"}) == ("spend", {"no_period"})
    assert again.asked == ()


def test_whether_a_row_that_was_put_away_is_lost_is_asked(tmp_path: Path) -> None:
    head = ["External ID", "Active", "Stage", "Created on", "Closed Date"]
    rows = [[f"crm_{n}", "TRUE", ("Won", "Qualified")[n % 2], "2026-01-13", "2026-02-13"] for n in range(10)]
    rows += [[f"put_{n}", "FALSE", ("Won", "Qualified")[n % 2], "2026-01-14", "2026-02-14"] for n in range(10)]
    found = seen(table(tmp_path, head, *rows))
    assert [(each.code, each.column, each.about, each.proposed) for each in found.asked] == [("words", 1, "FALSE", "lost")]
    said = found.recipe.model_copy(update={"words": {**found.recipe.words, "false": "lost"}})
    taken = take_in(tmp_path / "table.csv", tmp_path, recipe=said)
    outcomes = [(row["id"][:3], row.get("outcome")) for row in taken.rows]
    assert outcomes == [("crm", WON), ("crm", OPEN)] * 5 + [("put", WON), ("put", LOST)] * 5


def test_a_column_of_activity_says_nothing_where_words_tell_of_losses(tmp_path: Path) -> None:
    rows = [[f"d{n}", ("TRUE", "FALSE")[n % 2], ("Won", "Lost")[n % 2], "2026-01-13"] for n in range(10)]
    assert fields_of(seen(table(tmp_path, ["ID", "Active", "Stage", "Created on"], *rows)))["Stage"] == "outcome"
    assert fields_of(seen(table(tmp_path, ["ID", "Active", "Stage", "Created on"], *rows))).get("Active") != "outcome"


def test_year_and_month_in_two_columns_are_read_together(tmp_path: Path) -> None:
    rows = [[year, month, "Google Ads", "100", "5"] for year in ("2024", "2025") for month in ("1", "02", "12")]
    path = table(tmp_path, ["Year", "Month", "Channel", "Leads", "Won"], *rows, ["Total", "", "", "600", "30"])
    assert fields_of(seen(path)) | {"Channel": ""} == {
        "Year": "year",
        "Month": "day",
        "Channel": "",
        "Leads": "count Lead",
        "Won": "count Deal",
    }
    taken = take_in(path, tmp_path)
    periods = sorted((str(row["day"]), str(row["until"])) for row in taken.rows)
    assert periods[:3] == [("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-29"), ("2024-12-01", "2024-12-31")]
    assert (len(periods), taken.taken.left_out, taken.taken.refused) == (6, 1, 0)


def test_months_by_name_and_quarters_take_their_year_from_its_own_column(tmp_path: Path) -> None:
    rows = [["2025", month, "Marke", "1.200,50"] for month in ("Januar", "März", "Dez")]
    spend = take_in(table(tmp_path, ["Jahr", "Monat", "Kampagne", "Kosten"], *rows, name="spend.csv"), tmp_path)
    assert [str(row["until"]) for row in spend.rows] == ["2025-01-31", "2025-03-31", "2025-12-31"]
    rows = [[str(year), f"Q{quarter}", "100", "20", "5"] for year in (2024, 2025) for quarter in range(1, 5)]
    counts = take_in(table(tmp_path, ["Year", "Quarter", "Leads", "SQL", "Won"], *rows), tmp_path)
    assert (str(counts.rows[-1]["day"]), str(counts.rows[-1]["until"])) == ("2025-10-01", "2025-12-31")


def test_a_month_without_its_year_is_refused(tmp_path: Path) -> None:
    rows = [["2025", "3", "10", "2"], ["", "4", "20", "3"], ["2025", "5", "30", "4"]]
    taken = take_in(table(tmp_path, ["Year", "Month", "Leads", "Won"], *rows), tmp_path)
    assert [str(row["day"]) for row in taken.rows] == ["2025-03-01", "2025-05-01"]
    assert (taken.taken.refused, "Month" in taken.refused) == (1, True)


def test_days_in_parts_that_cannot_be_brought_together_are_named(tmp_path: Path) -> None:
    rows = [[str(year), str(quarter), "100", "20", "5"] for year in (2024, 2025) for quarter in range(1, 5)]
    found = seen(table(tmp_path, ["Year", "Quarter", "Leads", "SQL", "Won"], *rows))
    (told,) = [finding for finding in found.findings if finding.code == "day_in_parts"]
    assert (told.severity, told.values) == ("blocking", {"year": "Year", "part": "Quarter"})
    assert "no_period" not in [finding.code for finding in found.findings]


@pytest.mark.parametrize(
    ("header", "cells", "code"),
    [
        ("Quarter", ("1", "2", "3", "4"), "day_in_parts"),
        ("Month", ("01/2025", "02/2025", "03/2025", "04/2025"), "field_twice"),
        ("Month", ("soon", "later", "once", "never"), "not_dates"),
        ("Month", ("1", "2", "3", "4"), None),
        ("Quarter", ("Q1", "Q2", "Q3", "Q4"), None),
    ],
)
def test_what_a_person_reads_with_the_year_beside_it_has_to_be_its_months_or_quarters(
    tmp_path: Path, header: str, cells: tuple[str, ...], code: str | None
) -> None:
    rows = [["2025", cell, "Google", str(100 + n)] for n, cell in enumerate(cells)]
    found = seen(table(tmp_path, ["Year", header, "Channel", "Cost"], *rows))
    fields = ("year", "day", "channel", "spend")
    columns = [column.model_copy(update={"field": field}) for column, field in zip(found.recipe.columns, fields, strict=True)]
    said = corrected(found, found.recipe.model_copy(update={"kind": "spend", "columns": tuple(columns), "stages": (), "words": {}}))
    assert [each.code for each in said.findings if each.severity == "blocking"] == ([code] if code else [])


def test_columns_of_a_second_tool_under_a_row_of_names_are_told_of(tmp_path: Path) -> None:
    head = [["", "", "Google", "", "Meta", ""], ["Month", "Region", "Spend", "Leads", "Spend", "Leads"]]
    rows = [[f"2025-{month:02}", "EU", f"{100 + month}", f"{10 + month}", f"{200 + month}", f"{20 + month}"] for month in range(1, 13)]
    (told,) = [each for each in seen(table(tmp_path, *head, *rows)).findings if each.code == "unread_amounts"]
    assert (told.severity, told.values) == ("warning", {"headers": "Spend (2), Leads (2)"})
