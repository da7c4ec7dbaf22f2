"""Cutting bytes where records end. A quoted cell may hold line breaks, and a quote in the middle of a cell (5" pipe) opens nothing."""

import re
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from app.history.files.container import refused
from app.history.files.limits import LINE_LIMIT, RECORD_LIMIT

_QUOTE, _NEWLINE, _RETURN = 34, 10, 13
_STRETCH = 1 << 16


def whole_records(blocks: Iterable[bytes], delimiter: str) -> Iterator[bytes]:
    """The same bytes in blocks that end where a record ends; records whose quotes are astray are written anew so that any reader agrees.

    A quote opens where a cell begins, and closes before a delimiter or a line's end; what does neither is a character of its cell.
    So a quote that nobody closed costs its own record at most, never the file. Raises UnreadableFile for a record without end.
    """
    rest = b""
    for block in blocks:
        whole, rest = _cut_unquoted(rest, block) if b'"' not in block and b'"' not in rest else _cut(rest + block, delimiter, last=False)
        if len(rest) > LINE_LIMIT:
            raise refused("record_too_long", limit=LINE_LIMIT)
        del block
        if whole:
            _check_lines(whole)
            yield whole
            del whole
    if rest:
        yield _cut(rest if rest.endswith(b"\n") else rest + b"\n", delimiter, last=True)[0]


