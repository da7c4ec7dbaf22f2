"""Formulas of a worksheet that carry no result: who wrote the file did not work them out."""

import codecs
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from app.history.files.limits import XLSX_UNPACKED_LIMIT
from app.history.files.xml_bytes import wide_encoding
from app.history.files.xml_parts import member_of

# What follows a < stops at the next one: else a file of tags without ends takes for ever.
# Nothing is possessive: the first Pythons 3.11 get that wrong.
_NO_RESULT = rb"\s*(?:<(?:\w+:)?v\s*(?:/>|></(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"
_WITHOUT = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]*/>)" + _NO_RESULT)
_BLOCK = 1 << 20
_OVERLAP = 200  # bytes: more than the end of a formula takes


def without_results(path: Path, part: str) -> int:
    """How many there are in a part."""
    with zipfile.ZipFile(path) as archive:
        member = member_of(archive, part)
        return 0 if member is None else _counted(_blocks(archive, member))


def _counted(blocks: Iterator[bytes]) -> int:
    rest, count = b"", 0
    for block in blocks:
        text = rest + block
        count += sum(1 for found in _WITHOUT.finditer(text) if found.end() > len(rest))
        rest = text[-_OVERLAP:]
    return count


def _blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part; of one in UTF-16, those of the same text in UTF-8."""
    done = 0
    narrow: codecs.IncrementalDecoder | None = None
    with archive.open(member) as content:
        while done < XLSX_UNPACKED_LIMIT and (block := content.read(_BLOCK)):
            if not done and (encoding := wide_encoding(block)):
                narrow = codecs.getincrementaldecoder(encoding)("replace")
            done += len(block)
            yield narrow.decode(block).encode("utf-8", "replace") if narrow else block
