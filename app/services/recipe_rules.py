"""What a recipe may not be, whoever sends it: of another number of columns than its file, or with characters that nobody sees."""

import re
from collections.abc import Iterator

from app.history.found import Look
from app.history.recipe import Recipe
from app.planner.faults import Fault, InvalidScenario
from app.services.texts import TURNING, UNSEEN

_Path = tuple[str | int, ...]
_HIDDEN = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff{TURNING}]")
_HIDDEN_IN_A_NAME = re.compile(f"[{UNSEEN}]")
"""Names of lists are one line; a header or a word of a file may have several."""


def check_columns(recipe: Recipe, look: Look) -> None:
    """Raises InvalidScenario where the recipe has fewer or more columns than the table that was looked at."""
    given, there = len(recipe.columns), len(look.recipe.columns)
    if given != there:
        code = "too_few" if given < there else "too_many"
        raise InvalidScenario([Fault(("recipe", "columns"), code, {"given": given, "limit": there})])


def check_texts(recipe: Recipe, look: Look) -> None:
    """Raises InvalidScenario for texts with hidden characters."""
    if found := hidden_texts(recipe, look):
        raise InvalidScenario([Fault(("recipe", *path), "hidden_character") for path in found])


def hidden_texts(recipe: Recipe, look: Look) -> list[_Path]:
    """Where there are characters that cannot be seen, other than what the file itself says; of a key, the record that it is in."""
    known = {text for _, text in _texts(look.recipe.model_dump(mode="json"))}
    found = [path for path, text in _texts(recipe.model_dump(mode="json")) if _is_hidden(path, text) and text not in known]
    return list(dict.fromkeys(found))


def _is_hidden(path: _Path, text: str) -> bool:
    pattern = _HIDDEN_IN_A_NAME if path == ("list_name",) else _HIDDEN
    return pattern.search(text) is not None


def _texts(value: object, path: _Path = ()) -> Iterator[tuple[_Path, str]]:
    """Every text in it, keys of records too, with its place."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for position, each in enumerate(value):
            yield from _texts(each, (*path, position))
    elif isinstance(value, dict):
        for name, each in value.items():
            yield path, name
            yield from _texts(each, (*path, name))
