"""Replan: what was won by a day and what is open then, in a form; the rest goes back into the plan, or out as a file."""

import datetime as dt
import math
from functools import partial
from urllib.parse import quote

from fastapi.responses import Response

from app.documents import scenario_to_yaml
from app.planner.faults import InvalidScenario
from app.planner.scenario import Scenario
from app.planner.text import N_
from app.questions.levers import today_of
from app.questions.refused import QuestionRefused
from app.questions.replanning.actuals import Actuals, Won, evenly
from app.questions.replanning.replan import replan, rest_of
from app.questions.replanning.replanned import Replanned
from app.questions.solving.told import day_of
from app.services.answers_in_progress import Report
from app.web.asking import UNPLANNABLE
from app.web.errors import error_page
from app.web.what_if import steps
from app.web.what_if.named import refusal_words
from app.web.what_if.opened import Changes, Opened
from app.web.what_if.replan_words import said
from app.web.what_if.shapes import Asked, Said, Text
from app.web.what_if.typed import Typed
from app.wording import fault_sentence
from app.wording.levers import stages_named, value_text
from app.wording.names import heading

UNTIL, REVENUE, DEALS, OPEN = "until", "revenue", "deals", "open/"
"""Fields: the day, what was won by it, and what is open in each stage."""
NOT_OF_THE_PLAN = N_("This must be a day from %(first)s to %(last)s.")
NOTHING_YET = N_("Nothing can have been won by then: what counts here is won from %(first)s on.")
WORTH_MISSING = N_("Say what these deals are worth in their first year.")
NOT_BELOW = N_("This cannot be below 0.")


def asked(opened: Opened) -> Asked:
    """The form, and the question once a day is given."""
    typed, language = Typed(opened), opened.language
    say = language.gettext
    until, won, pipeline = _read(typed)
    fields = (
        typed.text(UNTIL, say(N_("Known up to and with"))),
        typed.text(REVENUE, say(N_("Won since the plan began")), opened.scenario.currency),
        typed.text(DEALS, say(N_("in so many deals"))),
        *_open_fields(opened, typed),
    )
    return Asked(
        fields,
        ("replan", str(until), won.deals, won.revenue, *(pipeline or {}).items()),
        None if until is None or typed.errors else partial(_work, opened.scenario, until, won, pipeline),
        lambda found: _said(opened, found),
        idle=say(N_("Give the last day that is known, what was won by then, and what is open on it.")),
        wrong=bool(typed.errors),
    )


def _open_fields(opened: Opened, typed: Typed) -> list[Text]:
    scenario, language = opened.scenario, opened.language
    found = []
    for key in scenario.stage_keys[:-1]:
        label = language.gettext(N_("%(stages)s open then"), stages=heading(stages_named(scenario, key, language)))
        now = value_text(float(scenario.pipeline.get(key, 0.0)), "count", scenario, language)
        found.append(typed.text(f"{OPEN}{key}", label, now=now))
    return found


def _read(typed: Typed) -> tuple[dt.date | None, Won, dict[str, float] | None]:
    """What the form says; what is wrong with it is in the errors. A stage that is left empty is as the plan has it."""
    scenario, language = typed.opened.scenario, typed.opened.language
    day = steps.day(typed, UNTIL)
    names = {REVENUE: typed.value(REVENUE, "money"), DEALS: typed.value(DEALS, "count", 2)}
    names |= {f"{OPEN}{key}": typed.value(f"{OPEN}{key}", "count", 2) for key in scenario.stage_keys[:-1]}
    typed.errors |= {name: language.gettext(NOT_BELOW) for name, value in names.items() if value is not None and value < 0}
    revenue, deals = names.pop(REVENUE), names.pop(DEALS)
    if revenue is None and deals and REVENUE not in typed.errors:
        typed.errors[REVENUE] = language.gettext(WORTH_MISSING)
    until, won = None if day is None else day_of(scenario, day), Won(deals or 0.0, revenue or 0.0)
    if until is not None and not typed.errors:
        _see_that_it_fits(typed, until, won)
    given = {name.removeprefix(OPEN): value for name, value in names.items() if value is not None}
    pipeline = {**scenario.pipeline, **given} if given else None
    return until, won, pipeline


def _see_that_it_fits(typed: Typed, until: dt.date, won: Won) -> None:
    """Say beside its field what is not of this plan; anything else is said above the form."""
    scenario, language = typed.opened.scenario, typed.opened.language
    try:
        evenly(scenario, until, won)
    except QuestionRefused as refused:
        fault = refused.faults[0]
        days = {name: language.date(dt.date.fromisoformat(str(fault.values[name]))) for name in ("first", "last") if name in fault.values}
        if fault.code == "day_outside":
            typed.errors[UNTIL] = language.gettext(NOT_OF_THE_PLAN, **days)
        elif fault.code == "nothing_yet":
            typed.errors[REVENUE] = language.gettext(NOTHING_YET, **days)


def _actuals(scenario: Scenario, until: dt.date, won: Won, pipeline: dict[str, float] | None) -> Actuals:
    return Actuals(until, evenly(scenario, until, won), pipeline)


def _work(scenario: Scenario, until: dt.date, won: Won, pipeline: dict[str, float] | None, report: Report) -> Replanned:
    report(0, 1)
    return replan(scenario, _actuals(scenario, until, won, pipeline))


def _said(opened: Opened, found: Replanned) -> Said:
    rest = Scenario.model_validate(found.scenario)
    asked_for = {name: text for name, text in opened.asked.items() if name in (UNTIL, REVENUE, DEALS) or name.startswith(OPEN)}
    file = (opened.language.gettext(N_("The rest as YAML")), opened.address("replan", asked_for, ".yaml"))
    return said(opened, found, opened.use(changes_to(opened.scenario, rest)), file)


def changes_to(scenario: Scenario, rest: Scenario) -> Changes:
    """What to write into the plan so that it is the rest; what is not there any more is no number."""
    changes = [("/today", today_of(rest).value or 0.0), ("/existing/committed", rest.existing.committed)]
    if scenario.goal.next_growth is not None:
        changes.append(("/goal/next_growth", math.nan))
    stages = [(f"/pipeline/{key}", rest.pipeline.get(key, 0.0), scenario.pipeline.get(key, 0.0)) for key in scenario.stage_keys[:-1]]
    both = zip(scenario.channels, rest.channels, strict=True)
    shares = [(f"/channels/{place}/share", new.share, old.share) for place, (old, new) in enumerate(both)]
    return [*changes, *((pointer, new) for pointer, new, old in (*stages, *shares) if new != old)]


def as_file(opened: Opened) -> Response:
    """The scenario of the rest as YAML; or why there is none."""
    typed, language = Typed(opened), opened.language
    until, won, pipeline = _read(typed)
    again = opened.address("replan", opened.asked)
    if until is None or typed.errors:
        first = next(iter(typed.errors.values()), language.gettext(N_("Give the last day that is known.")))
        return error_page(language, UNPLANNABLE, first, again=again)
    try:
        text = scenario_to_yaml(rest_of(opened.scenario, _actuals(opened.scenario, until, won, pipeline)))
    except QuestionRefused as refused:
        return error_page(language, UNPLANNABLE, refusal_words(refused.faults[0], opened), again=again)
    except InvalidScenario as refused:
        return error_page(language, UNPLANNABLE, fault_sentence(refused.faults[0], language), again=again)
    name = quote(f"replan-{until.isoformat()}.yaml", safe="")
    headers = {"content-disposition": f"attachment; filename*=utf-8''{name}", "cache-control": "no-store"}
    return Response(text, media_type="application/yaml; charset=utf-8", headers=headers)
