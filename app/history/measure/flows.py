"""Lists of counts alone: how many there were in each stage by month. Without buyers only flows can be compared, and that is said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.history.gather import Gathering
from app.history.measure.costs import ChannelEntries, most_costly, spendings_of, unit_costs
from app.history.measure.findings import beyond_known, findings_of_counts
from app.history.measure.groups import MOST_GROUPS
from app.history.measure.intervals import shrunk, strength_of_whole, wilson
from app.history.measure.period import NEVER, day_text, period_of
from app.history.measure.rates import FEW, FEW_ENTERED, NO_CURVE, NO_LAG
from app.history.measure.season import season_of
from app.history.measure.survey import FIRST_DAY, days_of
from app.history.measured import OTHERS, DealValue, Group, MeasuredFunnel, Question, Rate, RateReason
from app.history.records import Ledger, Level

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Flow:
    """The counts of a channel, or of all: (months, stages), NaN where a month says nothing; revenue by month."""

    key: str
    name: str
    counts: Floats
    revenue: Floats

    def pair(self, from_stage: int, to_stage: int) -> tuple[int, int]:
        """Entries into two stages, over the months that tell of both."""
        both = ~np.isnan(self.counts[:, from_stage] + self.counts[:, to_stage])
        return round(float(self.counts[both, from_stage].sum())), round(float(self.counts[both, to_stage].sum()))


def measured_flows(gathering: Gathering, question: Question) -> MeasuredFunnel:
    """What counts tell: flow ratios by stage, of the whole and by channel; no lags, no ages, nothing that is open.

    A ratio is the period's entries into a stage over its entries into the one before: of different buyers, so that it is a conversion only
    in a funnel that neither grows nor shrinks. A ratio above 1 is no rate.
    """
    period = period_of(question, gathering.known_to)
    ledger = next(each for each in gathering.ledgers if each.kind == "counts")
    rows = (ledger.day >= period.since) & (ledger.until <= period.until)
    whole, channels, others = _flows(ledger, rows, gathering.stages)
    shown = channels if question.split == "channel" else []
    flows = [whole, *shown]
    steps = [_pulled([_ratio(flow, gathering.stages, stage, stage + 1) for flow in flows]) for stage in range(len(gathering.stages) - 1)]
    ends = _pulled([_ratio(flow, gathering.stages, 0, len(gathering.stages) - 1) for flow in flows])
    groups = [_group(flow, whole, tuple(step[row] for step in steps), ends[row]) for row, flow in enumerate(flows)]
    spendings = spendings_of(gathering.ledgers, gathering.currency, period)
    entries = ChannelEntries(gathering.levels.get("channel", ()), len(gathering.stages), spendings)
    entries.add_counts(ledger, rows, gathering.stages)
    days, wins = (ledger.day[rows], ledger.until[rows]), _wins(ledger, rows, gathering.stages[-1], days_of(period))
    funnel = MeasuredFunnel(
        gathering.list_name, gathering.imports, gathering.stages, None if period.as_of >= NEVER else day_text(period.as_of),
        day_text(days[0].min()) if rows.any() else None, day_text(days[1].max()) if rows.any() else None, None, question.split,
        tuple((name, len(levels)) for name, levels in gathering.levels.items()), gathering.currency, groups[0], tuple(groups[1:]), others,
        season_of(wins, FIRST_DAY, int(days[1].max(initial=0)), short=question.short_season),
        unit_costs(spendings, entries, gathering.stages), round(float(np.nansum(whole.counts[:, 0]))),
        basis="snapshot", beside=gathering.beside,
    )  # fmt: skip
    funnel = most_costly(funnel)
    found = (*gathering.findings, *beyond_known(question, gathering.known_to), *findings_of_counts(funnel), *funnel.findings)
    return replace(funnel, findings=found)


def _flows(ledger: Ledger, rows: NDArray[np.bool_], stages: Sequence[str]) -> tuple[Flow, list[Flow], int]:
    """All channels together, each one, and how many were put together."""
    nothing = np.full(int(rows.sum()), np.nan)
    counts = np.stack([ledger.measures[stage][rows] if stage in ledger.measures else nothing for stage in stages], axis=1)
    revenue = ledger.measures["revenue"][rows] if "revenue" in ledger.measures else nothing
    day, channel = ledger.day[rows], ledger.channel[rows]
    whole = _flow(Level("", ""), day, counts, revenue)
    named = [_flow(level, day, *_where(channel == at, counts, revenue)) for at, level in enumerate(ledger.channels)]
    named.sort(key=lambda flow: -float(np.nansum(flow.counts[:, 0])))
    parts, rest = named[:MOST_GROUPS], np.isin(channel, [ledger.channels.index(_level(flow, ledger)) for flow in named[MOST_GROUPS:]])
    if rest.any():
        parts.append(_flow(Level(OTHERS, ""), day, *_where(rest, counts, revenue)))
    if (channel < 0).any():
        parts.append(_flow(Level("", ""), day, *_where(channel < 0, counts, revenue)))
    return whole, parts, len(named[MOST_GROUPS:])


def _level(flow: Flow, ledger: Ledger) -> Level:
    return next(level for level in ledger.channels if level.key == flow.key)


def _where(rows: NDArray[np.bool_], counts: Floats, revenue: Floats) -> tuple[Floats, Floats]:
    """The rows of a channel; the others say nothing."""
    return np.where(rows[:, None], counts, np.nan), np.where(rows, revenue, np.nan)


def _flow(level: Level, day: NDArray[np.int32], counts: Floats, revenue: Floats) -> Flow:
    """Rows of one month added up; NaN where all of them say nothing."""
    months, row = np.unique(day, return_inverse=True)
    summed, told = np.zeros((len(months), counts.shape[1])), np.zeros((len(months), counts.shape[1]), bool)
    np.add.at(summed, row, np.nan_to_num(counts))
    np.logical_or.at(told, row, ~np.isnan(counts))
    money = np.zeros(len(months))
    np.add.at(money, row, np.nan_to_num(revenue))
    return Flow(level.key, level.name, np.where(told, summed, np.nan), money)


def _ratio(flow: Flow, stages: Sequence[str], start: int, end: int) -> Rate:
    entered, converted = flow.pair(start, end) if start < end else (0, 0)
    ratio = converted / entered if entered else None
    reason: RateReason | None = "nobody_entered" if ratio is None else "more_out_than_in" if ratio > 1 else None
    rate = None if reason else ratio
    interval = None if rate is None else wilson(rate, entered)
    small = converted < FEW or entered - converted < FEW or entered < FEW_ENTERED
    return Rate(
        stages[start], stages[end], entered, converted, 0, 0, rate, interval, reason, ratio, None, ratio, None, rate, interval,
        small, 0, NO_LAG, NO_CURVE,
    )  # fmt: skip


def _pulled(rates: Sequence[Rate]) -> list[Rate]:
    """The channels' ratios, pulled towards the whole's."""
    whole, known = rates[0], [each for each in rates[1:] if each.rate is not None]
    if whole.rate is None or len(known) < 2:
        return list(rates)
    strength = strength_of_whole(np.array([each.rate for each in known]), np.array([float(each.entered) for each in known]))
    pulled = [rates[0]]
    for each in rates[1:]:
        value = None if each.rate is None else shrunk(each.rate, each.entered, whole.rate, strength)
        pulled.append(each if value is None else replace(each, shrunk=value[0], shrunk_interval=value[1]))
    return pulled


def _group(flow: Flow, whole: Flow, rates: tuple[Rate, ...], end_to_end: Rate) -> Group:
    won, all_won = (round(float(np.nansum(each.counts[:, -1]))) for each in (flow, whole))
    revenue, all_revenue = float(flow.revenue.sum()), float(whole.revenue.sum())
    share = revenue / all_revenue if all_revenue > 0 else won / all_won if all_won else None
    mean = revenue / won if won and revenue > 0 else None
    value = DealValue(won if mean else 0, 0 if mean else won, mean, None, None, None, None, None, revenue, None, None, None)
    n = round(float(np.nansum(flow.counts[:, 0])))
    return Group(flow.key, flow.name, n, share, rates, end_to_end, value, (), won, 0, 0, NO_LAG)


def _wins(ledger: Ledger, rows: NDArray[np.bool_], stage: str, days: int) -> NDArray[np.int64]:
    """Won deals of so many days, by the first day of their month."""
    if stage not in ledger.measures:
        return np.zeros(days, np.int64)
    day = np.clip(ledger.day[rows] - FIRST_DAY, 0, days - 1)
    return np.round(np.bincount(day, weights=np.nan_to_num(ledger.measures[stage][rows]), minlength=days)).astype(np.int64)
