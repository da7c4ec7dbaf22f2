"""What was measured, every figure with how many it rests on, its period, its basis and its imports. Plain values; `None` has a reason."""

from dataclasses import dataclass, field
from typing import Literal

from app.history.found import Finding

Basis = Literal["cohort", "snapshot"]
RateReason = Literal["nobody_entered", "no_days", "undated_outcomes", "more_out_than_in"]
Difference = Literal["growing", "shrinking", "young", "earlier", "alike"]
LagRefusal = Literal["unrelated_dates"]
SeasonRefusal = Literal["too_short", "too_few"]
OTHERS = "* others"
"""Key of the group that holds what is left beyond the largest; no folded value is written so."""


@dataclass(frozen=True)
class Question:
    """What is to be measured.

    Attributes:
        list_name: of which list.
        as_of: the day up to which things are known, ISO; what happened later is not known yet. None: the last day that the files prove.
        since, until: first and last day of entry that counts, ISO; None: all that was watched.
        split: the attribute to split by (channel, owner, account or a header); None: none.
        only: attribute and folded key of the buyers that count, all of them together.
        whole_history: count entries also from before outcomes were recorded.
        short_season: give indices also below two years.
    """

    list_name: str
    as_of: str | None = None
    since: str | None = None
    until: str | None = None
    split: str | None = None
    only: tuple[tuple[str, str], ...] = ()
    whole_history: bool = False
    short_season: bool = False


@dataclass(frozen=True)
class Interval:
    """The middle 90 %: the true value lies below `low` one time in twenty, and above `high` one time in twenty."""

    low: float
    high: float


@dataclass(frozen=True)
class Lag:
    """Days between entering two stages, over those who went on.

    Attributes:
        n: how many are timed.
        median, mean, p90, p25, p75: days, linear between neighbours (numpy's default).
        days, counts: the distribution: distinct lags in days and how many took each, at most 400 bins.
        bin_days: width of a bin, 1 where each day has its own.
        negative: how many seemed to go backwards; they are in `n` where a day may be lost to time zones (-3 and more), else left out.
        refused: why there is no lag (unrelated_dates: many went backwards); the figures are None then.
        mean_all: mean days for all who will go on, those still open included, by the curve of converted by age; None without it.
    """

    n: int
    median: float | None
    mean: float | None
    p90: float | None
    p25: float | None
    p75: float | None
    days: tuple[int, ...]
    counts: tuple[int, ...]
    bin_days: int = 1
    negative: int = 0
    refused: LagRefusal | None = None
    mean_all: float | None = None


@dataclass(frozen=True)
class Curve:
    """Share converted (and lost) by age in days: Kaplan-Meier with one end, Aalen-Johansen with two; a step function."""

    days: tuple[int, ...]
    converted: tuple[float, ...]
    lost: tuple[float, ...]
    at_risk: tuple[int, ...]

    def at(self, day: int) -> float:
        """The value of the step at the last day that is not later."""
        import bisect

        position = bisect.bisect_right(self.days, day) - 1
        return 0.0 if position < 0 else self.converted[position]


@dataclass(frozen=True)
class Rate:
    """A conversion from a stage to another, of one group.

    Attributes:
        from_stage, to_stage: names.
        entered: how many entered in the period; converted, lost, open: what became of them by `as_of`; they add up. Of counts without
            buyers only entered and converted are known: lost and open are 0.
        rate: of those who entered, the share that will ever have gone on, what is open being open; None with `reason`.
        interval: 90 %.
        reason: why there is no rate: nobody_entered, no_days, undated_outcomes (many went on without a day of it, and too many are open or
            none is lost), more_out_than_in (of counts without buyers).
        raw: converted / entered, as though what is open had failed. closed_only: converted / (converted + lost); None where nobody is lost.
        snapshot: conversions on days of the period / entries on days of the period: what a sheet without ids would say; None without days.
        difference: why cohort and snapshot differ: code (growing, shrinking, young, earlier, alike) for the sentence.
        shrunk: the rate pulled towards the whole group's, by how little it rests on; the same as `rate` for the whole itself.
        shrunk_interval: its interval.
        small: so few outcomes that it may not be taken over unasked: fewer than 5 converted or fewer than 5 not converted, or 30 entered.
        watched_days: the age up to which the curve is known; horizon of the rate.
        lag: days between the two stages.
        curve: converted by age.
        skipped: how many went on without a day in `to_stage` (a later stage is dated); reversed: whose days run backwards.
        undated: how many went on without any day of it.
    """

    from_stage: str
    to_stage: str
    entered: int
    converted: int
    lost: int
    open: int
    rate: float | None
    interval: Interval | None
    reason: RateReason | None
    raw: float | None
    closed_only: float | None
    snapshot: float | None
    difference: Difference | None
    shrunk: float | None
    shrunk_interval: Interval | None
    small: bool
    watched_days: int
    lag: Lag
    curve: Curve
    skipped: int = 0
    reversed: int = 0
    undated: int = 0


@dataclass(frozen=True)
class DealValue:
    """What won deals were worth.

    Attributes:
        n: won deals with an amount above 0; without: won deals with none.
        mean, median, low, high (10th and 90th percentile), deviation (standard), variation (deviation / mean), total.
        interval: of the mean, 90 %.
        trimmed: mean without the largest and the smallest twentieth; proposed instead of the mean where `dominated`.
        dominated: share of the total that the largest deal alone has, where that is more than a fifth and n is 5 and more; else None.
    """

    n: int
    without: int
    mean: float | None
    median: float | None
    low: float | None
    high: float | None
    deviation: float | None
    variation: float | None
    total: float
    interval: Interval | None
    trimmed: float | None
    dominated: float | None


