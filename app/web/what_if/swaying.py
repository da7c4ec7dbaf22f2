"""Sensitivity: what each input does to a figure on its own, and what one more point of each rate is worth."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from app.planner.scenario import Scenario
from app.planner.text import N_
from app.questions.levers import Lever, levers_of
from app.questions.outcomes import outcome_at
from app.questions.points import Point, worth_of_points
from app.questions.sensitivity import Bar, End, Tornado, tornado
from app.services.answers_in_progress import Report
from app.web.what_if import charts, figures
from app.web.what_if.doable import in_the_way
from app.web.what_if.opened import Opened
from app.web.what_if.shapes import Asked, Cell, Row, Said, Section, Table, sentence, strong
from app.web.what_if.typed import OUTPUT, SPEND, Typed, outputs, written
from app.wording.levers import input_label, inside, output_label, value_text
from app.wording.names import heading, role_words, words

COST = "cost-"
DRAWN = 12
STILL = 1e-9
"""Of the figure: what moves it by less moves nothing but the last digits."""
BASES = {"given": N_("given"), "measured": N_("counted"), "tenth": N_("a tenth")}


@dataclass(frozen=True)
class Answer:
    """What came of it."""

    tornado: Tornado
    points: list[Point]


def asked(opened: Opened) -> Asked:
    """The form and the question, which has an answer from the start."""
    typed, scenario, language = Typed(opened), opened.scenario, opened.language
    say = language.gettext
    outcome = outcome_at(scenario, opened.text(OUTPUT, SPEND), "outcome")
    rates = [
        lever
        for lever in levers_of(scenario).values()
        if lever.stated and lever.slots and lever.pointer.endswith(("/rate", "/yield")) and (lever.value or 1) < 1
    ]
    costs: dict[str, float] = {}
    fields = []
    for lever in rates:
        name = f"{COST}{lever.pointer}"
        cost = typed.value(name, "money")
        costs |= {} if cost is None else {lever.pointer: cost}
        fields.append(typed.text(name, input_label(scenario, lever.pointer, language), scenario.currency))
    return Asked(
        (outputs(opened, outcome.pointer),),
        ("sensitivity", outcome.pointer, tuple(costs.items())),
        partial(_work, scenario, outcome.pointer, costs),
        lambda answer: _said(opened, outcome.pointer, answer),
        more=tuple(fields),
        more_label=say(N_("What one more point of each rate would cost, where you know it")),
        wrong=bool(typed.errors),
    )


def _work(scenario: Scenario, outcome: str, costs: dict[str, float], report: Report) -> Answer:
    found = tornado(scenario, [outcome])
    report(1, 2)
    return Answer(found, worth_of_points(scenario, costs))


def _said(opened: Opened, outcome: str, answer: Answer) -> Said:
    scenario, language = opened.scenario, opened.language
    unit = outcome_at(scenario, outcome).unit
    figure = output_label(scenario, outcome, language)
    base = float(answer.tornado.base[0])
    if math.isnan(base):
        return _without_a_value(opened, figure)
    bars = [bar for bar in answer.tornado.ranked(0) if not bar.swing[0] <= STILL * abs(base)]
    most = next((bar for bar in bars if not math.isnan(float(bar.swing[0]))), None)
    best = next((point for point in answer.points if point.money is not None and point.money > 0), None)
    if most is None:
        message = N_("No input of this plan moves %(figure)s on its own.")
        said = sentence(language, message, figure=inside(figure, language))
    else:
        message = N_("%(input)s moves %(figure)s most: from %(low)s to %(high)s.")
        ends = [value_text(figures.number(end[0]), unit, scenario, language) for end in (most.at_low, most.at_high)]
        name = input_label(scenario, most.pointer, language)
        said = sentence(language, message, input=strong(name), figure=inside(figure, language), low=strong(ends[0]), high=strong(ends[1]))
    sections = [_bars(opened, outcome, answer, bars)] if bars else []
    if answer.points:
        sections.append(_points(opened, answer.points))
    leads = (_best_words(opened, best),) if best else ()
    use = opened.use([(best.pointer, min(best.value + best.step, 1.0))]) if best else ""
    return Said(said, leads, sections=tuple(sections), use=use, use_label=language.gettext(N_("Use the best improvement in the plan")))


def _without_a_value(opened: Opened, figure: str) -> Said:
    """Of a plan that has no such figure: why, in its own words."""
    message = N_("%(figure)s has no value in this plan as it is, so there is nothing that an input could move.")
    return Said(sentence(opened.language, message, figure=strong(figure)), warnings=in_the_way(opened, opened.scenario))


def _best_words(opened: Opened, best: Point) -> str:
    scenario, language = opened.scenario, opened.language
    name, saved = input_label(scenario, best.pointer, language), value_text(best.money, "money", scenario, language)
    if best.per_money is None:
        message = N_(
            "One more point of %(rate)s saves most: %(saved)s. What a point costs is not said, so it is not known which is cheapest."
        )
        return language.gettext(message, rate=inside(name, language), saved=saved)
    cost = value_text(best.cost, "money", scenario, language)
    message = N_("One more point of %(rate)s is the cheapest improvement: it costs %(cost)s and saves %(saved)s.")
    return language.gettext(message, rate=inside(name, language), cost=cost, saved=saved)


def _end_text(opened: Opened, every: Mapping[str, Lever], bar: Bar, end: End) -> Cell:
    text = written(opened, end.value, every[bar.pointer])
    basis = opened.language.gettext(BASES[end.basis])
    return Cell(text, opened.language.gettext(N_("%(basis)s, at its bound"), basis=basis) if end.stopped else basis)


def _bars(opened: Opened, outcome: str, answer: Answer, bars: list[Bar]) -> Section:
    scenario, language = opened.scenario, opened.language
    say = language.gettext
    unit, base = outcome_at(scenario, outcome).unit, float(answer.tornado.base[0])
    figure, every = output_label(scenario, outcome, language), levers_of(scenario)
    rows, tips = [], []
    for bar in bars:
        low, high = (figures.number(end[0]) for end in (bar.at_low, bar.at_high))
        texts = [value_text(value, unit, scenario, language) for value in (low, high)]
        cells = (_end_text(opened, every, bar, bar.low), _end_text(opened, every, bar, bar.high), Cell(texts[0]), Cell(texts[1]))
        swing = figures.number(bar.swing[0])
        rows.append(Row(input_label(scenario, bar.pointer, language), (*cells, Cell(value_text(swing, unit, scenario, language)))))
        tips.append(f"{bar_text(rows[-1], 0)}  {texts[0]}\n{bar_text(rows[-1], 1)}  {texts[1]}")
    drawn = bars[:DRAWN]
    low_line = [None if bar.at_low[0] != bar.at_low[0] else float(bar.at_low[0]) - base for bar in drawn]
    high_line = [None if bar.at_high[0] != bar.at_high[0] else float(bar.at_high[0]) - base for bar in drawn]
    title = say(N_("What moves %(figure)s"), figure=inside(figure, language))
    now = value_text(figures.number(answer.tornado.base[0]), unit, scenario, language)
    note = say(N_("Differences to %(now)s with each input at its low (striped) and at its high (plain), all others held."), now=now)
    chart = charts.tornado(
        title, [row.head for row in rows[:DRAWN]], (say(N_("At its low")), low_line), (say(N_("At its high")), high_line), tips
    )
    columns = (
        say(N_("Input")),
        say(N_("Low")),
        say(N_("High")),
        say(N_("Figure at the low")),
        say(N_("Figure at the high")),
        say(N_("Swing")),
    )
    shown, rest = tuple(rows[:DRAWN]), tuple(rows[DRAWN:])
    tables = [Table(title, columns, shown)]
    if rest:
        folded = language.ngettext("%(n)s more input", "%(n)s more inputs", len(rest))
        tables.append(Table(folded, columns, rest, folded=folded))
    return Section("tornado", title, note, chart, tuple(tables))


def bar_text(row: Row, place: int) -> str:
    """The text of a cell."""
    return row.cells[place].text


def _points(opened: Opened, points: list[Point]) -> Section:
    scenario, language = opened.scenario, opened.language
    say = language.gettext
    rows = []
    for point in points:
        after = min(point.value + point.step, 1.0)
        money = value_text(point.money, "money", scenario, language, sign=True)
        change = f"{value_text(point.value, 'fraction', scenario, language)} → {value_text(after, 'fraction', scenario, language)}"
        cost = "" if point.cost is None else value_text(point.cost, "money", scenario, language)
        gain = "" if point.gain is None else value_text(point.gain, "money", scenario, language, sign=True)
        cells = (Cell(change), Cell(money), Cell(_less_work(opened, point), is_text=True), Cell(cost or "–"), Cell(gain or "–"))
        use = opened.use([(point.pointer, after)]) if point.money is not None else ""
        rows.append(Row(input_label(scenario, point.pointer, language), cells, use=use))
    columns = (
        say(N_("Rate")),
        say(N_("One more point")),
        say(N_("Spend saved")),
        say(N_("Work saved")),
        say(N_("It costs")),
        say(N_("Gain")),
    )
    title = say(N_("What one more point of each rate is worth"))
    note = say(N_("With the goal unchanged; what pays best first."))
    saved = [point.money for point in points[:DRAWN]]
    chart = charts.lying(title, [row.head for row in rows[:DRAWN]], saved, [row.cells[1].text for row in rows])
    return Section("points", title, note, chart if any(saved) else {}, (Table(title, columns, tuple(rows)),))


def _less_work(opened: Opened, point: Point) -> str:
    """What is saved a working day in each channel, and heads."""
    scenario, language = opened.scenario, opened.language
    found = []
    for channel in scenario.channels:
        saved = point.activity.get(channel.key, 0.0)
        if abs(saved) >= 0.005:
            unit = words(channel.activity, language)
            found.append(language.gettext(N_("%(n)s %(units)s a day"), n=language.number(saved, up_to=2), units=unit))
    found += [role_words(role, round(saved, 1), language) for role, saved in point.heads.items() if abs(saved) >= 0.05]
    return heading(", ".join(found)) if found else "–"
