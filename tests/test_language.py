import importlib.util
import math
import sys
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent
from hypothesis import example, given
from hypothesis import strategies as st

from app.language import Language, NumberNotUnderstood, UnknownLocaleError, available_locales, language, negotiate

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ["en", "de", "fr", "el", "ar", "ar_EG", "en_IN", "es", "pl", "pt_PT", "ja", "tr", "de_CH"]
NBSP = "\u00a0"

locales = st.sampled_from(LOCALES)
floats = st.one_of(
    st.floats(-1e15, 1e15),
    st.floats(-2000, 2000),
    st.builds(lambda n, places: n / 10**places, st.integers(-(10**9), 10**9), st.integers(0, 6)),
)
numbers = st.one_of(floats, st.integers(-(10**18), 10**18), st.decimals(-(10**12), 10**12, allow_nan=False, places=4))


def refusal(read, *args, **kwargs) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(NumberNotUnderstood) as caught:
        read(*args, **kwargs)
    return caught.value.code, caught.value.suggestion


def without_minus_zero(text: str) -> str:
    return text if any(digit in text for digit in "123456789") else text.replace("-", "")


# Writing


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
    assert en.money(1234.5, "JPY") == "¥1,234"


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
        (-904_800, "-$904.8k"),
        (2.5e9, "$2.5B"),
    ],
)
def test_shortens_money_for_cards(amount, text):
    assert language("en").money_short(amount, "USD") == text


def test_shortens_money_with_a_fixed_number_of_decimals():
    assert language("en").money_short(4e6, "USD", 2) == "$4.00M"
    assert language("en").money_short(363_600, "USD", 1) == "$363.6k"


def test_shortens_money_as_the_locale_does_and_groups_what_has_no_short_form():
    assert language("de").money_short(1_250_000, "EUR") == f"1,2{NBSP}Mio.{NBSP}€"
    assert language("de").money_short(363_600, "EUR") == f"363.600{NBSP}€"
    assert language("en_IN").money_short(1_250_000, "INR") == "₹12.5L"
    assert language("es").money_short(4e6, "USD") == f"4{NBSP}M{NBSP}US$"
    assert language("sw").money_short(99_999, "USD", 0) == f"US${NBSP}99,999"  # rounds up into a power that has no short form


def test_marks_differences_with_a_sign_but_not_zero():
    en = language("en")
    assert [en.whole(n, sign=True) for n in (16, -3, 0)] == ["+16", "-3", "0"]
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
    assert [en.number(x, 2) for x in (2.675, 2.665, 0.125, 1.005)] == ["2.68", "2.66", "0.12", "1.00"]
    assert [en.number(x) for x in (0.5, 1.5, 2.5, -0.4)] == ["0", "2", "2", "0"]
    assert en.percent(0.2285) == "22.8%"


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
    expected = format_decimal(x, "#,##,##0" if locale == "en_IN" else "#,##0", locale) if digits == 0 else None
    pattern = ("#,##,##0." if locale == "en_IN" else "#,##0.") + "0" * digits
    expected = expected or format_decimal(x, pattern, locale)
    assert language(locale).number(x, digits) == without_minus_zero(expected)


@given(locales, floats.filter(lambda x: abs(x) < 1e10))
@example("en", 0.2285)
def test_percents_are_those_of_babel(locale, x):
    pattern = Locale.parse(locale).percent_formats[None].pattern.replace("0", "0.#")
    assert language(locale).percent(x) == without_minus_zero(format_percent(x, pattern, locale))


@given(locales, numbers, st.sampled_from(["EUR", "GBP", "CHF", "JPY", "USD", "INR", "EGP"]))
def test_money_is_that_of_babel_but_for_the_space_beside_letters(locale, amount, currency):
    written, expected = language(locale).money(amount, currency), format_currency(amount, currency, locale=locale)
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
        assert language(locale).number(-1234567.891, up_to=3) == format_decimal(-1234567.891, locale=locale), locale


# Dates and lists


def test_writes_dates_in_the_voice_of_the_design():
    en, day = language("en"), date(2026, 11, 5)
    assert (en.date(day), en.day(day), en.month(2027, 1)) == ("5 Nov 2026", "5 Nov", "Jan 2027")
    assert (en.month_short(2027, 1), en.month_short(2026, 11, with_year=True)) == ("Jan", "Nov ’26")
    assert [en.days(n) for n in (1, 102, 2.5)] == ["1 day", "102 days", "2.5 days"]
    assert [en.list_of(list(items)) for items in ("", "A", "AB", "ABC")] == ["", "A", "A and B", "A, B and C"]


