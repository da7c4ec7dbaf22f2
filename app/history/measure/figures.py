"""From sums to figures."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.history.found import Finding
from app.history.gather import Gathering
from app.history.measure.costs import most_costly, unit_costs
from app.history.measure.fates import BACKWARDS
from app.history.measure.findings import beyond_known, findings_of, not_in_newest
from app.history.measure.lags import lag_of, quantile
from app.history.measure.left_cut import LeftCut
from app.history.measure.period import EVER, NEVER, day_text
from app.history.measure.rates import NO_LAG, Named, rates_of, stacked, summed
from app.history.measure.season import season_of
from app.history.measure.sums import Sums
from app.history.measure.survey import FIRST_DAY
from app.history.measure.tally import Tally, Way
from app.history.measure.values import deal_values
from app.history.measured import DealValue, Group, Lag, MeasuredFunnel, Question, Rate


class Figures:
    """The figures of sums; row 0 of everything is the whole, the groups follow."""

    def __init__(self, gathering: Gathering, question: Question, sums: Sums, cuts: list[LeftCut]) -> None:
        self.gathering, self.question, self.sums, self.cuts = gathering, question, sums, cuts
        whole, values = deal_values(sums.amounts)
        self.values = [whole, *values]
        self.steps = [self._step_rates(tally) for tally in sums.steps]
        self.end_to_end = self._end_to_end_rates()

    def funnel(self) -> MeasuredFunnel:
        """All of it."""
        sums, gathering, groups = self.sums, self.gathering, self.sums.groups
        parts = [self._group(row, key, name) for row, (key, name) in enumerate(zip(groups.keys, groups.names, strict=True), 1)]
        since, until = self._period()
        cut = max(sums.cut.values(), default=None)
        funnel = MeasuredFunnel(
            gathering.list_name, gathering.imports, gathering.stages, None if sums.period.as_of >= NEVER else day_text(sums.period.as_of),
            since, until, None if cut is None else day_text(cut), self.question.split,
            tuple((name, len(levels)) for name, levels in gathering.levels.items()), gathering.currency, self._group(0, "", ""),
            tuple(parts) if self.question.split else (), groups.others,
            season_of(sums.found.entries[-1], FIRST_DAY, sums.period.as_of, short=self.question.short_season),
            unit_costs(sums.spendings, sums.channels, gathering.stages), sums.found.n, beside=gathering.beside,
        )  # fmt: skip
        funnel = most_costly(funnel)
        return replace(funnel, findings=(*gathering.findings, *self._findings(funnel), *funnel.findings))

    def _findings(self, funnel: MeasuredFunnel) -> tuple[Finding, ...]:
        found = findings_of(funnel, self.cuts, whole_history=self.question.whole_history, undated=self.sums.found.undated)
        swings = self.sums.close_months.finding()
        newest = not_in_newest(self.question, self.gathering.newest, self.sums.found.n)
        beyond = (*beyond_known(self.question, self.gathering.known_to), *newest)
        return (*beyond, *found) if swings is None else (*beyond, *found, swings)

    def _step_rates(self, tally: Tally) -> list[Rate]:
        found, start = self.sums.by_group(tally), int(tally.way.from_stage[0])
        return rates_of(stacked(summed(found), found), self._named(tally.way, [start] * (len(self.sums.groups) + 1)))

    def _end_to_end_rates(self) -> list[Rate]:
        sums, found = self.sums, self.sums.by_group(self.sums.end_to_end)
        whole = summed(found) if sums.one_entry else sums.of_all(sums.whole)
        return rates_of(stacked(whole, found), self._named(sums.end_to_end.way, [sums.groups.whole_entry, *sums.groups.entry.tolist()]))

    def _named(self, way: Way, starts: list[int]) -> Named:
        """Stage names by row; a win may lack its day, and is known by the word."""
        stages, dated, last = self.gathering.stages, self.sums.found.stage_dated, self.sums.last
        timed = [dated[start] and (dated[way.to_stage] or way.to_stage == last) for start in starts]
        return Named([stages[start] for start in starts], stages[way.to_stage], timed)

    def _period(self) -> tuple[str | None, str | None]:
        """First and last day of the entries that count."""
        found, main = self.sums.found, self.sums.main
        span = found.span(self.sums.groups.whole_entry)
        if span is None:
            return self.question.since, self.question.until
        since = max(main.since, span[0]) if main.since > EVER else span[0]
        return day_text(since), day_text(min(main.until, span[1]) if self.question.until is None else main.until)

    def _group(self, row: int, key: str, name: str) -> Group:
        outcomes = self.sums.outcomes.sum(axis=0) if row == 0 else self.sums.outcomes[row - 1]
        still_open, won, lost = outcomes.tolist()
        names = self.gathering.stages[: max(self.sums.last, 1)] if self.sums.last else ()
        stale = [_late(counts) for counts in self.sums.found.lags[: self.sums.last]]
        rates = tuple(rates[row] for rates in self.steps)
        return Group(
            key, name, won + lost + still_open, self._share(row, won), rates, self.end_to_end[row], self.values[row],
            self.sums.pipeline.stages(None if row == 0 else row - 1, names, stale), won, lost, still_open, self._cycle(row),
        )  # fmt: skip

    def _share(self, row: int, won: int) -> float | None:
        """Of the whole's won money; of the won deals where no amount is known."""
        money: list[DealValue] = self.values
        if money[0].total > 0:
            return money[row].total / money[0].total
        every = int(self.sums.outcomes[:, 1].sum())
        return won / every if every else None

    def _cycle(self, row: int) -> Lag:
        counts, behind = self.sums.cycles.all(), self.sums.cycles_backwards
        few, many = (behind.sum(axis=0) if row == 0 else behind[row - 1]).tolist()
        by_days = counts.sum(axis=0) if row == 0 else counts[row - 1]
        return lag_of(by_days, -BACKWARDS, negative=few + many, backwards=many) if by_days.any() or many else NO_LAG


def _late(lags: NDArray[np.int64]) -> float | None:
    """The days within which nine tenths of those who ever went on did."""
    return quantile(lags, 0.9) if lags.any() else None
