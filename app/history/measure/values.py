"""What won deals are worth, by group."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.history.measure.intervals import Z90
from app.history.measured import DealValue, Interval

DOMINATED_SHARE, DOMINATED_LEAST = 0.2, 5
TRIMMED = 0.05
KEPT = 1_000_000
"""Amounts that are kept one by one. Beyond, equal ones are counted together, to five digits: a quantile moves by 0.005 % at most."""
Floats = NDArray[np.float64]


@dataclass
class Amounts:
    """Amounts of won deals by group, with how often each occurs."""

    groups: int
    without: NDArray[np.int64]
    pieces: list[tuple[NDArray[np.uint8], Floats, Floats]] = field(default_factory=list)
    waiting: int = 0

    def add(self, group: NDArray[np.intp], amounts: Floats) -> None:
        """Won deals of a block; an amount that is not above 0 says nothing."""
        priced = amounts > 0
        self.without += np.bincount(group[~priced], minlength=self.groups)
        self.pieces.append((group[priced].astype(np.uint8), amounts[priced], np.ones(int(priced.sum()))))
        self.waiting += int(priced.sum())
        if self.waiting > KEPT:
            self._compact()

    def _compact(self) -> None:
        group, amounts, times = self.all()
        digits = np.power(10.0, np.floor(np.log10(amounts)) - 4)
        rounded = np.round(amounts / digits) * digits
        order = np.lexsort((rounded, group))
        group, rounded, times = group[order], rounded[order], times[order]
        new = np.ones(len(group), bool)
        new[1:] = (group[1:] != group[:-1]) | (rounded[1:] != rounded[:-1])
        starts = np.flatnonzero(new)
        self.pieces = [(group[starts], rounded[starts], np.add.reduceat(times, starts))]
        self.waiting = min(len(starts), KEPT // 2)

    def all(self) -> tuple[NDArray[np.uint8], Floats, Floats]:
        """Group, amount and how often, of all."""
        if not self.pieces:
            return np.zeros(0, np.uint8), np.zeros(0), np.zeros(0)
        return (
            np.concatenate([each[0] for each in self.pieces]),
            np.concatenate([each[1] for each in self.pieces]),
            np.concatenate([each[2] for each in self.pieces]),
        )


def deal_values(amounts: Amounts) -> tuple[DealValue, list[DealValue]]:
    """Of the whole, and of each group."""
    group, money, times = amounts.all()
    order = np.argsort(money, kind="stable")
    group, money, times = group[order], money[order], times[order]
    by_group = []
    for position in range(amounts.groups):
        of_group = group == position
        by_group.append(deal_value(money[of_group], times[of_group], int(amounts.without[position])))
    return deal_value(money, times, int(amounts.without.sum())), by_group


def deal_value(money: Floats, times: Floats, without: int) -> DealValue:
    """The value of won deals; `money` ascending, each so many times.

    The interval of the mean is mean ± 1.645 s/√n, and one-sided nothing is claimed of fewer than two deals.
    """
    n = round(float(times.sum()))
    if not n:
        return DealValue(0, without, None, None, None, None, None, None, 0.0, None, None, None)
    total = float((money * times).sum())
    mean = total / n
    deviation = float(np.sqrt((times * (money - mean) ** 2).sum() / (n - 1))) if n > 1 else None
    half = None if deviation is None else Z90 * deviation / np.sqrt(n)
    low, median, high = (_quantile(money, times, share) for share in (0.1, 0.5, 0.9))
    largest = float(money[-1]) / total
    return DealValue(
        n, without, mean, median, low, high, deviation, None if deviation is None else deviation / mean, total,
        None if half is None else Interval(max(0.0, float(mean - half)), float(mean + half)), _trimmed(money, times),
        largest if n >= DOMINATED_LEAST and largest > DOMINATED_SHARE else None,
    )  # fmt: skip


def _quantile(money: Floats, times: Floats, share: float) -> float:
    """Linear between neighbours, as numpy does it."""
    reached = np.cumsum(times)
    position = (reached[-1] - 1) * share
    below, above = np.searchsorted(reached, [np.floor(position) + 0.5, np.ceil(position) + 0.5])
    part = position - np.floor(position)
    return float(money[below] + (money[above] - money[below]) * part)


def _trimmed(money: Floats, times: Floats) -> float:
    """The mean without the largest and the smallest twentieth, at least the one largest and smallest of five and more deals."""
    n = float(times.sum())
    cut = max(np.floor(n * TRIMMED), 1.0) if n >= DOMINATED_LEAST else 0.0
    reached = np.cumsum(times)
    kept = np.clip(np.minimum(reached, n - cut) - np.maximum(reached - times, cut), 0, None)
    return float((money * kept).sum() / kept.sum())
