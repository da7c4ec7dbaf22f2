"""A sweep in words: what was asked, the curve or the map, the best plans, and statistics of all of them."""

import math
from dataclasses import dataclass

import numpy as np

from app.planner.text import N_
from app.questions.levers import Lever
from app.questions.outcomes import outcome_at
from app.questions.sweeping.digest import Digest, heat_map
from app.questions.sweeping.space import Axis, Grid, spaced
from app.questions.sweeping.sweep import Columns, Sweep
from app.web.what_if import charts, figures
from app.web.what_if.doable import in_the_way_with
from app.web.what_if.opened import Changes, Opened
from app.web.what_if.shapes import Cell, Row, Said, Section, Table, sentence, strong
from app.web.what_if.typed import written
from app.wording.levers import input_label, inside, output_label, value_text

ACROSS = 24
TINTS = 5
EXTREMES = {False: N_("The least %(figure)s"), True: N_("The most %(figure)s")}
"""By whether the most is asked for."""


@dataclass(frozen=True)
class AxisAsked:
    """An input and the values it goes through."""

    lever: Lever
    first: float
    last: float
    steps: int
    by_factor: bool

    def axis(self, place: int) -> Axis:
        """Its values; raises QuestionRefused."""
        return spaced(self.lever.pointer, self.first, self.last, self.steps, "axes", place, log=self.by_factor)


@dataclass(frozen=True)
class Question:
    """What is asked."""

    axes: tuple[AxisAsked, ...]
    outputs: tuple[str, ...]
    largest: bool

    @property
    def turns_the_goal(self) -> bool:
        """Whether the goal itself is turned: then the least and the most are what they are, and nothing is best."""
        return any(axis.lever.pointer.startswith("/goal/") for axis in self.axes)


@dataclass(frozen=True)
class Answer:
    """What came of it; `columns` only where there are few enough to show."""

    sweep: Sweep
    digest: Digest
    columns: Columns | None


def said(opened: Opened, question: Question, answer: Answer) -> Said:
    """The answer in words, with a curve or a map where there are few, the best, and statistics."""
    scenario, language = opened.scenario, opened.language
    say = language.gettext
    outcome = outcome_at(scenario, question.outputs[0])
    figure = inside(output_label(scenario, outcome.pointer, language), language)
    known = answer.digest.statistics[0]
    count = language.ngettext("%(n)s plan", "%(n)s plans", answer.digest.count)
    if known.least is None or known.most is None:
        said = sentence(language, N_("Of %(plans)s none has a value for %(figure)s."), plans=count, figure=figure)
    else:
        ends = [strong(value_text(end, outcome.unit, scenario, language)) for end in (known.least, known.most)]
        said = sentence(
            language,
            N_("Over %(plans)s, %(figure)s goes from %(least)s to %(most)s."),
            plans=count,
            figure=figure,
            least=ends[0],
            most=ends[1],
        )
    leads = []
    if known.known < answer.digest.count and known.known:
        lost = answer.digest.count - known.known
        leads.append(
            language.ngettext(
                "%(n)s plan has no such figure: a ceiling is reached, or nothing closes in time.",
                "%(n)s plans have no such figure: a ceiling is reached, or nothing closes in time.",
                lost,
            )
        )
    shown, best = _shown(opened, question, answer), _best(opened, question, answer)
    sections = [shown] if shown else []
    if best and (shown is None or len(question.axes) > 1):
        sections.append(best)
    if answer.digest.count > 1:
        sections.append(_statistics(opened, answer))
    query = {name: text for name, text in opened.asked.items() if name not in ("stopped", "set")}
    downloads = (
        (say(N_("As CSV")), opened.address("sweep", query, ".csv")),
        (say(N_("As Parquet")), opened.address("sweep", query, ".parquet")),
    )
    changes = () if question.turns_the_goal else _top(question, answer)
    extreme = N_("Use the plan with the most %(figure)s") if question.largest else N_("Use the plan with the least %(figure)s")
    return Said(
        said,
        tuple(leads),
        warnings=in_the_way_with(opened, changes),
        sections=tuple(sections),
        use=opened.use(changes),
        use_label=say(extreme, figure=figure),
        downloads=downloads,
    )


def _top(question: Question, answer: Answer, place: int = 0) -> Changes:
    """What is turned in the plan of a place among those with the least or the most; nothing where there is no such figure."""
    top = answer.digest.top
    if place >= len(top.lanes) or math.isnan(float(top.outputs[question.outputs[0]][place])):
        return ()
    return [(axis.lever.pointer, float(top.inputs[axis.lever.pointer][place])) for axis in question.axes]


def _shown(opened: Opened, question: Question, answer: Answer) -> Section | None:
    """All of it where it is small enough: a curve, or a map."""
    if answer.columns is None:
        return None
    if len(question.axes) == 2:
        shape = [len(axis.values) for axis in answer.sweep.space.axes] if isinstance(answer.sweep.space, Grid) else []
        return _map(opened, question, answer.sweep, answer.columns) if len(shape) == 2 and shape[1] <= ACROSS and min(shape) > 1 else None
    return _curve(opened, question, answer.columns)


