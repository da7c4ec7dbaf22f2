"""Text for a terminal: aligned tables, wrapped paragraphs, and emphasis where the terminal can show it.

Of our own because it has to start at once: the usual library for this takes longer to import than a plan takes to compute.
"""

import os
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TextIO

NARROWEST = 40
PIPED_WIDTH = 120
GAP = "  "
NOTHING = "·"
_EMPHASIS = {"bold": "1", "faint": "2", "warning": "33", "error": "31"}


@dataclass(frozen=True)
class Screen:
    """Where text goes: how wide it is, and whether it shows emphasis."""

    width: int = 80
    emphasis: bool = False

    def shown(self, text: str, how: str) -> str:
        """The text with emphasis, where the screen has any."""
        return f"\033[{_EMPHASIS[how]}m{text}\033[0m" if self.emphasis and text else text

    def heading(self, text: str) -> list[str]:
        """A heading with an empty line before it."""
        return ["", self.shown(text, "bold")]

    def paragraph(self, text: str, indent: str = "", first: str | None = None) -> list[str]:
        """The text wrapped to the screen, no wider than reads well."""
        width = min(self.width, 110)
        return textwrap.wrap(
            text, width, initial_indent=indent if first is None else first, subsequent_indent=indent, break_long_words=False
        )


def screen_of(stream: TextIO) -> Screen:
    """The screen behind a stream; a pipe or file has none and gets a fixed width."""
    if not stream.isatty():
        columns = os.environ.get("COLUMNS", "")
        return Screen(max(NARROWEST, int(columns)) if columns.isascii() and columns.isdigit() and len(columns) < 5 else PIPED_WIDTH)
    emphasis = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Screen(max(NARROWEST, shutil.get_terminal_size().columns), emphasis)


def plain(text: str) -> str:
    """Text from a document, made safe to show: one line, and nothing that a terminal would obey."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") else letter for letter in text)


def width_of(text: str) -> int:
    """Columns that a text takes; East Asian letters take two."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def padded(text: str, width: int, align: str) -> str:
    """The text filled up to a width: '<' to its right, '>' to its left."""
    space = " " * max(0, width - width_of(text))
    return text + space if align == "<" else space + text


def table(head: Sequence[str], rows: Iterable[Sequence[str]], align: str, screen: Screen, indent: str = "") -> list[str]:
    """Lines of an aligned table. `align` has a '<' or '>' for each column; a head of '' leaves the column without one."""
    cells = [[plain(cell) for cell in row] for row in rows]
    widths = [max(map(width_of, column)) for column in zip(head, *cells, strict=True)]

    def line(row: Sequence[str]) -> str:
        return indent + GAP.join(padded(cell, width, side) for cell, width, side in zip(row, widths, align, strict=True)).rstrip()

    lines = [screen.shown(line(head), "faint")] if any(head) else []
    return [*lines, *map(line, cells)]


def table_width(head: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """How wide a table of these would be."""
    return sum(max(map(width_of, column)) + len(GAP) for column in zip(head, *rows, strict=True)) - len(GAP)


def report(stream: TextIO, lines: Iterable[str]) -> None:
    """Write all lines at once."""
    stream.write("\n".join(lines) + "\n")
    stream.flush()


def complain(sentence: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"backfunnel: {plain(sentence)}\n")
