"""Lines above a table that say in what its money is counted."""

import pytest

from app.history.values.title_scales import scale_in_title, scales_above


@pytest.mark.parametrize(
    ("line", "factor", "currency"),
    [
        ("Angaben in TEUR", 1e3, "EUR"),
        ("Umsatz 2025 in TEUR", 1e3, "EUR"),
        ("Alle Beträge in Tausend Euro", 1e3, "EUR"),
        ("in thousands of EUR", 1e3, "EUR"),
        ("Amounts in thousands", 1e3, None),
        ("(in $000s)", 1e3, None),
        ("k€", 1e3, "EUR"),
        ("£000", 1e3, "GBP"),
        ("CA en milliers d'euros", 1e3, "EUR"),
        ("Importes en miles de euros", 1e3, "EUR"),
        ("Valori in migliaia di euro", 1e3, "EUR"),
        ("valores em milhares de reais", 1e3, "BRL"),
        ("Valores em R$ mil", 1e3, "BRL"),
        ("bedragen in duizenden euro's", 1e3, "EUR"),
        ("kwoty w tys. zł", 1e3, "PLN"),
        ("belopp i tkr", 1e3, None),
        ("в тыс. руб.", 1e3, "RUB"),
        ("All figures in € million", 1e6, "EUR"),
        ("Beträge x 1.000 €", 1e3, "EUR"),
        ("Beträge in 1.000", 1e3, None),
        ("(₹ in crore)", 1e7, "INR"),
        ("単位：千円", 1e3, "JPY"),
        ("单位：万元", 1e4, "CNY"),
    ],
)
def test_a_title_says_in_what_money_is_counted(line: str, factor: float, currency: str | None) -> None:
    scale = scale_in_title(line)
    assert scale is not None
    assert (scale.factor, scale.currency, scale.line) == (factor, currency, line)


@pytest.mark.parametrize(
    "line",
    [
        "Campaign report", "Account in EUR", "Pipeline Q1 in EUR", "Top (1000)", "Deals over 5 Mio. EUR", "Filter: Amount > 1000 EUR",
        "Budget: 12 000 EUR", "1.000 EUR", "100k€ deals", "Plan B USD", "Impressions in thousands", "Miles", "Segment: K",
        "CPM cost per 1,000 impressions", "July 8, 2025 - July 31, 2025", "Kampagnen in 1000 Städten",
    ],
)  # fmt: skip
def test_other_titles_say_nothing_of_that(line: str) -> None:
    assert scale_in_title(line) is None


def test_lines_that_contradict_each_other_are_all_named() -> None:
    one, other = scales_above([["Umsatz"], ["in TEUR", ""], ["Alle Beträge in Tausend Euro"], ["Ziel in Mio. EUR"]])
    assert (one.line, other.line) == ("in TEUR", "Ziel in Mio. EUR")
