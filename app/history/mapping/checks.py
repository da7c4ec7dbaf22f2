"""Whether a recipe fits a file: what has to be asked, and what is wrong with it. The same for proposals and for what people set."""

from collections.abc import Iterator, Sequence

from app.history.found import Asked, ColumnFound, Finding
from app.history.mapping.fields import NAMED, means
from app.history.mapping.flags import archived_words, words_of
from app.history.mapping.table import holds_months
from app.history.mapping.years import is_bare, is_year, reads_with_year
from app.history.recipe import Recipe
from app.history.values.money import is_written_with, written_with
from app.history.values.words import fold

DATES = ("created", "closed", "expected_close", "entered", "lost", "day", "until")
NUMBERS = ("amount", "spend", "revenue", "activity", "count")
MONEY = ("amount", "spend", "revenue")
MEANINGS = ("won", "lost", "open", "ignore")
_USUAL = {"$": "USD"}
"""The currency that is proposed for a sign of several countries; what kroner are is not."""
_WORDS_ASKED = 12
_COUNTED = 1_000  # different values of a column; further ones are not counted
_NEEDED = {
    "events": (("id",), ("stage",), ("day",)),
    "lookup": (("key",),),
    "counts": (("count",),),
    "spend": (("spend", "activity", "revenue"),),
    "records": (),
}


def questions(recipe: Recipe, columns: Sequence[ColumnFound], *, stages_open: bool = False) -> tuple[Asked, ...]:
    """What only a person can answer, the fewest that matter."""
    asked = [*_orders(recipe, columns), *_decimals(recipe, columns), *_currencies(recipe, columns), *_words(recipe, columns)]
    if stages_open:
        asked.append(Asked("stages", proposed=" > ".join(recipe.stages), examples=recipe.stages))
    return tuple(asked)


def _orders(recipe: Recipe, columns: Sequence[ColumnFound]) -> Iterator[Asked]:
    """The order of day and month where nothing in the file proves it: one question for all columns that are open in the same way."""
    alike: dict[tuple[str, int | None], list[int]] = {}
    for position, shape in open_orders(recipe, columns):
        alike.setdefault((shape, position if contradicts(columns[position], shape) else None), []).append(position)
    for (shape, _), positions in alike.items():
        examples = [sample for position in positions for sample in columns[position].samples if not shape or shape in sample]
        shown = tuple(dict.fromkeys(examples))[: 3 if len(positions) == 1 else 5]
        choices = ("dmy", "mdy", "ymd") if _may_begin_with_years(shown, shape) else ("dmy", "mdy")
        yield Asked("date_order", positions[0], shape, choices, None, shown, also=tuple(positions[1:]))


def _may_begin_with_years(samples: Sequence[str], shape: str) -> bool:
    """Whether all dates may have the year of two digits first, which can be no month: 25-07-03."""
    from app.history.values.date_text import Numbers, parsed

    read = [numbers for sample in samples if isinstance(numbers := parsed(sample), Numbers) and numbers.shape == shape]
    return bool(read) and all("ymd" in each.orders() and int(each.texts[0]) > 12 for each in read)


def open_orders(recipe: Recipe, columns: Sequence[ColumnFound]) -> Iterator[tuple[int, str]]:
    """Each column of days that are read, with each shape of which nothing proves the order and nobody said it."""
    for position, (column, found) in enumerate(zip(recipe.columns, columns, strict=True)):
        if column.field in DATES and column.field != "expected_close":
            for shape in found.open_orders:
                if shape not in column.orders:
                    yield position, shape


def contradicts(found: ColumnFound, shape: str) -> bool:
    """Whether dates of a column prove several orders of one shape; its samples begin with them."""
    from app.history.values.date_text import Numbers, parsed

    read = [numbers for sample in found.samples if isinstance(numbers := parsed(sample), Numbers) and numbers.shape == shape]
    return len({order for each in read if len(fits := set(each.orders()) & {"dmy", "mdy"}) == 1 for order in fits}) > 1


