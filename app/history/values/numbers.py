"""Texts into numbers, whatever the country: decimal marks, grouping, currency, percent, K and M."""

import re
from dataclasses import dataclass
from typing import Literal

import polars as pl

from app.history.values.marks import plain_text
from app.history.values.money import CURRENCY_MARKS, currency_in, shared_sign_in
from app.history.values.residue import put_in, read_rest

Decimal = Literal[".", ","]

_SUFFIX = {"k": 1e3, "tsd": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "mln": 1e6, "b": 1e9, "bn": 1e9, "mrd": 1e9}
_SUFFIX |= {"lakh": 1e5, "lac": 1e5, "cr": 1e7, "crore": 1e7, "million": 1e6, "millions": 1e6, "mill": 1e6}
_SUFFIX |= {"тыс": 1e3, "млн": 1e6, "млрд": 1e9, "万": 1e4, "萬": 1e4, "만": 1e4, "亿": 1e8, "億": 1e8, "억": 1e8}
_SUFFIX_OF = {("INR", "l"): 1e5, ("EUR", "t"): 1e3, ("CHF", "t"): 1e3}
"""Letters that are a scale beside one currency only: ₹1.05 L is a lakh, 120 T€ are thousands."""
_WITHOUT_LETTERS = re.compile(r"[-+\d.,' ()%]*")
_NUMBER = re.compile(
    r"(?P<sign>[-+−]?)(?P<whole>\d[\d.,' ]*|[.,]\d+)(?P<exponent>[eE][-+]?\d{1,3})?"
    r"\s*(?P<suffix>[^\W\d_]{1,8}\.?)?\s*(?P<percent>%|‰)?(?P<after>-?)",
)
_LOST_SIGN = re.compile(r"^([-+−(]? ?)[?\ufffd] ?(?=\d)|(?<=\d) [?\ufffd]$")
"""A ? beside an amount, where the file's encoding has no letter for the currency's sign: the lira, the rupee, the euro."""
_NO_CENTS = re.compile(r"(?<=\d)(?:[.,](?:[-–—=]{1,2})|/[-–=])$")
"""What stands for no cents: 1'054.–, 1.054,--, 1,05,450/-. Its dash is no minus."""
_GROUPED = {
    ".": re.compile(r"(\d{1,3}(,\d{3})+|\d{1,3}( \d{3})+|\d{1,3}('\d{3})+|\d{1,2}(,\d{2})*,\d{3}|\d+|)(\.\d*)?"),
    ",": re.compile(r"(\d{1,3}(\.\d{3})+|\d{1,3}( \d{3})+|\d{1,3}('\d{3})+|\d+|)(,\d*)?"),
}
_PLAIN = {
    ".": r"^[-+]?(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?$",
    ",": r"^[-+]?(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?$",
}


@dataclass(frozen=True)
class NumberRead:
    """A number, and what its text proves.

    Attributes:
        value: percent as a fraction.
        decimal: the mark that the text alone proves; None where both readings are possible, or none is needed.
        open: whether the mark decides the value, and nothing in the text proves it (1,063 and 1.063).
        percent: whether it was one. currency: ISO code of the sign or word beside it. sign: one that several countries use, $ or kr.
        scaled: whether it says of how many it is, as 12k does.
    """

    value: float
    decimal: Decimal | None = None
    open: bool = False
    percent: bool = False
    currency: str | None = None
    sign: str | None = None
    scaled: bool = False


def numbers(cells: pl.Series, decimal: Decimal | None) -> pl.Series:
    """Float64: the numbers of texts, null where there is none. `decimal` None: only what each text alone proves."""
    plain = cells.cast(pl.Float64, strict=False)
    if decimal == ".":
        read = plain
    else:
        ambiguous = cells.str.contains(".", literal=True)
        read = plain if not ambiguous.any() else plain.set(ambiguous.fill_null(False), None)
    read = read.set((~read.is_finite()).fill_null(False), None) if not read.is_finite().all() else read
    if read.null_count() == cells.null_count():
        return read
    left = cells.is_not_null() & read.is_null()
    rest = cells.filter(left)
    if decimal is not None and (grouped := _in_groups(rest, decimal)).null_count() < len(rest):
        read = put_in(read, left, grouped)
        left, rest = cells.is_not_null() & read.is_null(), rest.filter(grouped.is_null())
    return read_rest(rest, read, left, lambda text: value_of(text, decimal)) if len(rest) else read


