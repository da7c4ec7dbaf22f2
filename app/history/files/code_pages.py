"""The code page of text that is not UTF-8, by which of them gives words that some language has."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log

from app.history.files.spellings import SPELLINGS

_WESTERN = ("german", "french", "spanish", "portuguese", "italian", "dutch", "nordic", "icelandic")
_CENTRAL = ("polish", "czech_slovak", "hungarian", "romanian", "south_slavic", "german")
_CODE_PAGES = (
    ("cp1252", 0.0, _WESTERN),
    ("cp1250", 1.0, _CENTRAL),
    ("cp1251", 1.0, ("russian", "ukrainian_bulgarian_serbian")),
    ("cp1253", 1.0, ("greek",)),
    ("cp1254", 1.0, ("turkish", "german", "french")),
    ("cp1255", 1.0, ("hebrew",)),
    ("cp1256", 1.0, ("arabic", "french")),
    ("cp1257", 1.0, ("lithuanian", "latvian", "estonian")),
    ("cp1258", 1.0, ("vietnamese",)),
    ("cp874", 1.0, ("thai",)),
    ("iso8859_15", 2.0, _WESTERN),
    ("iso8859_2", 2.0, _CENTRAL),
    ("iso8859_7", 2.0, ("greek",)),
    ("iso8859_5", 4.0, ("russian", "ukrainian_bulgarian_serbian")),
    ("koi8_r", 6.0, ("russian",)),
    ("cp850", 8.0, _WESTERN),
    ("cp852", 8.0, _CENTRAL),
    ("cp866", 8.0, ("russian",)),
    ("mac_roman", 8.0, _WESTERN),
)
"""Codecs, how much (in nats) speaks against them before anything was read, and the languages that are written in them."""
_STRANGER = 3.0  # nats against a word of another language than the rest
_WORDS = 200  # different words that are judged
_CLEAR = 4.0  # nats by which the best must be ahead for no doubt
_ENOUGH = 16  # bytes beyond ASCII that a guess without a language needs
_FOREIGN = -5.5  # mean of a byte beyond ASCII below which no language fits

_SEVERAL_BYTES = ["shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"]
_FREQUENT_ROWS = (
    ("cp932", "shift_jis", frozenset([0x81, 0x82, 0x83, 0x87, *range(0x88, 0x98)])),
    ("euc_kr", "euc_kr", frozenset([0xA1, 0xA3, *range(0xB0, 0xC9)])),
    ("euc_jp", "euc_jp", frozenset([0xA1, 0xA3, 0xA4, 0xA5, *range(0xB0, 0xD0)])),
    ("gb18030", "gb2312", frozenset([0xA1, 0xA3, *range(0xB0, 0xD8)])),
    ("cp950", "big5", frozenset([0xA1, *range(0xA4, 0xC7)])),
)
"""Encodings of East Asia: which to read by, which holds the letters of everyday texts, and the first bytes of those."""
_RUNS = re.compile(rb"[\x80-\xff](?:[\x80-\xff]|[\x40-\x7e](?=[\x80-\xff])){2,}")
_FIGURES = re.compile(rb"\d[\d.,]*")
_CHUNK = re.compile(rb"(?:0 )?[^ \r\n;|\t\",]*[\x80-\xff][^ \r\n;|\t\",]*(?: 0)?")
_SIGNS = {"\xa0": -2.0, "\u202f": -2.0} | dict.fromkeys("€£’–—“”‘„…•·№", -4.0) | dict.fromkeys("°§©®™²«»¿¡ªº\xad", -5.0)
_ALONE = frozenset("°©®™²")
_INSIDE = frozenset("’‘·\xad\xa0")


@dataclass(frozen=True)
class Guess:
    """The codec of some text, and what else it may be.

    Attributes:
        encoding: a Python codec.
        other: the next best, where it is nearly as likely and reads something else; empty where there is none.
        example, otherwise: a word as it is read, and as the other would read it.
    """

    encoding: str
    other: str = ""
    example: str = ""
    otherwise: str = ""


def legacy_encoding(sample: bytes) -> Guess:
    """What lines of text are written in; cp1252 where nothing speaks for another."""
    chunks = _chunks(sample)
    ranked = sorted(((score_of(chunks, *page), -place) for place, page in enumerate(_CODE_PAGES)), reverse=True)
    best, place = ranked[0]
    codec = _CODE_PAGES[-place][0]
    high = sum(byte > 127 for chunk in chunks for byte in chunk)
    if best < _FOREIGN * high and (eastern := _eastern(sample) or _of_several_bytes(sample)):
        return Guess(eastern, *(_told(chunks, eastern, codec) if high < _ENOUGH else ()))
    for score, other in ranked[1:]:
        if score < best - _CLEAR:
            break
        if told := _told(chunks, codec, _CODE_PAGES[-other][0]):
            return Guess(codec, *told)
    return Guess(codec)


def _chunks(sample: bytes) -> Sequence[bytes]:
    """Different pieces with letters beyond ASCII, the most frequent first; figures in them and beside them are 0."""
    return [chunk for chunk, _ in Counter(_CHUNK.findall(_FIGURES.sub(b"0", sample))).most_common(_WORDS)]


def _told(chunks: Sequence[bytes], codec: str, other: str) -> tuple[str, ...]:
    """The other codec, and a word as each of the two reads it; nothing where they read the same."""
    for chunk in sorted(chunks, key=len, reverse=True):
        here, there = (chunk.decode(each, "replace").strip("0 ") for each in (codec, other))
        if here != there:
            return other, here[:40], there[:40]
    return ()


def score_of(chunks: Sequence[bytes], codec: str, against: float, languages: Sequence[str]) -> float:
    """Log likelihood of the letters beyond ASCII: the words of one language, with some of others that the code page serves."""
    texts = b"\n".join(chunks).decode(codec, "replace").split("\n")
    parts = [_marked(text) for text in texts]
    tables = [[letters_of(language).score(runs) for _, runs in parts] for language in languages]
    best = [max(each) - _STRANGER for each in zip(*tables, strict=True)] if tables else []
    letters: float = max(sum(map(max, table, best)) for table in tables)
    return letters + sum(signs for signs, _ in parts) - against


def _marked(text: str) -> tuple[float, str]:
    """Points of what is no letter, or in a place where no letter stands; and the letters, with blanks for the rest."""
    points, letters = 0.0, []
    for place, character in enumerate(text):
        if character.isascii():
            letters.append(character if character.isalpha() else " ")
            continue
        before, after = text[place - 1 : place] or " ", text[place + 1 : place + 2] or " "
        if (character.isalpha() and character not in "ªºµ") or "\u0300" <= character <= "\u036f" or "\u0e30" <= character <= "\u0e4e":
            letters.append(character)
            points -= 6.0 * (before.isdigit() or after.isdigit()) + 4.0 * (character.isupper() and before.islower())
            points -= 4.0 * (character.islower() and after.isupper() and not before.isspace())
        else:
            letters.append(" ")
            points += _sign_points(character, before, after)
    return points, f" {''.join(letters).lower()} "


def _sign_points(character: str, before: str, after: str) -> float:
    points = _SIGNS.get(character, -15.0 if not character.isprintable() or character == "\ufffd" else -9.0)
    if character not in _INSIDE and before.isalpha() and after.isalpha():
        points -= 8.0
    elif character in _ALONE and after.isalpha():
        points -= 4.0
    return points


class Letters:
    """How often letters follow each other in words of one language."""

    def __init__(self, words: str) -> None:
        text = f" {' '.join(words.split())} "
        self._pairs = Counter(pairwise(text))
        self._single = Counter(text)
        self._known: dict[tuple[str, str], float] = {}

    def score(self, text: str) -> float:
        """Log likelihood of all pairs with a letter beyond ASCII."""
        return sum(
            self._known.get(pair) or self._likelihood(pair) for pair in pairwise(text) if not (pair[0].isascii() and pair[1].isascii())
        )

    def _likelihood(self, pair: tuple[str, str]) -> float:
        first, second = pair
        usual = (self._single[second] + 0.02) / self._single.total()
        found = log((self._pairs[pair] + 4 * usual) / (self._single[first] + 4))
        self._known[pair] = found if self._single[first] else found - 4.0
        return self._known[pair]


@cache
def letters_of(language: str) -> Letters:
    """The letters of a language's everyday words, as code pages spell them."""
    words = SPELLINGS[language]
    return Letters(_toned(words) if language == "vietnamese" else words)


