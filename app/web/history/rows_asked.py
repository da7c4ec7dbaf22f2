"""Which rows an address asks for, what that is in words, and the address that asks for them. No HTML."""

import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlencode

from app.history.measured import OTHERS
from app.language import Language
from app.planner.text import N_
from app.services.rows_wanted import RowsWanted
from app.web.figures import measured
from app.web.history.asking_figures import only_of, visible

OUTCOMES = {"won": N_("won"), "lost": N_("lost"), "open": N_("open")}


def rows_asked(texts: Mapping[str, str]) -> RowsWanted:
    """What an address says; what cannot be understood counts as not said."""
    since, until = (_day(texts.get(name, "")) for name in ("since", "until"))
    entered, reached, missed = (visible(texts.get(name, "")) for name in ("entered", "reached", "missed"))
    outcome = texts.get("outcome", "")
    return RowsWanted(only_of(texts.get("only", "")), entered, since, until, reached, missed, outcome if outcome in OUTCOMES else "")


def fields(asked: RowsWanted) -> dict[str, str]:
    """The same as fields of an address."""
    said = {"only": "\n".join(f"{name}:{key}" for name, key in asked.only)}
    said |= {name: getattr(asked, name) for name in ("entered", "since", "until", "reached", "missed", "outcome")}
    return {name: text for name, text in said.items() if text}


def address(list_name: str, asked: RowsWanted) -> str:
    """Where the rows of a list are that a figure rests on; none for what was put together of many values."""
    if any(key == OTHERS for _, key in asked.only):
        return ""
    return f"/history/rows?{urlencode({'list': list_name} | fields(asked))}"


def in_words(asked: RowsWanted, language: Language) -> str:
    """'channel: meta · entered Lead, 1 Jan 2025 to 9 Nov 2026 · won'"""
    say = language.gettext
    parts = [f"{name}: {key or say(N_('(nothing given)'))}" for name, key in asked.only]
    period = measured.period(asked.since or None, asked.until or None, language) if asked.since or asked.until else ""
    if asked.entered:
        parts.append(say(N_("entered %(stage)s"), stage=asked.entered) + (f", {period}" if period else ""))
    elif period:
        parts.append(period)
    if asked.reached:
        parts.append(say(N_("went on to %(stage)s"), stage=asked.reached))
    if asked.missed:
        parts.append(say(N_("did not go on to %(stage)s"), stage=asked.missed))
    if asked.outcome:
        parts.append(say(OUTCOMES[asked.outcome]))
    return " · ".join(parts)


def _day(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        return ""
