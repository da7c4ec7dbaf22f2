"""A scenario as the one text that is stored, hashed and exported."""

from collections.abc import Mapping
from typing import TypeVar

from app.planner.scenario import Channel, Scenario

_V = TypeVar("_V")


def canonical_document(scenario: Scenario) -> str:
    """The scenario in JSON: every field in the order of the declaration, defaults too, and no space.

    Equal scenarios give equal text. Defaults are written out, so that a stored scenario still means the same should one of them change.
    Where a value was measured is left out where nothing is said of it: documents from before such fields keep their text and digest.
    """
    return _in_order(scenario).model_dump_json(by_alias=True)


def _in_order(scenario: Scenario) -> Scenario:
    """The same with the keys of its mappings sorted: their order says nothing."""
    channels = tuple(_channel_in_order(channel) for channel in scenario.channels)
    if _is_sorted(scenario.pipeline) and all(new is old for new, old in zip(channels, scenario.channels, strict=True)):
        return scenario
    return scenario.model_copy(update={"pipeline": _sorted(scenario.pipeline), "channels": channels})


def _channel_in_order(channel: Channel) -> Channel:
    if _is_sorted(channel.conversions):
        return channel
    return channel.model_copy(update={"conversions": _sorted(channel.conversions)})


def _is_sorted(mapping: Mapping[str, object]) -> bool:
    return len(mapping) < 2 or list(mapping) == sorted(mapping)


def _sorted(mapping: Mapping[str, _V]) -> dict[str, _V]:
    return dict(sorted(mapping.items()))
