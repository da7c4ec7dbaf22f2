"""How a file was read that is in: its columns with what each was taken for, and what was said of the whole file. No HTML."""

from dataclasses import dataclass

from app.history.found import Look
from app.history.recipe import ColumnRecipe, Recipe
from app.language import Language
from app.planner.text import N_
from app.web.figures import measured
from app.web.figures.words import said
from app.web.history.import_columns import meaning_of
from app.web.history.questions import scale_name
from app.web.history.words import KINDS, MEANINGS, ORDERS

_DECIMALS = {".": "1,234.56", ",": "1.234,56"}


@dataclass(frozen=True)
class ColumnRead:
    """A column that was read: its header, what it was taken for, how its dates and numbers were written."""

    header: str
    meaning: str
    written: str


@dataclass(frozen=True)
class HowRead:
    """Everything that a person could have said: columns, facts with their labels, words with their meanings, headers left unread."""

    columns: tuple[ColumnRead, ...]
    facts: tuple[tuple[str, str], ...]
    words: tuple[tuple[str, str], ...]
    unread: str


def how_read(recipe: Recipe, language: Language, look: Look | None = None) -> HowRead:
    """A recipe for people; `look` knows how the words of it stand in the file."""
    spelt = _spelt(recipe, look) if look else {}
    read = [each for each in recipe.columns if each.field is not None]
    unread = [each.header for each in recipe.columns if each.field is None]
    return HowRead(
        columns=tuple(ColumnRead(each.header, meaning_of(each, language), _written(each, language)) for each in read),
        facts=tuple((language.gettext(label), text) for label, text in _facts(recipe, language) if text),
        words=tuple((spelt.get(word, word), _meaning(meaning, language)) for word, meaning in sorted(recipe.words.items())),
        unread=language.list_of(unread) if unread else "",
    )


def _spelt(recipe: Recipe, look: Look) -> dict[str, str]:
    """Words as they stand in the file, by what they are folded to; the spelling that is met most."""
    from app.history.values.words import fold

    pairs = zip(recipe.columns, look.columns, strict=False)
    told = [found for column, found in pairs if column.field in ("outcome", "stage") and column.header == found.header]
    return {fold(word): word for found in told for word, _ in reversed(found.common)}


def _written(column: ColumnRecipe, language: Language) -> str:
    """'03/04: day, month, year · 1.234,56 · EUR'"""
    orders = [f"{_example(shape)}: {said(ORDERS, order, language)}" for shape, order in sorted(column.orders.items())]
    return " · ".join([*orders, *filter(None, (_DECIMALS.get(column.decimal or ""), column.currency))])


def _example(shape: str) -> str:
    return f"03{shape}04" if len(shape) == 1 else shape or "0304"


def _facts(recipe: Recipe, language: Language) -> list[tuple[str, str]]:
    period = recipe.period
    return [
        (N_("A row is about"), said(KINDS, recipe.kind, language)),
        (N_("Stages, first to won"), " → ".join(recipe.stages)),
        (N_("Channel of every row"), recipe.fixed.get("channel", "")),
        (N_("Currency of every row"), recipe.fixed.get("currency", "")),
        (N_("Amounts are written"), scale_name(f"{recipe.scale:.15g}", language) if recipe.scale and recipe.scale != 1 else ""),
        (N_("Exported on"), measured.day(recipe.as_of.isoformat(), language) if recipe.as_of else ""),
        (N_("The file covers the days"), measured.period(period[0].isoformat(), period[1].isoformat(), language) if period else ""),
        (N_("Worksheet"), recipe.worksheet),
        (N_("Encoding"), recipe.encoding),
        (N_("First row of the table"), language.whole(recipe.header_row + 1)),
    ]


def _meaning(meaning: str, language: Language) -> str:
    return said(MEANINGS, meaning, language) if meaning in MEANINGS else meaning
