"""Two scenarios beside each other: which lever of one is which of the other, and what no lever can turn.

Parts are told apart by what they are, not by where they stand: a pointer with names in place of positions means the same in both.
"""

from collections.abc import Iterator, Mapping

from app.planner.scenario import Scenario
from app.questions.levers import Lever, levers_of
from app.questions.pointers import named


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
    for place, role in enumerate(scenario.team):
        yield named(scenario, f"/team/{place}/handles"), role.handles


def sureness_of(scenario: Scenario) -> dict[str, object]:
    """What of a scenario says how sure its numbers are and bears on no plan made with means, by pointers with names."""
    return dict(_sureness(scenario))


def _sureness(scenario: Scenario) -> Iterator[tuple[str, object]]:
    for name, lever in named_levers(scenario).items():
        if lever.spread != (None, None) or lever.counted is not None:
            yield name, (lever.spread, lever.counted)
    yield "/deal/variation", scenario.deal.variation
    for conversion in scenario.conversions:
        yield f"/conversions/{conversion.from_stage}/lag_quantiles", tuple(conversion.lag_quantiles or ())
    for channel in scenario.channels:
        for stage, own in channel.conversions.items():
            if own.lag_quantiles:
                yield f"/channels/{channel.key}/conversions/{stage}/lag_quantiles", tuple(own.lag_quantiles)


def differing(first: Mapping[str, object], second: Mapping[str, object]) -> tuple[str, ...]:
    """The keys of which two mappings say different things, or of which only one says anything."""
    nothing = object()
    return tuple(key for key in {**first, **second} if first.get(key, nothing) != second.get(key, nothing))
