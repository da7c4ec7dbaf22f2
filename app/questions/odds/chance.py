"""Chance: how sure a goal is when the plan's activity is done as planned.

Every draw of the uncertain inputs is run forward (`odds/trials.py`); what they bring is counted here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.odds.draws import Ranges, drawn_of
from app.questions.odds.lags import Known
from app.questions.odds.quantiles import LEVELS, checked_levels, quantiles, share_error
from app.questions.odds.trials import Trials, reaches, see_that_draws_fit
from app.questions.progress import Progress, quiet
from app.questions.refused import refuse

MULTIPLES = 1000.0
"""The largest multiple of an activity that is looked at."""
NUMBERS_AT_ONCE = 2_000_000
"""Numbers that are added up and sorted at a time."""


@dataclass(frozen=True)
class Chance:
    """How sure the goal is; Q levels, M months of the horizon.

    Attributes:
        draws, seed: how many, and from where.
        multiple: of the plan's activity.
        chance, error: probability that revenue reaches the goal inside the horizon, and its standard error.
        levels: of the quantiles, (Q,).
        drawn: pointers of the inputs drawn.
        months: labels of the horizon's months.
        total, total_error: quantiles of all revenue that counts, existing business and what is signed included, and their errors, (Q,).
        mean, mean_error: its mean and the standard error of that, money.
        short: mean of what is missing where the goal is missed, money; 0 where it never is.
        revenue, revenue_error: quantiles of what new deals and open pipeline bring by month, (M, Q).
        running: the same, added up to each month's end, (M, Q).
        deals: quantiles of the deals closed by month, (M, Q).
        lags: how lags are taken: at their means, by the distribution of single buyers' lags, or some in one way and some in the other.
    """

    draws: int
    seed: int
    multiple: float
    chance: float
    error: float
    levels: Array
    drawn: tuple[str, ...]
    months: tuple[str, ...]
    total: Array
    total_error: Array
    mean: float
    mean_error: float
    short: float
    revenue: Array
    revenue_error: Array
    running: Array
    deals: Array
    lags: Known


def chance(
    scenario: Scenario,
    *,
    draws: int = 10_000,
    seed: int = 1,
    multiple: float = 1.0,
    levels: Sequence[float] = LEVELS,
    ranges: Ranges | None = None,
    progress: Progress = quiet,
) -> Chance:
    """The chance of reaching the goal with the plan's activity, and what revenue by month may be.

    Raises:
        QuestionRefused: `ceiling_reached` where the plan has no activity to hold fixed; `multiple_out_of_range`; `too_much_work` with the
            most draws that would do; as `draw` and `checked_levels`.
    """
    at = checked_levels(levels)
    see_that_it_is_a_multiple(multiple)
    see_that_draws_fit(scenario, draws)
    return chance_of(Trials(drawn_of(scenario, draws, seed, ranges)), multiple, at, progress)


def chance_of(trials: Trials, multiple: float, levels: Array, progress: Progress = quiet) -> Chance:
    """The same of a plan whose inputs have been drawn.

    Raises:
        QuestionRefused: `multiple_out_of_range`.
    """
    see_that_it_is_a_multiple(multiple)
    deals, revenue = trials.run(multiple, progress)
    deals_by_month, _ = quantiles(deals, levels)
    del deals
    brought = np.add.reduce(revenue, axis=0)
    total = brought - trials.needed + trials.inputs.target
    reached = reaches(trials, brought)
    share = float(reached.mean())
    missing = (trials.inputs.target - total)[np.logical_not(reached)]
    mean, mean_error = float(total.mean()), float(total.std() / np.sqrt(trials.draws))
    totals, total_error = quantiles(total[None].copy(), levels)
    running = _running(revenue, levels)
    by_month, by_month_error = quantiles(revenue, levels)
    return Chance(
        draws=trials.draws,
        seed=trials.seed,
        multiple=multiple,
        chance=share,
        error=share_error(share, trials.draws),
        levels=levels,
        drawn=trials.drawn,
        months=tuple(trials.inputs.calendar.labels[trials.inputs.calendar.before :]),
        total=totals[0],
        total_error=total_error[0],
        mean=mean,
        mean_error=mean_error,
        short=float(missing.mean()) if missing.size else 0.0,
        revenue=by_month,
        revenue_error=by_month_error,
        running=running,
        deals=deals_by_month,
        lags=trials.lags,
    )


def see_that_it_is_a_multiple(multiple: float) -> None:
    """A multiple that is looked at.

    Raises:
        QuestionRefused: `multiple_out_of_range`.
    """
    if not 0 <= multiple <= MULTIPLES:
        raise refuse("multiple_out_of_range", "multiple", given=multiple, low=0, high=MULTIPLES)


def _running(revenue: Array, levels: Array) -> Array:
    """Quantiles of revenue added up to each month's end, (M, B) to (M, Q); some months after others, which takes little memory."""
    at_once = max(NUMBERS_AT_ONCE // revenue.shape[1], 1)
    before, found = np.zeros(revenue.shape[1]), []
    for first in range(0, len(revenue), at_once):
        running = revenue[first : first + at_once].copy()
        running[0] += before
        np.add.accumulate(running, axis=0, out=running)
        before = running[-1].copy()
        found.append(quantiles(running, levels)[0])
    return np.concatenate(found)
