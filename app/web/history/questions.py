"""What only a person can answer about a file, each as one sentence with its answers. No HTML."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.history.found import Asked, Look
from app.history.recipe import Recipe
from app.language import Language
from app.planner.text import N_
from app.web.figures.words import said
from app.web.history.import_columns import CURRENCIES, Choices, order_field
from app.web.history.words import HEADERS, KINDS, MEANINGS, SCALES

_SENTENCES = {
    "date_order": N_("What day is %(example)s in the column “%(column)s”? Nothing in the file proves it."),
    "decimal": N_("How much is %(example)s in the column “%(column)s”?"),
    "words": N_("What does “%(about)s” in the column “%(column)s” mean?"),
    "stages": N_("Which stages does a buyer go through, first to won?"),
    "kind": N_("What is a row of this file?"),
    "id": N_("Which column tells one buyer from another?"),
    "header": N_("Does the first row hold the names of the columns? It begins with %(example)s."),
    "currency": N_("In which currency are the amounts of the column “%(column)s”?"),
    "as_of": N_("On what day was the file exported?"),
    "list": N_("Whose money is this?"),
    "scale": N_("How are the amounts of money in this file written?"),
}
_SAME_BUYERS = N_("Which list do these buyers belong to? Their ids, “%(about)s”, are running numbers, and those there are called so, too.")
_OTHER = N_("Please answer: %(about)s")
_HINTS = {
    "stages": N_("One stage a line; the last is the won deal."),
    "as_of": N_("What happened after it is not known to the file, and is not counted as failed."),
    "list": N_("What the buyers of that list cost is worked out with it, and with no other."),
    "scale": N_("What the file says of it is not clear, or not what was said of such a file before. Compare an amount with what you know."),
}
_ALONE, _NAME_BEFORE = " (alone)", 190
_ALSO = N_("The answer holds for %(columns)s, too; each column can be corrected on its own afterwards.")
_FIELDS = {"list": "list_of", "stages": "stages", "kind": "kind", "header": "has_header", "as_of": "as_of", "id": "id_column"}
_INPUTS = {"stages": "lines", "as_of": "date", "id": "select", "currency": "select", "words": "select"}


@dataclass(frozen=True)
class Question:
    """A question with the field that takes its answer.

    Attributes:
        field: the name of the field. input: radio, select, lines, date or text.
        choices: values with labels. chosen: the answer proposed or given.
        must: whether taking in takes an answer. waits: whether there is none so far. examples: cells that show it.
    """

    field: str
    sentence: str
    hint: str
    input: str
    choices: Choices
    chosen: str
    must: bool
    waits: bool
    examples: tuple[str, ...]


def questions(look: Look, recipe: Recipe, language: Language) -> tuple[Question, ...]:
    """Every open question, those first that taking in waits for."""
    found = sorted(look.asked, key=lambda each: not each.must)
    return tuple(_question(each, look, recipe, language) for each in found)


def without_proposals(look: Look, recipe: Recipe, texts: Mapping[str, str], language: Language) -> dict[str, str]:
    """What of a form somebody said: a question that still shows what is proposed has not been answered by whoever answers another."""
    shown = {each.field: each.chosen for each in questions(look, recipe, language) if each.chosen}
    return {name: text for name, text in texts.items() if _lines(text) != _lines(shown.get(name))}


def _lines(text: str | None) -> list[str] | None:
    """The lines of a text; a browser ends them in its own way."""
    return None if text is None else text.split()


def _question(asked: Asked, look: Look, recipe: Recipe, language: Language) -> Question:
    column = "" if asked.column is None else look.columns[asked.column].header
    example = asked.examples[0] if asked.examples else asked.about
    message = _SAME_BUYERS if asked.code == "list" and asked.about else _SENTENCES.get(asked.code, _OTHER)
    kind = _INPUTS.get(asked.code, "radio" if asked.choices else "text")
    return Question(
        field=field_of(asked, look, recipe),
        sentence=language.gettext(message, example=example, column=column, about=asked.about or asked.code),
        hint=_hint(asked, look, language),
        input=kind,
        choices=_choices(asked, recipe, example, language),
        chosen=_chosen(asked, recipe),
        waits=asked.must and not _chosen(asked, recipe),
        must=asked.must,
        examples=asked.examples if asked.code == "scale" else () if asked.code in ("stages", "words") else asked.examples[1:6],
    )


def _hint(asked: Asked, look: Look, language: Language) -> str:
    if asked.also:
        return language.gettext(_ALSO, columns=language.list_of([f"“{look.columns[at].header}”" for at in asked.also]))
    return language.gettext(_HINTS[asked.code]) if asked.code in _HINTS and not (asked.code == "list" and asked.about) else ""


def field_of(asked: Asked, look: Look, recipe: Recipe) -> str:
    """The name of the field of the form that answers."""
    if asked.column is not None and asked.code == "date_order":
        return order_field(asked.column, look.columns[asked.column], recipe.columns[asked.column], asked.about)
    if asked.column is not None and asked.code in ("decimal", "currency"):
        return f"c{asked.column}-{asked.code}"
    if asked.code == "words":
        return f"word-{asked.about}"
    return _FIELDS.get(asked.code, "fixed_currency" if asked.code == "currency" else asked.code)


def _chosen(asked: Asked, recipe: Recipe) -> str:
    if asked.code == "stages":
        return "\n".join(recipe.stages) or (asked.proposed or "")
    return asked.proposed or ""


def _choices(asked: Asked, recipe: Recipe, example: str, language: Language) -> Choices:
    if asked.code == "date_order":
        return tuple((order, as_date(example, order, language)) for order in asked.choices or ("dmy", "mdy"))
    if asked.code == "decimal":
        return tuple((mark, _as_number(example, mark, language)) for mark in asked.choices or (",", "."))
    if asked.code == "header":
        return tuple((choice, said(HEADERS, choice, language)) for choice in asked.choices)
    if asked.code == "kind":
        return tuple((kind, said(KINDS, kind, language)) for kind in asked.choices or KINDS)
    if asked.code == "words":
        return meanings(recipe, language)
    if asked.code == "id":
        return tuple((choice, choice) for choice in asked.choices) or tuple((each.header, each.header) for each in recipe.columns)
    if asked.code == "list":
        if asked.about:
            own = (recipe.list_name, language.gettext(N_("A list of their own, “%(name)s”"), name=recipe.list_name))
            return (*((name, name) for name in asked.choices), own)
        alone = (f"{recipe.list_name[:_NAME_BEFORE]}{_ALONE}", language.gettext(N_("None of these lists")))
        return (*((name, name) for name in asked.choices), alone)
    if asked.code == "currency":
        return tuple((code, code) for code in asked.choices or CURRENCIES)
    if asked.code == "scale":
        return tuple((choice, scale_name(choice, language)) for choice in asked.choices)
    return tuple((choice, choice) for choice in asked.choices)


def meanings(recipe: Recipe, language: Language) -> Choices:
    """What a word of the outcome column can mean."""
    stages = ((stage, language.gettext(N_("Is in the stage %(name)s"), name=stage)) for stage in recipe.stages)
    return (*((key, language.gettext(label)) for key, label in MEANINGS.items()), *stages)


def scale_name(scale: str, language: Language) -> str:
    """'in thousands', 'each times 10,000'"""
    if scale in SCALES:
        return said(SCALES, scale, language)
    return language.gettext("each times %(n)s", n=language.number(float(scale), up_to=6))


def as_date(text: str, order: str, language: Language) -> str:
    """'3 Apr 2026' of '03/04/2026' and 'dmy'; the order in letters where the text is no such date."""
    figures = re.findall(r"\d+", text)
    try:
        named = dict(zip(order, (int(figure) for figure in figures[:3]), strict=True))
        year = named["y"] if named["y"] > 99 else 2000 + named["y"]
        return language.date(dt.date(year, named["m"], named["d"]))
    except (ValueError, KeyError):
        return order


def _as_number(text: str, mark: str, language: Language) -> str:
    """The amount that a text is with a decimal mark."""
    digits = re.sub(rf"[^0-9{re.escape(mark)}-]", "", text).replace(mark, ".")
    try:
        return language.number(float(digits), up_to=6)
    except ValueError:
        return text