def _check_lines(text: bytes) -> None:
    """Refuse lines longer than any; each of those goes over one of these places, so that the others need not be looked for."""
    for place in range(0, len(text), LINE_LIMIT // 2):
        if text.find(b"\n", place) - text.rfind(b"\n", 0, place) > LINE_LIMIT:
            raise refused("record_too_long", limit=LINE_LIMIT)


def records_of(text: bytes, delimiter: str, most: int) -> list[list[str]]:
    """The first records of a text as cells, by the same rule; for heads of files and single lines."""
    if b'"' not in text and len(delimiter.encode()) == 1:
        return _unquoted(text, delimiter.encode(), most)
    scan = _Scan(delimiter)
    found: list[list[str]] = []
    place = 0
    while place < len(text) and len(found) < most:
        cells, place = scan.record(text, place)
        found.append([cell.decode("utf-8", "replace") for cell in cells])
    return found


def _unquoted(text: bytes, delimiter: bytes, most: int) -> list[list[str]]:
    """The same where no cell is quoted."""
    found: list[list[str]] = []
    place = 0
    while place < len(text) and len(found) < most:
        newline = text.find(b"\n", place)
        end = len(text) if newline < 0 else newline
        found.append([cell.rstrip(b"\r").decode("utf-8", "replace") for cell in text[place:end].split(delimiter)])
        place = end + 1
    return found


def place_after(text: bytes, delimiter: str, records: int) -> int:
    """Where the first bytes after so many records are."""
    scan = _Scan(delimiter)
    place = 0
    for _ in range(records):
        if place >= len(text):
            break
        _, place = scan.record(text, place)
    return place


def is_consistent(text: bytes, delimiter: str) -> bool:
    """Whether quotes of a text that begins after a line's end agree that a record begins there."""
    if b'"' not in text:
        return True
    quotes = _Quotes(text, delimiter)
    return quotes.first_astray(0) is None and quotes.last_end(0, len(text)) == len(text)


def _cut_unquoted(rest: bytes, block: bytes) -> tuple[bytes, bytes]:
    """The same as `_cut` of both together, where there is no quote: every line is a record, and the bytes are copied but once."""
    end = block.rfind(b"\n") + 1
    return (b"".join((rest, memoryview(block)[:end])), block[end:]) if end else (b"", rest + block)


def _cut(block: bytes, delimiter: str, *, last: bool) -> tuple[bytes, bytes]:
    """Whole records, and the beginning of one that goes on in the next block."""
    if b'"' not in block:
        end = block.rfind(b"\n") + 1
        return block[:end], block[end:]
    quotes = _Quotes(block, delimiter)
    pieces: list[bytes] = []
    start = 0
    while start < len(block):
        astray = quotes.first_astray(start)
        end = quotes.last_end(start, len(block) if astray is None else astray)
        pieces.append(block[start:end])
        start = end
        mended, start = _mended(block, start, delimiter, last=last)
        if not mended:
            break
        pieces.append(mended)
    return b"".join(pieces), block[start:]


def _mended(block: bytes, start: int, delimiter: str, *, last: bool) -> tuple[bytes, int]:
    """A stretch of records from `start`, each cell in quotes that needs them, and where it ends; nothing where the next block must tell."""
    scan = _Scan(delimiter)
    mended: list[bytes] = []
    place = start
    while place < len(block) and place - start < _STRETCH and (last or len(block) - place > RECORD_LIMIT):
        cells, place = scan.record(block, place)
        mended.append(scan.delimiter.join(_quoted(cell, scan.delimiter) for cell in cells) + b"\n")
    return b"".join(mended), place


def _quoted(cell: bytes, delimiter: bytes) -> bytes:
    if b'"' in cell or b"\n" in cell or b"\r" in cell or delimiter in cell:
        return b'"' + cell.replace(b'"', b'""') + b'"'
    return cell


class _Scan:
    """Reads one record at a time, slowly and by the letter of the rule."""

    def __init__(self, delimiter: str) -> None:
        self.delimiter = delimiter.encode()
        mark = re.escape(self.delimiter)
        blanks = b"[ ]*" if self.delimiter == b"\t" else rb"[ \t]*"
        self._quoted = re.compile(blanks + b'"([^"]*(?:""[^"]*)*)"' + blanks + b"(?=" + mark + rb"|\r*\n|\Z)")
        self._plain = re.compile(b"[^\n" + mark + b"]*")

    def record(self, text: bytes, place: int) -> tuple[list[bytes], int]:
        """The cells of the record at `place`, and where the next begins."""
        cells: list[bytes] = []
        while True:
            cell, place = self._cell(text, place)
            cells.append(cell)
            if place < len(text) and text[place : place + 1] == self.delimiter:
                place += 1
                continue
            newline = text.find(b"\n", place)
            return cells, len(text) if newline < 0 else newline + 1

    def _cell(self, text: bytes, place: int) -> tuple[bytes, int]:
        quoted = self._quoted.match(text, place, min(len(text), place + RECORD_LIMIT))
        if quoted and not (quoted.end() == place + RECORD_LIMIT < len(text)):
            return quoted[1].replace(b'""', b'"'), quoted.end()
        plain = self._plain.match(text, place)
        assert plain is not None  # it may be empty
        cell = plain[0].rstrip(b"\r")
        return (cell[1:-1] if len(cell) > 1 and cell[:1] == cell[-1:] == b'"' else cell), plain.end()


class _Quotes:
    """The quotes and line ends of a block that begins where a record begins, toggling between inside and outside."""

    def __init__(self, block: bytes, delimiter: str) -> None:
        letters = np.frombuffer(block, np.uint8)
        self.places = np.flatnonzero(letters == _QUOTE)
        self.newlines = np.flatnonzero(letters == _NEWLINE)
        boundary = np.zeros(256, bool)
        boundary[[ord(delimiter), _NEWLINE]] = True
        adjacent = np.diff(self.places, prepend=-2) == 1
        end = len(letters) - 1
        before, after = letters[np.maximum(self.places - 1, 0)], letters[np.minimum(self.places + 1, end)]
        returns = (after == _RETURN) & (letters[np.minimum(self.places + 2, end)] == _NEWLINE)
        self.opens = boundary[before] | adjacent | (self.places == 0)
        self.closes = boundary[after] | returns | np.append(adjacent[1:], False) | (self.places == end)

    def first_astray(self, start: int) -> int | None:
        """The place of the first quote that neither opens nor closes a cell, if quotes from `start` on are taken in turn."""
        first = int(np.searchsorted(self.places, start))
        opening, closing = ~self.opens[first::2], ~self.closes[first + 1 :: 2]
        found = [first + 2 * int(opening.argmax())] if opening.any() else []
        found += [first + 1 + 2 * int(closing.argmax())] if closing.any() else []
        return int(self.places[min(found)]) if found else None

    def last_end(self, start: int, until: int) -> int:
        """The last place before `until` where a record ends; `start` where there is none."""
        newlines: NDArray[np.int64] = self.newlines[np.searchsorted(self.newlines, start) : np.searchsorted(self.newlines, until)]
        before = np.searchsorted(self.places, newlines) - np.searchsorted(self.places, start)
        outside = newlines[before % 2 == 0]
        return int(outside[-1]) + 1 if len(outside) else start
