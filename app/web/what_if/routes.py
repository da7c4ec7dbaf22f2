"""The What-if page's routes: each reads, asks and responds. An address gives the same answer every time; nothing here changes a plan."""

from collections.abc import Callable
from typing import Annotated

import anyio
from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from app.db import Database, StoreTrouble, beside
from app.planner.faults import InvalidScenario
from app.planner.text import N_
from app.questions.refused import QuestionRefused
from app.services.answers_in_progress import Answers
from app.web.asking import UNPLANNABLE, Asked, Posted, Reader
from app.web.errors import error_page
from app.web.plan.refusals import refused
from app.web.plans.responses import SEE_OTHER, Store
from app.web.state import plan_page
from app.web.state.drafts import DraftUnreadable
from app.web.what_if import page, replanning, sweeping
from app.web.what_if.asked_of import at_its_version, overtaken
from app.web.what_if.named import refusal_words
from app.web.what_if.opened import COPY, USE, Opened, changes_in
from app.web.what_if.typed import FieldsUnread
from app.wording import fault_sentence

router = APIRouter(include_in_schema=False)

PATIENCE = 0.4
"""Seconds that an answer is waited for before the page says how far it is."""
STEP = 0.004
NEW = "new"
FILES = {"csv": ("text/csv; charset=utf-8", sweeping.as_csv), "parquet": ("application/vnd.apache.parquet", sweeping.as_parquet)}


async def answers_of(request: Request) -> Answers:  # async, because others are called on a thread of their own
    """The answers of this app."""
    found: Answers = request.app.state.answers
    return found


Work = Annotated[Answers, Depends(answers_of)]


@router.post("/plans/what-if")
def from_the_form(reader: Reader, texts: Posted, store: Store) -> Response:
    """On from the form of the plan page, with everything that stands in it."""
    question = texts.get("ask", "")
    question = question if question in page.QUESTIONS else page.FIRST
    return _opened(reader, texts, store, lambda opened: RedirectResponse(opened.address(question, {}), SEE_OTHER))


@router.get("/plans/{scenario}/what-if")
def front(reader: Reader, texts: Asked, store: Store, scenario: str) -> Response:
    """The first of the questions."""
    return _opened(
        reader, _with(texts, scenario), store, lambda opened: RedirectResponse(opened.address(page.FIRST, _question(texts)), SEE_OTHER)
    )


@router.get("/plans/{scenario}/what-if/use")
def use(reader: Reader, texts: Asked, store: Store, scenario: str) -> Response:
    """On to the plan, or to a copy of it, with an answer in it, unsaved."""

    def take(opened: Opened) -> Response:
        if (page_of_ways := overtaken(opened, texts)) is not None:
            return page_of_ways
        try:
            return RedirectResponse(opened.changed(changes_in(texts.get(USE, "")), texts.get(COPY, "").strip()), SEE_OTHER)
        except QuestionRefused as error:
            detail = refusal_words(error.faults[0], opened)
        except InvalidScenario as error:
            detail = fault_sentence(error.faults[0], reader)
        except DraftUnreadable:
            detail = reader.gettext(N_("The plan is so large that it cannot be opened unsaved."))
        except ValueError:
            detail = reader.gettext(N_("This link cannot be read; it may have been cut."))
        return error_page(reader, UNPLANNABLE, detail, again=opened.found.address)

    return _opened(reader, at_its_version(_with(texts, scenario)), store, take)


@router.post("/plans/{scenario}/what-if/stop")
def stop(texts: Posted, scenario: str, answers: Work) -> Response:
    """End what is being worked out, and show its form once more."""
    answers.cancel(texts.get("key", ""))
    back = texts.get("back", "")
    here = f"/plans/{scenario}/what-if/"
    if not back.startswith(here) or any(letter in back for letter in "\r\n\\"):
        back = f"{here}{page.FIRST}"
    return RedirectResponse(f"{back}{'&' if '?' in back else '?'}{page.STOPPED}=1", SEE_OTHER)


@router.get("/plans/{scenario}/what-if/sweep.{kind}")
def file(reader: Reader, texts: Asked, store: Store, scenario: str, kind: str) -> Response:
    """A whole sweep as a file."""
    if kind not in FILES:
        raise HTTPException(404, "There is no such file.")
    media, write = FILES[kind]

    def send(opened: Opened) -> Response:
        try:
            pieces = write(opened)
        except QuestionRefused as error:
            return error_page(reader, UNPLANNABLE, refusal_words(error.faults[0], opened), again=opened.address("sweep", _question(texts)))
        except FieldsUnread as error:
            return error_page(reader, UNPLANNABLE, str(error), again=opened.address("sweep", _question(texts)))
        headers = {"cache-control": "no-store", "content-disposition": f'attachment; filename="sweep.{kind}"'}
        return StreamingResponse(pieces, media_type=media, headers=headers)

    return _opened(reader, _with(texts, scenario), store, send)


@router.get("/plans/{scenario}/what-if/replan.yaml")
def rest(reader: Reader, texts: Asked, store: Store, scenario: str) -> Response:
    """The scenario of the rest as a file."""
    return _opened(reader, _with(texts, scenario), store, replanning.as_file)


@router.get("/plans/{scenario}/what-if/{question}", response_class=HTMLResponse)
async def ask(request: Request, reader: Reader, texts: Asked, store: Store, answers: Work, scenario: str, question: str) -> Response:
    """One question: its form, and the answer, or how far it is."""
    if question not in page.QUESTIONS:
        return error_page(reader, 404, reader.gettext(N_("There is no such question.")))

    put: list[tuple[Opened, page.Put]] = []

    def begin(opened: Opened) -> Response:
        put.append((opened, page.put(opened, question, store, answers)))
        return Response()

    refusal = await beside(lambda: _opened(reader, _with(texts, scenario), store, begin))
    if not put:
        return refusal
    opened, found = put[0]
    if found.progress is not None:
        with anyio.move_on_after(PATIENCE):
            while not found.progress.is_over:
                await anyio.sleep(STEP)
    return await beside(lambda: page.shown(request, opened, question, found))


def _with(texts: dict[str, str], scenario: str) -> dict[str, str]:
    return {**texts, "scenario": "" if scenario == NEW else scenario}


def _question(texts: dict[str, str]) -> dict[str, str]:
    """What an address says of a question, without what it says of the plan."""
    about_plan = ("scenario", "from", "version", "draft", "rescue", "show", "period", "digits", "trace")
    return {name: text for name, text in texts.items() if not name.startswith("/") and name not in about_plan}


def _opened(reader: Reader, texts: dict[str, str], store: Database, go_on: Callable[[Opened], Response]) -> Response:
    """What comes of a plan that is opened; or the page that says why it cannot be, or cannot be asked about."""
    try:
        found = plan_page.answer(plan_page.opened(texts, reader, store), texts)
        if found.ground is None:
            return page.unplannable(found.address, reader)
        return go_on(Opened(found, found.ground, _question(texts)))
    except (LookupError, StoreTrouble) as error:
        return refused(error, reader)
    except InvalidScenario as error:
        return refused(error, reader)
