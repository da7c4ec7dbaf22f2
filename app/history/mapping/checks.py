"""Whether a recipe fits a file: what has to be asked, and what is wrong with it. The same for proposals and for what people set."""

from collections.abc import Iterator, Sequence

from app.history.found import Asked, ColumnFound, Finding
from app.history.mapping.fields import NAMED, known_headers, spelled
from app.history.mapping.flags import words_of
from app.history.mapping.table import holds_months
from app.history.recipe import Recipe
from app.history.values.words import fold

DATES = ("created", "closed", "expected_close", "entered", "lost", "day", "until")
NUMBERS = ("amount", "spend", "revenue", "activity", "count")
MEANINGS = ("won", "lost", "open", "ignore")
_WORDS_ASKED = 12
_NEEDED = {
    "events": (("id",), ("stage",), ("day",)),
    "lookup": (("key",),),
    "counts": (("count",),),
    "spend": (("spend", "activity", "revenue"),),
    "records": (),
}


def questions(recipe: Recipe, columns: Sequence[ColumnFound], *, stages_open: bool = False) -> tuple[Asked, ...]:
    """What only a person can answer, the fewest that matter."""
    asked = [*_orders(recipe, columns), *_decimals(recipe, columns), *_words(recipe, columns)]
    if stages_open:
        asked.append(Asked("stages", proposed=" > ".join(recipe.stages), examples=recipe.stages))
    return tuple(asked)


def _orders(recipe: Recipe, columns: Sequence[ColumnFound]) -> Iterator[Asked]:
    """The order of day and month where nothing in the file proves it; columns of one shape are asked once each."""
    for position, (column, found) in enumerate(zip(recipe.columns, columns, strict=True)):
        if column.field in DATES and column.field != "expected_close":
            for shape in found.open_orders:
                if shape not in column.orders:
                    examples = tuple(sample for sample in found.samples if not shape or shape in sample)[:3]
                    yield Asked("date_order", position, shape, ("dmy", "mdy"), None, examples)


def _decimals(recipe: Recipe, columns: Sequence[ColumnFound]) -> Iterator[Asked]:
    for position, (column, found) in enumerate(zip(recipe.columns, columns, strict=True)):
        if column.field in NUMBERS and column.decimal is None and not found.decimal_proved:
            examples = tuple(sample for sample in found.samples if "." in sample or "," in sample)[:3]
            yield Asked("decimal", position, "", (".", ","), found.decimal, examples)


def _words(recipe: Recipe, columns: Sequence[ColumnFound]) -> Iterator[Asked]:
    """Words of an outcome or stage of which nobody knows the meaning."""
    name = {"records": "outcome", "events": "stage"}.get(recipe.kind)
    stages = {fold(stage) for stage in recipe.stages} if recipe.kind == "events" else set()
    for position, (column, found) in enumerate(zip(recipe.columns, columns, strict=True)):
        if name and column.field == name:
            unknown = [word for word in words_of(found) if fold(word) not in recipe.words and fold(word) not in stages]
            for word in unknown[:_WORDS_ASKED]:
                yield Asked("words", position, word, (*MEANINGS, *recipe.stages), "open", (word,))


def faults(recipe: Recipe, columns: Sequence[ColumnFound]) -> tuple[Finding, ...]:
    """What makes a recipe impossible to follow."""
    if [column.header for column in recipe.columns] != [column.header for column in columns]:
        return (_fault("other_columns"),)
    found = [*_column_faults(recipe, columns), *_twice(recipe), *_missing(recipe)]
    if len(set(recipe.stages)) < len(recipe.stages):
        found.append(_fault("stage_twice"))
    unknown = sorted({target for target in recipe.words.values() if target not in MEANINGS and target not in recipe.stages})
    if unknown and recipe.kind in ("records", "events"):
        found.append(_fault("unknown_meaning", meaning=unknown[0]))
    return tuple(found)


def _column_faults(recipe: Recipe, columns: Sequence[ColumnFound]) -> Iterator[Finding]:
    for position, (column, found) in enumerate(zip(recipe.columns, columns, strict=True)):
        if column.field is None:
            continue
        if column.field not in NAMED or recipe.kind not in NAMED[column.field].kinds:
            yield _fault("field_not_here", position, header=column.header, field=column.field)
        elif column.field in DATES and found.holds not in ("date", "empty") and not _may_be_days(found):
            yield _fault("not_dates", position, header=column.header, example=_example(found))
        elif column.field in NUMBERS and found.holds not in ("number", "money", "percent", "empty"):
            yield _fault("not_numbers", position, header=column.header, example=_example(found))
        elif column.field == "entered" and column.stage not in recipe.stages:
            yield _fault("stage_unknown", position, header=column.header, stage=column.stage or "")
        elif column.field == "count" and column.stage and column.stage not in recipe.stages:
            yield _fault("stage_unknown", position, header=column.header, stage=column.stage)


def _may_be_days(found: ColumnFound) -> bool:
    """Numbers such as 20260531 or 45000 can be days."""
    return found.holds == "number" or holds_months(found)


def _example(found: ColumnFound) -> str:
    return found.samples[0] if found.samples else ""


def _twice(recipe: Recipe) -> Iterator[Finding]:
    seen: dict[tuple[str, str | None], int] = {}
    for position, column in enumerate(recipe.columns):
        if column.field is None or column.field not in NAMED:
            continue
        key = (column.field, column.stage if column.field == "entered" else None)
        if key in seen and (column.field == "entered" or not NAMED[column.field].many):
            yield _fault("field_twice", position, header=column.header, other=recipe.columns[seen[key]].header)
        seen.setdefault(key, position)


def _missing(recipe: Recipe) -> Iterator[Finding]:
    fields = {column.field for column in recipe.columns}
    for group in _NEEDED[recipe.kind]:
        if not fields & set(group):
            yield _fault("field_missing", field=group[0])
    if recipe.kind == "records" and not fields & {"created", "closed", "entered", "lost", "outcome"}:
        yield _fault("nothing_to_measure")
    by_header = any(column.field == "count" and column.name for column in recipe.columns)
    if recipe.kind in ("spend", "counts") and "day" not in fields and recipe.period is None and not by_header:
        yield _fault("no_period")
    if recipe.kind == "counts" and "stage" not in fields and not recipe.fixed.get("stage"):
        unnamed = [n for n, column in enumerate(recipe.columns) if column.field == "count" and not column.stage]
        if unnamed:
            yield _fault("stage_unknown", unnamed[0], header=recipe.columns[unnamed[0]].header, stage="")


def _fault(code: str, position: int | None = None, **values: object) -> Finding:
    return Finding(code, "blocking", values, position)


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
    return tuple(found)


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
            folded = spelled(cells.header)
            if "amount" not in said and folded in known_headers("amount") and any(map(_has_digit, cells.samples)):
                found.append(Finding("amounts_not_read", "warning", {"header": cells.header, "example": _example(cells)}, position))
            if any(name not in said and folded in known_headers(name) for name in ("created", "closed", "lost")):
                found.append(Finding("days_not_read", "warning", {"header": cells.header, "example": _example(cells)}, position))
    return found


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


CODES = frozenset(
    [
        "other_columns",
        "stage_twice",
        "unknown_meaning",
        "field_not_here",
        "not_dates",
        "not_numbers",
        "stage_unknown",
        "field_twice",
        "field_missing",
        "nothing_to_measure",
        "no_period",
        "no_id_column",
        "closed_without_outcome",
        "no_outcome_column",
        "no_amount_column",
        "amounts_not_read",
        "days_not_read",
    ]
)
"""Codes that are worked out anew for each recipe."""
