"""The review of a year: rows from records and ledgers, then figures and verdicts."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from app.history.found import Finding
from app.history.gather import Gathering
from app.history.measure import Measuring
from app.history.measure.costs import Spending, spendings_of
from app.history.measure.known_days import DaysOfChannels, Stretches, united
from app.history.measure.period import EVER, Period, day_number, day_text, period_of
from app.history.measure.values import DOMINATED_LEAST, DOMINATED_SHARE
from app.history.measure.view import View
from app.history.measured import Group, MeasuredFunnel, Question
from app.history.records import Records
from app.history.review import comparable
from app.history.review.channels import channel_review, content_figure, yardstick_of
from app.history.review.figures import figures_of
from app.history.review.ranking import ranked
from app.history.review.rows import Row
from app.history.review.tallies import BLANK, Tallies, YearOfChannel, Years
from app.history.review.verdicts import judge
from app.history.reviewed import Review
from app.planner.concentration import herfindahl

CHANNEL = "channel"


def review(
    gathering: Gathering,
    list_name: str,
    year_from: str,
    year_until: str,
    *,
    as_of: str | None = None,
    gross_margin: float | None = None,
    content_used: tuple[int, int] | None = None,
    retention: Mapping[str, float] | None = None,
    costs: Mapping[str, float] | None = None,
) -> Review:
    """The year of a list by channel, held against the year before, with what to do.

    Args:
        gathering: the list. list_name: what it is called.
        year_from, year_until: first and last day of the year, ISO.
        as_of: the day up to which things are known; None for all that is.
        gross_margin: share of revenue left after the cost of serving it; None: all of it, and the review says so.
        content_used: assets used by sales, and assets available, where known.
        retention: share of customers who stay over a year, by key or name of the channel, where known.
        costs: what a channel cost in the year, by its key or name, where no ledger says it.

    Raises:
        ValueError: where the year ends before it begins.
    """
    if day_number(year_until) < day_number(year_from):
        raise ValueError(f"the year ends on {year_until}, before it begins on {year_from}")
    given = gross_margin, content_used, dict(retention or {}), dict(costs or {})
    return _Reviewing(gathering, list_name, year_from, year_until, as_of, *given).review()


def year_before(day: str) -> str:
    """The same day a year earlier; of 29 February the 28th."""
    date = dt.date.fromisoformat(day)
    try:
        return date.replace(year=date.year - 1).isoformat()
    except ValueError:
        return date.replace(year=date.year - 1, day=28).isoformat()


def channels_of(gathering: Gathering) -> dict[str, str]:
    """The channels of a list, and those that ledgers beside it name: names by key."""
    named = (*gathering.levels.get(CHANNEL, ()), *(level for ledger in gathering.ledgers for level in ledger.channels))
    return {level.key: level.name for level in reversed(named)}


class _Reviewing:
    def __init__(
        self,
        gathering: Gathering,
        list_name: str,
        since: str,
        until: str,
        as_of: str | None,
        gross_margin: float | None,
        content_used: tuple[int, int] | None,
        retention: Mapping[str, float],
        costs: Mapping[str, float],
    ) -> None:
        self.gathering, self.list_name, self.since, self.until, self.as_of = gathering, list_name, since, until, as_of
        self.before_since, self.before_until = year_before(since), year_before(self._last_day())
        self.gross_margin, self.margin = gross_margin, 1.0 if gross_margin is None else gross_margin
        self.content_used, self.retention, self.costs = content_used, retention, costs
        self.paid: Tallies | None = None
        self.split = CHANNEL if CHANNEL in gathering.levels else None

    def review(self) -> Review:
        spans = (self.since, self.until), (self.before_since, self.before_until)
        measuring = Measuring(self.gathering, [self._question(*span) for span in spans])
        year, before = measuring.periods
        later = year.since - before.since
        matched, *recorded = (EVER if begins is None else begins + later for begins in self._begins(measuring, before))
        years = Years((year.since, before.since), (year.until, before.until), matched, tuple(recorded))
        tallies = Tallies(len(self.gathering.levels.get(CHANNEL, ())) + 1, len(self.gathering.stages), years, measuring.found[0].census)
        spendings = self._with_typed(self._spendings(*spans[0])), self._spendings(*spans[1])
        known = self._known_days(spendings, years)
        paid = Tallies(len(tallies.revenue[0]), len(self.gathering.stages), years, known=known) if known else None
        measured, measured_before = measuring.funnels(_adding(*([tallies] if paid is None else [tallies, paid])))
        keys = self._keys(measured, spendings)
        self.paid = None if paid is None else self._by_row(paid, keys)
        return self._of_tallies(self._by_row(tallies, keys), keys, spendings, measured, measured_before)

    def _known_days(self, spendings: tuple[Mapping[str, Spending], ...], years: Years) -> tuple[DaysOfChannels, ...]:
        """By year and value of the channel column the days on which its money is known; nothing where that is every day."""
        keys = (*(level.key for level in self.gathering.levels.get(CHANNEL, ())), BLANK)
        found, whole = [], True
        for spending, since, until in zip(spendings, years.since, years.until, strict=True):
            ever = Stretches(np.array([since], np.int64), np.array([until], np.int64))
            told = {
                key: ever if each.booked or not each.known else each.known["spend"].within(since, until) for key, each in spending.items()
            }
            everyone = united(list(told.values())) if told else ever
            whole = whole and all(each.covers(since, until) for each in told.values())
            found.append(DaysOfChannels([told.get(key, everyone) for key in keys]))
        return () if whole else tuple(found)

    def _of_tallies(
        self,
        tallies: Tallies,
        keys: Mapping[str, str],
        spendings: tuple[Mapping[str, Spending], ...],
        measured: MeasuredFunnel,
        measured_before: MeasuredFunnel,
    ) -> Review:
        entered_before = any(tallies.whole(1).entered)
        known_before = entered_before or bool(spendings[1])
        known = measured_before if entered_before else None
        rows = self._rows(keys, tallies, spendings, measured, known, known_before)
        whole = self._whole(tallies, spendings, measured, known, known_before)
        found = self._reviewed(measured, rows, whole, known_before)
        if not tallies.undated:
            return found
        undated = Finding("undated_wins", "warning", {"n": tallies.undated}, count=tallies.undated)
        return replace(found, findings=(*found.findings, undated))

    # -- what is known

    def _begins(self, measuring: Measuring, before: Period) -> list[int | None]:
        """The day on which the data begins, then that of each stage: of the buyers, or of the counts where there are none."""
        if measuring.found[0].n:
            by_stage = comparable.begins(measuring.found[0], before.until)
        else:
            by_stage = comparable.begins_of_counts(self.gathering.ledgers, self.gathering.stages, before.until)
        return [min((day for day in by_stage if day is not None), default=None), *comparable.recorded(by_stage, before.until)]

    def _cut(self, year: YearOfChannel, whole: YearOfChannel, measured_before: MeasuredFunnel | None) -> tuple[bool, ...]:
        """By stage, whether the year before lacks too much; a channel that nobody came by is as all are."""
        cut_from = None if measured_before is None else measured_before.cut_from
        found = []
        for stage in range(len(year.entered)):
            of = year if year.entered[stage] else whole
            too_much = bool(of.unmatched) and of.unmatched[stage] > comparable.TOO_MUCH * of.entered[stage]
            found.append(too_much or (stage > 0 and cut_from is not None and cut_from > self.before_since))
        return tuple(found)

    def _spend_cut(self) -> bool:
        """Whether what was spent is recorded only from some day of the year before on."""
        days = [int(ledger.day.min()) for ledger in self.gathering.ledgers if ledger.kind == "spend" and len(ledger.day)]
        since, until = day_number(self.before_since), day_number(self.before_until)
        return bool(days) and min(days) - since > comparable.TOO_MUCH * (until - since + 1)

    def _last_day(self) -> str:
        """The last day of the year of which anything is known; its own last one where it is over, or nothing is known of it."""
        period = self._period(self.since, self.until)
        return day_text(period.until) if period.since <= period.until else self.until

    def _question(self, since: str, until: str) -> Question:
        return Question(self.list_name, as_of=self.as_of, since=since, until=until, split=self.split)

    def _period(self, since: str, until: str) -> Period:
        return period_of(Question(self.list_name, as_of=self.as_of, since=since, until=until), self.gathering.known_to)

    def _spendings(self, since: str, until: str) -> dict[str, Spending]:
        """By the channel's key; money alone, without what brought no buyer of a list."""
        period = replace(self._period(since, until), until=day_number(until))
        ledgers = [ledger for ledger in self.gathering.ledgers if ledger.kind == "spend"]
        return {each.level.key: each for each in spendings_of(ledgers, self.gathering.currency, period) if "spend" in each.sums}

    def _with_typed(self, found: Mapping[str, Spending]) -> dict[str, Spending]:
        """With what somebody says that a channel cost, where no ledger says it."""
        untold = [level for level in self.gathering.levels.get(CHANNEL, ()) if level.key not in found]
        said = [(level, self.costs.get(level.key, self.costs.get(level.name))) for level in untold]
        typed = {level.key: Spending(level, {}, {"spend": cost}, {}) for level, cost in said if cost is not None}
        return {**found, **typed}

    def _keys(self, measured: MeasuredFunnel, spendings: tuple[Mapping[str, Spending], ...]) -> dict[str, str]:
        """Keys and names of the rows: the groups as measured, then channels that only cost; money without a channel has no row."""
        found = {group.key: group.name for group in measured.groups} if self.split else {}
        for spending in spendings:
            found |= {key: each.level.name for key, each in spending.items() if key and key not in found}
        for ledger in self.gathering.ledgers:
            if ledger.kind == "counts":
                found |= {level.key: level.name for level in ledger.channels if level.key not in found}
        return found

    def _by_row(self, tallies: Tallies, keys: Mapping[str, str]) -> Tallies:
        """What was counted by value of the channel column, and what ledgers of counts have where there are no buyers, by row."""
        row_of = {key: row for row, key in enumerate(keys)}
        row_of.setdefault(BLANK, len(row_of))
        found = tallies.by_row([level.key for level in self.gathering.levels.get(CHANNEL, ())], row_of)
        for ledger in self.gathering.ledgers if not tallies.buyers else ():
            if ledger.kind == "counts":
                found.add_counts(ledger, self.gathering.stages, row_of)
        return found

    # -- rows

    def _rows(
        self,
        keys: Mapping[str, str],
        tallies: Tallies,
        spendings: tuple[Mapping[str, Spending], ...],
        measured: MeasuredFunnel,
        measured_before: MeasuredFunnel | None,
        known_before: bool,
    ) -> list[Row]:
        groups, groups_before = _by_key(measured), _by_key(measured_before)
        everyone, spend_cut = tallies.whole(0), self._spend_cut()
        found = []
        for place, (key, name) in enumerate(keys.items()):
            year, before = tallies.of(0, place), tallies.of(1, place)
            spent, spent_before = _spend(spendings[0].get(key)), _spend(spendings[1].get(key))
            group = groups.get(key)
            if not any(year.entered) and not spent and not (group is not None and group.n):
                continue
            stays = self.retention.get(key, self.retention.get(name))
            old = before if known_before else None
            cut = self._cut(year, everyone, measured_before)
            known = year, old, spent, spent_before, group, groups_before.get(key), stays
            paid = (None, None) if self.paid is None else (self.paid.of(0, place), self.paid.of(1, place))
            found.append(Row(key, name, *known, cut=cut, spend_cut=spend_cut, paid=paid[0], paid_before=paid[1]))
        return sorted(found, key=lambda row: (-row.year.revenue, -row.year.deals, -row.year.entered[0], row.key))

    def _whole(
        self,
        tallies: Tallies,
        spendings: tuple[Mapping[str, Spending], ...],
        measured: MeasuredFunnel,
        measured_before: MeasuredFunnel | None,
        known_before: bool,
    ) -> Row:
        spent, spent_before = (sum(each.sums["spend"] for each in spending.values()) if spending else None for spending in spendings)
        before = tallies.whole(1) if known_before else None
        group_before = None if measured_before is None else measured_before.whole
        year = tallies.whole(0)
        cut = self._cut(year, year, measured_before)
        known = year, before, spent, spent_before, measured.whole, group_before
        paid = (None, None) if self.paid is None else (self.paid.whole(0), self.paid.whole(1))
        return Row("", "", *known, cut=cut, spend_cut=self._spend_cut(), paid=paid[0], paid_before=paid[1])

    # -- the review

    def _reviewed(self, measured: MeasuredFunnel, rows: Sequence[Row], whole: Row, known_before: bool) -> Review:
        held = (len(rows) + 1) * (2 * len(measured.stages) + 1)  # volumes, rates and revenue; what is left is these again
        rows, whole = [replace(row, comparisons=held) for row in rows], replace(whole, comparisons=held)
        yardstick = yardstick_of(rows, whole, self.margin, self.gathering.currency)
        judged = {row.key: judge(row, yardstick) for row in rows}
        ranks = ranked(judged, {row.key: row.name for row in rows})
        channels = tuple(channel_review(row, whole, judged[row.key], ranks[row.key], self.margin) for row in rows)
        brought = [row.year.revenue for row in rows] if whole.year.revenue else [float(row.year.deals) for row in rows]
        concentration = herfindahl(brought)[0] if brought else None
        top = max(range(len(rows)), key=lambda place: brought[place]) if concentration is not None else None
        return Review(
            list_name=self.list_name,
            imports=self.gathering.imports,
            beside=self.gathering.beside,
            stages=self.gathering.stages,
            currency=self.gathering.currency,
            since=self.since,
            until=self.until,
            before_since=self.before_since if known_before else None,
            before_until=self.before_until if known_before else None,
            as_of=measured.as_of,
            whole=figures_of(whole, whole, self.margin),
            channels=channels,
            concentration=concentration,
            top_share=None if top is None else brought[top] / sum(brought),
            top_channel=None if top is None else rows[top].name,
            content_used=content_figure(self.content_used),
            findings=(*_of_rates(measured.findings), *self._findings(measured, rows, whole, known_before)),
        )

    def _findings(self, measured: MeasuredFunnel, rows: Sequence[Row], whole: Row, known_before: bool) -> Iterator[Finding]:
        if self.split is None:
            yield Finding("review_no_channels", "warning", {})
        if whole.spend and self.gross_margin is None:
            yield Finding("margin_assumed", "warning", {})
        if not known_before:
            yield Finding("no_year_before", "info", {"since": self.before_since, "until": self.before_until})
        if measured.as_of is not None and measured.as_of < self.until:
            yield Finding("year_not_over", "warning", {"as_of": measured.as_of, "until": self.until})
            if known_before and self.before_until != year_before(self.until):
                yield Finding("same_days_before", "info", {"since": self.before_since, "until": self.before_until})
        if (share := _dominated(whole.year)) is not None:
            yield Finding("dominated_year", "warning", {"share": share, "n": whole.year.priced})
        unpriced = whole.year.deals - whole.year.priced
        if unpriced and whole.year.priced:
            yield Finding("deals_without_amount", "info", {"without": unpriced, "all": whole.year.deals}, count=unpriced)
        paid = sum(row.spend or 0.0 for row in rows)
        if whole.spend and whole.spend - paid > 0.005 * whole.spend:
            yield Finding("spend_without_channel", "warning", {"spend": whole.spend - paid, "currency": self.gathering.currency})


def _adding(*tallies: Tallies) -> Callable[[View, Records], None]:
    """Counts a block in everywhere."""

    def add(seen: View, block: Records) -> None:
        for each in tallies:
            each.add(seen, block)

    return add


def _of_rates(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Those that hold of a review, too: deals measured are of those who entered in the year, deals reviewed are won in it."""
    return (each for each in findings if each.code not in ("won_without_amount", "dominated"))


def _dominated(year: YearOfChannel) -> float | None:
    """The share of the revenue that the largest deal alone brought, where that is so much that one deal decides."""
    share = year.largest / year.revenue if year.revenue > 0 else 0.0
    return share if year.priced >= DOMINATED_LEAST and share > DOMINATED_SHARE else None


def _by_key(measured: MeasuredFunnel | None) -> dict[str, Group]:
    return {} if measured is None else {group.key: group for group in measured.groups}


def _spend(spending: Spending | None) -> float | None:
    return None if spending is None else spending.sums["spend"]
