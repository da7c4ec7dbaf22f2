"""Indices: which uncertain inputs drive the spread of a figure.

The first-order index of an input is the part of a figure's variance that would go if the input alone were known; the total index is the
part that would stay if all others were known. First-order indices add up to at most 1; what is missing is due to inputs together. Where a
few plans make the variance, they are those of the plans' ranks (`odds/splitting.py`).

A figure is one of the plan, made backwards from the goal, or `HELD`: the revenue that the plan's activity brings.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from app.planner.engine import evaluate_totals
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.odds.columns import Shaped, kept_of
from app.questions.odds.draws import INPUTS_LIMIT, Ranges, Uncertain, filled_by, uncertain_of
from app.questions.odds.held import HELD, held_outcome
from app.questions.odds.sobol import sobol
from app.questions.odds.splitting import Scale, split
from app.questions.outcomes import Outcome, outcome_at, outcomes_of, read
from app.questions.progress import Progress, quiet
from app.questions.refused import refuse
from app.questions.turning import Lanes, turn_levers

FEWEST, MOST = 64, 16_384
LANES_LIMIT = 1_000_000
"""Lanes that one question may take: points times inputs and two."""
FIGURES_LIMIT = 14_000_000
"""Figures that one question may keep: lanes times outcomes."""
RATES_LIMIT = 100_000_000
"""Rates and yields of those plans: lanes times channels times stages and steps."""
DAYS = ("today", "weights", "lags", "channel_lag")
"""What gives lanes days of their own."""
MONTHS_COST = 20
"""Lanes that one counts for which is evaluated with days of its own and all its months."""
HELD_COST = (3, 10)
"""Lanes that one counts for which is run forward: with days that all share, and with its own."""
LANES_AT_ONCE = 16_384
NUMBERS_AT_ONCE = 2_000_000
"""Numbers that lanes take while they are turned and read."""
USUAL = (HELD, "/totals/spend")
"""Outcomes that people are shown the drivers of where they name none: what may come in, and what the goal may cost."""


@dataclass(frozen=True)
class Indices:
    """What drives the spread; D inputs, O outcomes.

    Attributes:
        points, seed: how many points the indices rest on, and from where.
        lanes: plans evaluated, points x (D + 2).
        inputs: pointers of the uncertain inputs, D of them.
        basis: what says that each is uncertain: counts, range or question.
        outcomes: pointers of the outcomes, O of them.
        scale: of what of each outcome the indices are, O of them: its `values`, or the `ranks` of its values where a few plans make the
            variance or some have no value (these rank last); `none` where it has no index.
        mean, deviation: of each outcome, (O,); NaN where ranks are split.
        median: of each outcome, (O,).
        first, first_error: first-order indices and their standard errors, (O, D).
        total, total_error: total indices and theirs, (O, D).

    An outcome has no index, and NaN in its place, where it does not vary (its deviation is 0), where fewer than half of the plans have a
    value of it (it has no median either), or where too few plans differ. Standard errors are those of independent points; these are more
    even, which makes the errors smaller if anything.
    """

    points: int
    seed: int
    lanes: int
    inputs: tuple[str, ...]
    basis: tuple[str, ...]
    outcomes: tuple[str, ...]
    scale: tuple[Scale, ...]
    mean: Array
    deviation: Array
    median: Array
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
        outcomes: pointers, `HELD` among them; all figures of the plan without.
        ranges: what the question says is uncertain beyond the scenario.
        progress: called with lanes evaluated and lanes in all.

    Raises:
        QuestionRefused: `points_out_of_range`, `points_no_power_of_two` with the nearest, `seed_out_of_range`, `nothing_uncertain`,
            `no_outputs`, `unknown_output`, `too_much_work` with the most points that would do, or the most outcomes where even the fewest
            points are too many; and as `uncertain_of`.
    """
    _see_that_points_fit(points, seed)
    asked = list(outcomes_of(scenario).values())
    if outcomes is not None:
        asked = [_outcome_at(scenario, pointer, place) for place, pointer in enumerate(outcomes)]
        if not asked:
            raise refuse("no_outputs", "outcomes")
    inputs = uncertain_of(scenario, ranges)
    if not inputs:
        raise refuse("nothing_uncertain", "scenario")
    _see_that_it_is_bounded(points, len(inputs), len(asked), _rates_of(scenario, inputs.values(), asked), filled_by(scenario, inputs))
    figures = _figures(scenario, list(inputs.values()), (points, seed), asked, progress)
    parts = [split(each) for each in figures]
    return Indices(
        points=points,
        seed=seed,
        lanes=points * (len(inputs) + 2),
        inputs=tuple(inputs),
        basis=tuple(uncertain.basis for uncertain in inputs.values()),
        outcomes=tuple(outcome.pointer for outcome in asked),
        scale=tuple(part.scale for part in parts),
        mean=np.array([part.mean for part in parts]),
        deviation=np.array([part.deviation for part in parts]),
        median=np.array([part.median for part in parts]),
        first=np.array([part.first for part in parts]),
        first_error=np.array([part.first_error for part in parts]),
        total=np.array([part.total for part in parts]),
        total_error=np.array([part.total_error for part in parts]),
    )


