"""Names of months and weekdays in the languages that exports come in, from the CLDR."""

from functools import cache

from babel import Locale

from app.history.values.words import fold

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs", "ro", "hu", "tr", "el", "ru", "uk", "ar", "id")
_OTHERS = {
    "sept": 9,
    "mrz": 3,
    "maerz": 3,
    "jaenner": 1,
    "janner": 1,
    "mrt": 3,
    "set": 9,
    "gen": 1,
    "ene": 1,
    "abr": 4,
    "ago": 8,
    "dic": 12,
}


@cache
def month_names() -> dict[str, int]:
    """Folded names and abbreviations of months, with the number of each; names that mean different months are left out."""
    names: dict[str, set[int]] = {}
    for language in LANGUAGES:
        months = Locale.parse(language).months
        for context in months.values():
            for width in ("wide", "abbreviated"):
                for number, name in context.get(width, {}).items():
                    if not (folded := fold(name)).isdigit():
                        names.setdefault(folded, set()).add(number)
    known = {name: numbers.pop() for name, numbers in names.items() if len(numbers) == 1}
    english = Locale.parse("en").months["format"]
    return known | _OTHERS | {fold(name): number for width in ("wide", "abbreviated") for number, name in english[width].items()}


@cache
def weekday_names() -> frozenset[str]:
    """Folded names and abbreviations of weekdays, and the parts of those that have several (quarta-feira)."""
    names: set[str] = set()
    for language in LANGUAGES:
        for context in Locale.parse(language).days.values():
            names.update(name for width in ("wide", "abbreviated") for name in context.get(width, {}).values())
    return frozenset(fold(part) for name in names for part in (name, *name.replace("-", " ").split()))
