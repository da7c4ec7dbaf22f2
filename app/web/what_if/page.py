"""The page around a question: tabs, form, and what there is of an answer: none yet, how far it is, why there can be none, or the answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.db import Database
from app.language import Language
from app.planner.faults import InvalidScenario
from app.planner.text import N_
from app.questions.refused import QuestionRefused
from app.services.answers_in_progress import Answers, Cancelled, Progress, TooManyAtOnce, key_of
from app.web.asking import UNPLANNABLE, fresh
from app.web.assets import libraries
from app.web.errors import error_page
from app.web.templating import render
from app.web.what_if import comparing, explaining, lateness, mixing, replanning, solving, sureness, swaying, sweeping
from app.web.what_if.asked_of import answered_for, newer, newest
from app.web.what_if.named import refusal_words
from app.web.what_if.opened import USE, Opened
from app.web.what_if.others import PlanNotHere
from app.web.what_if.shapes import Asked, Said
from app.wording import fault_sentence

POLL = "700ms"
STOPPED, LOOK, ANEW, FIRST = "stopped", "look", "anew", "solve"
"""In an address: that it was stopped, is only looked at, or is asked for although it was stopped; and the question to begin with."""
FULL, NOT_THERE = 503, 404
NO_FIELDS = (STOPPED, LOOK, ANEW, USE)

Ask = Callable[[Opened, Database], Asked]


@dataclass(frozen=True)
class Kind:
    """A question: what it is called, what it answers, and how it is asked."""

    title: str
    about: str
    ask: Ask


QUESTIONS = {
    "solve": Kind(
        N_("Solve for"),
        N_("Which value of one input gives a figure of the plan the value that you want."),
        lambda opened, _: solving.asked(opened),
    ),
    "chance": Kind(
        N_("How sure"),
        N_("How sure the goal is, what the plan may take, and what drives the spread."),
        lambda opened, _: sureness.asked(opened),
    ),
    "sensitivity": Kind(
        N_("Sensitivity"),
        N_("What each input does to a figure on its own, and what one more point of each rate is worth."),
        lambda opened, _: swaying.asked(opened),
    ),
    "sweep": Kind(
        N_("Sweep"),
        N_("One or two inputs turned through many values, all else as in the plan."),
        lambda opened, _: sweeping.asked(opened),
    ),
    "mix": Kind(
        N_("Best mix"),
        N_("The shares of the channels that reach the goal for the least spend, or make the most of a budget."),
        lambda opened, _: mixing.asked(opened),
    ),
    "compare": Kind(N_("Compare"), N_("Up to five plans side by side, against this one."), comparing.asked),
    "why": Kind(
        N_("Why it changed"),
        N_("The difference of a figure between two plans or versions, split over what differs."),
        explaining.asked,
    ),
    "late": Kind(
        N_("Too late"),
        N_("What each month can still be reached with, and what falls short when something is not done."),
        lambda opened, _: lateness.asked(opened),
    ),
    "replan": Kind(
        N_("Replan"),
        N_("What the rest takes, with what was won up to a day and what is open then. The goal stays."),
        lambda opened, _: replanning.asked(opened),
    ),
}
"""The questions by the last part of their addresses, in the order of the tabs."""


@dataclass(frozen=True)
class Tab:
    """A question in the row of all."""

    label: str
    address: str
    is_here: bool


@dataclass(frozen=True)
class Put:
    """A question that was put: its form, and what came of it so far; `ended` where that is nothing, and nothing more will."""

    asked: Asked | None
    progress: Progress | None = None
    refusals: tuple[str, ...] = ()
    status: int = 200
    ended: Literal["", "stopped", "lost"] = ""


def put(opened: Opened, question: str, database: Database, answers: Answers) -> Put:
    """Ask, unless there is nothing to ask yet; what makes no sense is said."""
    language, opened = opened.language, replace(opened, question=question)
    try:
        asked = QUESTIONS[question].ask(opened, database)
    except QuestionRefused as refused:
        return Put(None, refusals=_sentences(refused, opened), status=UNPLANNABLE)
    except PlanNotHere:
        gone = language.gettext(N_("The plan to put beside this one is not here any more. Choose another."))
        return Put(None, refusals=(gone,), status=NOT_THERE)
    if asked.wrong:
        return Put(asked, status=UNPLANNABLE)
    if asked.work is None:
        return Put(asked)
    if STOPPED in opened.asked:
        return Put(asked, ended="stopped")
    known = answers.find(key_of(opened.digest, *asked.key))
    if LOOK in opened.asked:
        return _looked_at(asked, known)
    if known is not None and known.is_cancelled and ANEW not in opened.asked:
        return Put(asked, ended="stopped")  # whoever goes back, or looks from another window, does not mean to begin it again
    try:
        return Put(asked, answers.ask(key_of(opened.digest, *asked.key), asked.work))
    except TooManyAtOnce:
        return Put(
            asked, refusals=(language.gettext(N_("Many questions are being worked out already. Ask again in a moment.")),), status=FULL
        )


def _looked_at(asked: Asked, found: Progress | None) -> Put:
    """How far it is. What was cancelled in another window, or went with the program that worked on it, is not begun anew."""
    if found is None:
        return Put(asked, ended="lost")
    return Put(asked, ended="stopped") if found.is_cancelled else Put(asked, found)


def _sentences(refused: QuestionRefused, opened: Opened) -> tuple[str, ...]:
    return tuple(dict.fromkeys(refusal_words(fault, opened) for fault in refused.faults))


def shown(request: Request, opened: Opened, question: str, found: Put) -> HTMLResponse:
    """The page with what there is."""
    language, progress = opened.language, found.progress
    said: Said | None = None
    refusals, status = found.refusals, found.status
    if progress is not None and progress.is_over and found.asked is not None:
        try:
            said = _answer(progress, found.asked)
        except QuestionRefused as refused:
            refusals, status = _sentences(refused, opened), UNPLANNABLE
        except InvalidScenario as refused:
            refusals, status = (fault_sentence(refused.faults[0], language),), UNPLANNABLE
    page = render(language, "what_if/page.html", **_context(request, opened, question, found, said, refusals))
    return fresh(page, status)


def _answer(progress: Progress, asked: Asked) -> Said | None:
    """The answer in words; raises what it ended with instead."""
    if isinstance(progress.trouble, Cancelled):
        return None
    if progress.trouble is not None:
        raise progress.trouble
    return asked.say(progress.answer)


def _context(request: Request, opened: Opened, question: str, found: Put, said: Said | None, refusals: tuple[str, ...]) -> dict[str, Any]:
    language, asked = opened.language, found.asked
    kind = QUESTIONS[question]
    here = {name: text for name, text in opened.asked.items() if name not in NO_FIELDS}
    under_way = found.progress is not None and not found.progress.is_over
    charts = {section.key: section.chart for section in said.sections if section.chart} if said else {}
    return {
        "name": opened.scenario.name,
        "plan_address": opened.found.address,
        "is_unsaved": opened.found.differs,
        "tabs": _tabs(opened, question, here),
        "title": language.gettext(kind.title),
        "about": language.gettext(kind.about),
        "action": f"{opened.path}/{question}",
        "state": opened.state,
        "again": opened.address(question, here),
        "anew": opened.address(question, here | {ANEW: "1"}),
        "first_ask": opened.address(question, {}),
        "asked": asked,
        "more_open": asked is not None and any(field.is_used or field.error for field in asked.more),
        "under_way": under_way,
        "poll": POLL,
        "look": opened.address(question, here | {LOOK: "1"}),
        "progress": found.progress,
        "percent": language.percent(found.progress.share, 0) if found.progress else "",
        "stop": f"{opened.path}/stop",
        "ended": "stopped" if found.progress is not None and found.progress.is_cancelled and not under_way else found.ended,
        "said": said,
        "answered_for": answered_for(opened),
        "newer": newer(opened),
        "newest": newest(opened, question, urlencode(here, safe="/")),
        "refusals": refusals,
        "charts": charts,
        "scripts": libraries(request.app.state.settings.cdn),
    }


def _tabs(opened: Opened, question: str, here: dict[str, str]) -> list[Tab]:
    say, carried = opened.language.gettext, _carried(here)
    return [Tab(say(each.title), opened.address(key, carried), key == question) for key, each in QUESTIONS.items()]


def _carried(asked: dict[str, str]) -> dict[str, str]:
    """What a question takes over from another: which figure, and which input."""
    return {name: asked[name] for name in ("output", "input") if name in asked}


def unplannable(opened_address: str, language: Language) -> HTMLResponse:
    """For a form that cannot be planned: there is nothing to ask about."""
    detail = language.gettext(
        N_("What stands in the fields of the plan cannot be planned, so there is nothing to ask about. Put them right first.")
    )
    return error_page(language, UNPLANNABLE, detail, again=opened_address)
