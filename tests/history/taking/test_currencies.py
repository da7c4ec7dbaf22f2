"""Amounts of several currencies are never added, and a sign that several currencies share is none of them for certain."""

from pathlib import Path

import pytest

from app.history.taking.money import counted
from tests.history.exports import save, text
from tests.history.taking.reading_parts import take_in
from tests.history.taking.test_taking_rules import DEALS, HEAD


def won(folder: Path, *amounts: str) -> Path:
    rows = [[str(at), "2026-01-05", "2026-02-05", "Won", amount, "Web"] for at, amount in enumerate(amounts)]
    return save(folder, "deals.csv", text([HEAD, *rows]))


def test_a_bare_dollar_is_set_aside_where_most_amounts_are_in_euro(tmp_path: Path) -> None:
    found = take_in(won(tmp_path, "€5", "€6", "$5", "£7", "8"), tmp_path, recipe=DEALS)
    assert [row.get("amount") for row in found.rows] == [5, 6, None, None, 8]
    assert found.taken.currency == "EUR"
    assert (found.finding("currency_set_aside").values["others"], found.finding("currency_set_aside").count) == ("$, GBP", 2)


def test_a_bare_dollar_is_the_only_dollar_there_is(tmp_path: Path) -> None:
    found = take_in(won(tmp_path, "US$5", "$6", "$7", "£7"), tmp_path, recipe=DEALS)
    assert [row.get("amount") for row in found.rows] == [5, 6, 7, None]
    assert found.taken.currency == "USD"


@pytest.mark.parametrize(
    ("said", "given", "currency", "others"),
    [
        ({}, None, None, {}),
        ({}, "EUR", "EUR", {}),
        ({"$": 3}, None, None, {}),
        ({"$": 3}, "USD", "USD", {}),
        ({"$": 3}, "CAD", "CAD", {}),
        ({"$": 3, "EUR": 1}, None, None, {"EUR": 1}),
        ({"$": 3, "EUR": 1}, "USD", "USD", {"EUR": 1}),
        ({"$": 1, "EUR": 3}, None, "EUR", {"$": 1}),
        ({"$": 2, "USD": 1, "EUR": 2}, None, "USD", {"EUR": 2}),
        ({"$": 5, "USD": 2, "CAD": 1}, None, None, {"USD": 2, "CAD": 1}),
        ({"kr": 2, "SEK": 1}, None, "SEK", {}),
    ],
)
def test_which_currency_counts(said: dict[str, int], given: str | None, currency: str | None, others: dict[str, int]) -> None:
    found = counted(said, given)
    assert (found.currency, found.others) == (currency, others)
