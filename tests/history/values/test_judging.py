"""What a column holds, and how its cells are written: proved by some cell, or open."""

import datetime as dt

import polars as pl
import pytest

from app.history.values.judge import Judged, judge

TODAY = dt.date(2026, 11, 22)


def judged(header: str, *texts: str | None) -> Judged:
    rows = pl.Series("row", range(2, len(texts) + 2), dtype=pl.UInt32)
    return judge(3, header, pl.Series("3", list(texts), dtype=pl.String), rows)


@pytest.mark.parametrize(
    ("header", "texts", "holds"),
    [
        ("Created", ["2026-01-01", "2026-02-01"], "date"),
        ("Whatever", ["15 Apr, 2021 00:03:00", "16 Apr, 2021 10:03:00"], "date"),
        ("Date", ["20260531", "20260601"], "date"),
        ("Deal ID", ["20260531", "20260601"], "number"),
        ("Close date", ["45000", "45100"], "date"),
        ("Seats", ["45000", "45100"], "number"),
        ("Amount", ["12", "1,200.50"], "money"),
        ("Pipeline", ["€ 12", "€ 13"], "money"),
        ("Open Rate", ["27.78%", "n/a", "3.1%"], "percent"),
        ("Clicks", ["12", "3956", "17", "8", "3956.65x"], "number"),
        ("Stage", ["Won", "Lost", "1"], "text"),
        ("Note", [None, None], "empty"),
        ("Phone", ["+49 30 123456", "+49 30 1234"], "text"),
        ("Size", ["1-5", "5-20", "200+"], "text"),
    ],
)
def test_knows_what_a_column_holds(header: str, texts: list[str | None], holds: str) -> None:
    assert judged(header, *texts).column(".").holds == holds


def test_a_number_above_twelve_proves_the_order() -> None:
    column = judged("Created", "01/10/2024", "13/10/2024").column(".")
    assert (column.orders, column.open_orders) == ({"/": "dmy"}, ())
    assert (column.first, column.last) == ("2024-10-01", "2024-10-13")


def test_an_order_that_nothing_proves_is_open() -> None:
    column = judged("Created", "01/10/2024", "03/04/2024").column(".")
    assert (column.orders, column.open_orders, column.first) == ({}, ("/",), None)


def test_days_that_are_the_same_in_any_order_leave_nothing_open() -> None:
    assert judged("Created", "05/05/2024", "06/06/2024").column(".").open_orders == ()


def test_two_shapes_are_judged_each_on_its_own() -> None:
    column = judged("Created", "01/10/2024", "25/10/2024", "10-25-2024", "10-01-2024", "2024-10-05").column(".")
    assert column.orders == {"/": "dmy", "-": "mdy"}


def test_two_orders_in_one_shape_are_blocking_until_a_person_chooses() -> None:
    column = judged("Created", "25/10/2024", "10/26/2024", "03/04/2024")
    assert column.column(".").open_orders == ("/",)
    finding = column.findings(TODAY, {})[0]
    assert (finding.code, finding.severity, finding.rows) == ("mixed_orders", "blocking", (2, 3))
    assert column.findings(TODAY, {"/": "dmy"})[0].severity == "warning"


def test_years_of_two_digits_are_last_unless_they_can_be_no_day() -> None:
    assert judged("Created", "15.04.21", "03.05.22").column(".").orders == {".": "dmy"}
    first = [f"26-{month:02}-{day:02}" for month in (1, 7) for day in range(1, 29)]
    assert judged("Created", *first).column(".").orders == {}
    assert judged("Created", "99-12-31", "98-01-30").column(".").orders == {"-": "ymd"}


@pytest.mark.parametrize(
    ("texts", "decimal", "proved"),
    [
        (["1.234,56", "12"], ",", True),
        (["50.000", "29000,15", "24000"], ",", True),
        (["12.5", "7"], ".", True),
        (["1,063", "1,063"], ".", False),
        (["1,063", "2,001"], ".", True),
        (["$8,200", "$57,400", "$900"], ".", True),
        (["8.200 €", "57.400 €"], ",", True),
        (["$8,200", "$57,400", "$24600"], ".", False),
        (["8,200", "57.400"], ".", False),
        (["KWD 8.200", "KWD 57.400"], ".", False),
        (["12", "7"], None, True),
        (["1,234,567", "1,063"], ".", True),
    ],
)
def test_the_decimal_mark_is_proved_or_open(texts: list[str], decimal: str | None, proved: bool) -> None:
    column = judged("Amount", *texts).column(".")
    assert (column.decimal, column.decimal_proved) == (decimal, proved)


