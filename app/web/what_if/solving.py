"""Solve for: which value of an input gives a figure the value that is wanted."""

import math
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from markupsafe import Markup

from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.planner.text import N_
from app.questions.levers import Lever, lever_at
from app.questions.outcomes import Outcome, outcome_at, read
from app.questions.solving.answers import Solved
from app.questions.solving.solve import solve
from app.questions.turning import turn
from app.services.answers_in_progress import Report
from app.web.what_if import charts, figures, locks, steps
from app.web.what_if.doable import in_the_way_with
from app.web.what_if.opened import Changes, Opened
from app.web.what_if.rounded import rounded
from app.web.what_if.shapes import Asked, Cell, Row, Said, Section, Table, sentence, strong
from app.web.what_if.typed import OUTPUT, SPEND, Typed, inputs, outputs, usual_input, written
from app.wording.levers import input_label, inside, output_label, unit_hint, value_text

POINTS = 25
HAIR = 1e-9
STOPS = {
    "low": N_("That is the least it can be."),
    "high": N_("That is the most it can be."),
    "no_value": N_("Beyond it the plan has no such figure: a channel reaches its ceiling, or nothing closes in time."),
    "level": N_("From there on it stays the same."),
    "jump": N_("There the figure jumps over what is wanted."),
    "turning_point": N_("There it turns: less and more lead away from it."),
}


@dataclass(frozen=True)
class Question:
    """What is asked."""

    lever: Lever
    outcome: Outcome
    wanted: float
    held: dict[str, float]
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Answer:
    """What came of it: the answer, the figures before and after, and how the figure follows the input, (P,) each."""

    solved: Solved
    outcomes: tuple[Outcome, ...]
    before: Array
    after: Array
    values: Array
    figure: Array


def asked(opened: Opened) -> Asked:
    """The form, and the question where it is whole."""
    typed, scenario, language = Typed(opened), opened.scenario, opened.language
    say = language.gettext
    lever = lever_at(scenario, opened.text("input", usual_input(opened)), "lever", dates=True)
    outcome = outcome_at(scenario, opened.text(OUTPUT, SPEND), "outcome", months=True)
    typed.goes_with("input", lever.pointer, "low", "high")
    typed.goes_with(OUTPUT, outcome.pointer, "wanted")
    wanted = steps.wanted(opened) if outcome.unit == "month" else typed.value("wanted", outcome.unit)
    low, high = (steps.day(typed, name) if lever.unit == "date" else typed.value(name, lever.unit, lever.value) for name in ("low", "high"))
    held = locks.held(opened, typed, lever)
    now = value_text(figures.number(figures.present(scenario, [outcome])[0]), outcome.unit, scenario, language)
    hint = unit_hint(outcome.unit, None, scenario, language)
    is_label = say(N_("is"))
    aim = (
        steps.choice(opened, is_label)
        if outcome.unit == "month"
        else typed.text("wanted", is_label, hint, now if figures.is_there(now) else "")
    )
    fields = (
        replace(steps.with_today(opened, inputs(opened, "input", say(N_("Turn")), lever.pointer)), redraws=True),
        replace(steps.with_months(opened, outputs(opened, outcome.pointer, label=say(N_("until this figure")))), redraws=True),
        aim,
    )
    bounds = [typed.of_input("low", say(N_("From, at least")), lever), typed.of_input("high", say(N_("To, at most")), lever)]
    bounds = [replace(each, now="", usual="") for each in bounds]
    remembered = (typed.kept("input", lever.pointer, *bounds), typed.kept(OUTPUT, outcome.pointer, aim))
    question = None
    if wanted is not None and not typed.errors:
        question = Question(lever, outcome, wanted, held, low, high)
    return Asked(
        fields,
        ("solve", lever.pointer, outcome.pointer, wanted, tuple(held.items()), low, high),
        partial(_work, scenario, question) if question else None,
        partial(_said, opened, question),
        more=(*bounds, *locks.fields(opened, typed), *remembered),
        more_label=say(N_("Within bounds, and with others held")),
        idle=say(
            N_("Choose which month shall be the last too late, or none.")
            if outcome.unit == "month"
            else N_("Type what the figure shall be.")
        ),
        wrong=bool(typed.errors),
    )


