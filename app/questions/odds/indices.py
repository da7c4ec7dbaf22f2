"""Indices: which uncertain inputs drive the spread of a figure.

The first-order index of an input is the part of a figure's variance that would go if the input alone were known; the total index is the
part that would stay if all others were known. First-order indices add up to at most 1; what is missing is due to inputs together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.planner.engine import evaluate_totals
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.odds.columns import Shaped
from app.questions.odds.draws import Ranges, Uncertain, uncertain_of
from app.questions.odds.required import Progress, quiet
from app.questions.odds.sobol import sobol
from app.questions.outcomes import Outcome, outcome_at, outcomes_of, read
from app.questions.refused import refuse
from app.questions.turning import Lanes, turn

FEWEST, MOST = 64, 16_384
LANES_LIMIT = 1_000_000
"""Lanes that one question may take: points times inputs and two."""
LANES_AT_ONCE = 16_384
STILL = 1e-12
"""A figure that varies by less than this part of itself does not vary."""


@dataclass(frozen=True)
class Indices:
    """What drives the spread; D inputs, O outcomes.

    Attributes:
        points, seed: how many points the indices rest on, and from where.
        lanes: plans evaluated, points x (D + 2).
        inputs: pointers of the uncertain inputs, D of them.
        basis: what says that each is uncertain: counts, range or question.
        outcomes: pointers of the outcomes, O of them.
        mean, deviation: of each outcome, (O,).
        first, first_error: first-order indices and their standard errors, (O, D).
        total, total_error: total indices and theirs, (O, D).

    An outcome that does not vary, or that fewer than half of the plans have a value of, has NaN. Standard errors are those of independent
    points; these are more even, which makes the errors smaller if anything.
    """

    points: int
    seed: int
    lanes: int
    inputs: tuple[str, ...]
    basis: tuple[str, ...]
    outcomes: tuple[str, ...]
    mean: Array
    deviation: Array
    first: Array
    first_error: Array
    total: Array
    total_error: Array


def indices(
    scenario: Scenario,
    *,
    points: int = 1024,
    seed: int = 1,
    outcomes: Sequence[str] | None = None,
    ranges: Ranges | None = None,
    progress: Progress = quiet,
) -> Indices:
    """First-order and total Sobol indices of every uncertain input for every outcome.

    Args:
        scenario: the plan.
        points: a power of two.
        seed: a whole number from 0; the same gives the same points.
        outcomes: pointers; all without.
        ranges: what the question says is uncertain beyond the scenario.
        progress: called with lanes evaluated and lanes in all.

    Raises:
        QuestionRefused: `points_out_of_range`, `points_no_power_of_two` with the nearest, `seed_out_of_range`, `nothing_uncertain`,
            `too_much_work` with the most points that would do, `unknown_output`, and as `uncertain_of`.
    """
    _see_that_points_fit(points, seed)
    asked = list(outcomes_of(scenario).values())
    if outcomes is not None:
        asked = [outcome_at(scenario, pointer, "outcomes", place) for place, pointer in enumerate(outcomes)]
    inputs = uncertain_of(scenario, ranges)
    if not inputs:
        raise refuse("nothing_uncertain", "scenario")
    if points * (len(inputs) + 2) > LANES_LIMIT:
        most = 1 << (LANES_LIMIT // (len(inputs) + 2)).bit_length() - 1
        raise refuse("too_much_work", "points", given=points, most=most)
    figures = _figures(turn(scenario, _values(inputs, points, seed)), asked, progress)
    by_matrix = figures.reshape(len(asked), len(inputs) + 2, points)
    mean, variance = _moments(by_matrix[:, :2])
    first, first_error, total, total_error = _estimates(by_matrix, mean, variance)
    return Indices(
        points=points,
        seed=seed,
        lanes=figures.shape[1],
        inputs=tuple(inputs),
        basis=tuple(uncertain.basis for uncertain in inputs.values()),
        outcomes=tuple(outcome.pointer for outcome in asked),
        mean=mean,
        deviation=np.sqrt(variance),
        first=first,
        first_error=first_error,
        total=total,
        total_error=total_error,
    )


def _see_that_points_fit(points: int, seed: int) -> None:
    if not FEWEST <= points <= MOST:
        raise refuse("points_out_of_range", "points", given=points, low=FEWEST, high=MOST)
    if points & (points - 1):
        raise refuse("points_no_power_of_two", "points", given=points, nearest=1 << round(float(np.log2(points))))
    if not 0 <= seed < 2**64:
        raise refuse("seed_out_of_range", "seed", given=seed, low=0, high=2**64 - 1)


def _values(inputs: dict[str, Uncertain], points: int, seed: int) -> dict[str, Array]:
    """Each input's values in all lanes: a first matrix A of points, a second one B, then A with one column at a time from B."""
    count = len(inputs)
    cube = sobol(points, 2 * count, seed)
    values = {}
    for place, (pointer, uncertain) in enumerate(inputs.items()):
        one, other = uncertain.spread.at(cube[:, place]), uncertain.spread.at(cube[:, count + place])
        lanes = np.tile(one, count + 2)
        lanes[points : 2 * points] = other
        lanes[(place + 2) * points : (place + 3) * points] = other
        values[pointer] = lanes
    return values


