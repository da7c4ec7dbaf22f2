"""What every part of a language shares: its CLDR data, kept apart from other languages."""

from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from babel import Locale, localedata

LOCALES = Path(__file__).resolve().parent.parent / "locales"

# The sections that point at one another. Babel resolves such a pointer inside data that locales share, so that after a page
# in Hebrew a page in Hindi had Hebrew month names; each language therefore works on its own copy of these.
_POINTING = {"compact_currency_formats", "date_formats", "datetime_skeletons", "list_patterns", "months", "unit_patterns"}


class _OwnData(localedata.LocaleDataDict):
    def __init__(self, data: dict[Any, Any]) -> None:
        super().__init__(dict(data), base=self)
        self._shared = set(_POINTING)

    def __getitem__(self, key: str | int | None) -> Any:
        if key in self._shared:
            self._shared.discard(str(key))
            self._data[key] = deepcopy(self._data[key])
        return super().__getitem__(key)


class OwnLocale(Locale):
    """A Babel locale that neither changes nor sees what other locales have looked up."""

    @cached_property
    def _data(self) -> localedata.LocaleDataDict:
        return _OwnData(localedata.load(str(self).partition("@")[0]))


@dataclass(frozen=True, eq=False)
class Base:
    """A locale such as 'pt_PT', and the folder its translations come from."""

    locale: str
    directory: Path = LOCALES

    @cached_property
    def cldr(self) -> Locale:
        """Babel's locale."""
        return OwnLocale.parse(self.locale)

    @cached_property
    def direction(self) -> str:
        """'ltr' or 'rtl', for the dir attribute."""
        return self.cldr.text_direction

    @property
    def tag(self) -> str:
        """'pt-PT', for the lang attribute and HTTP."""
        return self.locale.replace("_", "-")

    @property
    def browser_tag(self) -> str:
        """'ar-EG-u-nu-latn', for Intl in the browser, so that it prints the digits we print."""
        return f"{self.tag}-u-nu-latn"

    @cached_property
    def _is_english(self) -> bool:
        return self.cldr.language == "en"
