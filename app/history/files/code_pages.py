"""The code page of text that is not UTF-8, by what its letters beyond ASCII would be."""

import re

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
_ALPHABETS = (
    ("cp1252", "äöüßéèêëàâáãåçñíìîïóòôõøúùûœæ"),
    ("cp1250", "ąćęłńóśźż"),
    ("cp1250", "áčďéěíňóřšťúůýžäľĺôŕ"),
    ("cp1250", "áéíóöőúüű"),
    ("cp1250", "ăâîşţ"),
    ("cp1250", "čćđšž"),
    ("cp1254", "ğışçöüâîû"),
    ("cp1257", "āčēģīķļņšūž"),
    ("cp1257", "ąčęėįšųūž"),
    ("cp1257", "õäöüšž"),
    ("mac_roman", "äöüßéèêëàâáãåçñíìîïóòôõøúùûœæ"),
    ("cp1251", "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ"),
    ("koi8_r", "абвгдежзийклмнопрстуфхцчшщъыьэюяё"),
    ("cp1253", "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋ"),
    ("cp1255", "אבגדהוזחטיכלמנסעפצקרשתךםןףץ"),
    ("cp1256", "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآءؤئپچژگ"),
    ("cp874", "กขคงจชซญดตถทธนบปผฝพฟภมยรลวศษสหอะาิีึืุูเแโใไ่้์็ั"),
)
_FREQUENT = frozenset("оеаинтсрвлкαοιετσνηρπκיהואלמרנתשاليمونرتبةนรากอเงม")
_SIGNS = frozenset("€£°–—‘’“”„…·•©®™§¿¡ºª«»\xa0")


def legacy_encoding(sample: bytes) -> str:
    """A Python codec for lines of text; cp1252 where nothing speaks for another."""
    high = sum(byte > 127 for byte in sample)
    in_runs = sum(len(run) for run in _RUNS.findall(sample))
    scores = [(_likeness(sample, codec, alphabet), -place, codec) for place, (codec, alphabet) in enumerate(_ALPHABETS)]
    score, _, codec = max(scores)
    if score < 0.7 * high and (eastern := _eastern(sample)):
        return eastern
    if in_runs * 2 > high and score < 0.4 * high:
        import charset_normalizer  # slow to import, and seldom needed

        best = charset_normalizer.from_bytes(sample, cp_isolation=_SEVERAL_BYTES).best()
        return best.encoding if best else codec
    return codec


def _eastern(sample: bytes) -> str | None:
    """The encoding of East Asia by which nearly all letters are everyday ones and none is wrong; the narrowest of equals."""
    shares = [(_everyday(sample, codec, inner, rows), -place, codec) for place, (codec, inner, rows) in enumerate(_FREQUENT_ROWS)]
    share, _, codec = max(shares)
    return codec if share >= 0.8 else None


def _everyday(sample: bytes, codec: str, inner: str, rows: frozenset[int]) -> float:
    """The share of letters beyond ASCII whose first byte is among `rows`; 0 where some bytes are no letters at all."""
    try:
        letters = [character for character in sample.decode(codec) if ord(character) > 127]
    except UnicodeDecodeError:
        return 0.0
    found = sum(len(spelled := character.encode(inner, "ignore")) == 2 and spelled[0] in rows for character in letters)
    return found / max(1, len(letters))


def _likeness(sample: bytes, codec: str, alphabet: str) -> float:
    """How much of the text beyond ASCII looks right: letters of one language in words, signs outside of them."""
    text = sample.decode(codec, "replace")
    known = frozenset(alphabet + alphabet.upper())
    return sum(_points(text, place, known) for place, character in enumerate(text) if ord(character) > 127)


def _points(text: str, place: int, known: frozenset[str]) -> float:
    character, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if character in known:
        if character.isupper() and before.islower():
            return -2.0
        return 1.0 if len(known) < 60 or character.lower() in _FREQUENT else 0.4
    if before.isalpha() and after.isalpha():
        return -2.0
    return 0.2 if character in _SIGNS else -0.5
