"""What each channel's money and activity brought: ledgers and buyers, joined by the channel's folded name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.history.found import Finding
from app.history.measure.groups import MOST_GROUPS
from app.history.measure.period import EVER, Period
from app.history.measure.view import NONE, View
from app.history.measured import MeasuredFunnel, UnitCost
from app.history.records import Ledger, Level

WAYS = (
    ("impressions", "clicks"), ("clicks", "leads"), ("sent", "delivered"), ("contacted", "replied"), ("delivered", "replied"),
    ("replied", "positive"), ("positive", "meetings"),
)  # fmt: skip
"""Which activity comes of which; replies are a share of people contacted, and of mails delivered only where contacts are not counted."""
MONEY = ("spend", "revenue")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spending:
    """A channel's rows, cut to the days that count.

    Attributes:
        level: the channel. since, until: the days that its ledger covers, within the period.
        sums: total by measure. pairs: for two measures their totals over the rows that have both.
    """

    level: Level
    since: int
    until: int
    sums: dict[str, float]
    pairs: dict[tuple[str, str], tuple[float, float]]


class ChannelEntries:
    """Buyers by channel and stage, entered on the days that the channel's ledger covers; a channel without one: on those of all ledgers."""

    def __init__(self, levels: tuple[Level, ...], stages: int, spendings: Sequence[Spending]) -> None:
        windows = {each.level.key: (each.since, each.until) for each in spendings}
        everything = (min(each.since for each in spendings), max(each.until for each in spendings)) if spendings else (1, 0)
        days = [windows.get(level.key, everything) for level in levels] + [windows.get("", everything)]
        self.levels = levels
        self.since, self.until = (np.array([day[end] for day in days], np.int32) for end in (0, 1))
        self.numbers: NDArray[np.int64] = np.zeros((len(days), stages), np.int64)
        self.wanted = bool(spendings)

    def add(self, seen: View, channel: NDArray[np.int32]) -> None:
        """A block's buyers; blanks (-1) come last."""
        since, until, values = self.since[channel], self.until[channel], len(self.since)
        code = np.where(channel < 0, values - 1, channel)
        for stage, day in enumerate(seen.days):
            inside = (day >= since) & (day <= until) & (day < NONE)
            self.numbers[:, stage] += np.bincount(code[inside], minlength=values)


def spendings_of(ledgers: Sequence[Ledger], currency: str | None, period: Period) -> list[Spending]:
    """Each channel's spending in the period, added over ledgers; money in another currency is left out."""
    gathered: dict[str, list[Spending]] = {}
    for ledger in ledgers:
        foreign = ledger.currency is not None and currency is not None and ledger.currency != currency
        for position in range(-1, len(ledger.channels)):
            each = _spending(ledger, position, period, foreign)
            if each is not None:
                gathered.setdefault(each.level.key, []).append(each)
    return [_together(each) for each in gathered.values()]


def _spending(ledger: Ledger, position: int, period: Period, foreign: bool) -> Spending | None:
    """The rows of a channel; a row that covers days outside the period counts by the share of its days inside."""
    rows = np.flatnonzero(ledger.channel == position)
    begin, end = ledger.day[rows].astype(np.int64), ledger.until[rows].astype(np.int64)
    first, last = np.maximum(begin, max(period.since, EVER)), np.minimum(end, period.until)
    share = np.clip(last - first + 1, 0, None) / (end - begin + 1)
    inside = share > 0
    if not inside.any():
        return None
    measures = {name: each[rows][inside] * share[inside] for name, each in ledger.measures.items() if not (foreign and name in MONEY)}
    if not measures:
        return None
    level = ledger.channels[position] if position >= 0 else Level("", "")
    sums = {name: float(np.nansum(each)) for name, each in measures.items() if not np.isnan(each).all()}
    names = sorted(sums)
    pairs = {(one, other): _pair(measures[one], measures[other]) for one in names for other in names if one != other}
    return Spending(level, int(first[inside].min()), int(last[inside].max()), sums, pairs)


