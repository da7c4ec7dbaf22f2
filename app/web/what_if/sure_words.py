"""How sure, in words: the chance in a sentence, and distributions in tables and charts."""

from dataclasses import dataclass

from app.planner.faults import Fault
from app.planner.text import N_
from app.questions.odds.chance import Chance
from app.questions.odds.confident import Confident
from app.questions.odds.indices import Indices
from app.questions.odds.required import Required
from app.questions.outcomes import outcomes_of
from app.web.what_if import charts, figures
from app.web.what_if.doable import in_the_way_with
from app.web.what_if.driven_words import driven_sections
from app.web.what_if.opened import Opened
from app.web.what_if.shapes import Cell, Row, Said, Section, Table, sentence, strong
from app.web.what_if.spread_words import spread_lines
from app.web.what_if.surer_words import copy_name, enough_section, surer_changes, surer_words
from app.wording import note_message
from app.wording.lags import KNOWN
from app.wording.levers import output_label, value_text
from app.wording.names import month_name

COUNTS_DRAWN = N_("The plan takes the rate as it is typed, the draws take the counts.")


@dataclass(frozen=True)
class Answer:
    """What came of it; a part that could not be worked out has its fault instead. `means` is the chance by mean lags where lags spread."""

    chance: Chance
    required: Required
    confident: Confident | Fault
    indices: Indices | Fault
    means: Chance | None = None


def said(opened: Opened, outcome: str, answer: Answer) -> Said:
    """The answer in words, with what revenue may be, the plan that is sure enough, what the goal may take and what drives the spread."""
    scenario, language, sure = opened.scenario, opened.language, answer.chance
    say = language.gettext
    plan = figures.present(scenario, [outcomes_of(scenario)["/bridge/target"]])
    goal = value_text(float(plan[0]), "money", scenario, language)
    message = N_("With the activity of this plan, the goal of %(goal)s is reached with a chance of %(chance)s.")
    leads = [
        say(
            N_("%(draws)s runs, each with its own rates and its own luck; give or take %(error)s."),
            draws=language.whole(sure.draws),
            error=language.percent(2 * sure.error, 1),
        ),
        " ".join((say(KNOWN[sure.lags]), *spread_lines(opened, sure, answer.means))),
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
    changes = surer_changes(opened, answer.confident)
    return Said(
        sentence(language, message, goal=strong(goal), chance=strong(language.percent(sure.chance))),
        (*leads, *_typed_apart(opened), *surer_words(opened, answer.confident, changes)),
        warnings=in_the_way_with(opened, changes),
        sections=tuple(
            section
            for section in (
                _months(opened, sure),
                enough_section(opened, answer.confident, changes),
                _takes(opened, outcome, answer),
                *driven_sections(opened, answer.indices),
            )
            if section
        ),
        use=opened.use(changes, copy_name(opened, answer.confident)),
        use_label=say(N_("Use the surer plan")),
    )


def _typed_apart(opened: Opened) -> list[str]:
    """Rates that lie beside their own counts: the plan takes the rate, the draws take the counts."""
    plan, language = opened.ground.plan, opened.language
    notes = [note_message(note, plan, language) for note in plan["notes"] if note["code"] == "rate_not_counted"]
    return [f"{note} {language.gettext(COUNTS_DRAWN)}" for note in notes]


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
