"""Everything around form and answer: what the page is over, whether it is saved, and what has to be said about it."""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from app.documents.templates import BLANK, is_blank
from app.language import Language
from app.planner.scenario import TEXT_LENGTH
from app.planner.text import N_
from app.web.answer import whole_answer
from app.web.form.parts import names_of_parts
from app.web.form.problems import problems
from app.web.form.sections import form_view
from app.web.plan import edit_words, saving
from app.web.plan.known_lists import Older
from app.web.state import plan_page
from app.web.state.origin import Origin
from app.web.state.plan_page import Answer
from app.web.templating import render

SAVE = "save"
"""The button that saves, as a place to go on with."""
NOTICES = {
    plan_page.DRAFT_UNREADABLE: N_("The changes in this link cannot be read; it may have been cut. Below is the plan without them."),
    plan_page.DELETED: edit_words.DELETED,
}


@dataclass(frozen=True)
class Head:
    """What stands above form and answer.

    Attributes:
        dirty: whether leaving would lose something.
        kept: what the browser keeps unsaved changes under. once: makes a form sent twice one scenario.
        badge: 'Version 7', or what kind of template it is. version: 'version 7' with the name that it was given, inside a sentence.
        notice: something the reader should know about how this was opened.
    """

    dirty: bool
    kept: str
    once: str
    badge: str
    version: str
    copy_name: str
    path: str
    address: str
    clean: str
    notice: str


def head(found: Answer) -> Head:
    """The head of the page."""
    origin, language = found.base.origin, found.base.form.language
    notice = NOTICES.get(found.base.notice)
    return Head(
        dirty=found.differs,
        kept=f"plan:{origin.scenario or (BLANK if is_blank(origin.template) else origin.template)}",
        once=secrets.token_urlsafe(12),
        badge=_badge(found, language),
        version=_named(origin, language),
        copy_name=saving.copy_name(found.base.form.base.name, language),
        path=origin.path,
        address=found.address,
        clean=found.clean_address,
        notice=language.gettext(notice) if notice else "",
    )


def _named(origin: Origin, language: Language) -> str:
    version = origin.reference(language)
    return language.gettext(N_("%(version)s, “%(name)s”"), version=version, name=origin.version_name) if origin.version_name else version


def _badge(found: Answer, language: Language) -> str:
    origin = found.base.origin
    if origin.stored:
        return language.gettext(N_("Version %(n)s"), n=language.whole(origin.version))
    return language.gettext(N_("New plan")) if is_blank(origin.template) else language.gettext(N_("Sample"))


def page(
    found: Answer,
    scripts: str,
    *,
    said: str = "",
    at: str = "",
    refusal: str = "",
    stale: saving.Stale | None = None,
    version_name: str = "",
    copy_name: str = "",
    older: Older | None = None,
    list_measured: str = "",
) -> str:
    """The whole page."""
    context = _answered(found) | {
        "name": found.texts.get("/name", "").strip() or found.base.form.base.name,
        "head": head(found),
        "origin": found.base.origin,
        "form": form_view(found),
        "scripts": scripts,
        "parts": names_of_parts(found.base.form.document),
        "draft": found.base.draft,
        "rescue": found.base.rescue,
        "said": said,
        "at": at if at == SAVE or re.fullmatch("f[-a-z0-9_]{1,200}", at) else "",
        "refusal": refusal,
        "stale": stale,
        "older": older,
        "list_measured": list_measured,
        "version_name": version_name[:TEXT_LENGTH],
        "copy_name": copy_name[:TEXT_LENGTH],
    }
    return render(found.base.form.language, "plan/page.html", **context)


def _answered(found: Answer) -> dict[str, Any]:
    """The answer; where what was typed cannot be planned, what is wrong above the answer to the form without it."""
    if found.ground:
        return {"planned": True, **whole_answer.result(found, found.ground)}
    wrong = problems(found, has_older=False) | {"without_typed": True}
    before = plan_page.without_typed(found)
    assert before.ground  # a saved version, a template and a draft can be planned
    answered = whole_answer.result(before, before.ground)
    return {"planned": False, **answered, "wrong": wrong}
