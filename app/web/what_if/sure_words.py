"""How sure, in words: the chance in a sentence, distributions in tables and charts, and the goal whose plan is sure enough."""

import math
from dataclasses import dataclass

import numpy as np

from app.planner.faults import Fault
from app.planner.text import N_
from app.questions.levers import lever_at, levers_of
from app.questions.odds.chance import Chance
from app.questions.odds.confident import Confident
from app.questions.odds.indices import Indices
from app.questions.odds.required import Required
from app.questions.outcomes import outcomes_of, read
from app.questions.turning import turn
from app.web.what_if import charts, figures
from app.web.what_if.opened import Changes, Opened
from app.web.what_if.shapes import Cell, Row, Said, Section, Table, sentence, strong
from app.web.what_if.typed import usual_input
from app.wording.levers import input_label, inside, output_label, value_text
from app.wording.names import month_name
from app.wording.questions import question_sentence

BASES = {"counts": N_("counted"), "range": N_("given as a range"), "question": N_("asked")}
DRIVERS = 12


@dataclass(frozen=True)
class Answer:
    """What came of it; a part that could not be worked out has its fault instead."""

    chance: Chance
    required: Required
    confident: Confident | Fault
    indices: Indices | Fault


def said(opened: Opened, outcome: str, answer: Answer) -> Said:
    """The answer in words, with what revenue may be, the plan that is sure enough, what the goal may take and what drives the spread."""
    scenario, language, sure = opened.scenario, opened.language, answer.chance
    say = language.gettext
    plan = figures.present(scenario, [outcomes_of(scenario)["/bridge/target"]])
    goal = value_text(float(plan[0]), "money", scenario, language)
    message = N_("With the activity of this plan, the goal of %(goal)s is reached with a chance of %(chance)s.")
    leads = [
        say(
            N_("%(draws)s runs, each with its own rates and its own luck; give or take %(error)s. Lags are taken at their means."),
            draws=language.whole(sure.draws),
            error=language.percent(2 * sure.error, 1),
        )
    ]
    leads += _figure_words(opened, outcome, answer)
    if sure.short > 0:
        leads.append(
            say(N_("Where it is missed, %(short)s are short on average."), short=value_text(sure.short, "money", scenario, language))
        )
    if not sure.drawn:
        leads.append(
            say(N_("No input of this plan has counts or a range, so only luck is in the draws. Give counts behind the rates to see more."))
        )
    changes = _confident_changes(opened, answer)
    return Said(
        sentence(language, message, goal=strong(goal), chance=strong(language.percent(sure.chance))),
        (*leads, *_confident_words(opened, answer)),
        sections=tuple(
            section
            for section in (
                _months(opened, sure),
                _enough(opened, answer),
                _takes(opened, outcome, answer),
                _drives(opened, outcome, answer),
            )
            if section
        ),
        use=opened.use(changes),
        use_label=say(N_("Use the surer plan")),
    )


def _figure_words(opened: Opened, outcome: str, answer: Answer) -> list[str]:
    """Between what the figure lies that was asked about."""
    scenario, language, found = opened.scenario, opened.language, answer.required
    figure = outcomes_of(scenario)[outcome]
    values = found.values[found.outcomes.index(outcome)].tolist()
    low, high, now = (
        value_text(figures.number(value), figure.unit, scenario, language)
        for value in (values[0], values[-1], float(figures.present(scenario, [figure])[0]))
    )
    if low == high:
        return []
    message = N_("%(figure)s is between %(low)s and %(high)s in nine of ten draws; the plan has %(now)s.")
    return [language.gettext(message, figure=output_label(scenario, outcome, language), low=low, high=high, now=now)]


def _confident_words(opened: Opened, answer: Answer) -> list[str]:
    language, enough = opened.language, answer.confident
    say = language.gettext
    if isinstance(enough, Fault):
        return [question_sentence(enough, language)]
    times = language.number(enough.multiple, up_to=3)
    sure = language.percent(enough.probability)
    found = [say(N_("To be %(sure)s sure, it takes %(times)s times the activity."), sure=sure, times=times)]
    if changes := _confident_changes(opened, answer):
        scenario = opened.scenario
        target = changes[0][1] if scenario.goal.target is not None else scenario.goal.baseline * (1 + changes[0][1])
        goal = value_text(target, "money", scenario, language)
        found.append(
            say(
                N_("A plan for %(goal)s has that activity, or more where a ceiling asks for it: the surer plan opens with this goal."),
                goal=goal,
            )
        )
    return found


def _confident_changes(opened: Opened, answer: Answer) -> Changes:
    """The goal whose plan has the activity that is sure enough: so many times the new business.

    Where a ceiling bends it, so many times the entries take more than so many times the activity, which is on the safe side; and where
    a ceiling is in the way, there is no such plan.
    """
    scenario, enough = opened.scenario, answer.confident
    bent = any(channel.ceiling is not None for channel in scenario.channels)
    if isinstance(enough, Fault) or (bent and enough.multiple < 1):
        return ()
    every = outcomes_of(scenario)
    target, new = figures.present(scenario, [every["/bridge/target"], every["/bridge/new_business"]]).tolist()
    wanted = target + (enough.multiple - 1) * new
    goal = lever_at(scenario, usual_input(opened))
    if goal.pointer == "/goal/growth":
        wanted = wanted / scenario.goal.baseline - 1 if scenario.goal.baseline > 0 else math.nan
    if not goal.low <= wanted <= goal.high:
        return ()
    spend = float(read(turn(scenario, {goal.pointer: np.array([wanted])}), [every["/totals/spend"]])[0, 0])
    return () if math.isnan(spend) else ((goal.pointer, wanted),)


