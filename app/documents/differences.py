"""What differs between two scenarios, and the changes of one laid on top of those of another.

Parts are told apart by what they are, not by where they stand: a stage and a channel by key, a step by name, a conversion
by the stage it leaves, a role by its name and what it handles. So a channel that moved is one change, not twenty.
"""

from collections.abc import Iterator

from app.documents.changes import ABSENT, Change, Path, Side, change_from, document_of, moves
from app.documents.identity import Names, is_list_of_parts, is_one_value, item_names
from app.documents.merging import Merge, merge
from app.planner.scenario import Scenario

__all__ = ["Change", "Merge", "differences", "document_of", "merge"]


def differences(old: Scenario, new: Scenario) -> tuple[Change, ...]:
    """Every change that makes the new scenario of the old one, in the order of the document."""
    return tuple(_between((), Side(document_of(old), ""), Side(document_of(new), "")))


def _between(path: Path, old: Side, new: Side) -> Iterator[Change]:
    before, after = old.value, new.value
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            yield from _between((*path, key), old.at(key), new.at(key))
    elif is_list_of_parts(path) and isinstance(before, list) and isinstance(after, list):
        yield from _between_parts(path, old, new)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after) and not is_one_value(path):
        for position in range(len(before)):
            yield from _between((*path, position), old.at(position), new.at(position))
    else:
        yield change_from(path, old, new)


def _between_parts(path: Path, old: Side, new: Side) -> Iterator[Change]:
    old_names, new_names = item_names(path, old.value, new.value)
    yield from moves(path, old.pointer, old_names, new.pointer, new_names)
    for name in dict.fromkeys((*old_names, *new_names)):
        yield from _between((*path, name), _item(old, old_names, name), _item(new, new_names, name))


def _item(side: Side, names: Names, name: str) -> Side:
    return side.at(names.index(name)) if name in names else Side(ABSENT, side.pointer)
