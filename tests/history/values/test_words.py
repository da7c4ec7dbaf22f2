"""Words are compared without case, accents and punctuation; and what says nothing is known in many spellings."""

import polars as pl
import pytest

from app.history.values import days, fold, fold_header, is_nothing, unreadable
from app.history.values.totals import is_about_others


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Closed Won ", "closedwon"),
        ("closed-won", "closedwon"),
        ("Résultats", "resultats"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Online Store", "onlinestore"),
        ("تم الفوز", "تمالفوز"),
        ("\ufeffAd_ID", "adid"),
        ("--", "--"),
    ],
)
def test_folds(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("header", "folded"),
    [
        ("Deal - Title*", "title"),
        ("Person - Name", "name"),
        ("Amount spent (EUR)", "amountspent"),
        ("Montant dépensé (€)", "montantdepense"),
        ("Clicks (all)", "clicksall"),
        ("Source :", "source"),
        ("UTM_Content ", "utmcontent"),
        ("Start Date (in UTC)", "startdateinutc"),
    ],
)
def test_folds_a_header(header: str, folded: str) -> None:
    assert fold_header(header) == folded


@pytest.mark.parametrize(
    "text", ["", "  ", "--", "-", "n/a", "N/A", "#N/A", "(No value)", "None", "NaT", "nan", "undefined", "Select", "TBD", "NULL"]
)
def test_says_nothing(text: str) -> None:
    assert is_nothing(text)


def test_a_missing_cell_says_nothing() -> None:
    assert is_nothing(None)


@pytest.mark.parametrize("text", ["NA", "0", "Nancy", "other", "no", "unknown"])
def test_says_something(text: str) -> None:
    assert not is_nothing(text)


def test_na_is_a_region_among_words_and_nothing_among_dates() -> None:
    cells = pl.Series(["2026-01-01", "NA", None, "0000-00-00", "soon"])
    assert unreadable(cells, days(cells, {})).to_list() == [False, False, False, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "Total",
        "TOTAL:",
        "Total: Account",
        "Razem",
        "Toplam",
        "Összesen",
        "Summa",
        "Итого",
        "合計: アカウント",
        "总计",
        "Zwischensumme",
        "Record count",
    ],
)
def test_a_total_says_so_in_many_languages(text: str) -> None:
    assert is_about_others(text)


@pytest.mark.parametrize("text", ["Totals AG", "Total Care Inc", "Summa Health", "Toplam Tekstil", "Count Dracula", "合計株式会社"])
def test_a_name_that_begins_like_a_total_is_none(text: str) -> None:
    assert not is_about_others(text)
