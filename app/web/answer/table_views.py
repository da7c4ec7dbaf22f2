"""The answer's tables: channels, team, key figures; cells as text, bars as lengths. No HTML."""

import datetime as dt
from typing import NamedTuple

from app.planner.plan import Kpi, PlanChannel
from app.planner.scenario import Channel
from app.planner.text import N_
from app.web.figures.ground import Ground
from app.web.figures.words import said
from app.wording import figure_text, kpi_name, reason_sentence
from app.wording.names import OWNERS

KPIS_SHOWN = 7


class Use(NamedTuple):
    """How much of a limit is used: bars in percent of the track."""

    percent: str
    words: str
    used: float
    past: float
    over: bool


class ChannelRow(NamedTuple):
    """A channel in the table."""

    key: str
    at: str
    series: int
    name: str
    about: str
    daily: str
    daily_about: str
    all: str
    window: str
    use: Use | None
    entries: str
    enters: str
    deals: str
    revenue: str
    spend: str
    cac: str


class ChannelsView(NamedTuple):
    """Every channel, and all of them together."""

    rows: tuple[ChannelRow, ...]
    total: ChannelRow


class OutreachView(NamedTuple):
    """What sends a channel's e-mails: labels, figures and their pointers."""

    channel: str
    figures: tuple[tuple[str, str, str], ...]


class KpiView(NamedTuple):
    """A key figure, or why it has no value."""

    label: str
    value: str
    known: bool
    figure: str


# --- Channels -----------------------------------------------------------------------------------------------------


def channels(ground: Ground) -> ChannelsView:
    """What each channel does, what comes of it, and what it costs."""
    rows = tuple(
        _channel(ground, position, channel, planned)
        for position, (channel, planned) in enumerate(zip(ground.scenario.channels, ground.plan["channels"], strict=True))
    )
    totals = ground.plan["totals"]
    won = sum(planned["deals"]["exact"] or 0.0 for planned in ground.plan["channels"])
    known = ground.plan["status"] != "infeasible"
    total = ChannelRow(
        key="",
        at="",
        series=0,
        name=ground.say(N_("All new business")),
        about="",
        daily="",
        daily_about="",
        all="",
        window="",
        use=None,
        entries="",
        enters="",
        deals=_deals(ground, won) if known else "–",
        revenue=ground.money(totals["revenue"]),
        spend=ground.money(totals["spend"]),
        cac=ground.money(ground.kpi.get("cac")),
    )
    return ChannelsView(rows, total)


def _channel(ground: Ground, position: int, channel: Channel, planned: PlanChannel) -> ChannelRow:
    language = ground.language
    rate = ground.plan["totals"]["per_working_day"][channel.key]
    unit = ground.units(channel.activity)
    about = ground.say(
        N_("%(owner)s · %(share)s of revenue"),
        owner=said(OWNERS, channel.owner, language).lower(),
        share=ground.rate(planned["share_used"] or channel.share),
    )
    peak = ""
    if rate["peak"] is not None and rate["peak_month"] is not None:
        peak = ground.say(
            N_("%(units)s · peak %(peak)s, %(month)s"), units=unit, peak=ground.daily(rate["peak"]), month=ground.month(rate["peak_month"])
        )
    deals = planned["deals"]["exact"]
    return ChannelRow(
        key=channel.key,
        at=f"/channels/{position}",
        series=ground.series[channel.key],
        name=channel.name,
        about=about,
        daily="–" if rate["mean"] is None else ground.daily(rate["mean"]),
        daily_about=peak or ground.reason(rate.get("reason")) or unit,
        all=ground.count(planned["activity"]),
        window=_window(ground, planned),
        use=_channel_use(ground, channel, planned),
        entries=ground.count(planned["entries"]),
        enters=ground.stages(channel.enters),
        deals="–" if deals is None else _deals(ground, deals),
        revenue=ground.money(planned["revenue"]),
        spend=ground.money(planned["spend"]),
        cac=ground.money(planned["cac"]),
    )


def _deals(ground: Ground, deals: float) -> str:
    """Deals by channel are parts of whole ones, so they keep a decimal."""
    return ground.number(deals) if ground.exact else ground.language.number(deals, 1)


def _window(ground: Ground, planned: PlanChannel) -> str:
    if planned["window"] is None:
        return ""
    first, last = (dt.date.fromisoformat(day) for day in planned["window"])
    return f"{ground.language.day(first)} – {ground.language.day(last)}"


