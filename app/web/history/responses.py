"""What every route of History needs: the store, the work under way, pages, and a sentence for what cannot be done."""

import datetime as dt
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, Response

from app.db import StoreTrouble
from app.language import Language
from app.services.importing_jobs import Jobs
from app.services.measuring import MeasuringFailed
from app.services.troubles import retry_headers, trouble_status
from app.web import errors
from app.web.asking import fresh
from app.web.assets import libraries
from app.web.templating import render
from app.wording.store import store_sentence

SEE_OTHER = 303
CONFLICT, BUSY, TOO_LARGE, TOO_SLOW = 409, 503, 413, 408


async def jobs_of(request: Request) -> Jobs:  # async, because others are called on a thread of their own
    """The work on files of this app."""
    found: Jobs = request.app.state.jobs
    return found


Work = Annotated[Jobs, Depends(jobs_of)]


def now() -> dt.datetime:
    """The time that lists are seen from."""
    return dt.datetime.now(dt.UTC)


def page(request: Request, reader: Language, template: str, status: int = 200, **found: Any) -> HTMLResponse:
    """A page of History."""
    return fresh(render(reader, template, scripts=libraries(request.app.state.settings.cdn), **found), status)


def import_not_found(language: Language) -> HTMLResponse:
    """For the address of an import that is not there."""
    detail = language.gettext("There is no such file here. It may have been removed, or the link is not complete.")
    return errors.error_page(language, 404, detail, title=language.gettext("This file is not here"), history=True)


def list_not_found(language: Language, name: str) -> HTMLResponse:
    """For figures of a list that nothing belongs to."""
    detail = language.gettext(
        "No file that was taken in belongs to a list “%(name)s”. It may have another name by now, or its files were removed.",
        name=name[:200],
    )
    return errors.error_page(language, 404, detail, title=language.gettext("This list is not here"), history=True)


def busy(language: Language) -> str:
    """Why a file is not taken that might be later."""
    return language.gettext("Many files wait in line already. Please send it again when some of them are done.")


def moved_on(language: Language) -> str:
    """Why something was not done that was possible when the page was made."""
    return language.gettext("This file has moved on in the meantime, so nothing was done. This is how it stands now.")


def measuring_failed(language: Language, again: str) -> HTMLResponse:
    """For figures whose process was stopped while it worked them out."""
    detail = language.gettext("The figures could not be worked out: the process that does it was stopped. Try again in a moment.")
    response = errors.error_page(language, BUSY, detail, title=language.gettext("The figures could not be worked out"), again=again)
    response.headers["retry-after"] = str(MeasuringFailed.RETRY_SECONDS)
    return response


def trouble_page(language: Language, trouble: StoreTrouble, again: str) -> HTMLResponse:
    """For a page that is nothing without the store."""
    return errors.trouble_page(language, trouble, again)


def in_trouble(response: Response, trouble: StoreTrouble) -> Response:
    """The same with what a browser should know of a trouble."""
    response.headers.update(retry_headers(trouble))
    return response


__all__ = [
    "BUSY",
    "CONFLICT",
    "SEE_OTHER",
    "TOO_LARGE",
    "TOO_SLOW",
    "Work",
    "busy",
    "import_not_found",
    "in_trouble",
    "jobs_of",
    "list_not_found",
    "measuring_failed",
    "moved_on",
    "now",
    "page",
    "store_sentence",
    "trouble_page",
    "trouble_status",
]
