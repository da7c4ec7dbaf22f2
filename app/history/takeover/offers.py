"""What a measurement has for a scenario: offers to choose from, and what it has not, with the reason.

Nothing small is chosen beforehand, and nothing that a warning hangs on. Money is offered where both have one currency.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.history.found import Finding
from app.history.measured import MeasuredFunnel, Rate
from app.history.takeover import figures, rounding
from app.history.takeover.matching import matched_channels, matched_stages
from app.planner.scenario import Conversion, Scenario

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Offer:
    """One figure that can be taken over.

    Attributes:
        key: names it when it is chosen; the same for the same scenario and list, whatever was measured.
        what: rate, lag, deal_value, variation, channel_share, channel_rate, channel_cost, channel_yield, seasonality or pipeline.
        name: of the conversion, the unit or the step, in the scenario's words; empty where `what` says it.
        channel: key of the channel whose figure it is.
        now, measured: as the scenario has it and as it was measured: a number; weights; or counts by stage.
        n: how many it rests on.
        small: so few that it is never chosen beforehand.
        unasked: chosen beforehand.
        finding: what to know of it.
    """

    key: str
    what: str
    name: str
    channel: str | None
    now: object
    measured: object
    n: int
    small: bool
    unasked: bool
    finding: Finding | None


@dataclass(frozen=True)
class Candidate:
    """An offer with what it changes: values by their place in the scenario's document."""

    offer: Offer
    changes: tuple[tuple[Path, object], ...]


def make_offer(
    key: str,
    what: str,
    now: object,
    measured: object,
    n: int,
    *,
    small: bool,
    name: str = "",
    channel: str | None = None,
    finding: Finding | None = None,
) -> Offer:
    """An offer; chosen beforehand where it is not small and no warning hangs on it."""
    unasked = not small and (finding is None or finding.severity == "info")
    return Offer(key, what, name, channel, now, measured, n, small, unasked, finding)


def offers(
    scenario: Scenario, measured: MeasuredFunnel, *, stage_of: Mapping[str, str] | None = None, channel_of: Mapping[str, str] | None = None
) -> tuple[Offer, ...]:
    """Everything that could be taken over, in the order of the scenario.

    Args:
        scenario, measured: what is held against each other; they are matched by names.
        stage_of: keys of the scenario's stages by names of measured ones, where names do not tell; empty text for none.
        channel_of: keys of the scenario's channels by keys of measured groups, likewise.
    """
    return tuple(each.offer for each in candidates(scenario, measured, stage_of, channel_of, ""))


def candidates(
    scenario: Scenario, measured: MeasuredFunnel, stage_of: Mapping[str, str] | None, channel_of: Mapping[str, str] | None, set_by: str
) -> list[Candidate]:
    """The offers with what they change; `set_by` is who takes them over."""
    from app.history.takeover.channels import channel_candidates

    stages, channels = matched_stages(scenario, measured, stage_of), matched_channels(scenario, measured, channel_of)
    asked = _Asked(scenario, measured, stages, set_by)
    found = [*asked.funnel(), *asked.deal(), *asked.season(), *asked.pipeline()]
    return found + list(channel_candidates(scenario, measured, stages, channels, set_by))


def rate_between(rates: tuple[Rate, ...], end_to_end: Rate, stages: tuple[str, ...], first: int, last: int) -> Rate | None:
    """The rate between two measured stages: to the next one, or all the way to the deal; None for what was not followed as one."""
    if last == first + 1:
        return rates[first] if first < len(rates) else None
    return end_to_end if last == len(stages) - 1 and end_to_end.from_stage == stages[first] else None


