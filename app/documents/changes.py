"""A change between two scenario documents, and where it stands in each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from app.documents.identity import IN_ORDER, Names, longest_in_order
from app.planner.scenario import MEASURED_FIELDS, Scenario

Kind = Literal["changed", "added", "removed", "moved"]
Path = tuple[str | int, ...]
Document = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One difference between two scenarios.

    Attributes:
        kind: what happened; only a part with an identity of its own is added, removed or moved.
        path: where, by identity: ("channels", "cold_email", "share"), ("conversions", "lead", "rate"), ("seasonality", 3).
        old, new: the document's values, None where there was none; for a move the positions, counted from 0.
        old_pointer, new_pointer: where it stands in each document (RFC 6901).
    """

    kind: Kind
    path: Path
    old: object
    new: object
    old_pointer: str | None
    new_pointer: str | None


@dataclass(frozen=True)
class Side:
    """A value in one of the two documents, with where it stands there; a value of `ABSENT` stands nowhere."""

    value: Any
    pointer: str

    def at(self, key: str | int) -> "Side":
        """A field of a record, or an item of a list."""
        value = self.value.get(key, self._unwritten(key)) if isinstance(self.value, dict) else self.value[key]
        return Side(value, f"{self.pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")

    def _unwritten(self, key: str | int) -> Any:
        """What a field that a document leaves out says; a stage that is not among those of a mapping is not there at all."""
        return ABSENT if _BY_STAGE.fullmatch(self.pointer) else LEFT_OUT.get(key, ABSENT)


class Absent:
    """The value of what is not there; None is a value."""


ABSENT = Absent()
_RANGES = ("low", "high", "retention_low", "retention_high", "expansion_low", "expansion_high")
LEFT_OUT: dict[str | int, Any] = {
    "open": 0,
    "imports": [],
    "known_to": None,
    "lag_quantiles": [],
    **dict.fromkeys((*MEASURED_FIELDS, *_RANGES)),
}
"""What fields hold that a document leaves out where they say nothing."""
_BY_STAGE = re.compile(r"/pipeline|/channels/\d+/conversions")


def document_of(scenario: Scenario) -> Document:
    """The whole scenario as JSON has it, defaults written out, but for those of `LEFT_OUT`."""
    return scenario.model_dump(mode="json")


def change_from(path: Path, old: Side, new: Side) -> Change:
    """One value for another: a part that comes or goes is added or removed, anything else is changed."""
    before, after = (None if isinstance(side.value, Absent) else side.value for side in (old, new))
    kind: Kind = "changed"
    if old.value is ABSENT or (before is None and isinstance(after, dict)):
        kind = "added"
    elif new.value is ABSENT or (after is None and isinstance(before, dict)):
        kind = "removed"
    return Change(
        kind,
        path,
        before,
        after,
        None if old.value is ABSENT else old.pointer,
        None if new.value is ABSENT else new.pointer,
    )


def moves(path: Path, old_pointer: str, old_names: Names, new_pointer: str, new_names: Names) -> Iterator[Change]:
    """The fewest parts that have to move for one order to become the other."""
    if path[-1] not in IN_ORDER:
        return
    stayed = longest_in_order([old_names.index(name) for name in new_names if name in old_names])
    for position, name in enumerate(new_names):
        if name in old_names and (before := old_names.index(name)) not in stayed:
            yield Change("moved", (*path, name), before, position, f"{old_pointer}/{before}", f"{new_pointer}/{position}")