def value_of(text: str, decimal: Decimal | None) -> float | None:
    """The number that a text is, or None."""
    read = read_number(text, decimal)
    return None if read is None or (read.open and decimal is None) else read.value


def read_number(text: str, decimal: Decimal | None) -> NumberRead | None:
    """The number that a text is, with what it proves; None where it is none.

    1.234,56  1,234.56  1 234,56  1'234.56  12,34,567.89  (1,234)  -5  5-  18.18%  $1,117.10K  R$ 100.000  ١٬٠٥٤٫٠٠
    """
    bare, arabic = plain_text(text)
    currency = sign = None
    if not _WITHOUT_LETTERS.fullmatch(bare):
        currency, sign, bare = currency_in(bare), shared_sign_in(bare), CURRENCY_MARKS.sub(" ", bare).strip()
        bare = _LOST_SIGN.sub(r"\1", bare)
    if bare[-1:] in "-–—=":
        bare = _NO_CENTS.sub("", bare)
    if bare[:1] == "'":  # by which a spreadsheet program keeps a number as it was typed
        bare = bare[1:]
    negative = bare.startswith("(") and bare.endswith(")")
    if negative:
        bare = bare[1:-1].strip()
    bare = re.sub(r"^([-+−]) +", r"\1", bare)
    found = _NUMBER.fullmatch(bare)
    if found is None:
        return None
    scale = _scale(found["suffix"], currency)
    if scale is None:
        return None
    whole = found["whole"].strip()
    mark: Decimal | None = "." if arabic else _proved(whole)
    digits = _digits(whole, mark or decimal or ".")
    if digits is None:
        return None
    value = float(digits + (found["exponent"] or "")) * scale * {"%": 0.01, "‰": 0.001}.get(found["percent"] or "", 1.0)
    if value in (float("inf"), float("-inf")):
        return None
    if negative or found["sign"] in ("-", "−") or found["after"]:
        value = -value
    return NumberRead(value, mark, mark is None and _either(whole), bool(found["percent"]), currency, sign, scale != 1)


def _in_groups(cells: pl.Series, decimal: Decimal) -> pl.Series:
    """The fast way for digits with grouping: what `value_of` would say, for texts of one plain form."""
    other = "," if decimal == "." else "."
    texts = cells.set(~cells.str.contains(_PLAIN[decimal]), None)
    return texts.str.replace_all(other, "", literal=True).str.replace(decimal, ".", literal=True).cast(pl.Float64, strict=False)


def _scale(suffix: str | None, currency: str | None) -> float | None:
    if not suffix:
        return 1.0
    letters = suffix.lower().rstrip(".")
    return _SUFFIX.get(letters) or _SUFFIX_OF.get((currency or "", letters))


def _digits(whole: str, decimal: Decimal) -> str | None:
    """Digits with a point, if the grouping is one that people write."""
    if not _GROUPED[decimal].fullmatch(whole):
        return None
    other = "," if decimal == "." else "."
    digits = whole.replace(other, "").replace(" ", "").replace("'", "").replace(decimal, ".")
    return digits if digits not in ("", ".") else None


def _proved(whole: str) -> Decimal | None:
    """The decimal mark that the digits alone prove: the last of two different marks; one mark, once, before other than three digits."""
    points, commas = whole.count("."), whole.count(",")
    if points and commas:
        return "." if whole.rfind(".") > whole.rfind(",") else ","
    if points + commas == 0:
        return None
    mark: Decimal = "." if points else ","
    other: Decimal = "," if points else "."
    if points + commas > 1:
        return other
    head, tail = whole.split(mark)
    return mark if len(tail) != 3 or len(head) > 3 or head in ("", "0") or " " in head or "'" in head else None


def _either(whole: str) -> bool:
    return "." in whole or "," in whole
