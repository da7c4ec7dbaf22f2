"""Levers: the inputs of a scenario that can be turned, each by its JSON pointer.

All are numbers but one: `/today` is a day, which only solve turns (`today_of`); other questions ask for tenths of a value, spreads or axes,
which a day has none of. A lever knows where its number lies in the arrays that `compile_scenario` makes (`turning`). A part of a list is
named by its position or by its key: `/channels/0/share` and `/channels/cold_email/share` are one lever.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from app.planner.faults import nearest
from app.planner.scenario import (
    Capacity,
    Channel,
    ChannelDeal,
    ConversionOverride,
    Cost,
    Deal,
    Existing,
    Goal,
    Role,
    Scenario,
    Step,
)
from app.questions.lever import TODAY, Lever, Slot, beyond, lever_of, outside, today_of
from app.questions.pointers import named, positioned
from app.questions.refused import refuse
from app.questions.remembered import per_scenario

GROWTH, SEASON, HEADS, LOAD, PAY = "growth", "season", "heads", "load_per_head_per_month", "cost_per_month"
"""Arrays beside the engine's own: growth (B,) and weights as typed (B, M), from which targets and seasons follow; the team's, (B, R)."""

BESIDE = ("low", "high")
"""Where a value's 10th and 90th percentile stand, in a record that has one range."""
WEIGHT_LIMIT = 1e9
PIPELINE_LIMIT = 1e12


def _goal(scenario: Scenario) -> Iterator[Lever]:
    goal: Goal = scenario.goal
    if goal.target is None:
        yield lever_of("/goal/growth", goal, "growth", (GROWTH, ()))
    else:
        yield lever_of("/goal/target", goal, "target", ("target", ()))
    yield lever_of("/goal/baseline", goal, "baseline", ("baseline", ()))
    if goal.next_growth is not None:
        yield lever_of("/goal/next_growth", goal, "next_growth", ("next_growth", ()))
    existing: Existing = scenario.existing
    for name in ("retention", "expansion"):
        yield lever_of(f"/existing/{name}", existing, name, (name, ()), spread=(f"{name}_low", f"{name}_high"))
    yield lever_of("/existing/committed", existing, "committed", ("committed", ()))


def _deal(scenario: Scenario) -> Iterator[Lever]:
    deal: Deal = scenario.deal
    common = [("deal_value", (position,)) for position, channel in enumerate(scenario.channels) if channel.deal.value is None]
    yield lever_of("/deal/value", deal, "value", *common, spread=BESIDE)


def _conversions(scenario: Scenario) -> Iterator[Lever]:
    """What all channels share, turned where no channel says otherwise."""
    stages = {key: position for position, key in enumerate(scenario.stage_keys)}
    for number, conversion in enumerate(scenario.conversions):
        place = stages[conversion.from_stage]
        for name, array in (("rate", "rates"), ("lag_days", "lags")):
            slots = [
                (array, (position, place))
                for position, channel in enumerate(scenario.channels)
                if getattr(channel.conversions.get(conversion.from_stage), name, None) is None
            ]
            is_rate = name == "rate"
            spread = BESIDE if is_rate else None
            yield lever_of(f"/conversions/{number}/{name}", conversion, name, *slots, spread=spread, evidence=is_rate)


def _pipeline(scenario: Scenario) -> Iterator[Lever]:
    for place, key in enumerate(scenario.stage_keys[:-1]):
        said = scenario.pipeline.get(key)
        yield Lever(f"/pipeline/{key}", "count", said or 0.0, 0.0, PIPELINE_LIMIT, said is not None, slots=(("pipeline", (place,)),))


def _seasonality(scenario: Scenario) -> Iterator[Lever]:
    for month, weight in enumerate(scenario.seasonality or ()):
        yield Lever(f"/seasonality/{month}", "weight", weight, 0.0, WEIGHT_LIMIT, True, slots=((SEASON, (month,)),))


