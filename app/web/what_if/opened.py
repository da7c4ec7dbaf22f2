"""The plan that a question is asked of, as the address has it; and the addresses of questions, and of a plan with an answer in it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson

from app.documents.filled_in import filled_in
from app.documents.templates import BLANK
from app.language import Language
from app.planner.scenario import TEXT_LENGTH, Scenario
from app.questions.levers import lever_at
from app.questions.refused import refuse
from app.questions.solving.told import day_of
from app.services.answers_in_progress import key_of
from app.web.figures.ground import Ground
from app.web.plan.changing import state_of
from app.web.state import drafts, plan_page
from app.web.state.plan_page import Answer

Changes = Sequence[tuple[str, float]]
USE, OF, AGAIN, COPY = "set", "of", "again", "copy"
"""In an address that takes an answer into the plan: the changes, the version that was asked about, the question to ask again, and the name
of the copy that they go into where the plan stays as it is."""
NEW = "/plans/new"
CHANGES_LENGTH = 8_000
"""Characters of changes in an address."""


@dataclass(frozen=True)
class Opened:
    """A plan that can be asked about; `asked` is what the address says of the question, and `question` which it is."""

    found: Answer
    ground: Ground
    asked: Mapping[str, str]
    question: str = ""

    @property
    def scenario(self) -> Scenario:
        """The scenario on the screen, with everything unsaved."""
        return self.ground.scenario

    @property
    def language(self) -> Language:
        """The reader's."""
        return self.ground.language

    @cached_property
    def state(self) -> dict[str, str]:
        """What an address says of the plan: its version, draft and unsaved fields, and how it is looked at."""
        return dict(parse_qsl(urlsplit(self.found.address).query, keep_blank_values=True))

    @property
    def path(self) -> str:
        """Where the plan's questions are."""
        return f"{self.found.base.origin.path}/what-if"

    @cached_property
    def digest(self) -> str:
        """A key of everything the plan says."""
        return digest_of(self.scenario)

    def text(self, name: str, usual: str = "") -> str:
        """What was typed or chosen; as usual where nothing was."""
        return self.asked.get(name, "").strip()[:200] or usual

    def address(self, question: str, asked: Mapping[str, str], kind: str = "") -> str:
        """The address of a question."""
        query = self.state | {name: text for name, text in asked.items() if text}
        at = f"{self.path}/{question}{kind}"
        return f"{at}?{urlencode(query, safe='/')}" if query else at

    def use(self, changes: Changes, copy: str = "") -> str:
        """The address that opens the plan, or a copy of it of that name, with changes in it, unsaved; none where they are too many for one.

        Twelve digits of a value are enough for every figure to nine, and leave out the dust of the last ones. The address names the version
        that was asked about, so that an answer does not go into another unnoticed.
        """
        said = ";".join(f"{pointer}={float(f'{value:.12g}')!r}" for pointer, value in changes)
        return self.address("use", {USE: said, COPY: copy} | self._asked_of) if changes and len(said) <= CHANGES_LENGTH else ""

    @cached_property
    def _asked_of(self) -> dict[str, str]:
        origin = self.found.base.origin
        if not origin.stored or "version" in self.state:
            return {}
        return {OF: str(origin.version), AGAIN: f"{self.question}?{urlencode(self.asked, safe='/')}"}

    def changed(self, changes: Changes, copy: str = "") -> str:
        """The address of the plan, or of a copy, with changes in it; raises InvalidScenario or DraftUnreadable where there can be none."""
        scenario = with_changes(self.scenario, changes)
        if copy:
            letters = drafts.written(scenario.model_copy(update={"name": copy[:TEXT_LENGTH]}))
            return f"{NEW}?{urlencode({'from': BLANK, 'draft': letters})}"
        after = state_of(scenario, self.found.base)
        return replace(plan_page.answer(after.base, after.texts), view=self.found.view).address


def digest_of(scenario: Scenario) -> str:
    """A key of everything a scenario says."""
    return key_of(orjson.dumps(scenario.model_dump(mode="json")))


def with_changes(scenario: Scenario, changes: Changes) -> Scenario:
    """The scenario with numbers in the places of inputs; no number (NaN) takes away what stands there.

    Raises:
        QuestionRefused: where there is no such input.
        InvalidScenario: where it makes no sense with them.
    """
    values: list[tuple[str, float | str | None]] = []
    for pointer, value in changes:
        lever = lever_at(scenario, pointer, "set", pointer, dates=True)
        if lever.unit == "date" and not lever.low <= value <= lever.high:
            raise refuse("value_out_of_range", "set", pointer, given=value, low=lever.low, high=lever.high)
        written = day_of(scenario, value).isoformat() if lever.unit == "date" else value
        values.append((lever.pointer, None if math.isnan(value) else written))
    return filled_in(scenario, values)


def changes_in(text: str) -> list[tuple[str, float]]:
    """The changes that an address has; raises ValueError where they cannot be read."""
    if not text or len(text) > CHANGES_LENGTH:
        raise ValueError
    pairs = (part.rpartition("=") for part in text.split(";"))
    return [(pointer, float(value)) for pointer, _, value in pairs]
