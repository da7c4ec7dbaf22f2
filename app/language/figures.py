"""Numbers, percents and money into text.

Digits are Latin in every locale. A tie is rounded away from zero, as people do it, on the decimal a float prints as: 2.675 is a
tie, whatever its binary value. The result is Babel's with that rounding, several times faster, but for four things: a negative
has the minus of formulas, and what a form field holds the hyphen that every keyboard has; zero has no minus sign ('-0'); a
currency code or a symbol ending in a letter stands a no-break space away from the digits ('CHF 12', as CLDR asks); and short
money is grouped and carries over ('$1M', not '$1000K').
"""

import operator
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple, cast

from babel import Locale
from babel.numbers import NumberPattern, get_currency_precision, get_currency_symbol, get_decimal_symbol, get_group_symbol

from app.language.base import Base

Number = int | float | Decimal

NBSP = "\u00a0"
MINUS = "\u2212"
LARGEST_WRITTEN = 300  # powers of ten
LARGEST_READ = Decimal("1e15")
LONGEST_READ = 64
_MOST_DECIMALS = 20
_FORMATS = [f"{{:,.{digits}f}}".format for digits in range(_MOST_DECIMALS + 1)]
_HALF_UP = Context(prec=LARGEST_WRITTEN + _MOST_DECIMALS + 2, rounding=ROUND_HALF_UP)
_TWICE = [2.0 * 10.0**power for power in range(_MOST_DECIMALS + 3)]


class Affixes(NamedTuple):
    """What stands around the digits."""

    before: str
    after: str
    minus_before: str
    minus_after: str


