"""Intervals of rates and counts, and how groups are pulled towards the whole."""

import math

import numpy as np
from numpy.typing import NDArray

from app.history.measured import Interval

Z90 = 1.6448536269514722
"""Standard normal: one in twenty lies above."""
Floats = NDArray[np.float64]
_NO_SPREAD = 1e6
"""Buyers that the whole counts for where groups differ by no more than chance."""


def wilson(p: float, n: float, z: float = Z90) -> Interval | None:
    """Wilson's interval of a share p of n, which may be an effective number; None for nobody.

    (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n). Source: E. B. Wilson, JASA 22 (1927), 209.
    """
    if n <= 0:
        return None
    middle = p + z * z / (2 * n)
    half = z * math.sqrt(max(p * (1 - p), 0.0) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return Interval(max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale))


def poisson(count: float, z: float = Z90) -> Interval:
    """Byar's interval of the mean of a Poisson count: the exact one by chi-square within 1 %, but for the lower end of counts below 10.

    low = c (1 - 1/9c - z/3√c)³, high = (c+1)(1 - 1/9(c+1) + z/3√(c+1))³. Source: Breslow & Day, Statistical Methods in Cancer
    Research II (1987), p. 69.
    """
    low = 0.0 if count <= 0 else max(0.0, count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3)
    above = count + 1
    return Interval(low, above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3)


def effective_number(rate: float, variance: float, watched: float) -> float:
    """How many fully watched buyers would give a share this sure: p(1-p)/V, at most those there are; all of them at 0 and 1."""
    if not 0 < rate < 1 or variance <= 0:
        return watched
    return min(rate * (1 - rate) / variance, watched) if watched > 0 else 0.0


def strength_of_whole(rates: Floats, numbers: Floats) -> float:
    """How many buyers of the whole's rate each group is mixed with: M of the beta-binomial, by moments.

    With n_i buyers of rate p_i in k groups, N = sum n_i, p = sum n_i p_i / N and S = sum n_i (p_i - p)², E[S] = p(1-p) [(k - 1) +
    rho (N - sum n_i² / N - (k - 1))]; solved for rho in [0, 1), M = (1 - rho) / rho. No more spread than chance gives M = 10⁶, which pulls
    all the way. Source: J. C. Kleinman, JASA 68 (1973), 46.
    """
    rates, numbers = rates[numbers > 0], numbers[numbers > 0]
    total, groups = float(numbers.sum()), len(numbers)
    if groups < 2:
        return _NO_SPREAD
    mean = float((numbers * rates).sum() / total)
    chance = mean * (1 - mean)
    room = total - float((numbers**2).sum()) / total - (groups - 1)
    if chance <= 0 or room <= 0:
        return _NO_SPREAD
    spread = float((numbers * (rates - mean) ** 2).sum())
    within = min((spread / chance - (groups - 1)) / room, 1 - 1e-9)
    return _NO_SPREAD if within <= 1 / _NO_SPREAD else (1 - within) / within


def shrunk(rate: float, number: float, whole: float, strength: float) -> tuple[float, Interval | None]:
    """A group's rate with `strength` buyers of the whole's rate added, and Wilson's interval of as many buyers as both are together."""
    value = (number * rate + strength * whole) / (number + strength)
    return value, wilson(value, number + strength)
