"""What an archive unpacks to, measured: what it says of itself may be a lie."""

import zipfile
import zlib
from collections.abc import Set
from copy import copy
from pathlib import Path

from app.history.files.container import refused
from app.history.files.limits import XLSX_MEMBERS_LIMIT, XLSX_RATIO_LIMIT, XLSX_UNPACKED_LIMIT
from app.history.files.xml_parts import plain_name

_BLOCK = 1 << 18
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1
_OF_OTHERS = {
    "xl/workbook.bin": ".xlsb",
    "content.xml": ".ods",
    "index/document.iwa": ".numbers",
    "index.zip": ".numbers",
    "word/document.xml": "",
    "ppt/presentation.xml": "",
}
"""Parts by which other programs' files are known, and what those of their tables are called."""
_SMALL = 10_000_000  # bytes of a member that may be mostly air


def inspect(path: Path) -> None:
    """Refuse what is no workbook, or unpacks to too much: by what the archive says, then by unpacking it a block at a time."""
    if path.stat().st_size > XLSX_UNPACKED_LIMIT:
        raise refused("too_large_workbook", size=path.stat().st_size, limit=XLSX_UNPACKED_LIMIT)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _by_directory(members)
            _by_content(archive, members)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, zlib.error) as error:
        raise refused("broken_workbook", worksheet="") from error


def _by_directory(members: list[zipfile.ZipInfo]) -> None:
    _check_kind({plain_name(member.filename) for member in members})
    unpacked = sum(member.file_size for member in members)
    if len(members) > XLSX_MEMBERS_LIMIT:
        raise refused("too_many_parts", parts=len(members), limit=XLSX_MEMBERS_LIMIT)
    if unpacked > XLSX_UNPACKED_LIMIT:
        raise refused("too_large_workbook", size=unpacked, limit=XLSX_UNPACKED_LIMIT)
    for member in members:
        _check_air(member, member.file_size)
        if member.compress_type not in _PACKED or member.flag_bits & _ENCRYPTED:
            raise refused("broken_workbook", worksheet="")


def _check_kind(names: Set[str]) -> None:
    """Refuse other archives by what they are."""
    if "xl/workbook.xml" in names:
        return
    for part, kind in _OF_OTHERS.items():
        if part in names:
            raise refused("other_workbook", kind=kind) if kind else refused("binary_file")
    if "[content_types].xml" not in names:
        raise refused("compressed_file")


def _by_content(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    done = 0
    for member in members:
        done += _unpacked(archive, member, XLSX_UNPACKED_LIMIT - done)
        if done > XLSX_UNPACKED_LIMIT:
            raise refused("too_large_workbook", size=done, limit=XLSX_UNPACKED_LIMIT)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> int:
    """Bytes that a member really unpacks to; it is given up just above `most`."""
    honest = copy(member)
    honest.file_size = most + 2 * _BLOCK  # zipfile stops at the size that the directory gives; other readers do not
    size = 0
    with archive.open(honest) as content:
        while size <= most and (block := content.read(_BLOCK)):
            size += len(block)
            _check_air(member, size)
    return size


def _check_air(member: zipfile.ZipInfo, size: int) -> None:
    if size > _SMALL and size > XLSX_RATIO_LIMIT * max(1, member.compress_size):
        raise refused("mostly_air", times=-(-size // max(1, member.compress_size)), limit=XLSX_RATIO_LIMIT)