def test_writes_dates_as_other_locales_do():
    de, day = language("de"), date(2026, 11, 5)
    assert (de.date(day), de.day(day), de.month(2026, 11)) == ("05.11.2026", "5. Nov.", "Nov. 2026")
    assert (de.days(1), de.days(2), language("pl").days(5), language("ja").days(2)) == ("1 Tag", "2 Tage", "5 dni", "2 日")
    assert de.list_of(["A", "B", "C"]) == "A, B und C"
    assert language("ar").days(2) == "يومان"


def test_one_language_does_not_leak_into_another():
    for locale in ("he", "hi", "fa", "ja"):
        (
            language(locale).month(2026, 9),
            language(locale).month_short(2026, 9),
            language(locale).day(date(2026, 9, 1)),
            language(locale).days(3),
        )
    assert language("hi").month_short(2026, 9) == "सित॰"
    assert language("fa").day(date(2026, 9, 1)) == "1 سپتامبر"


@pytest.mark.parametrize("locale", LOCALES)
def test_reads_the_dates_and_months_it_writes(locale):
    here = language(locale)
    for month in range(1, 13):
        day = date(2027, month, 15 + month)
        assert here.read_date(here.date(day)) == day
        assert here.read_date(day.isoformat()) == day
        assert here.read_month(here.month(2027, month)) == f"2027-{month:02}"
        assert here.read_month(here.month_short(2027, month, with_year=True)) == f"2027-{month:02}"


@pytest.mark.parametrize("text", ["2027-01", "1/2027", "01.2027", "Jan 2027", "january 2027", "Jan ’27", "Jan-27", "2027 Jan", "٢٠٢٧-٠١"])
def test_reads_months(text):
    assert language("en").read_month(text) == "2027-01"
    assert language("el").read_month(text) == "2027-01"


@pytest.mark.parametrize("text", ["2027-13", "Jan", "Jan 27", "2027", "Smarch 2027", "0000-01", "Jan 2027 2028", "x" * 500])
def test_refuses_what_is_no_month(text):
    assert refusal(language("en").read_month, text) == ("not_a_month", ())


def test_reads_figures_in_the_order_of_the_locale():
    assert language("de").read_date("3.4.2026") == date(2026, 4, 3)
    assert language("en_US").read_date("3/4/2026") == date(2026, 3, 4)
    assert language("en_GB").read_date("3/4/26") == date(2026, 4, 3)
    assert language("ja").read_date("2026年11月21日") == date(2026, 11, 21)
    assert language("en").read_date("21/11/2026") == date(2026, 11, 21)


def test_asks_which_of_two_dates_is_meant_in_plain_english():
    assert refusal(language("en").read_date, "3/4/2026") == ("ambiguous_date", ("3 Apr 2026", "4 Mar 2026"))


@pytest.mark.parametrize("text", ["31/2/2026", "31 Feb 2026", "2026-02-30", "2026-1", "tomorrow", "1/2/3", "9999999", "1/1/20266"])
def test_refuses_what_is_no_date(text):
    assert refusal(language("en").read_date, text) == ("not_a_date", ())


# Reading


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


# Texts and languages


def test_knows_its_tag_and_direction():
    assert [(language(name).tag, language(name).direction) for name in ("en", "ar_EG", "pt-PT")] == [
        ("en", "ltr"),
        ("ar-EG", "rtl"),
        ("pt-PT", "ltr"),
    ]
    assert language("ar_EG").browser_tag == "ar-EG-u-nu-latn"
    assert language("en") is language("en")


@pytest.mark.parametrize("name", ["", "xx", "../../etc", "en\0", "e" * 1000, "not a locale"])
def test_refuses_unknown_locales(name):
    with pytest.raises(UnknownLocaleError):
        language(name)


def test_is_immutable():
    with pytest.raises(AttributeError):
        language("en").locale = "de"


ARABIC = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);\\n"

msgid "Goal: %(amount)s"
msgstr "الهدف: %(amount)s"

