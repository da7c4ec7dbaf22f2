"""Dates and months, both ways.

English is written in the product's voice whatever the territory: '21 Nov 2026', 'A, B and C'. Other languages follow CLDR.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date as Date
from decimal import Decimal
from functools import cached_property
from itertools import product
from typing import Literal

from babel.dates import format_date, format_skeleton, get_month_names, parse_date
from babel.lists import format_list
from babel.units import format_unit

from app.language.base import OwnLocale
from app.language.figures import LONGEST_READ, Number, rounded, trimmed
from app.language.reading import PLAIN, NumberNotUnderstood, Reader

_YEAR, _DAY = "#", "@"  # stand for the figures in a text that may be typed
_WIDTHS: tuple[Literal["wide", "abbreviated"], ...] = ("wide", "abbreviated")
_CONTEXTS: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")
_LENGTHS: tuple[Literal["long", "short"], ...] = ("long", "short")
_STYLES: tuple[Literal["medium", "long"], ...] = ("medium", "long")
_NUMERIC = re.compile(r"([0-9]{4}|[0-9]{1,2})\s?[-/.年]\s?([0-9]{1,2})\s?[-/.月]\s?([0-9]{4}|[0-9]{1,2})\s?[.日]?")
_YEAR_MONTH = re.compile(r"([0-9]{4})\s?[-/.年]\s?([0-9]{1,2})月?")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})\s?[-/.]\s?([0-9]{4})")


class Dates(Reader):
    """Writes and reads dates and months, and writes the small things around them."""

    def date(self, d: Date) -> str:
        """'21 Nov 2026'"""
        return f"{self.day(d)} {d.year}" if self._is_english else format_date(d, "medium", self.cldr)

    def day(self, d: Date) -> str:
        """Without the year: '18 Oct'."""
        return f"{d.day} {self._short_months[d.month]}" if self._is_english else format_skeleton("MMMd", d, locale=self.cldr)

    def month(self, year: int, month: int) -> str:
        """'Jan 2027'"""
        if self._is_english:
            return f"{self._short_months[month]} {year}"
        return format_skeleton("yMMM", Date(year, month, 1), locale=self.cldr)

    def month_short(self, year: int, month: int, *, with_year: bool = False) -> str:
        """For the head of a narrow column: 'Jan', or 'Nov ’26' (where that is English only, the whole year)."""
        if not with_year:
            return self._short_months[month]
        return f"{self._short_months[month]} ’{year % 100:02}" if self._is_english else self.month(year, month)

    def days(self, n: Number) -> str:
        """'1 day', '102 days', at most one decimal."""
        written = self.number(n, up_to=1)
        if self._is_english:
            return f"{written} {'day' if written in ('1', '-1') else 'days'}"
        value = Decimal(trimmed(rounded(n, 1)).replace(",", ""))  # 1, not 1.0: the plural depends on it
        for length in _LENGTHS:  # Babel has no long form where CLDR points from the long to the short one
            text = format_unit(value, "duration-day", length, "#,##0.#", self.cldr)
            if "duration-day" not in text:
                return text
        return written

    def list_of(self, items: Sequence[str]) -> str:
        """'A, B and C'"""
        if self._is_english and len(items) > 1:
            return ", ".join(items[:-1]) + " and " + items[-1]
        return format_list(items, locale=self.cldr)

    def read_month(self, text: str) -> str:
        """'2027-01' from '2027-01', '1/2027', 'Jan 2027', 'January 2027', 'Nov ’26' or 'Jan-27', names in English or locally."""
        typed = _simplified(text, "not_a_month")
        if found := _YEAR_MONTH.fullmatch(typed):
            year, month = int(found[1]), int(found[2])
        elif found := _MONTH_YEAR.fullmatch(typed):
            year, month = int(found[2]), int(found[1])
        else:
            typed = re.sub(r"(?<=[^\W\d])\s?[-'](?=[0-9]{2}$)", " 20", typed)
            years = re.findall(r"[0-9]{4}", typed)
            year = int(years[0]) if len(years) == 1 else 0
            month = self._month_texts.get(_key(re.sub(r"[0-9]{4}", _YEAR, typed)), 0)
        if not (year >= 1000 and 1 <= month <= 12):
            raise NumberNotUnderstood("not_a_month", text, self._months_meant(text, typed))
        return f"{year}-{month:02}"

    def _months_meant(self, text: str, typed: str) -> tuple[str, ...]:
        """'Apr 2027' for 'April 27', which could be a day, and 'Feb 2027' for '1 Feb 2027'."""
        year, found = re.search(r"(?<=[^\W\d]) ?([0-9]{2})$", typed), None
        if year:
            found = self._month_texts.get(_key(f"{typed[: year.start()]} {_YEAR}"))
        if year and found:
            return (self.month(2000 + int(year[1]), found),)
        try:
            day = self.read_date(text)
        except NumberNotUnderstood:
            return ()
        return (self.month(day.year, day.month),)

    def read_date(self, text: str) -> Date:
        """'2026-11-21', '21 Nov 2026', or figures in the locale's order.

        Plain English has no order of its own: '3/4/2026' is refused with both readings, '21/11/2026' is not.
        """
        typed = _simplified(text, "not_a_date")
        try:
            if found := _NUMERIC.fullmatch(typed):
                return self._read_numeric(text, typed, (int(found[1]), int(found[2]), int(found[3])), year_first=len(found[1]) == 4)
            years, days = re.findall(r"\b[0-9]{4}\b", typed), re.findall(r"(?<![0-9])[0-9]{1,2}(?![0-9])", typed)
            key = re.sub(r"(?<![0-9])[0-9]{1,2}(?![0-9])", _DAY, re.sub(r"\b[0-9]{4}\b", _YEAR, typed))
            if len(years) == len(days) == 1 and (month := self._date_texts.get(_key(key))):
                return Date(int(years[0]), month, int(days[0]))
        except NumberNotUnderstood:
            raise
        except ValueError:
            pass  # no such day
        raise NumberNotUnderstood("not_a_date", text)

    def _read_numeric(self, text: str, typed: str, figures: tuple[int, int, int], *, year_first: bool) -> Date:
        if year_first:
            return Date(*figures)
        if figures[2] < 10:
            raise NumberNotUnderstood("not_a_date", text)
        if self.locale == "en" and figures[0] != figures[1] and max(figures[:2]) <= 12:
            year = figures[2] + 2000 * (figures[2] < 100)
            readings = Date(year, figures[1], figures[0]), Date(year, figures[0], figures[1])
            raise NumberNotUnderstood("ambiguous_date", text, tuple(map(self.date, readings)))
        return parse_date(typed, self.cldr)

    @cached_property
    def _short_months(self) -> dict[int, str]:
        names = get_month_names("abbreviated", "format" if self._is_english else "stand-alone", self.cldr)
        return {month: str(names[month]) for month in range(1, 13)}

    def _month_names(self) -> Iterator[tuple[int, str]]:
        for locale, context, width in product((OwnLocale.parse("en"), self.cldr), _CONTEXTS, _WIDTHS):
            names = get_month_names(width, context, locale)
            yield from ((month, str(names[month])) for month in range(1, 13))

    @cached_property
    def _month_texts(self) -> dict[str, int]:
        """Each month as it may be typed, with a mark for the year."""
        texts = {}
        for month, name in self._month_names():
            texts[_key(f"{name} {_YEAR}")] = texts[_key(f"{_YEAR} {name}")] = month
        for month in range(1, 13):
            for text in (self.month(2001, month), format_skeleton("yMMMM", Date(2001, month, 1), locale=self.cldr)):
                texts[_key(text.translate(PLAIN).replace("2001", _YEAR))] = month
        return texts

    @cached_property
    def _date_texts(self) -> dict[str, int]:
        """The month of each way to type a date with a name in it, with marks for the year and the day."""
        texts = {}
        for month, name in self._month_names():
            for text in (f"{_DAY} {name} {_YEAR}", f"{name} {_DAY} {_YEAR}", f"{_YEAR} {name} {_DAY}"):
                texts[_key(text)] = month
        for month in range(1, 13):
            for style in _STYLES:
                text = format_date(Date(2001, month, 23), style, self.cldr)
                texts[_key(text.translate(PLAIN).replace("2001", _YEAR).replace("23", _DAY))] = month
        return texts


def _simplified(text: str, code: str) -> str:
    if len(text) > LONGEST_READ:
        raise NumberNotUnderstood(code, text)
    typed = " ".join(text.translate(PLAIN).split())
    if not typed:
        raise NumberNotUnderstood("empty", text)
    return typed


def _key(text: str) -> str:
    """Equal for texts that differ in case, dots, commas and spaces only."""
    return re.sub(r"[\s.,-]+", "", text.translate(PLAIN).casefold())
