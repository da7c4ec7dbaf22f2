"""The documents of the project, and what stands in them: blocks of code, commands, tables, names and numbers."""

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def tables(text: str) -> dict[str, list[list[str]]]:
    """The rows of the tables below each heading, heads left out, as cells without the bars."""
    found: dict[str, list[list[str]]] = {}
    heading = ""
    lines = text.splitlines()
    for position, line in enumerate(lines):
        if line.startswith("#"):
            heading = line.lstrip("# ")
        is_head = position + 1 < len(lines) and re.fullmatch(r"\|[-|: ]+\|", lines[position + 1]) is not None
        if line.startswith("|") and not is_head and re.fullmatch(r"\|[-|: ]+\|", line) is None:
            found.setdefault(heading, []).append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def code(cell: str) -> str:
    """The name in a cell that holds nothing but a name."""
    found = re.fullmatch(r"`([^`]+)`", cell)
    assert found, f"{cell} is no name"
    return found[1]


def number(cell: str) -> float:
    return float(cell.replace(",", ""))


class Command(NamedTuple):
    """A command of a document and what the document says it prints."""

    line: str
    printed: str


def commands(text: str) -> list[Command]:
    """The commands of the console blocks, each after `$ `."""
    found = []
    for block in blocks(text, "console"):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            line, _, printed = part.partition("\n")
            found.append(Command(line, printed))
    return found


def agrees(shown: str, printed: str) -> bool:
    """Whether a document shows what was printed; a line of its own with three dots stands for any lines."""
    parts = [re.escape(part) for part in re.split(r"^\.\.\.$\n?", shown.rstrip() + "\n", flags=re.M)]
    pattern = "(?:.*\n)*?".join(parts)
    return re.fullmatch(pattern, printed.rstrip() + "\n") is not None
