"""Intervals of a year's figures, and whether two of them differ by more than chance. All of them hold the middle 90 %.

Where many are compared, one in ten would seem to differ though none does. So whatever is *said* to differ has to do so at a quantile
that is stricter by the number of comparisons (Bonferroni): of all that are alike, one is said to differ in at most one review of ten.
"""

import math
from statistics import NormalDist

from app.history.measure.intervals import Z90, poisson, wilson
from app.history.measured import Interval, Rate
from app.history.review.tallies import YearOfChannel

MATTERS = 0.1
"""A rate, a cost or a return that is less than a tenth off what is usual is no reason to do anything, however sure it is."""


def z_of(comparisons: int) -> float:
    """The normal quantile at which each of so many comparisons is made: 1 - 0.05 / comparisons."""
    return NormalDist().inv_cdf(1 - 0.05 / max(comparisons, 1))


def matters(one: float, usual: float) -> bool:
    """Whether a figure is far enough from what is usual to act on."""
    return usual <= 0 or abs(one / usual - 1) >= MATTERS


def of_count(count: int, z: float = Z90) -> Interval:
    """Of how many there would be in another year just like it: a Poisson count."""
    return poisson(count, z)


def of_rate(rate: Rate | None, z: float) -> Interval | None:
    """A rate's interval at another quantile.

    The high end h of Wilson's interval says of how many buyers it is: n = z90² h (1 - h) / (h - p)²; where nobody failed, the low one.
    """
    if rate is None or rate.rate is None or rate.interval is None:
        return None
    end = rate.interval.high if rate.rate < 1 else rate.interval.low
    far = (end - rate.rate) ** 2
    return wilson(rate.rate, Z90**2 * end * (1 - end) / far, z) if far > 0 else rate.interval


def of_revenue(year: YearOfChannel, z: float = Z90) -> Interval | None:
    """Of the revenue of another year just like it: how many deals are won is by chance, and what each is worth.

    Both together are a compound Poisson sum, of variance sum x²: with c = sqrt(sum x²) / sum x the interval is the revenue times
    exp(-+z c), which never goes below 0. For n deals of one value c is 1 / sqrt(n); one deal that is most of the revenue makes
    it wide however many others there are. None where nothing was priced.
    """
    if year.revenue <= 0:
        return None
    spread = math.exp(z * math.sqrt(year.squares) / year.revenue)
    return Interval(year.revenue / spread, year.revenue * spread)


def scaled(interval: Interval | None, factor: float, shift: float = 0.0) -> Interval | None:
    """The interval of factor x figure + shift, for a factor that is not negative."""
    return None if interval is None else Interval(interval.low * factor + shift, interval.high * factor + shift)


def per(amount: float, count: Interval) -> Interval | None:
    """The interval of an amount for each of a count; None where the count may be none at all."""
    return None if count.low <= 0 else Interval(amount / count.high, amount / count.low)


def differ(one: float, of_one: Interval | None, other: float, of_other: Interval | None, comparisons: int = 1) -> bool | None:
    """Whether two figures differ by more than chance; None where either has no interval.

    They do where their distance is longer than sqrt(a² + b²), with a and b from each figure to the end of its interval that faces the
    other: for normal figures this is the test of their difference at 10 %. Source: G. Y. Zou, Psychological Methods 12 (2007), 399.
    As one of so many comparisons, the distance has to be longer than that by the stricter quantile.
    """
    if of_one is None or of_other is None:
        return None
    low, of_low, high, of_high = (one, of_one, other, of_other) if one <= other else (other, of_other, one, of_one)
    reach = math.hypot(of_low.high - low, high - of_high.low)
    return high - low > reach * z_of(comparisons) / Z90


def is_above(interval: Interval | None, figure: float) -> bool:
    """Whether all of an interval lies above a figure."""
    return interval is not None and interval.low > figure


def is_below(interval: Interval | None, figure: float) -> bool:
    """Whether all of an interval lies below a figure."""
    return interval is not None and interval.high < figure


def overlap(one: Interval, other: Interval) -> bool:
    """Whether two intervals have a value in common."""
    return one.low <= other.high and other.low <= one.high
