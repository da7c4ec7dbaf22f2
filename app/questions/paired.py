"""The chance of several scenarios on the same luck, so that a difference between them is a difference.

Every scenario is run forward with the draws of one seed. An input of the same name has the same quantile in lane n of each, and so has the
luck of each source and month (see `odds.draws`): lanes are pairs. A difference is then the mean of differences lane by lane, and what all
of them share falls out of its standard error. With draws of their own the errors would add up instead (common random numbers: P. Glasserman
and D. D. Yao, Some guidelines and guarantees for common random numbers, Management Science 38, 1992).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.planner.rounding import Array, Flags
from app.planner.scenario import Scenario
from app.questions.odds.draws import drawn_of
from app.questions.odds.quantiles import share_error
from app.questions.odds.trials import Trials, reaches
from app.questions.progress import Progress, quiet
from app.questions.refused import QuestionRefused

DRAWS, SEED = 10_000, 1
PARTS = 100
"""Steps of progress for each scenario."""


@dataclass(frozen=True)
class PairedChances:
    """How sure the goals of S scenarios are, each with the activity of its plan and all on the same luck.

    Arrays are (S,), NaN where a ceiling is reached, so that a plan has no activity to hold fixed. Differences are to the first.

    Attributes:
        draws, seed: how many lanes, and from where.
        chance, error: probability that revenue reaches a scenario's own goal inside its horizon, and its standard error.
        difference: of the chance, a fraction.
        paired_error: standard error of that difference, from the differences lane by lane; 0 where every lane is the same.
        unpaired_error: what it would be if each scenario had luck of its own.
        mean, mean_error: mean of all revenue that counts and its standard error, money.
        mean_difference: of that mean, money; NaN between two currencies.
        mean_paired_error, mean_unpaired_error: standard errors of that difference, as above, money.
    """

    draws: int
    seed: int
    chance: Array
    error: Array
    difference: Array
    paired_error: Array
    unpaired_error: Array
    mean: Array
    mean_error: Array
    mean_difference: Array
    mean_paired_error: Array
    mean_unpaired_error: Array


@dataclass(frozen=True)
class _Run:
    """One scenario run forward: whether the goal is reached and all revenue that counts, money, each (B,)."""

    reached: Flags
    revenue: Array


def paired_chances(scenarios: Sequence[Scenario], *, draws: int = DRAWS, seed: int = SEED, progress: Progress = quiet) -> PairedChances:
    """The chance of each scenario and its difference to the first, all on the luck of one seed.

    Args:
        scenarios: S of them, the first is the base.
        draws: lanes, each with its own inputs and luck.
        seed: the same gives the same numbers on every machine.
        progress: told how far it is.

    Raises:
        QuestionRefused: `draws_out_of_range`, `seed_out_of_range`, `too_much_work` with the most draws that would do.
    """
    runs = [_run(scenario, draws, seed, _part(progress, place, len(scenarios))) for place, scenario in enumerate(scenarios)]
    base, same = runs[0], [scenario.currency == scenarios[0].currency for scenario in scenarios]
    shares = np.array([_share(run, draws) for run in runs])
    means = np.array([_mean(run) for run in runs])
    apart = np.array([_chance_apart(run, base) for run in runs])
    moved = np.array([_mean_apart(run, base) if alike else (np.nan, np.nan) for run, alike in zip(runs, same, strict=True)])
    return PairedChances(
        draws=draws,
        seed=seed,
        chance=shares[:, 0],
        error=shares[:, 1],
        difference=apart[:, 0],
        paired_error=apart[:, 1],
        unpaired_error=_added(shares[:, 1]),
        mean=means[:, 0],
        mean_error=means[:, 1],
        mean_difference=moved[:, 0],
        mean_paired_error=moved[:, 1],
        mean_unpaired_error=np.where(same, _added(means[:, 1]), np.nan),
    )


def _part(progress: Progress, place: int, of: int) -> Progress:
    """Progress of one scenario among all."""

    def tell(done: int, parts: int) -> None:
        progress(PARTS * place + PARTS * done // max(parts, 1), PARTS * of)

    return tell


def _run(scenario: Scenario, draws: int, seed: int, progress: Progress) -> _Run | None:
    """A scenario run forward; None where its plan has no activity to hold fixed."""
    try:
        trials = Trials(drawn_of(scenario, draws, seed))
    except QuestionRefused as refused:
        if refused.faults[0].code != "ceiling_reached":
            raise
        return None
    brought = trials.brought(1.0, progress)
    return _Run(reaches(trials, brought), brought - trials.needed + trials.inputs.target)


def _share(run: _Run | None, draws: int) -> tuple[float, float]:
    if run is None:
        return np.nan, np.nan
    share = float(run.reached.mean())
    return share, share_error(share, draws)


def _mean(run: _Run | None) -> tuple[float, float]:
    return (np.nan, np.nan) if run is None else _mean_and_error(run.revenue)


def _chance_apart(run: _Run | None, base: _Run | None) -> tuple[float, float]:
    """The difference of two chances and its paired standard error.

    b lanes reach the goal in the one alone and c in the other alone: the difference is (b - c) / n, its variance that of n values 1, 0 and
    -1. Where no lane tells two scenarios apart that are not the same, half a lane is taken to, as nothing seen is no certainty.
    """
    if run is None or base is None:
        return np.nan, np.nan
    difference, error = _mean_and_error(run.reached.astype(float) - base.reached)
    if error > 0 or np.array_equal(run.revenue, base.revenue):
        return difference, error
    return difference, float(np.sqrt(0.5)) / len(run.reached)


def _mean_apart(run: _Run | None, base: _Run | None) -> tuple[float, float]:
    return (np.nan, np.nan) if run is None or base is None else _mean_and_error(run.revenue - base.revenue)


def _mean_and_error(values: Array) -> tuple[float, float]:
    """The mean of draws, (B,), and its standard error."""
    return float(values.mean()), float(values.std()) / float(np.sqrt(len(values)))


def _added(errors: Array) -> Array:
    """Standard errors, (S,), of differences to the first if all were independent."""
    both: Array = np.hypot(errors, errors[0])
    both[0] = np.where(np.isnan(errors[0]), np.nan, 0.0)
    return both
