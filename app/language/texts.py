"""Translated texts. The English texts in the code are the messages themselves; scripts/catalogues.py keeps the catalogues."""

import gettext as catalogues
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from babel.core import negotiate_locale

from app.language.base import LOCALES
from app.language.dates import Dates

DOMAIN = "messages"
SOURCE = "en"
_LONGEST_HEADER = 500
_RANGE = re.compile(r"([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3})(?:;q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?")


class Texts(Dates):
    """Looks texts up; a message without a translation stays English."""

    def gettext(self, message: str, /, **values: object) -> str:
        """The text for a message, with %(name)s filled in if there are values."""
        text = self.translations.gettext(message)
        return text % values if values else text

    def ngettext(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """The text for a number of things; %(n)s is the number as the locale writes it."""
        if "n" not in values:
            values["n"] = self.whole(n)
        return self.translations.ngettext(singular, plural, n) % values

    @cached_property
    def translations(self) -> catalogues.NullTranslations:
        """For Jinja: `env.install_gettext_translations(language.translations, newstyle=True)`."""
        return catalogues.translation(DOMAIN, self.directory, [self.locale, self.cldr.language], fallback=True)


def available_locales(directory: Path = LOCALES) -> tuple[str, ...]:
    """English, and every locale with a compiled catalogue."""
    found = {path.parent.parent.name for path in directory.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    return (SOURCE, *sorted(found - {SOURCE}))


def negotiate(accept_language: str | None, directory: Path = LOCALES) -> str:
    """The best available locale for an Accept-Language header; English for anything it cannot make sense of."""
    available = {locale.lower(): locale for locale in available_locales(directory)}
    preferred = [tag.replace("-", "_") for tag in _by_preference(accept_language or "")]
    best = negotiate_locale(preferred, available) or SOURCE
    return available.get(best.lower(), SOURCE)


def _by_preference(header: str) -> list[str]:
    """The language tags, most wanted first; those with q=0 or not well-formed are left out."""
    weights: Mapping[str, float] = {
        found[1]: float(found[2] or 1) for part in header[:_LONGEST_HEADER].replace(" ", "").split(",") if (found := _RANGE.fullmatch(part))
    }
    return sorted((tag for tag, weight in weights.items() if weight > 0), key=lambda tag: -weights[tag])
