"""Whether the buyers of a file are those of the list that it goes into: ids called alike and written alike may be others' all the same."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.db import Database
from app.history.found import Finding, Look
from app.history.recipe import Recipe
from app.services.import_parts import sources
from app.services.imports import Import

if TYPE_CHECKING:
    from app.history.gather import Source

_BUYERS = ("records", "events")


def strangers(database: Database, workspace: str, found: Import) -> Finding | None:
    """Said of a file that shares no id with the list's other files; None where it does, or where nobody can tell.

    Before it is taken in, the ids of its first rows are compared. A file with the headers of one that is there is the next of a series,
    which may well have nothing but new buyers.
    """
    look, recipe = found.look, found.recipe or (found.look.recipe if found.look else None)
    if look is None or recipe is None or recipe.kind not in _BUYERS or found.same_as is not None or _id_of(recipe) is None:
        return None
    with database.reading() as session:
        every = sources(session, workspace, database)
    others = [
        each for each in every if each.id != found.id and each.recipe.kind in _BUYERS and each.recipe.list_name == recipe.list_name
    ]  # fmt: skip
    if not others or any(_headers(each.recipe) == _headers(recipe) for each in others):
        return None
    n = _apart([each for each in every if each.id == found.id], look, recipe, others)
    return Finding("ids_not_shared", "warning", {"n": n, "list": recipe.list_name}, _id_of(recipe)) if n else None


def _apart(mine: "Sequence[Source]", look: Look, recipe: Recipe, others: "Sequence[Source]") -> int:
    from app.history.gather import ids_apart

    return ids_apart(mine or _first_ids(look, recipe), others)


def _first_ids(look: Look, recipe: Recipe) -> frozenset[str]:
    """Those of the first rows; of addresses only a hash is kept, so that they cannot be compared."""
    position = _id_of(recipe)
    cells = {row[position].strip() for row in look.preview if position is not None and position < len(row)} - {""}
    return frozenset(() if any("@" in cell for cell in cells) else cells)


def _id_of(recipe: Recipe) -> int | None:
    return next((position for position, column in enumerate(recipe.columns) if column.field == "id"), None)


def _headers(recipe: Recipe) -> list[str]:
    return sorted(column.header for column in recipe.columns)
