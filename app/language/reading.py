"""Text into numbers, by the reader's locale and without guessing.

Understood: the locale's separators; a space or an apostrophe as the group separator anywhere; Arabic, Persian and full-width
digits; currency symbols and codes; k, m, b or bn; a percent sign; exponents from -15 to 15. A text that could mean two things
is refused together with what it could mean.
"""

import re
import unicodedata
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from babel.numbers import get_currency_precision, list_currencies

from app.language.figures import LARGEST_READ, LONGEST_READ, Figures, Number, for_input

_MULTIPLIERS = {"": 0, "k": 3, "m": 6, "b": 9, "bn": 9}
_SPACES = "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
_MARKS = "\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９"
PLAIN = (
    {ord(digit): str(place % 10) for place, digit in enumerate(_DIGITS)}
    | dict.fromkeys(map(ord, _SPACES), " ")
    | dict.fromkeys(map(ord, _MARKS), "")
    | {ord(minus): "-" for minus in "\u2212\ufe63\uff0d"}
    | {ord(apostrophe): "'" for apostrophe in "\u2019\u2018\u02bc"}
    | {ord(wide): plain for wide, plain in {"，": ",", "．": ".", "＋": "+", "％": "%", "٪": "%"}.items()}
)
_SHAPE = re.compile(r"(?P<body>[0-9.,' ]*[0-9][.,]?)(?:[eE](?P<power>[+-]?[0-9]+))? *(?P<multiplier>[A-Za-z]*)")
GROUP = 3
"""Digits between separators of thousands."""
_SHARED_SYMBOLS = {"$", "£", "¥"}
_KNOWN_ABROAD = {"US$": "USD"}


class NumberNotUnderstood(ValueError):
    """A text that is no number, date or month, or could be two. `suggestion` holds what it could mean, as the reader writes it.

    Codes: empty, too_long, not_a_number, too_large, too_small, ambiguous_grouping, ambiguous_percent, other_currency,
    not_a_date, ambiguous_date, not_a_month.
    """

    def __init__(self, code: str, text: str, suggestion: tuple[str, ...] = ()) -> None:
        super().__init__(code, text, suggestion)
        self.code = code
        self.text = text
        self.suggestion = suggestion


class _Typed(NamedTuple):
    """What stood in a field: a value (25 for '25%'), the marks around it, and its digits where nothing multiplies them."""

    value: Decimal
    has_percent: bool
    currency: str
    multiplier: str
    body: str


