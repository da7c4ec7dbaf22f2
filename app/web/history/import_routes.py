"""The routes of files: sent, looked at, corrected, taken in, removed. Each reads, asks and responds."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session
from starlette.requests import ClientDisconnect

from app.db import Database, StoreTrouble, beside
from app.language import Language
from app.services import import_lists, imports
from app.services.importing_jobs import FileTooLarge, Jobs, JobsBusy, UploadTooSlow
from app.services.imports import Import, ImportMoved, ImportNotFound
from app.services.replacing import successor
from app.services.scenarios import LOCAL_WORKSPACE
from app.web.asking import UNPLANNABLE, Asked, Posted, Reader
from app.web.history import example_file, import_page, imports_page
from app.web.history.asking_figures import visible
from app.web.history.corrections import Errors, corrected
from app.web.history.questions import without_proposals
from app.web.history.responses import (
    BUSY,
    CONFLICT,
    SEE_OTHER,
    TOO_LARGE,
    TOO_SLOW,
    Work,
    import_not_found,
    in_trouble,
    now,
    page,
    store_sentence,
    trouble_page,
    trouble_status,
)
from app.web.history.rows_routes import elsewhere
from app.web.history.uploading import files_of
from app.web.plans.responses import Store, author

router = APIRouter(include_in_schema=False)

FORM_AROUND = 100_000
"""Bytes of a form around its file."""
ANY_SIZE = 1 << 40
"""The route streams, and the work on files knows how large one may be."""


@router.get("/history", response_class=HTMLResponse)
async def history(request: Request, reader: Reader, store: Store, jobs: Work, texts: Asked) -> HTMLResponse:
    """The files that were taken in, and the lists that can be measured."""
    return await beside(lambda: _listed(request, reader, store, jobs, news=_news(texts, reader)))


@router.post("/history/imports", max_body_size=ANY_SIZE)
async def send(request: Request, reader: Reader, store: Store, jobs: Work) -> Response:
    """Take the files of a form; each is looked at as soon as it is here."""
    if is_too_long(request, jobs):
        return await _refused(request, reader, store, jobs, FileTooLarge(jobs.limit))
    taken: list[Import] = []
    try:
        async for name, stretches in files_of(request):
            taken.append(await jobs.receive(name, stretches, author=author(request)))
    except (FileTooLarge, JobsBusy, UploadTooSlow, StoreTrouble) as error:
        return await _refused(request, reader, store, jobs, error)
    except ClientDisconnect:
        return await _refused(request, reader, store, jobs, UploadTooSlow())
    if not taken:
        refusal = reader.gettext("Choose a file first.")
        return await beside(lambda: _listed(request, reader, store, jobs, UNPLANNABLE, refusal))
    return RedirectResponse(f"/history/imports/{taken[0].id}" if len(taken) == 1 else "/history", SEE_OTHER)


@router.get("/history/example.csv")
def example() -> Response:
    """Invented leads, to see how a file is taken in."""
    headers = {"content-disposition": f'attachment; filename="{example_file.NAME}"'}
    return Response(example_file.made(), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/history/example")
async def take_example(request: Request, reader: Reader, store: Store, jobs: Work) -> Response:
    """The same as though it had been dropped."""

    async def stretches() -> AsyncIterator[bytes]:
        yield example_file.made()

    try:
        taken = await jobs.receive(example_file.NAME, stretches(), author=author(request))
    except (FileTooLarge, JobsBusy, StoreTrouble) as error:
        return await _refused(request, reader, store, jobs, error)
    return RedirectResponse(f"/history/imports/{taken.id}", SEE_OTHER)


@router.get("/history/imports/{id}", response_class=HTMLResponse)
async def one(request: Request, id: str, reader: Reader, store: Store, jobs: Work) -> Response:
    """One file: what was found, what is asked, how far it is, what came of it."""
    return await beside(lambda: _shown(request, id, reader, store, jobs))


@router.get("/history/imports")
def no_form() -> RedirectResponse:
    """Whoever comes back to the address of a refused file finds the form."""
    return RedirectResponse("/history", SEE_OTHER)


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
        if takes:
            if changed.status == "asked":
                changed = jobs.correct(
                    id, recipe, said=said, list_said=list_said
                )  # whoever presses the button has seen what is proposed, and leaves it so
            if changed.status == "ready":
                jobs.start(id)
    except ImportNotFound:
        return import_not_found(reader)
    except (ImportMoved, JobsBusy, StoreTrouble) as error:
        return _kept_back(request, id, reader, store, jobs, error)
    return RedirectResponse(f"/history/imports/{id}", SEE_OTHER)


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
        return _listed(request, reader, store, jobs, BUSY, _busy(reader))
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


def _listed(
    request: Request, reader: Language, store: Database, jobs: Jobs, status: int = 200, refusal: str = "", news: str = ""
) -> HTMLResponse:
    try:
        with store.reading() as session:
            found, lists = imports.imports(session, LOCAL_WORKSPACE), import_lists.lists(session, LOCAL_WORKSPACE)
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, "/history")
    progresses = {each.id: jobs.progress(each.id) for each in found if each.status in import_page.UNDER_WAY}
    shown = imports_page.view(found, lists, progresses, reader, now())
    limits = {"limit": jobs.limit, "limit_text": import_page.size(jobs.limit, reader)}
    return page(request, reader, "history/list.html", status, trouble=refusal, news=news, **shown, **limits)


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
        return _shown(request, id, reader, store, jobs, BUSY, _busy(reader))
    refusal = reader.gettext("This file has moved on in the meantime, so nothing was done. This is how it stands now.")
    return _shown(request, id, reader, store, jobs, CONFLICT, refusal)


async def _refused(
    request: Request, reader: Language, store: Database, jobs: Jobs, error: FileTooLarge | JobsBusy | UploadTooSlow | StoreTrouble
) -> HTMLResponse:
    """The list with why a file was not taken."""
    status, refusal = why_not(error, reader, jobs)
    return await beside(lambda: _listed(request, reader, store, jobs, status, refusal))


def is_too_long(request: Request, jobs: Jobs) -> bool:
    """Whether a form says itself that it holds more than a file may have."""
    length = request.headers.get("content-length", "")
    return length.isascii() and length.isdigit() and int(length) > jobs.limit + FORM_AROUND


def why_not(error: FileTooLarge | JobsBusy | UploadTooSlow | StoreTrouble, reader: Language, jobs: Jobs) -> tuple[int, str]:
    """Why a file was not taken: the status, and a sentence."""
    if isinstance(error, StoreTrouble):
        return trouble_status(error), store_sentence(error, reader)
    if isinstance(error, JobsBusy):
        return BUSY, _busy(reader)
    if isinstance(error, UploadTooSlow):
        return TOO_SLOW, reader.gettext("The file came so slowly that it was given up, and nothing of it was kept. Please send it again.")
    limit = import_page.size(jobs.limit, reader)
    return TOO_LARGE, reader.gettext(
        "The file is larger than %(limit)s, which is as much as one may have. Export a shorter period, or fewer columns.", limit=limit
    )


def _busy(reader: Language) -> str:
    return reader.gettext("Many files wait in line already. Please send it again when some of them are done.")


def _news(texts: Mapping[str, str], reader: Language) -> str:
    if texts.get("done") == "named":
        return reader.gettext("It belongs to the list “%(name)s” now.", name=visible(texts.get("name", "")))
    if texts.get("done") == "cleared":
        return reader.gettext("Files of which nothing was taken in are cleared.")
    if texts.get("done") == "merged":
        return reader.gettext("They are one list now: “%(name)s”.", name=visible(texts.get("name", "")))
    return reader.gettext("The file is removed, and what was measured of it.") if texts.get("done") == "removed" else ""
