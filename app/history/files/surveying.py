"""One pass over the raw bytes of a file: its digest, its encoding, whether it is text at all."""

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.history.files.code_pages import Guess, legacy_encoding
from app.history.files.container import check_password, container_of, is_binary, refused
from app.history.files.layout import Container
from app.history.files.limits import HEAD_BYTES, SIZE_LIMIT

_BLOCK = 1 << 22
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 20_000


@dataclass(frozen=True)
class Survey:
    """What all bytes of a file say.

    Attributes:
        size, digest: of its bytes; SHA-256.
        container: csv or xlsx.
        encoding: a Python codec; empty for a workbook.
        astray: bytes that are not in that encoding (of a file that is UTF-8 for the rest), and the first few of their places.
        nuls: NUL bytes in it, and the first few of their places.
        guess: how its code page was found, of text that is not UTF-8.
    """

    size: int
    digest: str
    container: Container
    encoding: str
    astray: int = 0
    astray_places: tuple[int, ...] = ()
    nuls: int = 0
    nul_places: tuple[int, ...] = ()
    guess: Guess | None = None


def survey(path: Path) -> Survey:
    """Read all of a file once; raises UnreadableFile for what is no table: by its size before anything is read."""
    size = path.stat().st_size
    if size > SIZE_LIMIT:
        raise refused("too_large_file", size=size, limit=SIZE_LIMIT)
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    check_password(path, head)
    container = container_of(head)
    if container == "xlsx":
        return Survey(size, _Pass(path, "").digest, container, "")
    wide = _wide_encoding(head)
    if not wide and is_binary(head):
        raise refused("binary_file")
    read = _Pass(path, wide)
    if not wide and read.nuls * 50 > size:
        raise refused("binary_file")
    if wide or not read.astray:
        return Survey(size, read.digest, container, wide or "utf-8", nuls=read.nuls, nul_places=tuple(read.nul_places))
    if read.multibyte >= read.astray:
        return Survey(size, read.digest, container, "utf-8", read.astray, tuple(read.places), read.nuls, tuple(read.nul_places))
    guess = legacy_encoding(bytes(read.sample))
    return Survey(size, read.digest, container, guess.encoding, nuls=read.nuls, nul_places=tuple(read.nul_places), guess=guess)


def _wide_encoding(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return "" if encoding == "utf-8" else encoding
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    half = max(1, len(head[:4096]) // 2)
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.6 and odd < half * 0.1 else ""


class _Pass:
    """Goes over the bytes: digest, NULs, and where they stop being UTF-8."""

    def __init__(self, path: Path, wide: str) -> None:
        self.nuls = self.astray = self.multibyte = 0
        self.places: list[int] = []
        self.nul_places: list[int] = []
        self.sample = bytearray()
        self._rest = b""
        digest = hashlib.sha256()
        place = 0
        with path.open("rb") as file:
            text = container_of(file.read(512)) == "csv" and not wide
            file.seek(0)
            while block := file.read(_BLOCK):
                digest.update(block)
                if text:
                    self._look(block, place)
                place += len(block)
        if self._rest:
            self._count(self._rest, place - len(self._rest), last=True)
        self.digest = digest.hexdigest()

    def _look(self, block: bytes, place: int) -> None:
        if (found := block.find(b"\0")) >= 0:
            self.nuls += block.count(b"\0")
            self.nul_places = [*self.nul_places, place + found][:5]
        if self._rest or not block.isascii():
            self._count(self._rest + block, place - len(self._rest), last=False)

    def _count(self, block: bytes, place: int, *, last: bool) -> None:
        """Count characters of several bytes, and bytes that are none; a character cut by the block's end waits for the next."""
        if self.astray > 20_000 and self.astray > self.multibyte:
            return  # no UTF-8 at all: there is nothing left to count
        cut = len(block) if last else _whole_characters(block)
        block, self._rest = block[:cut], block[cut:]
        text = block.decode("utf-8", "surrogateescape")
        letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        wrong = np.flatnonzero((letters >= 0xDC80) & (letters <= 0xDCFF))
        self.astray += len(wrong)
        self.multibyte += int(np.count_nonzero(letters > 127)) - len(wrong)
        for position in wrong[: 5 - len(self.places)]:
            self.places.append(place + len(text[:position].encode("utf-8", "surrogateescape")))
        if len(wrong) and len(self.sample) < _SAMPLE:
            lines = (line for line in block.splitlines() if not line.isascii())
            for line in lines:
                self.sample += line[:1_000] + b"\n"
                if len(self.sample) >= _SAMPLE:
                    break


def _whole_characters(block: bytes) -> int:
    """The length up to the last whole character, at most three bytes from the end."""
    for back in range(1, min(4, len(block)) + 1):
        lead = block[-back]
        if lead < 0x80:
            return len(block)
        if lead >= 0xC0:
            needed = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
            return len(block) if back >= needed else len(block) - back
    return len(block)
