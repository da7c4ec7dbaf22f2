"""Too late: what each month can still be reached with; and what falls short later when something is not done now."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

from app.language import Language
from app.planner.engine import evaluate
from app.planner.inputs import compile_scenario
from app.planner.scenario import Scenario
from app.planner.text import N_
from app.questions.late import LateMonth, too_late
from app.questions.warning import Missing, missing
from app.services.answers_in_progress import Report
from app.web.what_if import charts
from app.web.what_if.opened import Opened
from app.web.what_if.shapes import Asked, Cell, Group, Row, Said, Section, Select, Table, sentence, strong
from app.web.what_if.typed import Typed
from app.wording.levers import value_text
from app.wording.names import activity_count, month_name, words

REACH = {"open": N_("in time"), "partly": N_("in part"), "too_late": N_("too late")}


@dataclass(frozen=True)
class Answer:
    """What came of it; `missing` where something is said not to be done."""

    months: tuple[LateMonth, ...]
    missing: Missing | None


def asked(opened: Opened) -> Asked:
    """The form and the question, which has an answer from the start."""
    typed, scenario, language = Typed(opened), opened.scenario, opened.language
    say = language.gettext
    channel = opened.text("channel", scenario.channels[0].key)
    busy = _busy_months(scenario, channel)
    month = opened.text("month", busy[0][0] if busy else scenario.start)
    short = typed.value("short", "count", 2)
    planned = dict(busy).get(month)
    channels = Group("", tuple((each.key, each.name) for each in scenario.channels))
    months = tuple((label, month_name(label, language)) for label, _ in busy) or ((month, month),)
    if month not in dict(months):
        months = ((month, month), *months)
    activity = next((each.activity for each in scenario.channels if each.key == channel), "")
    fields = (
        Select("channel", say(N_("If in channel")), (channels,), channel),
        Select("month", say(N_("in month")), (Group("", months),), month),
        typed.text(
            "short",
            say(N_("there are fewer")),
            words(activity, language) if activity else "",
            "" if planned is None else language.number(planned, up_to=0),
        ),
    )
    return Asked(
        fields,
        ("late", channel, month, short),
        None if typed.errors else partial(_work, scenario, channel, month, short),
        lambda answer: _said(opened, answer),
        wrong=bool(typed.errors),
    )


def _busy_months(scenario: Scenario, channel: str) -> list[tuple[str, float]]:
    """The months in which a channel's plan asks for activity, with how much."""
    place = next((place for place, each in enumerate(scenario.channels) if each.key == channel), None)
    if place is None:
        return []
    outputs = evaluate(compile_scenario(scenario))
    labels, units = outputs.inputs.calendar.labels, outputs.months.activity[0, place].tolist()
    return [(label, count) for label, count in zip(labels, units, strict=True) if count > 0]


def _work(scenario: Scenario, channel: str, month: str, short: float | None, report: Report) -> Answer:
    found = too_late(scenario)
    report(1, 2)
    return Answer(found, missing(scenario, channel, month, short) if short is not None else None)


def _said(opened: Opened, answer: Answer) -> Said:
    scenario, language = opened.scenario, opened.language
    say = language.gettext
    late = [month for month in answer.months if "too_late" in month.reach]
    lost = [month for month in answer.months if all(each == "too_late" for each in month.reach)]
    leads = []
    if scenario.today is None:
        said = sentence(
            language, N_("This plan has no day that is today, so nothing is too late. Give it one under “Time” to see what is.")
        )
    elif lost:
        said = sentence(
            language,
            N_("Until %(month)s nothing new can close any more: every channel is too late."),
            month=strong(month_name(lost[-1].month, language)),
        )
    elif late:
        said = sentence(
            language,
            N_("Every month can still be reached; until %(month)s some channels are too late."),
            month=strong(month_name(late[-1].month, language)),
        )
    else:
        said = sentence(language, N_("It is not too late for anything: every channel can still close deals in every month."))
    gone = sum(max(month.lost, 0.0) for month in answer.months)
    if gone >= 0.05:
        leads.append(say(N_("%(deals)s deals move to later months or other channels because of it."), deals=language.number(gone, up_to=1)))
    sections = [_months(opened, answer.months)]
    if answer.missing is not None:
        leads.insert(0, _missing_words(opened, answer.missing))
        sections.insert(0, _missing(opened, answer.missing))
    return Said(said, tuple(leads), sections=tuple(sections))


