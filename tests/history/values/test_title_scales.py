"""Lines above a table that say in what its money is counted."""

import pytest

from app.history.values.title_scales import scale_in_title, scale_spoken_of, scales_above, scales_around


@pytest.mark.parametrize(
    ("line", "factor", "currency"),
    [
        ("Angaben in TEUR", 1e3, "EUR"),
        ("Alle Beträge in Tausend Euro", 1e3, "EUR"),
        ("in thousands of EUR", 1e3, "EUR"),
        ("Amounts in thousands", 1e3, None),
        ("(in $000s)", 1e3, None),
        ("k€", 1e3, "EUR"),
        ("£000", 1e3, "GBP"),
        ("Montants en milliers d'euros", 1e3, "EUR"),
        ("k EUR", 1e3, "EUR"),
        ("Beträge in Mio. €", 1e6, "EUR"),
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
        "Million Euro Invest AG", "Deals over one million EUR", "Partners in Mill Valley", "Billion Dollar Boys", "Kontakte in Tausend",
        "Sitzungen in Tsd.", "Umsatz 2025 in TEUR", "in Mill", "Million", "Sales in TEUR",
    ],
)  # fmt: skip
def test_other_titles_say_nothing_of_that(line: str) -> None:
    assert scale_in_title(line) is None


def test_lines_that_contradict_each_other_are_all_named() -> None:
    one, other = scales_above([["Umsatz"], ["in TEUR", ""], ["Alle Beträge in Tausend Euro"], ["Werte in Mio. EUR"]])
    assert (one.line, other.line) == ("in TEUR", "Werte in Mio. EUR")


@pytest.mark.parametrize(("line", "factor"), [("Umsatz 2025 in TEUR", 1e3), ("Deals over one million EUR", 1e6)])
def test_a_title_may_speak_of_a_scale_and_not_say_that_the_money_is_counted_in_it(line: str, factor: float) -> None:
    scale = scale_spoken_of(line)
    assert scale is not None
    assert scale.factor == factor
    assert scale_spoken_of("Kontakte in Tausend") is None
    assert scale_spoken_of("Sitzungen in Tsd.") is None


def test_a_company_in_the_last_row_is_no_scale() -> None:
    assert scales_around([], [["Million Euro Invest AG", None]]) == ()
