"""Where the bars of the page's small pictures stand: lengths from figures, without colour or markup."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

BRIDGE_BASE = 168.0
BRIDGE_TOP = 24.0
MONTHS_BASE = 134.5
MONTHS_TOP = 20.0


@dataclass(frozen=True)
class Bar:
    """A bar or a part of one: its upper edge and its length."""

    y: float
    length: float


@dataclass(frozen=True)
class BridgeScale:
    """Money to height. A shortened axis starts above zero, and the page says so."""

    start: float
    top: float

    def y(self, level: float) -> float:
        """How far down a level stands."""
        span = (self.top - self.start) or 1.0
        return BRIDGE_BASE - (max(level, self.start) - self.start) / span * (BRIDGE_BASE - BRIDGE_TOP)

    def bar(self, one: float, other: float) -> Bar:
        """The bar between two levels."""
        upper = self.y(max(one, other))
        return Bar(round(upper, 1), round(self.y(min(one, other)) - upper, 1))


def bridge_scale(levels: Sequence[float]) -> BridgeScale:
    """From zero, unless the levels differ so little that the steps between them could not be seen."""
    low, high = min(levels), max(levels)
    span = high - low
    if low <= 0 or span <= 0 or low < high * 0.6:
        return BridgeScale(min(low, 0.0), high)
    step = 10 ** math.floor(math.log10(span)) / 2
    start = math.floor((low - span * 0.4) / step) * step
    return BridgeScale(start if start > high * 0.3 else 0.0, high)


def stacked(parts: Sequence[float], top: float) -> tuple[Bar, ...]:
    """Bars on top of each other, with a hairline between; `top` is the figure that fills the height."""
    bars, base = [], MONTHS_BASE
    for part in parts:
        length = part / top * (MONTHS_BASE - MONTHS_TOP) if top > 0 else 0.0
        bars.append(Bar(round(base - length, 1), round(max(length - 1.4, min(length, 0.8)), 1)))
        base -= length
    return tuple(bars)


def add_up(values: Sequence[float]) -> list[int]:
    """Whole numbers next to the values that add up to the rounded total: the running total is rounded, not each value."""
    rounded, running, before = [], 0.0, 0
    for value in values:
        running += value
        now = round(running)
        rounded.append(now - before)
        before = now
    return rounded
