"""What people should know of a recipe that can be followed: what it does not tell, what is not read, what was taken for what."""

import re
from collections.abc import Collection, Iterator, Sequence

from app.history.found import ColumnFound, Finding
from app.history.mapping.checks import MONEY, NUMBERS, example_of
from app.history.mapping.fields import means
from app.history.mapping.outcomes import taken_as_open
from app.history.recipe import Recipe
from app.history.values.scales import factor_of
from app.history.values.totals import is_about_others

_NOT_SUMMED = re.compile(
    r"\bper\b|\bcp[cmalvo]\b|\bctr\b|\broas\b|\brate\b|ratio|avg|average|mean\b|moy|medio|média|durchschn|frequen|häufigkeit|score|position|"
    r"share|anteil|percent|prozent|%|budget|\bid\b|year|jahr|quote\b|taux|tasso|tasa|taxa|средн|ставк|率|单价|均价|単価|비용당|평균|율$",
    re.I,
)
"""Numbers that say nothing when they are added: rates, prices of one click, budgets, keys."""
_NAMES = ("outcome", "stage", "channel", "owner", "account", "attribute")
_SHOWN, _SEVERAL = 8, 2
_AGAIN = re.compile(r" \(\d+\)$")
CODES = frozenset(
    [
        "no_id_column",
        "closed_without_outcome",
        "no_outcome_column",
        "no_amount_column",
        "amounts_not_read",
        "days_not_read",
        "thousands_parted",
        "numbers_scaled",
        "amounts_scaled",
        "scale_of_other_currency",
        "grouped_values",
        "unread_amounts",
        "words_taken_as_open",
    ]
)
"""Advice, which is worked out anew for each recipe."""


def advice(recipe: Recipe, columns: Sequence[ColumnFound], assumed: Collection[str]) -> tuple[Finding, ...]:
    """What people should know of a recipe that can be followed; `assumed`: words that count as open though nobody said so, folded."""
    fields = {column.field for column in recipe.columns}
    found = []
    if recipe.kind == "records" and "id" not in fields:
        found.append(Finding("no_id_column", "warning"))
    if recipe.kind == "records" and "closed" in fields and "outcome" not in fields and not fields & {"lost", "is_won"}:
        found.append(Finding("closed_without_outcome", "warning"))
    if recipe.kind in ("records", "events"):
        found += taken_as_open(recipe, columns, assumed)
    if recipe.kind == "records":
        found += _nothing_tells(recipe, columns)
    return (*found, *_thousands(recipe, columns), *_scaled(recipe), *_grouped(recipe, columns), *_unread(recipe, columns))


def _thousands(recipe: Recipe, columns: Sequence[ColumnFound]) -> Iterator[Finding]:
    """Amounts whose mark is taken for one that parts thousands, because none of them has decimals."""
    from app.history.values.numbers import read_number

    for position, (column, found) in enumerate(zip(recipe.columns, columns, strict=False)):
        if column.field in NUMBERS and found.thousands and column.decimal == found.decimal:
            read = [(sample, read_number(sample, found.decimal)) for sample in found.samples if "." in sample or "," in sample]
            for example, number in [(sample, number) for sample, number in read if number is not None][:1]:
                values: dict[str, object] = {"header": found.header, "example": example, "value": number.value}
                yield Finding("thousands_parted", "info", values, position)


def _scaled(recipe: Recipe) -> Iterator[Finding]:
    """Columns whose header, or a line above the table, says that each number counts for a thousand, or more."""
    for position, column in enumerate(recipe.columns):
        if column.field in NUMBERS and (factor := factor_of(column.header)) != 1:
            yield Finding("numbers_scaled", "info", {"header": column.header, "factor": factor}, position)
        elif column.field in MONEY and (recipe.scale or 1) != 1:
            by_title = recipe.scale_of(column) != 1
            code = "amounts_scaled" if by_title else "scale_of_other_currency"
            yield Finding(code, "warning", {"header": column.header, "factor": recipe.scale}, position)


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
    yield from _grouped_days(recipe, columns, rows)
    for position, (column, found) in enumerate(zip(recipe.columns, columns, strict=False)):
        if column.field not in _NAMES or found.filled * 2 >= rows:
            continue
        values = [(word, count) for word, count in found.common if not is_about_others(word)]
        if 1 < len(values) < len(found.common) and all(count == 1 for _, count in values):
            yield Finding("grouped_values", "blocking", {"header": found.header, "example": values[0][0]}, position)


def _grouped_days(recipe: Recipe, columns: Sequence[ColumnFound], rows: int) -> Iterator[Finding]:
    """The same of the month or day of a ledger, as merged cells leave it: each stands once, and most rows have none."""
    for position, (column, found) in enumerate(zip(recipe.columns, columns, strict=False)):
        merged = 1 < found.filled == found.distinct and found.filled * 2 <= rows
        if recipe.kind in ("counts", "spend") and column.field in ("day", "year") and merged:
            yield Finding("grouped_values", "blocking", {"header": found.header, "example": example_of(found)}, position)


def _unread(recipe: Recipe, columns: Sequence[ColumnFound]) -> Iterator[Finding]:
    """Columns of numbers in a ledger that are not read. Where nothing tells the money spent or the leads won, one of them may."""
    if recipe.kind not in ("spend", "counts"):
        return
    unread = [found for column, found in zip(recipe.columns, columns, strict=False) if column.field is None and _adds_up(found)]
    if unread:
        headers = ", ".join(found.header for found in unread[:_SHOWN])
        grave = recipe.kind == "counts" or _lacks(recipe, unread) or _is_again(recipe, unread)
        yield Finding("unread_amounts", "warning" if grave else "info", {"headers": headers}, count=len(unread))


def _is_again(recipe: Recipe, unread: Sequence[ColumnFound]) -> bool:
    """Whether an unread column is called like one that is read: the same of another tool, under a row of their names."""
    read = {column.header for column in recipe.columns if column.field in NUMBERS}
    return any(_AGAIN.sub("", found.header) in read for found in unread if _AGAIN.search(found.header))


def _lacks(recipe: Recipe, unread: Sequence[ColumnFound]) -> bool:
    """Whether nothing is read as money spent where an unread column may be money; or nothing as leads, of what cost money."""
    said = {column.name if column.field == "activity" else column.field for column in recipe.columns}
    if "spend" in said:
        return "leads" not in said
    return any(found.holds == "money" or any(mark in sample for sample in found.samples for mark in ".,") for found in unread)


def _adds_up(found: ColumnFound) -> bool:
    if found.holds not in ("number", "money") or found.distinct < _SEVERAL or is_about_others(found.header):
        return False
    return not _NOT_SUMMED.search(found.header)
