"""What each channel's money and activity brought: ledgers and buyers, joined by the channel's folded name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.history.found import Finding
from app.history.measure.groups import MOST_GROUPS
from app.history.measure.known_days import NOTHING, DaysOfChannels, Stretches, is_booked, known_days, united
from app.history.measure.period import EVER, Period
from app.history.measure.view import NONE, View
from app.history.measured import MeasuredFunnel, UnitCost
from app.history.records import MISSING, Ledger, Level

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
        level: the channel. known: by measure the days that it is known of, within the period.
        sums: total by measure. pairs: for two measures their totals over the rows that have both.
        booked: whether its money is booked on single days far apart.
    """

    level: Level
    known: dict[str, Stretches]
    sums: dict[str, float]
    pairs: dict[tuple[str, str], tuple[float, float]]
    booked: bool = False


class ChannelEntries:
    """Buyers by channel and stage, entered on the days on which each measure of the channel is known.

    Where no money is known of a channel, those on whose days anything of it is; of one without a ledger, those on the days of all money.
    """

    def __init__(self, levels: tuple[Level, ...], stages: int, spendings: Sequence[Spending]) -> None:
        self.levels = levels
        self.wanted = bool(spendings)
        self.shape = len(levels) + 1, stages
        self.days: list[DaysOfChannels] = []
        self.numbers: list[NDArray[np.int64]] = []
        self.of_measure: dict[str, int] = {}
        by_key = {each.level.key: each for each in spendings}
        channels = [by_key.get(key) for key in (*(level.key for level in levels), "")]
        money = [each.known["spend"] for each in spendings if "spend" in each.known]
        ever = united(money or [days for each in spendings for days in each.known.values()] or [NOTHING])
        for name in dict.fromkeys(("spend", *(name for each in spendings for name in each.known))):
            self._ask(name, DaysOfChannels([_days_of(each, name, ever) for each in channels]))

    def _ask(self, name: str, days: DaysOfChannels) -> None:
        """Count for a measure; once for all that are known of on the same days."""
        at = next((at for at, other in enumerate(self.days) if other.same(days)), len(self.days))
        if at == len(self.days):
            self.days.append(days)
            self.numbers.append(np.zeros(self.shape, np.int64))
        self.of_measure[name] = at

    def add(self, seen: View, channel: NDArray[np.int32]) -> None:
        """A block's buyers; blanks (-1) come last."""
        values = self.shape[0]
        code = np.where(channel < 0, values - 1, channel)
        for stage, day in enumerate(seen.days):
            there = np.flatnonzero((day > MISSING) & (day < NONE))
            codes, days = code[there], day[there]
            for known, numbers in zip(self.days, self.numbers, strict=True):
                numbers[:, stage] += np.bincount(codes[known.touched(codes, days, days)], minlength=values)

    def add_counts(self, ledger: Ledger, rows: NDArray[np.bool_], stages: Sequence[str]) -> None:
        """What counts of the same channels tell; a row counts where a measure is known on any of its days."""
        values = self.shape[0]
        codes, day, until = np.where(ledger.channel < 0, values - 1, ledger.channel)[rows], ledger.day[rows], ledger.until[rows]
        for known, numbers in zip(self.days, self.numbers, strict=True):
            inside = known.touched(codes, day, until)
            for stage, name in enumerate(stages):
                if name in ledger.measures:
                    counted = np.nan_to_num(ledger.measures[name][rows][inside])
                    numbers[:, stage] += np.round(np.bincount(codes[inside], counted, values)).astype(np.int64)

    def of(self, row: int, name: str) -> NDArray[np.int64]:
        """The entries of a channel into each stage, on the days on which a measure is known."""
        entered: NDArray[np.int64] = self.numbers[self.of_measure[name]][row]
        return entered


def _days_of(spending: Spending | None, name: str, ever: Stretches) -> Stretches:
    if spending is None:
        return ever if name == "spend" else NOTHING
    if name == "spend" and name not in spending.known:
        return _extent(united(list(spending.known.values())))
    return spending.known.get(name, NOTHING)


