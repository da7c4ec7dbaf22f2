"""What the cells' reader does not tell of a worksheet: in which row it begins, and formulas that carry no result."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from app.history.files.limits import XLSX_UNPACKED_LIMIT

# What follows a < stops at the next one, and blanks are not given back: else a file of tags without ends takes for ever.
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b(?:\"[^\"]*+\"|'[^']*+'|[^<>\"'])*+>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b(?:\"[^\"]*+\"|'[^']*+'|[^<>\"'])*+>")
_ROW = re.compile(rb"<(?:\w+:)?row\b(?:[^<>]*?\br=\"(\d++)\")?")
_SAYS = re.compile(rb"<(?:\w+:)?(?:v>[^<]|is>)")
_NO_RESULT = rb"(?:\s*+(?:<(?:\w+:)?v\s*+/>|<(?:\w+:)?v></(?:\w+:)?v>))?+\s*+</(?:\w+:)?c>"
_WITHOUT = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]*/>)" + _NO_RESULT)
_BLOCK = 1 << 20
_OVERLAP = 200  # bytes: more than the end of a formula takes


@dataclass(frozen=True)
class WorksheetFacts:
    """Blank rows before the first that says something, and how many formulas have no result."""

    rows_before: int = 0
    without_results: int = 0


def facts_of(path: Path, worksheet: str) -> WorksheetFacts:
    """Facts from the worksheet's part of the archive; nothing where it cannot be found."""
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part_of(archive, worksheet)
            return _facts(_blocks(archive, part)) if part else WorksheetFacts()
    except (KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error):
        return WorksheetFacts()


def hidden_worksheets(path: Path) -> frozenset[str]:
    """Names of worksheets that people do not see."""
    try:
        with zipfile.ZipFile(path) as archive:
            book = b"".join(_blocks(archive, "xl/workbook.xml"))
    except (KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error):
        return frozenset()
    tags = _SHEET.findall(book)
    return frozenset(_attribute(tag, "name") for tag in tags if _attribute(tag, "state") in ("hidden", "veryHidden"))


def _part_of(archive: zipfile.ZipFile, worksheet: str) -> str | None:
    book = b"".join(_blocks(archive, "xl/workbook.xml"))
    relations = b"".join(_blocks(archive, "xl/_rels/workbook.xml.rels"))
    sheet = next((tag for tag in _SHEET.findall(book) if _attribute(tag, "name") == worksheet), b"")
    wanted = _attribute(sheet, r"\w+:id")
    target = next((_attribute(tag, "Target") for tag in _RELATION.findall(relations) if wanted and _attribute(tag, "Id") == wanted), "")
    return (target.lstrip("/") if target.startswith("/") else f"xl/{target}") if target else None


def _attribute(tag: bytes, name: str) -> str:
    found = re.search(rf"\s{name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')".encode(), tag)
    return unescape((found[1] or found[2] or b"").decode("utf-8", "replace")) if found else ""


def _facts(blocks: Iterator[bytes]) -> WorksheetFacts:
    rest, without, row, first = b"", 0, 0, None
    for block in blocks:
        text = rest + block
        without += sum(1 for found in _WITHOUT.finditer(text) if found.end() > len(rest))
        if first is None:
            says = _SAYS.search(text)
            for tag in _ROW.finditer(text, 0, says.start() if says else len(text)):
                if tag.end() > len(rest):
                    row = int(tag[1][:10]) if tag[1] else row + 1
            first = row if says else None
        rest = text[-_OVERLAP:]
    return WorksheetFacts(max(0, (first or 1) - 1), without)


def _blocks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    done = 0
    with archive.open(part) as member:
        while done < XLSX_UNPACKED_LIMIT and (block := member.read(_BLOCK)):
            done += len(block)
            yield block
