"""Headers that say in what their numbers are counted: Amount (k€), Betrag in TEUR, Revenue [$M], 金額（千円）."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.history.values.money import CURRENCY_CODES, currency_in, currency_of_header

_WORDS = {
    1e3: "k tsd tausend thousand thousands thsd '000 000 000s 000's 1000s milliers miles milhares migliaia tys tysiącach tis tisíc тыс "
    "тысяч тысячах тис duizend duizenden tusen tusental tusinder 千 천",
    1e6: "mio mln mill million millions millionen millones milhões milhoes milioni millioner miljoner milj milions млн 百万 百萬 백만",
    1e9: "bn mrd mld billion billions milliarden milliards млрд",
    1e4: "万 萬 만",
    1e8: "亿 億 억",
    1e5: "lakh lakhs lac lacs",
    1e7: "crore crores",
}
_BESIDE_MONEY = {"t": 1e3, "th": 1e3, "mil": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "b": 1e9, "bin": 1e3, "l": 1e5, "cr": 1e7}
"""What is a scale only beside a currency: T€, $M, R$ mil, ₹ Cr."""
_BESIDE_MONEY |= {"1000": 1e3, "1.000": 1e3, "1,000": 1e3, "1 000": 1e3, "1'000": 1e3, "1.000.000": 1e6, "1,000,000": 1e6}
_ALONE = {word: factor for factor, words in _WORDS.items() for word in words.split()}
_FACTORS = _ALONE | _BESIDE_MONEY
_INDIAN = ("l", "cr")
_STRONG_MONEY = "eur usd gbp chf jpy cny inr sek nok dkk pln czk huf brl aud cad sgd kr euro euros dollar dollars"
_BESIDE_LETTERS = frozenset(_STRONG_MONEY.split())
"""What money a letter or two may stand before, as in TEUR and mkr. Any other makes a word of its own: mars, bron, Mrs, tall."""
_NAMES = {
    "euro": "EUR", "euros": "EUR", "dollar": None, "dollars": None, "us dollar": "USD", "us dollars": "USD", "руб": "RUB", "рублей": "RUB",
    "euro's": "EUR", "reais": "BRL", "złotych": "PLN", "kronor": "SEK",
    "грн": "UAH", "kr": None, "kč": "CZK", "zł": "PLN", "tl": "TRY", "ドル": "USD", "米ドル": "USD", "ユーロ": "EUR", "美元": "USD",
    "人民币": "CNY", "日元": "JPY", "rs": "INR", "rs.": "INR", "yen": "JPY", "円": "JPY", "元": "CNY", "원": "KRW",
}  # fmt: skip
_SIGNS = ("us$", "r$", "a$", "c$", "nz$", "hk$", "s$", "mx$", "nt$", *"$€£¥￥₹₽₺₴₩₪฿₦₱")


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_MONEY = _any([*_SIGNS, *_NAMES, *(code.lower() for code in CURRENCY_CODES)])
_GAP = r"[\s.,/_'’-]*(?:(?:de|of|di|d|in|en|van|von)[\s'’]+)?"
_SAID = r"(?P<said>(?:angaben )?(?:in|en|em|w|v|в)[\s_]+)?"
SCALED = rf"(?P<before>{_MONEY})?{_GAP}(?P<scale>{_any(_FACTORS)})(?:{_GAP}(?P<after>{_MONEY}))?\.?"
"""A scale with the money before or after it."""
_UNIT = re.compile(_SAID + SCALED)
_BRACKET = re.compile(r"[(\[（【]\s*([^()\[\]（）【】]{1,30}?)\s*[)\]）】]")
_WORD = re.compile(r"[^\s_,;:/()\[\]]+")
_EASTERN = re.compile(r"(?<=[^\x00-\u2fff])(?:百万|百萬|백만|[千万萬億亿천만억])(?:円|元|원|ドル|米ドル|美元|ユーロ)$")
_LONGEST = 5
"""Words of a scale at the end of a header: in thousands of euros."""


@dataclass(frozen=True)
class Scale:
    """What a header says of its numbers: each counts for so many, in a currency where it names one; `rest` is the header without that."""

    factor: float
    currency: str | None
    rest: str


@lru_cache(maxsize=4_096)
def scale_of(header: str) -> Scale | None:
    """The scale that a header names; None where it names none."""
    for found in _BRACKET.finditer(header):
        if unit := _unit(found[1]):
            return Scale(*unit, (header[: found.start()] + " " + header[found.end() :]).strip())
    if (eastern := _EASTERN.search(header)) and (unit := _unit(eastern[0])):
        return Scale(*unit, header[: eastern.start()].strip())
    return _in_words(header)


def factor_of(header: str) -> float:
    """For how many each number under a header counts: 1 where it does not say."""
    scale = scale_of(header)
    return scale.factor if scale else 1.0


def currency_named(header: str) -> str | None:
    """The currency that a header names, beside a scale too."""
    scale = scale_of(header)
    beside = (scale.currency or currency_of_header(scale.rest)) if scale else None
    return beside or currency_of_header(header)


def _in_words(header: str) -> Scale | None:
    """A scale among the words of a header: its last ones (Betrag in TEUR, amount_k), or one right beside its currency (k€ ACV)."""
    words = list(_WORD.finditer(header))
    for first in words[1:][-_LONGEST:]:
        if unit := _unit(header[first.start() :].strip(), after=header[first.start() - 1]):
            return Scale(*unit, header[: first.start()].strip(" _,;:/-"))
    for word in words if len(words) > 1 else ():
        if (unit := _unit(word[0], after="a")) and unit[0] < 1e9:
            return Scale(*unit, (header[: word.start()] + " " + header[word.end() :]).strip())
    return None


def _unit(text: str, *, after: str = "(") -> tuple[float, str | None] | None:
    """Factor and currency of a text that says nothing else.

    Args:
        after: what stands before it: a bracket, where anything can be meant; a letter, where only a scale with its currency can be.
    """
    found = _UNIT.fullmatch(text.lower())
    if found is None:
        return None
    scale, money = found["scale"], found["before"] or found["after"]
    if not money and not found["said"] and not _stands_alone(scale, after):
        return None
    return unit_in(scale, money)


def unit_in(scale: str, money: str | None) -> tuple[float, str | None] | None:
    """Factor and currency of a scale with the money beside it; None where the two say something else together, or too little."""
    currency = _currency(money) if money else None
    if not money and scale in _BESIDE_MONEY and not scale[0].isdigit():
        return None
    if scale in _INDIAN:
        return (_FACTORS[scale], currency) if currency == "INR" else None
    if money and len(scale) < 3 and _is_latin(scale) and _is_latin(money) and money not in _BESIDE_LETTERS:
        return None
    return _FACTORS[scale], currency


def _is_latin(text: str) -> bool:
    return text.isascii() and text.isalpha()


def _stands_alone(scale: str, after: str) -> bool:
    """Whether a scale without a currency says enough: in brackets; at the end of a header if it is a word, or the k of amount_k."""
    if after == "(":
        return True
    return after != "a" and not scale[0].isdigit() and (len(scale) > 1 or after == "_")


def _currency(money: str) -> str | None:
    if money in _NAMES:
        return _NAMES[money]
    return money.upper() if money.upper() in CURRENCY_CODES else currency_in(money.upper())
