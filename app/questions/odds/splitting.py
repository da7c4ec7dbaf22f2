"""Splitting: the spread of one figure, over the inputs that drive it.

The variance of a figure can be due to a few plans that lie far out: beside a ceiling, spend grows beyond every bound, and then its variance
is whatever the few plans say that happen to come close. Its parts would be those of other plans with another seed. The **ranks** of the
plans have a variance in any case, and what drives the order of plans is asked of them instead; plans without a value come last.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.planner.rounding import Array

STILL = 1e-12
"""A figure that varies by less than this part of itself does not vary."""
ENOUGH = 64
"""Points that make the variance, so that it is known to an eighth of itself; see `made_by`."""
ENOUGH_OF = 5
"""Of few points one in so many is enough: a third would make the variance of a normal figure."""

Scale = Literal["values", "ranks", "none"]


@dataclass(frozen=True)
class Split:
    """The spread of a figure over D inputs.

    Attributes:
        scale: what is split: the variance of the values, that of their ranks, or none.
        mean, deviation, median: of the figure; NaN where it has none: no mean and no deviation where ranks are split, none of them where
            fewer than half of the plans have a value.
        first, first_error: first-order indices and their standard errors, (D,); NaN where none is split.
        total, total_error: total indices and theirs, (D,).
    """

    scale: Scale
    mean: float
    deviation: float
    median: float
    first: Array
    first_error: Array
    total: Array
    total_error: Array


def split(figures: Array) -> Split:
    """The spread of a figure over the inputs.

    Args:
        figures: in a first matrix of N points, a second one, then the first with one input at a time from the second, (D + 2, N); NaN where
            a plan has no value.
    """
    lost = np.isnan(figures)
    if 2 * np.count_nonzero(lost) > figures.size:
        return _none(figures, np.nan, np.nan, np.nan)
    median = float(np.partition(figures.reshape(-1), (figures.size - 1) // 2)[(figures.size - 1) // 2])
    if not lost.any():
        mean = float(np.add.reduce(figures, axis=None) / figures.size)
        away = figures - mean
        deviation = float(np.sqrt(np.add.reduce(away * away, axis=None) / figures.size))
        if deviation <= STILL * abs(mean):
            return _none(figures, mean, 0.0, median)
        parts = _parts(away)
        if parts is not None:
            return Split("values", mean, deviation, median, *parts)
    parts = _parts(_ranks(figures))
    return _none(figures, np.nan, np.nan, median) if parts is None else Split("ranks", np.nan, np.nan, median, *parts)


def _none(figures: Array, mean: float, deviation: float, median: float) -> Split:
    nothing = np.full(len(figures) - 2, np.nan)
    return Split("none", mean, deviation, median, nothing, nothing, nothing, nothing)


def _ranks(figures: Array) -> Array:
    """Ranks about their mean, same shape; those alike share theirs, and what has no value lies beyond all others."""
    flat = figures.reshape(-1)
    ordered = np.sort(flat)
    known = flat.size - np.count_nonzero(np.isnan(flat))
    first = np.searchsorted(ordered[:known], flat, side="left")
    last = np.searchsorted(ordered[:known], flat, side="right")
    missing = np.isnan(flat)
    first[missing], last[missing] = known, flat.size
    return ((first + last - flat.size) / 2).reshape(figures.shape)


def made_by(squares: Array) -> float:
    """How many of so many points make a sum of squares, (N,): its square over the sum of theirs.

    Source: L. Kish, Survey Sampling (1965), 11.7. The sum is known to one over the square root of it.
    """
    return float(np.add.reduce(squares) ** 2 / np.add.reduce(squares * squares))


def _parts(away: Array) -> tuple[Array, Array, Array, Array] | None:
    """First-order indices, their standard errors, total indices and theirs, (D,) each, of figures about their mean, (D + 2, N).

    With y the figures of A, B and of A with column i from B: S_i = mean of y_B (y_i - y_A) / V, T_i = mean of (y_A - y_i)^2 / 2V. V is
    taken over all of them, as each has this variance.
    Sources: A. Saltelli et al., Variance based sensitivity analysis of model output, Computer Physics Communications 181 (2010), for the
    first; M. J. W. Jansen, Analysis of variance designs for model output, Computer Physics Communications 117 (1999), for the second.

    None where too few points make the variance, or where a total index is above 1 by more than its error explains.
    """
    points = away.shape[1]
    squares = np.add.reduce(away * away, axis=0) / len(away)
    if not squares.any() or made_by(squares) < min(ENOUGH, points / ENOUGH_OF):
        return None
    step = away[2:] - away[0]
    first, first_error = _shares(away[1] * step, squares)
    total, total_error = _shares(step * step / 2, squares)
    return (first, first_error, total, total_error) if (total <= 1 + 3 * total_error).all() else None


def _shares(parts: Array, squares: Array) -> tuple[Array, Array]:
    """Means of parts, (D, N), as shares of the mean of squares, (N,), and their standard errors as of a quotient of means; both (D,)."""
    sum_of_squares = np.add.reduce(squares)
    share = np.add.reduce(parts, axis=1) / sum_of_squares
    rest = parts - share[:, None] * squares
    return share, np.sqrt(np.add.reduce(rest * rest, axis=1)) / sum_of_squares