@dataclass(frozen=True)
class Season:
    """Twelve indices, January first, of mean 1: won deals by month of the win, trend taken out.

    Attributes:
        months: months of data; indices: None where refused; intervals: 90 % of each.
        refused: too_short (less than two years, unless asked for), too_few; None where there are indices.
        matters: whether the months differ by more than chance (chi-square against the trend, 5 %).
    """

    months: int
    indices: tuple[float, ...] | None
    intervals: tuple[Interval, ...] | None
    refused: SeasonRefusal | None
    matters: bool | None


@dataclass(frozen=True)
class OpenStage:
    """Buyers now in a stage, by age.

    Attributes:
        stage: name. n: how many. amount: money of those with an amount.
        ages: n with an age of up to 30, 90, 180, 365 days and more.
        stale: older than nine tenths of those who ever went on from here were.
    """

    stage: str
    n: int
    amount: float
    ages: tuple[int, int, int, int, int]
    stale: int


@dataclass(frozen=True)
class Group:
    """What was measured of one group: the whole, or a value of the column that splits it.

    Attributes:
        key, name: of the value; "" and "" for the whole and for blanks; "* others" and "" for what is left beyond 40 values.
        n: buyers in the period. share: of the whole's won money (of the won deals where no money is known); None for nothing won.
        rates: each stage to the next, in order.
        end_to_end: from the stage where this group's buyers mostly enter to the won deal.
        win: from the last stage before the won deal.
        value: of won deals. open: pipeline by stage, first to last without the won deal.
        won, lost, still_open: buyers, by outcome; of counts without buyers only won is known.
        cycle: days from the first stage dated to the win.
    """

    key: str
    name: str
    n: int
    share: float | None
    rates: tuple[Rate, ...]
    end_to_end: Rate
    value: DealValue
    open: tuple[OpenStage, ...]
    won: int
    lost: int
    still_open: int
    cycle: Lag


@dataclass(frozen=True)
class UnitCost:
    """What a channel's money and activity brought, from ledgers and records together.

    Attributes:
        channel: name. spend: money in the period; None where no ledger has it. currency of the whole.
        activities: units by name (clicks, sent, ...). yields: units of each per unit of the one before on the usual way
            (impressions > clicks > leads; contacted/sent > delivered > replied > positive > meetings), by (from, to).
        costs: money per activity unit, by name. per_stage: money per buyer who entered each stage in the period, by stage name; a stage
            that nobody entered has None.
        spend_without_buyers, buyers_without_spend: one side alone is there.
        entered: by spend and activity how many buyers entered each stage, first to last, on the days on which it is known.
    """

    channel: str
    spend: float | None
    activities: dict[str, float]
    yields: tuple[tuple[str, str, float, int], ...]
    costs: dict[str, float | None]
    per_stage: dict[str, float | None]
    spend_without_buyers: bool = False
    buyers_without_spend: bool = False
    entered: dict[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Cohorts:
    """Converted by age of cohorts, one row for each month or quarter of entry.

    Attributes:
        from_stage, to_stage: names. unit: month or quarter.
        labels: of the rows, 2026-03 or 2026-Q1. entered: of each row.
        converted: by row, then age; None where that age is not over yet for this row.
        mean_by_age: for each age the share over all rows that are old enough (weighted by entries where `weighted`).
        sum_of_means: their sum: every cohort is used. complete: mean over the rows that have every age: they waited.
        complete_rows: how many of those.
        so_far: of each row all who are known to have gone on by now, also at ages that are not over or that have no column.
    """

    from_stage: str
    to_stage: str
    unit: Literal["month", "quarter"]
    labels: tuple[str, ...]
    entered: tuple[int, ...]
    converted: tuple[tuple[int | None, ...], ...]
    mean_by_age: tuple[float | None, ...]
    sum_of_means: float | None
    complete: float | None
    complete_rows: int
    weighted: bool = True
    so_far: tuple[int, ...] = ()


@dataclass(frozen=True)
class MeasuredFunnel:
    """Everything measured of a list.

    Attributes:
        list_name: whose. imports: ids of the imports behind it. beside: of those with the money, the activity and the lookups.
        stages: names, first to last. as_of: the day up to which things are known, ISO. since, until: entries counted, ISO.
        cut_from: what `since` was moved to because outcomes are not recorded before; None where nothing was cut.
        split: the column; None for the whole only. splits: the columns there are, with how many values each has.
        currency: of all money. basis: cohort.
        whole, groups: groups are in order of size, blanks as "" last; at most 40, then `others` tells how many values were put together.
        season, unit_costs: of the whole.
        n_rows: buyers in the list, before the period.
        findings: what people should know (left_cut, unrelated_dates, two_currencies, few_losses, no_days, ...).
    """

    list_name: str
    imports: tuple[str, ...]
    stages: tuple[str, ...]
    as_of: str | None
    since: str | None
    until: str | None
    cut_from: str | None
    split: str | None
    splits: tuple[tuple[str, int], ...]
    currency: str | None
    whole: Group
    groups: tuple[Group, ...]
    others: int
    season: Season
    unit_costs: tuple[UnitCost, ...]
    n_rows: int
    findings: tuple[Finding, ...] = field(default=())
    basis: Basis = "cohort"
    beside: tuple[str, ...] = ()
