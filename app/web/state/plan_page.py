"""From the texts of a form to what the plan page shows: read, validate, plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

import orjson

from app.documents import scenario_from_json
from app.documents.differences import Change, differences
from app.planner.faults import InvalidScenario
from app.planner.present import make_plan
from app.web.figures.ground import Ground
from app.web.state.complaints import complaints, suggestions
from app.web.state.forms import Document
from app.web.state.opening import DELETED, DRAFT_UNREADABLE, Base, TemplateNotFound, find, opened, over, redrawn, stored
from app.web.state.view import View

__all__ = [
    "DELETED",
    "DRAFT_UNREADABLE",
    "Answer",
    "Base",
    "TemplateNotFound",
    "answer",
    "find",
    "opened",
    "over",
    "redrawn",
    "stored",
    "without_typed",
]


@dataclass(frozen=True)
class Answer:
    """What a form came to: a plan, or errors by field; and how the reader looks at it."""

    base: Base
    texts: dict[str, str]
    errors: dict[str, str]
    ground: Ground | None
    view: View
    document: Document = field(default_factory=dict)
    meant: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def changed(self) -> dict[str, str]:
        """What was typed and differs from the form's first values: the part of the address that names fields."""
        return self.base.form.changed(self.texts)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Everything that differs from the saved version; of a form that cannot be planned, what can be told."""
        scenario = self.ground.scenario if self.ground else self.base.form.base
        return differences(self.base.ground.scenario, scenario)

    @property
    def count(self) -> int:
        """How many changes there are to the saved version."""
        return len(self.changes) if self.ground else len(self.changes) + len(self.changed)

    @property
    def differs(self) -> bool:
        """Whether anything would be lost by leaving."""
        return bool(self.changed or self.base.draft)

    @property
    def state(self) -> str:
        """Whether what is on the screen is saved: 'Saved · version 7', 'Unsaved changes'."""
        return self.base.origin.state(self.base.form.language, dirty=self.differs)

    @property
    def address(self) -> str:
        """The page with exactly this in it."""
        return self.address_with({})

    @property
    def clean_address(self) -> str:
        """The page without any change, looked at in the same way."""
        return self._address(self.base.origin.path, self.base.origin.query(changed=False) | self._view)

    def saved_address(self, scenario: str) -> str:
        """The page over what has just been saved, looked at in the same way."""
        return self._address(f"/plans/{scenario}", self._view)

    @property
    def _view(self) -> dict[str, str]:
        return self.view.query(self.base.ground.handed_over)

    def address_with(self, more: Mapping[str, str]) -> str:
        """The page with this and with more fields in it."""
        origin = self.base.origin
        query = origin.query(changed=self.differs or bool(more))
        query |= {"draft": self.base.draft} if self.base.draft else {}
        query |= self.changed | self._view | {name: text for name, text in more.items() if text}
        return self._address(origin.path, query)

    def _address(self, path: str, query: Mapping[str, str]) -> str:
        return f"{path}?{urlencode(query, safe='/')}" if query else path


def answer(base: Base, texts: Mapping[str, str]) -> Answer:
    """Read the form; plan what it says, unless it cannot be planned."""
    reading = base.form.read(texts.items())
    view = View.of(texts)
    language = base.form.language
    faults = reading.faults
    if not faults and base.form is base.saved and reading.document == base.saved.document:
        return Answer(base, reading.texts, {}, base.ground, view, reading.document)
    try:
        scenario = scenario_from_json(orjson.dumps(reading.document))
    except InvalidScenario as error:
        unread = {fault.pointer for fault in faults}
        faults = (*faults, *(fault for fault in error.faults if fault.pointer not in unread))
    if faults:
        errors = complaints(faults, base.form, language)
        return Answer(base, reading.texts, errors, None, view, reading.document, suggestions(faults))
    return Answer(base, reading.texts, {}, Ground(scenario, make_plan(scenario), language), view, reading.document)


def without_typed(found: Answer) -> Answer:
    """The same page, looked at in the same way, as if nobody had typed anything."""
    return replace(answer(found.base, {}), view=found.view)
