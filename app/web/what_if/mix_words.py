"""The best mix in words: what it costs, the mix by channel and by month, and the frontier with the plan and the answer on it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from app.language import Language
from app.planner.text import N_
from app.questions.mixing.by_month import ByMonth
from app.questions.mixing.cheapest import CENT
from app.questions.mixing.frontier import Frontier
from app.questions.mixing.mix import NEXT, Mix
from app.web.what_if import charts
from app.web.what_if.doable import in_the_way_with
from app.web.what_if.opened import Opened
from app.web.what_if.rounded import rounded
from app.web.what_if.shapes import Cell, Chart, Row, Said, Section, Table, sentence, strong
from app.wording import month_name
from app.wording.levers import value_text

BOUNDS = {
    "free": N_("at the common price"),
    "low": N_("at the least that you allow"),
    "high": N_("at the most that you allow"),
    "ceiling": N_("at its ceiling"),
    "capacity": N_("at its capacity"),
    "too_late": N_("too late to close anything"),
    "off": N_("too dear to start"),
}

Shares = dict[str, tuple[float | None, float | None]]


@dataclass(frozen=True)
class Question:
    """What is asked: a budget, or none for the least spend."""

    budget: float | None
    shares: Shares
    within_capacity: bool
    with_people: bool


def said_of(opened: Opened, question: Question, found: Mix, months: ByMonth, curve: Frontier) -> Said:
    """The answer."""
    scenario, language = opened.scenario, opened.language
    say = language.gettext

    def money(value: float | None) -> str:
        return value_text(value, "money", scenario, language)

    if question.budget is None:
        said = _least(opened, question, found)
    else:
        message = N_("%(budget)s buys %(revenue)s of new revenue at most, which makes a goal of %(goal)s.")
        said = sentence(
            language, message, budget=money(question.budget), revenue=strong(money(found.revenue)), goal=strong(money(found.target))
        )
    leads = _beside(opened, question, found)
    if found.price is not None:
        leads.append(say(N_("One more unit of revenue then costs %(price)s."), price=money(found.price)))
    else:
        leads.append(say(N_("No more revenue can be had within the bounds.")))
    if not found.exact:
        leads.append(say(N_("There are so many channels with fixed costs that not every combination was tried.")))
    leads += _of_each_month(opened, months)
    if not found.changes:
        message = N_("The plan goes by growth, and no growth of %(baseline)s that can be typed makes %(goal)s: give it a target first.")
        leads.append(say(message, baseline=money(scenario.goal.baseline), goal=money(found.target)))
    changes = rounded(opened, found.changes)
    return Said(
        said,
        tuple(leads),
        warnings=in_the_way_with(opened, changes),
        sections=(_channels(opened, found), _months(opened, months), _frontier(opened, question, found, curve)),
        use=opened.use(changes),
        use_label=say(N_("Use this mix in the plan")),
    )


def _least(opened: Opened, question: Question, found: Mix) -> Markup:
    """The least that reaches the goal: of what is spent, or of that and of people."""

    def money(value: float) -> str:
        return value_text(value, "money", opened.scenario, opened.language)

    if not question.with_people:
        message = N_("The least spend that reaches %(goal)s is %(spend)s.")
        return sentence(opened.language, message, goal=money(found.target), spend=strong(money(found.spend)))
    message = N_("The least that reaches %(goal)s, people counted, is %(all)s: %(spend)s of it is spend, %(people)s people at full load.")
    figures = {"spend": money(found.spend), "people": money(found.people)}
    return sentence(opened.language, message, goal=money(found.target), all=strong(money(found.spend + found.people)), **figures)


def _of_each_month(opened: Opened, months: ByMonth) -> list[str]:
    """What could be saved at most by a mix of its own in each month."""
    say = opened.language.gettext
    if months.saved < CENT:
        return [say(N_("A mix of its own in each month would save nothing."))]
    total, saved, kept = (value_text(each, "money", opened.scenario, opened.language) for each in (months.total, months.saved, months.kept))
    message = N_("If each month could be mixed for itself, the same revenue would cost %(total)s, %(saved)s less.")
    if months.kept is not None:
        message = N_(
            "If each month could be mixed for itself, the same revenue would cost %(total)s, %(saved)s less; "
            "with the revenue kept that the work of each month brings, %(kept)s."
        )
    return [say(message, total=total, saved=saved, kept=kept)]


def _beside(opened: Opened, question: Question, found: Mix) -> list[str]:
    """What the answer costs with people, and beside the plan as it is."""
    say, leads, whole = opened.language.gettext, [], found.spend + found.people

    def money(value: float) -> str:
        return value_text(value, "money", opened.scenario, opened.language)

    if found.people and question.budget is not None:
        leads.append(say(N_("With people at full load it comes to %(all)s."), all=money(whole)))
    if question.budget is None and found.before is not None:
        saved = found.before - whole
        if saved >= 0:
            message = N_("The mix of the plan comes to %(spend)s with people: %(saved)s more.")
            message = message if found.people else N_("The mix of the plan spends %(spend)s: %(saved)s more.")
        else:
            message = N_(
                "The mix of the plan comes to %(spend)s: %(saved)s less. It is outside your bounds, beyond capacity, "
                "or has the open deals estimated higher."
            )
        leads.append(say(message, spend=money(found.before), saved=money(abs(saved))))
    if not found.people and opened.scenario.team and not question.with_people:
        leads.append(say(N_("The work of your team is not weighed. Count people, and what is cheap but laborious costs what it takes.")))
    return leads


def _channels(opened: Opened, found: Mix) -> Section:
    scenario, language = opened.scenario, opened.language
    say = language.gettext
    rows = []
    for channel, part in zip(scenario.channels, found.parts, strict=True):
        cells = (
            Cell(language.percent(channel.share)),
            Cell(language.percent(part.share)),
            Cell(value_text(part.revenue, "money", scenario, language)),
            Cell(value_text(part.spend, "money", scenario, language)),
            Cell(value_text(part.marginal, "money", scenario, language), say(BOUNDS[part.bound])),
            Cell(value_text(part.next_revenue, "money", scenario, language)),
        )
        rows.append(Row(channel.name, cells))
    following = say(N_("The next %(money)s brings"), money=value_text(NEXT, "money", scenario, language))
    columns = (
        say(N_("Channel")),
        say(N_("Share now")),
        say(N_("Best share")),
        say(N_("Revenue")),
        say(N_("Spend")),
        say(N_("One more unit costs")),
        following,
    )
    title = say(N_("The mix"))
    note = say(
        N_("Where one more unit of revenue costs the same in two channels, nothing is gained by moving it from the one to the other.")
    )
    return Section("mix", title, note, tables=(Table(title, columns, tuple(rows)),))


def _months(opened: Opened, months: ByMonth) -> Section:
    """What each channel would spend in each month if it could be mixed for itself."""
    scenario, language = opened.scenario, opened.language
    say = language.gettext

    def money(value: float) -> str:
        return value_text(value, "money", scenario, language)

    names = [month_name(month, language) for month in months.months]
    rows = [
        Row(channel.name, tuple(map(Cell, map(money, [*spend, sum(spend)]))))
        for channel, spend in zip(scenario.channels, months.spend.tolist(), strict=True)
    ]
    title = say(N_("If each month could be mixed for itself"))
    note = say(N_("Shares of a plan are the same in all months, so this is no plan: it says what other months could save at most."))
    if months.fixed:
        note += " " + say(N_("Fixed costs of %(fixed)s are to be added."), fixed=money(months.fixed))
    table = Table(title, (say(N_("Channel")), *names, say(N_("Together"))), tuple(rows), folded=say(N_("Spend by month")))
    return Section("by-month", title, note, tables=(table,))


@dataclass(frozen=True)
class _Point:
    """A point of the frontier, or beside it: money; the mark says which it is, and is empty for those in between."""

    revenue: float
    target: float
    spend: float
    price: float | None
    least: float | None
    mark: str = ""


def _points(opened: Opened, found: Mix, curve: Frontier) -> list[_Point]:
    """The frontier with the plan as it is and the answer among its points, by revenue."""
    say = opened.language.gettext
    columns = (each[np.isfinite(curve.spend)].tolist() for each in (curve.revenue, curve.target, curve.spend, curve.price))
    points = [_Point(revenue, target, spend, price, spend) for revenue, target, spend, price in zip(*columns, strict=True)]
    spend = found.spend + found.people
    points.append(_Point(found.revenue, found.target, spend, found.price, spend, say(N_("The best mix"))))
    if (here := curve.here) is not None:
        points.append(_Point(here.revenue, here.target, here.spend, None, here.least, say(N_("The plan now"))))
    return sorted(points, key=lambda point: point.revenue)


def _frontier(opened: Opened, question: Question, found: Mix, curve: Frontier) -> Section:
    scenario, language = opened.scenario, opened.language
    say, points = language.gettext, _points(opened, found, curve)
    title = say(N_("What more revenue takes"))
    note = say(N_("The least spend for each goal, every time with the best mix for it, and where the plan stands now."))
    least = say(N_("Least cost, with people")) if question.with_people else say(N_("Least spend"))
    if question.with_people:
        note = say(N_("The least cost for each goal, people counted, every time with the best mix for it, and where the plan stands now."))
    names = (say(N_("Goal")), say(N_("New revenue")), least, say(N_("One more unit costs")))
    rows = tuple(_row(opened, point) for point in points)
    chart = _drawn(points, title, names[2], rows, scenario.currency, language)
    return Section("frontier", title, note, chart, (Table(title, names, rows, folded=say(N_("As a table"))),))


def _drawn(points: Sequence[_Point], title: str, least: str, rows: Sequence[Row], currency: str, language: Language) -> Chart:
    """The points by their goal: those of one goal, as the plan now and the mix that is best for it, stand in one column."""
    columns: dict[float, list[int]] = {}
    for place, point in enumerate(points):
        columns.setdefault(round(point.target, 2), []).append(place)
    goals = [language.money_short(goal, currency) for goal in columns]
    tips = ["\n".join(f"{points[place].mark or least}  {rows[place].cells[1].text}" for place in places) for places in columns.values()]
    lowest = [max((known for place in places if (known := points[place].least) is not None), default=None) for places in columns.values()]
    marks = [(points[place].mark, column, points[place].spend) for column, places in enumerate(columns.values()) for place in places]
    now_first = sorted((mark for mark in marks if mark[0]), key=lambda mark: mark[0] == language.gettext(N_("The best mix")))
    return charts.marked(charts.lines(title, goals, [(least, lowest)], tips), now_first)


def _row(opened: Opened, point: _Point) -> Row:
    language = opened.language

    def money(value: float | None) -> str:
        return value_text(value, "money", opened.scenario, language)

    lower = point.least is not None and point.least < point.spend
    beside = language.gettext(N_("%(spend)s at least"), spend=money(point.least)) if lower else ""
    cells = (Cell(money(point.revenue)), Cell(money(point.spend), beside), Cell(money(point.price)))
    return Row(money(point.target), cells, point.mark, marked=bool(point.mark))
