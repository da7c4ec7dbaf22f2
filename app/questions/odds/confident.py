"""The confident plan: the least multiple of the plan's activity that reaches the goal with a given probability."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.odds.chance import MULTIPLES, Chance, Trials, chance_of, reaches
from app.questions.odds.draws import Ranges
from app.questions.odds.exact import normal_quantile
from app.questions.odds.quantiles import LEVELS, checked_levels, share_error
from app.questions.odds.required import Progress, quiet
from app.questions.refused import QuestionRefused, refuse

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
    if not probability > 0:
        raise refuse("probability_out_of_range", "probability", given=probability, low=0, high=1)
    trials = Trials(scenario, draws, seed, ranges)
    most = 1 - 1 / draws
    if probability > most:
        nearest, multiple = _nearest(trials, most)
        code = "certainty_asked" if probability >= 1 else "more_draws_needed"
        raise refuse(code, "probability", given=probability, nearest=nearest, multiple=multiple, draws=draws)
    multiple, runs = _least(trials, probability, progress)
    found = chance_of(trials, multiple, at)
    progress(STEPS, STEPS)
    return Confident(probability, multiple, multiple * trials.plan.totals.activity[0], found, runs + 1)


def _nearest(trials: Trials, most: float) -> tuple[float, float]:
    """The highest probability that can be reached up to `most`, and the multiple that reaches it."""
    try:
        return most, _least(trials, most, quiet)[0]
    except QuestionRefused as refused:
        values = refused.faults[0].values
        return float(str(values["nearest"])), float(str(values["multiple"]))


def _least(trials: Trials, probability: float, progress: Progress) -> tuple[float, int]:
    """The least multiple that is sure enough, and how many runs it took."""
    runs = 0

    def share(multiple: float) -> float:
        nonlocal runs
        runs += 1
        progress(min(runs, STEPS - 1), STEPS)
        return float(reaches(trials, np.add.reduce(trials.run(multiple)[1], axis=0)).mean())

    if share(0.0) >= probability:
        return 0.0, runs
    low, high, below, above = _bracket(share, probability, trials.draws)
    return _close_in(share, probability, (low, below), (high, above), trials.draws), runs


def _bracket(share: Callable[[float], float], probability: float, draws: int) -> tuple[float, float, float, float]:
    """Two multiples, the first too small and the second large enough, with their chances."""
    low, below = 0.0, 0.0
    high = 1.0
    while (above := share(high)) < probability:
        if high >= MULTIPLES:
            if above == 0:
                raise refuse("probability_is_none", "probability", given=probability, nearest=above)
            enough = _enough(share, above, draws)
            raise refuse("probability_out_of_reach", "probability", given=probability, nearest=above, multiple=enough)
        low, below = high, above
        high = min(high * (1.25 if high < 2 else 4), MULTIPLES)
    return low, high, below, above


def _enough(share: Callable[[float], float], most: float, draws: int) -> float:
    """A multiple beyond which the chance rises by less than its standard error, to a factor of two."""
    enough, error = MULTIPLES, share_error(most, draws)
    while enough > 1 and share(enough / 2) >= most - error:
        enough /= 2
    return enough


def _close_in(
    share: Callable[[float], float], probability: float, low: tuple[float, float], high: tuple[float, float], draws: int
) -> float:
    """The least multiple between two: where a straight line through normal scores puts it, or halfway where that gains too little."""
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
    return high[0]


def _score(share: float, draws: int) -> float:
    """The normal score of a chance, none and all taken for half a draw from it."""
    return float(normal_quantile(np.array([min(max(share, 0.5 / draws), 1 - 0.5 / draws)]))[0])
