"""Which year of which list is reviewed, and what people add to it: margin, content used, retention, costs that no file knows."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import SupportsFloat
from urllib.parse import urlencode

from app.language import Language, NumberNotUnderstood
from app.planner.text import N_
from app.services.history import COST_MOST

RETENTION = "retention-"
COST = "cost-"
LONGEST = 200
_NO_SHARE = N_("This is not a share between 0 and 100%.")
_NO_AMOUNT = N_("This is not an amount.")
_NO_COUNT = N_("This is not a count.")
_MORE_USED = N_("More was used than there is.")


@dataclass(frozen=True)
class Wanted:
    """The choices of whoever reviews; texts as they were typed, values where they could be understood."""

    list_name: str
    year: int | None
    texts: dict[str, str]
    gross_margin: float | None = None
    content_used: tuple[int, int] | None = None
    retention: dict[str, float] = field(default_factory=dict)
    costs: dict[str, float] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def address(self, path: str = "/review", **changes: str) -> str:
        """The same with other choices."""
        said = {"list": self.list_name, "year": str(self.year or ""), **self.texts} | changes
        return f"{path}?{urlencode({name: text for name, text in said.items() if text})}"


def wanted(texts: Mapping[str, str], language: Language) -> Wanted:
    """The choices in an address."""
    errors: dict[str, str] = {}
    typed = {name: text.strip()[:LONGEST] for name, text in texts.items() if name in _TYPED or name.startswith((RETENTION, COST))}
    margin = _share("gross_margin", typed, errors, language)
    used, available = (_count(name, typed, errors, language) for name in ("content_used", "content_available"))
    if used is not None and available is not None and used > available:
        errors["content_used"] = language.gettext(_MORE_USED)
    content = (used, available) if used is not None and available and "content_used" not in errors else None
    kept_on = {
        name[len(RETENTION) :]: share
        for name in typed
        if name.startswith(RETENTION) and (share := _share(name, typed, errors, language)) is not None
    }
    costs = {
        name[len(COST) :]: cost for name in typed if name.startswith(COST) and (cost := _amount(name, typed, errors, language)) is not None
    }
    year = texts.get("year", "").strip()
    return Wanted(
        list_name="".join(letter for letter in texts.get("list", "") if letter.isprintable()).strip()[:LONGEST],
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 and int(year) >= 1970 else None,
        texts={name: text for name, text in typed.items() if text},
        gross_margin=margin,
        content_used=content,
        retention=kept_on,
        costs=costs,
        errors=errors,
    )


_TYPED = ("gross_margin", "content_used", "content_available")


def _share(name: str, typed: Mapping[str, str], errors: dict[str, str], language: Language) -> float | None:
    """A share typed as 80, 80% or 0.8."""
    return _number(name, typed, errors, lambda text: language.read_percent(text, fraction_ok=True), _is_share, language.gettext(_NO_SHARE))


def _amount(name: str, typed: Mapping[str, str], errors: dict[str, str], language: Language) -> float | None:
    """Money, 0 too."""
    return _number(name, typed, errors, language.read_number, _is_amount, language.gettext(_NO_AMOUNT))


def _count(name: str, typed: Mapping[str, str], errors: dict[str, str], language: Language) -> int | None:
    found = _number(name, typed, errors, language.read_number, _is_count, language.gettext(_NO_COUNT))
    return None if found is None else int(found)


def _number(
    name: str,
    typed: Mapping[str, str],
    errors: dict[str, str],
    read: Callable[[str], SupportsFloat],
    fits: Callable[[float], bool],
    refusal: str,
) -> float | None:
    """What was typed, None where nothing was; where it is no number that fits, None with the refusal among the errors."""
    if not (text := typed.get(name, "")):
        return None
    with suppress(NumberNotUnderstood):
        if fits(value := float(read(text))):
            return value
    errors[name] = refusal
    return None


def _is_share(value: float) -> bool:
    return 0 <= value <= 1


def _is_amount(value: float) -> bool:
    return 0 <= value <= COST_MOST


def _is_count(value: float) -> bool:
    return value.is_integer() and 0 <= value < 10**9