def _work(scenario: Scenario, question: Question, report: Report) -> Answer:
    solved = solve(
        scenario,
        question.lever.pointer,
        question.outcome.pointer,
        _aimed_at(question),
        held=question.held,
        low=question.low,
        high=question.high,
    )
    report(1, 3)
    outcomes = tuple(figures.main_outcomes(scenario, question.outcome.pointer))
    held = {pointer: np.array([value]) for pointer, value in question.held.items()}
    after = read(turn(scenario, {**held, solved.lever: np.array([solved.value])}), outcomes)[0]
    report(2, 3)
    values = _around(question.lever, solved)
    figure = read(turn(scenario, {**held, solved.lever: values}), [question.outcome])
    return Answer(solved, outcomes, figures.present(scenario, outcomes), after, values, np.broadcast_to(figure[:, 0], values.shape))


def _aimed_at(question: Question) -> float:
    """What is looked for: a whole count a hair below itself, as the plan rounds counts up and 4,300.0000001 would be 4,301."""
    is_whole_count = question.outcome.unit == "count" and question.wanted.is_integer()
    return question.wanted * (1 - HAIR) if is_whole_count else question.wanted


def _around(lever: Lever, solved: Solved) -> Array:
    """Values of the input from what it is to the answer, and half as far beyond both, within the range that was looked at; (P,)."""
    now = solved.value if lever.value is None else min(max(lever.value, solved.low), solved.high)
    first, last = min(now, solved.value), max(now, solved.value)
    beyond = (last - first) / 2 or abs(last) / 4 or 1.0
    values = np.linspace(max(first - beyond, solved.low), min(last + beyond, solved.high), POINTS)
    if lever.unit == "date":
        return np.unique(np.append(np.round(values), solved.value))
    return np.unique(np.append(np.where(np.abs(values) < 1e-9, 0.0, values), solved.value))


def _said(opened: Opened, question: Question | None, answer: Answer) -> Said:
    assert question is not None  # there is no answer without
    language, solved = opened.language, answer.solved
    say = language.gettext
    leads: list[str] = []
    if solved.seen > 1:
        leads.append(language.ngettext(
            "%(n)s value does it; this is the one nearest to the plan's own.",
            "%(n)s values do it; this is the one nearest to the plan's own.",
            solved.seen,
        ))  # fmt: skip
    if solved.holds_from is not None and solved.reason != "no_effect":
        leads.append(_holds(opened, question, solved))
    if solved.stopped_by and not _is_as_it_is(question, answer):
        leads.append(say(STOPS[solved.stopped_by]))
    useful = solved.exact or solved.reason == "out_of_reach"
    changes = _to_use(opened, question, solved) if useful and not _is_as_it_is(question, answer) else ()
    return Said(
        _sentence(opened, question, answer),
        tuple(leads),
        warnings=in_the_way_with(opened, changes),
        sections=_sections(opened, question, answer) if useful else (),
        use=opened.use(changes),
        use_label=say(N_("Use it in the plan")) if solved.exact else say(N_("Use the nearest in the plan")),
    )


def _is_as_it_is(question: Question, answer: Answer) -> bool:
    """Whether what is out of reach is nowhere nearer than in the plan as it is, with nothing held."""
    now = dict(zip((outcome.pointer for outcome in answer.outcomes), answer.before.tolist(), strict=True)).get(question.outcome.pointer)
    reached = answer.solved.reached
    if answer.solved.exact or question.held or now is None or reached is None:
        return False
    return math.isclose(now, reached, rel_tol=HAIR)


def _holds(opened: Opened, question: Question, solved: Solved) -> str:
    """From when to when it is the same; nothing is said of an end that is only where the search ended."""
    first, last = (written(opened, end, question.lever) for end in (solved.holds_from, solved.holds_to))
    is_first = question.lever.unit == "date" and question.low is None and solved.holds_from == solved.low
    message = N_("It is the same on any day up to %(last)s.") if is_first else N_("It is the same from %(first)s to %(last)s.")
    return opened.language.gettext(message, first=first, last=last)


def _to_use(opened: Opened, question: Question, solved: Solved) -> Changes:
    """What goes into the plan, in as few digits as say the same; that a month is the last is true of a very day, so that stays as it is."""
    return solved.changes if question.outcome.unit == "month" else rounded(opened, solved.changes, question.outcome.pointer)


def _sections(opened: Opened, question: Question, answer: Answer) -> tuple[Section, ...]:
    """What it does to the plan, and how the figure follows the input where there is something to draw."""
    effects = _effects(opened, answer)
    return (effects,) if question.outcome.unit == "month" else (effects, _curve(opened, question, answer))


