"""What a measured funnel comes to, in a sentence: the estimate, and what has happened already where that is visibly less."""

import datetime as dt

from app.history.measured import MeasuredFunnel, Rate
from app.language import Language
from app.planner.text import N_
from app.wording.history.figures import rate_reason
from app.wording.names import words

Piece = tuple[str, bool]
"""A text, and whether it carries the sentence."""

_USUAL_STAGES = ("lead", "mql", "sql", "opportunity", "deal", "visitor", "demo", "trial", "meeting")
_WON = N_("Of %(first)s that came between %(since)s and %(until)s, *%(rate)s were won* (%(interval)s).")
_WON_YET = N_("Of %(first)s that came between %(since)s and %(until)s, *%(rate)s will have been won* (%(interval)s); %(raw)s already are.")
_WENT_ON = N_("Of %(first)s that came between %(since)s and %(until)s, *%(rate)s went on to %(last)s* (%(interval)s).")
_WENT_ON_YET = N_(
    "Of %(first)s that came between %(since)s and %(until)s, *%(rate)s will have gone on to %(last)s* (%(interval)s); %(raw)s already have."
)
_FLOW = N_("For %(first)s from %(since)s to %(until)s there were *%(rate)s as many at %(last)s*; who became what is not known.")
_HALF = N_("Half of them took no more than *%(days)s*.")
_NOBODY = N_("Nobody entered between %(since)s and %(until)s.")
_NO_RATE = N_("Of %(first)s that came between %(since)s and %(until)s there is no rate to %(last)s: %(reason)s.")


def main_rate(found: MeasuredFunnel) -> Rate:
    """The rate that the sentence is about: the only step, or from where most enter to the won deal."""
    whole = found.whole
    return whole.rates[-1] if len(whole.rates) == 1 else whole.end_to_end


def summary(found: MeasuredFunnel, language: Language) -> tuple[Piece, ...]:
    """What it comes to, with its interval."""
    rate = main_rate(found)
    values = {
        "first": counted(rate.from_stage, rate.entered, language),
        "last": rate.to_stage,
        "since": _day(found.since, language),
        "until": _day(found.until, language),
        "rate": _share(rate.rate, language),
        "raw": _share(rate.raw, language),
        "interval": _interval(rate, language),
        "reason": rate_reason(rate, language),
    }
    pieces = _pieces(_message(rate, found, values), values, language)
    if rate.rate is not None and rate.lag.median is not None:
        pieces += ((" ", False), *_pieces(_HALF, {"days": language.days(round(rate.lag.median, 1))}, language))
    return pieces


def in_one(pieces: tuple[Piece, ...]) -> str:
    """The sentence without what carries it being marked."""
    return "".join(text for text, _ in pieces)


def is_flow(found: MeasuredFunnel) -> bool:
    """Whether only counts are known, so that nobody could be followed from one stage to the next."""
    return found.basis == "snapshot"


def counted(stage: str, n: int, language: Language) -> str:
    """'5,998 MQLs' for words whose plural is known, '640 at first contact' for a team's own."""
    if stage.lower() in _USUAL_STAGES:
        return f"{language.whole(n)} {words(stage.lower(), language)}"
    return language.ngettext("%(n)s buyer in “%(stage)s”", "%(n)s buyers in “%(stage)s”", n, stage=stage)


def _message(rate: Rate, found: MeasuredFunnel, values: dict[str, str]) -> str:
    if rate.rate is None:
        return _NOBODY if rate.reason in (None, "nobody_entered") else _NO_RATE
    if is_flow(found):
        return _FLOW
    is_more_to_come = rate.raw is not None and rate.raw < rate.rate and values["raw"] != values["rate"]
    if rate.to_stage == found.stages[-1]:
        return _WON_YET if is_more_to_come else _WON
    return _WENT_ON_YET if is_more_to_come else _WENT_ON


def _pieces(message: str, values: dict[str, str], language: Language) -> tuple[Piece, ...]:
    """Between stars stands what carries the sentence; the stars are of the message, never of a name."""
    parts = language.gettext(message).split("*")
    return tuple((part % values, bool(place % 2)) for place, part in enumerate(parts) if part)


def _day(iso: str | None, language: Language) -> str:
    """'31 May 2018'; a month of counts stays one."""
    if not iso:
        return "–"
    if len(iso) == len("2018-05"):
        return language.month(int(iso[:4]), int(iso[5:]))
    return language.date(dt.date.fromisoformat(iso[:10]))


def _share(value: float | None, language: Language) -> str:
    return "–" if value is None else language.percent(value, 2 if 0 < value < 0.01 else 1)


def _interval(rate: Rate, language: Language) -> str:
    if rate.interval is None:
        return ""
    low, high = rate.interval.low, rate.interval.high
    digits = 2 if 0 < high < 0.01 else 1
    return language.gettext(N_("%(low)s to %(high)s"), low=language.number(100 * low, digits), high=language.percent(high, digits))
