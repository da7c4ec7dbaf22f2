"""Parts of a workbook as events, a block at a time: what a part claims, nests or leaves open takes no memory."""

import zipfile
from collections.abc import Callable, Iterator
from copy import copy
from xml.parsers import expat

from app.history.files.container import refused
from app.history.files.limits import XLSX_UNPACKED_LIMIT
from app.history.files.xml_bytes import Soundness

Attributes = list[str]
"""Names and values in turn."""
_BLOCK = 1 << 12  # so few that what its cells refer to is bounded, too
_MOST_OPEN = 1 << 20  # bytes of a tag whose end is not there yet
_DEEPEST = 100  # elements inside each other; a worksheet needs a tenth of it


class Handler:
    """What is done with the elements of a part. Names come without their prefix."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, some: str) -> None:
        """Text, or some of it."""


def member_of(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo | None:
    """The part of this name. Some programs write it in capitals, or with backslashes."""
    wanted = plain_name(name)
    return next((member for member in archive.infolist() if plain_name(member.filename) == wanted), None)


def plain_name(name: str) -> str:
    """The name of a part as names are compared."""
    return name.replace("\\", "/").lstrip("/").lower()


def events(archive: zipfile.ZipFile, member: zipfile.ZipInfo, handler: Handler) -> Iterator[float]:
    """Tell the handler of a part, and yield after each block how much of the part was read, 1 for all; raises UnreadableFile."""
    parser = _parser_for(handler)
    sound = Soundness()
    done = given = 0
    honest = copy(member)
    honest.file_size = XLSX_UNPACKED_LIMIT + _BLOCK  # zipfile stops at the size that the directory gives; other readers do not
    try:
        with archive.open(honest) as content:
            while done < XLSX_UNPACKED_LIMIT and (block := content.read(_BLOCK)):
                done += len(block)
                block = sound(block)
                given += len(block)
                parser.Parse(block, False)
                if given - parser.CurrentByteIndex > _MOST_OPEN:
                    raise _broken()
                yield min(1.0, done / max(1, member.file_size))
        parser.Parse(sound(b"", last=True), True)
    except (expat.ExpatError, UnicodeError, ValueError) as error:
        raise _broken() from error
    yield 1.0


def go_through(archive: zipfile.ZipFile, member: zipfile.ZipInfo | None, handler: Handler) -> None:
    """Tell the handler of a whole part, where there is one."""
    if member is not None:
        for _ in events(archive, member, handler):
            pass


def attribute(attributes: Attributes, name: str) -> str:
    """The value of an attribute, whatever its prefix; empty where it is not there."""
    for place in range(0, len(attributes), 2):
        if attributes[place].rpartition(":")[2] == name:
            return attributes[place + 1]
    return ""


def _parser_for(handler: Handler) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartElementHandler, parser.EndElementHandler = _bounded(handler.start, handler.end)
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _bounded(start: Callable[[str, Attributes], None], end: Callable[[str], None]) -> tuple[Callable[..., None], Callable[[str], None]]:
    depth = 0

    def started(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise _broken()
        start(name if ":" not in name else name.rpartition(":")[2], attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name if ":" not in name else name.rpartition(":")[2])

    return started, ended


def _no_doctype(name: str, system: str | None, public: str | None, is_more: int) -> None:  # noqa: ARG001
    """No spreadsheet program writes one; where it says more than a name, entities are made that grow, or reach for other files."""
    if system or is_more:
        raise _broken()


def _broken() -> Exception:
    return refused("broken_workbook", worksheet="")
