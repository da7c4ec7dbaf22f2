"""The fields of a record in an export, each read as what it has to be."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from app.planner.faults import InvalidScenario
from app.planner.scenario import TEXT_LENGTH
from app.services.export_format import BadExport, Record
from app.services.texts import accepted_tags, accepted_text

_MOST = 2**31 - 1
_LARGEST = 2**53
_WORKSPACE_ID = re.compile(r"wsp_[a-z0-9_]{1,40}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def is_workspace_id(text: str) -> bool:
    """Whether a text has the form of a workspace's id."""
    return _WORKSPACE_ID.fullmatch(text) is not None


class Fields:
    """The fields of a record, each read as what it has to be."""

    def __init__(self, line: int, record: Record) -> None:
        self.line, self.record = line, record

    def raw(self, name: str, kind: type) -> Any:
        """A value of exactly this type."""
        value = self.record.get(name)
        if type(value) is not kind:
            raise BadExport(self.line, f"{name} is missing, or not what it has to be")
        return value

    def text(self, name: str, limit: int = TEXT_LENGTH) -> str:
        """A text that would be accepted otherwise, too."""
        given: str = self.raw(name, str)
        return self.accepted(name, given, limit)

    def accepted(self, name: str, given: str, limit: int = TEXT_LENGTH) -> str:
        """The same of a text that stands deeper."""
        try:
            accepted = accepted_text(given, name, limit=limit)
        except InvalidScenario as error:
            raise BadExport(self.line, f"{name}: {error.faults[0].code}") from None
        if accepted != given:
            raise BadExport(self.line, f"{name} begins or ends with space")
        return accepted

    def tags(self) -> tuple[str, ...]:
        """Tags as they are kept."""
        given = self.raw("tags", list)
        try:
            accepted = accepted_tags(given) if all(isinstance(tag, str) for tag in given) else None
        except InvalidScenario as error:
            raise BadExport(self.line, f"tags: {error.faults[0].code}") from None
        if accepted is None or list(accepted) != given:
            raise BadExport(self.line, "tags are not what they have to be")
        return accepted

    def id(self, name: str, is_one: Callable[[str], bool]) -> str:
        """A text of a form."""
        given: str = self.raw(name, str)
        if not is_one(given):
            raise BadExport(self.line, f"{name} is no id")
        return given

    def whole(self, name: str) -> int:
        """A number to count by."""
        given: int = self.raw(name, int)
        if not 1 <= given <= _MOST:
            raise BadExport(self.line, f"{name} is no number that can be")
        return given

    def size(self, name: str) -> int:
        """A number of bytes or rows, which may be none."""
        given: int = self.raw(name, int)
        if not 0 <= given <= _LARGEST:
            raise BadExport(self.line, f"{name} is no size that can be")
        return given

    def digest(self, name: str) -> str:
        """SHA-256, as hexadecimal digits."""
        return self.id(name, lambda text: _DIGEST.fullmatch(text) is not None)

    def flag(self, name: str) -> bool:
        """Yes or no."""
        return bool(self.raw(name, bool))

    def moment(self, name: str) -> datetime:
        """A moment in UTC."""
        try:
            found = datetime.fromisoformat(self.raw(name, str))
            if found.tzinfo is not None:
                return found.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise BadExport(self.line, f"{name} is no moment such as 2026-11-22T09:00:00Z")
