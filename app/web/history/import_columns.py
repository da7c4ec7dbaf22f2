"""The columns of a file as the head of its preview: what each is taken for, and what else may be said of it. No HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.history.found import ColumnFound, Look
from app.history.recipe import ColumnRecipe, Recipe
from app.language import Language
from app.planner.text import N_
from app.web.figures.words import said
from app.web.history.words import ACTIVITIES, FIELDS, FIELDS_OF, HOLDS, KEYS, ORDERS

Choices = tuple[tuple[str, str], ...]
"""Values with what they are called."""

_STAGED = {"entered": N_("Entered %(name)s"), "count": N_("How many %(name)s")}
_NAMED = {"activity": (N_("Activity: %(name)s"), ACTIVITIES), "key": (N_("Looked up by %(name)s"), KEYS)}
_ANOTHER = {
    "entered": N_("Entered another stage:"),
    "count": N_("How many of another stage:"),
    "activity": N_("Another activity:"),
    "key": N_("Looked up by another column:"),
}
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "BRL", "AUD", "CAD", "INR", "PLN", "SEK", "DKK", "NOK", "JPY", "MXN", "CZK", "SGD")


@dataclass(frozen=True)
class DateOrder:
    """Which number of the dates of one shape is the day."""

    field: str
    shape: str
    chosen: str
    choices: Choices


@dataclass(frozen=True)
class ColumnHead:
    """A column with its fields of the form.

    Attributes:
        at: its position, part of the names of its fields.
        header, about: its name; what it holds, in a few words.
        chosen, groups: what it is taken for, and what it could be, in groups.
        text: the stage or activity that no choice names; is_named tells whether that is asked for.
        orders: of its dates. decimal: of its numbers, None where it has none. currency: of its amounts, None where it has none.
        error: what is wrong with it.
    """

    at: int
    header: str
    about: str
    chosen: str
    groups: tuple[tuple[str, Choices], ...]
    text: str
    is_named: bool
    orders: tuple[DateOrder, ...]
    decimal: str | None
    decimals: Choices
    currency: str | None
    currencies: Choices
    error: str
    is_read: bool


def heads(look: Look, recipe: Recipe, errors: Mapping[str, str], texts: Mapping[str, str], language: Language) -> tuple[ColumnHead, ...]:
    """Every column of the file, with what was typed where that could not be read."""
    pairs = zip(look.columns, recipe.columns, strict=False)
    asked = {(at, each.about) for each in look.asked if each.code == "date_order" for at in (each.column, *each.also)}
    return tuple(_head(at, found, taken, recipe, errors, texts, asked, language) for at, (found, taken) in enumerate(pairs))


def _head(
    at: int,
    found: ColumnFound,
    taken: ColumnRecipe,
    recipe: Recipe,
    errors: Mapping[str, str],
    texts: Mapping[str, str],
    asked: set[tuple[int | None, str]],
    language: Language,
) -> ColumnHead:
    groups = _groups(recipe, language)
    chosen, text = _chosen(taken, {value for _, choices in groups for value, _ in choices})
    chosen, text = texts.get(f"c{at}", chosen), texts.get(f"c{at}-new", text)
    numeric = taken.field in ("amount", "spend", "revenue", "count", "activity") or found.holds in ("number", "money", "percent")
    is_money = taken.field in ("amount", "spend", "revenue")
    return ColumnHead(
        at=at,
        header=taken.header,
        about=_about(found, language),
        chosen=chosen,
        groups=groups,
        text=text,
        is_named=chosen.endswith(":"),
        orders=tuple(each for each in _orders(at, found, taken, language) if (at, each.shape) not in asked),
        decimal=(taken.decimal or "") if numeric and taken.field else None,
        decimals=(("", language.gettext("no decimals")), (".", "1,234.56"), (",", "1.234,56")),
        currency=(taken.currency or "") if is_money else None,
        currencies=_currencies(taken.currency, language),
        error=errors.get(f"c{at}", ""),
        is_read=taken.field is not None,
    )


def _chosen(taken: ColumnRecipe, values: set[str]) -> tuple[str, str]:
    """The choice that is taken, and the text beside it where it has a name that no choice has."""
    if taken.field not in _ANOTHER:
        return taken.field or "", ""
    name = taken.stage if taken.field in _STAGED else taken.name
    if taken.field == "count" and not name:
        return "count", ""
    value = f"{taken.field}:{name or ''}"
    return (value, "") if name and value in values else (f"{taken.field}:", name or "")


def meaning_of(taken: ColumnRecipe, language: Language) -> str:
    """What a column is taken for, in words; of one that is not read nothing."""
    if taken.field is None:
        return ""
    name = taken.stage if taken.field in _STAGED else taken.name
    if taken.field in _STAGED and name:
        return language.gettext(_STAGED[taken.field], name=name)
    if taken.field in _NAMED and name:
        message, names = _NAMED[taken.field]
        return language.gettext(message, name=said(names, name, language) if name in names else name)
    return said(FIELDS, taken.field, language) if taken.field in FIELDS else taken.field


def _groups(recipe: Recipe, language: Language) -> tuple[tuple[str, Choices], ...]:
    return tuple(
        (language.gettext(title), tuple(choice for field in fields for choice in _choices(field, recipe, language)))
        for title, fields in FIELDS_OF[recipe.kind]
    )


def _choices(field: str, recipe: Recipe, language: Language) -> list[tuple[str, str]]:
    """A field as choices: one for each stage or name that it is likely to be about."""
    say = language.gettext
    if field in _STAGED:
        found = [(f"{field}:{stage}", say(_STAGED[field], name=stage)) for stage in recipe.stages]
        plain = [("count", say(FIELDS["count"]))] if field == "count" else []
        return [*plain, *found, (f"{field}:", say(_ANOTHER[field]))]
    if field in _NAMED:
        message, names = _NAMED[field]
        found = [(f"{field}:{name}", say(message, name=say(label))) for name, label in names.items()]
        return [*found, (f"{field}:", say(_ANOTHER[field]))]
    return [(field, say(FIELDS[field]))]


def _about(found: ColumnFound, language: Language) -> str:
    """'dates · 842 filled · 312 different'"""
    if found.holds == "empty":
        return said(HOLDS, "empty", language)
    distinct = language.whole(found.distinct) if found.distinct < 1000 else "1,000+"
    parts = (
        said(HOLDS, found.holds, language),
        language.gettext("%(n)s filled", n=language.whole(found.filled)),
        language.gettext("%(n)s different", n=distinct),
    )
    return " · ".join(parts)


def shapes_of(found: ColumnFound, taken: ColumnRecipe) -> list[str]:
    """The shapes of a column's dates, in the order in which the form's fields are numbered."""
    return sorted({*found.orders, *found.open_orders, *taken.orders})


def order_field(at: int, found: ColumnFound, taken: ColumnRecipe, shape: str) -> str:
    """The name of the field that says the order of a shape."""
    return f"c{at}-order-{shapes_of(found, taken).index(shape)}"


def _orders(at: int, found: ColumnFound, taken: ColumnRecipe, language: Language) -> Sequence[DateOrder]:
    """The orders that could be otherwise: a year in front leaves no doubt."""
    choices = tuple((order, language.gettext(label)) for order, label in ORDERS.items())
    return [
        DateOrder(order_field(at, found, taken, shape), shape, taken.orders.get(shape, ""), choices)
        for shape in shapes_of(found, taken)
        if taken.field and taken.orders.get(shape, found.orders.get(shape)) != "ymd"
    ]


def _currencies(chosen: str | None, language: Language) -> Choices:
    codes = CURRENCIES if not chosen or chosen in CURRENCIES else (chosen, *CURRENCIES)
    return (("", language.gettext("no currency")), *((code, code) for code in codes))
