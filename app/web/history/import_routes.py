"""The routes of one file: looked at, corrected, taken in, removed. Each reads, asks and responds."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.db import Database, StoreTrouble, beside
from app.language import Language
from app.services import import_lists, imports
from app.services.importing_jobs import Jobs, JobsBusy
from app.services.imports import Import, ImportMoved, ImportNotFound
from app.services.replacing import successor
from app.services.scenarios import LOCAL_WORKSPACE
from app.services.strangers import with_strangers
from app.web.asking import UNPLANNABLE, Posted, Reader
from app.web.history import import_page, imports_page
from app.web.history.corrections import Errors, corrected
from app.web.history.questions import without_proposals
from app.web.history.responses import (
    BUSY,
    CONFLICT,
    SEE_OTHER,
    Work,
    busy,
    import_not_found,
    in_trouble,
    moved_on,
    now,
    page,
    store_sentence,
    trouble_page,
    trouble_status,
)
from app.web.history.rows_routes import elsewhere
from app.web.plans.responses import Store

router = APIRouter(include_in_schema=False)


@router.get("/history/imports/{id}", response_class=HTMLResponse)
async def one(request: Request, id: str, reader: Reader, store: Store, jobs: Work) -> Response:
    """One file: what was found, what is asked, how far it is, what came of it."""
    return await beside(lambda: _shown(request, id, reader, store, jobs))


@router.post("/history/imports/{id}/recipe")
def correct(request: Request, id: str, reader: Reader, texts: Posted, store: Store, jobs: Work) -> Response:
    """Read it as was said; with the button, take it in where nothing is open."""
    try:
        found = _found(store, id)
        if found.look is None:
            return RedirectResponse(f"/history/imports/{id}", SEE_OTHER)
        takes = texts.get("do") == "take"
        given = texts if takes else without_proposals(found.look, found.recipe or found.look.recipe, texts, reader)
        recipe, errors = corrected(found.look, found.recipe or found.look.recipe, given, reader)
        if errors:
            return _shown(request, id, reader, store, jobs, UNPLANNABLE, texts=texts, errors=errors, recipe=recipe)
        said = {*given, *(("stages", "has_header") if takes else ())}  # what is proposed; what a row is, is not
        list_said = bool(given.get("list_of"))
        is_news = recipe != found.recipe or found.status == "asked"
        changed = jobs.correct(id, recipe, said=said, list_said=list_said) if is_news else found
        if takes and changed.status == "asked":  # whoever presses the button has seen what is proposed, and leaves it so
            changed = jobs.correct(id, recipe, said=said, list_said=list_said)
        if takes and changed.status == "ready":
            jobs.start(id)
    except ImportNotFound:
        return import_not_found(reader)
    except (ImportMoved, JobsBusy, StoreTrouble) as error:
        return _kept_back(request, id, reader, store, jobs, error)
    return RedirectResponse(f"/history/imports/{id}", SEE_OTHER)


@router.post("/history/imports/{id}/cancel")
def cancel(request: Request, id: str, reader: Reader, store: Store, jobs: Work) -> Response:
    """Give it up; nothing of it stays."""
    return _done(request, id, reader, store, jobs, lambda: jobs.cancel(id), f"/history/imports/{id}")


@router.get("/history/imports/{id}/remove", response_class=HTMLResponse)
def sure(request: Request, id: str, reader: Reader, store: Store) -> HTMLResponse:
    """Say what disappears, before it does."""
    try:
        found = _found(store, id)
    except ImportNotFound:
        return import_not_found(reader)
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, f"/history/imports/{id}/remove")
    goes = imports_page.goes(found, reader)
    return page(request, reader, "history/remove.html", name=found.name, address=f"/history/imports/{id}", goes=goes)


@router.post("/history/imports/{id}/remove")
def remove(request: Request, id: str, reader: Reader, store: Store, jobs: Work) -> Response:
    """Remove it, with everything that was kept of it."""
    return _done(request, id, reader, store, jobs, lambda: jobs.remove(id), "/history?done=removed")


# --- parts of the above ----------------------------------------------------------------------------------------------


def _found(store: Database, id: str) -> Import:
    with store.reading() as session:
        return imports.get_import(session, LOCAL_WORKSPACE, id)


def _shown(
    request: Request,
    id: str,
    reader: Language,
    store: Database,
    jobs: Jobs,
    status: int = 200,
    refusal: str = "",
    texts: Mapping[str, str] | None = None,
    errors: Errors | None = None,
    recipe: Any = None,
) -> Response:
    try:
        with store.reading() as session:
            found = import_lists.asked_now(session, LOCAL_WORKSPACE, imports.get_import(session, LOCAL_WORKSPACE, id))
            replaces = _replaced(session, found)
            lists = [each.name for each in import_lists.lists(session, LOCAL_WORKSPACE)] if found.status in import_page.OPEN else []
        found = with_strangers(store, LOCAL_WORKSPACE, found)
    except ImportNotFound:
        return elsewhere(store, id, "", reader)
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, f"/history/imports/{id}")
    progress = jobs.progress(id) if found.status in import_page.UNDER_WAY else None
    shown = import_page.view(found, progress, reader, now(), texts, errors, recipe)
    goes = imports_page.goes(found, reader)
    return page(request, reader, "history/import.html", status, refusal=refusal, goes=goes, known_lists=lists, replaces=replaces, **shown)


def _replaced(session: Session, found: Import) -> Import | None:
    """What goes once it is taken in."""
    if found.status not in (*import_page.UNDER_WAY, *import_page.OPEN) or not found.replaces:
        return None
    with suppress(ImportNotFound):
        return successor(session, LOCAL_WORKSPACE, found.replaces[0])
    return None


def _done(request: Request, id: str, reader: Language, store: Database, jobs: Jobs, act: Callable[[], object], then: str) -> Response:
    try:
        act()
    except ImportNotFound:
        return import_not_found(reader)
    except (ImportMoved, StoreTrouble) as error:
        return _kept_back(request, id, reader, store, jobs, error)
    return RedirectResponse(then, SEE_OTHER)


def _kept_back(
    request: Request, id: str, reader: Language, store: Database, jobs: Jobs, error: ImportMoved | JobsBusy | StoreTrouble
) -> Response:
    """The page of the file as it is now, with why it was not done."""
    if isinstance(error, StoreTrouble):
        return in_trouble(_shown(request, id, reader, store, jobs, trouble_status(error), store_sentence(error, reader)), error)
    if isinstance(error, JobsBusy):
        return _shown(request, id, reader, store, jobs, BUSY, busy(reader))
    return _shown(request, id, reader, store, jobs, CONFLICT, moved_on(reader))
