"""Measured figures as a scenario has them: a rate within its bounds, a range of tenths, what it was measured from."""

import datetime as dt
import math
from collections.abc import Sequence

from app.history.measured import DealValue, Interval, Lag, MeasuredFunnel, Rate
from app.history.takeover import rounding
from app.planner.scenario import IMPORTS_LIMIT, LAG_DAYS_LIMIT, SMALLEST_RATE

Document = dict[str, object]

TENTH = 1.281552 / 1.644854
"""How far the 10th percentile lies from the middle, by how far the 5th does: quantiles of the normal distribution."""
FEW = 5
"""Outcomes below which nothing is taken over unasked."""


def tenths(value: float, interval: Interval | None, most: float | None = None) -> tuple[float | None, float | None]:
    """The 10th and 90th percentile of a figure, by its middle 90 %.

    Each end moves towards the value by the ratio of normal quantiles, 0.779: of a share (`most` is 1) on the scale of log-odds, on
    which Wilson's interval is nearly symmetric and stays inside 0 and 1; of other figures, and where a share or an end is 0 or 1, on
    the plain scale. Nothing without an interval.
    """
    if interval is None:
        return None, None
    ends = (interval.low, interval.high)
    if most == 1 and all(0 < each < 1 for each in (value, *ends)):
        low, high = (_expit(_logit(value) + TENTH * (_logit(end) - _logit(value))) for end in ends)
    else:
        low, high = (value + TENTH * (end - value) for end in ends)
    return max(0.0, min(low, value)), max(high, value) if most is None else min(most, max(high, value))


def rate_tenths(rate: Rate, *, shrunk: bool) -> Document:
    """The ends of a rate's range, as a scenario has them."""
    value = rate_of(rate, shrunk=shrunk)
    ends = (None, None) if value is None else tenths(value, interval_of(rate, shrunk=shrunk), 1)
    low, high = (None if end is None else rounding.rate(end) for end in ends)
    return {"low": low, "high": high}


def amount_tenths(value: float, interval: Interval | None, currency: str) -> Document:
    """The ends of the range of a deal's value."""
    low, high = (None if end is None else rounding.amount(end, currency) for end in tenths(value, interval))
    return {"low": low, "high": high}


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _expit(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def known_to(measured: MeasuredFunnel) -> str | None:
    """The last day that the data knew of."""
    return measured.as_of


def period_of(measured: MeasuredFunnel) -> str | None:
    """'2018-01-01 to 2018-05-31'."""
    if measured.since and measured.until:
        return f"{measured.since} to {measured.until}"
    return f"to {measured.until}" if measured.until else f"from {measured.since}" if measured.since else None


def basis_of(measured: MeasuredFunnel) -> str:
    """cohort; snapshot where only counts by month were there to measure."""
    return measured.basis


def origin(measured: MeasuredFunnel, set_by: str, n: int | None = None, *, basis: bool = False, of: Sequence[str] = ()) -> Document:
    """What is said of where a figure came from. The newest imports are named where there are more than a scenario holds.

    `of`: the imports behind it, where those are not all of the list.
    """
    found: Document = {
        "basis": basis_of(measured) if basis else None,
        "period": period_of(measured),
        "set_by": set_by.strip() or None,
        "source": measured.list_name.strip() or None,
        "imports": list((of or measured.imports)[-IMPORTS_LIMIT:]),
        "known_to": _as_date(known_to(measured)),
    }
    return found if n is None else found | {"n": n}


def _as_date(day: str | None) -> str | None:
    """A day that a scenario can hold; those before 2000 are left out."""
    if day is None:
        return None
    return day if dt.date(2000, 1, 1) <= dt.date.fromisoformat(day) <= dt.date(2149, 12, 31) else None


def rate_of(rate: Rate, *, shrunk: bool) -> float | None:
    """The rate to plan with: of a group the one pulled towards the whole; None where there is none, or nobody ever went on."""
    value = rate.shrunk if shrunk and rate.shrunk is not None else rate.rate
    if value is None:
        value = rate.snapshot
    return None if value is None or value <= 0 else rounding.rate(min(max(value, SMALLEST_RATE), 1.0))


def interval_of(rate: Rate, *, shrunk: bool) -> Interval | None:
    """The interval of that rate."""
    return rate.shrunk_interval if shrunk and rate.shrunk is not None else rate.interval


def evidence_of(rate: Rate) -> Document | None:
    """The counts behind a rate; None where they are flows that no buyers stand behind, or nobody entered."""
    if rate.entered < 1 or rate.converted + rate.open > rate.entered:
        return None
    return {"entered": rate.entered, "converted": rate.converted, "open": rate.open}


def lag_of(rate: Rate) -> float | None:
    """Mean days to the next stage: of all who will go on where some are still open and the curve knows it, else of those who did."""
    lag: Lag = rate.lag
    value = lag.mean_all if rate.open and lag.mean_all is not None else lag.mean
    if value is None or lag.refused is not None or value > LAG_DAYS_LIMIT:
        return None
    return rounding.days(max(0.0, value))


def deal_value_of(value: DealValue) -> float | None:
    """The mean, or the trimmed mean where one deal is so large that the mean says more of it than of the others."""
    found = value.trimmed if value.dominated is not None and value.trimmed is not None else value.mean
    return found if found is not None and 0.01 <= found <= 1e12 else None