class Figures(Base):
    """Writes numbers. `sign=True` marks a difference: '+16', '−3', '0'."""

    def number(self, x: Number, digits: int = 0, *, up_to: int | None = None, sign: bool = False) -> str:
        """Exactly `digits` decimals, or with `up_to` at most that many: '9,327.4'."""
        if up_to is None:
            return self._write(rounded(x, digits), self._plain, sign)
        return self._write(trimmed(rounded(x, up_to)), self._plain, sign)

    def whole(self, n: Number, *, sign: bool = False) -> str:
        """A whole number up to 1e300: '4,377'. A number with a fraction is an error, not rounded."""
        if type(n) is float and -1e15 < n < 1e15 and n.is_integer():
            n = int(n)  # most of a page's figures; the decimal way below takes ten times as long
        elif type(n) is not int and not _is_whole(exact(n)):
            raise ValueError(f"not a whole number: {n!r}")
        return self._write(rounded(n, 0), self._plain, sign)

    def significant(self, x: Number, figures: int = 3, *, sign: bool = False) -> str:
        """At least the whole part, and decimals up to so many figures: '0.0235', '1.22', '9,327'."""
        value = exact(x)
        decimals = figures - 1 - value.adjusted() if value else 0
        return self.number(value, up_to=min(max(decimals, 0), _MOST_DECIMALS), sign=sign)

    def percent(self, fraction: Number, digits: int | None = None, *, sign: bool = False) -> str:
        """At most one decimal, or exactly `digits`: '25%', '22.9%'."""
        text = trimmed(rounded(fraction, 1, 2)) if digits is None else rounded(fraction, digits, 2)
        return self._write(text, self._percent, sign)

    def money(self, amount: Number, currency: str, digits: int | None = None, *, sign: bool = False) -> str:
        """As many decimals as the currency has, or exactly `digits`: '$5,001.00', '$5,001'."""
        affixes, minor = _money(self, currency)
        return self._write(rounded(amount, minor if digits is None else digits), affixes, sign)

    def money_short(self, amount: Number, currency: str, digits: int | None = None, *, sign: bool = False) -> str:
        """For cards, at most one decimal or exactly `digits`: '$363.6k', '$1.2M', '$442', '$0.02'.

        Under 1,000, and where the locale has no short form (German thousands), the amount is written whole; under 100 with
        minor units unless it is whole.
        """
        value = exact(amount)
        scale, affixes = self._short_form(value, currency)
        step = 1 if digits is None else digits
        text = rounded(value.scaleb(-scale), step)
        carried = Decimal(text.replace(",", "")).scaleb(scale) if scale else value
        if carried.adjusted() > value.adjusted():  # 999,960 is 1M, not 1000.0k
            scale, affixes = self._short_form(carried, currency)
            text = rounded(value.scaleb(-scale), step)
        if scale == 0:
            return self.money(value, currency, None if abs(value) < 100 and value % 1 else 0, sign=sign)
        return self._write(trimmed(text) if digits is None else text, affixes, sign)

    def number_input(self, x: Number) -> str:
        """The exact value for a form field, read back unchanged: '4,000,000', '0.02'."""
        return self._in_field(for_input(exact(x)), self._plain)

    def percent_input(self, fraction: Number) -> str:
        """The exact percentage for a form field: '25', '22.9'; up to 1 % with its sign ('0.5%'), bare it could be a fraction."""
        percentage = exact(fraction).scaleb(2)
        return self._in_field(for_input(percentage), self._percent if 0 < abs(percentage) <= 1 else self._plain)

    def _in_field(self, digits: str, affixes: Affixes) -> str:
        """As a person types it, with the hyphen of a keyboard."""
        return self._write(digits, affixes, False).replace(MINUS, "-")

    def _write(self, digits: str, affixes: Affixes, sign: bool) -> str:
        """Dress up plain digits such as '-1,234.5' in the ways of the locale."""
        before, after, minus_before, minus_after = affixes
        if digits[0] == "-":
            digits, before, after = digits[1:], minus_before, minus_after
        elif sign and digits.strip("0."):
            before, after = minus_before.replace(MINUS, "+"), minus_after.replace(MINUS, "+")
        if not self._separates_as_python:
            digits = self._separated(digits)
        return before + digits + after

    def _separated(self, digits: str) -> str:
        whole, point, fraction = digits.partition(".")
        primary, secondary = self._grouping
        if primary != 3:
            whole = whole.replace(",", "")
        elif secondary == 2 and len(whole) > 6:
            plain = whole.replace(",", "")
            whole = re.sub(r"(?<=\d)(?=(?:\d\d)+$)", ",", plain[:-3]) + "," + plain[-3:]
        return whole.replace(",", self._group) + (self._decimal + fraction if point else "")

    def _short_form(self, value: Decimal, currency: str) -> tuple[int, Affixes]:
        """The power of ten to divide by, and what stands around the digits; (0, ...) where there is no short form."""
        return _short_money(self, currency, value.adjusted()) if value else (0, self._plain)

    @cached_property
    def _group(self) -> str:
        return get_group_symbol(self.cldr)

    @cached_property
    def _decimal(self) -> str:
        return get_decimal_symbol(self.cldr)

    @cached_property
    def _grouping(self) -> tuple[int, int]:
        return cast(NumberPattern, self.cldr.decimal_formats[None]).grouping

    @cached_property
    def _separates_as_python(self) -> bool:
        return (self._group, self._decimal, self._grouping) == (",", ".", (3, 3))

    @cached_property
    def _plain(self) -> Affixes:
        return _affixes(cast(NumberPattern, self.cldr.decimal_formats[None]))

    @cached_property
    def _percent(self) -> Affixes:
        return _affixes(cast(NumberPattern, self.cldr.percent_formats[None]))


def exact(x: Number) -> Decimal:
    """The decimal that `x` prints as; NaN, infinity and anything from 1e301 up are refused before any arithmetic."""
    if isinstance(x, float):
        value = Decimal(repr(float(x)))  # a float of numpy prints as more than its digits
    elif isinstance(x, Decimal):
        value = x
    elif hasattr(x, "__index__"):
        whole = operator.index(x)
        if abs(whole) > 10**LARGEST_WRITTEN:
            raise ValueError("too large to write")
        value = Decimal(whole)
    else:
        value = Decimal(repr(float(x)))
    if not value.is_finite():
        raise ValueError(f"not a finite number: {x!r}")
    if value.adjusted() > LARGEST_WRITTEN:
        raise ValueError("too large to write")
    return value


def round_half_up(value: Decimal, digits: int) -> Decimal:
    """The nearest with so many decimals, a tie away from zero."""
    return _HALF_UP.quantize(value, Decimal((0, (1,), -digits)))


