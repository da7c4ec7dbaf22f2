"""What could be taken over into a plan: as it is now, as it was measured, what that rests on. No HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.history.measured import Interval, MeasuredFunnel
from app.history.takeover import Offer, matched_channels, matched_stages, not_offered, offers
from app.history.takeover.offer import rate_between
from app.language import Language, NumberNotUnderstood
from app.planner.scenario import Existing, Scenario
from app.planner.text import N_
from app.web.figures import measured as written
from app.web.history.findings_view import FindingView, finding_view, findings_of
from app.wording.history.figures import group_name
from app.wording.names import word

NEW = "new"
OFFER, STAGE, CHANNEL = "o-", "s-", "g-"
"""What the names of the form's fields begin with: what is taken over, stages by hand, channels by hand."""

NOTHING_COMES_AGAIN = Existing(retention=0.0, expansion=0.0)
"""What a list of new business says of last year's revenue, until somebody says more."""
_EXISTING = {"retention": 1.0, "expansion": 10.0}
"""Fields of a new plan that people type, each with the most it can be."""

_WHAT = {
    "rate": N_("Rate"),
    "lag": N_("Lag"),
    "deal_value": N_("Value of a won deal"),
    "variation": N_("Spread of the values"),
    "channel_share": N_("Share of the revenue"),
    "channel_rate": N_("Own rate"),
    "channel_cost": N_("Cost"),
    "channel_yield": N_("Yield"),
    "seasonality": N_("Season"),
    "pipeline": N_("Open pipeline"),
}
_GROUPS = {"rate": N_("Funnel"), "lag": N_("Funnel"), "deal_value": N_("Deal"), "variation": N_("Deal")}
_SHARES = ("rate", "channel_rate", "channel_share", "channel_yield", "variation")
_MONEY = ("deal_value", "channel_cost")
_UNITS = ("channel_cost", "channel_yield")
"""Offers that are named by the key of a unit."""
_CREDIT = N_(
    "The plan credits what is open by the rates and deal values of its channels, weighted by their shares of the revenue, whatever "
    "channels the open ones came by."
)
_SPREAD = N_("How single lags spread comes along; the plan goes by the mean, the chance of its goal by the spread.")
_NEW_FROM_WON = N_(
    "The new plan has the stages %(stages)s and the channels %(channels)s. It begins in %(month)s. Its goal begins with %(money)s, "
    "which is what was won in the last twelve whole months that the files know of. They know of new business only: unless you say below "
    "what comes again by itself, the whole target is asked of new deals."
)
_NEW = N_(
    "The new plan has the stages %(stages)s and the channels %(channels)s. It begins in %(month)s. Its goal begins with %(money)s; "
    "put in what your last twelve months brought. Unless you say below what comes again by itself, the whole target is asked of new deals."
)


@dataclass(frozen=True)
class OfferRow:
    """A line of the table: a box, what it is, now and measured."""

    field: str
    name: str
    now: str
    measured: str
    interval: str
    n: str
    is_small: bool
    is_chosen: bool
    is_same: bool
    finding: FindingView | None
    note: str = ""


@dataclass(frozen=True)
class Match:
    """What a measured stage or channel is in the plan."""

    field: str
    name: str
    chosen: str


def view(scenario: Scenario, found: MeasuredFunnel, texts: Mapping[str, str], language: Language) -> dict[str, Any]:
    """The offers for a scenario in groups, and how names were matched."""
    stage_of, channel_of = by_hand(texts)
    shown = offers(scenario, found, stage_of=stage_of, channel_of=channel_of)
    groups: dict[str, list[OfferRow]] = {}
    for offer in shown:
        groups.setdefault(_group(offer, scenario, language), []).append(_row(offer, scenario, found, stage_of, texts, language))
    return {
        "groups": [(title, tuple(rows)) for title, rows in groups.items()],
        "chosen": sum(row.is_chosen for rows in groups.values() for row in rows),
        "missing": findings_of(not_offered(scenario, found, stage_of=stage_of, channel_of=channel_of), language),
        "stage_matches": _stage_matches(scenario, found, stage_of),
        "stage_choices": [("", language.gettext("none of them")), *((stage.key, stage.name) for stage in scenario.stages[:-1])],
        "channel_matches": _channel_matches(scenario, found, channel_of, language),
        "channel_choices": [("", language.gettext("none of them")), *((channel.key, channel.name) for channel in scenario.channels)],
    }


def new_says(begins: Scenario, *, is_won: bool, language: Language) -> str:
    """What a new plan begins with; `is_won`: its goal with what was won in the last twelve months known."""
    message = _NEW_FROM_WON if is_won else _NEW
    return language.gettext(
        message,
        stages=language.list_of([stage.name for stage in begins.stages]),
        channels=language.list_of([channel.name for channel in begins.channels]),
        month=written.day(begins.start, language),
        money=written.money(begins.goal.baseline, begins.currency, language),
    )


def existing(texts: Mapping[str, str], language: Language) -> tuple[Existing, dict[str, str]]:
    """What of last year's revenue comes again without new deals, as typed, and what is wrong with that by field."""
    shares, errors = {"retention": 0.0, "expansion": 0.0}, dict[str, str]()
    for name, most in _EXISTING.items():
        text = texts.get(name, "").strip()
        try:
            share = float(language.read_percent(text, fraction_ok=True)) if text else 0.0
        except NumberNotUnderstood:
            share = -1.0
        if 0 <= share <= most:
            shares[name] = share
        else:
            errors[name] = language.gettext("This is not a share from 0 to %(most)s.", most=language.percent(most, 0))
    return Existing(**shares), errors