def _decimals(recipe: Recipe, columns: Sequence[ColumnFound]) -> Iterator[Asked]:
    for position, (column, found) in enumerate(zip(recipe.columns, columns, strict=True)):
        if column.field in NUMBERS and column.decimal is None and not found.decimal_proved:
            examples = tuple(sample for sample in found.samples if "." in sample or "," in sample)[:3]
            yield Asked("decimal", position, "", (".", ","), found.decimal, examples)


def _currencies(recipe: Recipe, columns: Sequence[ColumnFound]) -> Iterator[Asked]:
    """What country's $ stands beside amounts: one question for all columns with the same sign."""
    alike: dict[str, list[int]] = {}
    for position, sign in open_signs(recipe, columns):
        alike.setdefault(sign, []).append(position)
    for sign, positions in alike.items():
        named = {column.currency for column in recipe.columns if column.currency and is_written_with(column.currency, sign)}
        usual = _USUAL.get(sign) if not named else min(named)
        choices = tuple(dict.fromkeys((*sorted(named), *written_with(sign))))
        examples = tuple(sample for sample in columns[positions[0]].samples if sign in sample)[:3]
        yield Asked("currency", positions[0], sign, choices, usual, examples, also=tuple(positions[1:]))


def open_signs(recipe: Recipe, columns: Sequence[ColumnFound]) -> Iterator[tuple[int, str]]:
    """Each column of amounts that are read with a sign of several countries, where nothing else says which currency it is."""
    if recipe.fixed.get("currency") or any(column.field == "currency" for column in recipe.columns):
        return
    for position, (column, found) in enumerate(zip(recipe.columns, columns, strict=True)):
        if column.field in MONEY and column.currency is None and found.sign:
            yield position, found.sign


def _words(recipe: Recipe, columns: Sequence[ColumnFound]) -> Iterator[Asked]:
    """Words of an outcome or stage of which nobody knows the meaning."""
    name = {"records": "outcome", "events": "stage"}.get(recipe.kind)
    stages = {fold(stage) for stage in recipe.stages} if recipe.kind == "events" else set()
    for position, (column, found) in enumerate(zip(recipe.columns, columns, strict=True)):
        if name and column.field == name:
            unknown = [word for word in words_of(found) if fold(word) not in recipe.words and fold(word) not in stages]
            for word in unknown[:_WORDS_ASKED]:
                yield Asked("words", position, word, (*MEANINGS, *recipe.stages), _likely(word, found), (word,))


_LETTERS = ({"w": "won", "l": "lost"},)
"""Letters that stand for won and lost where both are there."""


def _likely(word: str, found: ColumnFound) -> str | None:
    """What a word that nobody knows seems to mean; most mean nothing before somebody says it."""
    folded, there = fold(word), {fold(each) for each in words_of(found)}
    letters = next((each for each in _LETTERS if folded in each and there >= each.keys()), {})
    return "lost" if folded in archived_words(found.header) else letters.get(folded)


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
    year = next((column.header for column in recipe.columns if column.field == "year"), None)
    for position, (column, found) in enumerate(zip(recipe.columns, columns, strict=True)):
        if column.field is None:
            continue
        if column.field not in NAMED or recipe.kind not in NAMED[column.field].kinds:
            yield _fault("field_not_here", position, header=column.header, field=column.field)
        elif column.field == "day" and year is not None:
            yield from _part_faults(position, found, year)
        elif column.field in DATES and found.holds not in ("date", "empty") and not _may_be_days(found):
            yield _fault("not_dates", position, header=column.header, example=example_of(found))
        elif column.field in NUMBERS and found.holds not in ("number", "money", "percent", "empty"):
            yield _fault("not_numbers", position, header=column.header, example=example_of(found))
        elif column.field == "id" and recipe.kind == "records" and _joins_many(recipe, found, columns):
            yield _fault("id_of_few", position, header=column.header, different=found.distinct, rows=found.filled)
        elif column.field == "entered" and column.stage not in recipe.stages:
            yield _fault("stage_unknown", position, header=column.header, stage=column.stage or "")
        elif column.field == "count" and column.stage and column.stage not in recipe.stages:
            yield _fault("stage_unknown", position, header=column.header, stage=column.stage)


