"""Texts that a workbook keeps once and its cells refer to: each cell gets a text of its own when it is read."""

import re
import zipfile
from collections.abc import Iterator
from copy import copy

import numpy as np
import numpy.typing as npt

from app.history.files.container import refused
from app.history.files.limits import XLSX_CELLS_LIMIT, XLSX_TEXT_LIMIT, XLSX_UNPACKED_LIMIT

_CLAIM = re.compile(rb"<(?:\w+:)?sst\b[^<>]*?\suniqueCount\s*+=\s*+[\"']\s*+(\d++)")
_USE = re.compile(rb"t(?<=[\s\"']t)\s*+=\s*+[\"']s[\"'][^<>]*>\s*+<(?:\w+:)?v[^<>]*>\s*+(\d{1,9})<")
_END = re.compile(rb"</(?:\w+:)?si>")
_PART = "xl/sharedstrings.xml"
_OVERLAP = 400  # bytes: more than the beginning of a cell takes
_BLOCK = 1 << 20


def uses_in(block: bytes) -> int:
    """How many cells of a block refer to such a text; a few more where a text looks like it."""
    return block.count(b't="s"') + block.count(b"t='s'")


def check_shared_texts(archive: zipfile.ZipFile, uses: int) -> None:
    """Refuse a part that claims more texts than cells could use, and texts that come to too much in all.

    `uses`: cells that refer to one.
    """
    part = next((member for member in archive.infolist() if member.filename.lower() == _PART), None)
    if part is None:
        return
    ends, claimed = _texts(archive, part)
    if claimed > XLSX_CELLS_LIMIT:  # more than cells that could use them: the reader makes room for as many as it is told
        raise refused("broken_workbook", worksheet="")
    lengths = np.diff(ends, prepend=0)
    if len(lengths) and int(lengths.max()) * uses > XLSX_TEXT_LIMIT:
        _check_uses(archive, part, lengths)


def _texts(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[npt.NDArray[np.int64], int]:
    """Where each text ends, and how many the part claims to hold."""
    found, claimed = [np.zeros(0, np.int64)], 0
    for text, start, seen in _blocks(archive, part):
        ends = [end.end() for end in _END.finditer(text) if end.end() > seen]
        found.append(np.array(ends, np.int64) + start)
        claimed = max([claimed, *(int(claim[1][:18]) for claim in _CLAIM.finditer(text))])
    return np.concatenate(found), claimed


def _check_uses(archive: zipfile.ZipFile, part: zipfile.ZipInfo, lengths: npt.NDArray[np.int64]) -> None:
    size = 0
    for member in archive.infolist():
        if member is part:
            continue
        for text, _, seen in _blocks(archive, member):
            used = np.array([int(use[1]) for use in _USE.finditer(text) if use.end() > seen], np.int64)
            size += int(lengths[used[used < len(lengths)]].sum())
            if size > XLSX_TEXT_LIMIT:
                raise refused("too_large_texts", size=size, limit=XLSX_TEXT_LIMIT)


def _blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[tuple[bytes, int, int]]:
    """Blocks of a part with the end of the one before; where each begins in the part, and how much of it was seen before."""
    rest, done = b"", 0
    honest = copy(member)
    honest.file_size = XLSX_UNPACKED_LIMIT + _BLOCK  # zipfile stops at the size that the directory gives; other readers do not
    with archive.open(honest) as content:
        while done < XLSX_UNPACKED_LIMIT and (block := content.read(_BLOCK)):
            yield rest + block, done - len(rest), len(rest)
            done += len(block)
            rest = (rest + block)[-_OVERLAP:]
