"""Best mix: shares of the channels for the least spend, or for the most revenue of a budget, and the frontier between the two."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from app.planner.scenario import Scenario
from app.planner.text import N_
from app.questions.mixing.mix import NEXT, Frontier, Mix, frontier, least_spend, limits_of, most_revenue
from app.services.answers_in_progress import Report
from app.web.what_if import charts
from app.web.what_if.opened import Opened
from app.web.what_if.shapes import Asked, Cell, Group, Row, Said, Section, Select, Table, Tick, sentence, strong
from app.web.what_if.typed import Typed
from app.wording.levers import value_text

LEAST, MOST = "least", "most"
ENDLESS = 1e12
"""Revenue of the next 1,000 that only a channel that costs nothing has."""
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


def asked(opened: Opened) -> Asked:
    """The form and the question; the least spend has an answer from the start."""
    typed, scenario, language = Typed(opened), opened.scenario, opened.language
    say = language.gettext
    aim = MOST if opened.text("aim") == MOST else LEAST
    budget = typed.value("budget", "money")
    beyond, people = opened.text("beyond") == "1", opened.text("people") == "1"
    shares: Shares = {}
    more = []
    for channel in scenario.channels:
        ends = [typed.value(f"{end}-{channel.key}", "fraction") for end in ("low", "high")]
        if ends != [None, None]:
            shares[channel.key] = (ends[0], ends[1])
        more.append(typed.text(f"low-{channel.key}", say(N_("%(channel)s, at least"), channel=channel.name), "%"))
        more.append(typed.text(f"high-{channel.key}", say(N_("%(channel)s, at most"), channel=channel.name), "%"))
    aims = Group("", ((LEAST, say(N_("The least spend for the goal"))), (MOST, say(N_("The most revenue for a budget")))))
    fields = (
        Select("aim", say(N_("Find")), (aims,), aim),
        typed.text("budget", say(N_("Budget")), scenario.currency),
        Tick("people", say(N_("Count people")), people),
        Tick("beyond", say(N_("Beyond capacity, too")), beyond),
    )
    ready = not typed.errors and (aim == LEAST or budget is not None)
    question = Question(budget if aim == MOST else None, shares, not beyond, people)
    return Asked(
        fields,
        ("mix", question.budget, tuple(shares.items()), beyond, people),
        partial(_work, scenario, question) if ready else None,
        lambda answer: _said(opened, question, *answer),
        more=tuple(more),
        more_label=say(N_("Bounds on shares")),
        idle=say(N_("Type the budget.")),
        wrong=bool(typed.errors),
    )


def _work(scenario: Scenario, question: Question, report: Report) -> tuple[Mix, Frontier]:
    limits = limits_of(scenario, question.shares, within_capacity=question.within_capacity, with_people=question.with_people)
    found = least_spend(scenario, limits) if question.budget is None else most_revenue(scenario, question.budget, limits)
    report(1, 2)
    return found, frontier(scenario, limits)


def _said(opened: Opened, question: Question, found: Mix, curve: Frontier) -> Said:
    scenario, language = opened.scenario, opened.language
    say = language.gettext

    def money(value: float | None) -> str:
        return value_text(value, "money", scenario, language)

    if question.budget is None:
        message = N_("The least spend that reaches %(goal)s is %(spend)s.")
        said = sentence(language, message, goal=money(found.target), spend=strong(money(found.spend)))
    else:
        message = N_("%(budget)s buys %(revenue)s of new revenue at most, which makes a goal of %(goal)s.")
        said = sentence(
            language, message, budget=money(question.budget), revenue=strong(money(found.revenue)), goal=strong(money(found.target))
        )
    leads = []
    if question.budget is None and found.before is not None:
        saved = found.before - found.spend
        leads.append(
            say(N_("The mix of the plan spends %(spend)s: %(saved)s more."), spend=money(found.before), saved=money(max(saved, 0.0)))
        )
    if found.people:
        leads.append(say(N_("With people at full load it comes to %(all)s."), all=money(found.spend + found.people)))
    elif opened.scenario.team and not question.with_people:
        leads.append(say(N_("The work of your team is not weighed. Count people, and what is cheap but laborious costs what it takes.")))
    if found.price is not None:
        leads.append(say(N_("One more unit of revenue then costs %(price)s."), price=money(found.price)))
    if not found.exact:
        leads.append(say(N_("There are so many channels with fixed costs that not every combination was tried.")))
    return Said(
        said,
        tuple(leads),
        sections=(_channels(opened, found), _frontier(opened, curve)),
        use=opened.use(found.changes),
        use_label=say(N_("Use this mix in the plan")),
    )


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
            Cell(value_text(part.marginal, "money", scenario, language) if part.bound != "too_late" else "–", say(BOUNDS[part.bound])),
            Cell(value_text(part.next_revenue, "money", scenario, language) if part.next_revenue < ENDLESS else "–"),
        )
        rows.append(Row(channel.name, cells))
    following = say(N_("Of the next %(money)s"), money=value_text(NEXT, "money", scenario, language))
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


def _frontier(opened: Opened, curve: Frontier) -> Section:
    scenario, language = opened.scenario, opened.language
    say = language.gettext
    kept = np.isfinite(curve.spend)
    targets, revenue, spend, price = (each[kept].tolist() for each in (curve.target, curve.revenue, curve.spend, curve.price))
    texts = [[value_text(value, "money", scenario, language) for value in column] for column in (targets, revenue, spend, price)]
    title = say(N_("What more revenue takes"))
    note = say(N_("The least spend for each goal, every time with the best mix for it."))
    names = (say(N_("Goal")), say(N_("New revenue")), say(N_("Least spend")), say(N_("One more unit costs")))
    chart = charts.lines(
        title,
        [language.money_short(value, scenario.currency) for value in targets],
        [(names[2], spend)],
        [f"{names[2]}  {text}" for text in texts[2]],
    )
    rows = tuple(Row(row[0], tuple(Cell(text) for text in row[1:])) for row in zip(*texts, strict=True))
    return Section("frontier", title, note, chart, (Table(title, names, rows, folded=say(N_("As a table"))),))
