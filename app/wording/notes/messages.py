"""What each note means, in a sentence or two."""

from collections.abc import Callable

from app.planner.rounding import whole
from app.wording.figures import daily
from app.wording.names import month_name, stage_count
from app.wording.notes.rate_messages import RATE_MESSAGES
from app.wording.notes.telling import Teller


def _met(tell: Teller) -> str:
    _ = tell.language.gettext
    if tell.values["surplus"] > 0:
        return _(
            "Existing customers, signed revenue and the open pipeline bring %(surplus)s more than the goal; no new deal is needed.",
            surplus=tell.money(tell.values["surplus"]),
        )
    return _("Existing customers, signed revenue and the open pipeline bring what the goal asks; no new deal is needed.")


def _infeasible_time(tell: Teller) -> str:
    return tell.language.gettext(
        "Even %(channel)s, the quickest, takes %(cycle)s from activity to deal and misses the end of the plan by %(late)s.",
        channel=tell.channel(tell.note["channel"]),
        cycle=tell.language.days(tell.values["cycle_days"]),
        late=tell.language.days(tell.values["days_late"]),
    )


def _channel_too_late(tell: Teller) -> str:
    return tell.language.gettext(
        "It takes %(cycle)s from activity to deal and misses the end of the plan by %(late)s. "
        "Its %(share)s of the revenue goes to the others.",
        cycle=tell.language.days(tell.values["cycle_days"]),
        late=tell.language.days(tell.values["days_late"]),
        share=tell.language.percent(tell.values["share"]),
    )


def _moved_deals(tell: Teller) -> str:
    _ = tell.language.gettext
    days = tell.dated(tell.values["channels"], "first_close")
    if not days:
        return _("New activity is too late for deals in %(months)s; later months carry them.", months=tell.months())
    return _("New activity is too late for deals before %(days)s. The rest of the plan carries them.", days=days)


def _at_risk(tell: Teller, excess: str) -> str:
    return tell.language.gettext(
        "%(excess)s go over, which puts %(deals)s and %(revenue)s at risk.",
        excess=excess,
        deals=tell.deals(tell.values["deals_at_risk"]),
        revenue=tell.money(tell.values["revenue_at_risk"]),
    )


def _over_capacity(tell: Teller) -> str:
    _ = tell.language.gettext
    shown = {
        "capacity": tell.units(tell.note["channel"], tell.values["capacity"]),
        "peak": tell.language.number(daily(tell.values["peak"]), up_to=2),
        "month": month_name(tell.values["peak_month"], tell.language),
    }
    need = (
        _("It can do %(capacity)s a working day; the plan asks for up to %(peak)s, in %(month)s.", **shown)
        if tell.values["per"] == "working_day"
        else _("It can do %(capacity)s a month; the plan asks for up to %(peak)s, in %(month)s.", **shown)
    )
    return f"{need} {_at_risk(tell, tell.units(tell.note['channel'], tell.values['excess']))}"


def _team_short(tell: Teller) -> str:
    _ = tell.language.gettext
    low, high = (tell.language.whole(whole(tell.values[name])) for name in ("lowest", "peak"))
    brings = low if low == high else _("%(low)s to %(high)s", low=low, high=high)
    need = _(
        "They can take %(capacity)s a month; in %(months)s the plan brings %(brings)s.",
        capacity=tell.language.number(tell.values["capacity"], up_to=1),
        months=tell.months(),
        brings=brings,
    )
    return f"{need} {_at_risk(tell, tell.work(tell.values['handles'], tell.values['excess']))}"


def _hire_too_late(tell: Teller) -> str:
    return tell.language.gettext(
        "To carry the plan from its first busy month they had to start in %(month)s, %(ramp)s before. That has passed.",
        month=month_name(tell.values["hire_by"], tell.language),
        ramp=tell.language.ngettext(
            "%(n)s month",
            "%(n)s months",
            1 if tell.values["ramp_months"] == 1 else 2,
            n=tell.language.number(tell.values["ramp_months"], up_to=1),
        ),
    )


def _ceiling_reached(tell: Teller) -> str:
    return tell.language.gettext(
        "In %(months)s it would have to bring up to %(peak)s a month, and from %(ceiling)s on more money buys no more. "
        "At the most it brings %(deals)s, worth %(revenue)s.",
        months=tell.months(),
        peak=tell.entries(tell.note["channel"], tell.values["peak"]),
        ceiling=tell.language.number(tell.values["ceiling"], up_to=1),
        deals=tell.deals(tell.values["most_deals"]),
        revenue=tell.money(tell.values["most_revenue"]),
    )


