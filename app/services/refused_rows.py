"""The file of refused rows, as it is kept: in stretches, and not without end."""

from collections.abc import Iterator
from pathlib import Path

STRETCH = 1 << 20
REFUSED_FILE_LIMIT = 20_000_000
"""Bytes that are kept of a file of refused rows; whoever has more of them has one problem many times."""


def stretches_of(file: Path) -> Iterator[tuple[bytes, bool]]:
    """Stretches of whole records, each with whether the file was cut after it. A record ends at a line's end outside of quotes."""
    waiting, left = bytearray(), REFUSED_FILE_LIMIT
    for record in _records(file):
        if len(record) > left:
            yield bytes(waiting), True
            return
        left -= len(record)
        waiting += record
        if len(waiting) >= STRETCH:
            yield bytes(waiting), False
            waiting.clear()
    if waiting:
        yield bytes(waiting), False


def _records(file: Path) -> Iterator[bytes]:
    record = bytearray()
    with file.open("rb") as lines:
        for line in lines:
            record += line
            if record.count(b'"') % 2 == 0:
                yield bytes(record)
                record.clear()
    if record:
        yield bytes(record)
