"""One text into one day: the plain reader that defines what is right."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.history.recipe import Order
from app.history.values.marks import plain_text
from app.history.values.months_of_year import month_names, weekday_names
from app.history.values.words import fold

_EPOCH = dt.date(1970, 1, 1).toordinal()
_SERIAL_ZERO = dt.date(1899, 12, 30).toordinal() - _EPOCH
_SERIALS = range(20_000, 80_000)  # 1954 to 2119: what a spreadsheet's serial number of a day may be
_SECONDS = range(631_152_000, 4_102_444_800)  # 1990 to 2099

TIME_OF_DAY = (
    r"(?i)(?:[T,]|,? |, ?um |, ?at | at | um | à | às | a las | klo? | kl\. | om | alle | ore | o godz\. | в | o )\s*"
    r"\d{1,2}(?::\d{2}|h\d{2})(?::\d{2}(?:[.,:]\d{1,9})?)?\s*(?:[ap]\.?\s?m\.?|uhr)?"
    r"\s*(?:Z|\(?(?:UTC|GMT|[A-Z]{2,5}T|CET|EET|WET)\)?)?\s*(?:(?:UTC|GMT)?[+-]\d{1,2}:?(?:\d{2})?)?\s*(?:\([^()]*\))?$"
)
TIME_WITH_POINTS = (
    r"(?i)(\d)(?:T|, ?|,? um |,? alle |,? klo?\.? |,? om |,? ore | )\s*"
    r"(?:[01]?\d|2[0-3])\.[0-5]\d(?:\.[0-5]\d(?:\.\d{1,9})?)?\s*(?:[ap]\.?\s?m\.?|uhr)?$"
)
"""A time of day such as 09.30; the digit before it belongs to the date, so that 5. 12.25 stays one."""
_NOON = re.compile(r"\s?(?:오전|오후|上午|下午|午前|午後)\s?")
_TIME_AFTER_COLON = re.compile(r"(\d{1,2}[A-Za-z]{3}\d{2,4}):\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?")
_AFTER_YEAR = re.compile(r"(?<=\d\d)\s?(?:г|р|год|року|года)\.?$")
_WEEKDAY = re.compile(r"([^\W\d_]{1,13})\.?,?\s+(?=\d)")
_TIME = re.compile(TIME_OF_DAY)
_TIME_WITH_POINTS = re.compile(TIME_WITH_POINTS)
_NUMERIC = re.compile(r"(\d{1,4})\s?([./\- ])\s?(\d{1,2})\s?\2\s?(\d{1,4})\.?")
_COMPACT = re.compile(r"(\d{8})T\d{4}(?:\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?")
_EASTERN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_ERA = re.compile(r"(令和|平成|昭和)\s?(\d{1,2}|元)年\s?(\d{1,2})月\s?(\d{1,2})日")
_BEFORE_ERA = {"令和": 2018, "平成": 1988, "昭和": 1925}
_WORDS = re.compile(r"[^\W\d_]+\.?")
_NUMBERS = re.compile(r"\d+")
_EASTERN_MONTH = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]")
_MONTH_FIRST = re.compile(r"(\d{1,2})\s?[./\- ]\s?(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})(?:\s?[./\- ]\s?M?|M)(\d{1,2})\.?")
_ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "de", "del", "of", "den", "der", "o", "a", "r", "t", "v", "dia", "le", "il", "el"})
_PLACES: dict[Order, tuple[int, int, int]] = {"ymd": (0, 1, 2), "dmy": (2, 1, 0), "mdy": (2, 0, 1)}


@dataclass(frozen=True)
class Numbers:
    """Three numbers whose order the text does not say: the separator between them, and the numbers as they stand."""

    shape: str
    texts: tuple[str, str, str]

    def orders(self) -> tuple[Order, ...]:
        """The orders that give a day."""
        return tuple(order for order in _PLACES if self.day(order) is not None)

    def day(self, order: Order) -> int | None:
        """The day in that order."""
        year, month, day = (self.texts[place] for place in _PLACES[order])
        if len(month) > 2 or len(day) > 2 or len(year) == 3 or (len(year) == 1 and self.shape != ""):
            return None
        return day_number(_whole_year(year), int(month), int(day))


def read_day(text: str, orders: Mapping[str, Order]) -> int | None:
    """The day that a text names, or None."""
    found = parsed(text)
    if not isinstance(found, Numbers):
        return found
    order = orders.get(found.shape)
    return None if order is None else found.day(order)


def parsed(text: str) -> int | Numbers | None:
    """A day that the text itself says, or numbers whose order it does not say, or None."""
    bare = _without_time(plain_text(text)[0])
    if bare[-1:] in ("Z", "z") and bare[-2:-1].isdigit():
        bare = bare[:-1]
    if found := _COMPACT.fullmatch(bare):
        bare = found[1]
    if bare.isdigit() or _is_decimal(bare):
        return _of_digits(bare)
    if found := _NUMERIC.fullmatch(bare):
        return _of_numbers(found[2], (found[1], found[3], found[4]))
    if found := _EASTERN.fullmatch(bare):
        return day_number(int(found[1]), int(found[2]), int(found[3]))
    if found := _ERA.fullmatch(bare):
        year = 1 if found[2] == "元" else int(found[2])
        return day_number(_BEFORE_ERA[found[1]] + year, int(found[3]), int(found[4]))
    return _of_names(bare)


def _without_time(plain: str) -> str:
    """The text without its time of day, and without a weekday in front of figures."""
    if not plain.isascii():
        plain = _AFTER_YEAR.sub("", _NOON.sub(" ", plain))
    bare = _TIME_WITH_POINTS.sub(r"\1", _TIME.sub("", plain)).strip().rstrip(",")
    if found := _TIME_AFTER_COLON.fullmatch(bare):
        bare = found[1]
    if bare[:1].isalpha() and (found := _WEEKDAY.match(bare)) and fold(found[1]) in weekday_names() and fold(found[1]) not in month_names():
        bare = bare[found.end() :]
    return bare


def read_month(text: str, orders: Mapping[str, Order]) -> int | None:
    """The first day of the month that a text names, or None."""
    bare = plain_text(text)[0]
    if found := _YEAR_FIRST.fullmatch(bare):
        return day_number(int(found[1]), int(found[2]), 1)
    if found := _EASTERN_MONTH.fullmatch(bare):
        return day_number(int(found[1]), int(found[2]), 1)
    if found := _MONTH_FIRST.fullmatch(bare):
        return day_number(int(found[2]), int(found[1]), 1)
    if len(bare) == 6 and bare.isdigit():
        return day_number(int(bare[:4]), int(bare[4:]), 1)
    if (named := _named_month(bare)) is not None:
        return named
    day = read_day(text, orders)
    return None if day is None else first_of_month(day)


def day_number(year: int, month: int, day: int) -> int | None:
    """Days since 1970-01-01, or None for what is no date."""
    try:
        return dt.date(year, month, day).toordinal() - _EPOCH
    except ValueError:
        return None


def day_of(number: int) -> dt.date:
    """The date of a day number."""
    return dt.date.fromordinal(number + _EPOCH)


def first_of_month(number: int) -> int:
    """The day number of the month's first day."""
    return day_of(number).replace(day=1).toordinal() - _EPOCH


