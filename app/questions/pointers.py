"""Pointers with names in place of positions in lists, and back: `/team/AE/heads` is `/team/1/heads`.

A channel goes by its key, a conversion by the stage it leaves, a step and a role by their names. Names mean the same in another scenario,
where the order may differ. Roles may be called anything: their names are escaped as JSON pointers have it (RFC 6901: ~1 for /, ~0 for ~),
and of several that are alike all but the first have a number behind, `AE#2`, as has one that would read like a position.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.planner.scenario import Scenario
from app.questions.remembered import per_scenario

POSITION = re.compile("0|[1-9][0-9]{0,5}")


@dataclass(frozen=True)
class _Names:
    """How the parts of a scenario's lists are named, each in its order, and where each name stands."""

    lists: Mapping[str, Sequence[str]]
    steps: Sequence[Sequence[str]]
    places: Mapping[str, Mapping[str, int]]


def _told_apart(names: Sequence[str]) -> list[str]:
    """Names of which no two are alike and none is a position, escaped."""
    used, found = set(names), list[str]()
    for place, name in enumerate(names):
        given, number = name, names[:place].count(name) + 1
        while _position(given) is not None or (given in used and (number > 1 or given != name)):
            given, number = f"{name}#{number}", number + 1
        used.add(given)
        found.append(given.replace("~", "~0").replace("/", "~1"))
    return found


@per_scenario
def _names(scenario: Scenario) -> _Names:
    lists = {
        "channels": [channel.key for channel in scenario.channels],
        "conversions": [conversion.from_stage for conversion in scenario.conversions],
        "team": _told_apart([role.role for role in scenario.team]),
    }
    steps = [[step.name for step in channel.steps] for channel in scenario.channels]
    return _Names(lists, steps, {kind: {name: place for place, name in enumerate(names)} for kind, names in lists.items()})


def _position(part: str) -> int | None:
    """A position in a list; None for a name."""
    return int(part) if POSITION.fullmatch(part) else None


def named(scenario: Scenario, pointer: str) -> str:
    """A pointer with names in place of positions; what stands where the scenario has nothing stays as it is."""
    names, parts = _names(scenario), pointer.split("/")
    if len(parts) < 3 or parts[1] not in names.lists:
        return pointer
    known, place = names.lists[parts[1]], _position(parts[2])
    if place is None or place >= len(known):
        return pointer
    parts[2] = known[place]
    if parts[1] == "channels" and parts[3:4] == ["steps"] and len(parts) > 4:
        step = _position(parts[4])
        parts[4] = names.steps[place][step] if step is not None and step < len(names.steps[place]) else parts[4]
    return "/".join(parts)


def positioned(scenario: Scenario, pointer: str) -> str:
    """A pointer with positions in place of names, as inputs and outputs have them; one that names no part stays as it is."""
    names, parts = _names(scenario), pointer.split("/")
    if len(parts) < 3 or parts[1] not in names.lists:
        return pointer
    place = names.places[parts[1]].get(parts[2], _position(parts[2]))
    if place is None or place >= len(names.lists[parts[1]]):
        return pointer
    parts[2] = str(place)
    if parts[1] == "channels" and parts[3:4] == ["steps"] and len(parts) > 4 and parts[4] in names.steps[place]:
        parts[4] = str(names.steps[place].index(parts[4]))
    return "/".join(parts)
