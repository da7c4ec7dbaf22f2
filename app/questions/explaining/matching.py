"""Two scenarios beside each other: which lever of one is which of the other, and what no lever can turn.

Parts are told apart by what they are, not by where they stand: a channel by its key, a step by its name, a conversion by the stage it
leaves, a role by its name. So a pointer with names in place of positions means the same in both.
"""

from collections.abc import Iterator, Mapping, Sequence

from app.planner.scenario import Scenario
from app.questions.levers import Lever, levers_of


def _distinct(names: Sequence[str]) -> list[str]:
    """Names of which a second one of the same kind says so."""
    return [name if names.index(name) == place else f"{name}#{names[:place].count(name) + 1}" for place, name in enumerate(names)]


def named(scenario: Scenario, pointer: str) -> str:
    """A pointer with names in place of positions; it leads into an input or a figure of the plan."""
    parts = pointer.split("/")
    known: dict[str, Sequence[str]] = {
        "channels": [channel.key for channel in scenario.channels],
        "conversions": [conversion.from_stage for conversion in scenario.conversions],
        "team": _distinct([role.role for role in scenario.team]),
    }
    if len(parts) > 2 and parts[1] in known and parts[2].isdigit():
        place = int(parts[2])
        if parts[1] == "channels" and len(parts) > 4 and parts[3] == "steps":
            parts[4] = scenario.channels[place].steps[int(parts[4])].name
        parts[2] = known[parts[1]][place]
    return "/".join(parts)


def named_levers(scenario: Scenario) -> dict[str, Lever]:
    """Every lever by its pointer with names."""
    return {named(scenario, pointer): lever for pointer, lever in levers_of(scenario).items()}


def frame_of(scenario: Scenario) -> dict[str, object]:
    """What of a scenario bears on its figures and no lever can turn, by pointers with names."""
    return dict(_frame(scenario))


def _frame(scenario: Scenario) -> Iterator[tuple[str, object]]:
    for name in ("start", "months", "country"):
        yield f"/{name}", getattr(scenario, name)
    yield "/goal/measure", scenario.goal.measure
    yield "/deal/gross_margin", scenario.deal.gross_margin
    yield "/stages", scenario.stage_keys
    for channel in scenario.channels:
        at = f"/channels/{channel.key}"
        yield f"{at}/enters", channel.enters
        yield f"{at}/activity", channel.activity
        yield f"{at}/steps", tuple(step.name for step in channel.steps)
        yield f"{at}/cost/per", channel.cost.per or channel.activity
    for name, role in zip(_distinct([role.role for role in scenario.team]), scenario.team, strict=True):
        yield f"/team/{name}/handles", role.handles


def differing(first: Mapping[str, object], second: Mapping[str, object]) -> tuple[str, ...]:
    """The keys of which two mappings say different things, or of which only one says anything."""
    nothing = object()
    return tuple(key for key in {**first, **second} if first.get(key, nothing) != second.get(key, nothing))
