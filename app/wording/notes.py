"""Notes in words: a title, one sentence of consequence in deals and money, and the ways out."""

from collections.abc import Callable, Mapping
from typing import Any

from app.language import Language
from app.planner.plan import Note, Plan
from app.planner.rounding import whole
from app.planner.text import N_
from app.wording.figures import daily
from app.wording.names import (
    activity_count,
    channel_entry,
    channel_name,
    channel_unit,
    day_text,
    heading,
    month_name,
    months_text,
    role_words,
    stage_count,
    stage_name,
    stage_words,
    words,
)

Values = Mapping[str, Any]


class _Namer:
    """Writes a plan's things in a language; counts of what has to be done are rounded up, as everywhere, and never short."""

    def __init__(self, plan: Plan, language: Language) -> None:
        self.plan = plan
        self.language = language

    def money(self, amount: float) -> str:
        return self.language.money_short(amount, self.plan["currency"])

    def deals(self, n: float) -> str:
        return stage_count(self.plan, "deal", n, self.language, 1 if n < 100 else 0)

    def channel(self, key: object) -> str:
        return channel_name(self.plan, key)

    def stage(self, key: str) -> str:
        return stage_name(self.plan, key, self.language)

    def units(self, channel: object, n: float) -> str:
        """So many of a channel's activity."""
        return activity_count(channel_unit(self.plan, channel), n, self.language, 1 if n < 10 else 0)

    def entries(self, channel: object, n: float) -> str:
        """So many of the stage that a channel's buyers enter."""
        return stage_count(self.plan, channel_entry(self.plan, channel), whole(n), self.language)

    def work(self, handles: str, n: float) -> str:
        """So much of what a role handles."""
        if handles in self.plan["totals"]["stages"]:
            return stage_count(self.plan, handles, whole(n), self.language)
        return activity_count(channel_unit(self.plan, handles) or handles, whole(n), self.language)

    def work_words(self, handles: str) -> str:
        if handles in self.plan["totals"]["stages"]:
            return stage_words(self.plan, handles, self.language)
        return words(channel_unit(self.plan, handles) or handles, self.language)

    def dated(self, channels: list[dict[str, Any]], field: str) -> str:
        """'31 Aug (Blog and Events) and 18 Oct (Cold email)', the earliest first; the day alone if all share it."""
        names: dict[str, list[str]] = {}
        for each in sorted((each for each in channels if each[field]), key=lambda each: str(each[field])):
            names.setdefault(each[field], []).append(self.channel(each["channel"]))
        days = [(day_text(day, self.language), of_day) for day, of_day in names.items()]
        if len(days) == 1 and 1 < len(days[0][1]) == len(self.plan["channels"]):
            return days[0][0]
        return self.language.list_of([f"{day} ({self.language.list_of(of_day)})" for day, of_day in days])


class _Teller(_Namer):
    """The same, about one note."""

    def __init__(self, plan: Plan, language: Language, note: Note) -> None:
        super().__init__(plan, language)
        self.note = note
        self.values: Values = note["values"]

    def step(self) -> dict[str, str]:
        """The conversion that a note is about, by the names of its two stages."""
        return {"from_stage": self.stage(self.note["stage"]), "to_stage": self.stage(self.values["to"])}

    def months(self) -> str:
        return months_text(self.note["months"], self.language)


def note_title(note: Note, plan: Plan, language: Language) -> str:
    """A note in a few words: '2 AEs cannot carry the opportunities'."""
    return heading(_title(_Teller(plan, language, note)))


def note_message(note: Note, plan: Plan, language: Language) -> str:
    """What a note means, in deals and money."""
    return _MESSAGES[note["code"]](_Teller(plan, language, note))


def way_out_sentence(way: Values, plan: Plan, language: Language) -> str:
    """Something to do about a note: 'Hire 3 AEs: full load from Apr 2027 if they start in Dec 2026.'"""
    return _WAYS_OUT[way["code"]](_Namer(plan, language), way)


def with_messages(plan: Plan, language: Language) -> Plan:
    """The plan with a message in every note and every way out. Fills in the plan that it is given."""
    for note in plan["notes"]:
        note["message"] = note_message(note, plan, language)
        for way in note.get("ways_out", ()):
            way["message"] = way_out_sentence(way, plan, language)
    return plan


# --- Titles ---------------------------------------------------------------------------------------------------------

