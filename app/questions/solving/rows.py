"""Rows of points along the range of one number, and what the figures there show: solutions, crossings, the best so far."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.planner.rounding import Array, Flags
from app.planner.scenario import SMALLEST_NUMBER

Places = npt.NDArray[np.intp]

FEW = 16
"""Up to as many seeks at once, points cost hardly more than one: every batch is mostly the call."""
ALIKE = 1e-14
"""Of a distance: what differs by less misses alike."""
AIM = 1e-11
"""Of the wanted value: closer needs no further round."""
FINE = 1e-6
"""Numbers well above this are spaced by their ratios, those below evenly."""


@dataclass(frozen=True)
class Sought:
    """K seeks: what is wanted, where, and how large the figure is, each (K,); `few` where points cost next to nothing beside the call.

    What is wanted far beyond every figure that shows is not looked for at once, but something nearer (`wanted`): no two figures would miss
    the other (`at_last`) by distances that differ.
    """

    wanted: Array
    at_last: Array
    low: Array
    high: Array
    now: Array
    scale: Array
    few: bool

    def part(self, seeks: slice) -> "Sought":
        """Some of them."""
        return Sought(
            self.wanted[seeks], self.at_last[seeks], self.low[seeks], self.high[seeks], self.now[seeks], self.scale[seeks], self.few
        )


def by_ratios(value: Array) -> Array:
    """A scale on which large numbers lie as far apart as their ratios say; shape in, shape out."""
    scaled: Array = np.arcsinh(value / FINE)
    return scaled


def between(first: Array, last: Array, parts: Array) -> Array:
    """Points at parts (m,) of the way between two of (n,): by ratio where they lie far apart, evenly where close; (n, m)."""
    first, last = first[:, None], last[:, None]
    evenly = first + (last - first) * parts
    start, end = by_ratios(first), by_ratios(last)
    by_ratio = FINE * np.sinh(start + (end - start) * parts)
    close = np.abs(last - first) < 1e-3 * (np.abs(first) + np.abs(last))
    return inside(np.where(close, evenly, by_ratio), first, last)


def inside(points: Array, first: Array, last: Array) -> Array:
    """Kept between the two, and off the dust around zero that no input takes."""
    low, high = np.minimum(first, last), np.maximum(first, last)
    kept = np.minimum(np.maximum(points, low), high)
    return np.where(np.abs(kept) < SMALLEST_NUMBER, np.where((low <= 0) & (high >= 0), 0.0, np.where(low > 0, low, high)), kept)


def coarse(low: Array, high: Array, now: Array, steps: Array | None = None) -> Array:
    """The first row of points, sorted, (K, G): the ends, where it stands now, and between; many for few seeks, nine for many."""
    few = len(low) <= FEW
    fixed = np.stack([low, now, high], axis=1)
    near = now[:, None] * np.array([0.5, 0.8, 0.9, 0.97, 1.03, 1.1, 1.25, 2.0] if few else [1 / 1.5, 1.5])
    parts = np.linspace(0, 1, 34 if few else 4)[1:-1]
    rows = [fixed, inside(near, low[:, None], high[:, None]), between(low, now, parts), between(now, high, parts)]
    if few:
        rows.append(inside(low[:, None] + (high - low)[:, None] * parts, low[:, None], high[:, None]))
        rows.append(inside(now[:, None] + (steps if steps is not None else np.zeros(0)), low[:, None], high[:, None]))
    return np.sort(np.concatenate(rows, axis=1), axis=1)


def signs_of(gaps: Array, aim: Array) -> Array:
    """-1, 0, 1 for below, at and above what is wanted; NaN without a value."""
    signs: Array = np.where(np.abs(gaps) <= aim, 0.0, np.sign(gaps))
    return signs


def take(values: Array, places: Places) -> Array:
    """One value of each row, (n, G) and (n,) to (n,)."""
    taken: Array = np.take_along_axis(values, places[:, None], axis=1)[:, 0]
    return taken


def nearest_missed(points: Array, gaps: Array, aim: Array, now: Array) -> Places:
    """The point of each row (n, G) that misses what is wanted by the least; of those that miss it alike the one nearest to now, (n,)."""
    missed = np.where(np.isnan(gaps), np.inf, np.abs(gaps))
    least = missed.min(axis=1)
    alike = missed <= (least * (1 + ALIKE) + ALIKE / AIM * aim)[:, None]
    nearest: Places = np.argmin(np.where(alike, np.abs(points - now[:, None]), np.inf), axis=1)
    return nearest


class Row:
    """A sorted row of points for each of n seeks, (n, G), and what it shows.

    Attributes:
        zero: whether a point is a solution.
        off: how far the stretch after a point lies from now where the wanted value is crossed there, (n, G - 1); infinite where not.
        best: the solution nearest to now, or else the point that misses one by the least, (n,).
        seen: how many solutions show, (n,).
    """

    def __init__(self, points: Array, gaps: Array, aim: Array, now: Array, *, few: bool) -> None:
        self.points, self.gaps = points, gaps
        signs = signs_of(gaps, aim[:, None])
        self.zero: Flags = signs == 0
        left, right = signs[:, :-1], signs[:, 1:]
        edges = (self.zero[:, :-1] != self.zero[:, 1:]) & ~np.isnan(left) & ~np.isnan(right)
        crossings = left * right < 0
        begins = self.zero.copy()
        begins[:, 1:] &= ~self.zero[:, :-1]
        self.seen: Places = crossings.sum(axis=1) + begins.sum(axis=1)
        to_zero = np.where(self.zero, np.abs(points - now[:, None]), np.inf)
        nearest = to_zero.min(axis=1)[:, None]
        off = np.maximum(np.maximum(points[:, :-1] - now[:, None], now[:, None] - points[:, 1:]), 0.0)
        self.off: Array = np.where((edges | crossings) & (nearest > 0) & (off <= nearest), off, np.inf)
        missed = nearest_missed(points, gaps, aim, now) if few else np.argmin(np.where(np.isnan(gaps), np.inf, np.abs(gaps)), axis=1)
        self.best: Places = np.where(self.zero.any(axis=1), np.argmin(to_zero, axis=1), missed)

    def brinks(self) -> Flags:
        """Whether the figure has a value on one side of the stretch after a point alone, (n, G - 1)."""
        without = np.isnan(self.gaps)
        ends: Flags = without[:, :-1] != without[:, 1:]
        return ends

    def brink_beside(self, place: Array) -> Places:
        """After which point of each row the brink nearest to a place (n,) lies, (n,)."""
        off = np.maximum(self.points[:, :-1] - place[:, None], place[:, None] - self.points[:, 1:])
        beside: Places = np.argmin(np.where(self.brinks(), off, np.inf), axis=1)
        return beside
