"""Months and days in the form and the answer of solve: the last month too late as what is wanted, today as what is looked for."""

from dataclasses import replace

from markupsafe import Markup

from app.language import NumberNotUnderstood
from app.planner.text import N_
from app.questions.levers import TODAY
from app.questions.outcomes import Outcome, months_of
from app.questions.solving.told import NONE, day_number, month_label, month_number
from app.web.what_if.opened import Opened
from app.web.what_if.shapes import Group, Select, sentence
from app.web.what_if.typed import Typed
from app.wording.levers import group_label, input_label, output_label, value_text

NOT_A_DAY = N_("This must be a day, such as %(day)s.")
NO_MONTH = {
    "totals": N_("For no month to be too late"),
    "channels": N_("For no month to be too late for %(channel)s"),
}
THAT_MONTH = {
    "totals": N_("For %(month)s to be the last month too late"),
    "channels": N_("For %(month)s to be the last month too late for %(channel)s"),
}


def with_today(opened: Opened, inputs: Select) -> Select:
    """The list of inputs with the day that is today."""
    scenario, language = opened.scenario, opened.language
    today = Group(group_label(scenario, TODAY, language), ((TODAY, input_label(scenario, TODAY, language)),))
    return replace(inputs, groups=(*inputs.groups, today))


def with_months(opened: Opened, outputs: Select) -> Select:
    """The list of figures with those that are months."""
    scenario, language = opened.scenario, opened.language
    choices = tuple((pointer, output_label(scenario, pointer, language)) for pointer in months_of(scenario))
    return replace(outputs, groups=(*outputs.groups, Group(language.gettext(N_("Too late")), choices)))


def _labels(opened: Opened) -> list[str]:
    return [str(month_label(opened.scenario, number)) for number in range(1, opened.scenario.months + 1)]


def choice(opened: Opened, label: str) -> Select:
    """The months that can be wanted, and none of them."""
    scenario, language = opened.scenario, opened.language
    chosen = opened.text("wanted")
    months = tuple((each, value_text(number, "month", scenario, language)) for number, each in enumerate(_labels(opened), 1))
    none = (NONE, value_text(0.0, "month", scenario, language))
    return Select("wanted", label, (Group("", (("", "–"), none, *months)),), chosen if chosen in (NONE, *_labels(opened)) else "")


def wanted(opened: Opened) -> float | None:
    """The month that is wanted; None where none is chosen yet."""
    chosen = opened.text("wanted")
    return month_number(opened.scenario, chosen, "wanted") if chosen in (NONE, *_labels(opened)) else None


def day(typed: Typed, name: str) -> float | None:
    """A day as it was typed, from the first of the horizon; None where nothing was, or nothing that can be read."""
    text, language = typed.given(name), typed.opened.language
    if not text:
        return None
    try:
        return day_number(typed.opened.scenario, language.read_date(text).isoformat(), name)
    except NumberNotUnderstood:
        scenario = typed.opened.scenario
        typed.errors[name] = language.gettext(NOT_A_DAY, day=value_text(0.0, "date", scenario, language))
        return None


def aim(opened: Opened, outcome: Outcome, month: str) -> Markup:
    """What a month is wanted for, at the front of a sentence: 'For no month to be too late'."""
    scenario, kind, place = opened.scenario, *outcome.pointer.split("/")[1:3]
    channel = scenario.channels[int(place)].name if kind == "channels" else ""
    none = opened.text("wanted") == NONE
    return sentence(opened.language, (NO_MONTH if none else THAT_MONTH)[kind], month=month, channel=channel)
