"""Headers that say in what their numbers are counted."""

import pytest

from app.history.values.scales import currency_named, factor_of, scale_of


@pytest.mark.parametrize(
    ("header", "factor", "currency", "rest"),
    [
        ("Amount (k€)", 1e3, "EUR", "Amount"),
        ("Betrag (TEUR)", 1e3, "EUR", "Betrag"),
        ("Betrag TEUR netto", 1e3, "EUR", "Betrag   netto"),
        ("Amount in thousands", 1e3, None, "Amount"),
        ("Amount [$K]", 1e3, None, "Amount"),
        ("Amount ($000)", 1e3, None, "Amount"),
        ("ARR (USD '000)", 1e3, "USD", "ARR"),
        ("Umsatz (Mio. EUR)", 1e6, "EUR", "Umsatz"),
        ("Importe (miles de €)", 1e3, "EUR", "Importe"),
        ("Сумма, тыс. руб.", 1e3, "RUB", "Сумма"),
        ("Belopp (mkr)", 1e6, None, "Belopp"),
        ("Budget (₹ Cr)", 1e7, "INR", "Budget"),
        ("金額（千円）", 1e3, "JPY", "金額"),
        ("金額百万円", 1e6, "JPY", "金額"),
        ("金额（万元）", 1e4, "CNY", "金额"),
        ("amount_keur", 1e3, "EUR", "amount"),
        ("amount_k", 1e3, None, "amount"),
        ("k€ Umsatz", 1e3, "EUR", "Umsatz"),
    ],
)
def test_a_header_says_for_how_many_each_number_counts(header: str, factor: float, currency: str | None, rest: str) -> None:
    scale = scale_of(header)
    assert scale is not None
    assert (scale.factor, scale.currency, scale.rest) == (factor, currency, rest)


@pytest.mark.parametrize(
    "header",
    [
        "Amount", "Amount (EUR)", "Betrag CHF", "Amount (MXN)", "Belopp (kr)", "mars 2026", "Oorspronkelijke bron", "Miles", "Amount (M)",
        "CPM (cost per 1,000 impressions)", "Cost per 1000", "Recycle bin", "金額 (円)", "Segment K", "Deal Mrs", "Top 1000 accounts",
    ],
)  # fmt: skip
def test_other_headers_say_nothing_of_that(header: str) -> None:
    assert factor_of(header) == 1


def test_the_currency_beside_a_scale_is_that_of_the_column() -> None:
    headers = "Amount (k€)", "Amount USD (thousands)", "Betrag (EUR)", "Amount"
    assert [currency_named(each) for each in headers] == ["EUR", "USD", "EUR", None]
