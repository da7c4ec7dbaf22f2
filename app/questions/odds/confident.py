"""The confident plan: the least multiple of the plan's activity that reaches the goal with a given probability."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.odds.chance import MULTIPLES, Chance, chance_of
from app.questions.odds.draws import Ranges, drawn_of
from app.questions.odds.exact import normal_quantile
from app.questions.odds.quantiles import LEVELS, checked_levels, share_error
from app.questions.odds.trials import Trials, reaches, see_that_draws_fit
from app.questions.progress import Progress, quiet
from app.questions.refused import refuse

CLOSE = 1e-4
"""The answer is known to this part of itself."""
STEPS = 40
"""No search takes more; it ends after some fifteen."""


@dataclass(frozen=True)
class Confident:
    """The least activity that is sure enough.

    Attributes:
        probability: asked for.
        multiple: of the plan's activity; at a ten-thousandth less the chance falls short.
        activity: units of activity of each channel at that multiple, (C,).
        chance: how sure the goal is with it, in full.
        runs: how often the draws were run forward to find it.
    """

    probability: float
    multiple: float
    activity: Array
    chance: Chance
    runs: int


def confident(
    scenario: Scenario,
    probability: float,
    *,
    draws: int = 10_000,
    seed: int = 1,
    levels: Sequence[float] = LEVELS,
    ranges: Ranges | None = None,
    progress: Progress = quiet,
) -> Confident:
    """The least multiple of the plan's activity with at least this chance of reaching the goal.

    Raises:
        QuestionRefused: `probability_out_of_range` below 0; `certainty_asked` for 1, and `more_draws_needed` for what so many draws cannot
            tell from it, both with the nearest probability and its multiple; `probability_out_of_reach` where more activity does not help,
            `probability_is_none` where none ever does; and as `chance`.
    """
    at = checked_levels(levels)
    see_that_it_is_some(probability, draws)
    see_that_draws_fit(scenario, draws, searched=True)
    return confident_of(Trials(drawn_of(scenario, draws, seed, ranges)), probability, at, progress)


def confident_of(trials: Trials, probability: float, levels: Array, progress: Progress = quiet) -> Confident:
    """The same of a plan whose inputs have been drawn."""
    draws = trials.draws
    see_that_it_is_some(probability, draws)
    see_that_draws_fit(trials.scenario, draws, searched=True)
    most = 1 - 1 / draws
    least = _least(trials, min(probability, most), progress)
    if least.share == 0:
        raise refuse("probability_is_none", "probability", given=probability, nearest=0.0)
    if probability > most:
        code = "certainty_asked" if probability >= 1 else "more_draws_needed"
        nearest = min(least.share, most)
        raise refuse(code, "probability", given=probability, nearest=nearest, multiple=least.multiple, draws=draws)
    if least.share < probability:
        raise refuse("probability_out_of_reach", "probability", given=probability, nearest=least.share, multiple=least.multiple)
    found = chance_of(trials, least.multiple, levels)
    progress(STEPS, STEPS)
    return Confident(probability, least.multiple, least.multiple * trials.plan.totals.activity[0], found, least.runs + 1)


def see_that_it_is_some(probability: float, draws: int) -> None:
    """A probability above 0.

    Raises:
        QuestionRefused: `probability_out_of_range`, with the least that so many draws tell from 0.
    """
    if not probability > 0:
        raise refuse("probability_out_of_range", "probability", given=probability, low=0, high=1, nearest=1 / max(draws, 1))


@dataclass(frozen=True)
class _Least:
    """The least multiple that is sure enough; where none is, one beyond which the chance rises no more.

    Attributes:
        multiple: of the plan's activity.
        share: of draws that reach the goal with it, or with the largest multiple where none is sure enough.
        runs: how often the draws were run forward.
    """

    multiple: float
    share: float
    runs: int


def _least(trials: Trials, probability: float, progress: Progress) -> _Least:
    """The least multiple that is sure enough, or where none is, what comes closest."""
    runs = 0

    def share(multiple: float) -> float:
        nonlocal runs
        runs += 1
        progress(min(runs, STEPS - 1), STEPS)
        return float(reaches(trials, trials.brought(multiple)).mean())

    if (none := share(0.0)) >= probability:
        return _Least(0.0, none, runs)
    low, high = _bracket(share, probability)
    if high[1] < probability:
        enough = _enough(share, high[1], trials.draws) if high[1] > 0 else MULTIPLES
        return _Least(enough, high[1], runs)
    return _Least(*_close_in(share, probability, low, high, trials.draws), runs)


def _bracket(share: Callable[[float], float], probability: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Two multiples with their chances, the first too small and the second large enough, or the largest there is."""
    low, high = (0.0, 0.0), (1.0, share(1.0))
    while high[1] < probability and high[0] < MULTIPLES:
        multiple = min(high[0] * (1.25 if high[0] < 2 else 4), MULTIPLES)
        low, high = high, (multiple, share(multiple))
    return low, high


def _enough(share: Callable[[float], float], most: float, draws: int) -> float:
    """A multiple beyond which the chance rises by less than its standard error, to a factor of two."""
    enough, error = MULTIPLES, share_error(most, draws)
    while enough > 1 and share(enough / 2) >= most - error:
        enough /= 2
    return enough


def _close_in(
    share: Callable[[float], float], probability: float, low: tuple[float, float], high: tuple[float, float], draws: int
) -> tuple[float, float]:
    """The least multiple between two, with its chance: where a straight line through normal scores puts it, or halfway between."""
    goal = _score(probability, draws)
    width = high[0] - low[0]
    straight = True
    for _ in range(STEPS):
        if high[0] - low[0] <= CLOSE * high[0]:
            break
        middle = (low[0] + high[0]) / 2
        if straight and low[0] > 0:
            below, above = _score(low[1], draws), _score(high[1], draws)
            step = (goal - below) / (above - below) if above > below else 0.5
            inner = CLOSE / 2 * high[0]
            guess = low[0] + step * (high[0] - low[0])
            middle = min(max(guess, low[0] + inner), high[0] - inner)
        found = share(middle)
        low, high = (low, (middle, found)) if found >= probability else ((middle, found), high)
        straight = high[0] - low[0] < width / 2
        width = high[0] - low[0]
    return high


def _score(share: float, draws: int) -> float:
    """The normal score of a chance, none and all taken for half a draw from it."""
    return float(normal_quantile(np.array([min(max(share, 0.5 / draws), 1 - 0.5 / draws)]))[0])
