"""The plan that a question is asked of, as the address has it; and the addresses of questions, and of a plan with an answer in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson

from app.documents import scenario_from_json
from app.documents.differences import document_of
from app.language import Language
from app.planner.scenario import Scenario
from app.questions.levers import lever_at
from app.services.answers_in_progress import key_of
from app.web.figures.ground import Ground
from app.web.plan.changing import state_of
from app.web.state import plan_page
from app.web.state.forms import Document
from app.web.state.plan_page import Answer

Changes = Sequence[tuple[str, float]]
USE = "set"
CHANGES_LENGTH = 8_000
"""Characters of changes in an address."""


@dataclass(frozen=True)
class Opened:
    """A plan that can be asked about; `asked` is what the address says of the question."""

    found: Answer
    ground: Ground
    asked: Mapping[str, str]

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

    def use(self, changes: Changes) -> str:
        """The address that opens the plan with changes in it, unsaved; none where there are too many for one.

        Twelve digits of a value are enough for every figure to nine, and leave out the dust of the last ones.
        """
        said = ";".join(f"{pointer}={float(f'{value:.12g}')!r}" for pointer, value in changes)
        return self.address("use", {USE: said}) if changes and len(said) <= CHANGES_LENGTH else ""

    def changed(self, changes: Changes) -> str:
        """The address of the plan with changes in it; raises InvalidScenario or DraftUnreadable where there can be none."""
        after = state_of(with_changes(self.scenario, changes), self.found.base)
        return replace(plan_page.answer(after.base, after.texts), view=self.found.view).address


def digest_of(scenario: Scenario) -> str:
    """A key of everything a scenario says."""
    return key_of(orjson.dumps(scenario.model_dump(mode="json")))


def with_changes(scenario: Scenario, changes: Changes) -> Scenario:
    """The scenario with numbers in the places of inputs.

    Raises:
        QuestionRefused: where there is no such input.
        InvalidScenario: where it makes no sense with them.
    """
    document: Document = document_of(scenario)
    for pointer, value in changes:
        lever = lever_at(scenario, pointer, "set", pointer)
        _put(document, lever.pointer.split("/")[1:], value)
    return scenario_from_json(orjson.dumps(document))


def _put(document: Document, way: Sequence[str], value: float) -> None:
    """Put a number into its place; what a channel does not say for itself yet is begun."""
    inside: object = document
    for part in way[:-1]:
        if isinstance(inside, list):
            inside = inside[int(part)]
        elif isinstance(inside, dict):
            inside[part] = {} if inside.get(part) is None else inside[part]
            inside = inside[part]
    if isinstance(inside, list):
        inside[int(way[-1])] = value
    elif isinstance(inside, dict):
        inside[way[-1]] = value


def changes_in(text: str) -> list[tuple[str, float]]:
    """The changes that an address has; raises ValueError where they cannot be read."""
    if not text or len(text) > CHANGES_LENGTH:
        raise ValueError
    pairs = (part.rpartition("=") for part in text.split(";"))
    return [(pointer, float(value)) for pointer, _, value in pairs]
