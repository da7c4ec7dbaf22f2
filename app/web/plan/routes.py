"""The plan page's routes: each reads, asks and responds."""

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.db import StoreTrouble
from app.db import ask as from_store
from app.documents.edits import EditRefused
from app.documents.templates import begun
from app.planner.faults import InvalidScenario
from app.services.scenarios import ScenarioNotFound, StaleVersion
from app.services.troubles import trouble_status
from app.web.answer import whole_answer
from app.web.asking import UNPLANNABLE, Asked, Posted, Reader, fresh
from app.web.assets import libraries
from app.web.form.fields import field_id
from app.web.form.problems import problems
from app.web.plan import changing, edit_words, known_lists, saving
from app.web.plan.page_view import SAVE, page
from app.web.plan.refusals import refused
from app.web.state import plan_page
from app.web.templating import render
from app.wording import fault_sentence
from app.work import weight, work

router = APIRouter(include_in_schema=False)
STALE = 409
A_FIGURE = 20
"""Bytes of a document whose fields take as long to write as a figure of its plan."""
MERGE = "merge"


async def today() -> dt.date:  # async, because others are called on a thread of their own
    """The day on which a plan from a goal begins; tests put their own in its place."""
    return dt.datetime.now().astimezone().date()


Today = Annotated[dt.date, Depends(today)]


@router.get("/plans/new", response_class=HTMLResponse)
async def new_plan(request: Request, reader: Reader, texts: Asked, day: Today) -> HTMLResponse:
    """The plan page over a template; nothing is stored until it is saved."""
    return await _shown(request, reader, {**texts, "scenario": "", "from": begun(texts.get("from", ""), day)})


@router.get("/plans/{scenario}", response_class=HTMLResponse)
async def plan(request: Request, reader: Reader, texts: Asked, scenario: str) -> HTMLResponse:
    """The plan page over a stored scenario, with the changes of the address."""
    return await _shown(request, reader, {**texts, "scenario": scenario})


@router.post("/recalculate", response_class=HTMLResponse)
async def recalculate(request: Request, reader: Reader, texts: Posted) -> HTMLResponse:
    """The answer alone; where there is none, what is wrong, to be put above the answer of before."""
    return await _worked(request, reader, texts, lambda base: _recalculated(base, reader, texts))


async def _shown(request: Request, reader: Reader, texts: dict[str, str]) -> HTMLResponse:
    def show(base: plan_page.Base) -> HTMLResponse:
        found = plan_page.answer(base, texts)
        older = known_lists.older(base.form.base, request.app.state.database, reader)
        done = texts.get("did", "")
        said = saving.merged(found) if done == MERGE else edit_words.said(done, found)
        return _page(request, found, 200 if found.ground else UNPLANNABLE, said=said, at=texts.get("at", ""), older=older)

    return await _worked(request, reader, texts, show)


async def _worked(request: Request, reader: Reader, texts: dict[str, str], ask: Callable[[plan_page.Base], HTMLResponse]) -> HTMLResponse:
    """What comes of the plan that is opened; or the page that says why it cannot be.

    A large plan is worked on beside everyone else, and so is one whose form is large. The usual one is done sooner than handed over:
    many threads at it at once would only take turns, and each take as long as all of them.
    """
    database = request.app.state.database
    try:
        found = await from_store(database, lambda: plan_page.find(texts, database))
        base = await work(found.weight(reader), lambda: plan_page.over(found, reader))
    except (LookupError, StoreTrouble, InvalidScenario) as error:
        return refused(error, reader)
    return await work(weight(base.form.base) + base.form.size / A_FIGURE, lambda: ask(base))


def _recalculated(base: plan_page.Base, reader: Reader, texts: dict[str, str]) -> HTMLResponse:
    found = plan_page.answer(base, texts)
    if found.ground is None:
        response = fresh(render(reader, "plan/_problems.html", **problems(found, has_older=True)), UNPLANNABLE)
        response.headers["hx-retarget"] = "#problems"
    else:
        response = fresh(render(reader, "plan/_result.html", **whole_answer.result(found, found.ground)))
    response.headers["hx-replace-url"] = found.address
    return response


