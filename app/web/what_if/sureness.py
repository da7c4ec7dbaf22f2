"""How sure: the chance of the goal with the plan's activity, what it may take, what drives the spread, and the plan that is sure enough."""

from collections.abc import Callable
from functools import partial

from app.planner.faults import Fault
from app.planner.scenario import Scenario
from app.planner.text import N_
from app.questions.odds.chance import Chance, chance
from app.questions.odds.confident import Confident
from app.questions.odds.draws import FEWEST, Ranges
from app.questions.odds.held import HELD
from app.questions.odds.indices import FEWEST as FEWEST_POINTS
from app.questions.odds.indices import Indices, indices
from app.questions.odds.required import Required, required
from app.questions.odds.same_draws import SameDraws
from app.questions.outcomes import outcome_at
from app.questions.refused import QuestionRefused
from app.services.answers_in_progress import Report
from app.web.what_if import ranges
from app.web.what_if.opened import Opened
from app.web.what_if.shapes import Asked, Group, Select
from app.web.what_if.spread_words import with_lags_at_their_means
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
    uncertain = ranges.given(opened, typed)
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
        ("chance", outcome.pointer, probability, draws, seed, tuple(uncertain.items())),
        partial(_work, opened.scenario, outcome.pointer, probability, draws, seed, uncertain),
        lambda answer: said(opened, outcome.pointer, answer),
        more=(*ranges.fields(opened, typed), typed.text("seed", say(N_("Seed")), usual=str(SEED))),
        more_label=say(N_("With other inputs uncertain, too, and where the draws come from")),
        wrong=bool(typed.errors),
    )


def _size(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0


def _work(scenario: Scenario, outcome: str, probability: float, draws: int, seed: int, uncertain: Ranges, report: Report) -> Answer:
    def part(number: int) -> Report:
        return lambda done, of: report(100 * number + (100 * done // of if of else 0), 100 * PARTS)

    same = SameDraws(scenario, draws=draws, seed=seed, ranges=uncertain)
    sure = same.chance(progress=part(0))
    takes = _required(same, partial(required, scenario, seed=seed, ranges=uncertain), draws, part(1))
    drives: Indices | Fault
    enough: Confident | Fault
    try:
        drives = _drivers(partial(indices, scenario, seed=seed, ranges=uncertain, outcomes=[HELD, outcome], progress=part(2)))
    except QuestionRefused as refused:
        drives = refused.faults[0]
    try:
        enough = same.confident(probability, part(3))
    except QuestionRefused as refused:
        enough = refused.faults[0]
    return Answer(sure, takes, enough, drives, _by_means(scenario, sure, uncertain))


def _by_means(scenario: Scenario, sure: Chance, uncertain: Ranges) -> Chance | None:
    """The chance from the same draws with every lag at its mean; None where they are that anyway."""
    if sure.lags == "means":
        return None
    return chance(with_lags_at_their_means(scenario), draws=sure.draws, seed=sure.seed, ranges=uncertain)


def _required(same: SameDraws, asked_anew: Callable[..., Required], draws: int, report: Report) -> Required:
    """What the goal takes, with as many draws as a plan of this size allows; the chance itself is worked out with all of them."""
    try:
        return same.required(report)
    except QuestionRefused as refused:
        fewer = _fewer(refused, FEWEST, draws)
    return asked_anew(draws=fewer, progress=report)


def _drivers(asked: Callable[..., Indices]) -> Indices:
    """What drives the revenue that may come in, and the figure, with as many points as a plan of this size allows."""
    try:
        return asked(points=POINTS)
    except QuestionRefused as refused:
        fewer = _fewer(refused, FEWEST_POINTS, POINTS)
    return asked(points=fewer)


def _fewer(refused: QuestionRefused, fewest: int, asked: int) -> int:
    """How many would do where so many are too much; what is refused for another reason stays so."""
    most = refused.faults[0].values.get("most")
    if refused.faults[0].code != "too_much_work" or not isinstance(most, int) or not fewest <= most < asked:
        raise refused
    return most
