"""Whether the buyers of a file are those of the list that it went into: ids called alike and written alike may be others' all the same."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from app.db import Database
from app.history.found import Finding
from app.history.recipe import Recipe
from app.services.import_parts import sources
from app.services.imports import Import, ImportNotFound

if TYPE_CHECKING:
    from app.history.gather import Source

_BUYERS = ("records", "events")


def with_strangers(database: Database, workspace: str, found: Import) -> Import:
    """An import that is done, and among its findings that it shares no id with the list's other files, where that is so.

    All of its ids are compared, so nothing is said before it is in: the first rows of an export are its newest buyers, which no older file
    knows. A file with the headers of one that is there is the next of a series, which may well have nothing but new buyers.
    """
    recipe, taken = found.recipe, found.taken
    is_in = found.status == "done" and found.same_as is None
    if not is_in or recipe is None or taken is None or recipe.kind not in _BUYERS or _id_of(recipe) is None:
        return found
    with database.reading() as session:
        every = sources(session, workspace, database)
    n = _apart(found.id, recipe, every)
    if not n:
        return found
    said = Finding("ids_not_shared", "warning", {"n": n, "list": recipe.list_name}, _id_of(recipe))
    return replace(found, taken=replace(taken, findings=(*taken.findings, said)))


def _apart(id: str, recipe: Recipe, every: "Sequence[Source]") -> int:
    """How many ids it has, where none is among the others'; 0 where one is, or nobody can tell."""
    from app.history.gather import ids_apart

    others = [each for each in every if each.id != id and each.recipe.kind in _BUYERS and each.recipe.list_name == recipe.list_name]
    if not others or any(_headers(each.recipe) == _headers(recipe) for each in others):
        return 0
    with suppress(ImportNotFound):  # one of them has been removed in between
        return ids_apart([each for each in every if each.id == id], others)
    return 0


def _id_of(recipe: Recipe) -> int | None:
    return next((position for position, column in enumerate(recipe.columns) if column.field == "id"), None)


def _headers(recipe: Recipe) -> list[str]:
    return sorted(column.header for column in recipe.columns)