@router.post("/plans/change", response_class=HTMLResponse)
def change(request: Request, reader: Reader, texts: Posted) -> Response:
    """A step that is more than figures, or with no script any step: on to the address of what came of it."""
    try:
        base = plan_page.opened(texts, reader, request.app.state.database)
        wanted = texts.get("do", "")
        texts = _with_filled(texts)
        if wanted == MERGE:
            return _merged(request, reader, base, texts)
        if not wanted and (kept_as := saving.meant(texts, base)):
            return save(request, reader, texts | {"save": kept_as})
        if not wanted:
            return RedirectResponse(plan_page.answer(base, texts).address, 303)
        done = changing.edited(base, texts, wanted)
    except EditRefused as error:
        found = plan_page.answer(base, texts)
        return _page(request, found, UNPLANNABLE, refusal=edit_words.refused(error, base.ground))
    except (LookupError, StoreTrouble, InvalidScenario) as error:
        return refused(error, reader)
    found = plan_page.answer(done.base, _with_view(done.texts, texts))
    focus = field_id(done.focus) if done.focus else ""
    return RedirectResponse(found.address_with({"did": done.did, "at": focus}) + (f"#{focus}" if focus else ""), 303)


@router.post("/plans/save", response_class=HTMLResponse)
def save(request: Request, reader: Reader, texts: Posted) -> Response:
    """Keep it as a version, or as a copy; whatever stands against that is said with everything still in the form."""
    database = request.app.state.database
    try:
        base = plan_page.opened({"version": "", **texts}, reader, database)  # what is saved has to say what it began with
    except (LookupError, StoreTrouble, InvalidScenario) as error:
        return refused(error, reader)
    found = plan_page.answer(base, texts)
    names = {name: texts.get(name, "") for name in ("version_name", "copy_name")}
    if found.ground is None:
        return _page(request, found, UNPLANNABLE, refusal=reader.gettext(edit_words.NOT_SAVED), **names)
    if base.notice == plan_page.DELETED:
        return _page(request, found, STALE, refusal=reader.gettext(edit_words.DELETED), **names)
    wished = saving.wish(found, texts, request.app.state.settings.author)
    try:
        return RedirectResponse(found.saved_address(saving.kept(wished, base, database)), 303)
    except StaleVersion as error:
        return _page(request, found, STALE, stale=saving.stale(wished.scenario, base, error.current), **names)
    except InvalidScenario as error:
        return _page(request, found, UNPLANNABLE, refusal=fault_sentence(error.faults[0], reader), **names)
    except StoreTrouble as trouble:
        return _page(request, found, trouble_status(trouble), refusal=edit_words.not_kept(trouble, reader), **names)
    except ScenarioNotFound as error:  # deleted since it was read a moment ago
        return refused(error, reader)


def _merged(request: Request, reader: Reader, base: plan_page.Base, texts: dict[str, str]) -> Response:
    """Mine on top of theirs, unsaved; where the two do not go together, both sides once more with the reason."""
    found = plan_page.answer(base, texts)
    if found.ground is None or not base.origin.stored:
        return _page(request, found, UNPLANNABLE)
    newest = plan_page.opened({"scenario": base.origin.scenario}, reader, request.app.state.database)
    together = changing.on_top(found.ground.scenario, base.saved.base, newest)
    if isinstance(together, InvalidScenario):
        current = plan_page.stored(base.origin.scenario, request.app.state.database)
        why = fault_sentence(together.faults[0], reader)
        return _page(request, found, STALE, stale=saving.stale(found.ground.scenario, base, current, why))
    merged = plan_page.answer(together.base, _with_view(together.texts, texts))
    return RedirectResponse(merged.address_with({"did": MERGE, "at": SAVE}), 303)


def _with_filled(texts: dict[str, str]) -> dict[str, str]:
    """The fields with what a button beside one of them fills in."""
    pointer, _, text = texts.get("fill", "").partition("=")
    return texts | {pointer: text} if pointer.startswith("/") else texts


def _with_view(fields: dict[str, str], texts: dict[str, str]) -> dict[str, str]:
    return fields | {name: text for name, text in texts.items() if not name.startswith("/")}


def _page(request: Request, found: plan_page.Answer, status: int, **said: Any) -> HTMLResponse:
    """The page with what there is to say about it."""
    list_measured = known_lists.list_measured(found.base.form.base, request.app.state.database)
    return fresh(page(found, libraries(request.app.state.settings.cdn), list_measured=list_measured, **said), status)