def rounded(x: Number, digits: int, shift: int = 0) -> str:
    """`x * 10**shift` as '-1,234.50', rounded on the decimal that x prints as, a tie away from zero.

    Python rounds the binary value, which agrees unless the decimal is a tie (or so large that it has no room for one), so
    near a tie the decimal itself is rounded. A tie is an odd number of halves of the last digit.
    """
    if not 0 <= digits <= _MOST_DECIMALS:
        raise ValueError(f"between 0 and {_MOST_DECIMALS} decimals, not {digits}")
    if type(x) is float:
        halves = x * _TWICE[digits + shift]
        if -2e12 < halves < 2e12 and not 0.999 < halves % 2.0 < 1.001:
            text = _FORMATS[digits](x * 100.0 if shift else x)
        else:
            text = _decimally(exact(x), digits, shift)
    elif type(x) is int and shift == 0 and -(10**15) < x < 10**15:
        return _FORMATS[digits](x)
    else:
        text = _decimally(exact(x), digits, shift)
    return text[1:] if text[0] == "-" and not text.strip("-0.") else text


def _decimally(value: Decimal, digits: int, shift: int) -> str:
    return _FORMATS[digits](round_half_up(value.scaleb(shift), digits))


def _is_whole(value: Decimal) -> bool:
    return value == value.to_integral_value()


def trimmed(text: str) -> str:
    """Without zeros after the decimals that matter."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def for_input(value: Decimal) -> str:
    """Every digit of a value that a field can hold: '4,000,000'."""
    text = trimmed(f"{value:,f}") if value.adjusted() > -LONGEST_READ else ""
    if not text or abs(value) > LARGEST_READ or len(text) > LONGEST_READ - 4:  # 4: room for a percent sign and its marks
        raise ValueError(f"out of the range a field can hold: {value}")
    return text[1:] if text == "-0" else text


def _affixes(pattern: NumberPattern, symbol: str = "") -> Affixes:
    before, minus_before = (_affix(raw, symbol, before=True) for raw in pattern.prefix)
    after, minus_after = (_affix(raw, symbol, before=False) for raw in pattern.suffix)
    return Affixes(before, after, minus_before, minus_after)


def _affix(raw: str, symbol: str, *, before: bool) -> str:
    """An affix of a CLDR pattern: quotes dropped, a true minus, the currency symbol filled in, letters kept off digits and each other."""
    text = re.sub(r"'([^']*)'", r"\1", raw).replace("-", MINUS)
    if symbol[:1].isalpha():
        text = re.sub(r"(?<=[^\W\d_])¤|^¤" if not before else r"(?<=[^\W\d_])¤", NBSP + "¤", text)
    if symbol[-1:].isalpha():
        text = re.sub(r"¤$", "¤" + NBSP, text) if before else text
    return text.replace("¤", symbol)


def _symbol(cldr: Locale, currency: str) -> str:
    if not re.fullmatch("[A-Z]{3}", currency):
        raise ValueError(f"not an ISO 4217 code: {currency!r}")
    return get_currency_symbol(currency, cldr)


@lru_cache(maxsize=512)
def _money(language: Base, currency: str) -> tuple[Affixes, int]:
    pattern = cast(NumberPattern, language.cldr.currency_formats["standard"])
    return _affixes(pattern, _symbol(language.cldr, currency)), get_currency_precision(currency)


@lru_cache(maxsize=2048)
def _short_money(language: Base, currency: str, power: int) -> tuple[int, Affixes]:
    """CLDR's short form for amounts from 10**power; English has 'k' where CLDR has 'K'."""
    forms = language.cldr.compact_currency_formats["short"]["other"]
    magnitude = max((int(key) for key in forms if len(key) <= power + 1), default=0)
    pattern = cast(NumberPattern, forms[str(magnitude)]) if magnitude else None
    if pattern is None or "¤" not in pattern.pattern or pattern.pattern.replace("¤", "").strip() == "0":
        return 0, Affixes("", "", MINUS, "")
    affixes = _affixes(pattern, _symbol(language.cldr, currency))
    if language.cldr.language == "en":
        affixes = Affixes(*(re.sub("^K$", "k", affix) for affix in affixes))
    return len(str(magnitude)) - pattern.pattern.count("0"), affixes