def _sentence(opened: Opened, question: Question, answer: Answer) -> Markup:
    solved = answer.solved
    scenario, language, lever, outcome = opened.scenario, opened.language, question.lever, question.outcome
    name = input_label(scenario, lever.pointer, language)
    wanted, value = written(opened, question.wanted, outcome), strong(written(opened, solved.value, lever))
    reached = written(opened, solved.reached, outcome)
    if solved.reason == "no_effect":
        figure = output_label(scenario, outcome.pointer, language)
        if question.low is not None or question.high is not None:
            message = N_("%(input)s does not move it between %(low)s and %(high)s: %(figure)s is %(reached)s all along.")
            ends = {"low": written(opened, solved.low, lever), "high": written(opened, solved.high, lever)}
            return sentence(language, message, input=name, figure=inside(figure, language), reached=strong(reached), **ends)
        message = N_("%(input)s does not move it: %(figure)s is %(reached)s whatever it is.")
        return sentence(language, message, input=name, figure=inside(figure, language), reached=strong(reached))
    if solved.reason == "no_value":
        message = N_("%(figure)s has no value in this plan, whatever %(input)s is: a channel is at its ceiling, or nothing closes in time.")
        return sentence(language, message, figure=output_label(scenario, outcome.pointer, language), input=inside(name, language))
    if not solved.exact:
        message = N_("%(wanted)s is out of reach: the nearest is %(reached)s, with %(input)s at %(value)s.")
        if question.outcome.unit == "month":
            message = N_(
                "That is out of reach: with %(input)s at %(value)s the last month too late is %(reached)s, and that is the nearest."
            )
            return sentence(language, message, reached=strong(reached), input=inside(name, language), value=value)
        if _is_as_it_is(question, answer):
            message = N_("%(wanted)s is out of reach: the nearest is %(reached)s, which it is already; %(input)s brings it no nearer.")
        return sentence(language, message, wanted=wanted, reached=strong(reached), input=inside(name, language), value=value)
    front = steps.aim(opened, outcome, wanted) if outcome.unit == "month" else figures.aim(scenario, outcome, wanted, language)
    if lever.value == solved.value and solved.holds_from is not None:
        return sentence(language, N_("%(aim)s, %(input)s can stay %(value)s."), aim=front, input=inside(name, language), value=value)
    if lever.value is None:
        return sentence(language, N_("%(aim)s, %(input)s has to be %(value)s."), aim=front, input=inside(name, language), value=value)
    message = N_("%(aim)s, %(input)s has to be %(value)s instead of %(now)s.")
    return sentence(language, message, aim=front, input=inside(name, language), value=value, now=written(opened, lever.value, lever))


def _effects(opened: Opened, answer: Answer) -> Section:
    scenario, language = opened.scenario, opened.language
    say = language.gettext
    turned = [(pointer, value) for pointer, value in answer.solved.changes]
    rows = []
    for pointer, value in turned:
        lever = lever_at(scenario, pointer, pointer, dates=True)
        texts = (written(opened, lever.value, lever), written(opened, value, lever))
        rows.append(Row(input_label(scenario, lever.pointer, language), tuple(Cell(text) for text in texts), marked=True))
    heads = (say(N_("Now")), say(N_("With it")))
    inputs_table = Table(say(N_("What is turned")), (say(N_("Input")), *heads), tuple(rows))
    table = figures.beside(scenario, answer.outcomes, answer.before, answer.after, language, (*heads, say(N_("Difference"))))
    return Section("effects", say(N_("What it does to the plan")), tables=(inputs_table, table))


def _curve(opened: Opened, question: Question, answer: Answer) -> Section:
    scenario, language = opened.scenario, opened.language
    say = language.gettext
    name = input_label(scenario, question.lever.pointer, language)
    figure = output_label(scenario, question.outcome.pointer, language)
    columns = [written(opened, value, question.lever) for value in answer.values.tolist()]
    texts = [written(opened, figures.number(value), question.outcome) for value in answer.figure.tolist()]
    about = say(N_("%(figure)s by %(input)s"), figure=figure, input=inside(name, language))
    chart = charts.lines(about, columns, [(figure, figures.plotted(answer.figure))], texts, level=question.wanted)
    found = answer.values.tolist()
    rows = tuple(
        Row(column, (Cell(text),), marked=value == answer.solved.value) for column, text, value in zip(columns, texts, found, strict=True)
    )
    table = Table(about, (name, figure), rows, folded=say(N_("As a table")))
    return Section("curve", about, say(N_("The dashed line is what is wanted.")), chart, (table,))
