"""Whether the share won swings with the month in which deals are closed, as at the ends of quarters.

A curve by age cannot see such a habit: it mixes all months of closing. As known right after a good month, the rate is then too high by
more than its interval says.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.history.found import Finding
from app.history.measure.cells import Cells
from app.history.measure.period import first_of_month, month_of
from app.history.measure.survey import FIRST_DAY
from app.history.measure.view import NONE, Flags

FEWEST_MONTHS, FEWEST_OUTCOMES = 6, 20
LEAST_APART = 0.05
"""Between the lowest and the highest month; less matters to nobody, however sure it is."""
Z_99 = 2.326348
"""The normal quantile of 0.99."""
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


class CloseMonths:
    """Outcomes by day, of so many days."""

    def __init__(self, days: int) -> None:
        self.days = days
        self.won, self.lost = Cells(days), Cells(days)

    def add(self, won_on: NDArray[np.int32], lost_on: NDArray[np.int32]) -> None:
        """Count some in; who was won or lost on an unknown day says nothing of months."""
        for cells, days in ((self.won, won_on), (self.lost, lost_on)):
            cells.add(np.clip(days[days < NONE] - FIRST_DAY, 0, self.days - 1))

    def finding(self) -> Finding | None:
        """What should be known of it; None where months differ no more than chance makes them, or too little is known."""
        all_won, all_lost = self.won.all(), self.lost.all()
        days = np.flatnonzero(all_won + all_lost)
        if not len(days):
            return None
        first, last = month_of(int(days[0]) + FIRST_DAY), month_of(int(days[-1]) + FIRST_DAY)
        edges = np.clip([first_of_month(month) - FIRST_DAY for month in range(first, last + 2)], 0, self.days)
        won, lost = (np.diff(np.concatenate([[0], np.cumsum(each)])[edges]) for each in (all_won, all_lost))
        return _swings(np.arange(first, last + 1), won, won + lost)


@dataclass(frozen=True)
class _Months:
    """Months with enough outcomes: their numbers since January 1970, deals won and closed."""

    month: Counts
    won: Counts
    closed: Counts

    @property
    def rate(self) -> Floats:
        """Share won of what was closed."""
        return self.won / self.closed


def _swings(month: Counts, won: Counts, closed: Counts) -> Finding | None:
    enough = (closed >= FEWEST_OUTCOMES) & _begun(closed)
    months = _Months(month[enough], won[enough], closed[enough])
    n = len(months.month)
    if n < FEWEST_MONTHS or not 0 < months.won.sum() < months.closed.sum():
        return None
    rate = months.rate
    low, high = int(rate.argmin()), int(rate.argmax())
    if rate[high] - rate[low] < LEAST_APART or _unlike(months) <= chi_square_99(n - 3):
        return None
    values: dict[str, object] = {
        "low": float(rate[low]), "low_month": _text(months.month[low]), "high": float(rate[high]), "high_month": _text(months.month[high]),
        "months": n, "quarter_ends": _at_quarter_ends(months),
    }  # fmt: skip
    return Finding("close_month_swings", "warning", values, count=int(months.closed.sum()))


def _begun(closed: Counts) -> Flags:
    """Months from the first on that has half of the usual outcomes: before, whatever takes longer is missing, won or lost."""
    usual = np.median(closed[closed > 0])
    return np.arange(len(closed)) >= int((closed >= usual / 2).argmax())


def _unlike(months: _Months) -> float:
    """Chi-square of the deals won against a smooth course of the rate: sum over months of (won - n p)^2 / (n p (1 - p)).

    p is a parabola over the months (least squares, weighted by n), since a rate may well rise or fall, and in a young history does:
    losses come sooner than wins. With m months it has m - 3 degrees of freedom.
    """
    at = (months.month - months.month.mean()) / max(np.ptp(months.month), 1)
    shape = np.stack([np.ones(len(at)), at, at**2], axis=1)
    weight = np.sqrt(months.closed)
    course = shape @ np.linalg.lstsq(shape * weight[:, None], months.rate * weight, rcond=None)[0]
    share = months.won.sum() / months.closed.sum()
    course = np.clip(course, 0.1 * share, 1 - 0.1 * (1 - share))
    variance = months.closed * course * (1 - course)
    return float(((months.won - months.closed * course) ** 2 / variance).sum())


def chi_square_99(freedom: int) -> float:
    """What chi-square exceeds one time in a hundred: k (1 - 2/(9k) + z sqrt(2/(9k)))^3 (Wilson and Hilferty, 1931)."""
    part = 2 / (9 * freedom)
    return float(freedom * (1 - part + Z_99 * part**0.5) ** 3)


def _at_quarter_ends(months: _Months) -> bool:
    """Whether every end of a quarter, two at the least, was better than every other month."""
    ends = months.month % 3 == 2
    return ends.sum() >= 2 and not ends.all() and bool(months.rate[ends].min() > months.rate[~ends].max())


def _text(month: int) -> str:
    return f"{1970 + int(month) // 12:04d}-{int(month) % 12 + 1:02d}"
