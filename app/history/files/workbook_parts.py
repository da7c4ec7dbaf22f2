"""What a workbook says of its worksheets and of the looks of its cells: where each stands, which are hidden, which numbers are days."""

import posixpath
import re
import zipfile
from collections.abc import Container
from dataclasses import dataclass, field
from functools import lru_cache

from app.history.files.container import refused
from app.history.files.limits import XLSX_MEMBERS_LIMIT
from app.history.files.xml_parts import Attributes, Handler, attribute, go_through, member_of, plain_name

_BOOK, _SHARED, _STYLES = "officeDocument", "sharedStrings", "styles"
_USUAL = {_BOOK: "xl/workbook.xml", _SHARED: "xl/sharedStrings.xml", _STYLES: "xl/styles.xml"}
_TRUE = ("1", "true", "on")
_DAYS = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59), *range(71, 79), 80, 81))  # formats without a text of their own
_SAID = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_STANDARD = re.compile("general|standard")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_FORMATS_LIMIT = 65_536  # of cells; a spreadsheet program has fewer
_LONGEST_FORMAT = 255


@dataclass
class WorkbookParts(Handler):
    """Found in `xl/workbook.xml` and its relations.

    Attributes:
        worksheets: the part of each, by name, in order.
        hidden: names of those that people do not see.
        since_1904: whether days count from 1904.
        shared, styles: the parts of texts that cells refer to, and of their looks.
    """

    worksheets: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    since_1904: bool = False
    shared: str = _USUAL[_SHARED]
    styles: str = _USUAL[_STYLES]

    def start(self, name: str, attributes: Attributes) -> None:
        """A worksheet, or how days count."""
        if name == "sheet":
            called = self._name(attribute(attributes, "name"))
            self.worksheets[called] = attribute(attributes, "id")
            if attribute(attributes, "state") in ("hidden", "veryHidden"):
                self.hidden.add(called)
            if len(self.worksheets) > XLSX_MEMBERS_LIMIT:
                raise refused("too_many_parts", parts=len(self.worksheets), limit=XLSX_MEMBERS_LIMIT)
        elif name == "workbookPr":
            self.since_1904 = attribute(attributes, "date1904").lower() in _TRUE

    def _name(self, called: str) -> str:
        """A name of its own for a worksheet that is called like another."""
        number, name = 1, called
        while name in self.worksheets:
            number += 1
            name = f"{called} ({number})"
        return name


class _Relations(Handler):
    """Targets of the relations of a part: of worksheets by id, of those that are asked for; of what there is one of by its kind."""

    def __init__(self, wanted: Container[str] = ()) -> None:
        self.worksheets: dict[str, str] = {}
        self.others: dict[str, str] = {}
        self._wanted = wanted

    def start(self, name: str, attributes: Attributes) -> None:
        if name != "Relationship":
            return
        kind, target = attribute(attributes, "Type").rpartition("/")[2], attribute(attributes, "Target")
        if kind == "worksheet" and (id := attribute(attributes, "Id")) in self._wanted:
            self.worksheets[id] = target
        elif kind in _USUAL:
            self.others[kind] = target


class _Looks(Handler):
    """Which looks of cells show a number as a day."""

    def __init__(self) -> None:
        self._formats: set[str] = {str(number) for number in _DAYS}
        self._looks: list[str] = []
        self._inside = ""

    @property
    def days(self) -> list[bool]:
        """For each look; of formats that may be told of after the looks that have them."""
        return [number in self._formats for number in self._looks]

    def start(self, name: str, attributes: Attributes) -> None:
        if name in ("numFmts", "cellXfs"):
            self._inside = name
        elif name == "numFmt" and self._inside == "numFmts":
            shows_days = is_day(attribute(attributes, "formatCode"))
            (self._formats.add if shows_days else self._formats.discard)(attribute(attributes, "numFmtId")[:9])
        elif name == "xf" and self._inside == "cellXfs":
            self._looks.append(attribute(attributes, "numFmtId")[:9])
        if len(self._formats) > _FORMATS_LIMIT or len(self._looks) > _FORMATS_LIMIT:
            raise refused("broken_workbook", worksheet="")

    def end(self, name: str) -> None:
        if name == self._inside:
            self._inside = ""


@lru_cache(maxsize=1_000)
def is_day(code: str) -> bool:
    """Whether a format shows a number as a day or a time of day; hours that go on beyond a day are a number."""
    code = code[:_LONGEST_FORMAT]
    first = _SAID.sub(lambda found: found[0] if _ELAPSED.match(found[0]) else "", code).partition(";")[0].lower()
    return not _ELAPSED.search(first) and any(letter in "dmyhs" for letter in _STANDARD.sub("", first))


def parts_of(archive: zipfile.ZipFile) -> WorkbookParts:
    """Names of worksheets and where each stands; charts and macros are none. Raises UnreadableFile for what is no workbook."""
    names = {plain_name(member.filename) for member in archive.infolist()}
    book = _target(names, "", _related(archive, "_rels/.rels").others.get(_BOOK, _USUAL[_BOOK]))
    if book not in names:
        book = _USUAL[_BOOK]
    if book not in names:
        raise refused("compressed_file")
    found = WorkbookParts()
    go_through(archive, member_of(archive, book), found)
    folder, _, called = book.rpartition("/")
    relations = _related(archive, f"{folder}/_rels/{called}.rels", set(found.worksheets.values()))
    targets = {id: _target(names, folder, target) for id, target in relations.worksheets.items()}
    found.worksheets = {name: targets[id] for name, id in found.worksheets.items() if id in targets}
    found.shared, found.styles = (_target(names, folder, relations.others.get(kind, _USUAL[kind])) for kind in (_SHARED, _STYLES))
    return found


def days_of(archive: zipfile.ZipFile, part: str) -> list[bool]:
    """For each look of a cell whether it shows a number as a day."""
    looks = _Looks()
    go_through(archive, member_of(archive, part), looks)
    return looks.days


def _related(archive: zipfile.ZipFile, part: str, worksheets: Container[str] = ()) -> _Relations:
    found = _Relations(worksheets)
    go_through(archive, member_of(archive, part), found)
    return found


def _target(names: Container[str], folder: str, target: str) -> str:
    """The part that a relation leads to, as programs write it: from its folder, from the top, or from the top without saying so."""
    target = target.replace("\\", "/").lower()
    above = plain_name(posixpath.normpath(target))
    found = above if target.startswith("/") else plain_name(posixpath.normpath(f"{folder}/{target}"))
    return found if found in names or above not in names else above
