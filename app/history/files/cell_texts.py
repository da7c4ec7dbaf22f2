"""What a cell of a workbook holds as the text that people see."""

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from app.history.files.container import refused

_COLUMNS = 16_384  # of a worksheet at most
_EXACT = 15  # digits that a spreadsheet program keeps of a number
_FIRST_1900, _FIRST_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
_LEAP = 60  # 29 February 1900, which there never was, and of which days are counted as though it had been
_LAST = 2_958_466  # the first day of the year 10000
_SPELT = re.compile("_x([0-9A-Fa-f]{4})_")
_MIDNIGHT = re.compile(r"T00:00(?::00(?:\.0+)?)?Z?$")


@lru_cache(maxsize=20_000)
def column_of(letters: str) -> int:
    """The position of a column: 0 for A."""
    number = 0
    if not letters.isascii() or not letters.isalpha() or len(letters) > len("XFD"):
        raise refused("broken_workbook", worksheet="")
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    if number > _COLUMNS:
        raise refused("broken_workbook", worksheet="")
    return number - 1


def number_text(said: str) -> str:
    """A number without the digits that binary fractions bring along: 0.3 for 0.30000000000000004."""
    said = said.strip()
    if said.isdigit() and (said[0] != "0" or len(said) == 1):
        return said
    try:
        number = float(said)
    except ValueError:
        return said
    if not isfinite(number):
        return said
    short = repr(float(f"{number:.{_EXACT}g}"))
    return (f"{Decimal(short):f}" if "e" in short else short).removesuffix(".0")


@lru_cache(maxsize=20_000)
def day_text(said: str, *, since_1904: bool) -> str:
    """A day, with its time where there is one, to the second that has begun; what no calendar has stays a number."""
    try:
        number = float(said)
    except ValueError:
        return said.strip()
    if not 0 <= number < _LAST:
        return number_text(said)
    first = _FIRST_1904 if since_1904 else _FIRST_1900 + dt.timedelta(days=number < _LEAP)
    try:
        moment = first + dt.timedelta(milliseconds=round(number * 86_400_000))
    except OverflowError:  # rounded into the year 10000, or counted from 1904 up to it
        return number_text(said)
    return moment.isoformat(sep=" ", timespec="seconds").removesuffix(" 00:00:00")


def iso_text(said: str) -> str:
    """A day that is written as one, without its midnight."""
    return _MIDNIGHT.sub("", said.strip())


def truth_text(said: str) -> str:
    """TRUE or FALSE, however it is written."""
    return "TRUE" if said.strip().lower() in ("1", "true") else "FALSE"


def unescaped(text: str) -> str:
    """A text in which XML had to spell characters by their numbers, such as _x000D_; a NUL becomes U+FFFD, as in files of text."""
    if "_x" not in text:
        return text
    spelt = _SPELT.sub(lambda found: chr(int(found[1], 16)), text)
    return spelt.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")
