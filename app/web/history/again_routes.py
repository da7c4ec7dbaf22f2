"""The routes that read a file differently that is in already: it is dropped once more, and once it is in, what it gave before goes."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import ClientDisconnect

from app.db import Database, StoreTrouble, beside
from app.language import Language
from app.services import imports
from app.services.importing_jobs import FileTooLarge, Jobs, JobsBusy, UploadTooSlow
from app.services.imports import Import, ImportMoved, ImportNotFound
from app.services.replacing import OtherFile
from app.services.scenarios import LOCAL_WORKSPACE
from app.web.asking import UNPLANNABLE, Reader
from app.web.history import import_page
from app.web.history.responses import SEE_OTHER, Work, import_not_found, page, trouble_page
from app.web.history.sending_routes import ANY_SIZE, is_too_long, why_not
from app.web.history.uploading import files_of
from app.web.plans.responses import Store, author

router = APIRouter(include_in_schema=False)


@router.get("/history/imports/{id}/again", response_class=HTMLResponse)
async def explain(request: Request, id: str, reader: Reader, store: Store, jobs: Work) -> Response:
    """What reading it differently takes: the file, which is not kept."""
    return await beside(lambda: _explained(request, id, reader, store, jobs))


@router.post("/history/imports/{id}/again", max_body_size=ANY_SIZE)
async def replace(request: Request, id: str, reader: Reader, store: Store, jobs: Work) -> Response:
    """Open the very same file with its answers as they were; what was taken of it before goes in the moment in which this is in."""
    try:
        await beside(lambda: _taken(store, id))
        if is_too_long(request, jobs):
            raise FileTooLarge(jobs.limit)
        made = await _received(request, jobs, id)
        if made is None:
            return await _kept_back(request, id, reader, store, jobs, reader.gettext("Choose a file first."), UNPLANNABLE)
    except (ImportNotFound, ImportMoved):
        return import_not_found(reader)
    except OtherFile:
        other = reader.gettext("This is not the file that was taken in: its content differs. Nothing was changed.")
        return await _kept_back(request, id, reader, store, jobs, other, UNPLANNABLE)
    except (FileTooLarge, JobsBusy, UploadTooSlow, StoreTrouble, ClientDisconnect) as error:
        status, refusal = why_not(UploadTooSlow() if isinstance(error, ClientDisconnect) else error, reader, jobs)
        return await _kept_back(request, id, reader, store, jobs, refusal, status)
    return RedirectResponse(f"/history/imports/{made.id}", SEE_OTHER)


async def _received(request: Request, jobs: Jobs, id: str) -> Import | None:
    """The first file of the form, read as it was read before until somebody says otherwise; it waits for that."""
    async for name, stretches in files_of(request):
        return await jobs.receive(name, stretches, author=author(request), replaces=id)
    return None


def _taken(store: Database, id: str) -> Import:
    """The import, if it is in with rows of its own; raises ImportNotFound."""
    with store.reading() as session:
        found = imports.get_import(session, LOCAL_WORKSPACE, id)
    if found.status != "done" or found.same_as is not None:
        raise ImportNotFound(id)
    return found


def _explained(
    request: Request, id: str, reader: Language, store: Database, jobs: Jobs, refusal: str = "", status: int = 200
) -> HTMLResponse:
    try:
        found = _taken(store, id)
    except ImportNotFound:
        return import_not_found(reader)
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, f"/history/imports/{id}/again")
    limits = {"limit": jobs.limit, "limit_text": import_page.size(jobs.limit, reader)}
    return page(request, reader, "history/again.html", status, import_=found, refusal=refusal, **limits)


async def _kept_back(request: Request, id: str, reader: Language, store: Database, jobs: Jobs, refusal: str, status: int) -> HTMLResponse:
    return await beside(lambda: _explained(request, id, reader, store, jobs, refusal, status))
