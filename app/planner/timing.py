"""When deals close, and so when everything before them happens: shapes that do not depend on the goal.

A shape says which share of a channel's deals closes by a day. It depends on seasonality, lags and `today` alone, so lanes
that share those share it (a batch axis of 1), and everything upstream is a number times a shape.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.planner.inputs import Inputs
from app.planner.months import Calendar
from app.planner.rounding import Array, Flags

EMPTY = 1e-12
"""Less weight than this left after a cut is no shape at all."""


@dataclass(frozen=True)
class Season:
    """Cumulative seasonality and what deals are worth to the goal.

    Inside month m, on day x, the season so far is `before[m] + per_day[m] (x - first day of m)`. With p the fraction of the month
    gone, the worth of the deals so far is `worth_before[m] + weights[m] (f[m] p + (f[m + 1] - f[m]) p^2 / 2)`, as f is straight
    inside a month. Month M, of no weight, stands for the end.

    Attributes:
        calendar: the months.
        weights: (B, M + 1), summing to 1.
        per_day: the same by day, (B, M + 1).
        before: the sum of the weights of earlier months, (B, M + 1).
        worth: f at the month edges, (M + 1,), or None where every deal counts in full.
        worth_before: what deals of earlier months are worth, (B, M + 1), or None.
    """

    calendar: Calendar
    weights: Array
    per_day: Array
    before: Array
    worth: Array | None
    worth_before: Array | None

    def _place(self, day: Array) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Array]:
        """Month, flat index of the month in the lane, and days gone in it, for days of shape (B, ...)."""
        inside = np.minimum(np.maximum(day, 0.0), self.calendar.end)
        month = self.calendar.month_of_day.take(inside.astype(np.intp))
        gone = inside - self.calendar.horizon_edges.take(month)
        lanes, months = self.weights.shape
        if lanes == 1:
            return month, month, gone
        return month, month + (np.arange(lanes) * months).reshape(-1, *[1] * (day.ndim - 1)), gone

    def share(self, day: Array) -> Array:
        """S: the share of the season by a day, 0 before the horizon and all of it after; shape (B, ...) in, shape out."""
        _, flat, gone = self._place(day)
        share: Array = self.before.take(flat) + self.per_day.take(flat) * gone
        return share

    def worth_of(self, day: Array) -> Array:
        """The same, each deal counted at what it is worth to the goal."""
        if self.worth is None or self.worth_before is None:
            return self.share(day)
        month, flat, gone = self._place(day)
        part = gone / np.append(self.calendar.lengths, 1.0).take(month)
        slope = np.append(self.worth[1:] - self.worth[:-1], 0.0)
        worth: Array = self.worth_before.take(flat) + self.weights.take(flat) * part * (
            self.worth.take(month) + slope.take(month) * part / 2
        )
        return worth


def _running(values: Array) -> Array:
    """Sums of what lies before each position, with the total at the end: (B, M) to (B, M + 1)."""
    out = np.zeros((values.shape[0], values.shape[1] + 1))
    np.cumsum(values, axis=1, out=out[:, 1:])
    return out


def worth_at_edges(months: int) -> Array:
    """f(x) = min(M - u(x), 12) / 12 at the month edges: the share of a first year's value earned by the end, (M + 1,)."""
    worth: Array = np.minimum(np.arange(months, -1.0, -1.0), 12.0) / 12
    return worth


def season_of(inputs: Inputs) -> Season:
    """The season of each lane."""
    calendar = inputs.calendar
    weights = np.zeros((inputs.weights.shape[0], calendar.months + 1))
    weights[:, :-1] = inputs.weights
    per_day = np.zeros_like(weights)
    np.divide(inputs.weights, calendar.lengths, out=per_day[:, :-1])
    before = _running(inputs.weights)
    if not inputs.recognised:
        return Season(calendar, weights, per_day, before, None, None)
    worth = worth_at_edges(calendar.months)
    return Season(calendar, weights, per_day, before, worth, _running(inputs.weights * (worth[1:] + worth[:-1]) / 2))


@dataclass(frozen=True)
class Timing:
    """When each channel can close, and how its deals lie in the horizon.

    Attributes:
        season: the seasonality behind it.
        lag: days from activity to deal, (B, C).
        first_close: the first day on which a deal can still close, (B, C).
        window_start, window_end: the active window in days, end excluded, (B, C).
        cut: the share of the season that lies before `first_close`, (B, C).
        left: the share that is left, (B, C).
        open: whether anything is left, (B, C).
        worth: mean worth of a deal over what is left, (B, C); 1 where every deal counts in full.
        worth_uncut: the same over the whole horizon, (B, 1).
        cuts: whether any channel of any lane has lost days at the start.
    """

    season: Season
    lag: Array
    first_close: Array
    window_start: Array
    window_end: Array
    cut: Array
    left: Array
    open: Flags
    worth: Array
    worth_uncut: Array
    cuts: bool

    def closed(self, day: Array) -> Array:
        """Share of each channel's deals closed by a day: 0 before the horizon, 1 after; (B, C, ...) to the same."""
        extra = (..., *[None] * (day.ndim - 2))
        return np.maximum(self.season.share(day) - self.cut[extra], 0.0) / self.left[extra]


def timing_of(inputs: Inputs) -> Timing:
    """Cut each channel's season where it is too late, and measure what is left."""
    calendar = inputs.calendar
    season = season_of(inputs)
    lag = inputs.total_lag
    today = inputs.today[:, None]
    first_close = np.maximum(today + lag, 0.0)
    cut = season.share(first_close)
    whole = season.before[:, -1:]
    left = whole - cut
    worth_left = left if season.worth_before is None else season.worth_before[:, -1:] - season.worth_of(first_close)
    still_open = (left > EMPTY) & (worth_left > EMPTY) & (first_close < calendar.end)
    left = np.where(still_open, left, 1.0)
    worth = worth_uncut = np.ones((1, 1))
    if season.worth_before is not None:
        worth = np.where(still_open, worth_left / left, 1.0)
        worth_uncut = season.worth_before[:, -1:] / whole
    return Timing(
        season=season,
        lag=lag,
        first_close=first_close,
        window_start=np.maximum(today, -lag),
        window_end=calendar.end - lag,
        cut=cut,
        left=left,
        open=still_open,
        worth=worth,
        worth_uncut=worth_uncut,
        cuts=bool(first_close.any()),
    )
