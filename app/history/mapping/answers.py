"""One answer for all columns that it holds for: the order of dates written alike, the country of a sign beside amounts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from app.history.found import Asked, ColumnFound, Look
from app.history.mapping.checks import DATES, MONEY, contradicts, open_orders, open_signs
from app.history.mapping.list_names import BUYERS, id_of
from app.history.recipe import ColumnRecipe, Order, Recipe
from app.history.values.words import fold

_T = TypeVar("_T")


def spread(recipe: Recipe, columns: Sequence[ColumnFound]) -> Recipe:
    """The recipe with what was said of one column said of all others that are still open in the same way; what was said of each stays."""
    changed = list(recipe.columns)
    for position, shape in open_orders(recipe, columns):
        if not contradicts(columns[position], shape) and (order := _order_said(recipe, columns, shape)) is not None:
            changed[position] = changed[position].model_copy(update={"orders": {**changed[position].orders, shape: order}})
    for position, sign in open_signs(recipe, columns):
        if (currency := _currency_said(recipe, columns, sign)) is not None:
            changed[position] = changed[position].model_copy(update={"currency": currency})
    return recipe.model_copy(update={"columns": tuple(changed)})


def _order_said(recipe: Recipe, columns: Sequence[ColumnFound], shape: str) -> Order | None:
    return _only(
        column.orders[shape]
        for column, found in _read(recipe, columns, DATES)
        if shape in found.open_orders and shape in column.orders and not contradicts(found, shape)
    )


def _currency_said(recipe: Recipe, columns: Sequence[ColumnFound], sign: str) -> str | None:
    return _only(column.currency for column, found in _read(recipe, columns, MONEY) if found.sign == sign and column.currency)


def _read(recipe: Recipe, columns: Sequence[ColumnFound], fields: Sequence[str]) -> list[tuple[ColumnRecipe, ColumnFound]]:
    return [(column, found) for column, found in zip(recipe.columns, columns, strict=True) if column.field in fields]


def _only(said: Iterable[_T]) -> _T | None:
    different = set(said)
    return different.pop() if len(different) == 1 else None


def still_open(look: Look, recipe: Recipe, asked: Sequence[Asked], *, list_said: bool) -> tuple[Asked, ...]:
    """What is asked now, with what was proposed before; and whose money it is, until somebody names a list."""
    before = {(each.code, each.about): each.proposed for each in look.asked if each.code == "currency"}
    now = tuple(_proposed(each, before.get((each.code, each.about))) for each in asked)
    if list_said or recipe.list_name != look.recipe.list_name:
        return now
    return (*(each for each in look.asked if each.code == "list" and _is_about(each, recipe)), *now)


def _is_about(asked: Asked, recipe: Recipe) -> bool:
    """Whether the question which list it is still fits: money, or buyers with the ids that it is about."""
    return recipe.kind == "spend" if not asked.about else recipe.kind in BUYERS and id_of(recipe) == fold(asked.about)


def _proposed(asked: Asked, before: str | None) -> Asked:
    return asked if before is None else replace(asked, proposed=before)
