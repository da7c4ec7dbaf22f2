"""The routes by which files come: dropped or chosen, or the example; and why one was not taken."""

from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import ClientDisconnect

from app.db import Database, StoreTrouble, beside
from app.language import Language
from app.services.importing_jobs import FileTooLarge, Jobs, JobsBusy, UploadTooSlow
from app.services.imports import Import
from app.web.asking import UNPLANNABLE, Reader
from app.web.history import example_file, import_page
from app.web.history.imports_routes import listed
from app.web.history.responses import BUSY, SEE_OTHER, TOO_LARGE, TOO_SLOW, Work, busy, store_sentence, trouble_status
from app.web.history.uploading import files_of
from app.web.plans.responses import Store, author

router = APIRouter(include_in_schema=False)

FORM_AROUND = 100_000
"""Bytes of a form around its file."""
ANY_SIZE = 1 << 40
"""The route streams, and the work on files knows how large one may be."""


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
        return await beside(lambda: listed(request, reader, store, jobs, UNPLANNABLE, refusal))
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


# --- parts of the above ----------------------------------------------------------------------------------------------


async def _refused(
    request: Request, reader: Language, store: Database, jobs: Jobs, error: FileTooLarge | JobsBusy | UploadTooSlow | StoreTrouble
) -> HTMLResponse:
    """The list with why a file was not taken."""
    status, refusal = why_not(error, reader, jobs)
    return await beside(lambda: listed(request, reader, store, jobs, status, refusal))


def is_too_long(request: Request, jobs: Jobs) -> bool:
    """Whether a form says itself that it holds more than a file may have."""
    length = request.headers.get("content-length", "")
    return length.isascii() and length.isdigit() and int(length) > jobs.limit + FORM_AROUND


def why_not(error: FileTooLarge | JobsBusy | UploadTooSlow | StoreTrouble, reader: Language, jobs: Jobs) -> tuple[int, str]:
    """Why a file was not taken: the status, and a sentence."""
    if isinstance(error, StoreTrouble):
        return trouble_status(error), store_sentence(error, reader)
    if isinstance(error, JobsBusy):
        return BUSY, busy(reader)
    if isinstance(error, UploadTooSlow):
        return TOO_SLOW, reader.gettext("The file came so slowly that it was given up, and nothing of it was kept. Please send it again.")
    limit = import_page.size(jobs.limit, reader)
    return TOO_LARGE, reader.gettext(
        "The file is larger than %(limit)s, which is as much as one may have. Export a shorter period, or fewer columns.", limit=limit
    )
