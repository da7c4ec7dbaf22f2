"""Why the store cannot be used just now, for whoever waits for it."""

from typing import Protocol

from app.language import Language
from app.planner.text import N_

SENTENCES = {
    "busy": N_("The database is busy just now, so this was not done; try again in a moment."),
    "full": N_("There is no room left where the scenarios are kept, so nothing was saved. Make room, then save again."),
    "read_only": N_("The scenarios can be read but not changed, because the database is read-only. Nothing was saved."),
    "unreachable": N_("The database cannot be reached just now, so nothing can be read or saved; try again in a moment."),
    "damaged": N_("What is there is no database of Backfunnel, or it is damaged. Nothing was changed; a back-up copy may stand beside it."),
    "newer": N_("The database was written by a newer Backfunnel than this one. Nothing was changed; update the program."),
    "not_migrated": N_("The database waits for its upgrade: run backfunnel db upgrade."),
    "in_use": N_("Another Backfunnel is already running on this database, so this one leaves it alone."),
    "refused": N_("The database does not take what was sent, such as a character that cannot be stored. Nothing was saved."),
}

OF_THE_FOLDER = {
    "busy": N_("The folder where files wait cannot be written to just now, so this file was not kept; send it again in a moment."),
    "full": N_("There is no room left in the folder where files wait, so this file was not kept. Make room, then send it again."),
    "read_only": N_("The folder where files wait cannot be written to, so this file was not kept."),
    "unreachable": N_("The folder where files wait cannot be reached, so this file was not kept. What is saved is not touched by that."),
}


class Trouble(Protocol):
    """What went wrong with the store, as `StoreTrouble` has it."""

    @property
    def code(self) -> str:
        """One of the codes above."""

    @property
    def place(self) -> str:
        """database, or folder: the one where files wait."""


def store_sentence(trouble: Trouble, language: Language) -> str:
    """What is wrong with the store, what became of the request, and what can be done."""
    return language.gettext((OF_THE_FOLDER if trouble.place == "folder" else SENTENCES)[trouble.code])