def by_hand(texts: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Stages and channels as a person matched them."""
    stages = {name[len(STAGE) :]: text for name, text in texts.items() if name.startswith(STAGE)}
    return stages, {name[len(CHANNEL) :]: text for name, text in texts.items() if name.startswith(CHANNEL)}


def chosen(texts: Mapping[str, str]) -> set[str]:
    """The offers whose boxes are ticked."""
    return {name[len(OFFER) :] for name in texts if name.startswith(OFFER)}


def _row(
    offer: Offer, scenario: Scenario, found: MeasuredFunnel, stage_of: Mapping[str, str], texts: Mapping[str, str], language: Language
) -> OfferRow:
    field = f"{OFFER}{offer.key}"
    name = language.gettext(_WHAT[offer.what])
    about = word(offer.name, language) if offer.what in _UNITS else offer.name.replace(" > ", " → ")
    now, measured = (value_text(each, offer.what, scenario, language) for each in (offer.now, offer.measured))
    return OfferRow(
        field=field,
        name=f"{name}: {about}" if about else name,
        now=now,
        measured=measured,
        interval=_interval(offer, scenario, found, stage_of, language),
        n=language.whole(offer.n),
        is_small=offer.small,
        is_chosen=field in texts if "sent" in texts else offer.unasked,
        is_same=now == measured and not _brings_a_spread(offer, scenario),
        finding=finding_view(offer.finding, language) if offer.finding else None,
        note=_note(offer, scenario, language),
    )


def _note(offer: Offer, scenario: Scenario, language: Language) -> str:
    """What else is to be known of a figure that is taken over."""
    if offer.what == "pipeline" and len(scenario.channels) > 1:
        return language.gettext(_CREDIT)
    return language.gettext(_SPREAD) if _brings_a_spread(offer, scenario) else ""


def _brings_a_spread(offer: Offer, scenario: Scenario) -> bool:
    """Whether more than a mean comes along that the plan has not yet."""
    known = any(
        each.lag_quantiles for each in scenario.conversions if offer.key == f"lag/{each.from_stage}" and offer.now == offer.measured
    )
    return offer.what == "lag" and offer.n > 1 and bool(offer.measured) and not known


def _group(offer: Offer, scenario: Scenario, language: Language) -> str:
    if offer.channel is not None:
        return next((each.name for each in scenario.channels if each.key == offer.channel), offer.channel)
    return language.gettext(_GROUPS.get(offer.what, N_("The whole plan")))


def value_text(value: object, what: str, scenario: Scenario, language: Language) -> str:
    """A figure of an offer, in its unit."""
    if value is None:
        return written.NONE
    if isinstance(value, Mapping):
        names = {stage.key: stage.name for stage in scenario.stages}
        parts = [f"{names.get(str(key), str(key))} {language.number(float(n), up_to=1)}" for key, n in value.items()]
        return ", ".join(parts) or written.NONE
    if isinstance(value, list | tuple):
        return " · ".join(language.number(each, 2) for each in _to_one(value))
    if not isinstance(value, int | float):
        return str(value)
    if what in _SHARES:
        return written.rate(float(value), language)
    if what in _MONEY:
        return written.money(float(value), scenario.currency, language)
    return written.days(float(value), language) if what == "lag" else language.number(float(value), up_to=2)


def _to_one(weights: Sequence[float]) -> list[float]:
    """Weights of months with a mean of 1, whatever they were typed in: 6, 7 and 9 stand beside 1.09, 0.63 and 0.92 then."""
    mean = sum(weights) / len(weights) if weights else 0.0
    return [float(each) / mean if mean else float(each) for each in weights]


def _interval(offer: Offer, scenario: Scenario, found: MeasuredFunnel, stage_of: Mapping[str, str], language: Language) -> str:
    if offer.what == "deal_value" and offer.channel is None:
        return written.amounts(found.whole.value.interval, scenario.currency, language)
    if offer.what != "rate":
        return ""
    stage = offer.key.removeprefix("rate/")
    to_stage = next((each.to_stage for each in scenario.conversions if each.from_stage == stage), None)
    places = matched_stages(scenario, found, stage_of)
    first, last = places.get(stage), places.get(to_stage or "")
    if first is None or last is None:
        return ""
    rate = rate_between(found.whole.rates, found.whole.end_to_end, found.stages, first, last)
    interval: Interval | None = rate.interval if rate else None
    return written.rates(interval, language)


def _stage_matches(scenario: Scenario, found: MeasuredFunnel, stage_of: Mapping[str, str]) -> list[Match]:
    """The last stages are both the won deal; the others may be matched by hand."""
    places = {place: key for key, place in matched_stages(scenario, found, stage_of).items()}
    return [Match(f"{STAGE}{name}", name, places.get(place, "")) for place, name in enumerate(found.stages[:-1])]


def _channel_matches(scenario: Scenario, found: MeasuredFunnel, channel_of: Mapping[str, str], language: Language) -> list[Match]:
    if found.split != "channel":
        return []
    places = {place: key for key, place in matched_channels(scenario, found, channel_of).items()}
    return [
        Match(f"{CHANNEL}{group.key}", group_name(group.key, group.name, language, found.others), places.get(place, ""))
        for place, group in enumerate(found.groups)
    ]
