"""The file of an export: JSON, one record a line.

    {"kind":"backfunnel export","format":2}
    {"kind":"workspace","id":"wsp_local","name":"Local",…}
    {"kind":"scenario","id":"scn_…","versions":2,"fingerprint":"…",…}      and after it its versions, oldest first
    {"kind":"version","number":1,"digest":"…","document":"{…}"}
    {"kind":"import","id":"imp_…",…}      and after it its parts and refused rows, each with lines of its bytes
    {"kind":"part","number":1,"size":9,"digest":"…",…}
    {"kind":"bytes","base64":"…"}
    {"kind":"recipe","shape":"…",…}
    {"kind":"book","id":"bok_…","parts":[["EMEA","scn_…"]],…}
    {"kind":"end","workspaces":1,"scenarios":1,"versions":2,"imports":1,"recipes":1,"books":1,"digest":"…"}

Format 1, which knew scenarios only, is still read.
The same content gives the same bytes, whichever database it comes from. Documents are text within the text, so that the bytes that were
hashed are the bytes that travel. The last line tells a whole file from one that was cut.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import IO, Any

FORMAT = 2
OLDER = (1,)
KIND = "backfunnel export"
LINE_LIMIT = 8_000_000  # a document of 1 MB, with every character escaped and room to spare

Record = dict[str, Any]


class BadExport(Exception):
    """A file that is no whole export. Says where and why, in words for the command line."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line, self.reason = line, reason


def lines_of(records: Iterable[Record]) -> Iterator[bytes]:
    """The lines of a file with these records, the first and the last line included."""
    digest, counted = hashlib.sha256(), Counter[str]()
    for record in chain([{"kind": KIND, "format": FORMAT}], records):
        line = _line(record)
        digest.update(line)
        counted[record["kind"]] += 1
        yield line
    yield _line(_end(digest.hexdigest(), counted, FORMAT))


def records_in(file: IO[bytes]) -> Iterator[tuple[int, Record]]:
    """The records of a file with their lines' numbers, without the first and the last.

    Raises:
        BadExport: at the latest at the end, where the file is not whole.
    """
    digest, counted = hashlib.sha256(), Counter[str]()
    number, written = 0, FORMAT
    while line := file.readline(LINE_LIMIT):
        number += 1
        record = _record(number, line)
        if number == 1:
            written = _format(record)
        elif record["kind"] == "end":
            if record != _end(digest.hexdigest(), counted, written):
                raise BadExport(number, "what was counted up to here is not what was written; the file has been changed or lost lines")
            if file.readline(1):
                raise BadExport(number + 1, "there is more after the end")
            return
        else:
            yield number, record
        digest.update(line)
        counted[record["kind"]] += 1
    raise BadExport(number + 1, "the file was cut short: its last line is missing" if number else "the file is empty")


def fingerprint(card: Record, versions: Iterable[Record]) -> str:
    """What a scenario and its history come down to, for comparing; how often it was changed is no part of it."""
    digest = hashlib.sha256(_line({name: value for name, value in card.items() if name not in ("kind", "revision", "fingerprint")}))
    for version in versions:
        digest.update(_line({name: value for name, value in version.items() if name not in ("kind", "document")}))
    return digest.hexdigest()


def moment_text(moment: datetime | None) -> str | None:
    """A moment as it stands in the file."""
    return None if moment is None else f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def _end(digest: str, counted: Counter[str], written: int) -> Record:
    kinds = ("workspace", "scenario", "version") if written == 1 else ("workspace", "scenario", "version", "import", "recipe", "book")
    return {"kind": "end", **{f"{kind}s": counted[kind] for kind in kinds}, "digest": digest}


def _line(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"


def _record(number: int, line: bytes) -> Record:
    if not line.endswith(b"\n"):
        raise BadExport(number, "the line is cut short" if len(line) < LINE_LIMIT else "the line is longer than any of an export")
    try:
        record = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadExport(number, "this is not JSON") from None
    if not isinstance(record, dict) or not isinstance(record.get("kind"), str):
        raise BadExport(number, "this is no record of an export")
    return record


def _format(record: Record) -> int:
    """The format that the first line names."""
    if record["kind"] != KIND:
        raise BadExport(1, "this is no export of Backfunnel")
    given = record.get("format")
    if type(given) is not int or given not in (*OLDER, FORMAT):
        raise BadExport(1, f"the export has format {given}; this version reads formats {', '.join(map(str, OLDER))} and {FORMAT}")
    return given


def _refuse(constant: str) -> None:
    raise ValueError(constant)  # NaN and its like are not JSON
