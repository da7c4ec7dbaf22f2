"""Which of the rows that are kept somebody wants to see, so that a figure leads back to those that it rests on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RowsWanted:
    """All of it has to hold of a row; what the file has no column for does not hold it back, but for the stage that was reached.

    Attributes:
        only: attributes (channel, owner, a header) with the folded value; an empty value means none is given.
        entered: a stage that was entered, from `since` to `until` (ISO days). reached: a stage that was reached, itself or a later one.
        missed: a stage that was not reached.
        outcome: won, lost or open.
    """

    only: tuple[tuple[str, str], ...] = ()
    entered: str = ""
    since: str = ""
    until: str = ""
    reached: str = ""
    missed: str = ""
    outcome: str = ""

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self == EVERYTHING


EVERYTHING = RowsWanted()
