"""What a plan page is opened over: a stored scenario in one of its versions, or a template, with the draft of an address on top."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import orjson

from app.db import Database
from app.documents.counterparts import Counterparts
from app.documents.templates import BLANK, template_document
from app.language import Language
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from app.services import scenarios
from app.services.scenarios import ScenarioNotFound, Stored
from app.services.stored import stored_scenario
from app.web import drafts, present
from app.web.forms import Form
from app.web.ground import Ground
from app.web.origin import Origin

FIRST = "growth"
DELETED, DRAFT_UNREADABLE = "deleted", "draft_unreadable"
"""What a reader should know about how a page was opened."""
NUMBER_LENGTH = 9


class TemplateNotFound(LookupError):
    """There is no such template."""


@dataclass(frozen=True)
class Base:
    """What a form starts from.

    Attributes:
        origin: the stored scenario or the template.
        saved: the form over the saved version, with nothing changed.
        ground: the saved version and its plan, to hold changes against.
        form: the form over the document being worked on: the saved version, or a draft of it with other parts.
        draft: that document as an address has it; empty where it is the saved version.
        notice: a code for something the reader should know about how this was opened; mostly empty.
    """

    origin: Origin
    saved: Form
    ground: Ground
    form: Form
    draft: str = ""
    notice: str = ""

    @property
    def figures(self) -> present.Values:
        """The headline figures of the saved version."""
        return present.figures_of(self.ground)

    @property
    def reference(self) -> str:
        """What differences are to, inside a label: 'version 7', 'sample'."""
        return self.origin.reference(self.form.language)

    @property
    def rescue(self) -> str:
        """A stored document as a draft, so that a page outlives its scenario; empty for a template, or where it is too large."""
        return _rescue(self.saved) if self.origin.stored and not self.draft else ""

    @cached_property
    def counterparts(self) -> Counterparts:
        """Fields of the form as fields of the saved version."""
        return _counterparts(self.form, self.saved)


def opened(texts: Mapping[str, str], language: Language, database: Database) -> Base:
    """What a form's hidden fields, or an address, name: a stored scenario in a version, or a template; with its draft.

    A scenario that someone has deleted in the meantime goes on as a new plan, as long as the form brings its document along.

    Raises:
        TemplateNotFound, ScenarioNotFound, VersionNotFound: all of them a LookupError.
        StoreTrouble: where the database does not answer.
        UnreadableStored: where the stored document cannot be read, as that of a newer Backfunnel.
    """
    if scenario := texts.get("scenario", ""):
        try:
            found = stored(scenario, database, texts.get("version"))
        except ScenarioNotFound:
            if not (kept := texts.get("draft") or texts.get("rescue")):
                raise
            return replace(over(*_template(BLANK), language, kept), notice=DELETED)
        origin, document = _origin(found), found.document
    else:
        origin, document = _template(texts.get("from") or FIRST)
    return over(origin, document, language, texts.get("draft", ""))


def over(origin: Origin, document: str, language: Language, draft: str = "") -> Base:
    """A base over a saved document, with the draft of an address on top."""
    saved = _form(document, language)
    ground = _ground(document, language)
    if not draft:
        return Base(origin, saved, ground, saved)
    try:
        form = _draft(draft, language)
    except drafts.DraftUnreadable:
        return Base(origin, saved, ground, saved, notice=DRAFT_UNREADABLE)
    if form.base == saved.base:
        return Base(origin, saved, ground, saved)
    return Base(origin, saved, ground, form, draft)


def redrawn(base: Base, scenario: Scenario) -> Base:
    """The same page over a document with other parts.

    Raises:
        DraftUnreadable: where the document is too large for an address.
    """
    if scenario == base.saved.base:
        return Base(base.origin, base.saved, base.ground, base.saved)
    letters = drafts.written(scenario)
    return Base(base.origin, base.saved, base.ground, _draft(letters, base.form.language), letters)


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
    return Origin(name=str(document["name"]), template=key, sample=key != BLANK), orjson.dumps(document).decode()


# Parsed once for each text and language; a recalculation finds them here.


@lru_cache(maxsize=64)
def _form(document: str, language: Language) -> Form:
    return Form(_scenario(document), language)


@lru_cache(maxsize=64)
def _scenario(document: str) -> Scenario:
    return stored_scenario(document)


@lru_cache(maxsize=64)
def _ground(document: str, language: Language) -> Ground:
    scenario = _scenario(document)
    return Ground(scenario, make_plan(scenario), language)


@lru_cache(maxsize=64)
def _draft(letters: str, language: Language) -> Form:
    return Form(drafts.read(letters), language)


@lru_cache(maxsize=64)
def _rescue(form: Form) -> str:
    try:
        return drafts.written(form.base)
    except drafts.DraftUnreadable:
        return ""


@lru_cache(maxsize=64)
def _counterparts(form: Form, saved: Form) -> Counterparts:
    return Counterparts(form.document, saved.document)
