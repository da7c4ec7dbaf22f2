"""What a measurement has not, or a scenario has no use for, with the reason."""

from collections.abc import Iterator, Mapping

from app.history.found import Finding
from app.history.measured import MeasuredFunnel
from app.history.takeover.matching import matched_channels, matched_stages
from app.history.takeover.offer import is_other_currency
from app.planner.scenario import Scenario


def not_offered(
    scenario: Scenario, measured: MeasuredFunnel, *, stage_of: Mapping[str, str] | None = None, channel_of: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """What the scenario has and the measurement has nothing for, or the other way about, with the reason."""
    stages, channels = matched_stages(scenario, measured, stage_of), matched_channels(scenario, measured, channel_of)
    return tuple(_missing(scenario, measured, stages, channels))


def _missing(scenario: Scenario, measured: MeasuredFunnel, stages: Mapping[str, int], channels: Mapping[str, int]) -> Iterator[Finding]:
    if is_other_currency(scenario, measured):
        yield Finding("other_currency", "warning", {"measured": measured.currency, "scenario": scenario.currency})
    if unknown := [stage.name for stage in scenario.stages if stage.key not in stages]:
        yield Finding("stages_not_measured", "warning", {"stages": unknown})
    if unused := [name for place, name in enumerate(measured.stages) if place not in stages.values()]:
        yield Finding("stages_not_in_scenario", "info", {"stages": unused})
    for rate in measured.whole.rates:
        if rate.rate is None and rate.snapshot is None:
            yield Finding("rate_not_measured", "warning", {"from": rate.from_stage, "to": rate.to_stage})
        elif rate.reason is None and rate.entered and not rate.converted:
            yield Finding("nobody_went_on", "warning", {"from": rate.from_stage, "to": rate.to_stage, "entered": rate.entered})
        if rate.lag.refused is not None:
            yield Finding("lag_refused", "warning", {"from": rate.from_stage, "to": rate.to_stage, "negative": rate.lag.negative})
    if measured.season.refused is not None:
        yield Finding(f"season_{measured.season.refused}", "info", {"months": measured.season.months})
    if measured.split != "channel":
        yield Finding("not_by_channel", "info", {})
        return
    if missing := [channel.name for channel in scenario.channels if channel.key not in channels]:
        yield Finding("channels_not_measured", "info", {"channels": missing})
    if others := [group.name for place, group in enumerate(measured.groups) if place not in channels.values() and group.name]:
        yield Finding("channels_not_in_scenario", "info", {"channels": others})
    for cost in measured.unit_costs:
        if cost.spend_without_buyers:
            yield Finding("spend_brings_nobody", "warning", {"channel": cost.channel, "spend": cost.spend, "currency": measured.currency})
