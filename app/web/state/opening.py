"""What a plan page is opened over: a stored scenario in one of its versions, or a template, with the draft of an address on top."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any

import orjson
from cachetools import LRUCache, cached

from app.db import Database
from app.documents.counterparts import Counterparts
from app.documents.templates import BLANK, is_blank, template_document
from app.language import Language
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from app.services import scenarios
from app.services.scenarios import ScenarioNotFound, Stored
from app.services.stored import stored_scenario
from app.web.figures.ground import Ground
from app.web.state import drafts
from app.web.state.forms import Form
from app.web.state.origin import Origin
from app.work import weight

FIRST = "growth"
DELETED, DRAFT_UNREADABLE = "deleted", "draft_unreadable"
"""What a reader should know about how a page was opened."""
NUMBER_LENGTH = 9
BYTES_KEPT = 40_000_000
"""Of saved documents with their plans, roughly, and as many again of drafts: more than a hundred of the usual size."""
_A_FIGURE, _A_LETTER = 400, 30
"""Bytes that a figure of a plan takes, and a byte of a document in all the forms in which it is kept; as measured, and rounded up."""


class TemplateNotFound(LookupError):
    """There is no such template."""


@dataclass(frozen=True)
class Saved:
    """A saved document, read and planned: a version, or a template.

    Attributes:
        form: the form over it, with nothing changed.
        ground: the scenario and its plan, to hold changes against.
    """

    form: Form
    ground: Ground

    @cached_property
    def draft(self) -> str:
        """The document as an address has it; empty where it is too large for one."""
        try:
            return drafts.written(self.form.base)
        except drafts.DraftUnreadable:
            return ""


@dataclass(frozen=True)
class Base:
    """What a form starts from.

    Attributes:
        origin: the stored scenario or the template.
        kept: its document as it is saved.
        form: the form over the document being worked on: the saved one, or a draft of it with other parts.
        draft: that document as an address has it; empty where it is the saved one.
        notice: a code for something the reader should know about how this was opened; mostly empty.
    """

    origin: Origin
    kept: Saved
    form: Form
    draft: str = ""
    notice: str = ""

    @property
    def saved(self) -> Form:
        """The form over the saved version, with nothing changed."""
        return self.kept.form

    @property
    def ground(self) -> Ground:
        """The saved version and its plan, to hold changes against."""
        return self.kept.ground

    @property
    def reference(self) -> str:
        """What differences are to, inside a label: 'version 7', 'sample'."""
        return self.origin.reference(self.form.language)

    @property
    def rescue(self) -> str:
        """A stored document as a draft, so that a page outlives its scenario; empty for a template, or where it is too large."""
        return self.kept.draft if self.origin.stored and not self.draft else ""

    @cached_property
    def counterparts(self) -> Counterparts:
        """Fields of the form as fields of the saved version."""
        return Counterparts(self.form.document, self.saved.document)


@dataclass(frozen=True)
class Found:
    """What is to be opened, as it was found: not read yet, nor planned.

    Attributes:
        origin: the stored scenario or the template.
        document: its document.
        draft: a draft of it, as an address has it; mostly empty.
        notice: as in `Base`.
    """

    origin: Origin
    document: str
    draft: str = ""
    notice: str = ""

    def weight(self, language: Language) -> float:
        """How much work it is to open: that of its plan, and none where that is kept; raises UnreadableStored."""
        is_kept = _saved.cache_key(self.document, language) in _plans
        return 0.0 if is_kept else weight(stored_scenario(self.document))


def find(texts: Mapping[str, str], database: Database) -> Found:
    """What a form's hidden fields, or an address, name: a stored scenario in a version, or a template; with its draft.

    A scenario that someone has deleted in the meantime goes on as a new plan, as long as the form brings its document along.

    Raises:
        TemplateNotFound, ScenarioNotFound, VersionNotFound: all of them a LookupError.
        StoreTrouble: where the database does not answer.
    """
    scenario = texts.get("scenario", "")
    if not scenario:
        return Found(*_template(texts.get("from") or FIRST), texts.get("draft", ""))
    try:
        found = stored(scenario, database, texts.get("version"))
    except ScenarioNotFound:
        if not (kept := texts.get("draft") or texts.get("rescue")):
            raise
        return Found(*_template(BLANK), kept, DELETED)
    return Found(_origin(found), found.document, texts.get("draft", ""))


def over(found: Found, language: Language) -> Base:
    """A base over the document that was found, with the draft on top.

    Raises:
        UnreadableStored: where the document cannot be read, as that of a newer Backfunnel.
    """
    kept = _saved(found.document, language)
    base = Base(found.origin, kept, kept.form, notice=found.notice)
    if not found.draft:
        return base
    try:
        form = _draft(found.draft, language)
    except drafts.DraftUnreadable:
        return replace(base, notice=found.notice or DRAFT_UNREADABLE)
    return base if form.base == kept.form.base else replace(base, form=form, draft=found.draft)


def opened(texts: Mapping[str, str], language: Language, database: Database) -> Base:
    """What the texts name, found and read; raises as `find` and `over` do."""
    return over(find(texts, database), language)


def redrawn(base: Base, scenario: Scenario) -> Base:
    """The same page over a document with other parts.

    Raises:
        DraftUnreadable: where the document is too large for an address.
    """
    if scenario == base.saved.base:
        return Base(base.origin, base.kept, base.saved)
    letters = drafts.written(scenario)
    return Base(base.origin, base.kept, _draft(letters, base.form.language), letters)


def stored(scenario: str, database: Database, version: str | None = None) -> Stored:
    """A stored scenario, in its newest version or in that of a number; raises as `opened` does.

    What is given as a number and is none is a version that is not there: to take the newest instead would let a form that
    was never shown the newest be saved on top of it.
    """
    with database.reading() as session:
        if version is None:
            return scenarios.get(session, scenarios.LOCAL_WORKSPACE, scenario)
        is_number = version.isascii() and version.isdigit() and len(version) <= NUMBER_LENGTH
        return scenarios.at_version(session, scenarios.LOCAL_WORKSPACE, scenario, int(version) if is_number else 0)


def _origin(found: Stored) -> Origin:
    return Origin(
        name=found.name,
        scenario=found.id,
        version=found.version,
        newest=found.newest,
        version_name=found.version_name or "",
        tags=tuple(found.tags),
        sample=found.sample,
        archived=found.archived_at is not None,
        changed_by=found.changed_by,
        changed_at=found.changed_at,
    )


@lru_cache(maxsize=16)
def _template(key: str) -> tuple[Origin, str]:
    try:
        document = template_document(key)
    except LookupError:
        raise TemplateNotFound(key) from None
    return Origin(name=str(document["name"]), template=key, sample=not is_blank(key)), orjson.dumps(document).decode()


# Read and planned once for each text and language; a recalculation finds them here. How many depends on how large they are.


def _bytes_of(form: Form) -> float:
    return _A_FIGURE * weight(form.base) + _A_LETTER * form.size


_plans: LRUCache[Any, Saved] = LRUCache(BYTES_KEPT, lambda saved: _bytes_of(saved.form))


@cached(_plans, lock=Lock())
def _saved(document: str, language: Language) -> Saved:
    scenario = stored_scenario(document)
    return Saved(Form(scenario, language), Ground(scenario, make_plan(scenario), language))


@cached(LRUCache(BYTES_KEPT, _bytes_of), lock=Lock())
def _draft(letters: str, language: Language) -> Form:
    return Form(drafts.read(letters), language)
