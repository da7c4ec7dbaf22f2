"""Of which plan an answer is, in which version and with what unsaved; and what to do with one whose version is not the newest any more."""

import re
from collections.abc import Mapping

from fastapi.responses import HTMLResponse

from app.planner.text import N_
from app.web.asking import fresh
from app.web.templating import render
from app.web.what_if.opened import AGAIN, COPY, OF, USE, Opened

ANYWAY = "anyway"
ABOUT = re.compile(r"([a-z]+)\?(.*)", re.DOTALL)
"""A question and what was asked, as an address brings them along."""
FOR = {
    (True, False): N_("Answered for “%(plan)s”, version %(n)s."),
    (True, True): N_("Answered for “%(plan)s”, version %(n)s with unsaved changes."),
    (False, False): N_("Answered for “%(plan)s”, which is not saved yet."),
    (False, True): N_("Answered for “%(plan)s”, which is not saved yet, with what was changed."),
}
"""By whether it is stored, and whether it has unsaved changes."""
NEWER = N_("Version %(n)s has been saved since.")


def answered_for(opened: Opened) -> str:
    """Of which plan an answer is."""
    language, origin = opened.language, opened.found.base.origin
    message = FOR[origin.stored, opened.found.differs]
    return language.gettext(message, plan=opened.scenario.name, n=language.whole(origin.version))


def newer(opened: Opened) -> str:
    """That there is a newer version than the one that was asked about; nothing where there is none."""
    origin = opened.found.base.origin
    return opened.language.gettext(NEWER, n=opened.language.whole(origin.newest)) if origin.older else ""


def newest(opened: Opened, question: str, asked: str) -> str:
    """The address of a question to the newest version."""
    return f"{opened.path}/{question}{'?' * bool(asked)}{asked}"


def at_its_version(texts: dict[str, str]) -> dict[str, str]:
    """What an address says, opened in the version that it asked about."""
    return {**texts, "version": texts[OF]} if texts.get(OF) and "version" not in texts else texts


def overtaken(opened: Opened, texts: Mapping[str, str]) -> HTMLResponse | None:
    """The page that says that an answer is of an older version, with the ways on; None where it is of the newest, or was confirmed."""
    origin, language = opened.found.base.origin, opened.language
    if not origin.older or OF not in texts or ANYWAY in texts:
        return None
    about = ABOUT.fullmatch(texts.get(AGAIN, ""))
    return fresh(
        render(
            language,
            "what_if/overtaken.html",
            name=origin.name,
            plan_address=origin.path,
            version=language.whole(origin.version),
            newest=language.whole(origin.newest),
            ask_again=newest(opened, *about.groups()) if about else opened.path,
            use_anyway=opened.address("use", {USE: texts.get(USE, ""), COPY: texts.get(COPY, ""), OF: texts[OF], ANYWAY: "1"}),
        )
    )
