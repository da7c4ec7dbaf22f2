"""The answer's tables: channels, team, key figures; cells as text, bars as lengths. No HTML."""

import datetime as dt
from dataclasses import dataclass

from app.planner.plan import Kpi, PlanChannel, PlanRole
from app.planner.scenario import Channel, Role
from app.planner.text import N_
from app.web.ground import Ground
from app.web.words import OWNERS, said, with_signs
from app.wording import figure_text, formula_text, kpi_name, reason_sentence

KPIS_SHOWN = 7


@dataclass(frozen=True)
class Use:
    """How much of a limit is used: bars in percent of the track."""

    percent: str
    words: str
    used: float
    past: float
    over: bool


@dataclass(frozen=True)
class ChannelRow:
    """A channel in the table."""

    key: str
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


@dataclass(frozen=True)
class ChannelsView:
    """Every channel, and all of them together."""

    rows: tuple[ChannelRow, ...]
    total: ChannelRow


@dataclass(frozen=True)
class RoleView:
    """Heads against work."""

    name: str
    load: str
    have: str
    use: Use | None
    heads: tuple[tuple[str, str, bool], ...]
    wide: bool
    remark: str


@dataclass(frozen=True)
class KpiView:
    """A key figure; `formula` on demand."""

    key: str
    label: str
    value: str
    known: bool
    formula: str


# --- Channels -----------------------------------------------------------------------------------------------------


def channels(ground: Ground) -> ChannelsView:
    """What each channel does, what comes of it, and what it costs."""
    rows = tuple(
        _channel(ground, channel, planned) for channel, planned in zip(ground.scenario.channels, ground.plan["channels"], strict=True)
    )
    totals = ground.plan["totals"]
    won = sum(planned["deals"]["exact"] or 0.0 for planned in ground.plan["channels"])
    known = ground.plan["status"] != "infeasible"
    total = ChannelRow(
        key="",
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
        deals=ground.language.number(won, 1) if known else "–",
        revenue=ground.money(totals["revenue"]),
        spend=ground.money(totals["spend"]),
        cac=ground.money(ground.kpi.get("cac")),
    )
    return ChannelsView(rows, total)


def _channel(ground: Ground, channel: Channel, planned: PlanChannel) -> ChannelRow:
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
        deals="–" if deals is None else language.number(deals, 1),
        revenue=ground.money(planned["revenue"]),
        spend=ground.money(planned["spend"]),
        cac=ground.money(planned["cac"]),
    )


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


# --- Team ---------------------------------------------------------------------------------------------------------


def team(ground: Ground) -> tuple[RoleView, ...]:
    """Each role's peak against what its heads carry, and heads needed by month of the horizon."""
    return tuple(_role(ground, role, planned) for role, planned in zip(ground.scenario.team, ground.plan["team"], strict=True))


def _role(ground: Ground, role: Role, planned: PlanRole) -> RoleView:
    language, start = ground.language, ground.plan["horizon"]["start"][:7]
    inside = [month for month in planned["months"] if month["month"] >= start]
    peak = max((month["load"] for month in planned["months"]), default=0.0)
    capacity = role.heads * role.load_per_head_per_month
    unit = ground.handled(role.handles)
    return RoleView(
        name=role.role,
        load=ground.say(N_("%(load)s %(units)s a month each"), load=language.number(role.load_per_head_per_month, up_to=1), units=unit),
        have=language.number(role.heads, up_to=1),
        use=use(ground, peak, capacity, N_("%(used)s of %(limit)s a month")) if capacity > 0 else None,
        heads=tuple(
            (ground.month(month["month"]), language.whole(month["heads_needed"]), month["heads_needed"] > role.heads) for month in inside
        ),
        wide=planned["heads_peak"] >= 1000,
        remark=_hiring(ground, planned),
    )


def _hiring(ground: Ground, planned: PlanRole) -> str:
    if planned["hire_by"] is None:
        return ""
    month = ground.long_month(planned["hire_by"])
    text = ground.language.ngettext(
        "%(n)s to hire, starting by %(month)s.", "%(n)s to hire, the first starting by %(month)s.", int(planned["hires"]), month=month
    )
    today = ground.plan["horizon"]["today"]
    passed = today is not None and planned["hire_by"] < today[:7]
    return f"{text} {ground.say(N_('That month has passed.'))}" if passed else text


# --- Key figures --------------------------------------------------------------------------------------------------


def kpis(ground: Ground) -> tuple[tuple[KpiView, ...], tuple[KpiView, ...]]:
    """The key figures that a page opens with, and the others."""
    tiles = ("cac", "cac_loaded")
    views = [_kpi(ground, kpi) for kpi in ground.plan["kpis"] if kpi["key"] not in tiles]
    known = [view for view in views if view.known]
    shown = known[:KPIS_SHOWN]
    return tuple(shown), tuple(view for view in views if view not in shown)


def _kpi(ground: Ground, kpi: Kpi) -> KpiView:
    language = ground.language
    known = kpi["value"] is not None
    value = (
        figure_text(kpi["value"], kpi["unit"], ground.currency, language)
        if kpi["value"] is not None
        else reason_sentence(kpi["reason"] or "", language)
    )
    name = f"{kpi['key']}-{kpi.get('stage', '')}"
    return KpiView(name, kpi_name(kpi, language, ground.plan), value, known, with_signs(formula_text(kpi["formula"], language)))
