"""What a measurement has for a scenario as a whole: rates, lags, deal value, season, open pipeline."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.history.found import Finding
from app.history.measured import MeasuredFunnel, Rate
from app.history.takeover import figures, rounding
from app.history.takeover.offer import Candidate, by_ends, is_other_currency, make_offer, rate_between
from app.history.takeover.spreading import spread_of
from app.planner.scenario import Conversion, Scenario


def funnel_candidates(scenario: Scenario, measured: MeasuredFunnel, stages: Mapping[str, int], set_by: str) -> Iterator[Candidate]:
    """Offers for what all channels share."""
    asked = _Asked(scenario, measured, stages, set_by)
    yield from asked.funnel()
    yield from asked.deal()
    yield from asked.season()
    yield from asked.pipeline()


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
            finding=by_ends(self.measured, rate) or self._mixed(conversion),
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
        fields = {"lag_days": value, "lag_quantiles": spread_of(rate), "lag_from": figures.origin(self.measured, self.set_by, n)}
        yield Candidate(offer, tuple((("conversions", place, field), each) for field, each in fields.items()))

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