def _outcome_at(scenario: Scenario, pointer: str, place: int) -> Outcome:
    return held_outcome(scenario) if pointer == HELD else outcome_at(scenario, pointer, "outcomes", place)


def _see_that_points_fit(points: int, seed: int) -> None:
    if not FEWEST <= points <= MOST:
        raise refuse("points_out_of_range", "points", given=points, low=FEWEST, high=MOST)
    if points & (points - 1):
        raise refuse("points_no_power_of_two", "points", given=points, nearest=1 << round(float(np.log2(points))))
    if not 0 <= seed < 2**64:
        raise refuse("seed_out_of_range", "seed", given=seed, low=0, high=2**64 - 1)


def _rates_of(scenario: Scenario, inputs: Iterable[Uncertain], outcomes: Sequence[Outcome]) -> int:
    """Rates and yields of one lane, as often as its months cost."""
    own_days = any(name in DAYS for each in inputs for name, _ in each.lever.slots)
    forward, by_month = any(outcome.pointer == HELD for outcome in outcomes), any(outcome.by_month for outcome in outcomes)
    cost = max(HELD_COST[own_days] if forward else 1, MONTHS_COST if own_days and by_month else 1)
    steps = max(len(channel.steps) for channel in scenario.channels)
    return len(scenario.channels) * (len(scenario.stages) + steps) * cost


def _see_that_it_is_bounded(points: int, inputs: int, outcomes: int, rates: int, filled: int) -> None:
    """Bounded in lanes, in rates, in figures and in numbers of a matrix, before anything is drawn."""
    matrices = inputs + 2
    if FEWEST * matrices * outcomes > FIGURES_LIMIT:
        raise refuse("too_much_work", "outcomes", given=outcomes, most=FIGURES_LIMIT // (FEWEST * matrices))
    most = min(
        LANES_LIMIT // matrices,
        RATES_LIMIT // (rates * matrices),
        FIGURES_LIMIT // (matrices * max(outcomes, 1)),
        INPUTS_LIMIT // (filled + 4 * inputs),
    )
    if points > most:
        raise refuse("too_much_work", "points", given=points, most=1 << most.bit_length() - 1 if most >= FEWEST else 0)


def _figures(
    scenario: Scenario, inputs: Sequence[Uncertain], points: tuple[int, int], outcomes: Sequence[Outcome], progress: Progress
) -> Array:
    """The outcomes, (O, D + 2, N), in a first matrix A of N points, a second one B, then A with one input at a time from B.

    As many matrices are turned at once as take little memory.
    """
    count, seed = points
    cube = sobol(count, 2 * len(inputs), seed).T
    ends = [
        (each.spread.at(one), each.spread.at(other))
        for each, one, other in zip(inputs, cube[: len(inputs)], cube[len(inputs) :], strict=True)
    ]
    matrices = len(inputs) + 2
    figures = np.empty((len(outcomes), matrices * count))
    together = max(NUMBERS_AT_ONCE // (filled_by(scenario, inputs) * count), 1)
    for first in range(0, matrices, together):
        some = range(first, min(first + together, matrices))
        lanes = turn_levers(scenario, [(each.lever, _of_matrices(place, ends[place], some)) for place, each in enumerate(inputs)])
        part = figures[:, some.start * count : some.stop * count]
        _read_lanes(part, lanes, outcomes, partial(_told, progress, some.start * count, matrices * count))
    return figures.reshape(len(outcomes), matrices, count)


def _told(progress: Progress, before: int, of: int, done: int, _: int) -> None:
    """Tell of some lanes as of a part of all."""
    progress(before + done, of)


def _of_matrices(place: int, ends: tuple[Array, Array], matrices: range) -> Array:
    """An input's values in some matrices, one after the other."""
    one, other = ends
    return np.concatenate([other if matrix in (1, place + 2) else one for matrix in matrices])


def _read_lanes(figures: Array, lanes: Lanes, outcomes: Sequence[Outcome], progress: Progress) -> None:
    """Fill in the outcomes of all lanes, (O, L)."""
    shaped = lanes.inputs.timings == 1
    at_once = LANES_AT_ONCE
    if shaped:
        at_once = min(at_once, max(NUMBERS_AT_ONCE // kept_of(lanes.inputs), 1))
    for first in range(0, lanes.batch, at_once):
        last = min(first + at_once, lanes.batch)
        some = lanes.lanes(first, last)
        if shaped:
            found = Shaped(some, evaluate_totals(some.inputs))
            for place, outcome in enumerate(outcomes):
                figures[place, first:last] = outcome.read(found)
        else:
            figures[:, first:last] = read(some, outcomes).T
        progress(last, lanes.batch)
