"""Amounts whose decimal mark or currency the file does not prove."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.history.found import Look
from app.history.mapping import corrected
from app.language import language
from app.wording.history import finding_sentence
from tests.history.mapping.proposing import LEADS, seen, table, with_column
from tests.history.taking.reading_parts import take_in


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


def test_amounts_in_thousands_are_multiplied_and_that_is_said(tmp_path: Path) -> None:
    head = ["Deal ID", "Create Date", "Won date", "Betrag (TEUR)"]
    rows = [[f"d{n}", "2026-01-13", "2026-03-13", amount] for n, amount in enumerate(("1,5", "20", "300k"))]
    found = seen(table(tmp_path, head, *rows, name="deals.csv"))
    assert (found.asked, found.recipe.columns[3].field, found.recipe.columns[3].currency) == ((), "amount", "EUR")
    (told,) = [finding for finding in found.findings if finding.code == "numbers_scaled"]
    assert "it is multiplied by 1,000" in finding_sentence(told, language("en"))
    taken = take_in(tmp_path / "deals.csv", tmp_path)
    assert [row["amount"] for row in taken.rows] == [1_500, 20_000, 300_000]
    assert taken.finding("numbers_scaled").count == 2


def test_money_spent_in_thousands_with_three_decimals_is_asked_about(tmp_path: Path) -> None:
    rows = [[f"2026-01-{n:02d}", "Brand", amount] for n, amount in enumerate(("1.250", "2.500"), 1)]
    found = seen(table(tmp_path, ["Day", "Campaign", "Cost (k€)"], *rows))
    assert [each.code for each in found.asked] == ["decimal"]


MARKETING = (["Monat", "Kanal", "Kosten"], ["2026-01", "Google Ads", "12,5"], ["2026-02", "Google Ads", "9"])


def test_a_line_above_the_table_says_that_money_counts_in_thousands(tmp_path: Path) -> None:
    rows = [["Marketing 2026"], ["Angaben in TEUR"], [], ["Monat", "Kanal", "Kosten", "Klicks"]]
    path = table(tmp_path, *rows, ["2026-01", "Google Ads", "12,5", "400"], ["2026-02", "Google Ads", "9", "300"])
    found = seen(path)
    assert (found.recipe.scale, found.recipe.fixed["currency"], found.asked) == (1_000, "EUR", ())
    (told,) = [finding for finding in found.findings if finding.code == "amounts_scaled"]
    assert (told.severity, told.column) == ("warning", 2)
    assert "Each number in Kosten is multiplied by 1,000" in finding_sentence(told, language("en"))
    taken = take_in(path, tmp_path)
    assert sorted(row["spend"] for row in taken.rows) == [9_000, 12_500]
    assert sorted(row["clicks"] for row in taken.rows) == [300, 400]
    assert taken.finding("amounts_scaled").count == 2


def test_a_header_that_names_its_scale_goes_before_the_line_above_the_table(tmp_path: Path) -> None:
    path = table(tmp_path, ["Angaben in TEUR"], [], ["Monat", "Kanal", "Kosten (Mio. EUR)"], ["2026-01", "A", "1"], ["2026-02", "A", "2"])
    assert sorted(row["spend"] for row in take_in(path, tmp_path).rows) == [1_000_000, 2_000_000]


def test_lines_above_the_table_that_contradict_each_other_are_told_of(tmp_path: Path) -> None:
    found = seen(table(tmp_path, ["Angaben in TEUR"], ["Beträge in Mio. EUR"], [], *MARKETING))
    assert found.recipe.scale is None
    assert [finding.severity for finding in found.findings if finding.code == "several_scales"] == ["warning"]
    assert [(each.code, each.choices) for each in found.asked] == [("scale", ("1", "1000", "1000000"))]


def test_what_was_remembered_of_a_file_in_euros_is_not_used_silently_for_one_in_thousands(tmp_path: Path) -> None:
    plain = seen(table(tmp_path, *MARKETING))
    remembered = ((plain.shape, plain.recipe),)
    assert seen(table(tmp_path, *MARKETING), remembered=remembered).remembered == "exact"
    scaled = seen(table(tmp_path, ["in thousands of EUR"], [], *MARKETING), remembered=remembered)
    assert (scaled.remembered, scaled.recipe.scale, scaled.recipe.fixed.get("currency")) == ("similar", 1_000, "EUR")


def test_three_decimals_under_a_line_that_names_thousands_are_asked_about(tmp_path: Path) -> None:
    rows = [["Day", "Campaign", "Cost"], ["2026-01-01", "Brand", "1.250"], ["2026-01-02", "Brand", "2.500"]]
    assert [each.code for each in seen(table(tmp_path, ["in thousands of EUR"], [], *rows)).asked] == ["decimal"]


@pytest.mark.parametrize(("units", "below"), [(["", "", "k€"], []), ([], ["Alle Angaben in TEUR"])])
def test_a_row_of_units_and_a_line_below_the_table_say_it_as_well(tmp_path: Path, units: list[str], below: list[str]) -> None:
    rows = [[f"2026-{month:02}", "Google Ads", f"{month},5"] for month in range(1, 11)]
    taken = take_in(table(tmp_path, MARKETING[0], *filter(None, [units]), *rows, *filter(None, [below])), tmp_path)
    assert [row["spend"] for row in taken.rows] == [month * 1_000 + 500 for month in range(1, 11)]
    assert taken.finding("amounts_scaled").severity == "info"
    assert [finding.severity for finding in taken.look.findings if finding.code == "amounts_scaled"] == ["warning"]
    assert (taken.taken.refused, taken.taken.left_out) == (len(units) // 3, len(below))


def test_a_campaign_that_is_called_like_a_scale_is_none(tmp_path: Path) -> None:
    rows = [["2026-01-01", "Sales in TEUR", "12"], ["2026-01-02", "Sales in TEUR", "9"]]
    assert seen(table(tmp_path, ["Day", "Campaign", "Cost"], *rows)).recipe.scale is None


def test_the_wide_sign_of_yen_and_yuan_is_asked_about(tmp_path: Path) -> None:
    (asked,) = priced(tmp_path, "￥8,200.50", "￥57,400.00").asked
    assert (asked.code, asked.choices, asked.proposed) == ("currency", ("CNY", "JPY"), None)


def test_three_decimals_before_a_k_are_asked_about(tmp_path: Path) -> None:
    assert [each.code for each in priced(tmp_path, "£1.054k", "£57.400k").asked] == ["decimal"]
