"""Texts that a workbook keeps once and its cells refer to."""

import zipfile
from array import array

from app.history.files.cell_texts import unescaped
from app.history.files.container import refused
from app.history.files.limits import XLSX_CELLS_LIMIT
from app.history.files.xml_parts import Attributes, Handler, go_through, member_of


class SharedTexts(Handler):
    """All of them in one run of bytes with the place where each ends: a text of its own for each would take five times as much."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("I")
        self._is_text = self._in_phonetic = False

    def __getitem__(self, number: str) -> str:
        """The text of this number, as a cell gives it; raises UnreadableFile where there is none."""
        number = number.strip()
        place = int(number) if number.isdigit() and len(number) < 10 else len(self._ends)
        if place >= len(self._ends):
            raise refused("broken_workbook", worksheet="")
        return unescaped(self._bytes[self._ends[place - 1] if place else 0 : self._ends[place]].decode())

    def start(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002
        """A text begins, or what is beside it: how it is spoken."""
        if name == "t":
            self._is_text = not self._in_phonetic
        elif name == "rPh":
            self._in_phonetic = True

    def text(self, some: str) -> None:
        """Some of it."""
        if self._is_text:
            self._bytes += some.encode()

    def end(self, name: str) -> None:
        """A text ends."""
        if name == "t":
            self._is_text = False
        elif name == "rPh":
            self._in_phonetic = False
        elif name == "si":
            self._ends.append(len(self._bytes))
            if len(self._ends) > XLSX_CELLS_LIMIT:
                raise refused("broken_workbook", worksheet="")


def shared_texts(archive: zipfile.ZipFile, part: str) -> SharedTexts:
    """The texts that a part holds; none where there is no such part."""
    texts = SharedTexts()
    go_through(archive, member_of(archive, part), texts)
    return texts
