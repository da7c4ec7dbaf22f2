"""What is no document at all, and how much of one is read."""

SIZE_LIMIT = 1_000_000
"""Bytes in a document."""
PARTS_LIMIT = 20_000
"""Records in a document; the largest scenario has a tenth of them."""
DEPTH_LIMIT = 50
"""Lists and records inside each other."""
FAULTS_LIMIT = 50
"""Faults reported at once; a file of nonsense needs no longer list."""
ECHO_LENGTH = 60
"""Characters repeated back of what was given."""
NAME_LENGTH = 200
"""Characters of an unknown field's name inside a pointer."""


class UnreadableDocument(Exception):
    """Text that is neither JSON nor YAML, or more of it than is read.

    Attributes:
        code: what is wrong; the edge has a sentence for each.
        line: where, counted from 1; None where no place is to blame.
        column: likewise.
    """

    def __init__(self, code: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(code if line is None else f"{code} at line {line}, column {column}")
        self.code, self.line, self.column = code, line, column


def shortened(text: str, length: int) -> str:
    """The text, cut where it is longer than anyone would read."""
    return text if len(text) <= length else text[: length - 1] + "…"
