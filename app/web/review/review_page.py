"""The review of a year as its page shows it: verdicts first, then figures against the year before. No HTML."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.history.found import Finding
from app.history.measured import OTHERS, Interval
from app.history.reviewed import ChannelReview, Figure, Review
from app.language import Language
from app.planner.text import N_
from app.web.figures import measured
from app.web.figures.words import said
from app.web.history import same_names
from app.web.history.findings_view import finding_view, findings_of
from app.web.review.asking_review import COST, Wanted
from app.wording.history.figures import figure_reason, group_name, incomparable, verdict
from app.wording.history.reviewing import BASES, REASONS, largest, shares_revenue

VERDICTS = {
    "grow": ("good", "s-up"),
    "keep": ("good", "check"),
    "fix": ("warn", "warn"),
    "stop": ("bad", "stop"),
    "too_early": ("", "clock"),
}
"""For each verdict its tone and its sign; in the order in which they are summed up."""
_SUMS = {
    "grow": N_("grow %(names)s"),
    "keep": N_("keep %(names)s"),
    "fix": N_("fix %(names)s"),
    "stop": N_("stop %(names)s"),
    "too_early": N_("too early to tell of %(names)s"),
}
_FIGURES = {
    "spend": N_("Spend"),
    "deals": N_("Deals won"),
    "revenue": N_("Revenue won"),
    "share": N_("Share of the revenue"),
    "cac": N_("Cost of a deal (CAC)"),
    "roi": N_("Return on spend (ROI)"),
    "end_to_end": N_("From first stage to won"),
    "cycle_days": N_("Days to the deal"),
    "revenue_per_account": N_("Revenue an account"),
    "retention": N_("Retention"),
    "content_used": N_("Content used by sales"),
}
NAMELESS = ("", OTHERS)
"""Keys of buyers without a channel, and of those beyond the largest."""
MAIN = ("deals", "share", "cac", "roi", "end_to_end", "cycle_days")
"""The figures of the table on top, in its order."""
_REVENUE_SPREAD = N_(
    "The revenue of the %(n)s channels is as concentrated as if %(alike)s channels of one size brought it: "
    "the lower this number, the more it hurts to lose one."
)
_DEALS_SPREAD = N_(
    "The deals of the %(n)s channels are as concentrated as if %(alike)s channels of one size brought them: "
    "the lower this number, the more it hurts to lose one."
)


@dataclass(frozen=True)
class FigureView:
    """A key figure with its interval, how many it rests on, and the year before."""

    name: str
    value: str
    interval: str
    n: str
    before: str
    trend: str
    known: bool


@dataclass(frozen=True)
class ChannelView:
    """A channel's year: the verdict with its reason, the main figures, all others."""

    key: str
    name: str
    verdict: str
    tone: str
    icon: str
    reason: str
    basis: str
    ranks: str
    rank: str
    main: tuple[FigureView, ...]
    others: tuple[FigureView, ...]
    asks_cost: bool = False


def view(
    found: Review, wanted: Wanted, lists: Sequence[str], years: Sequence[int], files: Mapping[str, str], language: Language
) -> dict[str, Any]:
    """Everything that the template prints."""
    year_before = bool(found.before_since)
    main = tuple(key for key in MAIN if any(each.key == key and each.value is not None for one in found.channels for each in one.figures))
    return {
        "wanted": wanted,
        "lists": lists,
        "years": years,
        "sentence": _sentence(found, language),
        "verdicts": _summed_up(found, language),
        "concentration": _concentration(found, language),
        "channels": [replace(_channel(each, main, found, language), asks_cost=_asks_cost(each, wanted)) for each in found.channels],
        "whole": [_figure(each, found, language) for each in found.whole],
        "same_names": same_names.of_review(found),
        "main_names": [_name(key, found, language) for key in main],
        "has_before": year_before,
        "incomparable": _incomparable(found, main, language),
        "before": measured.period(found.before_since, found.before_until, language) if year_before else "",
        "findings": findings_of(found.findings, language),
        "content": _figure(found.content_used, found, language) if found.content_used else None,
        "basis": {
            "rows": found.list_name,
            "period": measured.period(found.since, found.until, language),
            "as_of": measured.day(found.as_of, language),
            "imports": [(files.get(id, id), f"/history/imports/{id}") for id in (*found.imports, *found.beside)],
        },
    }