def _toned(words: str) -> str:
    """Vietnamese as its code page has it: the tone as a mark after the letter."""
    import unicodedata

    tones = "\u0300\u0301\u0303\u0309\u0323"
    spelled = []
    for character in words:
        marks = unicodedata.normalize("NFD", character)
        tone = "".join(mark for mark in marks if mark in tones)
        spelled.append(unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in tones)) + tone)
    return "".join(spelled)


def _of_several_bytes(sample: bytes) -> str | None:
    """Another guess at text of long runs beyond ASCII that no language fits."""
    high = sum(byte > 127 for byte in sample)
    if high < _ENOUGH or sum(len(run) for run in _RUNS.findall(sample)) * 2 <= high:
        return None
    import charset_normalizer  # slow to import, and seldom needed

    best = charset_normalizer.from_bytes(sample, cp_isolation=_SEVERAL_BYTES).best()
    return best.encoding if best else None


def _eastern(sample: bytes) -> str | None:
    """The encoding of East Asia by which nearly all letters are everyday ones and none is wrong; the narrowest of equals."""
    shares = [(_everyday(sample, codec, inner, rows), -place, codec) for place, (codec, inner, rows) in enumerate(_FREQUENT_ROWS)]
    share, _, codec = max(shares)
    return codec if share >= 0.8 else None


def _is_latin(spelled: bytes, beside: str) -> bool:
    """Whether a letter seems to be one of a Latin word: between two others, or beside one and itself half of ASCII (the øb of Beløb)."""
    latin = [character.isascii() and character.isalpha() for character in beside]
    return bool(latin) and (all(latin) or (any(latin) and spelled[-1] < 128))


def _everyday(sample: bytes, codec: str, inner: str, rows: frozenset[int]) -> float:
    """The share of letters beyond ASCII whose first byte is among `rows`, not beside a Latin letter; 0 where some bytes are no letters."""
    try:
        text = sample.decode(codec)
    except UnicodeDecodeError:
        return 0.0
    letters = [
        (character, text[place - 1 : place] + text[place + 1 : place + 2])
        for place, character in enumerate(text)
        if not character.isascii()
    ]
    found = sum(
        len(spelled := character.encode(inner, "ignore")) == 2 and spelled[0] in rows and not _is_latin(character.encode(codec), beside)
        for character, beside in letters
    )
    return found / max(1, len(letters))
