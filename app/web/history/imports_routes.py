"""The routes of all files together: what was taken in and can be measured, and what can be done with several of them at once."""

from collections.abc import Mapping
from contextlib import suppress

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.db import Database, StoreTrouble, beside
from app.language import Language
from app.services import import_lists, imports
from app.services.importing_jobs import Jobs, JobsBusy
from app.services.imports import ImportMoved, ImportNotFound
from app.services.scenarios import LOCAL_WORKSPACE
from app.web.asking import Asked, Reader
from app.web.history import import_page, imports_page
from app.web.history.asking_figures import visible
from app.web.history.responses import BUSY, SEE_OTHER, Work, busy, now, page, trouble_page
from app.web.plans.responses import Store

router = APIRouter(include_in_schema=False)


@router.get("/history", response_class=HTMLResponse)
async def history(request: Request, reader: Reader, store: Store, jobs: Work, texts: Asked) -> HTMLResponse:
    """The files that were taken in, and the lists that can be measured."""
    return await beside(lambda: listed(request, reader, store, jobs, news=_news(texts, reader)))


@router.get("/history/imports")
def no_form() -> RedirectResponse:
    """Whoever comes back to the address of a refused file finds the form."""
    return RedirectResponse("/history", SEE_OTHER)


@router.post("/history/take-all")
def take_all(request: Request, reader: Reader, store: Store, jobs: Work) -> Response:
    """Take in every file in which nothing is open."""
    try:
        with store.reading() as session:
            ready = [each.id for each in imports.imports(session, LOCAL_WORKSPACE) if each.status == "ready"]
        for id in reversed(ready):
            try:
                jobs.start(id)
            except (ImportMoved, ImportNotFound):
                continue  # somebody was quicker
    except JobsBusy:
        return listed(request, reader, store, jobs, BUSY, busy(reader))
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, "/history")
    return RedirectResponse("/history", SEE_OTHER)


@router.post("/history/clear")
def clear(reader: Reader, store: Store, jobs: Work) -> Response:
    """Remove the files of which nothing was taken in: those that failed, were cancelled, or were here already."""
    try:
        with store.reading() as session:
            gone = [each.id for each in imports.imports(session, LOCAL_WORKSPACE) if imports_page.came_to_nothing(each)]
        for id in gone:
            with suppress(ImportNotFound):  # somebody was quicker
                jobs.remove(id)
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, "/history")
    return RedirectResponse("/history?done=cleared", SEE_OTHER)


@router.get("/history/clear")
@router.get("/history/take-all")
def no_button() -> RedirectResponse:
    """Whoever comes back to the address of the button finds the files."""
    return RedirectResponse("/history", SEE_OTHER)


# --- parts of the above ----------------------------------------------------------------------------------------------


def listed(
    request: Request, reader: Language, store: Database, jobs: Jobs, status: int = 200, refusal: str = "", news: str = ""
) -> HTMLResponse:
    """The page with all files and lists, with why something was not done or what was."""
    try:
        with store.reading() as session:
            found, lists = imports.imports(session, LOCAL_WORKSPACE), import_lists.lists(session, LOCAL_WORKSPACE)
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, "/history")
    progresses = {each.id: jobs.progress(each.id) for each in found if each.status in import_page.UNDER_WAY}
    shown = imports_page.view(found, lists, progresses, reader, now())
    limits = {"limit": jobs.limit, "limit_text": import_page.size(jobs.limit, reader)}
    return page(request, reader, "history/list.html", status, trouble=refusal, news=news, **shown, **limits)


def _news(texts: Mapping[str, str], reader: Language) -> str:
    if texts.get("done") == "named":
        return reader.gettext("It belongs to the list “%(name)s” now.", name=visible(texts.get("name", "")))
    if texts.get("done") == "cleared":
        return reader.gettext("Files of which nothing was taken in are cleared.")
    if texts.get("done") == "merged":
        return reader.gettext("They are one list now: “%(name)s”.", name=visible(texts.get("name", "")))
    return reader.gettext("The file is removed, and what was measured of it.") if texts.get("done") == "removed" else ""
