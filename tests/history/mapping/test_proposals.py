"""What the columns of a file are proposed to mean, what is asked, and what is remembered."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from app.history.found import Look
from app.history.look import look
from app.history.mapping import KnownList, corrected, shape_of
from app.history.mapping.fields import FIELDS, known_headers
from app.history.mapping.sources import source_of
from app.history.mapping.stage_dates import in_usual_order, stage_of_header, stage_of_word
from app.history.mapping.vocabulary import outcome_named, stage_named
from app.history.recipe import ColumnRecipe, Recipe
from app.language import language
from app.wording.history import finding_sentence
from tests.history import exports
from tests.history.exports import save, text

TODAY = dt.date(2026, 11, 22)


def seen(path: Path, *, known: tuple[KnownList, ...] = (), remembered: tuple[tuple[str, Recipe], ...] = ()) -> Look:
    return look(path, path.name, known=known, remembered=remembered, today=TODAY)


def fields_of(found: Look) -> dict[str, str]:
    return {
        column.header: " ".join(filter(None, (column.field, column.stage, column.name))) for column in found.recipe.columns if column.field
    }


def table(folder: Path, *rows: list[str], name: str = "table.csv") -> Path:
    return save(folder, name, text(rows))


# --- Words and headers ----------------------------------------------------------------------------------------------


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


# --- Proposals ------------------------------------------------------------------------------------------------------


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


def test_ambiguous_dates_are_asked_and_never_guessed(tmp_path: Path) -> None:
    found = seen(
        table(tmp_path, ["Deal ID", "Create Date", "Won date"], ["a", "03/04/2026", "05/06/2026"], ["b", "04/04/2026", "07/08/2026"])
    )
    assert [(each.code, each.column, each.also, each.about, each.proposed, each.must) for each in found.asked] == [
        ("date_order", 1, (2,), "/", None, True)
    ]
    assert found.asked[0].examples == ("03/04/2026", "04/04/2026", "05/06/2026", "07/08/2026")
    assert not found.ready


SEVERAL_DAYS = (
    ["Deal ID", "Create Date", "Close Date", "MQL date", "Won date"],
    ["a", "03/04/2026", "07/04/2026", "31/01/2026", "04-05-2026"],
    ["b", "04/04/2026", "09/04/2026", "01/31/2026", "05-06-2026"],
)


def test_one_answer_about_the_order_of_days_holds_for_all_that_are_open_alike(tmp_path: Path) -> None:
    found = seen(table(tmp_path, *SEVERAL_DAYS))
    assert [(each.column, each.also, each.about) for each in found.asked] == [(1, (2,), "/"), (3, (), "/"), (4, (), "-")]
    told = corrected(found, with_column(found, 1, orders={"/": "mdy"}))
    assert [column.orders for column in told.recipe.columns] == [{}, {"/": "mdy"}, {"/": "mdy"}, {}, {}]
    assert [(each.column, each.about) for each in told.asked] == [(3, "/"), (4, "-")]
    other = corrected(told, with_column(told, 2, orders={"/": "dmy"}))
    assert [column.orders for column in other.recipe.columns[1:3]] == [{"/": "mdy"}, {"/": "dmy"}]
    assert [(each.column, each.about) for each in other.asked] == [(3, "/"), (4, "-")]


def test_a_column_that_is_read_later_has_the_order_that_was_said(tmp_path: Path) -> None:
    found = seen(table(tmp_path, *SEVERAL_DAYS))
    unread = corrected(found, with_column(found, 2, field=None))
    told = corrected(unread, with_column(unread, 1, orders={"/": "mdy"}))
    assert told.recipe.columns[2].orders == {}
    again = corrected(told, with_column(told, 2, field="closed"))
    assert again.recipe.columns[2].orders == {"/": "mdy"}


def priced(folder: Path, *amounts: str, header: str = "Amount") -> Look:
    rows = [[f"d{n}", "2026-01-13", "2026-03-13", amount] for n, amount in enumerate(amounts)]
    return seen(table(folder, ["Deal ID", "Create Date", "Won date", header], *rows))


def test_an_unproved_decimal_mark_of_an_amount_is_asked(tmp_path: Path) -> None:
    found = priced(tmp_path, "1.063", "900")
    assert [(each.code, each.column, each.choices) for each in found.asked] == [("decimal", 3, (".", ","))]
    assert [finding.code for finding in found.findings if finding.code == "thousands_parted"] == []


def test_amounts_without_decimals_are_read_in_thousands_and_that_is_said(tmp_path: Path) -> None:
    found = priced(tmp_path, "1.063", "2.500")
    assert (found.asked, found.recipe.columns[3].decimal) == ((), ",")
    (told,) = [finding for finding in found.findings if finding.code == "thousands_parted"]
    assert (told.severity, told.column, told.values) == ("info", 3, {"header": "Amount", "example": "1.063", "value": 1063.0})
    assert "1.063 is read as 1,063." in finding_sentence(told, language("en"))
    otherwise = corrected(found, with_column(found, 3, decimal="."))
    assert "thousands_parted" not in [finding.code for finding in otherwise.findings]
    unread = corrected(found, with_column(found, 3, field=None))
    assert "thousands_parted" not in [finding.code for finding in unread.findings]


def test_a_dollar_of_no_country_is_asked_about_and_one_answer_holds_for_all_amounts(tmp_path: Path) -> None:
    head = ["Deal ID", "Create Date", "Won date", "Amount", "Spend"]
    path = table(
        tmp_path, head, ["a", "2026-01-13", "2026-03-13", "$8,200", "$12.50"], ["b", "2026-01-13", "2026-03-14", "$57,400", "$9.10"]
    )
    found = seen(path)
    assert [(each.code, each.column, each.about, each.proposed, each.must) for each in found.asked] == [("currency", 3, "$", "USD", True)]
    assert found.asked[0].choices[:3] == ("USD", "AUD", "CAD")
    assert found.asked[0].examples == ("$8,200", "$57,400")
    ours = seen(path, known=(replace(LEADS, currency="CAD"),))
    assert ours.asked[0].proposed == "CAD"
    assert corrected(ours, ours.recipe.model_copy(update={"list_name": "Else"})).asked[0].proposed == "CAD"
    assert seen(path, known=(replace(LEADS, currency="EUR"),)).asked[0].proposed == "USD"
    told = corrected(found, with_column(found, 3, currency="CAD"))
    assert (told.asked, told.ready, told.recipe.columns[3].currency) == ((), True, "CAD")
    assert corrected(found, found.recipe.model_copy(update={"fixed": {"currency": "CAD"}})).asked == ()


def test_two_columns_of_dollars_are_one_question(tmp_path: Path) -> None:
    rows = [["2026-01", "Google Ads", "$1,117.10", "$9,000.00"], ["2026-02", "Google Ads", "$900.00", "$8,000.00"]]
    found = seen(table(tmp_path, ["Month", "Channel", "Cost", "Revenue"], *rows))
    (asked,) = found.asked
    assert (found.recipe.kind, asked.code, asked.column, asked.also) == ("spend", "currency", 2, (3,))
    told = corrected(found, with_column(found, 2, currency="AUD"))
    assert [column.currency for column in told.recipe.columns] == [None, None, "AUD", "AUD"]
    other = corrected(told, with_column(told, 3, currency="USD"))
    assert [column.currency for column in other.recipe.columns] == [None, None, "AUD", "USD"]


def test_kroner_are_asked_about_and_no_country_is_proposed(tmp_path: Path) -> None:
    (asked,) = priced(tmp_path, "8 200 kr", "57 400 kr").asked
    assert (asked.code, asked.choices, asked.proposed) == ("currency", ("DKK", "ISK", "NOK", "SEK"), None)


def test_words_are_asked_where_nothing_is_known_to_be_won(tmp_path: Path) -> None:
    rows = [
        ["Deal ID", "Create Date", "Close Date", "Stage", "Amount"],
        ["a", "2026-01-13", "2026-03-13", "Hooray", "1"],
        ["b", "2026-01-13", "", "Brewing", "2"],
    ]
    found = seen(table(tmp_path, *rows))
    assert {(each.code, each.about, each.must) for each in found.asked} == {("words", "Brewing", True), ("words", "Hooray", True)}


def test_unknown_words_beside_won_and_lost_count_as_open_and_that_is_said(tmp_path: Path) -> None:
    rows = [
        ["Deal ID", "Create Date", "Close Date", "Stage"],
        ["a", "2026-01-13", "2026-03-13", "Won"],
        ["b", "2026-01-13", "2026-03-14", "Lost"],
        ["c", "2026-01-13", "", "Brewing"],
    ]
    found = seen(table(tmp_path, *rows))
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


def test_the_id_joins_a_file_to_the_list_that_has_it(tmp_path: Path) -> None:
    known = KnownList("Sellers", "records", "mql_id", ("MQL", "Deal"), ("channel",))
    found = seen(table(tmp_path, ["mql_id", "won_date"], ["a1", "2026-01-13"], ["a2", "2026-01-14"]), known=(known,))
    assert found.recipe.list_name == "Sellers"
    other = seen(
        table(tmp_path, ["id", "won_date"], ["a1", "2026-01-13"], ["a2", "2026-01-14"], name="mine.csv"),
        known=(KnownList("X", "records", "id", (), ()),),
    )
    assert other.recipe.list_name == "mine"


LEADS = KnownList("Leads", "records", "Lead ID", ("Lead", "Deal"), ())
HUBSPOT = KnownList("HubSpot deals", "records", "Record ID", ("Opportunity", "Deal"), ())


def test_ids_that_differ_in_case_and_marks_alone_are_one_and_the_file_says_why(tmp_path: Path) -> None:
    known = KnownList("Sellers", "records", "mql_id", ("MQL", "Deal"), ())
    found = seen(table(tmp_path, ["MQL ID", "won_date"], ["a1", "2026-01-13"], ["a2", "2026-01-14"]), known=(known,))
    assert found.recipe.list_name == "Sellers"
    (why,) = [finding for finding in found.findings if finding.code == "list_joined"]
    assert why.values == {"list": "Sellers", "header": "MQL ID"}


def test_two_files_of_leads_whose_ids_have_other_names_are_two_lists_and_say_so(tmp_path: Path) -> None:
    found = seen(table(tmp_path, ["MQL ID", "won_date"], ["a1", "2026-01-13"], ["a2", "2026-01-14"]), known=(LEADS,))
    assert found.recipe.list_name == "Leads 2"
    (why,) = [finding for finding in found.findings if finding.code == "list_apart"]
    assert why.values == {"list": "Leads 2", "other": "Leads"}
    second = replace(LEADS, name="leads 2", id_header="Lead no.")
    again = seen(table(tmp_path, ["MQL ID", "won_date"], ["a1", "2026-01-13"], ["a2", "2026-01-14"]), known=(LEADS, second))
    assert again.recipe.list_name == "Leads 3"


def test_an_id_that_every_table_has_joins_only_files_of_one_tool_and_one_kind_of_thing(tmp_path: Path) -> None:
    deals = exports.hubspot_deals(tmp_path)
    assert seen(deals, known=(HUBSPOT,)).recipe.list_name == "HubSpot deals"
    assert seen(deals, known=(replace(HUBSPOT, name="HubSpot contacts"),)).recipe.list_name == "HubSpot deals"
    own = table(tmp_path, ["Record ID", "won_date"], ["a1", "2026-01-13"], ["a2", "2026-01-14"], name="mine.csv")
    assert seen(own, known=(HUBSPOT,)).recipe.list_name == "mine"
    assert seen(own, known=(replace(HUBSPOT, name="mine", id_header="Deal ID"),)).recipe.list_name == "mine 2"


def test_who_names_another_list_reads_no_more_why_the_first_was_proposed(tmp_path: Path) -> None:
    found = seen(table(tmp_path, ["MQL ID", "won_date"], ["a1", "2026-01-13"], ["a2", "2026-01-14"]), known=(LEADS,))
    renamed = corrected(found, found.recipe.model_copy(update={"list_name": "Leads"}))
    assert "list_apart" not in [finding.code for finding in renamed.findings]
    assert "list_apart" in [finding.code for finding in corrected(found, found.recipe).findings]


def test_two_exports_of_two_tools_are_two_lists(tmp_path: Path) -> None:
    assert seen(exports.hubspot_deals(tmp_path)).recipe.list_name != seen(exports.pipedrive(tmp_path)).recipe.list_name


def test_money_belongs_to_the_one_list_of_buyers_there_is(tmp_path: Path) -> None:
    counts = KnownList("Monthly", "counts", None, ("Lead", "Deal"), ())
    ads = KnownList("Old campaigns", "spend", None, (), ())
    path = exports.meta_ads(tmp_path)
    assert (seen(path).recipe.list_name, seen(path, known=(ads,)).recipe.list_name) == (path.stem, path.stem)
    found = seen(path, known=(counts, LEADS, ads))
    assert (found.recipe.kind, found.recipe.list_name, found.ready) == ("spend", "Leads", True)
    assert [finding.values for finding in found.findings if finding.code == "money_of_list"] == [{"list": "Leads"}]
    assert seen(path, known=(counts, ads)).recipe.list_name == "Monthly"
    renamed = corrected(found, found.recipe.model_copy(update={"list_name": "Monthly"}))
    assert "money_of_list" not in [finding.code for finding in renamed.findings]


def test_whose_money_it_is_is_asked_where_there_are_several_lists_of_buyers(tmp_path: Path) -> None:
    found = seen(exports.meta_ads(tmp_path), known=(LEADS, HUBSPOT))
    assert [(each.code, each.choices, each.proposed, each.must) for each in found.asked] == [
        ("list", ("Leads", "HubSpot deals"), None, True)
    ]
    assert not found.ready
    for_all = corrected(found, found.recipe.model_copy(update={"fixed": {"channel": "Meta"}}))
    assert [each.code for each in for_all.asked] == ["list"]
    told = corrected(for_all, for_all.recipe.model_copy(update={"list_name": "HubSpot deals"}))
    assert (told.asked, told.ready) == ((), True)
    again = corrected(told, told.recipe.model_copy(update={"list_name": "Meta alone"}))
    assert again.asked == ()
    assert [each.code for each in corrected(found, found.recipe).asked] == ["list"]
    assert corrected(found, found.recipe, list_said=True).asked == ()


# --- Remembered -----------------------------------------------------------------------------------------------------


def remembered_from(path: Path, **changes: object) -> tuple[tuple[str, Recipe], ...]:
    found = seen(path)
    return ((found.shape, found.recipe.model_copy(update=changes)),)


def test_a_remembered_recipe_that_fits_is_used_without_asking(tmp_path: Path) -> None:
    path = exports.own_table(tmp_path)
    again = seen(path, remembered=remembered_from(path, list_name="Our deals"))
    assert (again.remembered, again.asked, again.ready, again.recipe.list_name) == ("exact", (), True, "Our deals")
    assert [finding.values for finding in again.findings if finding.code == "list_remembered"] == [{"list": "Our deals"}]


def test_a_similar_file_goes_into_the_remembered_list_only_where_its_ids_have_the_same_name(tmp_path: Path) -> None:
    names = ["Lead ID", "Created", "SQL date", "Won date", "Lost date", "Value", "Region", "Source"]
    cells = ["a", "2026-01-13", "2026-01-23", "2026-03-13", "", "100", "North", "Ads"]
    first = save(tmp_path, "a.csv", text([names, cells]))
    known = remembered_from(first, list_name="Mine")
    same = seen(save(tmp_path, "b.csv", text([[*names, "Team"], [*cells, "Blue"]])), remembered=known)
    assert (same.remembered, same.recipe.list_name) == ("similar", "Mine")
    other = seen(save(tmp_path, "c.csv", text([["MQL ID", *names[1:]], cells])), remembered=known)
    assert (other.remembered, other.recipe.list_name) == ("similar", "Leads")


def test_the_order_of_columns_and_the_layout_do_not_matter_for_remembering(tmp_path: Path) -> None:
    first = save(tmp_path, "a.csv", text([["Deal ID", "Create Date", "Won date"], ["a", "2026-01-13", "2026-03-13"]]))
    second = save(tmp_path, "b.csv", text([["Won date", "Deal ID", "Create Date"], ["2026-04-13", "b", "2026-01-14"]], ";"), "utf-16")
    again = seen(second, remembered=remembered_from(first, list_name="Mine"))
    assert (again.remembered, again.recipe.delimiter, again.recipe.encoding) == ("exact", ";", "utf-16-le")
    assert fields_of(again) == {"Won date": "entered Deal", "Deal ID": "id", "Create Date": "created"}


def test_a_remembered_order_that_the_file_contradicts_is_not_used(tmp_path: Path) -> None:
    first = save(tmp_path, "a.csv", text([["Deal ID", "Create Date"], ["a", "13/01/2026"], ["c", "14/01/2026"]]))
    second = save(tmp_path, "b.csv", text([["Deal ID", "Create Date"], ["b", "01/13/2026"], ["d", "01/14/2026"]]))
    again = seen(second, remembered=remembered_from(first))
    assert again.remembered != "exact"
    assert again.recipe.columns[1].orders == {"/": "mdy"}


def test_a_remembered_order_answers_what_would_be_asked(tmp_path: Path) -> None:
    first = save(tmp_path, "a.csv", text([["Deal ID", "Create Date"], ["a", "13/01/2026"], ["c", "14/01/2026"]]))
    second = save(tmp_path, "b.csv", text([["Deal ID", "Create Date"], ["b", "03/04/2026"], ["d", "05/04/2026"]]))
    again = seen(second, remembered=remembered_from(first))
    assert (again.remembered, again.recipe.columns[1].orders, again.asked) == ("exact", {"/": "dmy"}, ())


def test_a_new_word_keeps_a_remembered_recipe_from_being_used_silently(tmp_path: Path) -> None:
    head = ["Deal ID", "Create Date", "Close Date", "Stage"]
    first = save(tmp_path, "a.csv", text([head, ["a", "2026-01-13", "2026-03-13", "Won"], ["b", "2026-01-13", "2026-03-13", "Lost"]]))
    second = save(tmp_path, "b.csv", text([head, ["a", "2026-01-13", "2026-03-13", "Won"], ["b", "2026-01-13", "", "Brewing"]]))
    assert seen(second, remembered=remembered_from(first)).remembered != "exact"


def test_the_day_of_an_export_is_not_remembered(tmp_path: Path) -> None:
    path = exports.hubspot_deals(tmp_path)
    assert seen(path, remembered=remembered_from(path, as_of=dt.date(2026, 6, 1))).recipe.as_of is None


def test_most_headers_alike_is_similar_and_keeps_what_was_chosen(tmp_path: Path) -> None:
    first = save(
        tmp_path, "a.csv", text([["Deal ID", "Create Date", "Won date", "Zone", "Size"], ["a", "2026-01-13", "2026-03-13", "N", "S"]])
    )
    second = save(
        tmp_path,
        "b.csv",
        text([["Deal ID", "Create Date", "Won date", "Zone", "Size", "More"], ["a", "2026-01-13", "2026-03-13", "N", "S", "x"]]),
    )
    found = seen(first)
    columns = (*found.recipe.columns[:3], found.recipe.columns[3].model_copy(update={"field": "channel"}), *found.recipe.columns[4:])
    again = seen(second, remembered=((found.shape, found.recipe.model_copy(update={"columns": columns})),))
    assert again.remembered == "similar"
    assert fields_of(again)["Zone"] == "channel"


def test_a_shape_is_of_the_headers_alone() -> None:
    assert shape_of(["Deal ID", "Amount (EUR)"]) == shape_of(["Amount (USD)", "deal id"])
    assert shape_of(["Deal ID", "Amount"]) != shape_of(["Deal ID", "Amount", "Stage"])


# --- Corrections ----------------------------------------------------------------------------------------------------


def with_column(found: Look, position: int, **changes: object) -> Recipe:
    columns = list(found.recipe.columns)
    columns[position] = columns[position].model_copy(update=changes)
    return found.recipe.model_copy(update={"columns": tuple(columns)})


@pytest.mark.parametrize(
    ("position", "changes", "code", "column"),
    [
        (1, {"field": "created"}, "not_dates", 1),
        (1, {"field": "amount"}, "field_twice", 4),
        (6, {"field": "spend"}, "field_not_here", 6),
        (7, {"field": "amount"}, "not_numbers", 7),
        (6, {"field": "entered", "stage": "Nirvana"}, "stage_unknown", 6),
        (8, {"field": "id"}, "field_twice", 8),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_column(
    tmp_path: Path, position: int, changes: dict[str, object], code: str, column: int
) -> None:
    found = seen(exports.hubspot_deals(tmp_path))
    again = corrected(found, with_column(found, position, **changes))
    assert (code, column) in {(each.code, each.column) for each in again.findings if each.severity == "blocking"}
    assert not again.ready


def test_a_recipe_for_other_columns_is_refused(tmp_path: Path) -> None:
    found = seen(exports.hubspot_deals(tmp_path))
    again = corrected(found, found.recipe.model_copy(update={"columns": (ColumnRecipe(header="x"),)}))
    assert [each.code for each in again.findings] == ["other_columns"]


def test_a_corrected_mapping_is_ready_and_old_faults_are_gone(tmp_path: Path) -> None:
    found = seen(exports.hubspot_deals(tmp_path))
    wrong = corrected(found, with_column(found, 1, field="created"))
    assert corrected(wrong, found.recipe).ready


def test_an_answer_takes_its_question_away(tmp_path: Path) -> None:
    found = seen(exports.monthly_counts(tmp_path))
    again = corrected(found, with_column(found, 0, orders={".": "dmy"}))
    assert (again.asked, again.ready) == ((), True)


def test_renaming_the_list_answers_no_question(tmp_path: Path) -> None:
    found = seen(exports.own_table(tmp_path))
    renamed = corrected(found, found.recipe.model_copy(update={"list_name": "Other"}))
    assert [each.code for each in renamed.asked] == ["stages"]
    assert [each.code for each in corrected(found, found.recipe, list_said=True).asked] == ["stages"]
    assert corrected(renamed, renamed.recipe).asked == ()


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
