"""Twelve indices from won deals by month, the trend taken out."""

import calendar
import math

import numpy as np
from numpy.typing import NDArray

from app.history.measure.intervals import poisson
from app.history.measure.period import EPOCH, first_of_month, month_of
from app.history.measured import Interval, Season

YEAR, TWO_YEARS = 12, 24
FEWEST = 60
"""Won deals, five a month of the year on average: below, chance alone moves an index by more than two fifths."""
CHI_SQUARE_11 = 19.675
"""The value that chi-square with 11 degrees of freedom exceeds one time in twenty."""
Floats = NDArray[np.float64]


def season_of(by_day: NDArray[np.int64], first_day: int, as_of: int, *, short: bool) -> Season:
    """The season of won deals counted by day.

    Deals of month t are Poisson with mean a exp(b t) s_m(t), fitted by maximum likelihood: s_m = deals of the calendar month / its trend,
    and b by Newton's method, in turns. Below two years a trend cannot be told from a season, and b is 0. An index has the interval of its
    count, widened by the root of the dispersion (Pearson's chi-square / degrees of freedom, where above 1).

    Args:
        by_day: deals by day. first_day: day of the first count. as_of: last day known; an incomplete last month is left out.
        short: indices below two years as well, where every calendar month has been.
    """
    numbers, first_month = _by_month(by_day, first_day, as_of)
    months = len(numbers)
    if months < YEAR or (months < TWO_YEARS and not short):
        return Season(months, None, None, "too_short", None)
    if numbers.sum() < FEWEST:
        return Season(months, None, None, "too_few", None)
    calendar_month = (first_month + np.arange(months)) % 12
    trend, indices = _fitted(numbers, calendar_month, sloped=months >= TWO_YEARS)
    seen = np.bincount(calendar_month, weights=numbers, minlength=12)
    due = np.bincount(calendar_month, weights=trend, minlength=12)
    dispersion = _dispersion(numbers, trend * indices[calendar_month], months >= TWO_YEARS)
    flat = due * seen.sum() / due.sum()
    matters = float(((seen - flat) ** 2 / flat).sum()) / dispersion > CHI_SQUARE_11
    intervals = tuple(_interval(float(count), float(exposure), dispersion) for count, exposure in zip(seen, due, strict=True))
    return Season(months, tuple(indices.tolist()), intervals, None, matters)


def _by_month(by_day: NDArray[np.int64], first_day: int, as_of: int) -> tuple[Floats, int]:
    """Deals of each complete month, and which month is the first."""
    days = np.flatnonzero(by_day)
    if not len(days):
        return np.zeros(0), 0
    first = int(days[0]) + first_day
    begin, end = month_of(first), month_of(as_of + 1)
    edges = [max(first_of_month(month) - first_day, 0) for month in range(begin, end + 1)]
    reached = np.concatenate([[0], np.cumsum(by_day)])
    numbers = np.diff(reached[np.minimum(edges, len(by_day))]).astype(np.float64)
    if len(numbers) and _begins_late(numbers, first):
        return numbers[1:], begin + 1
    return numbers, begin


def _begins_late(numbers: Floats, first: int) -> bool:
    """Whether deals before the first one in its month must be missing: a silence as long comes by chance less than once in a hundred."""
    date = EPOCH.fromordinal(EPOCH.toordinal() + first)
    silent = (date.day - 1) / calendar.monthrange(date.year, date.month)[1]
    return silent * float(numbers.mean()) > -math.log(0.01)


def _fitted(numbers: Floats, calendar_month: NDArray[np.int64], *, sloped: bool) -> tuple[Floats, Floats]:
    """The trend by month (its scale such that indices have mean 1), and the indices."""
    time: Floats = np.arange(float(len(numbers))) - (len(numbers) - 1) / 2
    slope, indices = 0.0, np.ones(12)
    seen = np.bincount(calendar_month, weights=numbers, minlength=12)
    for _ in range(200):
        trend = np.exp(slope * time)
        due = np.bincount(calendar_month, weights=trend, minlength=12)
        indices = seen / due
        step = _newton(numbers, trend * indices[calendar_month], time) if sloped else 0.0
        slope += step
        if abs(step) < 1e-10:
            break
    scale = float(indices.mean())
    return np.exp(slope * time) * scale, indices / scale


def _newton(numbers: Floats, mean: Floats, time: Floats) -> float:
    """A step of the slope: score over information, no longer than keeps the exponent sane."""
    information = float((mean * time**2).sum())
    return float(np.clip(((numbers - mean) * time).sum() / information, -0.1, 0.1)) if information > 0 else 0.0


def _dispersion(numbers: Floats, mean: Floats, sloped: bool) -> float:
    """How much more than chance months of one kind differ; 1 where nothing tells."""
    free = len(numbers) - 12 - int(sloped)
    known = mean > 0
    return 1.0 if free < 1 else max(1.0, float(((numbers[known] - mean[known]) ** 2 / mean[known]).sum()) / free)


def _interval(count: float, due: float, dispersion: float) -> Interval:
    each = poisson(count / dispersion)
    return Interval(each.low * dispersion / due, each.high * dispersion / due)
