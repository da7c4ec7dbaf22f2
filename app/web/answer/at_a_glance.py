"""The answer's headline: the sentence, the six figures and the proof. No HTML."""

import datetime as dt
import string
from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.planner.plan import WorkingDayRate
from app.planner.scenario import Cost
from app.planner.text import N_
from app.web.figures.ground import Ground, Values
from app.web.figures.words import heading, said
from app.wording import Piece
from app.wording import headline as headline_pieces
from app.wording.names import MEASURES, STATUSES

NAMES_MOST = 3
"""Names that a tile has room for."""
_BAND = {"ok": ("good", "check"), "met": ("good", "check"), "at_risk": ("warn", "warn"), "infeasible": ("bad", "stop")}


class Headline(NamedTuple):
    """The answer in words."""

    tone: str
    icon: str
    status: str
    meta: str
    sentence: tuple[Piece, ...]


class Tile(NamedTuple):
    """One of the headline figures. `figure` names it for its trace, `brief` is its label where room is short."""

    name: str
    label: str
    brief: str
    value: str
    detail: str
    figure: str


def pieces(message: str, **parts: str) -> tuple[Piece, ...]:
    """A sentence taken apart at its figures, which stand in it as {name}."""

    def cut() -> Iterator[Piece]:
        for plain, name, _, _ in string.Formatter().parse(message):
            if plain:
                yield Piece(plain, False)
            if name is not None:
                yield Piece(parts[name], True)

    return tuple(cut())


# --- The answer in words ------------------------------------------------------------------------------------------


def headline(ground: Ground) -> Headline:
    """Status, what the figures cover, and the sentence."""
    plan = ground.plan
    tone, icon = _BAND[plan["status"]]
    serious = [note for note in plan["notes"] if note["severity"] != "info"]
    status = said(STATUSES, plan["status"], ground.language)
    if serious and plan["status"] != "infeasible":
        warnings = ground.language.ngettext("%(n)s warning", "%(n)s warnings", len(serious))
        status = f"{status} · {warnings}"
    meta = [said(MEASURES, plan["measure"], ground.language), ground.span]
    today = plan["horizon"]["today"]
    if today is not None:
        meta.append(ground.say(N_("from %(day)s"), day=ground.language.date(dt.date.fromisoformat(today))))
    return Headline(tone, icon, status, ", ".join(meta), tuple(headline_pieces(plan, ground.language)))


# --- The six figures ----------------------------------------------------------------------------------------------

TILES = ("deals", "top", "daily", "spend", "cac", "cac_loaded")


def tiles(ground: Ground, base: Values | None = None, reference: str = "") -> tuple[Tile, ...]:
    """The six figures; the line below says what is worth knowing, or the difference to the base, which is called `reference`."""
    plan, values = ground.plan, ground.headline_figures
    activity = ground.primary
    daily = plan["totals"]["per_working_day"][activity.key]
    details: dict[str, Callable[[], str]] = {  # asked only where there is no difference to tell
        "deals": lambda: _plus_open(ground),
        "top": lambda: _peak(ground, ground.first.key),
        "daily": lambda: _busiest(ground, daily),
        "spend": lambda: _dearest(ground),
        "cac": lambda: _without_unknown(ground) or ground.say(N_("media and vendors")),
        "cac_loaded": lambda: _people_counted(ground),
    }
    labels = {
        "deals": ground.say(N_("New %(deals)s"), deals=ground.stages(ground.last.key)),
        "top": heading(ground.stages(ground.first.key)),
        "daily": heading(ground.say(N_("%(units)s a working day"), units=ground.units(activity.activity))),
        "spend": ground.say(N_("Spend")),
        "cac": ground.say(N_("CAC, spend only")),
        "cac_loaded": ground.say(N_("CAC, fully loaded")),
    }
    briefs = {
        "deals": heading(ground.stages(ground.last.key)),
        "daily": heading(ground.say(N_("%(units)s/day"), units=ground.units(activity.activity))),
    }
    pointers = {
        "deals": f"/totals/stages/{ground.last.key}",
        "top": f"/totals/stages/{ground.first.key}",
        "daily": f"/totals/per_working_day/{activity.key}/mean",
        "spend": "/totals/spend",
        "cac": kpi_pointer(ground, "cac"),
        "cac_loaded": kpi_pointer(ground, "cac_loaded"),
    }

    def tile(name: str) -> Tile:
        value, label = values[name], labels[name]
        shown = _value(ground, name, value)
        if value is None:
            detail = _no_value(ground, daily.get("reason"))
        else:
            detail = _difference(ground, name, value, shown, base, reference) or details[name]()
        return Tile(name, label, briefs.get(name, label), shown, detail, pointers[name])

    return tuple(map(tile, TILES))


