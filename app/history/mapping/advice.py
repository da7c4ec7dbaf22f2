"""What people should know of a recipe that can be followed: what it does not tell, what is not read, what was taken for what."""

from collections.abc import Iterator, Sequence

from app.history.found import ColumnFound, Finding
from app.history.mapping.checks import NUMBERS, example_of
from app.history.mapping.fields import means
from app.history.recipe import Recipe
from app.history.values.totals import is_about_others

_NAMES = ("outcome", "stage", "channel", "owner", "account", "attribute")
CODES = frozenset(
    [
        "no_id_column",
        "closed_without_outcome",
        "no_outcome_column",
        "no_amount_column",
        "amounts_not_read",
        "days_not_read",
        "thousands_parted",
        "grouped_values",
    ]
)
"""Advice, which is worked out anew for each recipe."""


def advice(recipe: Recipe, columns: Sequence[ColumnFound]) -> tuple[Finding, ...]:
    """What people should know of a recipe that can be followed."""
    fields = {column.field for column in recipe.columns}
    found = []
    if recipe.kind == "records" and "id" not in fields:
        found.append(Finding("no_id_column", "warning"))
    if recipe.kind == "records" and "closed" in fields and "outcome" not in fields and not fields & {"lost", "is_won"}:
        found.append(Finding("closed_without_outcome", "warning"))
    if recipe.kind == "records":
        found += _nothing_tells(recipe, columns)
    return (*found, *_thousands(recipe, columns), *_grouped(recipe, columns))


def _thousands(recipe: Recipe, columns: Sequence[ColumnFound]) -> Iterator[Finding]:
    """Amounts whose mark is taken for one that parts thousands, because none of them has decimals."""
    from app.history.values.numbers import read_number

    for position, (column, found) in enumerate(zip(recipe.columns, columns, strict=False)):
        if column.field in NUMBERS and found.thousands and column.decimal == found.decimal:
            read = [(sample, read_number(sample, found.decimal)) for sample in found.samples if "." in sample or "," in sample]
            for example, number in [(sample, number) for sample, number in read if number is not None][:1]:
                values: dict[str, object] = {"header": found.header, "example": example, "value": number.value}
                yield Finding("thousands_parted", "info", values, position)


def _nothing_tells(recipe: Recipe, columns: Sequence[ColumnFound]) -> list[Finding]:
    """What records do not tell: won or lost, and what they are worth. Worth a warning where a column that is not read might tell it."""
    fields = {column.field for column in recipe.columns}
    unread = [found for column, found in zip(recipe.columns, columns, strict=False) if column.field is None]
    found = []
    won = any(column.field == "entered" and column.stage == recipe.stages[-1] for column in recipe.columns) if recipe.stages else False
    if not won and not fields & {"outcome", "is_won", "closed", "lost"}:
        found.append(Finding("no_outcome_column", "warning"))
    if "amount" not in fields:
        priced = any(each.holds == "money" for each in unread)
        found.append(Finding("no_amount_column", "warning" if priced else "info"))
    return found + _not_understood(recipe, columns)


def _not_understood(recipe: Recipe, columns: Sequence[ColumnFound]) -> list[Finding]:
    """Columns that are called days or an amount, and hold texts that cannot be read as such: they are not read, and that must be said."""
    said = {column.field for column in recipe.columns}
    found = []
    for position, (column, cells) in enumerate(zip(recipe.columns, columns, strict=False)):
        if column.field in (None, "attribute") and cells.holds == "text":
            if "amount" not in said and means(cells.header, "amount") and any(map(_has_digit, cells.samples)):
                found.append(Finding("amounts_not_read", "warning", {"header": cells.header, "example": example_of(cells)}, position))
            if any(name not in said and means(cells.header, name) for name in ("created", "closed", "lost")):
                found.append(Finding("days_not_read", "warning", {"header": cells.header, "example": example_of(cells)}, position))
    return found


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _grouped(recipe: Recipe, columns: Sequence[ColumnFound]) -> Iterator[Finding]:
    """Columns that say a value only in the first row of each group, with subtotals between: the other rows would be without it."""
    rows = max((found.filled for found in columns), default=0)
    for position, (column, found) in enumerate(zip(recipe.columns, columns, strict=False)):
        if column.field not in _NAMES or found.filled * 2 >= rows:
            continue
        values = [(word, count) for word, count in found.common if not is_about_others(word)]
        if 1 < len(values) < len(found.common) and all(count == 1 for _, count in values):
            yield Finding("grouped_values", "blocking", {"header": found.header, "example": values[0][0]}, position)