def _near_ceiling(tell: Teller) -> str:
    return tell.language.gettext(
        "At the peak it brings %(peak)s a month, %(use)s of the %(ceiling)s at which more money buys no more; "
        "each then costs %(factor)s times what the first one does.",
        peak=tell.entries(tell.note["channel"], tell.values["peak"]),
        use=tell.language.percent(tell.values["use"], 0),
        ceiling=tell.language.number(tell.values["ceiling"], up_to=1),
        factor=tell.language.number(tell.values["cost_factor"], up_to=1),
    )


def _ceiling_cost(tell: Teller) -> str:
    return tell.language.gettext(
        "Of its %(spend)s of spend, %(extra)s is there because each entry costs more the nearer a month comes to %(ceiling)s of them.",
        extra=tell.money(tell.values["extra"]),
        spend=tell.money(tell.values["spend"]),
        ceiling=tell.language.number(tell.values["ceiling"], up_to=1),
    )


def _pipeline_outside(tell: Teller) -> str:
    values, _ = tell.values, tell.language.gettext
    said = {name: tell.language.number(values[name], 1) for name in ("inside", "before", "after")}
    deals = tell.deals(values["deals"])
    if values["after"] < 0.05:
        return _("Of %(deals)s in it, %(before)s close before the plan starts; the other %(inside)s count.", deals=deals, **said)
    if values["before"] < 0.05:
        return _("Of %(deals)s in it, %(after)s close after the plan ends; the other %(inside)s count.", deals=deals, **said)
    return _(
        "Of %(deals)s in it, %(before)s close before the plan starts and %(after)s after it ends; the other %(inside)s count.",
        deals=deals,
        **said,
    )


def _no_working_day(tell: Teller) -> str:
    return tell.language.gettext(
        "%(units)s fall in %(months)s, and there is no working day in it to do them.",
        units=tell.units(tell.note["channel"], tell.values["units"]),
        months=tell.months(),
    )


def _last_useful_days(tell: Teller) -> str:
    return tell.language.gettext(
        "Activity after %(days)s closes nothing inside this plan. Give the growth of the period after to plan on.",
        days=tell.dated(tell.values["channels"], "day"),
    )


def _starts_before(tell: Teller) -> str:
    counts = [stage_count(tell.plan, key, n, tell.language) for key, n in tell.values["stages"].items()]
    return tell.language.gettext(
        "By the end of %(month)s there must already be %(counts)s.",
        month=month_name(_month_before(tell.plan["horizon"]["start"]), tell.language),
        counts=tell.language.list_of(counts),
    )


def _serves_next(tell: Teller) -> str:
    counts = [stage_count(tell.plan, key, n, tell.language) for key, n in tell.values["stages"].items()]
    return tell.language.gettext(
        "%(counts)s and %(spend)s of spend fall inside this plan's months for deals that close after it. They are in no other figure.",
        counts=tell.language.list_of(counts),
        spend=tell.money(tell.values["spend"]),
    )


def _month_before(day: str) -> str:
    year, month = int(day[:4]), int(day[5:7])
    return f"{year - 1}-12" if month == 1 else f"{year}-{month - 1:02}"


def _unsafe_mailbox_rate(tell: Teller) -> str:
    return tell.language.gettext(
        "%(rate)s e-mails a working day from one mailbox are more than the %(safe)s that stay out of the spam folder.",
        rate=tell.language.number(tell.values["per_mailbox"], up_to=1),
        safe=tell.language.number(tell.values["safe"], up_to=1),
    )


MESSAGES: dict[str, Callable[[Teller], str]] = {
    "met": _met,
    "infeasible_time": _infeasible_time,
    "channel_too_late": _channel_too_late,
    "moved_deals": _moved_deals,
    "over_capacity": _over_capacity,
    "team_short": _team_short,
    "hire_too_late": _hire_too_late,
    "ceiling_reached": _ceiling_reached,
    "near_ceiling": _near_ceiling,
    "ceiling_cost": _ceiling_cost,
    "pipeline_outside": _pipeline_outside,
    "no_working_day": _no_working_day,
    "last_useful_days": _last_useful_days,
    "starts_before": _starts_before,
    "serves_next": _serves_next,
    "unsafe_mailbox_rate": _unsafe_mailbox_rate,
} | RATE_MESSAGES
