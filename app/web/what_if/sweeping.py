"""Sweep: one or two inputs through many values: a curve or a map, the best of them, and files."""

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from app.planner.text import N_
from app.questions.levers import Lever, lever_at
from app.questions.outcomes import outcome_at
from app.questions.progress import quiet
from app.questions.sweeping import written as files
from app.questions.sweeping.digest import digest
from app.questions.sweeping.space import Grid
from app.questions.sweeping.sweep import Sweep, collect, lanes_limit, rows, sweep
from app.services.answers_in_progress import Report
from app.web.what_if.opened import Opened
from app.web.what_if.shapes import Asked, Field, Group, Select, Text, Tick
from app.web.what_if.sweep_words import Answer, AxisAsked, Question, said
from app.web.what_if.typed import OUTPUT, SPEND, FieldsUnread, Typed, inputs, outputs, usual_input

STEPS = 11
TABLED = 400
"""Plans of one axis, or of a map, that are shown one by one; a larger sweep is shown by its statistics and its best."""
LEAST, MOST = "least", "most"
NOTHING = "-"
"""In place of a second input, where there is none."""


def asked(opened: Opened) -> Asked:
    """The form and the question, which has an answer from the start: growth around what it is."""
    typed = Typed(opened)
    question, fields, more = _read(opened, typed)
    say = opened.language.gettext
    return Asked(
        fields,
        ("sweep", question),
        None if typed.errors else partial(_work, opened, question),
        lambda answer: said(opened, question, answer),
        more=more,
        more_label=say(N_("A second input, another figure, and which plans to list")),
        wrong=bool(typed.errors),
    )


def _read(opened: Opened, typed: Typed) -> tuple[Question, tuple[Field, ...], tuple[Field, ...]]:
    scenario, say = opened.scenario, opened.language.gettext
    first, first_fields = _axis(opened, typed, 1, opened.text("input", usual_input(opened)))
    second, second_fields = _axis(opened, typed, 2, opened.text("input2"))
    outcome = outcome_at(scenario, opened.text(OUTPUT, SPEND), "outputs", 0).pointer
    other = opened.text("output2")
    more_outputs = (outcome_at(scenario, other, "outputs", 1).pointer,) if other else ()
    best = opened.text("best", LEAST)
    axes = tuple(axis for axis in (first, second) if axis)
    question = Question(axes, (outcome, *(each for each in more_outputs if each != outcome)), best == MOST)
    choice = Group("", ((LEAST, say(N_("The least"))), (MOST, say(N_("The most")))))
    more = (
        *second_fields,
        outputs(opened, other, "output2", say(N_("And this figure")), say(N_("No other"))),
        Select("best", say(N_("List the plans with")), (choice,), MOST if question.largest else LEAST),
    )
    return question, (outputs(opened, outcome), *first_fields), more


def _axis(opened: Opened, typed: Typed, number: int, pointer: str) -> tuple[AxisAsked | None, list[Field]]:
    """One axis and its fields; as usual it goes a fifth down and up from what the plan says."""
    say = opened.language.gettext
    suffix = "" if number == 1 else str(number)
    names, owner = [f"{name}{suffix}" for name in ("first", "last", "steps", "factor")], f"input{suffix}"
    typed.goes_with(owner, pointer or NOTHING, *names[:2])
    ticked = opened.text(names[3]) == "1"
    steps = typed.count(names[2], STEPS)
    label = say(N_("Turn")) if number == 1 else say(N_("And turn"))
    chosen = replace(inputs(opened, owner, label, pointer, "" if number == 1 else say(N_("Nothing else"))), redraws=True)
    step_field = typed.text(names[2], say(N_("Steps")), usual=str(STEPS))
    tick = Tick(names[3], say(N_("By a factor each time")), ticked)
    if not pointer:
        ends_of_nothing = [Text(names[0], say(N_("From")), ""), Text(names[1], say(N_("To")), "")]
        return None, [chosen, *ends_of_nothing, step_field, tick, typed.kept(owner, NOTHING, *ends_of_nothing)]
    lever = lever_at(opened.scenario, pointer, "axes", number - 1, "input")
    usual = _usual(lever)
    given = [typed.value(name, lever.unit, lever.value) for name in names[:2]]
    ends = [value if end is None else end for end, value in zip(given, usual, strict=True)]
    fields = [
        typed.of_input(name, text, lever, end) for name, text, end in zip(names, (say(N_("From")), say(N_("To"))), usual, strict=False)
    ]
    return AxisAsked(lever, ends[0], ends[1], steps, ticked), [chosen, *fields, step_field, tick, typed.kept(owner, pointer, *fields)]


def _usual(lever: Lever) -> tuple[float, float]:
    """A fifth down and up from what the plan says, inside of what the field takes, with few digits."""
    value = 1.0 if lever.value is None else lever.value
    down, up = (value * 0.8, value * 1.2) if value else (0.0, 0.1 if lever.unit == "fraction" else 10.0)
    ends = [float(f"{min(max(end, lever.low), lever.high):.4g}") for end in (down, up)]
    return min(ends), max(ends)


def _swept(opened: Opened, question: Question) -> Sweep:
    grid = Grid(tuple(axis.axis(place) for place, axis in enumerate(question.axes)))
    return sweep(opened.scenario, grid, question.outputs, limit=lanes_limit(opened.scenario))


def _work(opened: Opened, question: Question, report: Report) -> Answer:
    found = _swept(opened, question)
    found_few = found.count <= TABLED
    columns = collect(found, progress=report) if found_few else None
    chunks = iter([columns]) if columns else None
    return Answer(found, digest(found, chunks, quiet if found_few else report, by=question.outputs[0], largest=question.largest), columns)


def _from_an_address(opened: Opened) -> Sweep:
    """The sweep of an address; raises QuestionRefused or FieldsUnread."""
    typed = Typed(opened)
    question, _, _ = _read(opened, typed)
    if typed.errors:
        raise FieldsUnread(next(iter(typed.errors.values())))
    return _swept(opened, question)


def as_csv(opened: Opened) -> Iterator[bytes]:
    """The whole sweep of an address as CSV, piece by piece; raises QuestionRefused or FieldsUnread before the first."""
    return files.csv(rows(_from_an_address(opened)))


def as_parquet(opened: Opened) -> Iterator[bytes]:
    """The same as a Parquet file."""
    to = io.BytesIO()
    files.parquet(collect(_from_an_address(opened)), to)
    return iter([to.getvalue()])
