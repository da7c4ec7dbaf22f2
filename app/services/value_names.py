"""Two names of one value, such as a channel: said once, and read as one from then on."""

from collections.abc import Sequence

from sqlmodel import Session

from app.history.recipe import Recipe
from app.services.imports import Import, ImportMoved, change, done, get_import
from app.services.remembered_recipes import remember, remembered


def call_the_same(session: Session, workspace: str, ids: Sequence[str], field: str, value: str, name: str) -> list[Import]:
    """Have a value of a field, such as a channel, read as another's name in imports that are done; an empty name takes that back.

    Nothing is read again: names are applied when imports are gathered, and whatever is measured of these is measured anew, since they
    have changed. Files of their shape that come later are read in the same way. What is not done, or not there, is left alone.
    """
    wanted = set(ids)
    changed = []
    for before in done(session, workspace):
        if before.id in wanted and before.recipe is not None:
            renames = renamed(before.recipe.renames, field, value, name)
            if renames != before.recipe.renames:
                changed.append(with_renames(session, workspace, before, renames))
    return changed


def with_renames(session: Session, workspace: str, before: Import, renames: dict[str, dict[str, str]]) -> Import:
    """An import that is done with other names for its values; raises ImportNotFound, ImportMoved."""
    if before.recipe is None or before.status != "done":
        raise ImportMoved(before)
    whole = get_import(session, workspace, before.id)
    after = change(session, workspace, whole, recipe=Recipe.model_validate(before.recipe.model_dump() | {"renames": renames}))
    if (
        after.look is not None
        and after.recipe is not None
        and any(shape == after.look.shape for shape, _ in remembered(session, workspace))
    ):
        remember(session, workspace, after.look.shape, after.recipe)
    return after


def renamed(renames: dict[str, dict[str, str]], field: str, value: str, name: str) -> dict[str, dict[str, str]]:
    """Names of values with one more, or one less where the name is empty; what was called like the value gets the new name."""
    from app.history.values.words import fold  # with polars

    key, others = fold(value), dict(renames)
    names = {each: said for each, said in others.pop(field, {}).items() if fold(each) != key}
    if name:
        names = {each: name if fold(said) == key else said for each, said in names.items() if fold(each) != fold(name)}
        if key != fold(name):
            names[value] = name
    return others | ({field: names} if names else {})
