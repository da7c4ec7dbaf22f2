"""Words as they are compared: without case, accents and punctuation; and words that people and tools write for nothing."""

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_FOR_NOTHING = (
    "-- --- - – — n/a #n/a nan nat none null nil undefined unset select tbd n.a. k.a. (no|value) no|value (blank) (empty) (none) (null) "
    "(not|set) (unknown) #ref! #value! #div/0! #name? #null! #num! <na> <null> \\n please|select -none- --none-- "
    "(sin|valor) (kein|wert) (aucune|valeur) (nessun|valore) (sem|valor) (geen|waarde) (brak|wartości)"
)
NOTHING_WORDS = frozenset(
    spelling
    for word in (each.replace("|", " ") for each in _FOR_NOTHING.split())
    for spelling in (word, word.upper(), word.title(), word.capitalize(), word[:1] + word[1:2].upper() + word[2:])
) | {"NaN", "NaT"}
"""Spellings of nothing in any column, trimmed. NA is not among them: it is a region, too."""

_IN_FIGURES = frozenset(
    {
        "na",
        "?",
        "??",
        "???",
        "tbc",
        "tba",
        "tbd.",
        "tbc.",
        "to be confirmed",
        "to be defined",
        "to be agreed",
        "not known",
        "unknown",
        "pending",
        "open",
        "unbekannt",
        "steht noch aus",
        "zu klären",
        "à définir",
        "a definir",
        "à confirmer",
        "à venir",
        "por definir",
        "por confirmar",
        "da definire",
        "da confermare",
        "a confirmar",
        "n.n.b.",
        "nog niet bekend",
        "do ustalenia",
        "уточняется",
        "未定",
        "待定",
        "미정",
        "n. a.",
        "k. a.",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "not closed",
        "not yet",
        "offen",
        "noch offen",
        "не закрыта",
        "не закрыто",
    }
)
_PREFIX = re.compile(
    r"^(deal|person|organi[sz]ation|lead|activity|product|company|contact|opportunity|geschäft|affaire|trato|negócio|szansa|"
    r"szansa sprzedaży|сделка|угода|affär|kauppa|obchod|fırsat|afacere)\s+[-–]\s+",
    re.I,
)
_CURRENCY_BRACKET = re.compile(r"[(\[]\s*([A-Z]{3}|[^\w\s()\[\]]{1,3}|US\$|R\$|[A-Z]{1,2}\$|zł|kr|Kč)\s*[)\]]")
_NOT_LETTERS = re.compile(r"[\W_]+")


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """The text as it is compared: lower case, accents off, punctuation and blanks out; what has no letter folds to itself, trimmed."""
    spelled = unicodedata.normalize("NFKD", text.translate(_LETTERS)).casefold()
    letters = "".join(character for character in spelled if not unicodedata.combining(character))
    folded = _NOT_LETTERS.sub("", letters)
    return folded or text.strip()


def fold_header(header: str) -> str:
    """A header as it is compared: folded, without a prefix (Deal - ), a currency in brackets, the * of a required column, a final colon."""
    bare = _PREFIX.sub("", header.strip().strip("*: \ufeff"))
    return fold(_CURRENCY_BRACKET.sub(" ", bare))


def is_nothing(text: str | None) -> bool:
    """Whether a cell says nothing: empty, or a word for it."""
    return text is None or not (bare := text.strip()) or bare in NOTHING_WORDS


def says_nothing_here(text: str) -> bool:
    """Whether a cell says nothing in a column of dates or numbers, where NA is no region."""
    return is_nothing(text) or text.strip().casefold() in _IN_FIGURES


def unreadable(cells: "pl.Series", values: "pl.Series") -> "pl.Series":
    """Boolean: a cell that says something, of which no value was read; of columns of dates or numbers."""
    import polars as pl

    wrong = cells.is_not_null() & values.is_null()
    if not wrong.any():
        return wrong
    texts = cells.filter(wrong).unique()
    nothing = pl.Series([text for text in texts.to_list() if says_nothing_here(text)], dtype=pl.String)
    return wrong & ~cells.is_in(nothing).fill_null(False) if len(nothing) else wrong


_LETTERS = str.maketrans(
    {"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "đ": "d", "Đ": "D", "ı": "i"}
)