_TITLES = {
    "met": N_("The goal is met as things stand"),
    "infeasible_time": N_("No channel is quick enough"),
    "channel_too_late": N_("%(channel)s is too late"),
    "moved_deals": N_("%(deals)s moved to later months"),
    "over_capacity": N_("%(channel)s is over its limit"),
    "team_short": N_("%(heads)s cannot carry the %(work)s"),
    "hire_too_late": N_("%(role)s: too late to hire for full load"),
    "ceiling_reached": N_("%(channel)s cannot bring that many"),
    "near_ceiling": N_("%(channel)s is close to its ceiling"),
    "ceiling_cost": N_("%(channel)s gets dearer towards its ceiling"),
    "pipeline_outside": N_("Part of the open pipeline counts elsewhere"),
    "no_working_day": N_("%(channel)s has no working day"),
    "last_useful_days": N_("Last useful days"),
    "starts_before": N_("It starts in %(month)s"),
    "serves_next": N_("Work for the period after"),
    "unsafe_mailbox_rate": N_("%(channel)s sends too much from each mailbox"),
    "no_evidence": N_("%(from_stage)s to %(to_stage)s is a guess"),
    "small_sample": N_("%(from_stage)s to %(to_stage)s rests on few cases"),
    "rate_not_counted": N_("%(from_stage)s to %(to_stage)s is not what was counted"),
    "mixed_bases": N_("Rates are counted in two ways"),
    "outside_benchmark": N_("%(from_stage)s to %(to_stage)s is unlike what was published"),
}
NOBODY = N_("Nobody is there to carry the %(work)s")


def _title(tell: _Teller) -> str:
    values, template = tell.values, _TITLES[tell.note["code"]]
    shown: dict[str, str] = {}
    if "%(channel)s" in template:
        shown["channel"] = tell.channel(tell.note["channel"])
    if "%(to_stage)s" in template:
        shown |= tell.step()
    if "%(role)s" in template:
        shown["role"] = tell.note["role"]
    if "%(deals)s" in template:
        shown["deals"] = tell.deals(values["deals"])
    if "%(month)s" in template:
        shown["month"] = month_name(values["first_month"], tell.language)
    if "%(work)s" in template:
        shown["work"] = tell.work_words(values["handles"])
        shown["heads"] = role_words(tell.note["role"], values["heads"], tell.language)
        template = template if values["heads"] else NOBODY
    return tell.language.gettext(template, **shown)


# --- Messages -------------------------------------------------------------------------------------------------------


def _met(tell: _Teller) -> str:
    _ = tell.language.gettext
    if tell.values["surplus"] > 0:
        return _(
            "Existing customers, signed revenue and the open pipeline bring %(surplus)s more than the goal; no new deal is needed.",
            surplus=tell.money(tell.values["surplus"]),
        )
    return _("Existing customers, signed revenue and the open pipeline bring what the goal asks; no new deal is needed.")


def _infeasible_time(tell: _Teller) -> str:
    return tell.language.gettext(
        "Even %(channel)s, the quickest, takes %(cycle)s from activity to deal and misses the end of the plan by %(late)s.",
        channel=tell.channel(tell.note["channel"]),
        cycle=tell.language.days(tell.values["cycle_days"]),
        late=tell.language.days(tell.values["days_late"]),
    )


def _channel_too_late(tell: _Teller) -> str:
    return tell.language.gettext(
        "It takes %(cycle)s from activity to deal and misses the end of the plan by %(late)s. "
        "Its %(share)s of the revenue goes to the others.",
        cycle=tell.language.days(tell.values["cycle_days"]),
        late=tell.language.days(tell.values["days_late"]),
        share=tell.language.percent(tell.values["share"]),
    )


def _moved_deals(tell: _Teller) -> str:
    _ = tell.language.gettext
    days = tell.dated(tell.values["channels"], "first_close")
    if not days:
        return _("New activity is too late for deals in %(months)s; later months carry them.", months=tell.months())
    return _("New activity is too late for deals before %(days)s. The rest of the plan carries them.", days=days)


def _at_risk(tell: _Teller, excess: str) -> str:
    return tell.language.gettext(
        "%(excess)s go over, which puts %(deals)s and %(revenue)s at risk.",
        excess=excess,
        deals=tell.deals(tell.values["deals_at_risk"]),
        revenue=tell.money(tell.values["revenue_at_risk"]),
    )


def _over_capacity(tell: _Teller) -> str:
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


def _team_short(tell: _Teller) -> str:
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


def _hire_too_late(tell: _Teller) -> str:
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


