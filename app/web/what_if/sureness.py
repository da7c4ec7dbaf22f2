"""How sure: the chance of the goal with the plan's activity, what it may take, what drives the spread, and the plan that is sure enough."""

from functools import partial

from app.planner.faults import Fault
from app.planner.scenario import Scenario
from app.planner.text import N_
from app.questions.odds.chance import chance
from app.questions.odds.confident import Confident, confident
from app.questions.odds.draws import FEWEST
from app.questions.odds.indices import Indices, indices
from app.questions.odds.required import Required, required
from app.questions.outcomes import outcome_at
from app.questions.refused import QuestionRefused
from app.services.answers_in_progress import Report
from app.web.what_if.opened import Opened
from app.web.what_if.shapes import Asked, Group, Select
from app.web.what_if.sure_words import Answer, said
from app.web.what_if.typed import OUTPUT, SPEND, Typed, outputs

PROBABILITY, DRAWS, SEED = 0.8, "10000", 1
DRAWS_OFFERED = ("2000", "10000", "50000")
POINTS = 1024
PARTS = 4


def asked(opened: Opened) -> Asked:
    """The form and the question, which has an answer from the start."""
    typed, language = Typed(opened), opened.language
    say = language.gettext
    outcome = outcome_at(opened.scenario, opened.text(OUTPUT, SPEND), "outcome")
    probability = typed.value("probability", "fraction")
    probability = PROBABILITY if probability is None else probability
    draws, seed = typed.count("draws", int(DRAWS)), typed.count("seed", SEED)
    counts = {*DRAWS_OFFERED, opened.text("draws", DRAWS)}
    offered = tuple(
        (each, language.whole(int(each)) if each.isdecimal() and len(each) < 12 else each) for each in sorted(counts, key=_size)
    )
    fields = (
        typed.text("probability", say(N_("To be sure with")), "%", usual="80"),
        outputs(opened, outcome.pointer),
        Select("draws", say(N_("Draws")), (Group("", offered),), opened.text("draws", DRAWS), typed.errors.get("draws", "")),
    )
    return Asked(
        fields,
        ("chance", outcome.pointer, probability, draws, seed),
        partial(_work, opened.scenario, outcome.pointer, probability, draws, seed),
        lambda answer: said(opened, outcome.pointer, answer),
        more=(typed.text("seed", say(N_("Seed")), usual=str(SEED)),),
        more_label=say(N_("Where the draws come from")),
        wrong=bool(typed.errors),
    )


def _size(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0


def _work(scenario: Scenario, outcome: str, probability: float, draws: int, seed: int, report: Report) -> Answer:
    def part(number: int) -> Report:
        return lambda done, of: report(100 * number + (100 * done // of if of else 0), 100 * PARTS)

    sure = chance(scenario, draws=draws, seed=seed, progress=part(0))
    takes = _required(scenario, draws, seed, part(1))
    drives: Indices | Fault
    enough: Confident | Fault
    try:
        drives = indices(scenario, points=POINTS, seed=seed, outcomes=[outcome], progress=part(2))
    except QuestionRefused as refused:
        drives = refused.faults[0]
    try:
        enough = confident(scenario, probability, draws=draws, seed=seed, progress=part(3))
    except QuestionRefused as refused:
        enough = refused.faults[0]
    return Answer(sure, takes, enough, drives)


def _required(scenario: Scenario, draws: int, seed: int, report: Report) -> Required:
    """What the goal takes, with as many draws as a plan of this size allows; the chance itself is worked out with all of them."""
    try:
        return required(scenario, draws=draws, seed=seed, progress=report)
    except QuestionRefused as refused:
        most = refused.faults[0].values.get("most")
        if refused.faults[0].code != "too_much_work" or not isinstance(most, int) or not FEWEST <= most < draws:
            raise
    return required(scenario, draws=most, seed=seed, progress=report)