def _pair(one: Floats, other: Floats) -> tuple[float, float]:
    both = ~(np.isnan(one) | np.isnan(other))
    return float(one[both].sum()), float(other[both].sum())


def _together(parts: Sequence[Spending]) -> Spending:
    """A channel's spending from several ledgers."""
    sums: dict[str, float] = {}
    pairs: dict[tuple[str, str], tuple[float, float]] = {}
    for part in parts:
        for name, amount in part.sums.items():
            sums[name] = sums.get(name, 0.0) + amount
        for names, (one, other) in part.pairs.items():
            before = pairs.get(names, (0.0, 0.0))
            pairs[names] = before[0] + one, before[1] + other
    return Spending(parts[0].level, min(each.since for each in parts), max(each.until for each in parts), sums, pairs)


def unit_costs(spendings: Sequence[Spending], entries: ChannelEntries, stages: Sequence[str]) -> tuple[UnitCost, ...]:
    """Every channel that has money, activity or buyers; the one that cost most first."""
    if not spendings:
        return ()
    spent = {each.level.key: each for each in spendings}
    bought = {level.key: (level, entries.numbers[at]) for at, level in enumerate([*entries.levels, Level("", "")])}
    costs = [_unit_cost(each, bought.get(key, (each.level, np.zeros(len(stages), np.int64)))[1], stages) for key, each in spent.items()]
    alone = [_without_spend(level, stages) for key, (level, numbers) in bought.items() if key not in spent and numbers.any()]
    return tuple(sorted([*costs, *alone], key=lambda each: (-(each.spend or 0.0), each.channel)))


def most_costly(funnel: MeasuredFunnel) -> MeasuredFunnel:
    """The funnel with no more channels' costs than it has groups; what the others cost is told."""
    kept, left = funnel.unit_costs[:MOST_GROUPS], funnel.unit_costs[MOST_GROUPS:]
    if not left:
        return funnel
    values: dict[str, object] = {"shown": len(kept), "left": len(left), "spend": sum(each.spend or 0.0 for each in left)}
    told = Finding("channels_left_out", "info", values | {"currency": funnel.currency}, count=len(left))
    return replace(funnel, unit_costs=kept, findings=(*funnel.findings, told))


def _unit_cost(spending: Spending, numbers: NDArray[np.int64], stages: Sequence[str]) -> UnitCost:
    spend = spending.sums.get("spend")
    activities = {name: amount for name, amount in spending.sums.items() if name not in MONEY and name not in stages}
    costs = {name: _ratio(*spending.pairs.get(("spend", name), (0.0, 0.0))) for name in activities}
    per_stage = {stage: None if spend is None else _ratio(spend, float(n)) for stage, n in zip(stages, numbers, strict=True)}
    there = bool(numbers.any())
    return UnitCost(
        spending.level.name, spend, activities, _yields(spending), costs, per_stage,
        spend_without_buyers=spend is not None and spend > 0 and not there, buyers_without_spend=spend is None and there,
    )  # fmt: skip


def _without_spend(level: Level, stages: Sequence[str]) -> UnitCost:
    return UnitCost(level.name, None, {}, (), {}, dict.fromkeys(stages), buyers_without_spend=True)


def _yields(spending: Spending) -> tuple[tuple[str, str, float, int], ...]:
    """Units of one activity per unit of the one it comes of, and how many of those there were."""
    found = []
    for of, to in WAYS:
        base, came = spending.pairs.get((of, to), (0.0, 0.0))
        if base > 0 and not (of == "delivered" and to == "replied" and "contacted" in spending.sums):
            found.append((of, to, came / base, round(base)))
    return tuple(found)


def _ratio(money: float, units: float) -> float | None:
    """None where there is nothing to divide by."""
    return money / units if units > 0 else None
