"""Bytes of XML as a strict parser takes them: what spreadsheet libraries read in spite of the rules is read here, too."""

import codecs
import re

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_AS_BLANKS = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
_CONTROL_BY_NUMBER = re.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]));")
_LONGEST = 16  # bytes of a character by its number, with some zeros before it


class Soundness:
    """Makes control characters blanks, as themselves and by their numbers, and drops blanks before the first tag; a block at a time.

    Text in UTF-16 is left as it is: there, such bytes are halves of characters.
    """

    def __init__(self) -> None:
        self._wide: bool | None = None
        self._rest = b""

    def __call__(self, block: bytes, *, last: bool = False) -> bytes:
        """The next bytes; the beginning of a character by its number waits for the next block."""
        if self._wide is None:
            block = block.lstrip(b" \t\r\n")
            if block:
                self._wide = bool(wide_encoding(block))
        if self._wide:
            return block
        block, self._rest = (self._rest + block).translate(_AS_BLANKS), b""
        if not last and (begun := block.rfind(b"&", -_LONGEST)) >= 0 and b";" not in block[begun:]:
            block, self._rest = block[:begun], block[begun:]
        return _CONTROL_BY_NUMBER.sub(b" ", block) if b"&#" in block else block


def wide_encoding(beginning: bytes) -> str:
    """The codec of a part that is UTF-16, by its first bytes; empty for any other."""
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in beginning[:4]:
        return "utf-16-be" if beginning[:1] == b"\0" else "utf-16-le"
    return ""
