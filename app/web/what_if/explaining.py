"""Why it changed: the difference of a figure from another plan or version to this one, split over what differs."""

from functools import partial

from app.db import Database
from app.language import Language
from app.planner.scenario import Scenario
from app.planner.text import N_
from app.questions.explaining.changed import Changed
from app.questions.explaining.explain import Effect, Explained, explain
from app.questions.explaining.matching import named_levers
from app.questions.levers import lever_at
from app.questions.outcomes import outcome_at
from app.questions.pointers import named
from app.services.answers_in_progress import Report
from app.web.what_if import charts, others
from app.web.what_if.opened import Opened, digest_of
from app.web.what_if.shapes import Asked, Cell, Group, Row, Said, Section, Select, Table, sentence, strong
from app.web.what_if.typed import OUTPUT, SPEND, outputs, written
from app.wording.levers import changed_label, inside, output_label, value_text
from app.wording.questions import SURENESS

DRAWN = 14


def asked(opened: Opened, store: Database) -> Asked:
    """The form and the question; what this plan was before is what it begins with."""
    language = opened.language
    say = language.gettext
    outcome = outcome_at(opened.scenario, opened.text(OUTPUT, SPEND), "outcome")
    groups = others.choices(opened, store)
    usual = others.before(opened, groups)
    value = opened.text("other", usual)
    work, label, before = None, "", opened.scenario
    if value:
        label, before = others.chosen(opened, store, value)
        work = partial(_work, before, opened.scenario, outcome.pointer)
    offered = groups if usual else (Group("", (("", say(N_("Choose one"))),)), *groups)
    fields = (
        (outputs(opened, outcome.pointer), Select("other", say(N_("From")), offered, value))
        if groups
        else (outputs(opened, outcome.pointer),)
    )
    return Asked(
        fields,
        ("explain", outcome.pointer, digest_of(before)),
        work,
        lambda answer: _said(opened, label, before, answer),
        idle=say(N_("Choose the plan or version that the difference is from."))
        if groups
        else say(
            N_("There is no other plan or version yet. Change something, or save another version, and the difference can be explained.")
        ),
    )


def _work(before: Scenario, after: Scenario, outcome: str, report: Report) -> Explained:
    name = _in_first(before, after, outcome)
    return explain(before, after, name, progress=report)


def _in_first(before: Scenario, after: Scenario, pointer: str) -> str:
    """The same figure named as the first plan has it."""
    name = named(after, pointer)
    outcome_at(before, name, "outcome")
    return name


def _said(opened: Opened, label: str, before: Scenario, found: Explained) -> Said:
    scenario, language = opened.scenario, opened.language
    say = language.gettext
    figure = output_label(scenario, outcome_at(scenario, found.outcome).pointer, language)
    values = [value_text(value, found.unit, scenario, language) for value in (found.before, found.after)]
    difference = value_text(found.difference, found.unit, scenario, language, sign=True)
    if not found.effects:
        message = N_("Nothing that bears on it differs: %(figure)s is %(value)s in both.")
        leads = [say(SURENESS)] if found.sureness else []
        return Said(sentence(language, message, figure=inside(figure, language), value=strong(values[1])), tuple(leads))
    first = found.effects[0]
    message = N_("%(figure)s goes from %(before)s in “%(other)s” to %(after)s, mostly by %(part)s: %(effect)s.")
    said = sentence(
        language,
        message,
        figure=figure,
        before=values[0],
        other=label,
        after=strong(values[1]),
        part=inside(_part(opened, before, first.part), language),
        effect=strong(value_text(first.effect, found.unit, scenario, language, sign=True)),
    )
    leads = [say(N_("What follows adds up to %(difference)s, whatever the order in which things changed."), difference=difference)]
    if not found.exact:
        leads.append(
            language.ngettext(
                "So much changed that %(n)s order was sampled.", "So much changed that %(n)s orders were sampled.", found.orders
            )
        )
    if found.orders_left_out > 0:
        leads.append(
            say(
                N_("%(share)s of the orders lead over plans without such a figure and were left out."),
                share=language.percent(found.orders_left_out),
            )
        )
    if found.rest:
        leads.append(say(N_("There are figures on the way that are so large that rounding leaves a part of the difference over.")))
    if found.sureness:
        leads.append(say(SURENESS))
    return Said(said, tuple(leads), sections=(_effects(opened, before, figure, found),))


def _part(opened: Opened, before: Scenario, part: Changed) -> str:
    """What a part that changed is called, in the words of this plan, or of the other where only that has it."""
    language = opened.language
    for scenario in (opened.scenario, before):
        pointer = _pointer(scenario, part)
        if pointer or part.kind != "lever":
            return changed_label(scenario, part.name, part.kind, pointer, language)
    return changed_label(opened.scenario, part.name, part.kind, None, language)


def _pointer(scenario: Scenario, part: Changed) -> str | None:
    lever = named_levers(scenario).get(part.name) if part.kind == "lever" else None
    return None if lever is None else lever.pointer


def _effects(opened: Opened, before: Scenario, figure: str, found: Explained) -> Section:
    scenario, language = opened.scenario, opened.language
    say = language.gettext
    rows = [_row(opened, before, found, effect, language) for effect in found.effects]
    title = say(N_("What changed %(figure)s"), figure=inside(figure, language))
    total = value_text(found.difference, found.unit, scenario, language, sign=True)
    rows.append(Row(say(N_("In all")), (Cell(""), Cell(""), Cell(total)), marked=True))
    drawn = found.effects[:DRAWN]
    chart = charts.lying(
        title, [row.head for row in rows[: len(drawn)]], [effect.effect for effect in drawn], [row.cells[2].text for row in rows]
    )
    columns = (say(N_("What changed")), say(N_("Before")), say(N_("After")), say(N_("Effect")))
    return Section("effects", title, "", chart, (Table(title, columns, tuple(rows)),))


def _row(opened: Opened, before: Scenario, found: Explained, effect: Effect, language: Language) -> Row:
    scenario, part = opened.scenario, effect.part
    pointer = _pointer(scenario, part)
    texts = ["", ""]
    if pointer:
        lever = lever_at(scenario, pointer)
        texts = [written(opened, value, lever) for value in (part.before, part.after)]
    error = f"± {value_text(2 * effect.error, found.unit, scenario, language)}" if effect.error else ""
    back = opened.use([(pointer, part.before)]) if pointer and part.before is not None else ""
    cells = (Cell(texts[0]), Cell(texts[1]), Cell(value_text(effect.effect, found.unit, scenario, language, sign=True), error))
    return Row(_part(opened, before, part), cells, use=back, use_label=language.gettext(N_("Take it back in the plan")))
