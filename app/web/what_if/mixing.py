"""Best mix: what is asked, and working it out: the least spend, or the most revenue of a budget, and the frontier between the two."""

from functools import partial

from app.planner.scenario import Scenario
from app.planner.text import N_
from app.questions.mixing.by_month import ByMonth, by_month
from app.questions.mixing.frontier import Frontier, frontier
from app.questions.mixing.mix import Mix, least_spend, limits_of, most_revenue
from app.services.answers_in_progress import Report
from app.web.what_if.mix_words import Question, Shares, said_of
from app.web.what_if.opened import Opened
from app.web.what_if.shapes import Asked, Group, Select, Tick
from app.web.what_if.typed import Typed

LEAST, MOST = "least", "most"


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
        lambda answer: said_of(opened, question, *answer),
        more=tuple(more),
        more_label=say(N_("Bounds on shares")),
        idle=say(N_("Type the budget.")),
        wrong=bool(typed.errors),
    )


def _work(scenario: Scenario, question: Question, report: Report) -> tuple[Mix, ByMonth, Frontier]:
    limits = limits_of(scenario, question.shares, within_capacity=question.within_capacity, with_people=question.with_people)
    if question.budget is None:
        found = least_spend(scenario, limits, progress=report)
    else:
        found = most_revenue(scenario, question.budget, limits, progress=report)
    return found, by_month(scenario, limits, found), frontier(scenario, limits, progress=report)