def _sentence(found: Review, language: Language) -> str:
    """'2018 brought 842 deals worth R$ 61.8m. 32.3% of the revenue came by organic search.'"""
    whole = {each.key: each for each in found.whole}
    deals, revenue = whole.get("deals"), whole.get("revenue")
    period = (
        found.since[:4]
        if found.since[5:] == "01-01" and found.until[5:] == "12-31"
        else measured.period(found.since, found.until, language)
    )
    n = int(deals.value) if deals and deals.value is not None else 0
    if revenue is not None and revenue.value:
        first = language.ngettext(
            "%(period)s brought %(n)s deal worth %(money)s.",
            "%(period)s brought %(n)s deals worth %(money)s.",
            n,
            period=period,
            money=measured.money(revenue.value, found.currency, language),
        )
    else:
        first = language.ngettext("%(period)s brought %(n)s deal.", "%(period)s brought %(n)s deals.", n, period=period)
    return " ".join(filter(None, (first, largest(found, language))))


def _summed_up(found: Review, language: Language) -> str:
    """'Grow referral; keep organic search and paid search; too early to tell of display.'"""
    parts = []
    for code in VERDICTS:
        names = [group_name(each.key, each.name, language) for each in found.channels if each.verdict == code]
        if names:
            parts.append(language.gettext(_SUMS[code], names=language.list_of(names)))
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _concentration(found: Review, language: Language) -> str:
    if found.concentration is None or len(found.channels) < 2:
        return ""
    alike = 1 / found.concentration if found.concentration else 0.0
    return language.gettext(
        _REVENUE_SPREAD if shares_revenue(found) else _DEALS_SPREAD,
        alike=language.number(alike, 1),
        n=language.whole(len(found.channels)),
    )


def _channel(found: ChannelReview, main: Sequence[str], review: Review, language: Language) -> ChannelView:
    tone, icon = VERDICTS[found.verdict]
    views = {each.key: _figure(each, review, language) for each in found.figures}
    missing = FigureView("", measured.NONE, "", "", "", "", known=False)
    return ChannelView(
        key=found.key,
        name=group_name(found.key, found.name, language),
        verdict=verdict(found.verdict, language),
        tone=tone,
        icon=icon,
        reason=finding_view(Finding(found.reason, values=found.values), language).sentence,
        basis=_basis(found, review, language),
        ranks=_ranks(found, language),
        rank=language.whole(found.rank) if found.rank is not None else "",
        main=tuple(views.get(key, missing) for key in main),
        others=tuple(view for key, view in views.items() if key not in main),
    )


def _asks_cost(found: ChannelReview, wanted: Wanted) -> bool:
    """Whether no file says what it cost, so that somebody may."""
    unknown = any(each.key == "spend" and each.value is None for each in found.figures)
    return found.key not in NAMELESS and (unknown or f"{COST}{found.key}" in wanted.texts)


def _basis(found: ChannelReview, review: Review, language: Language) -> str:
    """'Behind it are 275 deals; the rate to the deal: 14.1 to 16.0%.'; nothing where the reason has said both."""
    reason = REASONS[found.reason]
    if "%(low)s" in reason or (found.interval is None and not found.n):
        return ""
    if found.interval is None:
        return language.ngettext("Behind it is %(n)s deal.", "Behind it are %(n)s deals.", found.n)
    interval = _interval_text(found.interval, _unit_of(found.basis), review.currency, language)
    if "%(deals)s" in reason:
        return language.gettext(
            N_("The interval of %(figure)s: %(interval)s."), figure=said(BASES, found.basis, language), interval=interval
        )
    return language.ngettext(
        "Behind it is %(n)s deal; %(figure)s: %(interval)s.",
        "Behind it are %(n)s deals; %(figure)s: %(interval)s.",
        found.n,
        figure=said(BASES, found.basis, language),
        interval=interval,
    )