def test_an_open_mark_is_proposed_by_the_rest_of_the_file() -> None:
    column = judged("Amount", "1.063").column(",")
    assert (column.decimal, column.decimal_proved) == (",", False)


@pytest.mark.parametrize(
    ("header", "texts", "thousands"),
    [
        ("Deal", ["$8,200", "$57,400"], True),
        ("Deal", ["$8,200", "57,400"], False),
        ("Deal value", ["8,200", "57,400"], True),
        ("Deal value", ["8,200", "8,200"], False),
        ("Deal value", ["8,200", "57,400.50"], False),
        ("Cost per click", ["$1.063", "$2.118"], False),
        ("Amount (KWD)", ["8.200", "57.400"], False),
        ("Weight", ["8,200", "57,400"], False),
    ],
)
def test_a_mark_before_three_digits_of_every_amount_parts_thousands(header: str, texts: list[str], thousands: bool) -> None:
    assert judged(header, *texts).column(".").thousands is thousands


@pytest.mark.parametrize(
    ("header", "texts", "sign"),
    [
        ("Deal", ["$8,200", "$57,400"], "$"),
        ("Deal", ["8 200 kr", "57 400 kr"], "kr"),
        ("Deal (AUD)", ["$8,200", "$57,400"], None),
        ("Deal", ["US$ 8,200", "$57,400"], None),
        ("Deal", ["€8,200", "€57,400"], None),
        ("Deal", ["8,200", "57,400"], None),
    ],
)
def test_a_sign_of_several_countries_is_told_where_nothing_names_the_currency(header: str, texts: list[str], sign: str | None) -> None:
    assert judged(header, *texts).column(".").sign == sign


def test_both_marks_in_a_column_are_told_with_rows() -> None:
    finding = judged("Amount", "1.234,56", "7", "1,234.56", "9,5").findings(TODAY, {})[0]
    assert (finding.code, finding.values["point"], finding.rows) == ("mixed_decimals", "1,234.56", (2, 4, 5))


def test_dates_far_from_the_others_are_told_with_rows() -> None:
    column = judged("Created", "2026-01-01", "2099-12-31", "2026-02-01", "1899-12-30", "2026-03-01", "2026-03-02")
    finding = column.findings(TODAY, {})[0]
    assert (finding.code, finding.count, finding.rows) == ("unlikely_dates", 2, (3, 5))


def test_the_currency_is_in_the_header_or_in_the_cells() -> None:
    assert judged("Amount spent (EUR)", "12", "13").column(".").currency == "EUR"
    assert judged("Value", "R$ 12,50", "R$ 13,00").column(".").currency == "BRL"
    assert judged("Value", "$12.50").column(".").currency is None


def test_two_currencies_in_the_cells_of_a_column_are_told() -> None:
    findings = judged("Value", "€ 12.50", "£ 13.00", "€ 1.00").findings(TODAY, {})
    assert [(each.code, each.severity, each.values["currencies"]) for each in findings] == [("two_currencies", "warning", ["EUR", "GBP"])]


def test_cells_that_begin_like_a_formula_are_told() -> None:
    findings = judged("Account", "Acme", '=HYPERLINK("http://x.test")', "Bolt").findings(TODAY, {})
    assert [(each.code, each.count, each.rows) for each in findings] == [("formula_texts", 1, (3,))]


def test_the_most_frequent_values_of_a_column_of_few_are_given() -> None:
    column = judged("Stage", *["Won"] * 3, *["Lost"] * 5, None).column(".")
    assert (column.common, column.distinct, column.filled) == ((("Lost", 5), ("Won", 3)), 2, 8)


