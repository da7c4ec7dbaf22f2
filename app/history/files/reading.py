"""The bytes of a file as UTF-8 text, a block at a time."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.history.files.container import refused
from app.history.files.limits import HEAD_BYTES

MIXED = "backfunnel-cp1252"
_NOT_OF_FILES = ("idna", "punycode", "undefined", "unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape")
_END = b"\x1a"
_MOST_KEPT = 1 << 16  # bytes that wait for the next block, so that a file of nothing else does not pile up


def _as_western(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 inside a UTF-8 file: they were pasted from a Windows program."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(MIXED, _as_western)


@dataclass
class Reader:
    """Reads a text file as UTF-8 bytes without byte order mark and the Ctrl-Z of old programs at its end, lines ending in LF or CR LF.

    A NUL becomes U+FFFD: it can be seen, no number or date is read from its cell, and every store takes it.
    """

    path: Path
    encoding: str
    block_bytes: int
    done: int = 0

    def blocks(self) -> Iterator[bytes]:
        """The text in blocks; they may end anywhere, in a character even."""
        with self.path.open("rb") as file:
            skip_mark(file, self.encoding)
            start = file.tell()
            lines = _Lines(returns_end=_returns_end(_Decoder(self.encoding)(file.read(HEAD_BYTES), False)))
            file.seek(start)
            decode = _Decoder(self.encoding)
            while raw := file.read(self.block_bytes):
                self.done = file.tell()
                text = lines.even(decode(raw, False))
                del raw
                yield text
                del text
            yield lines.even(decode(b"", True), last=True)


def skip_mark(file: BinaryIO, encoding: str) -> None:
    """Go past the byte order mark, if there is one."""
    start = file.read(4)
    marks = {"utf-8": (codecs.BOM_UTF8,), "utf-16-le": (codecs.BOM_UTF16_LE,), "utf-16-be": (codecs.BOM_UTF16_BE,)}
    marks |= {"utf-32-le": (codecs.BOM_UTF32_LE,), "utf-32-be": (codecs.BOM_UTF32_BE,)}
    file.seek(max((len(mark) for mark in marks.get(encoding, ()) if start.startswith(mark)), default=0))


def known_encoding(name: str) -> str:
    """The name of an encoding as it is used here; raises UnreadableFile for one that does not exist or is none of text."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError, OSError) as error:
        raise refused("unknown_encoding", given=name) from error
    if not getattr(found, "_is_text_encoding", True) or found.name in _NOT_OF_FILES or found.incrementaldecoder is None:
        raise refused("unknown_encoding", given=name)
    bare = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
    return bare.get(found.name, found.name)


def known_delimiter(given: str) -> str:
    """What parts cells: one ASCII character that neither quotes a cell nor ends a line; raises UnreadableFile for any other."""
    if len(given) != 1 or not given.isascii() or given in '"\r\n\0':
        raise refused("unknown_delimiter", given=given)
    return given


def repaired_text(text: str) -> str:
    """Montant dépensé for Montant dÃ©pensÃ©: UTF-8 that was once read as a Windows code page; any other text as it is."""
    if text.isascii():
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def sound(text: bytes) -> bytes:
    """The same bytes where they are UTF-8, else with what is not read as Windows' western letters."""
    if text.isascii():
        return text
    try:
        text.decode()
    except UnicodeDecodeError:
        return text.decode("utf-8", MIXED).encode()
    return text


def _returns_end(head: bytes) -> bool:
    return b"\r" in head and b"\n" not in head


class _Lines:
    """Makes line ends even: a lone CR ends a line in files that have no LF; CR CR LF is one end; NUL becomes visible."""

    def __init__(self, *, returns_end: bool) -> None:
        self.returns_end = returns_end
        self.rest = b""

    def even(self, text: bytes, *, last: bool = False) -> bytes:
        text = self.rest + text
        self.rest = b""
        if b"\0" in text:
            text = text.replace(b"\0", "\ufffd".encode())
        text, end = _parted(text)
        if last:
            text += end if _END not in end else b""
        else:
            self.rest = end
        if b"\r" not in text:
            return text
        if self.returns_end:
            return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return text.replace(b"\r\r\n", b"\r\n") if b"\r\r\n" in text else text


def _parted(text: bytes) -> tuple[bytes, bytes]:
    """The text, and what only the next block explains: a CR at the end, or what may be the end of the file."""
    tail = text[-_MOST_KEPT:]
    kept = len(tail.rstrip(b"\r\n" + _END))
    if _END not in tail[kept:]:
        kept = len(tail.rstrip(b"\r"))
    else:
        kept += tail[kept:].index(_END)
    waits = len(tail) - kept
    return (text[: len(text) - waits], tail[kept:]) if waits < _MOST_KEPT else (text, b"")


class _Decoder:
    """Raw bytes to UTF-8 bytes; UTF-8 passes as it is, and is checked record by record."""

    def __init__(self, encoding: str) -> None:
        self._decoder = None if encoding in ("utf-8", "ascii") else codecs.getincrementaldecoder(encoding)("replace")

    def __call__(self, raw: bytes, last: bool) -> bytes:
        return raw if self._decoder is None else self._decoder.decode(raw, last).encode("utf-8", "replace")