def _whole_year(year: str) -> int:
    """A year of two digits is of 1970 to 2069."""
    return int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)


def _is_decimal(bare: str) -> bool:
    whole, _, fraction = bare.partition(".")
    return len(whole) in (5, 10, 13) and whole.isdigit() and fraction.isdigit()


def _of_digits(bare: str) -> int | Numbers | None:
    """20260531, 31052026, a spreadsheet's 46173, seconds, milliseconds or microseconds since 1970."""
    whole = bare.partition(".")[0]
    if len(whole) == 8:
        if 1900 <= int(whole[:4]) <= 2199 and (day := day_number(int(whole[:4]), int(whole[4:6]), int(whole[6:]))) is not None:
            return day
        return Numbers("", (whole[:2], whole[2:4], whole[4:]))
    if len(whole) == 5:
        return int(whole) + _SERIAL_ZERO if int(whole) in _SERIALS else None
    if len(whole) in (10, 13, 16):
        seconds = int(whole[:10])
        return seconds // 86_400 if seconds in _SECONDS else None
    return None


def _of_numbers(separator: str, texts: tuple[str, str, str]) -> int | Numbers | None:
    if len(texts[0]) == 4:
        return day_number(int(texts[0]), int(texts[1]), int(texts[2])) if len(texts[2]) <= 2 else None
    return Numbers(separator, texts) if len(texts[0]) <= 2 and len(texts[2]) != 3 else None


def _of_names(bare: str) -> int | None:
    """A day with its month by name: 15 Apr, 2021; Thu, 5 Feb 2026; Jun 09, 2018; 20-Oct-2016; 5 de marzo de 2026."""
    numbers = _NUMBERS.findall(bare)
    month = _month_among(_WORDS.findall(bare)) if len(numbers) == 2 else None
    if month is None:
        return None
    if len(numbers[0]) == 4:
        year, day = numbers
    else:
        day, year = numbers
    return day_number(_whole_year(year), month, int(day)) if len(day) <= 2 and len(year) in (2, 4) else None


def _named_month(bare: str) -> int | None:
    """März 2026, Mar-26."""
    numbers = _NUMBERS.findall(bare)
    if len(numbers) != 1 or len(numbers[0]) not in (2, 4):
        return None
    month = _month_among(_WORDS.findall(bare))
    if month is None:
        return None
    return day_number(_whole_year(numbers[0]), month, 1)


def _month_among(words: list[str]) -> int | None:
    """The only month among words of which the others are weekdays and little words; None for anything else."""
    folded = [word for word in map(fold, words) if word not in _ORDINALS]
    named = [word for word in folded if word in month_names()]
    if len(named) == 2:  # mar. 5 mai: a Tuesday
        weekday = next((word for word in named if word in weekday_names()), None)
        if weekday is not None:
            named.remove(weekday)
    if len(named) != 1 or any(word not in weekday_names() and word not in month_names() for word in folded):
        return None
    return month_names()[named[0]]