def _channel_use(ground: Ground, channel: Channel, planned: PlanChannel) -> Use | None:
    """The limit that the peak comes closest to."""
    months_ = planned["months"]
    peak_day = ground.plan["totals"]["per_working_day"][channel.key]["peak"]
    limits: list[tuple[float, float, str]] = []
    if channel.capacity.per_working_day:
        limits.append((peak_day or 0.0, channel.capacity.per_working_day, N_("%(used)s of %(limit)s a day")))
    if channel.capacity.per_month:
        peak = max((month["activity"]["exact"] or 0.0 for month in months_), default=0.0)
        limits.append((peak, channel.capacity.per_month, N_("%(used)s of %(limit)s a month")))
    if channel.ceiling:
        peak = max((month["stages"][channel.enters]["exact"] or 0.0 for month in months_), default=0.0)
        limits.append((peak, channel.ceiling, N_("%(used)s of %(limit)s a month")))
    if not limits:
        return None
    used, limit, words = max(limits, key=lambda each: each[0] / each[1])
    return use(ground, used, limit, words)


def use(ground: Ground, used: float, limit: float, words: str) -> Use:
    """Part of a limit; past it, the track shows the limit as a tick inside the whole."""
    part = used / limit
    shown = min(part, 1.0) if part <= 1 else 1 / part
    text = ground.say(words, used=ground.daily(used), limit=ground.language.number(limit, up_to=2))
    over = part > 1 + 1e-9
    return Use(ground.language.percent(part, 0), text, round(100 * shown, 1), round(100 * (1 - shown), 1) if over else 0.0, over)


# --- What sends e-mails -------------------------------------------------------------------------------------------


def outreach(ground: Ground) -> tuple[OutreachView, ...]:
    """Prospects, mailboxes and domains of every channel that sends a sequence of e-mails."""
    pairs = enumerate(ground.plan["channels"])
    return tuple(_outreach(ground, position, planned) for position, planned in pairs if planned["outreach"] is not None)


def _outreach(ground: Ground, position: int, planned: PlanChannel) -> OutreachView:
    language, need, at = ground.language, planned["outreach"], f"/channels/{position}/outreach"
    if need is None:
        return OutreachView(planned["name"], ())
    daily = need["prospects_per_working_day"]
    pace = "–" if daily is None else ground.daily(daily)
    return OutreachView(
        planned["name"],
        (
            (ground.say(N_("Prospects")), ground.count(need["prospects"]), f"{at}/prospects"),
            (ground.say(N_("New prospects a working day")), pace, f"{at}/prospects_per_working_day"),
            (ground.say(N_("E-mails a prospect")), language.number(need["emails_per_prospect"], up_to=2), f"{at}/emails_per_prospect"),
            (ground.say(N_("Mailboxes")), ground.whole(need["mailboxes"]), f"{at}/mailboxes"),
            (ground.say(N_("Sending domains")), ground.whole(need["domains"]), f"{at}/domains"),
        ),
    )


# --- For the period after -----------------------------------------------------------------------------------------


def after(ground: Ground) -> tuple[tuple[str, str, str], ...]:
    """What is done in this plan for the period after: labels, figures and their pointers; nothing where that is not planned."""
    found = ground.plan["totals"]["next"]
    if found is None:
        return ()
    counts = ((ground.stages(key), found["stages"][key], f"/totals/next/stages/{key}") for key in ground.scenario.stage_keys)
    shown = [(label, ground.number(n) if ground.exact else ground.language.number(n, up_to=1), at) for label, n, at in counts if n]
    return (*shown, (ground.say(N_("of spend")), ground.money(found["spend"]), "/totals/next/spend"))


# --- Key figures --------------------------------------------------------------------------------------------------


def kpis(ground: Ground) -> tuple[tuple[KpiView, ...], tuple[KpiView, ...]]:
    """The key figures that a page opens with, and the others."""
    tiles = ("cac", "cac_loaded")
    views = [_kpi(ground, kpi, position) for position, kpi in enumerate(ground.plan["kpis"]) if kpi["key"] not in tiles]
    shown = [view for view in views if view.known][:KPIS_SHOWN]
    pointers = {view.figure for view in shown}
    return tuple(shown), tuple([view for view in views if view.figure not in pointers])


def _kpi(ground: Ground, kpi: Kpi, position: int) -> KpiView:
    language = ground.language
    known = kpi["value"] is not None
    value = (
        figure_text(kpi["value"], kpi["unit"], ground.currency, language)
        if kpi["value"] is not None
        else reason_sentence(kpi["reason"] or "", language)
    )
    return KpiView(kpi_name(kpi, language, ground.plan), value, known, f"/kpis/{position}")
