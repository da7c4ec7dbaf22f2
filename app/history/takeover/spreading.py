"""How single lags spread, as a scenario has it: what equally many buyers took, from the shortest to the longest."""

import numpy as np
from numpy.typing import NDArray

from app.history.measured import Lag, Rate
from app.history.takeover import rounding
from app.planner.scenario import LAG_DAYS_LIMIT

PARTS = 20
"""Each stands for a twentieth of the buyers; of a plain exponential spread that keeps 95 % of the variance."""
Floats = NDArray[np.float64]


def spread_of(rate: Rate) -> list[float]:
    """Mean days of each twentieth of the buyers, of fewer parts where they are fewer; nothing where all went on at once, or only one did.

    They are those behind the lag that is taken over: all who will go on, by the curve, where some are open and it knows them, else who did.
    Who seemed to go backwards took no time. Where the longest are longer than a lag may be, all are shortened alike: only their
    proportions count.
    """
    lag = rate.lag
    found = _of_curve(rate, lag.mean_all) if rate.open and lag.mean_all is not None else None
    days, weights = _of_counts(lag) if found is None else found
    parts = min(PARTS, lag.n)
    if parts < 2 or not (weights > 0).any():
        return []
    means = np.maximum(_means(days, weights, parts), 0.0)
    longest = float(means[-1])
    spread = [rounding.days(each) for each in (means * min(1.0, LAG_DAYS_LIMIT / max(longest, 1.0))).tolist()]
    return spread if any(spread) else []


def _of_counts(lag: Lag) -> tuple[Floats, Floats]:
    """Days that buyers took who went on, each bin by its middle, and how many did."""
    days = np.array(lag.days, dtype=np.float64) + (lag.bin_days - 1) / 2
    return days, np.array(lag.counts, dtype=np.float64)


def _of_curve(rate: Rate, mean: float) -> tuple[Floats, Floats] | None:
    """Days and shares of all who go on by the curve, up to the age that is watched, without those of whom no lag is known.

    The curve has these on its first day; their share is what its days add up to too little for the mean.
    """
    days = np.array(rate.curve.days, dtype=np.float64)
    shares = np.diff(np.array(rate.curve.converted), prepend=0.0)
    watched = (days <= rate.watched_days) & (shares > 0)
    days, shares = days[watched], shares[watched]
    if mean <= 0 or not shares.size:
        return None
    at_once = max(float(shares.sum() - (days * shares).sum() / mean), 0.0)
    return days, np.where(days == 0, np.maximum(shares - at_once, 0.0), shares)


def _means(days: Floats, weights: Floats, parts: int) -> Floats:
    """The mean of each of equal parts of what is given by rising days and their weights, (parts,)."""
    reached = np.append(0.0, np.cumsum(weights))
    summed = np.append(0.0, np.cumsum(weights * days))
    edges = np.linspace(0.0, reached[-1], parts + 1)
    means: Floats = np.diff(np.interp(edges, reached, summed)) * parts / reached[-1]
    return np.maximum.accumulate(means)
