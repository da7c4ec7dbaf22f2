"""Dates, months and lists: written as a locale writes them, and read without guessing."""

from datetime import date

import pytest

from app.language import language
from tests.language.samples import LOCALES, refusal


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


@pytest.mark.parametrize("text", ["2027-13", "Jan", "2027", "Smarch 2027", "0000-01", "Jan 2027 2028", "x" * 500])
def test_refuses_what_is_no_month(text):
    assert refusal(language("en").read_month, text) == ("not_a_month", ())


@pytest.mark.parametrize(
    ("text", "meant"),
    [("Jan 27", "Jan 2027"), ("April 27", "Apr 2027"), ("1 Feb 2027", "Feb 2027"), ("2027-02-14", "Feb 2027")],
)
def test_asks_back_what_may_be_a_day_of_a_month(text, meant):
    assert refusal(language("en").read_month, text) == ("not_a_month", (meant,))


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