def _ceiling_reached(tell: _Teller) -> str:
    return tell.language.gettext(
        "In %(months)s it would have to bring up to %(peak)s a month, and from %(ceiling)s on more money buys no more. "
        "At the most it brings %(deals)s, worth %(revenue)s.",
        months=tell.months(),
        peak=tell.entries(tell.note["channel"], tell.values["peak"]),
        ceiling=tell.language.number(tell.values["ceiling"], up_to=1),
        deals=tell.deals(tell.values["most_deals"]),
        revenue=tell.money(tell.values["most_revenue"]),
    )


def _near_ceiling(tell: _Teller) -> str:
    return tell.language.gettext(
        "At the peak it brings %(peak)s a month, %(use)s of the %(ceiling)s at which more money buys no more; "
        "each then costs %(factor)s times what the first one does.",
        peak=tell.entries(tell.note["channel"], tell.values["peak"]),
        use=tell.language.percent(tell.values["use"], 0),
        ceiling=tell.language.number(tell.values["ceiling"], up_to=1),
        factor=tell.language.number(tell.values["cost_factor"], up_to=1),
    )


def _ceiling_cost(tell: _Teller) -> str:
    return tell.language.gettext(
        "Of its %(spend)s of spend, %(extra)s is there because each entry costs more the nearer a month comes to %(ceiling)s of them.",
        extra=tell.money(tell.values["extra"]),
        spend=tell.money(tell.values["spend"]),
        ceiling=tell.language.number(tell.values["ceiling"], up_to=1),
    )


def _pipeline_outside(tell: _Teller) -> str:
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


def _no_working_day(tell: _Teller) -> str:
    return tell.language.gettext(
        "%(units)s fall in %(months)s, and there is no working day in it to do them.",
        units=tell.units(tell.note["channel"], tell.values["units"]),
        months=tell.months(),
    )


def _last_useful_days(tell: _Teller) -> str:
    return tell.language.gettext(
        "Activity after %(days)s closes nothing inside this plan. Give the growth of the period after to plan on.",
        days=tell.dated(tell.values["channels"], "day"),
    )


def _starts_before(tell: _Teller) -> str:
    counts = [stage_count(tell.plan, key, n, tell.language) for key, n in tell.values["stages"].items()]
    return tell.language.gettext(
        "By the end of %(month)s there must already be %(counts)s.",
        month=month_name(_month_before(tell.plan["horizon"]["start"]), tell.language),
        counts=tell.language.list_of(counts),
    )


def _serves_next(tell: _Teller) -> str:
    counts = [stage_count(tell.plan, key, n, tell.language) for key, n in tell.values["stages"].items()]
    return tell.language.gettext(
        "%(counts)s and %(spend)s of spend fall inside this plan's months for deals that close after it. They are in no other figure.",
        counts=tell.language.list_of(counts),
        spend=tell.money(tell.values["spend"]),
    )


def _month_before(day: str) -> str:
    year, month = int(day[:4]), int(day[5:7])
    return f"{year - 1}-12" if month == 1 else f"{year}-{month - 1:02}"


def _unsafe_mailbox_rate(tell: _Teller) -> str:
    return tell.language.gettext(
        "%(rate)s e-mails a working day from one mailbox are more than the %(safe)s that stay out of the spam folder.",
        rate=tell.language.number(tell.values["per_mailbox"], up_to=1),
        safe=tell.language.number(tell.values["safe"], up_to=1),
    )


def _no_evidence(tell: _Teller) -> str:
    _ = tell.language.gettext
    rate = tell.language.percent(tell.values["rate"])
    if tell.values["low"] is not None and tell.values["high"] is not None:
        return _(
            "%(rate)s was typed with a range of %(low)s to %(high)s, and no counts stand behind it. "
            "Count it: how many entered, how many went on.",
            rate=rate,
            low=tell.language.percent(tell.values["low"]),
            high=tell.language.percent(tell.values["high"]),
        )
    return _("%(rate)s was typed, and no counts stand behind it. Count it: how many entered, how many went on.", rate=rate)


def _counted(tell: _Teller) -> dict[str, str]:
    return {"converted": tell.language.whole(tell.values["converted"]), "entered": tell.language.whole(tell.values["entered"])}


def _small_sample(tell: _Teller) -> str:
    return tell.language.gettext(
        "%(converted)s of %(entered)s is little to go by: the true rate may be anywhere from %(low)s to %(high)s.",
        **_counted(tell),
        low=tell.language.percent(tell.values["low"], 0),
        high=tell.language.percent(tell.values["high"], 0),
    )


