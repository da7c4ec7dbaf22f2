"""What a value of the plan was measured from, as text with the addresses of the files behind it. No HTML."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.history.takeover.age import OLD_AFTER_DAYS
from app.language import Language
from app.planner.text import N_
from app.web.figures import measured


@dataclass(frozen=True)
class Known:
    """What History knows by now.

    Attributes:
        days: the last day that each list knows of, ISO, by the list's name and by its imports.
        names: of the files, by import.
    """

    days: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


Newest = Callable[[], Known]
"""Gives what is known now; asked only where something was measured."""


@dataclass(frozen=True)
class MeasuredFrom:
    """What a value was measured from.

    Attributes:
        about: its list and period, how many it rests on, up to which day things were known.
        imports: addresses of the files behind it, each with a label.
        older: that newer data is there; mostly empty.
    """

    about: str
    imports: tuple[tuple[str, str], ...]
    older: str


def measured_from(detail: Mapping[str, object], newest: Newest, language: Language) -> MeasuredFrom | None:
    """What a trace says of a value that was measured; None for one that was typed or counted by hand."""
    ids = detail.get("imports")
    if not isinstance(ids, list | tuple) or not ids:
        return None
    source, period, known_to = (str(detail.get(name) or "") for name in ("source", "period", "known_to"))
    n = detail.get("n", detail.get("entered"))
    known = newest()
    parts = [
        source,
        _period(period, language),
        language.gettext(N_("n = %(n)s"), n=language.number(n, up_to=0)) if isinstance(n, int | float) else "",
        language.gettext(N_("known to %(day)s"), day=measured.day(known_to, language)) if known_to else "",
    ]
    return MeasuredFrom(
        about=" · ".join(part for part in parts if part),
        imports=tuple((_label(place, ids, known.names, language), f"/history/imports/{id}") for place, id in enumerate(ids)),
        older=_older((*map(str, ids), source), known_to, known.days, language) if known_to else "",
    )


def _label(place: int, ids: Sequence[object], names: Mapping[str, str], language: Language) -> str:
    """The file's name; where it has been removed since, that there was one."""
    if name := names.get(str(ids[place])):
        return name
    if len(ids) == 1:
        return language.gettext(N_("Measured from this file"))
    return language.gettext(N_("Measured from file %(n)s"), n=language.whole(place + 1))


def _period(text: str, language: Language) -> str:
    """'2018-01-01 to 2018-05-31' as people write days; a period that somebody typed stays as it is."""
    first, _, last = text.partition(" to ")
    try:
        return measured.period(str(dt.date.fromisoformat(first)), str(dt.date.fromisoformat(last)), language)
    except ValueError:
        return text


def _older(origins: Sequence[str], known_to: str, days: Mapping[str, str], language: Language) -> str:
    """That the list knows of more than 90 days after what the value was measured from; it may have another name by now."""
    last = next((days[each] for each in origins if each in days), None)
    if not last or (dt.date.fromisoformat(last) - dt.date.fromisoformat(known_to)).days <= OLD_AFTER_DAYS:
        return ""
    return language.gettext(
        N_("Older than %(days)s: newer data is there, known to %(day)s."),
        days=language.days(OLD_AFTER_DAYS),
        day=measured.day(last, language),
    )
