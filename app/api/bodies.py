"""What is sent to the operations on scenarios, and how a body is read: JSON or YAML, by its content type."""

from collections.abc import Collection
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.api.problems import UnsupportedMediaType
from app.documents import record_from_json, record_from_yaml
from app.planner.scenario import TEXT_LENGTH, Count, Name, Record, Scenario
from app.services.texts import TAG_LENGTH, TAGS_LIMIT

JSON = "application/json"
YAML = "application/yaml"
MERGE_PATCH = "application/merge-patch+json"
JSON_TYPES = frozenset((JSON,))
YAML_TYPES = frozenset((YAML, "application/x-yaml", "text/yaml"))
PATCH_TYPES = frozenset((JSON, MERGE_PATCH))
VERSIONS_LIMIT = 10**9

_NO_CONTROL = r"^[^\x00-\x1f\x7f]*$"
_R = TypeVar("_R", bound=BaseModel)

Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TAG_LENGTH, pattern=_NO_CONTROL)]
Tags = Annotated[tuple[Tag, ...], Field(max_length=TAGS_LIMIT)]
VersionName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_LENGTH, pattern=_NO_CONTROL)]
VersionNumber = Annotated[Count, Field(ge=1, le=VERSIONS_LIMIT)]


class BodyRecord(Record):
    """The base of what is sent: built when it is first needed."""

    model_config = ConfigDict(defer_build=True)


class NewScenario(BodyRecord):
    """A scenario to keep."""

    scenario: Scenario = Field(title="Scenario", description="The assumptions.")
    tags: Tags = Field((), title="Tags", description="Words to group it by; those that differ in case only are the same.")
    version_name: VersionName | None = Field(None, title="Version name", description="What the first version is called.")


class SavedScenario(BodyRecord):
    """A scenario with changes to keep."""

    scenario: Scenario = Field(title="Scenario", description="The assumptions, all of them.")
    tags: Tags | None = Field(None, title="Tags", description="The tags from now on; left out, they stay as they are.")
    version_name: VersionName | None = Field(None, title="Version name", description="What this version is called.")


class ScenarioPatch(BodyRecord):
    """What is to be different about a scenario beside its document."""

    tags: Tags | None = Field(None, title="Tags", description="The tags from now on; null takes all away; left out, they stay.")


class VersionPatch(BodyRecord):
    """What is to be different about a version."""

    name: VersionName | None = Field(None, title="Name", description="What the version is called; null takes the name away.")


class CopyRequest(BodyRecord):
    """What a copy is to be."""

    name: Name | None = Field(
        None, title="Name", description="What the copy is called; left out, the old name with a word that it is a copy."
    )
    version: VersionNumber | None = Field(None, title="Version", description="The version to copy; left out, the newest.")


class RestoreRequest(BodyRecord):
    """Which version to bring back."""

    version: VersionNumber = Field(title="Version", description="The version whose document becomes the newest again.")


async def _body(request: Request) -> bytes:
    return await request.body()


Body = Annotated[bytes, Depends(_body)]
"""The body as bytes, read before an operation that is no coroutine."""


def media_type(request: Request) -> str:
    """The content type without its parameters, in lower case."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def read(request: Request, body: bytes, record: type[_R], json_types: Collection[str] = JSON_TYPES, *, below: str | None = None) -> _R:
    """The body as a record; `below` names its field that holds a scenario.

    Raises:
        UnsupportedMediaType: where it is neither JSON nor YAML by its content type.
        UnreadableDocument, InvalidScenario: where it makes no sense.
    """
    kind = media_type(request)
    if kind in json_types:
        return record_from_json(record, body, below)
    if kind in YAML_TYPES:
        return record_from_yaml(record, body, below)
    raise UnsupportedMediaType


def read_if_any(request: Request, body: bytes, record: type[_R]) -> _R:
    """The same where the body may be left out, and everything in it."""
    return read(request, body, record) if body else record()
