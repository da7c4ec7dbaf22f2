"""What is measured, as an address says it: the list, its period, how it is split, up to when things are known."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from app.history.measured import Question
from app.language import Language
from app.planner.text import N_

LONGEST = 200
ONLY_LIMIT = 5
_NO_DAY = N_("This is not a day. Write it as 2026-11-21.")
_BACKWARDS = N_("The period ends before it begins.")


@dataclass(frozen=True)
class Wanted:
    """The choices of whoever looks at figures; `errors` by field for what is no day, `unknown` a column that had to be left out."""

    list_name: str
    split: str = ""
    since: str = ""
    until: str = ""
    as_of: str = ""
    whole_history: bool = False
    short_season: bool = False
    only: tuple[tuple[str, str], ...] = ()
    errors: dict[str, str] = field(default_factory=dict)
    unknown: str = ""

    @property
    def question(self) -> Question:
        """What is asked of the measurement."""
        days = {name: _iso(getattr(self, name)) if name not in self.errors else None for name in ("since", "until", "as_of")}
        return Question(
            list_name=self.list_name,
            split=self.split or None,
            only=self.only,
            whole_history=self.whole_history,
            short_season=self.short_season,
            **days,
        )

    def fields(self, **changes: str) -> dict[str, str]:
        """What an address has to say of it."""
        said = {
            "list": self.list_name,
            "split": self.split,
            "since": self.since,
            "until": self.until,
            "as_of": self.as_of,
            "whole": "1" if self.whole_history else "",
            "short": "1" if self.short_season else "",
            "only": "\n".join(f"{name}:{key}" for name, key in self.only),
        }
        return {name: text for name, text in (said | changes).items() if text}

    def address(self, path: str, **changes: str) -> str:
        """A page about the same, with other choices."""
        return f"{path}?{urlencode(self.fields(**changes))}"


def wanted(texts: Mapping[str, str], language: Language) -> Wanted:
    """The choices in an address; what is no day stands there with its error, and counts as not said."""
    days, errors = {}, {}
    for name in ("since", "until", "as_of"):
        text = texts.get(name, "").strip()[:LONGEST]
        days[name] = text
        if text and _day(text, language) is None:
            errors[name] = language.gettext(_NO_DAY)
        elif text:
            days[name] = str(_day(text, language))
    if not errors and days["since"] and days["until"] and days["since"] > days["until"]:
        errors["until"] = language.gettext(_BACKWARDS)
    return Wanted(
        list_name=visible(texts.get("list", "")),
        split=visible(texts.get("split", "")),
        whole_history=bool(texts.get("whole")),
        short_season=bool(texts.get("short")),
        only=only_of(texts.get("only", "")),
        errors=errors,
        unknown=visible(texts.get("unknown", "")),
        **days,
    )


def _day(text: str, language: Language) -> dt.date | None:
    try:
        found = language.read_date(text)
    except ValueError:
        return None
    return found if 1900 <= found.year < 2200 else None


def _iso(text: str) -> str | None:
    return text or None


def visible(text: str) -> str:
    """A text of an address without what cannot be seen, and not without end."""
    return "".join(letter for letter in text if letter.isprintable()).strip()[:LONGEST]


def only_of(text: str) -> tuple[tuple[str, str], ...]:
    """Attributes with values, a line each."""
    pairs = (line.rpartition(":") for line in text.splitlines()[:ONLY_LIMIT])
    return tuple((visible(name), visible(key)) for name, colon, key in pairs if colon)
