"""Numbers, percentages and money as people type them: read exactly, or refused with what could be meant."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.language import NumberNotUnderstood, language
from tests.language.samples import NBSP, locales, refusal


@pytest.mark.parametrize(
    ("locale", "text", "value"),
    [
        ("en", "4,000,000", "4000000"),
        ("en", "1,234.5", "1234.5"),
        ("el", "1.234,5", "1234.5"),
        ("fr", "1 250,00", "1250.00"),
        ("fr", "1\u202f250,5", "1250.5"),
        ("de_CH", "1'250.5", "1250.5"),
        ("en", ".5", "0.5"),
        ("en", "12.", "12"),
        ("en", "0012", "12"),
        ("ar_EG", "١٬٢٣٤٫٥", "1234.5"),
        ("el", "١٬٢٣٤٫٥", "1234.5"),
        ("en", "۱۲۳", "123"),
        ("en", "１２３", "123"),
        ("en_IN", "12,34,567", "1234567"),
        ("en", "$1.2m", "1200000"),
        ("de", "1,2 M €", "1200000"),
        ("en", "3.5K", "3500"),
        ("en", "1.2bn", "1200000000"),
        ("en", "12 usd", "12"),
        ("en", "CHF 5", "5"),
        ("pl", "5 zł", "5"),
        ("en", "US$5", "5"),
        ("en", "-$5", "-5"),
        ("en", "$-5", "-5"),
        ("en", "\u22123", "-3"),
        ("en", "+3", "3"),
        ("en", "1e6", "1000000"),
        ("en", "1.5E-3", "0.0015"),
        ("el", "23,7 %", "0.237"),
        ("ar", "٢٥٪", "0.25"),
        ("tr", "%25", "0.25"),
        ("en", "1000000000000000", "1000000000000000"),
        ("en", "-0", "0"),
    ],
)
def test_reads_what_people_type_and_paste(locale, text, value):
    read = language(locale).read_number(text)
    assert str(read) == value


@pytest.mark.parametrize(
    ("locale", "text", "suggestion"),
    [
        ("el", "1.5", ("15", "1,5")),
        ("en", "1,5", ("15", "1.5")),
        ("en", "1,23,4", ("1,234",)),
        ("en", "0,02", ("0.02",)),
        ("en", "0,123", ("0.123",)),
        ("en", "1.234,5", ("1,234.5",)),
        ("en", "1.234.567", ("1,234,567",)),
        ("en", "12,34,567", ("1,234,567",)),
        ("fr", "1.5", ("1,5",)),
        ("en", "-1,5%", ("-15%", "-1.5%")),
        ("de", "$1.2m", ("12.000.000", "1.200.000")),
    ],
)
def test_says_what_a_misplaced_separator_could_mean(locale, text, suggestion):
    assert refusal(language(locale).read_number, text) == ("ambiguous_grouping", suggestion)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \u00a0\n", "empty"),
        ("\u200f", "empty"),
        ("1e400", "too_large"),
        ("1E+1000000", "too_large"),
        ("1e16", "too_large"),
        ("1e-1000000", "too_small"),
        ("1" * 17, "too_large"),
        ("1000000000000001", "too_large"),
        ("999999999b", "too_large"),
        ("1" * 1000, "too_long"),
        (" " * 1000 + "1", "empty"),
    ],
)
def test_bounds_numbers_before_computing_with_them(text, code):
    assert refusal(language("en").read_number, text) == (code, ())


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "Infinity",
        "-inf",
        "1_000",
        "abc",
        "1..2",
        "--5",
        "1 2",
        "0x10",
        "½",
        "²",
        "५",
        "5 %%",
        "$5$",
        "5 kk",
        "1e",
        "e5",
        "12 km",
        ".",
        "=1+1",
    ],
)
def test_refuses_what_is_no_number(text):
    assert refusal(language("en").read_number, text) == ("not_a_number", ())


@given(st.sampled_from(["en", "el", "ar_EG", "fr"]), st.text(max_size=200))
def test_any_text_is_read_or_refused(locale, text):
    here = language(locale)
    for read in (here.read_number, here.read_percent, here.read_month, here.read_date):
        with suppress(NumberNotUnderstood):
            read(text)


@given(locales, st.floats(-1e15, 1e15).filter(lambda x: x == 0 or abs(x) > 1e-20))
@example("en", 1e15)
@example("en_IN", 123456789.125)
@example("en", 5e-16)
def test_reads_back_exactly_the_numbers_it_puts_into_fields(locale, x):
    here = language(locale)
    assert float(here.read_number(here.number_input(x))) == x


@given(locales, st.one_of(st.floats(-1e12, 1e12), st.floats(0, 1)).filter(lambda x: x == 0 or abs(x) > 1e-20), st.booleans())
@example("en", 0.01, True)
@example("tr", 0.005, False)
def test_reads_back_exactly_the_percents_it_puts_into_fields(locale, x, fraction_ok):
    here = language(locale)
    assert float(here.read_percent(here.percent_input(x), fraction_ok=fraction_ok)) == x


def test_puts_short_texts_into_fields():
    en = language("en")
    assert [en.number_input(x) for x in (4e6, 0.02, 0, 1e-7)] == ["4,000,000", "0.02", "0", "0.0000001"]
    assert [en.percent_input(x) for x in (0.25, 0.229, 0.005, 0.01, 0, -0.05)] == ["25", "22.9", "0.5%", "1%", "0", "-5"]
    assert language("de").percent_input(0.005) == f"0,5{NBSP}%"


def test_reads_percents_without_guessing():
    en = language("en")
    assert [en.read_percent(t) for t in ("25", "25%", "25 %", "1", "0", "0.5%", "100", "-5")] == [
        Decimal(value) for value in ("0.25", "0.25", "0.25", "0.01", "0", "0.005", "1", "-0.05")
    ]
    assert refusal(en.read_percent, "0.25") == ("ambiguous_percent", ("0.25%", "25%"))
    assert refusal(language("de").read_percent, "0,25") == ("ambiguous_percent", (f"0,25{NBSP}%", f"25{NBSP}%"))
    assert refusal(en.read_percent, "$25") == ("not_a_number", ())


def test_a_field_of_large_rates_takes_fractions_but_asks_about_one():
    en = language("en")
    assert en.read_percent("0.25", fraction_ok=True) == Decimal("0.25")
    assert en.read_percent("25", fraction_ok=True) == Decimal("0.25")
    assert refusal(en.read_percent, "1", fraction_ok=True) == ("ambiguous_percent", ("1%", "100%"))


def test_money_in_another_currency_is_refused():
    en = language("en")
    assert [en.read_money(text, "USD") for text in ("$5", "5", "usd 5", "US$ 5")] == [Decimal(5)] * 4
    assert en.read_money("$5", "CAD") == en.read_money("$5", "ARS") == 5
    assert refusal(en.read_money, "€5", "USD") == ("other_currency", ())
    assert refusal(en.read_money, "5%", "USD") == ("not_a_number", ())


def test_an_amount_that_could_be_grouped_by_points_is_asked_about():
    en, de = language("en"), language("de")
    assert refusal(en.read_money, "300.000", "EUR") == ("ambiguous_grouping", ("300", "300,000"))
    assert refusal(en.read_money, "€ 2.125", "EUR") == ("ambiguous_grouping", ("2.1250", "2,125"))
    assert refusal(de.read_money, "300,000", "EUR") == ("ambiguous_grouping", ("300", "300.000"))
    assert de.read_money("300.000", "EUR") == 300_000
    assert [en.read_money(text, "USD") for text in ("1.5", "0.125", "1.500m", "1234.500", "2.1250")] == [
        Decimal(each) for each in ("1.5", "0.125", "1500000", "1234.5", "2.125")
    ]
    assert en.read_money("2.125", "KWD") == Decimal("2.125")
    assert en.read_number("300.000") == 300


@given(locales, st.decimals(-(10**9), 10**9, places=3))
@example("en", Decimal("2.125"))
@example("de", Decimal("-300.125"))
def test_reads_back_exactly_the_amounts_it_puts_into_fields(locale, amount):
    here = language(locale)
    assert here.read_money(here.amount_input(amount), "EUR") == amount
