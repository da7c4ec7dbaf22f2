"""Intervals of a year's figures, and whether two of them differ by more than chance. All of them hold the middle 90 %."""

import math

from app.history.measure.intervals import Z90, poisson
from app.history.measured import Interval
from app.history.review.tallies import YearOfChannel


def of_count(count: int) -> Interval:
    """Of how many there would be in another year just like it: a Poisson count."""
    return poisson(count)


def of_revenue(year: YearOfChannel) -> Interval | None:
    """Of the revenue of another year just like it: how many deals are won is by chance, and what each is worth.

    Both together are a compound Poisson sum, of variance sum x²: with c = sqrt(sum x²) / sum x the interval is the revenue times
    exp(-+1.645 c), which never goes below 0. For n deals of one value c is 1 / sqrt(n); one deal that is most of the revenue makes
    it wide however many others there are. None where nothing was priced.
    """
    if year.revenue <= 0:
        return None
    spread = math.exp(Z90 * math.sqrt(year.squares) / year.revenue)
    return Interval(year.revenue / spread, year.revenue * spread)


def scaled(interval: Interval | None, factor: float, shift: float = 0.0) -> Interval | None:
    """The interval of factor x figure + shift, for a factor that is not negative."""
    return None if interval is None else Interval(interval.low * factor + shift, interval.high * factor + shift)


def per(amount: float, count: Interval) -> Interval | None:
    """The interval of an amount for each of a count; None where the count may be none at all."""
    return None if count.low <= 0 else Interval(amount / count.high, amount / count.low)


def differ(one: float, of_one: Interval | None, other: float, of_other: Interval | None) -> bool | None:
    """Whether two figures differ by more than chance; None where either has no interval.

    They do where their distance is longer than sqrt(a² + b²), with a and b from each figure to the end of its interval that faces the
    other: for normal figures this is the test of their difference at 10 %. Source: G. Y. Zou, Psychological Methods 12 (2007), 399.
    """
    if of_one is None or of_other is None:
        return None
    low, of_low, high, of_high = (one, of_one, other, of_other) if one <= other else (other, of_other, one, of_one)
    reach = math.hypot(of_low.high - low, high - of_high.low)
    return high - low > reach


def is_above(interval: Interval | None, figure: float) -> bool:
    """Whether all of an interval lies above a figure."""
    return interval is not None and interval.low > figure


def is_below(interval: Interval | None, figure: float) -> bool:
    """Whether all of an interval lies below a figure."""
    return interval is not None and interval.high < figure


def overlap(one: Interval, other: Interval) -> bool:
    """Whether two intervals have a value in common."""
    return one.low <= other.high and other.low <= one.high
