"""Spreads: how an uncertain number is distributed, as what lies at each quantile.

A rate counted k of n times is Beta(k + 1/2, n - k + 1/2), Jeffreys' posterior. A 10th and a 90th percentile are kept exactly: by a
logit-normal for what is a fraction at most 1, by a lognormal for what is positive, by a normal for what may be negative. An end that
lies on the bound itself (never more than 100 %) has neither; its quantiles run straight from one end to the other, and stop at the bound.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from app.planner.rounding import Array
from app.planner.scenario import SMALLEST_NUMBER
from app.questions.odds.exact import exp, expit, log, normal_quantile

TENTH = 1.2815515655446004
"""The 90th percentile of the standard normal."""
NODES = 2048

Family = Literal["beta", "logit_normal", "lognormal", "normal", "straight"]


@dataclass(frozen=True)
class Spread:
    """How a number is distributed.

    Attributes:
        family: the distribution.
        first, second: its two numbers: a and b of a Beta; mean and standard deviation on the scale of logits or logarithms, or as they
            are; the 10th and the 90th percentile where it is straight.
        low, high: bounds within which it is kept.
    """

    family: Family
    first: float
    second: float
    low: float
    high: float

    def at(self, u: Array) -> Array:
        """What lies at the quantiles u, each between 0 and 1; any shape, shape out."""
        found = self._unbounded(u)
        if self.low == 0:
            found = np.where(found < SMALLEST_NUMBER, 0.0, found)  # less than a field takes
        return np.minimum(np.maximum(found, self.low), self.high)

    def _unbounded(self, u: Array) -> Array:
        if self.family == "straight":
            return self.first + (u - 0.1) / 0.8 * (self.second - self.first)
        z = normal_quantile(u)
        if self.family == "beta":
            return expit(_between(*_beta_table(self.first, self.second), z))
        x = self.first + self.second * z
        if self.family == "normal":
            return x
        return expit(x) if self.family == "logit_normal" else exp(np.minimum(np.maximum(x, -700.0), 700.0))


def of_counts(entered: int, converted: int, low: float, high: float) -> Spread:
    """A rate of which `converted` of `entered` were counted: Beta(k + 1/2, n - k + 1/2)."""
    return Spread("beta", converted + 0.5, entered - converted + 0.5, low, high)


def of_tenths(tenth: float | None, ninetieth: float | None, value: float, low: float, high: float) -> Spread:
    """A number of which a 10th and a 90th percentile are given; where one is missing, the value itself is the median.

    Args:
        tenth, ninetieth: the percentiles, the first not above the second.
        value: what the plan takes it to be.
        low, high: what its field takes.
    """
    family: Family = "logit_normal" if (low >= 0 and high == 1) else "lognormal" if low >= 0 else "normal"
    given = [value if end is None else end for end in (tenth, ninetieth)]
    if (family == "logit_normal" and not all(0 < end < 1 for end in given)) or (family == "lognormal" and not min(given) > 0):
        ends = [2 * value - given[1] if tenth is None else given[0], 2 * value - given[0] if ninetieth is None else given[1]]
        return Spread("straight", ends[0], ends[1], low, high)
    first, last = _scaled(family, np.array(given)).tolist()
    if tenth is None or ninetieth is None:
        return Spread(family, last if tenth is not None else first, (last - first) / TENTH, low, high)
    return Spread(family, (first + last) / 2, (last - first) / (2 * TENTH), low, high)


def _scaled(family: Family, values: Array) -> Array:
    """Values on the scale on which the family is normal."""
    if family == "normal":
        return values
    return log(values / (1 - values)) if family == "logit_normal" else log(values)


def _between(nodes: Array, values: Array, x: Array) -> Array:
    """Values between nodes, on straight lines; with operations that are the same on every machine."""
    place = np.minimum(np.maximum(np.searchsorted(nodes, x) - 1, 0), len(nodes) - 2)
    step = (values[1:] - values[:-1]) / (nodes[1:] - nodes[:-1])
    found: Array = values[place] + step[place] * (x - nodes[place])
    return found


@lru_cache(maxsize=256)
def _beta_table(a: float, b: float) -> tuple[Array, Array]:
    """Normal scores and logits of a Beta, so that between its nodes a straight line is right to some 1e-6.

    On logits its density is e^(a x) / (1 + e^x)^(a + b), without spikes however small a and b; Simpson's rule sums it up from both ends.
    """
    middle = float(log(np.array(a / b)))
    width = 9 * float(np.sqrt(1 / a + 1 / b))
    first, last = middle - width - 40 / a, middle + width + 40 / b
    x = first + (last - first) * np.arange(2 * NODES + 1) / (2 * NODES)
    height = a * x - (a + b) * (np.maximum(x, 0.0) + log(1 + exp(np.maximum(-np.abs(x), -700.0))))
    density = exp(np.maximum(height - height.max(), -700.0))
    strips = density[:-2:2] + 4 * density[1:-1:2] + density[2::2]
    below, above = np.cumsum(strips), np.cumsum(strips[::-1])[::-1]
    lower, upper = below[:-1] / below[-1], above[1:] / above[0]
    inner = np.minimum(lower, upper)
    nodes = np.where(lower < upper, 1.0, -1.0) * normal_quantile(np.maximum(inner, 1e-300))
    rising = np.flatnonzero((inner > 1e-17) & (np.diff(nodes, prepend=-np.inf) > 0))
    return nodes[rising], x[2:-2:2][rising]
