"""A plan that cannot be opened: there is none, it cannot be read, or the store does not answer."""

from fastapi.responses import HTMLResponse

from app.db import StoreTrouble
from app.language import Language
from app.planner.faults import InvalidScenario
from app.planner.text import N_
from app.services.scenarios import UnreadableStored, VersionNotFound
from app.web.errors import error_page, plan_not_found, trouble_page, unreadable_page
from app.web.state.plan_page import TemplateNotFound
from app.wording import fault_sentence


def refused(error: Exception, language: Language) -> HTMLResponse:
    """The page that says so."""
    if isinstance(error, StoreTrouble):
        return trouble_page(language, error)
    if isinstance(error, UnreadableStored):
        return unreadable_page(language, error)
    if isinstance(error, InvalidScenario):
        return error_page(language, 422, fault_sentence(error.faults[0], language))
    if isinstance(error, TemplateNotFound):
        return error_page(language, 404, language.gettext(N_("There is no such template to start from.")))
    if isinstance(error, VersionNotFound):
        return error_page(language, 404, language.gettext(N_("This plan has no version of that number.")))
    return plan_not_found(language)