def _no_value(ground: Ground, reason: str | None) -> str:
    """Why a headline figure is missing: what stops the whole plan before what stops one channel."""
    if ground.plan["status"] == "infeasible":
        return ground.reason("infeasible" if ground.plan["totals"]["revenue"] is None else "ceiling_reached")
    return ground.reason("no_deals" if ground.plan["status"] == "met" else reason or "ceiling_reached")


def kpi_pointer(ground: Ground, key: str) -> str:
    """Where a key figure of the whole funnel stands in the plan."""
    return f"/kpis/{next(position for position, kpi in enumerate(ground.plan['kpis']) if kpi['key'] == key)}"


def _value(ground: Ground, name: str, value: float | None) -> str:
    if value is None:
        return "–"
    if name in ("deals", "top"):
        return ground.whole(value)
    if name == "daily":
        return ground.daily(value)
    return ground.short(value) if name == "spend" else ground.money(value)


def _difference(ground: Ground, name: str, value: float, shown: str, base: Values | None, reference: str) -> str:
    old = base.get(f"daily/{ground.primary.key}" if name == "daily" else name) if base else None
    if old is None or shown == _value(ground, name, old):
        return ""
    difference = value - old
    if name in ("deals", "top"):
        text = ground.language.whole(difference, sign=True)
    elif name == "daily":
        text = ground.language.significant(difference, 2, sign=True)
    elif name == "spend":
        text = ground.short(difference, sign=True)
    else:
        text = ground.language.money(difference, ground.currency, 0 if abs(difference) >= 100 else None, sign=True)
    return ground.say(N_("%(difference)s vs %(reference)s"), difference=text, reference=reference)


def _plus_open(ground: Ground) -> str:
    deals = ground.plan["totals"]["pipeline_deals"]
    return ground.say(N_("and %(deals)s already open"), deals=ground.language.number(deals, up_to=1)) if deals else ""


def _peak(ground: Ground, key: str) -> str:
    months = ground.plan["months"]
    best = max(months, key=lambda month: month["stages"][key]["exact"] or 0.0)
    if not best["stages"][key]["whole"]:
        return ""
    return ground.say(N_("peak %(peak)s in %(month)s"), peak=ground.count(best["stages"][key]), month=ground.month(best["month"]))


def _without_unknown(ground: Ground) -> str:
    """The channels that bring deals at no cost only because nothing was measured of it, in a plan whose other costs were measured."""
    channels = ground.scenario.channels
    if not any(each.cost.amount_from is not None for each in channels):
        return ""
    used = {each["key"] for each in ground.plan["channels"] if each["share_used"] > 0}
    unknown = [each.name for each in channels if each.key in used and each.share_from is not None and _is_free(each.cost)]
    if not unknown:
        return ""
    if len(unknown) > NAMES_MOST:
        return ground.language.ngettext("without %(n)s channel of unknown cost", "without %(n)s channels of unknown cost", len(unknown))
    return ground.say(N_("without %(names)s: their cost is unknown"), names=ground.language.list_of(unknown))


def _is_free(cost: Cost) -> bool:
    return not cost.amount and not cost.fixed_per_month and cost.amount_from is None


def _people_counted(ground: Ground) -> str:
    """Whose cost is in the loaded figure: those of today, and what it comes to with the hires that the plan needs."""
    hires = sum(int(role["hires"]) for role in ground.plan["team"])
    loaded, deals = ground.kpi["cac_loaded"], ground.plan["totals"]["stages"][ground.last.key]["exact"]
    if not hires or loaded is None or not deals:
        unknown = "" if ground.scenario.team else _without_unknown(ground)
        return unknown or ground.say(N_("with people"))
    cost = ground.plan["totals"]["hires_cost"]
    if not cost:
        return ground.language.ngettext("without %(n)s hire", "without %(n)s hires", hires)
    money = ground.money(loaded + cost / deals)
    return ground.language.ngettext("%(money)s with %(n)s hire", "%(money)s with %(n)s hires", hires, money=money)


def _busiest(ground: Ground, daily: WorkingDayRate) -> str:
    if daily["peak"] is None or daily["peak_month"] is None:
        return ""
    return ground.say(N_("peak %(peak)s in %(month)s"), peak=ground.daily(daily["peak"]), month=ground.month(daily["peak_month"]))


def _dearest(ground: Ground) -> str:
    spent = [(month["spend"], month["month"]) for month in ground.plan["months"] if month["spend"]]
    if not spent:
        return ""
    amount, month = max(spent, key=lambda pair: pair[0] or 0.0)
    return ground.say(N_("peak %(peak)s in %(month)s"), peak=ground.short(amount or 0.0), month=ground.month(month))


# --- The proof ----------------------------------------------------------------------------------------------------


def proof(ground: Ground) -> tuple[Piece, ...]:
    """What the whole-number targets bring when they are run forward."""
    found = ground.plan["proof"]
    if found is None or ground.plan["status"] == "met":
        return ()
    message = ground.say(N_("The whole-number targets bring {brings}, {over} over the goal."))
    return pieces(message, brings=ground.money(found["brings"]), over=ground.money(found["over"]))
