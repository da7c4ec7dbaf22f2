"""What kind of file it is, by its first bytes: people rename files."""

from pathlib import Path

from app.history.files.layout import Container
from app.history.found import Finding, UnreadableFile

_HEADERS_SHOWN, _LETTERS_SHOWN = 12, 100
"""How many headers a sentence names, and how much of each."""
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = {
    _COMPOUND: "old_workbook",
    b"\t\x08\x10\0": "old_workbook",
    b"\t\x08\x08\0": "old_workbook",
    b"\t\x04\x06\0": "old_workbook",
    b"\t\x02\x06\0": "old_workbook",
    b"\t\0\x04\0": "old_workbook",
    b"%PDF": "pdf_file",
    b"\x1f\x8b": "compressed_file",
    b"7z\xbc\xaf'\x1c": "compressed_file",
    b"Rar!\x1a\x07": "compressed_file",
    b"BZh": "compressed_file",
    b"\xfd7zXZ\x00": "compressed_file",
    b"(\xb5/\xfd": "compressed_file",
    b"\x89PNG": "image_file",
    b"\xff\xd8\xff": "image_file",
    b"GIF8": "image_file",
    b"PAR1": "binary_file",
    b"SQLite format 3\x00": "binary_file",
    b"\x7fELF": "binary_file",
    b"{\\rtf": "binary_file",
}
_DIRECTORY = 1 << 12  # bytes among which such a container names what is in it
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<table", b"<meta")
_CONTROLS = bytes(sorted(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b\x1c\x1d\x1e\x1f")))
"""Control characters that no text has."""


def container_of(head: bytes) -> Container:
    """csv or xlsx; raises UnreadableFile for what is neither, with a code that says what it is."""
    if not head:
        raise refused("empty_file")
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    for magic, code in _FOREIGN.items():
        if head.startswith(magic):
            raise refused(code)
    start = head[:1_000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_PAGES):
        raise refused("web_page")
    if start.startswith((b"<?xml", b"mime-version:")):
        raise refused("web_page" if b"<html" in head.lower() else "xml_file")
    if start.startswith((b"{", b"[")) and _is_json(head):
        raise refused("json_file")
    return "csv"


def check_password(path: Path, head: bytes) -> None:
    """Refuse a workbook that is protected by a password, which lies in a container of old programs under a name of its own."""
    if head.startswith(_COMPOUND):
        sector, first = int.from_bytes(head[30:32], "little"), int.from_bytes(head[48:52], "little")
        with path.open("rb") as file:
            file.seek((first + 1) << min(sector, 12))
            if _ENCRYPTED in file.read(_DIRECTORY):
                raise refused("protected_workbook")


def is_binary(text: bytes) -> bool:
    """Whether bytes, NUL already explained by UTF-16 or not there, hold more control characters than any text does."""
    controls = len(text) - len(text.translate(None, _CONTROLS))
    return controls * 50 > len(text)


def _begun(text: str) -> str:
    """A text that is only shown, cut where it is long."""
    return text if len(text) <= _LETTERS_SHOWN else f"{text[:_LETTERS_SHOWN]}…"


def refused(code: str, **values: object) -> UnreadableFile:
    """A file that cannot be taken in, and why; `headers`, which may be as long as the file, are only begun."""
    if isinstance(headers := values.get("headers"), list):
        values["headers"] = [_begun(header) for header in headers[:_HEADERS_SHOWN]]
    return UnreadableFile(Finding(code, "blocking", values))


def _is_json(head: bytes) -> bool:
    squeezed = b"".join(head[:200].split())
    return squeezed.startswith((b'{"', b'[{"', b"[["))
