"""Which list money belongs to, as far as recipes tell."""

from collections.abc import Collection, Iterable

from app.history.recipe import Recipe


def lists_of(recipes: Iterable[Recipe]) -> frozenset[str]:
    """The names of the lists that money can belong to: those of buyers and of counts."""
    return frozenset(each.list_name for each in recipes if each.kind in ("records", "events", "counts"))


def is_nobodys(recipe: Recipe, lists: Collection[str]) -> bool:
    """Whether it is money that carries the name of no list; then it is everybody's, which tells whose it is where there is one list."""
    return recipe.kind == "spend" and recipe.list_name not in lists


def is_money_of(recipe: Recipe, list_name: str, lists: Collection[str]) -> bool:
    """Whether it is money of the list that has this name: by its own name, or because there is no other list."""
    if recipe.kind != "spend":
        return False
    return recipe.list_name == list_name or (is_nobodys(recipe, lists) and set(lists) == {list_name})
