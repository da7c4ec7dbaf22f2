"""What the store gives back: a scenario with one of its versions, and what went wrong."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from app.documents import scenario_from_json
from app.planner.scenario import Scenario


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

    @cached_property
    def scenario(self) -> Scenario:
        """The document, brought to the schema of today and validated."""
        return scenario_from_json(self.document.encode())

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