def _extent(days: Stretches) -> Stretches:
    """From the first to the last of them."""
    return Stretches(days.first[:1], days.last[-1:])


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
    if not any((~np.isnan(each)).any() for each in measures.values()):
        return None
    level = ledger.channels[position] if position >= 0 else Level("", "")
    sums = {name: float(np.nansum(each)) for name, each in measures.items() if not np.isnan(each).all()}
    names = sorted(sums)
    pairs = {(one, other): _pair(measures[one], measures[other]) for one in names for other in names if one != other}
    known = {
        name: known_days(*_told(ledger.measures[name][rows], begin, end)).within(max(period.since, EVER), period.until) for name in sums
    }
    booked = "spend" in sums and is_booked(*_told(ledger.measures["spend"][rows], begin, end))
    return Spending(level, known, sums, pairs, booked)


def _told(measure: Floats, begin: NDArray[np.int64], end: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The days of the rows that tell a measure."""
    told = ~np.isnan(measure)
    return begin[told], end[told]


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
    known = {name: united([part.known[name] for part in parts if name in part.known]) for name in sums}
    booked = all(part.booked for part in parts if "spend" in part.known)
    return Spending(parts[0].level, known, sums, pairs, booked)


def unit_costs(spendings: Sequence[Spending], entries: ChannelEntries, stages: Sequence[str]) -> tuple[UnitCost, ...]:
    """Every channel that has money, activity or buyers; the one that cost most first."""
    if not spendings:
        return ()
    row = {level.key: at for at, level in enumerate([*entries.levels, Level("", "")])}
    costs = [_unit_cost(each, _entries(entries, row.get(each.level.key), each), stages) for each in spendings]
    spent = {each.level.key for each in spendings}
    bought = [level for level in (*entries.levels, Level("", "")) if level.key not in spent and entries.of(row[level.key], "spend").any()]
    alone = [_without_spend(level, stages) for level in bought]
    return tuple(sorted([*costs, *alone], key=lambda each: (-(each.spend or 0.0), each.channel)))


def _entries(entries: ChannelEntries, row: int | None, spending: Spending) -> dict[str, tuple[int, ...]]:
    """By measure who entered each stage on the days on which it is known; a channel that no buyer has has nobody."""
    nobody = (0,) * entries.shape[1]
    return {name: nobody if row is None else tuple(entries.of(row, name).tolist()) for name in ("spend", *spending.sums)}


def most_costly(funnel: MeasuredFunnel) -> MeasuredFunnel:
    """The funnel with no more channels' costs than it has groups; what the others cost is told."""
    kept, left = funnel.unit_costs[:MOST_GROUPS], funnel.unit_costs[MOST_GROUPS:]
    if not left:
        return funnel
    values: dict[str, object] = {"shown": len(kept), "left": len(left), "spend": sum(each.spend or 0.0 for each in left)}
    told = Finding("channels_left_out", "info", values | {"currency": funnel.currency}, count=len(left))
    return replace(funnel, unit_costs=kept, findings=(*funnel.findings, told))


def _unit_cost(spending: Spending, entered: dict[str, tuple[int, ...]], stages: Sequence[str]) -> UnitCost:
    spend = spending.sums.get("spend")
    activities = {name: amount for name, amount in spending.sums.items() if name not in MONEY and name not in stages}
    costs = {name: _ratio(*spending.pairs.get(("spend", name), (0.0, 0.0))) for name in activities}
    per_stage = {stage: None if spend is None else _ratio(spend, float(n)) for stage, n in zip(stages, entered["spend"], strict=True)}
    there = any(entered["spend"])
    return UnitCost(
        spending.level.name, spend, activities, _yields(spending), costs, per_stage,
        spend_without_buyers=spend is not None and spend > 0 and not there, buyers_without_spend=spend is None and there,
        entered={name: numbers for name, numbers in entered.items() if name == "spend" or name in activities},
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