@pytest.mark.parametrize(
    ("texts", "currencies"),
    [
        (["$1054.50", "€1785.87", "$2517.24"], ["$", "EUR"]),
        (["£ 12.50", "kr 13.00", "£ 1.00"], ["GBP", "kr"]),
        (["R$ 12.50", "$ 13.00", "R$ 1.00"], ["BRL", "$"]),
    ],
)
def test_a_sign_of_several_countries_beside_another_currency_counts_as_a_second(texts: list[str], currencies: list[str]) -> None:
    column = judged("Value", *texts)
    findings = column.findings(TODAY, {})
    assert [(each.code, each.values["currencies"]) for each in findings] == [("two_currencies", currencies)]
    assert findings[0].rows


@pytest.mark.parametrize("texts", [["$5.00", "US$6.00", "7"], ["$5.00", "USD 6.00"], ["kr 5.00", "SEK 6.00"], ["$5.00", "$6.00", "7.00"]])
def test_a_sign_beside_the_currency_that_is_written_with_it_is_no_second_one(texts: list[str]) -> None:
    assert judged("Value", *texts).findings(TODAY, {}) == []


SWAPPED = ["2025-03-07", "2025-08-06", "2025-10-12", "2025-01-09 00:30:00"]


@pytest.mark.parametrize(
    ("left", "order"), [(["20/07/2025", "23/08/2025", "26/09/2025"], "dmy"), (["07/20/2025", "08/23/2025", "9/26/2025"], "mdy")]
)
def test_days_swapped_by_a_spreadsheet_program_are_told(left: list[str], order: str) -> None:
    findings = judged("Created", *left, *SWAPPED).findings(TODAY, {})
    assert [(each.code, each.severity, each.count, each.rows) for each in findings] == [("swapped_days", "warning", 4, (5, 6, 7, 8))]
    assert findings[0].values == {"header": "Created", "example": "2025-03-07", "swapped": "2025-07-03", "text": left[0]}
    assert judged("Created", *left, *SWAPPED).column(".").orders == {"/": order}


@pytest.mark.parametrize(
    "texts",
    [
        ["20/07/2025", "23/08/2025", "26/09/2025", "2025-03-07", "2025-08-06", "2025-10-13"],
        ["20/07/2025", "23/08/2025", "06/09/2025", "2025-03-07", "2025-08-06", "2025-10-12"],
        ["20/07/2025", "2025-03-07", "2025-08-06"],
        ["20/07/2025", "23/08/2025", "26/09/2025", "2025-03-01", "2025-08-01", "2025-10-01"],
        ["2025-03-07", "2025-08-06", "2025-10-12"],
    ],
)
def test_a_mixture_of_real_dates_and_texts_alone_is_no_swap(texts: list[str]) -> None:
    assert judged("Created", *texts).findings(TODAY, {}) == []


@pytest.mark.parametrize(
    "texts",
    [["1.23E+15", "1.23E+15", "1.24E+15"], ["1,23E+15", "9,1E+11"], ["120210000000012000", "120210000000456000", "120210000000789000"] * 2],
)
def test_ids_that_a_spreadsheet_program_shortened_are_told(texts: list[str]) -> None:
    findings = judged("Deal ID", *texts).findings(TODAY, {})
    assert [(each.code, each.severity, each.count) for each in findings] == [("shortened_numbers", "warning", len(texts))]


@pytest.mark.parametrize(
    "texts",
    [
        ["1.23456789012E+11", "1.23456789013E+11"],
        ["1.5E-05", "2.5E-05"],
        ["1.2E+03", "7"],
        ["120210000000012001", "120210000000012340"],
        ["A1E+15"],
    ],
)
def test_numbers_that_kept_all_of_their_digits_are_not_told(texts: list[str]) -> None:
    assert judged("Deal ID", *texts).findings(TODAY, {}) == []


def test_the_examples_of_contradicting_dates_come_first() -> None:
    column = judged("Created", "03/04/2024", "04/04/2024", "25/10/2024", "05/04/2024", "06/04/2024", "07/04/2024", "10/26/2024")
    assert column.column(".").samples[:2] == ("25/10/2024", "10/26/2024")
    values = column.findings(TODAY, {})[0].values
    assert (values["one"], values["other"]) == ("25/10/2024", "10/26/2024")