def _figures(lanes: Lanes, outcomes: Sequence[Outcome], progress: Progress) -> Array:
    """The outcomes of all lanes, (O, L)."""
    figures = np.empty((len(outcomes), lanes.batch))
    shaped = lanes.inputs.timings == 1
    for first in range(0, lanes.batch, LANES_AT_ONCE):
        last = min(first + LANES_AT_ONCE, lanes.batch)
        some = lanes.lanes(first, last)
        if shaped:
            found = Shaped(some, evaluate_totals(some.inputs))
            for place, outcome in enumerate(outcomes):
                figures[place, first:last] = outcome.read(found)
        else:
            figures[:, first:last] = read(some, outcomes).T
        progress(last, lanes.batch)
    return figures


def _moments(figures: Array) -> tuple[Array, Array]:
    """Mean and variance of each outcome over both matrices, (O, 2, N) to (O,) each; NaN where too few plans have a value."""
    both = figures.reshape(len(figures), -1)
    known = ~np.isnan(both)
    count = np.count_nonzero(known, axis=1)
    safe = np.maximum(count, 1)
    mean = np.add.reduce(np.where(known, both, 0.0), axis=1) / safe
    away = np.where(known, both - mean[:, None], 0.0)
    variance = np.add.reduce(away * away, axis=1) / safe
    variance = np.where(variance > (STILL * mean) ** 2, variance, 0.0)
    some = 2 * count >= both.shape[1]
    return np.where(some, mean, np.nan), np.where(some, variance, np.nan)


def _estimates(figures: Array, mean: Array, variance: Array) -> Array:
    """First-order indices, their standard errors, total indices and theirs, (4, O, D), of figures (O, D + 2, N).

    With y the figures of A, B and of A with column i from B: S_i = mean of y_B (y_i - y_A) / V, T_i = mean of (y_A - y_i)^2 / 2V.
    Sources: A. Saltelli et al., Variance based sensitivity analysis of model output, Computer Physics Communications 181 (2010), for the
    first; M. J. W. Jansen, Analysis of variance designs for model output, Computer Physics Communications 117 (1999), for the second.
    """
    found = np.full((4, len(figures), figures.shape[1] - 2), np.nan)
    for place in np.flatnonzero(variance > 0).tolist():
        away = figures[place] - mean[place]
        one, other, step = away[0], away[1], away[2:] - away[0]
        squares = (one * one + other * other) / 2
        found[:2, place] = _shares(other * step, squares, float(variance[place]))
        found[2:, place] = _shares(step * step / 2, squares, float(variance[place]))
    return found


def _shares(parts: Array, squares: Array, variance: float) -> tuple[Array, Array]:
    """Means of parts, (D, N), as shares of the variance, and their standard errors as of a quotient of two means; both (D,)."""
    count: Array | int = parts.shape[1]
    lost = np.isnan(parts) | np.isnan(squares)
    if lost.any():
        parts, squares = np.where(lost, 0.0, parts), np.where(lost, 0.0, squares)
        count = np.maximum(parts.shape[1] - np.count_nonzero(lost, axis=1), 1)
    share = np.add.reduce(parts, axis=1) / count / variance
    rest = parts - share[:, None] * squares
    return share, np.sqrt(np.add.reduce(rest * rest, axis=1)) / count / variance
