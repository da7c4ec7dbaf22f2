"""Measured rates as rows: conversions, and the groups of a split. No HTML."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from app.history.measured import OTHERS, Group, Lag, MeasuredFunnel, Rate
from app.language import Language
from app.planner.text import N_
from app.services.rows_wanted import RowsWanted
from app.web.figures import measured
from app.web.figures.measured import Scale, Span, span
from app.wording.history.figures import difference, group_name, group_reason, lag_refusal, rate_reason

RowsAt = Callable[[RowsWanted], str]
"""Where rows are that somebody wants to see; nowhere for counts, which have none."""


@dataclass(frozen=True)
class RateRow:
    """A conversion with everything that its figure rests on; `parts` and `entered` have the addresses of the rows behind them."""

    name: str
    rate: str
    interval: str
    reason: str
    n: str
    span: Span | None
    snapshot: str
    closed_only: str
    raw: str
    difference: str
    median: str
    mean: str
    mean_all: str
    p90: str
    lag_note: str
    is_small: bool
    watched: str
    notes: tuple[str, ...]
    converted: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    entered: str = ""


@dataclass(frozen=True)
class GroupRow:
    """A value of the column that splits, from its first stage to the deal; why it has no rate, no value of a deal, no cycle."""

    name: str
    n: str
    rate: str
    interval: str
    span: Span | None
    shrunk: str
    won: str
    still_open: str
    share: str
    value: str
    cycle: str
    is_small: bool
    only: str
    won_rows: str = ""
    open_rows: str = ""
    reason: str = ""
    no_value: str = ""
    no_cycle: str = ""


def nowhere(_: RowsWanted) -> str:
    """No address."""
    return ""


def arrow(from_stage: str, to_stage: str) -> str:
    """'MQL → Deal'"""
    return f"{from_stage} → {to_stage}"


def scale_of(rates: Iterable[Rate], language: Language) -> Scale:
    """The track on which the intervals of all these stand."""
    return measured.scale(max((each.interval.high for each in rates if each.interval), default=0.0), language)


def rate_rows(rates: Iterable[Rate], scale: Scale, language: Language, rows_at: RowsAt = nowhere) -> tuple[RateRow, ...]:
    """Each conversion; all intervals stand on one track."""
    return tuple(rate_row(each, scale.top, language, rows_at) for each in rates)


def rate_row(rate: Rate, top: float, language: Language, rows_at: RowsAt = nowhere) -> RateRow:
    """One conversion."""
    lag = rate.lag
    return RateRow(
        name=arrow(rate.from_stage, rate.to_stage),
        rate=measured.rate(rate.rate, language),
        interval=measured.rates(rate.interval, language),
        reason=rate_reason(rate, language),
        n=language.whole(rate.entered),
        span=span(rate.rate, rate.interval, top),
        snapshot=measured.rate(rate.snapshot, language),
        closed_only=measured.rate(rate.closed_only, language),
        raw=measured.rate(rate.raw, language),
        difference=difference(rate, language),
        median=measured.days(lag.median, language),
        mean=measured.days(lag.mean, language),
        mean_all=_mean_all(lag, language),
        p90=measured.days(lag.p90, language),
        lag_note=_lag_note(lag, language),
        is_small=rate.small,
        watched=language.days(rate.watched_days) if _goes_by_age(rate) else "",
        notes=_notes(rate, language),
        converted=language.whole(rate.converted),
        parts=tuple((text, rows_at(each)) for text, each in _became(rate, language)),
        entered=rows_at(RowsWanted(entered=rate.from_stage)),
    )


def _became(rate: Rate, language: Language) -> list[tuple[str, RowsWanted]]:
    """'781 went on', '12 lost', '5,205 still open', each with the rows that it is about."""
    came = RowsWanted(entered=rate.from_stage)
    parts = [(language.ngettext("%(n)s went on", "%(n)s went on", rate.converted), replace(came, reached=rate.to_stage))]
    if rate.lost:
        lost = replace(came, missed=rate.to_stage, outcome="lost")
        parts.append((language.ngettext("%(n)s lost", "%(n)s lost", rate.lost), lost))
    if rate.open:
        still_open = replace(came, missed=rate.to_stage, outcome="open")
        parts.append((language.ngettext("%(n)s still open", "%(n)s still open", rate.open), still_open))
    return parts


def _mean_all(lag: Lag, language: Language) -> str:
    """What a plan takes: the mean of all who will go on, longer than that of those who did; nothing where nobody is open."""
    if lag.mean_all is None:
        return ""
    return language.gettext(N_("%(days)s with those still to come"), days=measured.days(lag.mean_all, language))


def _lag_note(lag: Lag, language: Language) -> str:
    if lag.refused:
        return lag_refusal(lag, language)
    return language.ngettext("%(n)s timed", "%(n)s timed", lag.n) if lag.n else ""


def _goes_by_age(rate: Rate) -> bool:
    """Whether it was measured by ages; a rate of those whose end is known was not, however long they were watched."""
    return bool(rate.curve.days) or not rate.converted


def _notes(rate: Rate, language: Language) -> tuple[str, ...]:
    found = []
    if rate.skipped:
        found.append(language.ngettext("%(n)s skipped the stage", "%(n)s skipped the stage", rate.skipped))
    if rate.reversed:
        found.append(language.ngettext("%(n)s with days that run backwards", "%(n)s with days that run backwards", rate.reversed))
    return tuple(found)


# --- groups ------------------------------------------------------------------------------------------------------------


def group_scale(found: MeasuredFunnel, language: Language) -> Scale:
    """The track on which the intervals of the whole and of all groups stand."""
    return scale_of((each.end_to_end for each in (found.whole, *found.groups)), language)


def group_rows(found: MeasuredFunnel, language: Language, rows_at: RowsAt = nowhere) -> tuple[GroupRow, ...]:
    """The whole first, then each group; intervals stand on one track."""
    top = group_scale(found, language).top
    whole = _group(found.whole, found, top, language, rows_at, is_whole=True)
    return (whole, *(_group(each, found, top, language, rows_at) for each in found.groups))


def _group(group: Group, found: MeasuredFunnel, top: float, language: Language, rows_at: RowsAt, *, is_whole: bool = False) -> GroupRow:
    rate, value = group.end_to_end, group.value
    came = RowsWanted(only=() if is_whole or found.split is None else ((found.split, group.key),), entered=found.stages[0])
    name = language.gettext("All together") if is_whole else group_name(group.key, group.name, language, found.others)
    return GroupRow(
        name=name,
        n=language.whole(group.n),
        rate=measured.rate(rate.rate, language),
        interval=measured.rates(rate.interval, language),
        span=span(rate.rate, rate.interval, top),
        shrunk="" if is_whole else measured.rate(rate.shrunk, language),
        won=language.whole(group.won),
        still_open=language.whole(group.still_open),
        share=measured.rate(group.share, language) if group.share is not None else measured.NONE,
        value=measured.money(value.median, found.currency, language),
        cycle=measured.days(group.cycle.median, language),
        is_small=rate.small,
        only="" if is_whole or found.split is None or group.key == OTHERS else f"{found.split}:{group.key}",
        won_rows=rows_at(replace(came, outcome="won")) if group.won else "",
        open_rows=rows_at(replace(came, outcome="open")) if group.still_open else "",
        reason=rate_reason(rate, language),
        no_value=group_reason(group, "value", language),
        no_cycle=group_reason(group, "cycle", language),
    )
