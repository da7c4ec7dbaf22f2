"""How measured figures are written: a rate with its interval, a number of days, a period. Nothing is written where nothing is known."""

import datetime as dt
import math
from dataclasses import dataclass

from app.history.measured import Interval
from app.language import Language
from app.planner.text import N_

NONE = "–"
SPAN = N_("%(low)s to %(high)s")


@dataclass(frozen=True)
class Span:
    """An interval as a picture: where it begins and how long it is, and where the value stands; percent of the track."""

    start: float
    length: float
    at: float


@dataclass(frozen=True)
class Scale:
    """The one track of all bars of a table: it begins at 0 and ends at `top`; ticks by percent of the track, with what they say."""

    top: float
    ticks: tuple[tuple[float, str], ...]


_STEPS = (1.0, 2.0, 2.5, 5.0)
_PARTS = 4


def scale(highest: float, language: Language) -> Scale:
    """A track for shares up to the highest, in at most four parts of a round length, and never beyond all of them."""
    if not 0 < highest <= 1:
        highest = 1.0
    power = 10.0 ** math.floor(math.log10(highest / _PARTS))
    step = next(step for step in (*(each * power for each in _STEPS), 10 * power) if highest <= _PARTS * step * (1 + 1e-9))
    parts = math.ceil(highest / step - 1e-9)
    top = min(parts * step, 1.0)
    digits = max(0, 1 - math.floor(math.log10(100 * step) + 1e-9)) if (100 * step) % 1 else 0
    ends = [min(part * step, top) for part in range(parts + 1)]
    return Scale(top, tuple((round(100 * end / top, 2), language.percent(end, digits if end else 0)) for end in ends))


def rate(value: float | None, language: Language) -> str:
    """'13.0%', and two decimals where a rate is so small that one would hide it."""
    if value is None:
        return NONE
    return language.percent(value, 2 if 0 < value < 0.01 else 1)


def rates(interval: Interval | None, language: Language) -> str:
    """'12.3 to 13.8%'."""
    if interval is None:
        return ""
    digits = 2 if 0 < interval.high < 0.01 else 1
    return language.gettext(SPAN, low=language.number(100 * interval.low, digits), high=language.percent(interval.high, digits))


def amounts(interval: Interval | None, currency: str | None, language: Language) -> str:
    """'$1,200 to $1,900'; both ends are written to the same digit, so '$56 to $5,284'."""
    if interval is None:
        return ""
    digits = min(_digits(interval.low), _digits(interval.high))
    return language.gettext(
        SPAN, low=_money(interval.low, currency, digits, language), high=_money(interval.high, currency, digits, language)
    )


def money(value: float | None, currency: str | None, language: Language) -> str:
    """Whole units of the currency from a hundred up; a plain number where nothing says which currency it is."""
    return NONE if value is None else _money(value, currency, _digits(value), language)


def _digits(value: float) -> int:
    return 0 if abs(value) >= 100 or value == 0 else 2


def _money(value: float, currency: str | None, digits: int, language: Language) -> str:
    return language.money(value, currency, digits) if currency else language.number(value, digits)


def days(value: float | None, language: Language) -> str:
    """'12 days', '48.4 days'."""
    return NONE if value is None else language.days(round(value, 1))


def whole(value: float | None, language: Language) -> str:
    """A count; the parts of a whole, such as fractional conversions of an ad platform, keep a decimal."""
    if value is None:
        return NONE
    return language.whole(value) if float(value).is_integer() else language.number(value, 1)


def day(iso: str | None, language: Language) -> str:
    """'31 May 2018' of '2018-05-31'; a month stays one."""
    if not iso:
        return NONE
    if len(iso) == len("2018-05"):
        return language.month(int(iso[:4]), int(iso[5:]))
    return language.date(dt.date.fromisoformat(iso[:10]))


def period(first: str | None, last: str | None, language: Language) -> str:
    """'1 Jan 2018 to 31 May 2018'."""
    if not first and not last:
        return NONE
    if not first or not last or first == last:
        return day(first or last, language)
    return language.gettext(SPAN, low=day(first, language), high=day(last, language))


def span(value: float | None, interval: Interval | None, top: float) -> Span | None:
    """An interval on a track from 0 to `top`; None where there is none, or no track."""
    if value is None or interval is None or top <= 0:
        return None
    low, high = (100 * min(max(end, 0.0), top) / top for end in (interval.low, interval.high))
    return Span(round(low, 2), round(max(high - low, 0.4), 2), round(100 * min(max(value, 0.0), top) / top, 2))
