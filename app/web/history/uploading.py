"""Files of a form as they come: never more than a stretch of one in memory, and none of them on disk before somebody keeps it."""

from collections import deque
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field

from fastapi import HTTPException, Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

FILES_AT_ONCE = 50
PARTS_AT_ONCE = 200
"""Files and fields of a form; each takes a moment in which nobody else is answered."""
_HEADERS_LIMIT = 40_000  # bytes: names of files are shortened later, where they are kept
_HEADERS_MOST = 20  # of a part; browsers send two


@dataclass
class _Part:
    """A part of the form: its headers while they come, its name when they are there."""

    headers: dict[bytes, bytes] = field(default_factory=dict)
    name: bytearray = field(default_factory=bytearray)
    value: bytearray = field(default_factory=bytearray)
    closed: int = 0

    def close_header(self) -> None:
        """Keep a header that is whole."""
        self.headers[bytes(self.name).lower()] = bytes(self.value)
        self.name, self.value = bytearray(), bytearray()
        self.closed += 1
        if self.closed > _HEADERS_MOST or sum(len(each) for each in self.headers.values()) > _HEADERS_LIMIT:
            raise HTTPException(400, "The headers of a part are too long.")

    @property
    def filename(self) -> str | None:
        """What the file is called; None for a field that is no file, or a file field that was left empty."""
        _, options = parse_options_header(self.headers.get(b"content-disposition", b""))
        name = options.get(b"filename")
        return name.decode("utf-8", "replace") if name else None


class _Form:
    """A form that is read from a request: first who is next, then what it holds."""

    def __init__(self, request: Request) -> None:
        kind, options = parse_options_header(request.headers.get("content-type", ""))
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise HTTPException(415, "Send a form with files.")
        self._part = _Part()
        self._parts = 0
        self._events: deque[str | bytes | None] = deque()  # the name of a file, a stretch of it, None for its end
        self._in_file = False
        self._chunks = request.stream()
        self._parser = self._parser_of(options[b"boundary"])

    def _parser_of(self, boundary: bytes) -> MultipartParser:
        try:
            return MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": lambda data, start, end: self._part.name.extend(data[start:end]),
                    "on_header_value": lambda data, start, end: self._part.value.extend(data[start:end]),
                    "on_header_end": lambda: self._part.close_header(),
                    "on_headers_finished": self._headers,
                    "on_part_data": self._data,
                    "on_part_end": self._end,
                },
                max_header_size=_HEADERS_LIMIT,
            )
        except FormParserError:  # a boundary that is longer than any
            raise _unreadable() from None

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > PARTS_AT_ONCE:
            raise HTTPException(413, "The form has too many parts.")
        self._part = _Part()

    def _headers(self) -> None:
        name = self._part.filename
        self._in_file = name is not None
        if name is not None:
            self._events.append(name)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._events.append(data[start:end])

    def _end(self) -> None:
        if self._in_file:
            self._events.append(None)
        self._in_file = False

    async def events(self) -> AsyncIterator[str | bytes | None]:
        """Everything about files, in order."""
        async with aclosing(self._chunks) as chunks:
            async for chunk in chunks:
                try:
                    self._parser.write(chunk)
                except FormParserError:
                    raise _unreadable() from None
                while self._events:
                    yield self._events.popleft()


def _unreadable() -> HTTPException:
    return HTTPException(400, "The form cannot be read.")


async def files_of(request: Request) -> AsyncIterator[tuple[str, AsyncIterator[bytes]]]:
    """Each file of a form with its name; its bytes have to be read before the next one.

    Raises:
        HTTPException: where it is no form with files (415), none that can be read (400), or one with too much in it (413).
    """
    events = _Form(request).events()
    count = 0
    async for event in events:
        if not isinstance(event, str):
            continue
        count += 1
        if count > FILES_AT_ONCE:
            raise HTTPException(413, "Too many files at once.")
        stretches = _stretches(events)
        yield event, stretches
        async for _ in stretches:
            pass  # whatever its keeper has left


async def _stretches(events: AsyncIterator[str | bytes | None]) -> AsyncIterator[bytes]:
    async for event in events:
        if event is None:
            return
        if isinstance(event, bytes):
            yield event
    raise HTTPException(400, "The form ended in the middle of a file.")
