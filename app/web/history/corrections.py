"""What a person says about a file: the texts of the form as a recipe, or what is wrong with them by field."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from app.history.found import Look
from app.history.recipe import ColumnRecipe, Recipe
from app.language import Language
from app.planner.text import N_
from app.services.recipe_rules import hidden_texts
from app.web.history.import_columns import shapes_of
from app.web.history.words import FIELDS_OF

Errors = dict[str, str]
PERIOD = ("period_from", "period_until")
"""The fields for the days that a whole file covers, where its rows have none."""
_WORD = "word-"
_NEEDS_NAME = {
    "entered": N_("Say which stage."),
    "count": N_("Say which stage."),
    "activity": N_("Say what it is called."),
    "key": N_("Say which column."),
}
_NO_DATE = N_("This is not a day. Write it as 2026-11-21.")
_NO_ROW = N_("This is not the number of a row.")
_BACKWARDS = N_("The period ends before it begins.")
_BOTH = N_("Say both the first day and the last.")
_NOT_READ = N_("This cannot be understood.")


def corrected(look: Look, recipe: Recipe, texts: Mapping[str, str], language: Language) -> tuple[Recipe, Errors]:
    """The recipe with what was said; what could not be understood is as before, with an error by the name of its field."""
    errors: Errors = {}
    kind = texts.get("kind", recipe.kind)
    changes: dict[str, Any] = {"kind": kind if kind in FIELDS_OF else recipe.kind}
    changes["columns"] = tuple(_column(at, look, recipe, texts, errors, language) for at in range(len(recipe.columns)))
    if "id_column" in texts:
        changes["columns"] = _with_id(changes["columns"], texts["id_column"])
    changes |= _whole_file(recipe, texts, errors, language)
    changes["has_header"] = _has_header(look, recipe, texts)
    changes["words"] = recipe.words | {_folded(name[len(_WORD) :]): text for name, text in texts.items() if name.startswith(_WORD) and text}
    _follow(_renamed(recipe.stages, changes.get("stages", recipe.stages)), changes)
    try:
        plain = {"columns": [each.model_dump() for each in changes["columns"]]}  # what is a model already would not be looked at again
        said = Recipe.model_validate(recipe.model_dump() | changes | plain)
    except ValidationError as error:
        for fault in error.errors():
            errors.setdefault(_field_of(fault["loc"]), language.gettext(_NOT_READ))
        return recipe, errors
    hidden = {_field_of(place): language.gettext(_NOT_READ) for place in hidden_texts(said, look)}
    return (recipe if hidden else said), hidden | errors


def _column(at: int, look: Look, recipe: Recipe, texts: Mapping[str, str], errors: Errors, language: Language) -> ColumnRecipe:
    taken = recipe.columns[at]
    changes: dict[str, Any] = {}
    if (said := texts.get(f"c{at}")) is not None:
        field, _, name = said.partition(":")
        name = name or texts.get(f"c{at}-new", "").strip()
        if field in _NEEDS_NAME and said.endswith(":") and not name:
            errors[f"c{at}"] = language.gettext(_NEEDS_NAME[field])
            return taken
        staged = field in ("entered", "count")
        changes |= {"field": field or None, "stage": name or None if staged else None, "name": None if staged else name or None}
    for part in ("decimal", "currency"):
        if (text := texts.get(f"c{at}-{part}")) is not None:
            changes[part] = text or None
    orders = dict(taken.orders)
    for number, shape in enumerate(shapes_of(look.columns[at], taken)) if at < len(look.columns) else ():
        if text := texts.get(f"c{at}-order-{number}"):
            orders[shape] = text  # type: ignore[assignment]  # validated below
    return taken.model_copy(update=changes | {"orders": orders})


def _renamed(before: tuple[str, ...], after: tuple[str, ...]) -> dict[str, str]:
    """Stages that got another name in their place; the columns and words that are about them go along."""
    if len(before) != len(after):
        return {}
    return {old: new for old, new in zip(before, after, strict=True) if old not in after and new not in before}


def _follow(renamed: Mapping[str, str], changes: dict[str, Any]) -> None:
    columns = changes["columns"]
    changes["columns"] = tuple(
        each.model_copy(update={"stage": renamed[each.stage]}) if each.stage in renamed else each for each in columns
    )
    changes["words"] = {word: renamed.get(meaning, meaning) for word, meaning in changes["words"].items()}


def _with_id(columns: tuple[ColumnRecipe, ...], header: str) -> tuple[ColumnRecipe, ...]:
    """One column alone tells buyers apart."""
    before = [each.model_copy(update={"field": None}) if each.field == "id" else each for each in columns]
    return tuple(each.model_copy(update={"field": "id"}) if each.header == header else each for each in before)


def _whole_file(recipe: Recipe, texts: Mapping[str, str], errors: Errors, language: Language) -> dict[str, Any]:
    """What is true of all rows: the list, its stages, what the file does not say by itself."""
    found: dict[str, Any] = {}
    if "list_name" in texts:
        found["list_name"] = texts["list_name"].strip() or recipe.list_name
    if texts.get("list_of"):
        found["list_name"] = texts["list_of"]
    if "stages" in texts:
        found["stages"] = tuple(line.strip() for line in texts["stages"].replace(">", "\n").splitlines() if line.strip())
    for name in ("encoding", "worksheet"):
        if name in texts:
            found[name] = texts[name]
    if "delimiter" in texts:
        found["delimiter"] = {"tab": "\t"}.get(texts["delimiter"], texts["delimiter"])
    if row := texts.get("header_row", "").strip():
        if row.isascii() and row.isdigit() and 0 < int(row) <= 1000:
            found["header_row"] = int(row) - 1
        else:
            errors["header_row"] = language.gettext(_NO_ROW)
    if "scale" in texts:
        found["scale"] = None if texts["scale"] in ("", "1") else texts["scale"]
    if "as_of" in texts:
        found["as_of"] = _day("as_of", texts, errors, language) or (recipe.as_of if "as_of" in errors else None)
    if any(name in texts for name in PERIOD):
        found["period"] = _period(texts, recipe, errors, language)
    fixed = dict(recipe.fixed)
    for name in ("channel", "currency"):
        text = texts.get(f"fixed_{name}")
        if text is not None:
            fixed.pop(name, None)  # type: ignore[call-overload]  # one of its names
            fixed |= {name: text.strip()} if text.strip() else {}  # type: ignore[dict-item]
    return found | {"fixed": fixed}


def _has_header(look: Look, recipe: Recipe, texts: Mapping[str, str]) -> bool | None:
    """Whether the first row holds the names; as it seems, where nothing else is said and nothing was asked."""
    if texts.get("has_header") not in ("yes", "no"):
        return recipe.has_header
    said = texts["has_header"] == "yes"
    is_news = said != look.has_header or any(each.code == "header" for each in look.asked)
    return said if is_news or recipe.has_header is not None else None


def _day(name: str, texts: Mapping[str, str], errors: Errors, language: Language) -> dt.date | None:
    """A day as it was typed; None for nothing, and for what is none, with an error."""
    text = texts.get(name, "").strip()
    try:
        return language.read_date(text) if text else None
    except ValueError:
        errors[name] = language.gettext(_NO_DATE)
        return None


def _period(texts: Mapping[str, str], recipe: Recipe, errors: Errors, language: Language) -> tuple[dt.date, dt.date] | None:
    first, last = (_day(name, texts, errors, language) for name in PERIOD)
    if first and last and first > last:
        errors[PERIOD[1]] = language.gettext(_BACKWARDS)
    elif (first is None) != (last is None) and not any(name in errors for name in PERIOD):
        errors[PERIOD[1] if last is None else PERIOD[0]] = language.gettext(_BOTH)
    if any(name in errors for name in PERIOD):
        return recipe.period
    return (first, last) if first and last else None


def _folded(word: str) -> str:
    from app.history.values.words import fold

    return fold(word)


def _field_of(place: tuple[int | str, ...]) -> str:
    """The field of the form for a place in the recipe."""
    if len(place) > 1 and place[0] == "columns":
        return f"c{place[1]}"
    return str(place[0]) if place else ""
