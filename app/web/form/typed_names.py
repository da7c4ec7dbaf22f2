"""The names of a plan's parts as they are typed, for a form that cannot be planned."""

from typing import Any

from app.planner.scenario import TEXT_LENGTH, Scenario

_NAMED = {"channels": "name", "stages": "name", "team": "role"}


def as_named(scenario: Scenario, document: dict[str, Any]) -> Scenario:
    """The scenario with the names of a document of the same parts; a name that could not be kept stays as it was."""
    changed = {}
    for parts, field in _NAMED.items():
        known, typed = getattr(scenario, parts), document.get(parts, ())
        if len(known) == len(typed):
            changed[parts] = tuple(_renamed(part, field, each[field]) for part, each in zip(known, typed, strict=True))
    return scenario.model_copy(update=changed)


def _renamed(part: Any, field: str, name: object) -> Any:
    fits = isinstance(name, str) and 0 < len(name) <= TEXT_LENGTH and name.isprintable()
    return part.model_copy(update={field: name}) if fits and name != getattr(part, field) else part
