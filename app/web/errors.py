"""Pages that say what went wrong and where to go from here, in the product's look."""

from http import HTTPStatus

from fastapi.responses import HTMLResponse

from app.db import StoreTrouble
from app.language import Language
from app.planner.faults import InvalidScenario
from app.planner.text import N_
from app.services.stored import UnreadableStored
from app.services.troubles import retry_headers, trouble_status
from app.web.asking import UNPLANNABLE, fresh
from app.web.templating import render
from app.wording import unreadable_stored_sentence
from app.wording.store import store_sentence

_TITLES = {
    400: N_("This cannot be read"),
    403: N_("This is not allowed here"),
    404: N_("There is nothing here"),
    405: N_("This address does not take that"),
    408: N_("That took too long"),
    413: N_("That is too much at once"),
    415: N_("This cannot be read"),
    421: N_("This is a local app"),
    422: N_("That makes no sense as it is"),
    500: N_("Something went wrong here"),
    503: N_("Just a moment"),
    507: N_("There is no room left"),
}
UNAVAILABLE, FAILED = 503, 500


def error_page(
    language: Language, status: int, detail: str, *, title: str = "", again: str = "", number: str = "", history: bool = False
) -> HTMLResponse:
    """A page for a status: a title, what happened, and ways on.

    `again` is an address worth trying again, `number` the request's; `history` leads to files and lists rather than to plans.
    """
    heading = title or (language.gettext(_TITLES[status]) if status in _TITLES else HTTPStatus(status).phrase)
    page = render(language, "error.html", status=status, title=heading, detail=detail, again=again, number=number, history=history)
    return fresh(page, status)


def plan_not_found(language: Language) -> HTMLResponse:
    """For the address of a plan that is not there."""
    detail = language.gettext("There is no such plan. It may have been deleted, or the link is not complete.")
    return error_page(language, 404, detail, title=language.gettext("This plan is not here"))


def unreadable_page(language: Language, error: InvalidScenario) -> HTMLResponse:
    """For a plan whose document is stored and cannot be read."""
    detail = unreadable_stored_sentence(error.faults, language)
    return error_page(language, FAILED, detail, title=language.gettext(N_("This plan cannot be opened")))


def unplannable_status(error: InvalidScenario) -> int:
    """422 for what was sent; what is stored and cannot be read is nobody's doing who asks for it."""
    return FAILED if isinstance(error, UnreadableStored) else UNPLANNABLE


def trouble_page(language: Language, trouble: StoreTrouble, again: str = "") -> HTMLResponse:
    """For a page that is nothing without the store."""
    status = trouble_status(trouble)
    response = error_page(language, status, store_sentence(trouble, language), again=again)
    response.headers.update(retry_headers(trouble))
    return response
