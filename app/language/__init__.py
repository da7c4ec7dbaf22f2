"""The one place where numbers, money, percents, dates and messages become text, and text becomes numbers, by locale."""

import re
from functools import lru_cache
from pathlib import Path

from babel import UnknownLocaleError

from app.language.base import LOCALES, OwnLocale
from app.language.reading import NumberNotUnderstood
from app.language.texts import Texts, available_locales, negotiate

__all__ = ["Language", "NumberNotUnderstood", "UnknownLocaleError", "available_locales", "language", "language_of", "negotiate"]


class Language(Texts):
    """A locale and all it can write, read and say. Immutable; made by `language`."""


@lru_cache(maxsize=64)
def language(locale: str = "en", directory: Path = LOCALES) -> Language:
    """The language of a locale such as 'en', 'pt_PT' or 'pt-PT'; UnknownLocaleError if there is none."""
    if not re.fullmatch(r"[A-Za-z0-9]{1,8}(?:[-_][A-Za-z0-9]{1,8}){0,3}", locale):
        raise UnknownLocaleError(locale[:40])
    try:
        return Language(str(OwnLocale.parse(locale.replace("-", "_"))), directory)
    except ValueError as error:
        raise UnknownLocaleError(locale) from error


@lru_cache(maxsize=256)
def language_of(accept_language: str | None, default: str) -> Language:
    """The language for a reader: what an Accept-Language header asks for, or the default where there is none."""
    return language(default if accept_language is None else negotiate(accept_language))