def _part_faults(position: int, found: ColumnFound, year: str) -> Iterator[Finding]:
    """What is wrong with the months or quarters whose year stands in another column."""
    if found.holds == "date" or holds_months(found):
        yield _fault("field_twice", position, header=found.header, other=year)
    elif is_bare(found):
        yield _fault("day_in_parts", position, year=year, part=found.header)
    elif not reads_with_year(found):
        yield _fault("not_dates", position, header=found.header, example=example_of(found))


_ROWS_OF_FEW, _ROWS_A_BUYER = 30, 10
"""Rows from which on a column is judged as an id, and how many of them one buyer may have on average: a company has many deals."""


def _joins_many(recipe: Recipe, id_found: ColumnFound, columns: Sequence[ColumnFound]) -> bool:
    """Whether rows of many buyers would become one: a company has many deals. Not so in a log of the same deals."""
    return tells_few(id_found) and any(each.distinct > 1 for each in columns) and not _is_log(recipe, id_found, columns)


_OF_ONE = ("created", "closed", "lost", "amount", "outcome", "is_won")
"""What a deal has once, however often a log tells of it; so it has one day of the win."""
_GAPS = 2
"""A log tells of each deal on most of its days: on one of so many, at least."""


def _is_log(recipe: Recipe, id_found: ColumnFound, columns: Sequence[ColumnFound]) -> bool:
    """Whether all rows of an id are one deal: one day of creation, one amount, one end.

    Where there is neither amount nor end to tell several deals apart, there has to be the day of each row.
    """
    differing = [n for n, each in enumerate(columns) if each.distinct > 1]
    fields = {n: _of_one(recipe, n) for n in differing}
    created = any(field == "created" and columns[n].filled >= id_found.filled for n, field in fields.items())
    if not created or any(field and n not in id_found.alike for n, field in fields.items()):
        return False
    if set(fields.values()) & {"closed", "lost", "amount"}:
        return True
    return any(
        not fields[n] and columns[n].holds == "date" and columns[n].distinct * id_found.distinct <= _GAPS * id_found.filled
        for n in differing
    )


def _of_one(recipe: Recipe, position: int) -> str | None:
    """What of a deal a column tells, if that is something which it has once."""
    column = recipe.columns[position]
    if column.field == "entered":
        return "closed" if recipe.stages and column.stage == recipe.stages[-1] else None
    return column.field if column.field in _OF_ONE else None


def tells_few(found: ColumnFound) -> bool:
    """Whether a column has so few different values that rows of many buyers would become one."""
    return found.filled >= _ROWS_OF_FEW and found.distinct * _ROWS_A_BUYER < found.filled and found.distinct < _COUNTED


def _may_be_days(found: ColumnFound) -> bool:
    """Numbers such as 20260531 or 45000 can be days."""
    return found.holds == "number" or holds_months(found)


def example_of(found: ColumnFound) -> str:
    """A cell as it stands in the file."""
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
        yield _no_period([column.header for column in recipe.columns])
    if recipe.kind == "counts" and "stage" not in fields and not recipe.fixed.get("stage"):
        unnamed = [n for n, column in enumerate(recipe.columns) if column.field == "count" and not column.stage]
        if unnamed:
            yield _fault("stage_unknown", unnamed[0], header=recipe.columns[unnamed[0]].header, stage="")


def _no_period(headers: Sequence[str]) -> Finding:
    """No day anywhere; where a column has the year and another the month or quarter, they have to be brought together."""
    years = [header for header in headers if is_year(header)]
    parts = [header for header in headers if header not in years and means(header, "day")]
    return _fault("day_in_parts", year=years[0], part=parts[0]) if years and parts else _fault("no_period")


def _fault(code: str, position: int | None = None, **values: object) -> Finding:
    return Finding(code, "blocking", values, position)


CODES = frozenset(
    [
        "other_columns",
        "stage_twice",
        "unknown_meaning",
        "field_not_here",
        "not_dates",
        "not_numbers",
        "id_of_few",
        "stage_unknown",
        "field_twice",
        "field_missing",
        "nothing_to_measure",
        "no_period",
        "day_in_parts",
    ]
)
"""Faults, which are worked out anew for each recipe."""
