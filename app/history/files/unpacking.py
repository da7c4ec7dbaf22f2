"""What an archive unpacks to, measured: what it says of itself may be a lie."""

import zipfile
import zlib
from copy import copy
from pathlib import Path

from app.history.files.container import refused
from app.history.files.extent import Extent
from app.history.files.limits import XLSX_MEMBERS_LIMIT, XLSX_RATIO_LIMIT, XLSX_UNPACKED_LIMIT
from app.history.files.shared_texts import check_shared_texts, uses_in

_BLOCK = 1 << 18
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1
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
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        raise refused("old_workbook" if any(name.endswith(".bin") for name in names) else "compressed_file")
    unpacked = sum(member.file_size for member in members)
    if len(members) > XLSX_MEMBERS_LIMIT:
        raise refused("too_many_parts", parts=len(members), limit=XLSX_MEMBERS_LIMIT)
    if unpacked > XLSX_UNPACKED_LIMIT:
        raise refused("too_large_workbook", size=unpacked, limit=XLSX_UNPACKED_LIMIT)
    for member in members:
        _check_air(member, member.file_size)
        if member.compress_type not in _PACKED or member.flag_bits & _ENCRYPTED:
            raise refused("broken_workbook", worksheet="")


def _by_content(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    done = uses = 0
    for member in members:
        size, used = _unpacked(archive, member, XLSX_UNPACKED_LIMIT - done)
        done, uses = done + size, uses + used
        if done > XLSX_UNPACKED_LIMIT:
            raise refused("too_large_workbook", size=done, limit=XLSX_UNPACKED_LIMIT)
    check_shared_texts(archive, uses)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> tuple[int, int]:
    """Bytes that a member really unpacks to, and how many of its cells use a shared text; it is given up just above `most`."""
    honest = copy(member)
    honest.file_size = most + 2 * _BLOCK  # zipfile stops at the size that the directory gives; other readers do not
    size = uses = 0
    extent = Extent()
    with archive.open(honest) as content:
        while size <= most and (block := content.read(_BLOCK)):
            size += len(block)
            _check_air(member, size)
            extent.look(block)
            uses += uses_in(block)
    return size, uses


def _check_air(member: zipfile.ZipInfo, size: int) -> None:
    if size > _SMALL and size > XLSX_RATIO_LIMIT * max(1, member.compress_size):
        raise refused("mostly_air", times=size // max(1, member.compress_size), limit=XLSX_RATIO_LIMIT)