def _rate_not_counted(tell: _Teller) -> str:
    if still_open := tell.values.get("open"):
        return tell.language.gettext(
            "The plan uses %(rate)s, but %(converted)s of %(entered)s were counted and %(open)s are still open: it is %(counted)s at the "
            "least and %(most)s at the most.",
            **_counted(tell),
            rate=tell.language.percent(tell.values["rate"]),
            counted=tell.language.percent(tell.values["counted"]),
            open=tell.language.whole(still_open),
            most=tell.language.percent(tell.values["counted"] + still_open / tell.values["entered"]),
        )
    return tell.language.gettext(
        "The plan uses %(rate)s, but %(converted)s of %(entered)s were counted, which is %(counted)s.",
        **_counted(tell),
        rate=tell.language.percent(tell.values["rate"]),
        counted=tell.language.percent(tell.values["counted"]),
    )


def _mixed_bases(tell: _Teller) -> str:
    return tell.language.gettext(
        "Those from %(cohort)s follow the same buyers; those from %(snapshot)s compare one month with another, which a growing funnel "
        "distorts. Multiplied together they do not give a true rate.",
        cohort=tell.language.list_of([tell.stage(key) for key in tell.values["cohort"]]),
        snapshot=tell.language.list_of([tell.stage(key) for key in tell.values["snapshot"]]),
    )


def _outside_benchmark(tell: _Teller) -> str:
    return tell.language.gettext(
        "The plan uses %(rate)s; %(source)s (%(year)s) gives %(low)s to %(high)s.",
        rate=tell.language.percent(tell.values["rate"]),
        source=tell.values["source"],
        year=tell.values["year"],
        low=tell.language.percent(tell.values["low"]),
        high=tell.language.percent(tell.values["high"]),
    )


_MESSAGES: dict[str, Callable[[_Teller], str]] = {
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
    "no_evidence": _no_evidence,
    "small_sample": _small_sample,
    "rate_not_counted": _rate_not_counted,
    "mixed_bases": _mixed_bases,
    "outside_benchmark": _outside_benchmark,
}


# --- Ways out -------------------------------------------------------------------------------------------------------


def _add_capacity(tell: _Namer, way: Values) -> str:
    _ = tell.language.gettext
    capacity = tell.language.number(way["capacity"], up_to=1)
    if way["per"] == "working_day":
        return _("Raise the limit to %(capacity)s a working day.", capacity=capacity)
    return _("Raise the limit to %(capacity)s a month.", capacity=capacity)


def _shift_share(tell: _Namer, way: Values) -> str:
    return tell.language.gettext(
        "Move %(share)s of the revenue from %(from_channel)s to %(to_channel)s.",
        share=tell.language.percent(way["share"]),
        from_channel=tell.channel(way["from"]),
        to_channel=tell.channel(way["to"]),
    )


def _raise_yield(tell: _Namer, way: Values) -> str:
    def shown(value: float) -> str:
        return tell.language.percent(value) if way["needed"] <= 1 else tell.language.significant(value)

    return tell.language.gettext(
        "Raise %(step)s of %(channel)s from %(now)s to %(needed)s.",
        step=way["step"].replace("_", " "),
        channel=tell.channel(way["channel"]),
        now=shown(way["yield"]),
        needed=shown(way["needed"]),
    )


def _raise_rate(tell: _Namer, way: Values) -> str:
    return tell.language.gettext(
        "Raise %(from_stage)s to %(to_stage)s from %(now)s to %(needed)s.",
        from_stage=tell.stage(way["from"]),
        to_stage=tell.stage(way["to"]),
        now=tell.language.percent(way["rate"]),
        needed=tell.language.percent(way["needed"]),
    )


def _lower_goal(tell: _Namer, way: Values) -> str:
    _ = tell.language.gettext
    if "growth" in way:
        return _("Lower the goal to %(growth)s growth.", growth=tell.language.percent(way["growth"]))
    return _("Lower the goal to %(target)s.", target=tell.language.money(way["target"], tell.plan["currency"], 0))


def _hire(tell: _Namer, way: Values) -> str:
    _ = tell.language.gettext
    shown = {
        "heads": role_words(way["role"], way["heads"], tell.language),
        "start": month_name(way["start"], tell.language),
        "full": month_name(way["full"], tell.language),
    }
    if way["start"] == way["full"]:
        return _("Hire %(heads)s to start in %(start)s.", **shown)
    return _("Hire %(heads)s: full load from %(full)s if they start in %(start)s.", **shown)


_WAYS_OUT: dict[str, Callable[[_Namer, Values], str]] = {
    "add_capacity": _add_capacity,
    "shift_share": _shift_share,
    "raise_yield": _raise_yield,
    "raise_rate": _raise_rate,
    "lower_goal": _lower_goal,
    "hire": _hire,
}