def _ranks(found: ChannelReview, language: Language) -> str:
    if not found.ranks_with:
        return ""
    return language.gettext(
        N_("Not ranked against %(names)s: their intervals overlap, so the difference may be chance."),
        names=language.list_of(found.ranks_with),
    )


def _unit_of(key: str) -> str:
    return "money" if key == "cac" else "fraction"


def _figure(found: Figure, review: Review, language: Language) -> FigureView:
    value = figure_reason(found.reason, language) if found.value is None and found.reason else _text(found.value, found, review, language)
    return FigureView(
        name=_name(found.key, review, language),
        value=value,
        interval=_interval_text(found.interval, found.unit, review.currency, language),
        n=language.whole(found.n) if found.n else "",
        before=_text(found.before, found, review, language) if found.before is not None else "",
        trend=_trend(found, language),
        known=found.value is not None,
    )


def _text(value: float | None, figure: Figure, review: Review, language: Language) -> str:
    return amount(value, figure.unit, review.currency, language)


def amount(value: float | None, unit: str, currency: str | None, language: Language) -> str:
    """A figure in its unit."""
    if value is None:
        return measured.NONE
    if unit == "fraction":
        return measured.rate(value, language)
    if unit == "money":
        return measured.money(value, currency, language)
    if unit == "days":
        return measured.days(value, language)
    return language.number(value, up_to=2) if unit == "factor" else measured.whole(value, language)


def _interval_text(interval: Interval | None, unit: str, currency: str | None, language: Language) -> str:
    if interval is None:
        return ""
    if unit == "fraction":
        return measured.rates(interval, language)
    if unit == "count":  # nobody wins a third of a deal
        return language.gettext(measured.SPAN, low=language.whole(math.floor(interval.low)), high=language.whole(math.ceil(interval.high)))
    low, high = amount(interval.low, unit, currency, language), amount(interval.high, unit, currency, language)
    return language.gettext(measured.SPAN, low=low, high=high)


def _trend(found: Figure, language: Language) -> str:
    """Against the year before, and whether the difference is more than chance; or that the two are not held against each other."""
    if found.incomparable is not None:
        return language.gettext(N_("not comparable"))
    if found.value is None or not found.before:
        return ""
    change = found.value / found.before - 1
    text = language.percent(change, 0, sign=True)
    return language.gettext(N_("%(change)s, more than chance"), change=text) if found.differs else text


def _incomparable(found: Review, main: Sequence[str], language: Language) -> list[str]:
    """Why figures of the table are not held against the year before, each reason once."""
    shown = (figure for channel in found.channels for figure in channel.figures if figure.key in main)
    reasons = dict.fromkeys(figure.incomparable for figure in shown if figure.incomparable)
    return [incomparable(reason, language) for reason in reasons]


def names_of(review: Review, language: Language) -> dict[str, str]:
    """What every figure of a review is called, by its key."""
    figures = [*review.whole, *(figure for each in review.channels for figure in each.figures)]
    return {each.key: _name(each.key, review, language) for each in figures}


def _name(key: str, review: Review, language: Language) -> str:
    """What a figure is called; those of stages by the names of the list."""
    if key == "share" and not shares_revenue(review):
        return language.gettext(N_("Share of the deals"))
    if key in _FIGURES:
        return said(_FIGURES, key, language)
    kind, _, place = key.rpartition("_")
    if not place.isdigit() or int(place) >= len(review.stages):
        return key.replace("_", " ")
    stage = review.stages[int(place)]
    if kind == "entered":
        return stage
    if kind == "cost":
        return language.gettext(N_("Cost per %(stage)s"), stage=stage)
    following = review.stages[min(int(place) + 1, len(review.stages) - 1)]
    return f"{stage} → {following}"