def _channel(scenario: Scenario, position: int, channel: Channel) -> Iterator[Lever]:
    at, place = f"/channels/{position}", (position,)
    yield lever_of(f"{at}/share", channel, "share", ("share", place))
    yield lever_of(f"{at}/lag_days", channel, "lag_days", ("channel_lag", place))
    for number, step in enumerate(channel.steps):
        yield lever_of(f"{at}/steps/{number}/yield", step, "yield_", ("yields", (position, number)), kind=Step, spread=BESIDE)
    cost: Cost = channel.cost
    yield lever_of(f"{at}/cost/amount", cost, "amount", ("unit_cost", place), spread=BESIDE)
    yield lever_of(f"{at}/cost/fixed_per_month", cost, "fixed_per_month", ("fixed_cost", place))
    yield lever_of(f"{at}/ceiling", channel, "ceiling", ("ceiling", place))
    yield lever_of(f"{at}/capacity/per_working_day", channel.capacity, "per_working_day", ("capacity_per_day", place), kind=Capacity)
    yield lever_of(f"{at}/capacity/per_month", channel.capacity, "per_month", ("capacity_per_month", place), kind=Capacity)
    deal, usual = channel.deal, scenario.deal.value
    yield lever_of(f"{at}/deal/value", deal, "value", ("deal_value", place), value=usual, kind=ChannelDeal, spread=BESIDE)
    yield from _overrides(scenario, position, channel)


def _overrides(scenario: Scenario, position: int, channel: Channel) -> Iterator[Lever]:
    """What a channel does differently, or could, from the stage where its buyers enter."""
    first = scenario.stage_keys.index(channel.enters)
    for place, conversion in enumerate(scenario.ordered_conversions):
        if place < first:
            continue
        own = channel.conversions.get(conversion.from_stage, ConversionOverride())
        at = f"/channels/{position}/conversions/{conversion.from_stage}"
        slot = (position, place)
        yield lever_of(f"{at}/rate", own, "rate", ("rates", slot), value=conversion.rate, spread=BESIDE, evidence=True)
        yield lever_of(f"{at}/lag_days", own, "lag_days", ("lags", slot), value=conversion.lag_days)


def _team(scenario: Scenario) -> Iterator[Lever]:
    for position, role in enumerate(scenario.team):
        for name in (HEADS, LOAD, PAY):
            yield lever_of(f"/team/{position}/{name}", role, name, (name, (position,)), kind=Role)


@per_scenario
def levers_of(scenario: Scenario) -> Mapping[str, Lever]:
    """Every lever of a scenario by its pointer, in the scenario's own order; those that it does not state are among them."""
    found = [*_goal(scenario), *_deal(scenario), *_conversions(scenario), *_pipeline(scenario), *_seasonality(scenario)]
    for position, channel in enumerate(scenario.channels):
        found += _channel(scenario, position, channel)
    return MappingProxyType({lever.pointer: lever for lever in [*found, *_team(scenario)]})


def _nearest(scenario: Scenario, pointer: str, levers: Mapping[str, Lever]) -> str | None:
    """The lever most like a mistyped pointer: by keys where it has keys, by positions where it has those."""
    keyed = len(pointer.split("/")) > 2 and not pointer.split("/")[2].isdigit()
    return nearest(pointer, [named(scenario, lever) for lever in levers] if keyed else levers)


def lever_at(scenario: Scenario, pointer: str, *path: str | int, among: Mapping[str, Lever] | None = None, dates: bool = False) -> Lever:
    """The lever that a pointer names.

    Args:
        scenario: whose lever.
        pointer: with positions or keys.
        path: where the pointer stands in the question, for the fault.
        among: the scenario's levers, where they are known already.
        dates: whether a day will do.

    Raises:
        QuestionRefused: where no number of the scenario is there; with the nearest pointer; "day_only_to_solve" for a day that will not do.
    """
    if pointer == TODAY and not dates:
        raise refuse("day_only_to_solve", *path, given=pointer)
    if pointer == TODAY:
        return today_of(scenario)
    levers = levers_of(scenario) if among is None else among
    found = levers.get(pointer) or levers.get(positioned(scenario, pointer))
    if found is None:
        raise refuse("unknown_input", *path, given=pointer[:200], nearest=_nearest(scenario, pointer[:200], levers))
    return found


__all__ = [
    "GROWTH",
    "HEADS",
    "LOAD",
    "PAY",
    "SEASON",
    "TODAY",
    "Lever",
    "Slot",
    "beyond",
    "lever_at",
    "levers_of",
    "outside",
    "today_of",
]
