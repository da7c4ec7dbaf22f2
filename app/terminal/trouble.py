"""What is said where a command cannot do what was asked."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a question about a file needs no database, which takes longer to import than to answer it
    from app.db import StoreTrouble


class CannotDo(Exception):
    """Why a command about the store ends with nothing done; a line for standard error."""


def no_such(what: str, name: str) -> CannotDo:
    """There is no such list, or no such import."""
    return CannotDo(f"{name}: There is no such {what}; backfunnel history list shows those there are.")


def trouble_line(database: str, trouble: "StoreTrouble") -> str:
    """What is wrong with the database, or with the folder where files wait, on one line."""
    if trouble.place == "folder":
        return f"The folder where files wait: {_WORDS[trouble.code]}: {trouble.detail}."
    return f"{database}: {_WORDS[trouble.code]}: {trouble.detail}."


_WORDS = {
    "busy": "it is busy",
    "full": "there is no room left",
    "read_only": "it cannot be written to",
    "unreachable": "it cannot be reached",
    "damaged": "it is damaged, or no database of Backfunnel",
    "newer": "it was written by a newer version",
    "not_migrated": "it needs an upgrade",
    "in_use": "it is in use",
    "refused": "it does not take what was given",
}
