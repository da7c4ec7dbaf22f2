"""Share gone on by age, what is open being open: Aalen-Johansen, which is Kaplan-Meier where nobody is lost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WATCHED_SHARE = 0.05
WATCHED_LEAST = 5
"""The curve is used up to the age that one in twenty of those who entered, and five of them, were watched for. Which age that is
depends on the days of entry alone, never on what came of them; so stopping there takes no side. Beyond it a single conversion would move
the curve by more than a twentieth of those who are left."""


@dataclass(frozen=True)
class Curves:
    """Of several groups at once, by age in days from 0; arrays are (groups, ages).

    Attributes:
        converted, lost: shares. at_risk: those neither gone on, nor lost, nor out of sight before this age.
        events: conversions and losses at this age, to know where the steps are.
        watched: (groups) the age up to which it is used; -1 for nobody. watched_by: how many were watched as long; watched_on_average:
            the harmonic mean over the ages up to there.
        rate, variance: (groups) at that age.
    """

    converted: Floats
    lost: Floats
    at_risk: Floats
    events: Floats
    watched: NDArray[np.int64]
    watched_by: Floats
    watched_on_average: Floats
    rate: Floats
    variance: Floats


def curves(converted: Floats, lost: Floats, censored: Floats, windows: Floats) -> Curves:
    """The curves for numbers by age; arrays are (groups, ages) of buyers.

    With Y(t) at risk, d1 and d2 gone on and lost at age t: S(t) = prod (1 - (d1 + d2)/Y), F1(t) = sum S(u-) d1(u)/Y(u), F2 alike; who is
    out of sight at age t leaves after the step at t. Source: O. Aalen & S. Johansen, Scand. J. Statist. 5 (1978), 141; with d2 = 0 it is
    E. L. Kaplan & P. Meier, JASA 53 (1958), 457.

    Args:
        converted, lost, censored: numbers at each age, by what happened first.
        windows: for how many days each was in sight, whatever became of it.
    """
    both = converted + lost
    at_risk = _from_here_on(both + censored)
    hazard, risk = np.zeros_like(both), at_risk > 1e-9
    np.divide(both, at_risk, out=hazard, where=risk)
    surviving = np.cumprod(np.clip(1 - hazard, 0, 1), axis=1)
    before = np.hstack([np.ones((len(both), 1)), surviving[:, :-1]])
    per_head = np.divide(before, at_risk, out=np.zeros_like(both), where=risk)
    gone_on, gone = np.cumsum(per_head * converted, axis=1), np.cumsum(per_head * lost, axis=1)
    in_sight = _from_here_on(windows)
    watched = _watched(in_sight)
    rows, last = np.arange(len(both)), np.maximum(watched, 0)
    rate = gone_on[rows, last]
    variance = _variance(gone_on, per_head, converted, both, at_risk, last)
    return Curves(gone_on, gone, at_risk, both, watched, in_sight[rows, last], _on_average(in_sight, last), rate, variance)


def _from_here_on(numbers: Floats) -> Floats:
    summed: Floats = np.cumsum(numbers[:, ::-1], axis=1)[:, ::-1]
    return summed


def _watched(in_sight: Floats) -> NDArray[np.int64]:
    """The largest age that enough were watched for; -1 for nobody."""
    entered = in_sight[:, :1]
    needed = np.minimum(np.maximum(np.ceil(entered * WATCHED_SHARE - 1e-9), WATCHED_LEAST), entered)
    ages: NDArray[np.int64] = ((in_sight >= needed - 1e-9) & (in_sight > 0)).sum(axis=1) - 1
    return ages


def _on_average(in_sight: Floats, last: NDArray[np.int64]) -> Floats:
    """Harmonic mean of how many were watched at each age up to the last.

    Someone who goes on at age u adds S(u-)/Y(u) to the share, about one over those in sight then. So this is the number that few who go
    on evenly over the ages are as sure as, F1/V, and what is left of it where nobody does.
    """
    within = (np.arange(in_sight.shape[1]) <= last[:, None]) & (in_sight > 0)
    parts = np.divide(1.0, in_sight, out=np.zeros_like(in_sight), where=within).sum(axis=1)
    mean: Floats = np.divide(last + 1.0, parts, out=np.zeros_like(parts), where=parts > 0)
    return mean


def _variance(gone_on: Floats, per_head: Floats, converted: Floats, both: Floats, at_risk: Floats, last: NDArray[np.int64]) -> Floats:
    """Variance of F1 at age t = `last`, by the delta method; Greenwood's where nobody is lost, binomial where nobody is open.

    sum over u <= t of (F1(t) - F1(u))² d/(Y(Y-d)) + S(u-)² d1 (Y - d1)/Y³ - 2 (F1(t) - F1(u)) S(u-) d1/Y².
    Source: J. J. Gaynor et al., JASA 88 (1993), 400, formula 3; G. E. Dinse & M. G. Larson, Biometrika 73 (1986), 379.
    """
    rows, ages = np.arange(len(gone_on)), np.arange(gone_on.shape[1])
    within = ages[None, :] <= last[:, None]
    ahead = gone_on[rows, last][:, None] - gone_on
    left = at_risk * (at_risk - both)
    first = np.divide(ahead**2 * both, left, out=np.zeros_like(left), where=left > 1e-9)
    share = np.divide(converted, at_risk, out=np.zeros_like(left), where=at_risk > 1e-9)
    second = per_head**2 * converted * (1 - share)
    third = 2 * ahead * per_head * share
    summed: Floats = np.where(within, first + second - third, 0.0).sum(axis=1)
    return np.maximum(summed, 0.0)
