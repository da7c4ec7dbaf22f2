"""A replan on the page: the sentence, what is left of the goal, and the rest by channel, month and role."""

import math

from app.language import Language
from app.planner.scenario import Scenario
from app.planner.text import N_
from app.questions.replanning.replanned import Replanned, RestMonth, RestRole
from app.web.what_if import charts
from app.web.what_if.opened import Opened
from app.web.what_if.shapes import Cell, Row, Said, Section, Table, sentence, strong
from app.wording.levers import NO_FIGURE, value_text
from app.wording.names import month_name, words
from app.wording.replan import pace_sentence, remarks, state_sentence

NOTHING_TO_DO = ("reached", "covered", "too_late")
PLANNED = N_("%(n)s planned")


def said(opened: Opened, found: Replanned, use: str, file: tuple[str, str]) -> Said:
    """The answer; `use` takes the rest into the plan, `file` is the same as a download."""
    scenario, language = opened.scenario, opened.language
    message, values = state_sentence(found, scenario, language)
    main = next((name for name in ("left", "surplus") if name in values), "")
    first = sentence(language, message, **{name: strong(text) if name == main else text for name, text in values.items()})
    leads = [pace_sentence(found, scenario, language), *remarks(found, scenario, language)]
    sections = [_goal(opened, found)]
    if found.state not in NOTHING_TO_DO:
        sections += [_channels(opened, found), _months(opened, found), *([_team(opened, found)] if found.team else [])]
    return Said(
        first,
        tuple(lead for lead in leads if lead),
        sections=tuple(sections),
        use=use,
        use_label=language.gettext(N_("Open the rest as a plan")),
        downloads=(file,),
    )


def _goal(opened: Opened, found: Replanned) -> Section:
    scenario, language, to_win = opened.scenario, opened.language, found.to_win
    say = language.gettext
    parts = [
        (N_("Target"), to_win.target),
        (N_("Existing customers"), to_win.existing),
        (N_("Signed before"), to_win.committed),
        (N_("Won since"), to_win.won),
        (N_("Open then"), to_win.pipeline),
        (N_("Left to win"), to_win.left),
        (N_("To spare"), to_win.surplus),
    ]
    rows = [
        Row(say(label), (Cell(value_text(value, "money", scenario, language)),), marked=label == "Left to win")
        for label, value in parts
        if value or label == "Left to win"
    ]
    title = say(N_("What is left of the goal"))
    note = say(N_("As the goal counts it: of recognised revenue what is earned by the end."))
    return Section(
        "goal",
        title,
        note if scenario.goal.measure == "recognised" else "",
        tables=(Table(title, (say(N_("Part")), say(N_("Money"))), tuple(rows)),),
    )


def _count(value: float, planned: float, language: Language) -> Cell:
    return Cell(_number(value, language), language.gettext(PLANNED, n=_number(planned, language)))


def _number(value: float, language: Language) -> str:
    return NO_FIGURE if math.isnan(value) else language.number(value, up_to=0 if value >= 1000 else 1)


def _money(value: float, planned: float, scenario: Scenario, language: Language) -> Cell:
    now, then = (value_text(each, "money", scenario, language) for each in (value, planned))
    return Cell(now, language.gettext(PLANNED, n=then))


def _channels(opened: Opened, found: Replanned) -> Section:
    scenario, language = opened.scenario, opened.language
    say = language.gettext
    rows = [
        Row(
            channel.name,
            (
                Cell(language.percent(part.share, 1)),
                _count(part.deals, part.planned_deals, language),
                _count(part.per_working_day, part.planned_per_working_day, language),
                _count(part.peak_per_day, part.planned_peak_per_day, language),
                _money(part.spend, part.planned_spend, scenario, language),
            ),
            sub=words(channel.activity, language),
        )
        for channel, part in zip(scenario.channels, found.channels, strict=True)
    ]
    title = say(N_("What there is to do"))
    note = say(
        N_("From the day after on; below each figure what the plan has left of it. The rest is split as the plan splits what it has left.")
    )
    columns = (N_("Channel"), N_("Share of the rest"), N_("Deals"), N_("A working day"), N_("At the peak"), N_("Spend"))
    return Section("channels", title, note, tables=(Table(title, tuple(say(each) for each in columns), tuple(rows)),))


def _months(opened: Opened, found: Replanned) -> Section:
    language = opened.language
    say = language.gettext
    names = [month_name(month.month, language) for month in found.months]
    tips = [f"{_number(month.deals, language)}\n{say(PLANNED, n=_number(month.planned_deals, language))}" for month in found.months]
    title = say(N_("The rest by month"))
    drawn = [
        (say(N_("Deals")), [month.deals for month in found.months]),
        (say(N_("Deals planned")), [month.planned_deals for month in found.months]),
    ]
    rows = tuple(_month(opened, month, name) for month, name in zip(found.months, names, strict=True))
    daily = (say(N_("%(channel)s a day"), channel=channel.name) for channel in opened.scenario.channels)
    columns = (say(N_("Month")), say(N_("Deals")), *daily, say(N_("Spend")))
    note = say(N_("Deals that close in the month, those of what is open among them; in the chart the plan's are dashed."))
    return Section("rest", title, note, charts.lines(title, names, drawn, tips, from_zero=True), (Table(title, columns, rows),))


def _month(opened: Opened, month: RestMonth, name: str) -> Row:
    scenario, language = opened.scenario, opened.language
    daily = (_count(month.per_working_day[each.key], month.planned_per_working_day[each.key], language) for each in scenario.channels)
    shut = bool(month.reach) and all(reach == "too_late" for reach in month.reach)
    cells = (_count(month.deals, month.planned_deals, language), *daily, _money(month.spend, month.planned_spend, scenario, language))
    return Row(name, cells, sub=language.gettext(N_("too late to begin for")) if shut else "")


def _team(opened: Opened, found: Replanned) -> Section:
    language = opened.language
    say = language.gettext
    rows = tuple(
        Row(
            role.role,
            (
                Cell(_number(role.heads, language)),
                _count(role.heads_peak, role.planned_heads_peak, language),
                _count(role.hires, role.planned_hires, language),
                _hire_by(role, found, language),
            ),
        )
        for role in found.team
    )
    title = say(N_("The team in the rest"))
    columns = (say(N_("Role")), say(N_("Heads now")), say(N_("Most heads needed")), say(N_("To hire")), say(N_("From")))
    return Section("team", title, tables=(Table(title, columns, rows),))


def _hire_by(role: RestRole, found: Replanned, language: Language) -> Cell:
    if role.hire_by is None:
        return Cell(NO_FIGURE, is_text=True)
    gone = role.hire_by < found.today[:7]
    return Cell(month_name(role.hire_by, language), language.gettext(N_("too late")) if gone else "", is_text=True)
