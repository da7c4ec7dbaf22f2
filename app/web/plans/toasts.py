"""What was just done, told once on top of the list: the address carries what, the store says to which plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from app.language import Language
from app.planner.text import N_
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE, ScenarioNotFound, Stored

_ABOUT_ONE = {
    "archived": N_("“%(name)s” is archived."),
    "unarchived": N_("“%(name)s” is back in the list."),
    "duplicated": N_("“%(name)s” is made."),
}
_UNDONE_BY = {"archived": "unarchive", "unarchived": "archive"}


@dataclass(frozen=True)
class News:
    """A sentence, and what can be done about it: a form to post, or a link."""

    text: str
    action: str = ""
    label: str = ""
    href: str = ""
    fields: dict[str, str] = field(default_factory=dict)


def told(texts: Mapping[str, str], session: Session, language: Language) -> News | None:
    """The news in an address; nothing where it is not so, or no more."""
    done = texts.get("done", "")
    if done in _ABOUT_ONE:
        return _about_one(done, texts.get("on", ""), session, language)
    return _about_many(done, _number(texts.get("n", "")), _number(texts.get("kept", "")), language)


def _about_one(done: str, id: str, session: Session, language: Language) -> News | None:
    try:
        stored = scenarios.get(session, LOCAL_WORKSPACE, id)
    except ScenarioNotFound:
        return None
    if not _is_so(done, stored):
        return None
    text = language.gettext(_ABOUT_ONE[done], name=stored.name)
    if done in _UNDONE_BY:
        return News(text, action=f"/plans/{stored.id}/{_UNDONE_BY[done]}", label=language.gettext("Undo"))
    if done == "duplicated":
        return News(text, href=f"/plans/{stored.id}", label=language.gettext("Open it"))
    return News(text)


def _is_so(done: str, stored: Stored) -> bool:
    archived = stored.archived_at is not None
    return archived == (done == "archived") if done in _UNDONE_BY else True


def _about_many(done: str, n: int, kept: int, language: Language) -> News | None:
    _, ngettext = language.gettext, language.ngettext
    if done == "deleted":
        return News(_("The plan is deleted for good."))
    if done == "gone":
        return News(_("That plan is no longer there: it was deleted elsewhere."))
    if done == "open":
        return News(_("Only an archived plan can be deleted."))
    if done == "samples" and n:
        added = ngettext("%(n)s sample plan is added.", "%(n)s sample plans are added.", n)
        return News(added, action="/plans/samples/clear", label=_("Undo"))
    if done == "samples":
        return News(_("The sample plans are all there already."))
    if done == "cleared":
        cleared = ngettext("%(n)s sample plan is cleared.", "%(n)s sample plans are cleared.", n)
        stay = ngettext("%(n)s was changed by you and stays.", "%(n)s were changed by you and stay.", kept) if kept else ""
        return News(f"{cleared} {stay}".strip(), action="/plans/samples", label=_("Undo"))
    return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
