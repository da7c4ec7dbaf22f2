"""My changes on top of someone else's, where both began with the same scenario."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.documents.changes import ABSENT, Change, Document, Path, Side, change_from, document_of, moves
from app.documents.identity import IN_ORDER, Names, is_list_of_parts, is_one_value, item_names, names_by_likeness
from app.planner.scenario import Scenario


@dataclass(frozen=True)
class Merge:
    """Two people's changes in one document.

    Attributes:
        document: may make no sense as a whole, such as shares that no longer add up; validate it.
        conflicts: what both changed, each in another way: their value is `old`, in their document, mine is `new`, and stands.
    """

    document: Document
    conflicts: tuple[Change, ...]


@dataclass(frozen=True)
class _Sides:
    base: Side
    mine: Side
    theirs: Side

    def at(self, key: str) -> "_Sides":
        return _Sides(self.base.at(key), self.mine.at(key), self.theirs.at(key))

    def all_are(self, kind: type) -> bool:
        return all(isinstance(side.value, kind) for side in (self.base, self.mine, self.theirs))


def merge(base: Scenario, mine: Scenario, theirs: Scenario) -> Merge:
    """Everything I changed since the base, on top of everything they changed."""
    conflicts: list[Change] = []
    sides = _Sides(*(Side(document_of(scenario), "") for scenario in (base, mine, theirs)))
    document = _merged((), sides, conflicts)
    return Merge(document, tuple(conflicts))


def _merged(path: Path, sides: _Sides, conflicts: list[Change]) -> Any:
    base, mine, theirs = sides.base.value, sides.mine.value, sides.theirs.value
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    if sides.all_are(dict):
        keys = dict.fromkeys((*theirs, *mine))
        merged = {key: _merged((*path, key), sides.at(key), conflicts) for key in keys}
        return {key: value for key, value in merged.items() if value is not ABSENT}
    if sides.all_are(list):
        if is_list_of_parts(path):
            return _merged_parts(path, sides, conflicts)
        if len(base) == len(mine) == len(theirs) and not is_one_value(path):
            return [_merged((*path, at), _places(sides, (at, at, at)), conflicts) for at in range(len(base))]
    conflicts.append(change_from(path, sides.theirs, sides.mine))
    return mine


def _places(sides: _Sides, places: tuple[int | None, int | None, int | None]) -> _Sides:
    each = zip((sides.base, sides.mine, sides.theirs), places, strict=True)
    return _Sides(*(Side(ABSENT, side.pointer) if place is None else side.at(place) for side, place in each))


def _merged_parts(path: Path, sides: _Sides, conflicts: list[Change]) -> list[Any]:
    names = _names(path, sides)
    merged = {}
    for name in _merged_order(path, sides, names, conflicts):
        base, mine, theirs = (each.index(name) if name in each else None for each in names)
        value = _merged((*path, name), _places(sides, (base, mine, theirs)), conflicts)
        if value is not ABSENT:
            merged[name] = value
    return list(merged.values())


def _names(path: Path, sides: _Sides) -> tuple[Names, Names, Names]:
    base, mine = item_names(path, sides.base.value, sides.mine.value)
    if path == ("team",):
        return base, mine, names_by_likeness(sides.base.value, base, sides.theirs.value)
    return base, mine, item_names(path, sides.base.value, sides.theirs.value)[1]


def _merged_order(path: Path, sides: _Sides, names: tuple[Names, Names, Names], conflicts: list[Change]) -> list[str]:
    """Mine where I moved something, theirs otherwise; what the other added comes after what it followed there."""
    base, mine, theirs = names
    if _moved(base, mine):
        if path[-1] in IN_ORDER and _moved(base, theirs):
            conflicts.extend(_moved_by_both(path, sides, mine, theirs))
        return _with_inserted(mine, theirs)
    return _with_inserted(theirs, mine)


def _moved(base: Names, other: Names) -> bool:
    """Whether what is in both stands in another order."""
    return [name for name in base if name in other] != [name for name in other if name in base]


def _moved_by_both(path: Path, sides: _Sides, mine: Names, theirs: Names) -> Iterator[Change]:
    return moves(path, sides.theirs.pointer, theirs, sides.mine.pointer, mine)


def _with_inserted(names: Sequence[str], others: Sequence[str]) -> list[str]:
    """All names in the order of the first, each that only the others have after the one it follows there."""
    order = list(names)
    for place, name in enumerate(others):
        if name not in order:
            order.insert(order.index(others[place - 1]) + 1 if place else 0, name)
    return order