def _level_names(opened: Opened, levels: list[float]) -> list[str]:
    language = opened.language
    return [
        language.gettext(N_("%(level)s are below"), level=language.percent(level)) if level != 0.5 else language.gettext(N_("Middle"))
        for level in levels
    ]


def _months(opened: Opened, sure: Chance) -> Section:
    scenario, language = opened.scenario, opened.language
    say = language.gettext
    names = _level_names(opened, sure.levels.tolist())
    months = [month_name(month, language) for month in sure.months]
    texts = [[value_text(value, "money", scenario, language) for value in row] for row in sure.running.tolist()]
    about = say(N_("Revenue of new deals and open pipeline, added up by month"))
    tips = ["\n".join(f"{name}  {text}" for name, text in zip(names, row, strict=True)) for row in texts]
    chart = charts.fan(about, months, sure.running.T.tolist(), tips, names)
    rows = [Row(month, tuple(Cell(text) for text in row)) for month, row in zip(months, texts, strict=True)]
    table = Table(about, (say(N_("Month")), *names), tuple(rows), folded=say(N_("As a table")))
    total = tuple(Cell(value_text(value, "money", scenario, language)) for value in sure.total.tolist())
    all_of_it = Row(say(N_("All revenue that counts")), total, sub=say(N_("with existing customers")), marked=True)
    return Section(
        "months",
        say(N_("What revenue may be")),
        about,
        chart,
        (Table(say(N_("What revenue may be")), (say(N_("Revenue")), *names), (all_of_it,)), table),
    )


def _enough(opened: Opened, answer: Answer) -> Section | None:
    enough, scenario, language = answer.confident, opened.scenario, opened.language
    if isinstance(enough, Fault):
        return None
    say = language.gettext
    outcomes = [outcomes_of(scenario)[f"/channels/{place}/activity"] for place in range(len(scenario.channels))]
    now = figures.present(scenario, outcomes).tolist()
    rows = []
    for channel, outcome, old, new in zip(scenario.channels, outcomes, now, enough.activity.tolist(), strict=True):
        texts = [value_text(each, outcome.unit, scenario, language) for each in (old, new)]
        difference = value_text(new - old, outcome.unit, scenario, language, sign=True)
        rows.append(Row(channel.name, (Cell(texts[0]), Cell(texts[1]), Cell(difference))))
    columns = (say(N_("Channel")), say(N_("Activity now")), say(N_("Sure enough")), say(N_("Difference")))
    return Section("enough", say(N_("The plan that is sure enough")), tables=(Table(say(N_("Activity by channel")), columns, tuple(rows)),))


def _takes(opened: Opened, outcome: str, answer: Answer) -> Section:
    scenario, language, found = opened.scenario, opened.language, answer.required
    say = language.gettext
    names = _level_names(opened, found.levels.tolist())
    shown = figures.main_outcomes(scenario, outcome)
    present = figures.present(scenario, shown).tolist()
    rows = []
    for each, plan in zip(shown, present, strict=True):
        values = found.values[found.outcomes.index(each.pointer)].tolist()
        cells = (
            Cell(value_text(plan, each.unit, scenario, language)),
            *(Cell(value_text(value, each.unit, scenario, language)) for value in values),
        )
        rows.append(Row(output_label(scenario, each.pointer, language), cells, marked=each.pointer == outcome))
    columns = (say(N_("Figure")), say(N_("Plan")), *names)
    return Section(
        "takes",
        say(N_("What the goal may take")),
        say(N_("Every draw of the rates planned backwards, %(draws)s of them."), draws=language.whole(found.draws)),
        tables=(Table(say(N_("What the goal may take")), columns, tuple(rows)),),
    )


def _drives(opened: Opened, outcome: str, answer: Answer) -> Section | None:
    scenario, language, found = opened.scenario, opened.language, answer.indices
    if isinstance(found, Fault):
        return None
    say = language.gettext
    every = levers_of(scenario)
    parts = sorted(
        zip(found.inputs, found.basis, found.first[0], found.first_error[0], found.total[0], found.total_error[0], strict=True),
        key=lambda part: -part[4],
    )
    if not parts or parts[0][4] != parts[0][4]:
        return None
    rows, names, totals = [], [], []
    for pointer, basis, first, first_error, total, total_error in parts[:DRIVERS]:
        label = input_label(scenario, lever_at(scenario, pointer, pointer, among=every).pointer, language)
        alone, together = language.percent(max(float(first), 0.0)), language.percent(max(float(total), 0.0))
        cells = (
            Cell(alone, f"± {language.percent(2 * float(first_error))}"),
            Cell(together, f"± {language.percent(2 * float(total_error))}"),
        )
        rows.append(Row(label, cells, sub=say(BASES[basis])))
        names.append(label)
        totals.append(100 * max(float(total), 0.0))
    figure = output_label(scenario, outcome, language)
    title = say(N_("What drives the spread of %(figure)s"), figure=inside(figure, language))
    chart = charts.lying(title, names, totals, [row.cells[1].text for row in rows])
    columns = (say(N_("Input")), say(N_("Alone")), say(N_("With others")))
    note = say(N_("The share of the variance that an input is behind, alone and together with others."))
    return Section("drives", title, note, chart, (Table(title, columns, tuple(rows)),))