def _curve(opened: Opened, question: Question, columns: Columns) -> Section:
    scenario, language = opened.scenario, opened.language
    lever = question.axes[0].lever
    outcomes = [outcome_at(scenario, pointer) for pointer in columns.outputs]
    names = [output_label(scenario, outcome.pointer, language) for outcome in outcomes]
    values = columns.inputs[lever.pointer].tolist()
    heads = [written(opened, value, lever) for value in values]
    texts = [
        [written(opened, figures.number(value), outcome) for value in columns.outputs[outcome.pointer].tolist()] for outcome in outcomes
    ]
    name = input_label(scenario, lever.pointer, language)
    title = language.gettext(N_("%(figure)s by %(input)s"), figure=names[0], input=inside(name, language))
    chart = charts.lines(title, heads, [(names[0], figures.plotted(columns.outputs[outcomes[0].pointer]))], texts[0])
    table_rows = tuple(
        Row(
            head,
            tuple(Cell(column[place]) for column in texts),
            use=opened.use([(lever.pointer, values[place])]) if figures.is_there(texts[0][place]) else "",
        )
        for place, head in enumerate(heads)
    )
    return Section("curve", title, "", chart, (Table(title, (name, *names), table_rows),))


def _map(opened: Opened, question: Question, found: Sweep, columns: Columns) -> Section:
    scenario, language = opened.scenario, opened.language
    outcome = outcome_at(scenario, question.outputs[0])
    heat = heat_map(found, columns, outcome.pointer)
    down, across = (axis.lever for axis in question.axes)
    names = [inside(input_label(scenario, lever.pointer, language), language) for lever in (down, across)]
    figure = output_label(scenario, outcome.pointer, language)
    least, most = (float(np.nanmin(heat.values)), float(np.nanmax(heat.values))) if not np.isnan(heat.values).all() else (0.0, 0.0)
    table_rows = []
    for value, cells in zip(heat.down_values.tolist(), heat.values.tolist(), strict=True):
        texts = tuple(Cell(written(opened, figures.number(cell), outcome), tint=_tint(cell, least, most)) for cell in cells)
        table_rows.append(Row(written(opened, value, down), texts))
    heads = [written(opened, value, across) for value in heat.across_values.tolist()]
    title = language.gettext(N_("%(figure)s by %(first)s and %(second)s"), figure=figure, first=names[0], second=names[1])
    note = language.gettext(
        N_("%(first)s goes down, %(second)s across; the deeper, the more."),
        first=input_label(scenario, down.pointer, language),
        second=names[1],
    )
    return Section("map", title, note, tables=(Table(title, ("", *heads), tuple(table_rows), is_heat=True),))


def _tint(value: float, least: float, most: float) -> int:
    return 0 if value != value or most <= least else min(1 + int((value - least) / (most - least) * TINTS), TINTS)


def _best(opened: Opened, question: Question, answer: Answer) -> Section | None:
    scenario, language = opened.scenario, opened.language
    top = answer.digest.top
    if not len(top.lanes):
        return None
    levers = [axis.lever for axis in question.axes]
    outcomes = [outcome_at(scenario, pointer) for pointer in question.outputs]
    table_rows = []
    for place in range(len(top.lanes)):
        turned = [(lever, float(top.inputs[lever.pointer][place])) for lever in levers]
        cells = [Cell(written(opened, value, lever)) for lever, value in turned[1:]]
        cells += [Cell(written(opened, figures.number(top.outputs[outcome.pointer][place]), outcome)) for outcome in outcomes]
        use = opened.use(_top(question, answer, place))
        table_rows.append(Row(written(opened, turned[0][1], levers[0]), tuple(cells), use=use))
    columns = [input_label(scenario, lever.pointer, language) for lever in levers]
    columns += [output_label(scenario, outcome.pointer, language) for outcome in outcomes]
    title = language.gettext(EXTREMES[question.largest], figure=inside(output_label(scenario, question.outputs[0], language), language))
    return Section("best", title, tables=(Table(title, tuple(columns), tuple(table_rows)),))


def _statistics(opened: Opened, answer: Answer) -> Section:
    scenario, language = opened.scenario, opened.language
    say = language.gettext
    table_rows = []
    for each in answer.digest.statistics:
        outcome = outcome_at(scenario, each.pointer)
        values = (each.least, *(each.quantiles or [None] * len(answer.digest.probabilities)), each.most, each.mean)
        table_rows.append(
            Row(output_label(scenario, each.pointer, language), tuple(Cell(written(opened, value, outcome)) for value in values))
        )
    levels = [say(N_("%(level)s are below"), level=language.percent(level)) for level in answer.digest.probabilities]
    title = say(N_("All of them"))
    return Section(
        "all",
        title,
        tables=(Table(title, (say(N_("Figure")), say(N_("Least")), *levels, say(N_("Most")), say(N_("Mean"))), tuple(table_rows)),),
    )
