"""The plan in one sentence, in pieces, so that a page can set its figures bold and a terminal can join them."""

import math
import re
from typing import NamedTuple

from app.language import Language
from app.planner.plan import Plan, PlanChannel
from app.wording.figures import daily
from app.wording.names import activity_count, channel_name, stage_count


class Piece(NamedTuple):
    """A stretch of the sentence; figures are strong."""

    text: str
    strong: bool


# Marks around a figure while the sentence is put together; they occur in no text that people type.
_OPEN, _CLOSE = "\x02", "\x03"
_FIGURES = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")


def headline(plan: Plan, language: Language) -> list[Piece]:
    """What the goal takes: 'To grow 25% you need 73 new deals: 4,377 leads, 42 e-mails a working day, ...'."""
    if plan["status"] == "met":
        sentence = _met(plan, language)
    elif plan["status"] == "infeasible":
        sentence = _infeasible(plan, language)
    else:
        sentence = _needed(plan, language)
    parts = _FIGURES.split(sentence)
    return [Piece(part, position % 2 == 1) for position, part in enumerate(parts) if part]


def _strong(text: str) -> str:
    return f"{_OPEN}{text}{_CLOSE}"


def _met(plan: Plan, language: Language) -> str:
    _ = language.gettext
    target, surplus = _strong(_money(plan["bridge"]["target"], plan, language)), plan["bridge"]["surplus"]
    if round(surplus) > 0:
        return _(
            "The goal of %(target)s is met as things stand, with %(surplus)s to spare: no new deal is needed.",
            target=target,
            surplus=_strong(_money(surplus, plan, language)),
        )
    return _("The goal of %(target)s is met as things stand: no new deal is needed.", target=target)


def _infeasible(plan: Plan, language: Language) -> str:
    _ = language.gettext
    target = _strong(_money(plan["bridge"]["target"], plan, language))
    for note in plan["notes"]:
        if note["code"] == "infeasible_time":
            return _(
                "%(target)s is out of reach: even %(channel)s takes %(cycle)s to close a deal, and that is %(late)s too many.",
                target=target,
                channel=channel_name(plan, note["channel"]),
                cycle=_strong(language.days(_float(note["values"]["cycle_days"]))),
                late=_strong(language.days(_float(note["values"]["days_late"]))),
            )
        if note["code"] == "ceiling_reached":
            return _(
                "%(target)s is out of reach as planned: %(channel)s can bring %(most)s at the most, and %(deals)s are asked of it.",
                target=target,
                channel=channel_name(plan, note["channel"]),
                most=_strong(stage_count(plan, "deal", math.floor(_float(note["values"]["most_deals"])), language)),
                deals=_strong(stage_count(plan, "deal", _asked(plan, str(note["channel"])), language)),
            )
    return _("%(target)s is out of reach.", target=target)


def _float(value: object) -> float:
    return value if isinstance(value, float | int) else 0.0


def _asked(plan: Plan, channel: str) -> float:
    return next((each["deals"]["whole"] or 0 for each in plan["channels"] if each["key"] == channel), 0)


def _needed(plan: Plan, language: Language) -> str:
    _ = language.gettext
    stages = list(plan["totals"]["stages"])
    deals = plan["totals"]["stages"][stages[-1]]["whole"] or 0
    parts = [*_top(plan, stages, language), *_busiest(plan, language), *_spend(plan, language)]
    before = _before(plan, stages, language)
    listed = _listed(parts, before, language)
    needed = _strong(language.ngettext("%(n)s new deal", "%(n)s new deals", int(deals)))
    if not listed:
        return _purpose(plan, needed, language) + "."
    return _("%(purpose)s: %(parts)s.", purpose=_purpose(plan, needed, language), parts=listed)


