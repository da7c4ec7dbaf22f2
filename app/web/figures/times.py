"""When something happened, in the words of the day: '14:32 today', 'Yesterday', '19 Nov'."""

import datetime as dt
from dataclasses import dataclass

from babel.dates import format_time

from app.language import Language


@dataclass(frozen=True)
class Moment:
    """A time as a list shows it: short, in full, and for programs."""

    short: str
    full: str
    machine: str


def moment(time: dt.datetime, now: dt.datetime, language: Language, zone: dt.tzinfo | None = None) -> Moment:
    """A time seen from `now`, in a time zone; in that of this machine where none is given."""
    local, now = time.astimezone(zone), now.astimezone(zone)
    clock, date = _clock(local, language), language.date(local.date())
    full = language.gettext("%(date)s, %(time)s", date=date, time=clock)
    return Moment(_short(local, now, clock, language), full, time.astimezone(dt.UTC).isoformat(timespec="seconds"))


def _short(local: dt.datetime, now: dt.datetime, clock: str, language: Language) -> str:
    days = (now.date() - local.date()).days
    if days == 0:
        return language.gettext("%(time)s today", time=clock)
    if days == 1:
        return language.gettext("Yesterday")
    return language.day(local.date()) if local.year == now.year else language.date(local.date())


def _clock(local: dt.datetime, language: Language) -> str:
    """'14:32'; other languages than English follow CLDR."""
    if language.cldr.language == "en":
        return f"{local.hour:02}:{local.minute:02}"
    return format_time(local.time(), "short", locale=language.cldr)
