"""Numbers, percentages and money, written as a locale writes them."""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import partial

import pytest
from babel import Locale
from babel.numbers import format_currency, format_decimal, format_percent
from hypothesis import example, given
from hypothesis import strategies as st

from app.language import language
from tests.language.samples import NBSP, floats, locales, numbers


def of_babel(write: Callable[[], str]) -> str:
    """What Babel writes where ties go away from zero, with the minus of formulas and none before a zero."""
    with localcontext(rounding=ROUND_HALF_UP):
        text = write()
    return text.replace("-", "\u2212" if any(digit in text for digit in "123456789") else "")


def test_writes_the_numbers_of_the_design_in_english():
    en = language("en")
    assert en.number(9327.4, 1) == "9,327.4"
    assert en.number(41.0, up_to=1) == "41"
    assert en.whole(4377) == "4,377"
    assert en.percent(0.25) == "25%"
    assert en.percent(0.229) == "22.9%"
    assert en.percent(0.48, 1) == "48.0%"
    assert en.money(5001, "USD") == "$5,001.00"
    assert en.money(5001.4, "USD", 0) == "$5,001"
    assert en.money(1234.5, "JPY") == "¥1,235"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (363_600, "$363.6k"),
        (1_200_000, "$1.2M"),
        (4e6, "$4M"),
        (442.4, "$442"),
        (0.02, "$0.02"),
        (12.5, "$12.50"),
        (5, "$5"),
        (0, "$0"),
        (999_949, "$999.9k"),
        (999_960, "$1M"),
        (-904_800, "−$904.8k"),
        (2.5e9, "$2.5B"),
    ],
)
def test_shortens_money_for_cards(amount, text):
    assert language("en").money_short(amount, "USD") == text


def test_shortens_money_with_a_fixed_number_of_decimals():
    assert language("en").money_short(4e6, "USD", 2) == "$4.00M"
    assert language("en").money_short(363_600, "USD", 1) == "$363.6k"


def test_shortens_money_as_the_locale_does_and_groups_what_has_no_short_form():
    assert language("de").money_short(1_250_000, "EUR") == f"1,3{NBSP}Mio.{NBSP}€"
    assert language("de").money_short(363_600, "EUR") == f"363.600{NBSP}€"
    assert language("en_IN").money_short(1_250_000, "INR") == "₹12.5L"
    assert language("es").money_short(4e6, "USD") == f"4{NBSP}M{NBSP}US$"
    assert language("sw").money_short(99_999, "USD", 0) == f"US${NBSP}99,999"  # rounds up into a power that has no short form


def test_marks_differences_with_a_sign_but_not_zero():
    en = language("en")
    assert [en.whole(n, sign=True) for n in (16, -3, 0)] == ["+16", "−3", "0"]
    assert en.money_short(904_800, "USD", sign=True) == "+$904.8k"
    assert en.percent(0.0001, sign=True) == "0%"
    assert language("de").money(105.4, "EUR", sign=True) == f"+105,40{NBSP}€"


def test_keeps_small_values_exact_enough():
    en = language("en")
    assert [en.significant(x) for x in (0.0234567, 180.951, 9327.4, 1.2, 0.02, 0)] == ["0.0235", "181", "9,327", "1.2", "0.02", "0"]
    assert en.significant(1e-30) == "0"


def test_keeps_currency_codes_off_the_digits():
    assert language("en").money(12, "CHF") == f"CHF{NBSP}12.00"


def test_rounds_the_decimal_a_float_prints_as():
    en = language("en")
    assert [en.number(x, 2) for x in (2.675, 2.665, 0.125, 1.005)] == ["2.68", "2.67", "0.13", "1.01"]
    assert [en.number(x) for x in (0.5, 1.5, 2.5, -0.4)] == ["1", "2", "3", "0"]
    assert en.percent(0.2285) == "22.9%"
    assert [en.money_short(x, "USD", 2) for x in (5_625_000, 1_125_000, -1_125_000)] == ["$5.63M", "$1.13M", "−$1.13M"]


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, Decimal("NaN"), Decimal("Infinity"), Decimal("1E+1000000"), 10**400])
def test_refuses_to_write_what_is_not_a_number_or_endless(bad):
    en = language("en")
    writers = [en.number, en.whole, en.significant, en.percent, en.days, en.number_input, en.percent_input]
    writers += [lambda x: en.money(x, "USD"), lambda x: en.money_short(x, "USD"), lambda x: en.number(x, up_to=2)]
    for write in writers:
        with pytest.raises(ValueError):
            write(bad)


def test_writes_whole_numbers_up_to_1e300_and_no_fractions():
    assert language("en").whole(1e300).replace(",", "") == "1" + "0" * 300
    with pytest.raises(ValueError):
        language("en").whole(1.5)


def test_refuses_a_currency_that_is_no_code():
    with pytest.raises(ValueError):
        language("en").money(1, "dollars")


@given(locales, numbers, st.integers(0, 4))
@example("en", 2.675, 2)
@example("en", 0.285, 2)
@example("en_IN", 12345678.5, 0)
@example("de", 1e15, 4)
def test_numbers_are_those_of_babel(locale, x, digits):
    pattern = ("#,##,##0." if locale == "en_IN" else "#,##0.") + "0" * digits
    assert language(locale).number(x, digits) == of_babel(lambda: format_decimal(x, pattern.rstrip("."), locale))


@given(locales, floats.filter(lambda x: abs(x) < 1e10))
@example("en", 0.2285)
def test_percents_are_those_of_babel(locale, x):
    pattern = Locale.parse(locale).percent_formats[None].pattern.replace("0", "0.#")
    assert language(locale).percent(x) == of_babel(lambda: format_percent(x, pattern, locale))


@given(locales, numbers, st.sampled_from(["EUR", "GBP", "CHF", "JPY", "USD", "INR", "EGP"]))
def test_money_is_that_of_babel_but_for_the_space_beside_letters(locale, amount, currency):
    written = language(locale).money(amount, currency)
    expected = of_babel(lambda: format_currency(amount, currency, locale=locale))
    if any(digit in expected for digit in "123456789"):
        assert written.replace(NBSP, "") == expected.replace(NBSP, "")
        assert written == expected or currency in written


def test_every_locale_of_babel_writes_numbers_as_babel_does():
    for locale in [
        "da",
        "fi",
        "sv",
        "nb",
        "it",
        "nl",
        "cs",
        "hu",
        "ru",
        "uk",
        "he",
        "fa",
        "hi",
        "th",
        "ko",
        "zh",
        "vi",
        "id",
        "ur",
        "bn",
        "de_AT",
        "fr_CH",
    ]:
        assert language(locale).number(-1234567.891, up_to=3) == of_babel(partial(format_decimal, -1234567.891, locale=locale)), locale


def test_what_a_field_holds_has_the_hyphen_of_a_keyboard():
    en = language("en")
    assert (en.number_input(-5), en.percent_input(-0.05), en.percent_input(-0.005)) == ("-5", "-5", "-0.5%")
