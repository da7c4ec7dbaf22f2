"""Which part of one document is which part of another, whatever its position."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

Path = tuple[str | int, ...]
Part = dict[str, Any]
Names = tuple[str, ...]

_NAMED_BY: dict[str | int, str] = {"stages": "key", "conversions": "from", "channels": "key", "steps": "name"}
IN_ORDER = frozenset(("stages", "channels", "steps", "team"))
"""Lists whose order says something; the conversions follow that of the stages, wherever they are written."""


_ONE_VALUE = "lag_quantiles"
"""The list that says one thing only as a whole, as a text does."""


def is_one_value(path: Path) -> bool:
    """Whether a list is one value, whose items mean nothing each by itself."""
    return bool(path) and path[-1] == _ONE_VALUE


def is_list_of_parts(path: Path) -> bool:
    """Whether a list's items have an identity of their own."""
    return bool(path) and (path[-1] in _NAMED_BY or path == ("team",))


def item_names(path: Path, known: Sequence[Part], others: Sequence[Part]) -> tuple[Names, Names]:
    """A name for every item of two versions of one list; equal names stand for the same part."""
    if path == ("team",):
        names = _role_names(known)
        return names, names_by_likeness(known, names, others)
    field = _NAMED_BY[path[-1]]
    return tuple(part[field] for part in known), tuple(part[field] for part in others)


def _role_names(roles: Sequence[Part]) -> Names:
    return _told_apart([f"{role['role']}/{role['handles']}" for role in roles], frozenset())


def names_by_likeness(known: Sequence[Part], names: Names, others: Sequence[Part]) -> Names:
    """The names of the known roles for others: by role and what it handles, by role alone, then by position.

    A role that is none of the known ones gets a name of its own.
    """
    found: dict[int, int] = {}
    for likeness in (_role_and_handled, _role, None):
        _match(known, others, found, likeness)
    new = [f"{role['role']}/{role['handles']}" for place, role in enumerate(others) if place not in found]
    fresh = iter(_told_apart(new, frozenset(names)))
    return tuple(names[found[place]] if place in found else next(fresh) for place in range(len(others)))


def _match(known: Sequence[Part], others: Sequence[Part], found: dict[int, int], likeness: Callable[[Part], str] | None) -> None:
    taken = set(found.values())
    for place, role in enumerate(others):
        if place in found:
            continue
        if likeness is None:
            match = place if place < len(known) and place not in taken else None
        else:
            match = next((at for at, each in enumerate(known) if at not in taken and likeness(each) == likeness(role)), None)
        if match is not None:
            found[place] = match
            taken.add(match)


def _role_and_handled(role: Part) -> str:
    return f"{role['role']}\0{role['handles']}"


def _role(role: Part) -> str:
    return str(role["role"])


def _told_apart(names: Sequence[str], taken: frozenset[str]) -> Names:
    """The names, numbered where one occurs again."""
    used, times = set(taken), Counter[str]()
    given = []
    for name in names:
        own = name
        while own in used:
            times[name] += 1
            own = f"{name}#{times[name] + 1}"
        used.add(own)
        given.append(own)
    return tuple(given)


def longest_in_order(places: Sequence[int]) -> frozenset[int]:
    """The most of different numbers that already stand in rising order."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for place in places:
        at = bisect_left(ends, place)
        before[place] = ends[at - 1] if at else None
        ends[at : at + 1] = [place]
    kept, place_ = set(), ends[-1] if ends else None
    while place_ is not None:
        kept.add(place_)
        place_ = before[place_]
    return frozenset(kept)
