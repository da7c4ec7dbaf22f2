"""Single deals: how far the worth of so many of them together lies from its mean, where one differs from the next.

A deal's value is lognormal with a coefficient of variation c. A sum of N of them has mean N and variance c^2 N, in deals. Up to `FENTON`
it is drawn as the lognormal with the same two, exact for one deal and ever closer to the normal that many become. Source: L. F. Fenton, The
sum of log-normal probability distributions in scatter transmission systems, IRE Trans. CS-8 (1960). Where single deals vary by more, a few
large ones make the sum, and that lognormal is off by more than draws are; the sum's own distribution is then worked out, by convolution.

A distribution is held as the mean of each of `CELLS` cells of the normal score, so its mean is kept to the last digits. A sum of two is
all pairs of them in order, cut into the same cells.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from app.planner.rounding import Array
from app.questions.odds.exact import exp, log

FENTON = 1.0
"""Coefficient of variation of a single deal up to which Fenton's lognormal does."""
CELLS, WITHIN, SCORES = 256, 16, 6.5
"""Cells of a distribution, nodes in a cell of the first, and the normal score at which the outermost begin: some 1e-10 lies beyond."""
SETTLED = 0.05
"""Coefficient of variation of a sum from which on it is taken for Fenton's lognormal."""


def worth_of(variation: float, square: Array, score: Array) -> Array:
    """What the deals of a sum are worth over what they are on average.

    Args:
        variation: coefficient of variation of a single deal, above 0.
        square: that of the sum, squared, (B,): the single deal's over their number; of deals of different means times the sum of their
            squares over the square of their sum.
        score: the normal score of the luck, (B,).

    Returns:
        Factors of mean 1, (B,), which rise with the score.
    """
    variance = log(1 + square)
    found = exp(np.sqrt(variance) * score - variance / 2)
    if variation > FENTON:
        deals = variation * variation / square
        table = _table(variation)
        few = deals < table.counts[-1]
        found[few] = table.at(deals[few], score[few])
    return found


@dataclass(frozen=True)
class _Sums:
    """Means of sums of single deals over their number; R numbers of deals.

    Attributes:
        counts: of deals, rising, (R,).
        scores: normal scores, (CELLS,).
        values: logarithms at them, (R, CELLS).
    """

    counts: Array
    scores: Array
    values: Array

    def at(self, deals: Array, score: Array) -> Array:
        """On straight lines between scores and between logarithms of counts, (B,)."""
        row, below = _place(log(self.counts), log(np.maximum(deals, 1.0)))
        column, left = _place(self.scores, np.minimum(np.maximum(score, self.scores[0]), self.scores[-1]))
        few, more = (self.values[each, column] * (1 - left) + self.values[each, column + 1] * left for each in (row, row + 1))
        return exp(few * (1 - below) + more * below)


def _place(nodes: Array, at: Array) -> tuple[npt.NDArray[np.intp], Array]:
    """Before which node something lies, and by how much of the way to it."""
    place = np.minimum(np.maximum(np.searchsorted(nodes, at, side="right") - 1, 0), len(nodes) - 2)
    return place, (at - nodes[place]) / (nodes[place + 1] - nodes[place])


@lru_cache(maxsize=16)
def _table(variation: float) -> _Sums:
    """The distributions of sums of 1, 2, 3, 4, 6, 8, 12 ... deals, until they are settled."""
    edges = -SCORES + 2 * SCORES * np.arange(CELLS + 1) / CELLS
    shares, one = _single(variation)
    counts, rows = [], []
    for count, sums in _sums(one, shares):
        counts.append(float(count))
        rows.append(sums / count)
        if variation * variation <= SETTLED * SETTLED * count:
            break
    return _Sums(np.array(counts), (edges[1:] + edges[:-1]) / 2, log(np.array(rows)))


def _single(variation: float) -> tuple[Array, Array]:
    """Shares of the cells, and the mean of a single deal in each; both (CELLS,)."""
    z = -SCORES + 2 * SCORES * (np.arange(CELLS * WITHIN) + 0.5) / (CELLS * WITHIN)
    deviation = np.sqrt(log(np.array(1 + variation * variation)))
    weights = exp(-z * z / 2).reshape(CELLS, WITHIN)
    values = exp(deviation * z).reshape(CELLS, WITHIN)
    by_cell = np.add.reduce(weights, axis=1)
    means = np.add.reduce(weights * values, axis=1) / by_cell
    shares = by_cell / np.add.reduce(by_cell)
    return shares, means / np.add.reduce(shares * means)


def _sums(one: Array, shares: Array) -> Iterator[tuple[int, Array]]:
    """Means of the cells of sums, by how many deals: each number and one and a half of it, doubled on and on."""
    yield 1, one
    two = _together(one, one, shares)
    yield 2, two
    count, sums, half_more = 2, two, _together(two, one, shares)
    while True:
        yield count * 3 // 2, half_more
        count, sums = count * 2, _together(sums, sums, shares)
        yield count, sums
        half_more = _together(half_more, half_more, shares)


def _together(first: Array, second: Array, shares: Array) -> Array:
    """Means of the cells, (CELLS,), of a sum of two: all pairs in their order, cut where the shares of the cells end."""
    values = (first[:, None] + second).reshape(-1)
    order = np.argsort(values, kind="stable")
    values, weights = values[order], (shares[:, None] * shares).reshape(-1)[order]
    reached = np.append(0.0, np.add.accumulate(weights))
    amount = np.append(0.0, np.add.accumulate(weights * values))
    ends = np.append(0.0, np.add.accumulate(shares)) * reached[-1]
    place = np.minimum(np.searchsorted(reached, ends, side="right") - 1, values.size - 1)
    cut = amount[place] + (ends - reached[place]) * values[place]
    means = (cut[1:] - cut[:-1]) / (ends[1:] - ends[:-1])
    np.maximum(means, values[place[:-1]], out=means)  # which rounding leaves where a cell has next to no share
    np.minimum(means, values[place[1:]], out=means)
    return np.asarray(means)