class Reader(Figures):
    """Reads numbers; the exact counterpart of `number_input` and `percent_input`."""

    def read_number(self, text: str) -> Decimal:
        """'4,000,000', '1.2m', '$ 12', '25%' (0.25). Currency marks are dropped."""
        typed = self._read(text)
        return typed.value.scaleb(-2) if typed.has_percent else typed.value

    def read_money(self, text: str, currency: str) -> Decimal:
        """An amount; the mark of another currency is refused, not dropped: nobody meant 100 USD by '€100'."""
        typed = self._read(text)
        if typed.has_percent:
            raise NumberNotUnderstood("not_a_number", text)
        if typed.currency and not self._may_mark(typed.currency, currency):
            raise NumberNotUnderstood("other_currency", text)
        if (thousands := self._as_thousands(typed, currency)) is not None:
            readings = tuple(self.amount_input(value) for value in (typed.value, thousands))
            raise NumberNotUnderstood("ambiguous_grouping", text, readings)
        return typed.value

    def amount_input(self, amount: Number) -> str:
        """An exact amount for a form field, read back unchanged: with a fourth decimal where three could be thousands, '2.1250'."""
        text = self.number_input(amount)
        return f"{text}0" if self._is_like_thousands(text.lstrip("-")) else text

    def _as_thousands(self, typed: _Typed, currency: str) -> Decimal | None:
        """A thousand times an amount like '300.000', which where people group by points is 300,000; None of others.

        Nobody writes prices with three decimals, but for the few currencies that have as many.
        """
        if not self._is_like_thousands(typed.body) or get_currency_precision(currency) >= GROUP:
            return None
        return typed.value.scaleb(GROUP)

    def _is_like_thousands(self, body: str) -> bool:
        return re.fullmatch(rf"[1-9][0-9]{{0,2}}{re.escape(self._decimal_typed)}[0-9]{{{GROUP}}}", body) is not None

    def read_percent(self, text: str, *, fraction_ok: bool = False) -> Decimal:
        """A fraction: '25' and '25 %' are 0.25, '0.5%' is 0.005, '1' is 0.01.

        A bare number between 0 and 1 could be either and is refused with both readings. `fraction_ok` is for a field where a
        rate under 1 % makes no sense: there '0.25' is 25 %, and '1', where the two readings meet, is what gets refused.
        """
        typed = self._read(text)
        if typed.currency or typed.multiplier:
            raise NumberNotUnderstood("not_a_number", text)
        size = abs(typed.value)
        if not typed.has_percent:
            if fraction_ok and 0 < size < 1:
                return typed.value
            if size == 1 if fraction_ok else 0 < size < 1:
                readings = tuple(self._suggest(value, percent=True) for value in (typed.value, typed.value.scaleb(2)))
                raise NumberNotUnderstood("ambiguous_percent", text, readings)
        return typed.value.scaleb(-2)

    def _suggest(self, value: Decimal, *, percent: bool) -> str:
        return self._in_field(for_input(value), self._percent if percent else self._plain)

    def _read(self, text: str) -> _Typed:
        rest = self._plainly(text[: 2 * LONGEST_READ])
        if not rest:
            raise NumberNotUnderstood("empty", text)
        if len(rest) > LONGEST_READ or len(text) > 2 * LONGEST_READ:
            raise NumberNotUnderstood("too_long", text)
        sign, rest = _split_sign(rest)
        before, rest = self._split_mark(rest, at_start=True)
        if not sign:
            sign, rest = _split_sign(rest)
        after, rest = self._split_mark(rest, at_start=False)
        mark = before or after
        shape = _SHAPE.fullmatch(rest)
        if shape is None or (before and after) or shape["multiplier"].lower() not in _MULTIPLIERS:
            raise NumberNotUnderstood("not_a_number", text)
        power = _MULTIPLIERS[shape["multiplier"].lower()] + _power(shape["power"] or "0", text)
        value = self._value(shape["body"], sign, power, text, percent=mark == "%")
        body = "" if shape["multiplier"] or shape["power"] else shape["body"].strip()
        return _Typed(value, mark == "%", mark.replace("%", ""), shape["multiplier"], body)

    def _value(self, body: str, sign: str, power: int, text: str, *, percent: bool) -> Decimal:
        parts = self._split(body, self._decimal_typed, self._group_typed + " '")
        if parts is not None:
            return _decimal(sign, parts, power, text)
        meant = dict.fromkeys(_decimal(sign, other, power, text) for other in self._other_readings(body))
        if not meant:
            raise NumberNotUnderstood("not_a_number", text)
        raise NumberNotUnderstood("ambiguous_grouping", text, tuple(self._suggest(value, percent=percent) for value in meant))

    def _other_readings(self, body: str) -> list[tuple[str, str]]:
        """What '1.5' could mean in Greek: 15, if the point was put in a wrong place, or 1,5 as written elsewhere."""
        group, decimal = self._group_typed, self._decimal_typed
        other = "," if decimal == "." else "."
        readings = []
        if decimal not in body and re.fullmatch(f"[1-9][0-9]*(?:{re.escape(group)}[0-9]+)+", body):
            readings.append(self._split(body.replace(group, ""), decimal, " '"))
        readings.append(self._split(body, decimal, other + " '"))
        readings.append(self._split(body, other, decimal + " '"))
        return [reading for reading in readings if reading is not None]

    def _split(self, body: str, decimal: str, groups: str) -> tuple[str, str] | None:
        """The digits before and after the decimal separator, if the groups are the right size and of one kind."""
        whole, _, fraction = body.partition(decimal)
        if re.fullmatch("[0-9]*", fraction) is None or not whole + fraction:
            return None
        if re.fullmatch("[0-9]*", whole):
            return whole, fraction
        sizes = ["[1-9][0-9]{0,2}(?:G[0-9]{3})+"] + ["[1-9][0-9]?(?:G[0-9]{2})*G[0-9]{3}"] * (self._grouping == (3, 2))
        for group in groups:
            if any(re.fullmatch(size.replace("G", re.escape(group)), whole) for size in sizes):
                return whole.replace(group, ""), fraction
        return None

    def _plainly(self, text: str) -> str:
        """Latin digits, plain spaces, no direction marks; the Arabic separators become the locale's own."""
        text = text.replace("\u066b", self._decimal).replace("\u066c", self._group)
        return text.translate(PLAIN).strip()

    def _split_mark(self, text: str, *, at_start: bool) -> tuple[str, str]:
        """Take a percent sign or the longest known currency symbol or code off one end."""
        for size in range(min(self._longest_mark, len(text)), 0, -1):
            piece, rest = (text[:size], text[size:]) if at_start else (text[-size:], text[:-size])
            if piece.upper() in self._codes:
                return piece.upper(), rest.strip()
            if piece in self._symbols or (size == 1 and unicodedata.category(piece) == "Sc"):
                return piece, rest.strip()
        return "", text

    def _may_mark(self, mark: str, currency: str) -> bool:
        symbol = self.cldr.currency_symbols.get(currency, currency).translate(PLAIN).strip()
        return (
            currency in (mark, _KNOWN_ABROAD.get(mark))
            or mark == symbol
            or (mark in _SHARED_SYMBOLS and (mark in symbol or symbol == currency))
        )

    @cached_property
    def _decimal_typed(self) -> str:
        return self._decimal.translate(PLAIN)

    @cached_property
    def _group_typed(self) -> str:
        return self._group.translate(PLAIN)

    @cached_property
    def _codes(self) -> set[str]:
        return list_currencies()

    @cached_property
    def _symbols(self) -> set[str]:
        symbols = {symbol.translate(PLAIN).strip() for symbol in self.cldr.currency_symbols.values()}
        return {symbol for symbol in symbols if symbol.lower() not in _MULTIPLIERS} | {"%", *_KNOWN_ABROAD}

    @cached_property
    def _longest_mark(self) -> int:
        return max(map(len, self._symbols | self._codes))


def _split_sign(text: str) -> tuple[str, str]:
    return (text[0], text[1:].lstrip()) if text[:1] in ("+", "-") and text else ("", text)


def _power(exponent: str, text: str) -> int:
    digits = exponent.lstrip("+-").lstrip("0")
    if len(digits) > 2 or int(digits or "0") > 15:
        raise NumberNotUnderstood("too_small" if exponent[0] == "-" else "too_large", text)
    return int(exponent)


def _decimal(sign: str, parts: tuple[str, str], power: int, text: str) -> Decimal:
    """Put together exactly, and only after a look at the size."""
    whole, fraction = parts
    if len(whole.lstrip("0")) + power > 16:
        raise NumberNotUnderstood("too_large", text)
    value = Decimal(f"{sign}{whole or '0'}.{fraction}E{power}")
    if abs(value) > LARGEST_READ:
        raise NumberNotUnderstood("too_large", text)
    return Decimal(f"{value:f}") if value else Decimal(0)  # 1200000, not 1.2E+6; 0, not -0
