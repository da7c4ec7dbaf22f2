"""What the store gives back: a scenario with one of its versions, and what went wrong."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from app.documents import UnreadableDocument, scenario_from_json
from app.planner.faults import Fault, InvalidScenario
from app.planner.scenario import Scenario

_ID = re.compile(r"scn_[a-z0-9]{20}")
_UNREADABLE = [Fault((), "unreadable")]


def is_id(text: str) -> bool:
    """Whether a text has the form of a scenario's id; whatever has not is not looked for."""
    return _ID.fullmatch(text) is not None


class UnreadableStored(InvalidScenario):
    """A document that is stored and cannot be read, as of a newer Backfunnel, or damaged; no request is at fault.

    Its faults say why; `unreadable` is the only one where it is no document at all.
    """


def stored_scenario(document: str) -> Scenario:
    """A stored document, brought to the schema of today and validated.

    Raises:
        UnreadableStored: where that cannot be done.
    """
    try:
        return scenario_from_json(document.encode("utf-8", "surrogatepass"))
    except InvalidScenario as error:
        if (error.faults[0].path, error.faults[0].code) == ((), "not_a_record"):  # JSON, but nothing like a scenario
            raise UnreadableStored(_UNREADABLE) from None
        raise UnreadableStored(error.faults) from None
    except UnreadableDocument:
        raise UnreadableStored(_UNREADABLE) from None


@dataclass(frozen=True)
class Stored:
    """A scenario with its newest version, or from `at_version` with an older one."""

    id: str
    name: str
    version: int
    """The number of the version whose document this is."""
    newest: int
    """The number of the newest version."""
    revision: int
    """Grows with every change, of tags or archiving too."""
    tags: tuple[str, ...]
    sample: bool
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    archived_at: datetime | None
    document: str
    digest: str
    version_name: str | None = None
    """What that version was called by whoever saved it."""

    @cached_property
    def scenario(self) -> Scenario:
        """The document as `stored_scenario` reads it."""
        return stored_scenario(self.document)

    @property
    def etag(self) -> str:
        """Changes whenever anything about the scenario does."""
        return f'"{self.newest}-{self.revision}"'


@dataclass(frozen=True)
class VersionLine:
    """A version in the history, without its document."""

    number: int
    name: str | None
    author: str
    created_at: datetime
    restored_from: int | None
    digest: str


class ScenarioNotFound(LookupError):
    """There is no such scenario in the workspace."""


class VersionNotFound(LookupError):
    """The scenario has no version of that number."""


class StaleVersion(Exception):
    """Someone has saved in between; `current` is what is there now."""

    def __init__(self, current: Stored) -> None:
        super().__init__(f"the newest version of {current.id} is {current.newest}")
        self.current = current


class StaleRevision(Exception):
    """Someone has changed it in between, be it only its tags; `current` is what is there now."""

    def __init__(self, current: Stored) -> None:
        super().__init__(f"{current.id} is at revision {current.revision}")
        self.current = current
