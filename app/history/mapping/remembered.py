"""Recipes that were used before, found again by the shape of a file."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Literal

from app.history.found import ColumnFound
from app.history.mapping.list_names import BUYERS, id_of
from app.history.recipe import ColumnRecipe, Recipe
from app.history.values.words import fold_header

_ALIKE = 0.7


def shape_of(headers: Iterable[str]) -> str:
    """The same for files with the same headers, whatever their order, delimiter or encoding."""
    folded = sorted(fold_header(header) for header in headers)
    return hashlib.sha256("\n".join(folded).encode()).hexdigest()[:32]


def exactly(recipe: Recipe, drafted: Recipe, columns: Sequence[ColumnFound]) -> Recipe | None:
    """A remembered recipe for this file, with the file's own layout; None where its headers differ or its cells contradict it."""
    by_header = {column.header: column for column in recipe.columns}
    if sorted(by_header) != sorted(column.header for column in columns) or len(by_header) != len(recipe.columns):
        return None
    if scales_differ(recipe, drafted) or drafted.fixed.get("currency") not in (None, recipe.fixed.get("currency")):
        return None
    if _years_differ(recipe, drafted):
        return None
    fitted = [_fitted(by_header[column.header], column) for column in columns]
    if any(each is None for each in fitted):
        return None
    return _moved(recipe, drafted, [each for each in fitted if each is not None])


def _years_differ(recipe: Recipe, drafted: Recipe) -> bool:
    """Whether months stand with their year in one file, and beside it in the other."""
    mine, theirs = ({column.field for column in each.columns} for each in (drafted, recipe))
    return ("year" in mine and "year" not in theirs) or ("year" in theirs and _has_whole_days(drafted))


def _has_whole_days(drafted: Recipe) -> bool:
    fields = {column.field for column in drafted.columns}
    return "day" in fields and "year" not in fields


def scales_differ(one: Recipe, other: Recipe) -> bool:
    """Whether an amount counts for another number in one recipe than in the other."""
    return (one.scale or 1) != (other.scale or 1)


def _fitted(column: ColumnRecipe, found: ColumnFound) -> ColumnRecipe | None:
    """A column as remembered; what this file proves of its formats must not contradict it."""
    if any(column.orders.get(shape, order) != order for shape, order in found.orders.items()):
        return None
    if found.decimal_proved and found.decimal and column.decimal and found.decimal != column.decimal:
        return None
    if column.currency and found.currency and column.currency != found.currency:
        return None
    decimal = column.decimal or found.decimal
    return column.model_copy(
        update={"orders": {**column.orders, **found.orders}, "decimal": decimal, "currency": column.currency or found.currency}
    )


def _moved(recipe: Recipe, drafted: Recipe, columns: Sequence[ColumnRecipe]) -> Recipe:
    """The remembered meaning in the layout of this file. When it was exported and what period it covers are its own."""
    layout = {name: getattr(drafted, name) for name in ("encoding", "delimiter", "worksheet", "header_row", "as_of", "period")}
    return recipe.model_copy(update={**layout, "columns": tuple(columns)})


def similar(remembered: Sequence[tuple[str, Recipe]], columns: Sequence[ColumnFound]) -> Recipe | None:
    """The remembered recipe that has most headers in common, if those are most of both."""
    mine = {column.header for column in columns}
    best: tuple[float, Recipe] | None = None
    for _, recipe in remembered:
        theirs = {column.header for column in recipe.columns}
        alike = len(mine & theirs) / len(mine | theirs)
        if alike >= _ALIKE and (best is None or alike > best[0]):
            best = (alike, recipe)
    return best[1] if best else None


def taken_over(recipe: Recipe, drafted: Recipe) -> Recipe:
    """A draft with what a similar recipe says of the same headers; formats, and where the year stands, stay as found in this file."""
    by_header = {column.header: column for column in recipe.columns}
    if _years_differ(recipe, drafted):
        of_year = {column.header for column in (*drafted.columns, *recipe.columns) if column.field in ("year", "day")}
        by_header = {header: column for header, column in by_header.items() if header not in of_year}
    columns = tuple(
        column.model_copy(update={"field": said.field, "stage": said.stage, "name": said.name})
        if (said := by_header.get(column.header))
        else column
        for column in drafted.columns
    )
    mapped = drafted.model_copy(update={"columns": columns})
    is_one_list = recipe.kind not in BUYERS or (id_of(recipe) is not None and id_of(recipe) == id_of(mapped))
    list_name = recipe.list_name if is_one_list else drafted.list_name
    known = {
        "stages": recipe.stages,
        "words": {**drafted.words, **recipe.words},
        "fixed": {**drafted.fixed, **recipe.fixed, **currency_of_file(drafted)},
        "renames": recipe.renames,
    }
    return drafted.model_copy(update={"kind": recipe.kind, "list_name": list_name, "columns": columns, **known})


def currency_of_file(drafted: Recipe) -> dict[Literal["channel", "currency", "campaign", "stage"], str]:
    """The currency that the file itself names."""
    return {"currency": drafted.fixed["currency"]} if drafted.scale and "currency" in drafted.fixed else {}
