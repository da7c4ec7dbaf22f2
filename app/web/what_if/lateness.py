"""Too late: what each month can still be reached with; and what falls short later when something is not done now."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from app.language import Language
from app.planner.engine import evaluate
from app.planner.faults import nearest
from app.planner.inputs import compile_scenario
from app.planner.scenario import Scenario
from app.planner.text import N_
from app.questions.late import LateMonth, too_late
from app.questions.levers import TODAY
from app.questions.refused import refuse
from app.questions.repair import Repair, repaired
from app.questions.solving.told import NONE
from app.questions.warning import Missing, missing
from app.services.answers_in_progress import Report
from app.web.what_if import charts
from app.web.what_if.opened import Opened
from app.web.what_if.shapes import Asked, Cell, Group, Row, Said, Section, Select, Table, sentence, strong
from app.web.what_if.typed import OUTPUT, Typed
from app.wording.levers import NO_FIGURE, value_text
from app.wording.names import activity_count, month_name, words

SEEN = 0.05
"""Fewer deals lost than this are none to a reader."""
REACH = {"open": N_("in time"), "partly": N_("in part"), "too_late": N_("too late")}


@dataclass(frozen=True)
class Answer:
    """What came of it; `repairs` by month what makes it whole, `missing` where something is said not to be done."""

    months: tuple[LateMonth, ...]
    repairs: Mapping[str, Repair | None]
    missing: Missing | None


def asked(opened: Opened) -> Asked:
    """The form and the question, which has an answer from the start."""
    typed, scenario, language = Typed(opened), opened.scenario, opened.language
    say = language.gettext
    keys = [channel.key for channel in scenario.channels]
    channel = opened.text("channel", keys[0])
    if channel not in keys:
        raise refuse("unknown_channel", "channel", given=channel[:60], nearest=nearest(channel, keys), known=keys)
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
    repairs = {}
    for done, each in enumerate(found):
        report(done, len(found))
        repairs[each.month] = repaired(scenario, each)
    return Answer(found, repairs, missing(scenario, channel, month, short) if short is not None else None)


def _said(opened: Opened, answer: Answer) -> Said:
    scenario, language = opened.scenario, opened.language
    say = language.gettext
    leads: list[str] = []
    said = _reached(opened, answer.months)
    gone = sum(max(month.lost, 0.0) for month in answer.months)
    if gone >= SEEN:
        message = N_("%(deals)s deals move to later months or other channels because of it.")
        alone = N_("%(deals)s deals move to later months because of it.")
        leads.append(say(message if len(scenario.channels) > 1 else alone, deals=language.number(gone, up_to=1)))
    if any("open" not in month.reach and "partly" not in month.reach for month in answer.months):
        leads.append(_in_time(opened))
    sections = [_months(opened, answer)]
    if answer.missing is not None:
        leads.insert(0, _missing_words(opened, answer.missing))
        sections.insert(0, _missing(opened, answer.missing))
    return Said(said, tuple(leads), sections=tuple(sections))


def _in_time(opened: Opened) -> Markup:
    """A link to the question by when to begin."""
    address = opened.address("solve", {"input": TODAY, OUTPUT: "/totals/last_too_late", "wanted": NONE})
    return Markup('<a href="{}">{}</a>').format(address, opened.language.gettext(N_("By when to begin for no month to be too late")))


def _reached(opened: Opened, months: Sequence[LateMonth]) -> Markup:
    """Up to when what is too late, in a sentence."""
    language = opened.language
    lost = [month for month in months if all(each == "too_late" for each in month.reach)]
    late = [month for month in months if "too_late" in month.reach]
    partly = [month for month in months if "partly" in month.reach]

    def name(month: LateMonth) -> Markup:
        return strong(month_name(month.month, language))

    if opened.scenario.today is None:
        message = N_("This plan has no day that is today, so nothing is too late. Give it one under “Time” to see what is.")
        return sentence(language, message)
    if lost and lost[-1] is months[-1]:
        return sentence(language, N_("Nothing new can close in any month: every channel is too late."))
    if lost:
        first = months[months.index(lost[-1]) + 1]
        message = N_(
            "Until %(month)s nothing new can close any more: every channel is too late. The first month still in reach is %(first)s."
        )
        return sentence(language, message, month=name(lost[-1]), first=name(first))
    if late:
        message = N_("Every month can still be reached; until %(month)s some channels are too late.")
        return sentence(language, message, month=name(late[-1]))
    if partly:
        return sentence(language, N_("Every month can still be reached, but until %(month)s only in part."), month=name(partly[-1]))
    return sentence(language, N_("It is not too late for anything: every channel can still close deals in every month."))


def _months(opened: Opened, answer: Answer) -> Section:
    scenario, language, months = opened.scenario, opened.language, answer.months
    say = language.gettext
    rows = []
    for month in months:
        cells = [
            Cell(say(REACH[reach]), _start_by(scenario, day, reach, language), is_text=True)
            for reach, day in zip(month.reach, month.start_by, strict=True)
        ]
        planned = Cell(
            language.number(month.planned, up_to=1),
            say(N_("%(n)s by season"), n=language.number(month.season, up_to=1)) if abs(month.lost) >= SEEN else "",
        )
        rows.append(Row(month_name(month.month, language), (planned, _repair(opened, month, answer.repairs.get(month.month)), *cells)))
    title = say(N_("What each month can still be reached with"))
    note = say(
        N_(
            "Below each channel the last day on which activity can begin to close a deal in that month. Repaired in the plan, a channel "
            "gets as much of the whole mix as the month needs; below it is what the plan spends now and with that mix. Where no mix does "
            "it, below it is what as many deals would cost in that channel on top of the plan."
        )
    )
    columns = (say(N_("Month")), say(N_("Deals planned")), say(N_("Cheapest repair")), *(channel.name for channel in scenario.channels))
    deals = [month.planned for month in months]
    tips = [language.number(month.planned, up_to=1) for month in months]
    chart = charts.standing(title, [month_name(month.month, language) for month in months], say(N_("Deals planned")), deals, tips)
    return Section("late", title, note, chart, (Table(title, columns, tuple(rows), is_tight=True),))


def _repair(opened: Opened, month: LateMonth, found: Repair | None) -> Cell:
    """The mix that makes a month whole with what the plan then spends, and a button that takes it; else what its deals cost on top."""
    scenario, language = opened.scenario, opened.language
    names = {channel.key: channel.name for channel in scenario.channels}
    if month.lost < SEEN or (found is None and month.repair is None):
        return Cell(NO_FIGURE, is_text=True)
    if found is None:
        return Cell(names[str(month.repair)], _on_top(month, scenario, language), is_text=True)
    head = language.gettext(N_("%(channel)s, %(share)s of the mix"), channel=names[found.channel], share=language.percent(found.share, 1))
    before, after = (value_text(spend, "money", scenario, language) for spend in (found.spend_before, found.spend))
    spends = language.gettext(N_("spend %(before)s → %(after)s"), before=before, after=after)
    label = language.gettext(N_("Repair it in the plan"))
    return Cell(head, spends, is_text=True, use=opened.use(found.changes), use_label=label)


def _on_top(month: LateMonth, scenario: Scenario, language: Language) -> str:
    """What the lost deals cost in the cheapest channel beside the plan, and when they close where that is later."""
    cost = value_text(month.repair_cost, "money", scenario, language)
    if month.repair_in is None or month.repair_in == month.month:
        return language.gettext(N_("%(cost)s on top"), cost=cost)
    return language.gettext(N_("%(cost)s on top, closing in %(month)s"), cost=cost, month=month_name(month.repair_in, language))


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
