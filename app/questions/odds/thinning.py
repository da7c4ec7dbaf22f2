"""Thinning: how many of so many go on, when each does with the same chance. Counts at given quantiles, for very many lanes at once.

Given the quantile, a count never falls when trials or chance rise: scenarios that are compared at the same quantiles differ by what differs
between them, not by luck.
"""

import numpy as np

from app.planner.rounding import Array
from app.questions.odds.exact import normal_quantile

WIDE = 12.0
"""Variance from which the expansion takes over from counting: its probabilities are then right to 1e-4."""
MOST_COUNTED = 400
"""No count of so small a variance gets there; what is left of u is rounding."""
FEW = 16
"""Once less than one lane in so many is still counting, those are looked at alone."""


def thinned(u: Array, trials: Array, chance: Array, fails: Array | None = None) -> Array:
    """The quantile u of Binomial(trials, chance).

    Args:
        u: between 0 and 1, (B,).
        trials: whole, (B,) or (1,).
        chance: (B,) or (1,).
        fails: log(1 - chance) where the chance is at most a half, for who asks with one chance again and again.

    Returns:
        Counts, (B,).
    """
    if fails is None:
        fails = np.log1p(-np.minimum(chance, 0.5))
    u, trials, chance, fails = np.broadcast_arrays(u, trials, chance, fails)
    wide = trials * chance * (1 - chance) >= WIDE
    if wide.all():
        return _expanded(u, trials, chance)
    if not wide.any():
        return _counted(u, trials, chance, fails)
    found = np.empty(u.shape)
    found[wide] = _expanded(u[wide], trials[wide], chance[wide])
    found[~wide] = _counted(u[~wide], trials[~wide], chance[~wide], fails[~wide])
    return found


def _expanded(u: Array, trials: Array, chance: Array) -> Array:
    """Cornish and Fisher's expansion to the fourth cumulant, with a twelfth off the variance for a count is whole.

    Source: R. A. Fisher, E. A. Cornish, The percentile points of distributions having known cumulants, Technometrics 2 (1960).
    """
    z = normal_quantile(u)
    square = z * z
    variance = trials * chance * (1 - chance)
    narrowed = variance - 1 / 12
    deviation = np.sqrt(narrowed)
    skew = variance * (1 - 2 * chance) / (narrowed * deviation)
    excess = (variance * (1 - 6 * chance * (1 - chance)) + 1 / 120) / (narrowed * narrowed)
    score = z + skew * (square - 1) / 6 + excess * z * (square - 3) / 24 - skew * skew * z * (2 * square - 5) / 36
    return np.minimum(np.maximum(np.ceil(trials * chance + deviation * score - 0.5), 0.0), trials)


def _counted(u: Array, trials: Array, chance: Array, fails: Array) -> Array:
    """Probabilities added up from none on; of those that are more likely than not, the others are counted."""
    often = chance > 0.5
    if not often.any():
        return _counted_rare(u, trials, chance, fails)
    rare = np.where(often, 1 - chance, chance)
    found = _counted_rare(np.where(often, 1 - u, u), trials, rare, np.where(often, np.log(np.maximum(chance, 0.5)), fails))
    return np.where(often, trials - found, found)


def _counted_rare(u: Array, trials: Array, chance: Array, fails: Array) -> Array:
    """P(k + 1) = P(k) (n - k) / (k + 1) x p / (1 - p), taken off u until nothing is left of it; the last few lanes go on by themselves.

    A last bit of exp tells on a count once in some 1e15 draws, so that the library's own will do.
    """
    odds = chance / (1 - chance)
    term = np.exp(trials * fails)
    left = u - term
    found, factor, going = np.zeros(u.size), np.empty(u.size), np.empty(u.size, dtype=bool)
    for count in range(MOST_COUNTED):
        np.greater(left, 0, out=going)
        some = int(np.count_nonzero(going))
        if some * FEW < u.size:
            last = np.flatnonzero(going)
            found[last] = _last_counted(trials[last], odds[last], term[last], left[last], count)
            break
        found += going
        np.subtract(trials, count, out=factor)
        factor *= odds
        factor *= 1 / (count + 1)
        term *= factor
        left -= term
    return np.minimum(found, trials)


def _last_counted(trials: Array, odds: Array, term: Array, left: Array, count: int) -> Array:
    """The same for lanes that are not through at a count; those that are through leave."""
    found = np.full(trials.size, float(MOST_COUNTED))
    at = np.arange(trials.size)
    while at.size and count < MOST_COUNTED:
        term = term * ((trials - count) * odds / (count + 1))
        left = left - term
        count += 1
        going = left > 0
        found[at[~going]] = count
        at, trials, odds, term, left = at[going], trials[going], odds[going], term[going], left[going]
    return found
