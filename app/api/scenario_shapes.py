"""The shapes of what is answered about scenarios that are kept; tests hold the answers to them."""

from datetime import datetime
from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from app.api.problem_shape import Problem, ProblemError
from app.planner.scenario import Scenario

Id = Annotated[str, Field(pattern="^scn_[a-z0-9]{20}$")]
ETag = Annotated[str, Field(pattern='^"[0-9]+-[0-9]+"$', description="For If-Match.")]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of the document: equal documents have equal ones.")]
Number = Annotated[int, Field(ge=1)]


class ScenarioLine(TypedDict):
    """A scenario that is kept, with the number of the version that `digest` is of."""

    id: Id
    name: str
    version: Number
    revision: Annotated[int, Field(ge=1, description="Grows with every change, of tags or archiving too.")]
    etag: ETag
    tags: list[str]
    sample: Annotated[bool, Field(description="Whether it came with the product.")]
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    archived_at: datetime | None
    digest: Digest
    scenario: NotRequired[Scenario | None]
    error: NotRequired[Annotated[ProblemError, Field(description="Why `scenario` is null: what is stored cannot be read.")]]


class StoredScenario(ScenarioLine):
    """A scenario that is kept, with its document; null where what is stored cannot be read, and `error` then says why."""

    scenario: Scenario | None  # type: ignore[misc]  # here it is never left out


class ScenarioPage(TypedDict):
    """A page of a list. `scenario` is in its items where `include=scenario` asks for it."""

    items: list[ScenarioLine]
    next_cursor: Annotated[str | None, Field(description="For `cursor`; null on the last page. The Link header has the whole address.")]
    total: Annotated[int, Field(ge=0, description="How many match, on all pages.")]


class VersionLine(TypedDict):
    """A version in the history."""

    version: Number
    name: str | None
    author: str
    created_at: datetime
    restored_from: Annotated[int | None, Field(description="The version whose document this one brought back.")]
    digest: Digest


class StoredVersion(VersionLine):
    """A version with its document."""

    scenario: Scenario


class VersionPage(TypedDict):
    """A page of the history, newest first."""

    items: list[VersionLine]
    next_cursor: str | None


class ChangeWords(TypedDict):
    """A change for people, in the reader's language."""

    where: str
    what: str
    before: str
    after: str


class Change(TypedDict):
    """One difference. Parts are told apart by what they are, so `path` has keys and names where a pointer has positions."""

    kind: Literal["changed", "added", "removed", "moved"]
    path: list[str | int]
    old: Annotated[Any, Field(description="The value before; null where there was none, the position where it moved.")]
    new: Any
    old_pointer: str | None
    new_pointer: str | None
    words: ChangeWords


class NamedVersion(TypedDict):
    """One side of a comparison."""

    id: Id
    name: str
    version: Number


# `from` is a word of the language, so the class form cannot have it.
Comparison = TypedDict("Comparison", {"from": NamedVersion, "to": NamedVersion, "changes": list[Change]})


class StaleProblem(Problem):
    """Someone has changed it in between: what is there now, and what has changed since the version that the client knows."""

    current: NotRequired[StoredScenario]
    changes: NotRequired[list[Change]]