@dataclass(frozen=True)
class _Asked:
    scenario: Scenario
    measured: MeasuredFunnel
    stages: Mapping[str, int]
    set_by: str

    # -- the funnel

    def funnel(self) -> Iterator[Candidate]:
        names = {stage.key: stage.name for stage in self.scenario.stages}
        for place, conversion in enumerate(self.scenario.conversions):
            ends = self.stages.get(conversion.from_stage), self.stages.get(conversion.to_stage)
            if ends[0] is None or ends[1] is None or ends[1] <= ends[0]:
                continue
            whole = self.measured.whole
            rate = rate_between(whole.rates, whole.end_to_end, self.measured.stages, ends[0], ends[1])
            if rate is not None:
                name = f"{names[conversion.from_stage]} > {names[conversion.to_stage]}"
                yield from self._rate(place, conversion, rate, name)
                yield from self._lag(place, conversion, rate, name)

    def _rate(self, place: int, conversion: Conversion, rate: Rate, name: str) -> Iterator[Candidate]:
        value = figures.rate_of(rate, shrunk=False)
        if value is None:
            return
        said = figures.origin(self.measured, self.set_by, basis=True) | {"evidence": figures.evidence_of(rate)}
        said |= figures.rate_tenths(rate, shrunk=False)
        offer = make_offer(
            f"rate/{conversion.from_stage}",
            "rate",
            conversion.rate,
            value,
            rate.entered,
            small=rate.small,
            name=name,
            finding=self._mixed(conversion),
        )
        yield Candidate(offer, tuple((("conversions", place, field), each) for field, each in {"rate": value, **said}.items()))

    def _mixed(self, conversion: Conversion) -> Finding | None:
        """Rates of another basis that stay where they are, beside the one taken over."""
        basis = figures.basis_of(self.measured)
        others = [
            each.from_stage for each in self.scenario.ordered_conversions if each is not conversion and each.basis not in (None, basis)
        ]
        return Finding("bases_mixed", "info", {"basis": basis, "stages": others}) if others else None

    def _lag(self, place: int, conversion: Conversion, rate: Rate, name: str) -> Iterator[Candidate]:
        value = figures.lag_of(rate)
        if value is None:
            return
        n = rate.lag.n
        offer = make_offer(f"lag/{conversion.from_stage}", "lag", conversion.lag_days, value, n, small=n < figures.FEW, name=name)
        said = figures.origin(self.measured, self.set_by, n)
        yield Candidate(offer, ((("conversions", place, "lag_days"), value), (("conversions", place, "lag_from"), said)))

    # -- the deal

    def deal(self) -> Iterator[Candidate]:
        won, deal = self.measured.whole.value, self.scenario.deal
        found, small = figures.deal_value_of(won), won.n < figures.FEW
        if found is None or is_other_currency(self.scenario, self.measured):
            return
        value = rounding.amount(found, self.scenario.currency)
        said = figures.origin(self.measured, self.set_by, won.n)
        offer = make_offer("deal_value", "deal_value", deal.value, value, won.n, small=small, finding=self._about_value())
        ends = figures.amount_tenths(found, won.interval, self.scenario.currency)
        fields: dict[str, object] = {"value": value, **ends, "value_from": said}
        yield Candidate(offer, tuple((("deal", field), each) for field, each in fields.items()))
        if won.variation is not None and won.n >= 2:
            variation = rounding.variation(min(won.variation, 10.0))
            offer = make_offer("variation", "variation", deal.variation, variation, won.n, small=small)
            yield Candidate(offer, ((("deal", "variation"), variation),))

    def _about_value(self) -> Finding | None:
        won = self.measured.whole.value
        if won.dominated is not None and won.trimmed is not None:
            return Finding(
                "value_trimmed",
                "info",
                {"share": won.dominated, "mean": won.mean, "trimmed": won.trimmed, "currency": self.scenario.currency},
            )
        if self.measured.currency is None:
            return Finding("currency_unknown", "warning", {"currency": self.scenario.currency})
        return None

    # -- the season, the open pipeline

    def season(self) -> Iterator[Candidate]:
        season, scenario = self.measured.season, self.scenario
        if season.indices is None or not any(season.indices):
            return
        first = int(scenario.start[5:7]) - 1
        weights = [rounding.weight(max(0.0, season.indices[(first + month) % 12])) for month in range(scenario.months)]
        if not any(weights):
            return
        finding = None if season.matters else Finding("season_by_chance", "warning", {"months": season.months})
        now = None if scenario.seasonality is None else list(scenario.seasonality)
        n = self.measured.whole.won
        offer = make_offer("seasonality", "seasonality", now, weights, n, small=n < figures.FEW, finding=finding)
        said = figures.origin(self.measured, self.set_by, n)
        yield Candidate(offer, ((("seasonality",), weights), (("seasonality_from",), said)))

    def pipeline(self) -> Iterator[Candidate]:
        by_name = {stage.stage: stage for stage in self.measured.whole.open}
        names = self.measured.stages
        found = {
            key: by_name[names[place]]
            for key, place in self.stages.items()
            if names[place] in by_name and key != self.scenario.stage_keys[-1]
        }
        counts = {key: float(found[key].n) for key in self.scenario.stage_keys if key in found and found[key].n > 0}
        n = int(sum(counts.values()))
        if not counts:
            return
        stale = sum(stage.stale for stage in found.values())
        offer = make_offer(
            "pipeline", "pipeline", dict(self.scenario.pipeline), counts, n, small=n < figures.FEW, finding=self._about_pipeline(n, stale)
        )
        said = figures.origin(self.measured, self.set_by, n)
        pipeline = {key: count for key, count in self.scenario.pipeline.items() if key not in found} | counts
        yield Candidate(offer, ((("pipeline",), pipeline), (("pipeline_from",), said)))

    def _about_pipeline(self, n: int, stale: int) -> Finding | None:
        if 2 * stale > n:
            return Finding("pipeline_stale", "warning", {"stale": stale, "n": n}, count=stale)
        today, known = self.scenario.today, self.measured.as_of
        if known is None or (today is not None and abs((today - dt.date.fromisoformat(known)).days) <= 31):
            return None
        return Finding("pipeline_other_day", "warning", {"known_to": known, "today": None if today is None else today.isoformat()})


def is_other_currency(scenario: Scenario, measured: MeasuredFunnel) -> bool:
    """Whether money was measured in a currency that the scenario does not count in."""
    return measured.currency is not None and measured.currency != scenario.currency


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
