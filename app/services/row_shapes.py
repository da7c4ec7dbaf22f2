"""What a page of kept rows is made of."""

from dataclasses import dataclass
from typing import Literal

RowWhat = Literal[
    "row", "id", "day", "outcome", "reached", "lost", "amount", "currency", "until", "channel", "campaign", "key", "attribute", "measure"
]


@dataclass(frozen=True)
class RowsPage:
    """Some of the rows that are kept of an import, in the order in which they are kept.

    Attributes:
        columns: for each its name (a stage, a header) and what it holds.
        rows: cells: whole numbers, ISO days, words of an outcome, numbers, texts; None where the file said nothing.
        start, total: position of the first, and how many there are in all.
    """

    columns: tuple[tuple[str, RowWhat], ...]
    rows: tuple[tuple[object, ...], ...]
    start: int
    total: int
