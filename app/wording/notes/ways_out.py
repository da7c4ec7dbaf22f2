"""What can be done about a note, in a sentence each."""

from collections.abc import Callable

from app.wording.names import month_name, role_words
from app.wording.notes.telling import Namer, Values


def _add_capacity(tell: Namer, way: Values) -> str:
    _ = tell.language.gettext
    capacity = tell.language.number(way["capacity"], up_to=1)
    if way["per"] == "working_day":
        return _("Raise the limit to %(capacity)s a working day.", capacity=capacity)
    return _("Raise the limit to %(capacity)s a month.", capacity=capacity)


def _shift_share(tell: Namer, way: Values) -> str:
    return tell.language.gettext(
        "Move %(share)s of the revenue from %(from_channel)s to %(to_channel)s.",
        share=tell.language.percent(way["share"]),
        from_channel=tell.channel(way["from"]),
        to_channel=tell.channel(way["to"]),
    )


def _raise_yield(tell: Namer, way: Values) -> str:
    def shown(value: float) -> str:
        return tell.language.percent(value) if way["needed"] <= 1 else tell.language.significant(value)

    return tell.language.gettext(
        "Raise %(step)s of %(channel)s from %(now)s to %(needed)s.",
        step=way["step"].replace("_", " "),
        channel=tell.channel(way["channel"]),
        now=shown(way["yield"]),
        needed=shown(way["needed"]),
    )


def _raise_rate(tell: Namer, way: Values) -> str:
    return tell.language.gettext(
        "Raise %(from_stage)s to %(to_stage)s from %(now)s to %(needed)s.",
        from_stage=tell.stage(way["from"]),
        to_stage=tell.stage(way["to"]),
        now=tell.language.percent(way["rate"]),
        needed=tell.language.percent(way["needed"]),
    )


def _lower_goal(tell: Namer, way: Values) -> str:
    _ = tell.language.gettext
    if "growth" in way:
        return _("Lower the goal to %(growth)s growth.", growth=tell.language.percent(way["growth"]))
    return _("Lower the goal to %(target)s.", target=tell.language.money(way["target"], tell.plan["currency"], 0))


def _hire(tell: Namer, way: Values) -> str:
    _ = tell.language.gettext
    shown = {
        "heads": role_words(way["role"], way["heads"], tell.language),
        "start": month_name(way["start"], tell.language),
        "full": month_name(way["full"], tell.language),
    }
    if way["start"] == way["full"]:
        return _("Hire %(heads)s to start in %(start)s.", **shown)
    return _("Hire %(heads)s: full load from %(full)s if they start in %(start)s.", **shown)


WAYS_OUT: dict[str, Callable[[Namer, Values], str]] = {
    "add_capacity": _add_capacity,
    "shift_share": _shift_share,
    "raise_yield": _raise_yield,
    "raise_rate": _raise_rate,
    "lower_goal": _lower_goal,
    "hire": _hire,
}
