"""Whose money an import holds, by its name alone."""

import pytest

from app.history.recipe import Recipe
from app.history.whose import is_money_of, is_nobodys, lists_of


def recipe(kind: str, list_name: str) -> Recipe:
    return Recipe(kind=kind, list_name=list_name, columns=())  # type: ignore[arg-type]


def test_lists_are_those_of_buyers_and_counts() -> None:
    kinds = ("records", "events", "counts", "spend", "lookup")
    assert lists_of(recipe(kind, kind) for kind in kinds) == {"records", "events", "counts"}


@pytest.mark.parametrize(
    ("name", "lists", "of_leads", "nobodys"),
    [
        ("Leads", {"Leads"}, True, False),
        ("Leads", {"Leads", "Deals"}, True, False),
        ("Ads", {"Leads"}, True, True),
        ("Ads", {"Leads", "Deals"}, False, True),
        ("Deals", {"Leads", "Deals"}, False, False),
    ],
)
def test_money_is_that_of_its_name_or_of_the_only_list(name: str, lists: set[str], of_leads: bool, nobodys: bool) -> None:
    money = recipe("spend", name)
    assert (is_money_of(money, "Leads", lists), is_nobodys(money, lists)) == (of_leads, nobodys)


def test_nothing_but_spend_is_money() -> None:
    for kind in ("records", "events", "counts", "lookup"):
        assert not is_money_of(recipe(kind, "Leads"), "Leads", {"Leads"})
        assert not is_nobodys(recipe(kind, "Ads"), {"Leads"})
