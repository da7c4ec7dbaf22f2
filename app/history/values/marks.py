"""Digits and marks of other scripts and keyboards as plain ones."""

import unicodedata

_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x061C, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_BLANKS = dict.fromkeys([0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x09, 0x0A, 0x0D], " ")
_QUOTES = dict.fromkeys([0x2019, 0x2018, 0x00B4, 0x0060, 0x02BC], "'")
_MARKS = {0x2212: "-", 0xFE63: "-", 0xFF0D: "-", 0xFF0C: ",", 0xFF0E: ".", 0xFF05: "%", 0x066A: "%", 0x060C: ",", 0xFF0F: "/", 0xFF1A: ":"}
_TABLE = {**_INVISIBLE, **_BLANKS, **_QUOTES, **_MARKS}
_ARABIC = {0x066B: ".", 0x066C: ","}


def plain_text(text: str) -> tuple[str, bool]:
    """The text with plain digits, blanks, apostrophes and signs, trimmed; and whether Arabic marks already said which is the decimal."""
    if text.isascii():
        return text.strip(), False
    arabic = "\u066b" in text or "\u066c" in text
    plain = text.translate(_TABLE).translate(_ARABIC)
    digits = "".join(_digit(character) for character in plain)
    return digits.strip(), arabic


def _digit(character: str) -> str:
    if ord(character) < 0x660:
        return character
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