def _months(opened: Opened, months: tuple[LateMonth, ...]) -> Section:
    scenario, language = opened.scenario, opened.language
    say = language.gettext
    names = {channel.key: channel.name for channel in scenario.channels}
    rows = []
    for month in months:
        cells = [
            Cell(say(REACH[reach]), _start_by(scenario, day, reach, language), is_text=True)
            for reach, day in zip(month.reach, month.start_by, strict=True)
        ]
        planned = Cell(
            language.number(month.planned, up_to=1),
            say(N_("%(n)s by season"), n=language.number(month.season, up_to=1)) if abs(month.lost) >= 0.05 else "",
        )
        repair = Cell("–", is_text=True)
        if month.lost >= 0.05 and month.repair:
            repair = Cell(names[month.repair], value_text(month.repair_cost, "money", scenario, language), is_text=True)
        rows.append(Row(month_name(month.month, language), (planned, *cells, repair)))
    title = say(N_("What each month can still be reached with"))
    note = say(N_("Below each channel the last day on which activity can begin to close a deal in that month."))
    columns = (say(N_("Month")), say(N_("Deals planned")), *(channel.name for channel in scenario.channels), say(N_("Cheapest repair")))
    deals = [month.planned for month in months]
    tips = [language.number(month.planned, up_to=1) for month in months]
    chart = charts.standing(title, [month_name(month.month, language) for month in months], say(N_("Deals planned")), deals, tips)
    return Section("late", title, note, chart, (Table(title, columns, tuple(rows)),))


def _start_by(scenario: Scenario, day: str, reach: str, language: Language) -> str:
    return "" if scenario.today is None and reach == "open" and not day else language.date(dt.date.fromisoformat(day))


def _missing_words(opened: Opened, found: Missing) -> str:
    scenario, language = opened.scenario, opened.language
    channel = next(each for each in scenario.channels if each.key == found.channel)
    fewer = activity_count(channel.activity, found.short, language, 1)
    deals, revenue = float(found.deals.sum()), float(found.revenue.sum())
    values = {
        "fewer": fewer,
        "channel": channel.name,
        "month": month_name(found.month, language),
        "deals": language.number(deals, up_to=2),
        "revenue": value_text(revenue, "money", scenario, language),
    }
    if found.felt is None:
        message = N_("%(fewer)s less in %(channel)s in %(month)s cost nothing inside the plan's months.")
        return language.gettext(message, fewer=fewer, channel=channel.name, month=values["month"])
    message = N_("%(fewer)s less in %(channel)s in %(month)s mean %(deals)s deals and %(revenue)s less, felt most in %(felt)s.")
    return language.gettext(message, felt=month_name(found.felt, language), **values)


def _missing(opened: Opened, found: Missing) -> Section:
    scenario, language = opened.scenario, opened.language
    say = language.gettext
    months = [month_name(month, language) for month in found.months]
    deals = [language.number(value, up_to=2) for value in found.deals.tolist()]
    revenue = [value_text(value, "money", scenario, language) for value in found.revenue.tolist()]
    title = say(N_("What will be missing"))
    chart = charts.standing(
        title, months, say(N_("Deals")), found.deals.tolist(), [f"{count}\n{money}" for count, money in zip(deals, revenue, strict=True)]
    )
    rows = tuple(Row(month, (Cell(count), Cell(money))) for month, count, money in zip(months, deals, revenue, strict=True))
    note = say(N_("Early warning: deals that would have closed, by month."))
    return Section(
        "missing",
        title,
        note,
        chart,
        (Table(title, (say(N_("Month")), say(N_("Deals")), say(N_("Revenue"))), rows, folded=say(N_("As a table"))),),
    )
