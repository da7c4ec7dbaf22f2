"""Currencies beside numbers and in headers."""

import re
from functools import cache

_SIGNS = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₺": "TRY", "₴": "UAH", "₩": "KRW", "₪": "ILS",
    "₫": "VND", "฿": "THB", "₦": "NGN", "₱": "PHP", "₸": "KZT", "₾": "GEL", "₡": "CRC", "₲": "PYG", "zł": "PLN",
    "Kč": "CZK", "Ft": "HUF", "US$": "USD", "R$": "BRL", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD",
    "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "MX$": "MXN", "NT$": "TWD", "$": None, "kr.": None, "kr": None,
    "Rs.": "INR", "Rs": "INR", "Fr.": "CHF", "SFr.": "CHF", "лв": "BGN", "lei": "RON", "د.إ": "AED", "ر.س": "SAR",
    "ج.م": "EGP", "د.ك": "KWD", "ر.ق": "QAR", "د.ب": "BHD", "ر.ع": "OMR", "د.أ": "JOD", "د.ت": "TND", "د.ج": "DZD", "د.م": "MAD",
    "руб": "RUB", "грн": "UAH", "RM": "MYR", "TL": "TRY", "Rp": "IDR",
    "S/.": "PEN", "S/": "PEN", "원": "KRW", "円": "JPY", "元": "CNY", "￥": None, "￦": "KRW",
}  # fmt: skip
_OF_DOLLAR = "USD AUD CAD NZD HKD SGD MXN TWD ARS CLP COP UYU JMD TTD BBD BSD BND NAD XCD"
_COUNTRIES = {
    "$": frozenset(_OF_DOLLAR.split()),
    "kr": frozenset({"SEK", "NOK", "DKK", "ISK"}),
    "￥": frozenset({"JPY", "CNY"}),
}
"""Which currencies are written with a sign that several countries use."""
_CODES = (
    "AED AFN ALL AMD ARS AUD AZN BAM BBD BDT BGN BHD BND BOB BRL BSD BWP BYN CAD CDF CHF CLP CNY COP CRC CZK DKK DOP "
    "DZD EGP ETB EUR FJD GBP GEL GHS GTQ HKD HNL HRK HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KRW KWD KZT "
    "LAK LBP LKR MAD MDL MGA MKD MMK MNT MOP MUR MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG "
    "QAR RON RSD RUB RWF SAR SEK SGD SYP THB TND TRY TTD TWD TZS UAH UGX USD UYU UZS VND XAF XCD XOF YER ZAR ZMW"
)
CURRENCY_CODES = frozenset(_CODES.split())
_signs = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_codes = "|".join(sorted(CURRENCY_CODES))
_abbreviations = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True) if sign[-1].isalpha())
_RAND = r"R(?= ?\d[\d ,.]*[.,]\d\d$)"
"""A letter alone is a currency only in front of an amount with its cents: R 1 054,50; R2 is a name."""
CURRENCY_MARKS = re.compile(
    rf"^{_RAND}|(?<![A-Za-z])(?:{_abbreviations})\.(?=\s|$)|(?<![A-Za-z])(?:{_codes}|{_signs})(?![A-Za-z])|(?:{_signs})(?=\s*[-+\d(.]|$)"
)
_BRACKET = re.compile(r"[(\[（【]\s*([^()\[\]（）【】]{1,30}?)\s*[)\]）】]")
_BETWEEN = re.compile(r"[\s,;/、，]+|(?<=포함)|(?<=별도)")
_PIECES = 3


def currency_in(text: str) -> str | None:
    """The currency beside a number: R$ 100.000 is BRL; None for a bare $ or kr, which several countries use."""
    found = CURRENCY_MARKS.search(text)
    if found is None:
        return None
    if found[0] == "R":
        return "ZAR"
    return found[0] if found[0] in CURRENCY_CODES else _SIGNS.get(found[0]) or _SIGNS.get(found[0].rstrip("."))


def shared_sign_in(text: str) -> str | None:
    """The sign beside a number that several countries use, $ or kr or ￥; None for any other, and where there is none."""
    found = CURRENCY_MARKS.search(text)
    sign = found[0].rstrip(".") if found else ""
    return sign if sign in _COUNTRIES else None


def is_written_with(currency: str, sign: str) -> bool:
    """Whether a shared sign may stand for that currency."""
    return currency in _COUNTRIES.get(sign, ())


def written_with(sign: str) -> tuple[str, ...]:
    """The currencies that a shared sign may stand for, those of most people first."""
    return tuple(_OF_DOLLAR.split()) if sign == "$" else tuple(sorted(_COUNTRIES.get(sign, ())))


@cache
def currency_of_header(header: str) -> str | None:
    """The currency that a header names in brackets or as its last word: Amount spent (EUR)."""
    for inside in _BRACKET.findall(header):
        pieces = pieces_of(inside)
        found = [code for piece in (inside, *(pieces if len(pieces) <= _PIECES else ())) if (code := currency_of(piece))]
        if found:
            return found[0]
    words = header.replace("_", " ").split()
    last = words[-1] if len(words) > 1 else ""
    return currency_of(last) if last in CURRENCY_CODES or not last.isascii() else None


def pieces_of(inside: str) -> list[str]:
    """The words of a bracket: VAT incl. and KRW of (VAT incl., KRW)."""
    return [piece for piece in _BETWEEN.split(inside) if piece]


def currency_of(piece: str) -> str | None:
    """The currency that a text is, and nothing else: a code, or a sign or word of one country alone."""
    return piece if piece in CURRENCY_CODES else _SIGNS.get(piece) or _SIGNS.get(piece.rstrip("."))
