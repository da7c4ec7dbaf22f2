"""What an edit gives, and why one is refused."""

from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]


@dataclass(frozen=True)
class Edited:
    """A document after an edit.

    Attributes:
        document: the whole of it.
        focus: the pointer of the field where one would go on, empty where nothing suggests itself.
    """

    document: Document
    focus: str = ""


class EditRefused(Exception):
    """An edit that cannot be made.

    Codes: unknown, not_there, too_many_stages, too_few_stages, last_stage, first_or_last, too_many_channels, last_channel,
    too_many_steps, too_many_roles, unknown_kind.
    """

    def __init__(self, code: str, values: dict[str, object] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.values = values or {}


def place_of(parts: list[Document], name: str, key: str) -> int:
    """Where a part stands among its kind.

    Raises:
        EditRefused: where it is not there (any more).
    """
    for place, part in enumerate(parts):
        if part[name] == key:
            return place
    raise EditRefused("not_there", {"given": key[:60]})


def swap(parts: list[Document], place: int, by: int) -> int:
    """Let a part change places with its neighbour; its new place.

    Raises:
        EditRefused: where there is no neighbour on that side.
    """
    other = place + by
    if not 0 <= other < len(parts):
        raise EditRefused("first_or_last")
    parts[place], parts[other] = parts[other], parts[place]
    return other