msgid "%(n)s deal"
msgid_plural "%(n)s deals"
msgstr[0] "لا صفقات"
msgstr[1] "صفقة واحدة"
msgstr[2] "صفقتان"
msgstr[3] "%(n)s صفقات"
msgstr[4] "%(n)s صفقة"
msgstr[5] "%(n)s صفقه"
"""


@pytest.fixture
def arabic(tmp_path: Path) -> Language:
    folder = tmp_path / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(ARABIC, encoding="utf-8")
    with (folder / "messages.po").open("rb") as po, (folder / "messages.mo").open("wb") as mo:
        write_mo(mo, read_po(po, locale="ar"))
    return language("ar_EG", tmp_path)


def test_english_texts_are_the_messages_themselves():
    en = language("en")
    assert en.gettext("100% of it") == "100% of it"
    assert en.gettext("Goal: %(amount)s", amount="$5") == "Goal: $5"
    assert [en.ngettext("%(n)s deal", "%(n)s deals", n) for n in (1, 1234)] == ["1 deal", "1,234 deals"]


def test_another_language_speaks_through_its_catalogue(arabic):
    assert arabic.gettext("Goal: %(amount)s", amount="5") == "الهدف: 5"
    assert arabic.gettext("Untranslated") == "Untranslated"
    texts = [arabic.ngettext("%(n)s deal", "%(n)s deals", n) for n in (0, 1, 2, 5, 12, 1200)]
    assert texts == ["لا صفقات", "صفقة واحدة", "صفقتان", "5 صفقات", "12 صفقة", "1,200 صفقه"]


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (None, "en"),
        ("", "en"),
        ("ar", "ar"),
        ("AR-eg,en;q=0.5", "ar"),
        ("en-US,ar;q=0.9", "en"),
        ("ar;q=0.2, en;q=0.8", "en"),
        ("ar;q=0", "en"),
        ("de, ar;q=0.1", "ar"),
        ("*", "en"),
        ("ar;q=2,../..;q=1", "en"),
        ("x" * 100_000, "en"),
        (",;,", "en"),
    ],
)
def test_negotiates_the_language(arabic, header, locale):
    assert available_locales(arabic.directory) == ("en", "ar")
    assert negotiate(header, arabic.directory) == locale


def test_the_source_language_needs_no_catalogue(tmp_path):
    assert available_locales(tmp_path / "missing") == ("en",)


@pytest.fixture
def catalogues():
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "scripts" / "catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["catalogues"] = module
    spec.loader.exec_module(module)
    return module


def test_catalogues_are_extracted_updated_compiled_and_checked(catalogues, tmp_path):
    (tmp_path / "babel.cfg").write_bytes((ROOT / "babel.cfg").read_bytes())
    templates = tmp_path / "app" / "templates" / "plan"
    templates.mkdir(parents=True)
    (templates / "_goal.html").write_text(
        "{% trans count=n %}\n  {{ count }} deal\n{% pluralize %}\n  {{ count }} deals\n{% endtrans %} {{ _('Goal') }}"
    )
    code = tmp_path / "app" / "x.py"
    code.write_text("A = N_('Deals')\nt.gettext('Cost')\nt.ngettext('%(n)s day', '%(n)s days', 2)\nother('no')\n")
    assert not catalogues.is_up_to_date(tmp_path)
    catalogues.extract(tmp_path)
    template = catalogues.read(catalogues.template_path(tmp_path))
    ids = {message.id for message in template if message.id}
    assert ids == {"Deals", "Cost", ("%(n)s day", "%(n)s days"), ("%(count)s deal", "%(count)s deals"), "Goal"}
    code.write_text("\n\n" + code.read_text())
    assert catalogues.is_up_to_date(tmp_path)
    catalogues.update(tmp_path, ["el"])
    po = tmp_path / "app" / "locales" / "el" / "LC_MESSAGES" / "messages.po"
    po.write_text(po.read_text(encoding="utf-8").replace('msgid "Goal"\nmsgstr ""', 'msgid "Goal"\nmsgstr "Στόχος"'), encoding="utf-8")
    catalogues.compile_all(tmp_path)
    assert language("el", tmp_path / "app" / "locales").gettext("Goal") == "Στόχος"
    code.write_text("N_('New')")
    assert not catalogues.is_up_to_date(tmp_path)