def _purpose(plan: Plan, deals: str, language: Language) -> str:
    """What it is for: growth where the goal is a round growth of a baseline, otherwise the target."""
    _ = language.gettext
    bridge = plan["bridge"]
    baseline, target = bridge["baseline"], bridge["target"]
    money = _money(target, plan, language)
    if baseline <= 0 or abs(round(target / baseline - 1, 4) * baseline + baseline - target) > 0.01:
        return _("To reach %(target)s you need %(deals)s", target=_strong(money), deals=deals)
    growth = round(target / baseline - 1, 4)
    if growth == 0:
        return _("To hold %(target)s you need %(deals)s", target=_strong(money), deals=deals)
    if growth < 0:
        return _("To end no more than %(fall)s lower you need %(deals)s", fall=_strong(_percent(-growth, language)), deals=deals)
    return _("To grow %(growth)s you need %(deals)s", growth=_strong(_percent(growth, language)), deals=deals)


def _percent(fraction: float, language: Language) -> str:
    return language.percent(fraction, 2 if round(fraction, 3) != fraction else None)


def _top(plan: Plan, stages: list[str], language: Language) -> list[str]:
    """The first stage that anything enters, unless it is the deal itself."""
    for key in stages[:-1]:
        if whole := plan["totals"]["stages"][key]["whole"]:
            return [_strong(stage_count(plan, key, whole, language))]
    return []


def headline_channel(plan: Plan) -> PlanChannel | None:
    """The channel whose daily activity stands for the plan: mail where there is any, otherwise what is done most often."""
    rates = plan["totals"]["per_working_day"]
    done = [channel for channel in plan["channels"] if rates[channel["key"]]["mean"]]
    return max(done, key=lambda channel: ("mail" in channel["activity_unit"], rates[channel["key"]]["mean"]), default=None)


def _busiest(plan: Plan, language: Language) -> list[str]:
    _ = language.gettext
    channel = headline_channel(plan)
    if channel is None:
        return []
    mean = plan["totals"]["per_working_day"][channel["key"]]["mean"] or 0.0
    if mean <= 0.5:  # rounded up to a working day this would be twice as much, or more
        whole = channel["activity"]["whole"]
        is_its_entries = channel["activity_unit"] == f"new_{channel['enters']}"  # what a measured channel without a ledger is given
        return [_strong(activity_count(channel["activity_unit"], whole, language))] if whole and not is_its_entries else []
    count = activity_count(channel["activity_unit"], daily(mean), language, 2)
    return [_("%(count)s a working day", count=_strong(count))]


def _spend(plan: Plan, language: Language) -> list[str]:
    spend = plan["totals"]["spend"]
    return [language.gettext("%(money)s of spend", money=_strong(_money(spend, plan, language)))] if spend else []


def _before(plan: Plan, stages: list[str], language: Language) -> str | None:
    """What must be there before the start, at the last stage that marketing answers for."""
    _ = language.gettext
    ahead = {key: count["whole"] for key, count in plan["totals"]["before_start"].items() if count["whole"]}
    key = next((key for key in ("mql", *stages[1:], *stages[:1]) if key in ahead and key != stages[-1]), None)
    if key is None:
        return None
    count = _strong(stage_count(plan, key, ahead[key] or 0, language))
    months = plan["horizon"]["months"]
    if months == 12:
        return _("%(count)s before the year starts", count=count)
    if months == 3:
        return _("%(count)s before the quarter starts", count=count)
    return _("%(count)s before the plan starts", count=count)


def _listed(parts: list[str], before: str | None, language: Language) -> str:
    if not before:
        return language.list_of(parts) if parts else ""
    for part in reversed(parts[:-1]):
        parts = [*parts[:-2], language.gettext("%(first)s, %(rest)s", first=part, rest=parts[-1])]
    return language.gettext("%(first)s, and %(last)s", first=parts[0], last=before) if parts else before


def _money(amount: float, plan: Plan, language: Language) -> str:
    """Money to three figures: nobody remembers $363,583."""
    size = 10.0 ** max(0, math.floor(math.log10(abs(amount))) - 2) if abs(amount) >= 1 else 1.0
    return language.money(round(amount / size) * size, plan["currency"], 0)
