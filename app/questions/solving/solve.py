"""Solve for: the value of one input at which one figure of the plan is what is wanted, all else held.

Nothing is known of the figure but what the engine says of a batch of values: it may rise and fall, jump where a fixed cost sets in, stay
level where no new business is needed, and have no value beyond a ceiling. `seeking` follows it; here stand the range and the answer. What
goes by steps, a month or a day, holds over a stretch, which `stretches` finds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from app.planner.rounding import Array
from app.planner.scenario import MONEY_LIMIT, Scenario
from app.questions.levers import Lever, lever_at, outside
from app.questions.outcomes import Outcome, outcome_at, read
from app.questions.refused import refuse
from app.questions.solving.answers import Solved, SolvedMany
from app.questions.solving.ranges import range_of
from app.questions.solving.rows import Places
from app.questions.solving.seeking import Found, seek
from app.questions.solving.stretches import Rising, Stretch, by_days
from app.questions.turning import changes_for, turn_levers

AT_ONCE = 10_000
"""Seeks that share their batches."""
MOST = 1_000_000
"""Seeks of one question."""
DAY_STEPS = np.unique((np.arange(-183, 184)[:, None] + np.array([-0.001, 0.0, 0.001])).ravel())
"""Working days come and go with whole days of a lag, so for half a year around each is looked at, and both sides of it."""

NOTHING: Mapping[str, float] = MappingProxyType({})
NO_ARRAYS: Mapping[str, Array] = MappingProxyType({})
Progress = Callable[[int, int], None]
"""Told how many are done, of how many; may raise to stop."""


@dataclass(frozen=True)
class _Question:
    """One lever against one outcome, with what is held, for K seeks; arrays (K,)."""

    scenario: Scenario
    lever: Lever
    outcome: Outcome
    wanted: Array
    held: tuple[tuple[Lever, Array], ...]
    low: Array
    high: Array
    now: Array

    def ask(self, seeks: Places, points: Array) -> Array:
        """The outcome of some seeks at some values of the lever, (n, m) to (n, m)."""
        each = points.shape[1]
        turned = [(lever, np.repeat(given[seeks], each)) for lever, given in self.held]
        return read(turn_levers(self.scenario, [*turned, (self.lever, points.ravel())]), [self.outcome])[:, 0].reshape(points.shape)

    def part(self, seeks: slice | Places) -> "_Question":
        """Some of the seeks."""
        held = tuple((lever, given[seeks]) for lever, given in self.held)
        arrays = (each[seeks] for each in (self.low, self.high, self.now))
        return _Question(self.scenario, self.lever, self.outcome, self.wanted[seeks], held, *arrays)


def _held(scenario: Scenario, lever: Lever, held: Mapping[str, Array], count: int) -> dict[Lever, Array]:
    """What is held, each (K,)."""
    found: dict[Lever, Array] = {}
    for pointer, given in held.items():
        other = lever_at(scenario, pointer, "held", pointer)
        if other.pointer == lever.pointer:
            raise refuse("lever_is_held", "held", pointer, lever=lever.pointer)
        if other in found:
            raise refuse("held_twice", "held", pointer, lever=other.pointer)
        refused = outside(other, given)
        if refused.any():
            raise refuse("value_out_of_range", "held", pointer, given=float(given[refused][0]), low=other.low, high=other.high)
        found[other] = np.broadcast_to(given, (count,))
    return found


def _question(
    scenario: Scenario,
    asked_of: tuple[str, str],
    wanted: Array,
    held: Mapping[str, Array],
    asked: tuple[float | None, float | None],
    *,
    steps: bool = False,
) -> _Question:
    turned = lever_at(scenario, asked_of[0], "lever", dates=steps)
    figure = outcome_at(scenario, asked_of[1], "outcome", months=steps)
    if not np.isfinite(wanted).all():
        raise refuse("not_a_number", "wanted")
    if (beyond := np.abs(wanted) > MONEY_LIMIT).any():
        raise refuse("value_out_of_range", "wanted", given=float(wanted[beyond][0]), low=-MONEY_LIMIT, high=MONEY_LIMIT)
    known = _held(scenario, turned, held, len(wanted))
    low, high = range_of(scenario, turned, {other.pointer: given for other, given in known.items()}, asked, len(wanted))
    now = np.clip(np.inf if turned.value is None else turned.value, low, high)
    return _Question(scenario, turned, figure, wanted, tuple(known.items()), low, high, now)


def _reasons(found: Found) -> npt.NDArray[np.str_]:
    reasons = [found.exact, np.isnan(found.reached), found.level]
    named: npt.NDArray[np.str_] = np.select(reasons, ["", "no_value", "no_effect"], "out_of_reach")
    return named


def _seek(question: _Question) -> Found:
    steps = DAY_STEPS if question.lever.unit == "days" else None
    alike = all(bool((each == each[0]).all()) for each in (question.low, question.high, *(given for _, given in question.held)))
    return seek(question.ask, question.wanted, question.low, question.high, question.now, steps, shared=alike)


def _found(question: _Question) -> tuple[Found, tuple[float | None, float | None]]:
    """What came of a single seek, and from where to where it holds, for what goes by steps."""
    is_day = question.lever.unit == "date"
    if not is_day and question.outcome.unit != "month":
        return _seek(question), (None, None)

    def figures(points: Array) -> Array:
        found: Array = question.ask(np.zeros(1, dtype=np.intp), points[None, :])[0]
        return found

    wanted, low, high, now = (float(each[0]) for each in (question.wanted, question.low, question.high, question.now))
    found = by_days(figures, wanted, low, high, now) if is_day else Rising(figures, low, high, now).find(wanted)
    return _alone(found), (found.first, found.last)


def _alone(stretch: Stretch) -> Found:
    """The same as `seek` gives it."""
    return Found(
        value=np.array([stretch.value]),
        reached=np.array([stretch.reached]),
        exact=np.array([stretch.exact]),
        level=np.array([stretch.level]),
        beside=np.array([stretch.beside]),
        seen=np.array([stretch.seen]),
        sure=np.ones(1, dtype=bool),
        rounds=stretch.rounds,
        lanes=np.nan,
    )


def solve(
    scenario: Scenario,
    lever: str,
    outcome: str,
    wanted: float,
    *,
    held: Mapping[str, float] = NOTHING,
    low: float | None = None,
    high: float | None = None,
) -> Solved:
    """Turn one lever until an outcome is what is wanted.

    Args:
        scenario: what holds of everything else.
        lever, outcome: pointers, with positions or keys; a day counts from the first of the horizon, a month from 1, the first of it.
        wanted: what the outcome shall be; of a month 0 is none.
        held: other levers that are given values first.
        low, high: the range to look in; what the field takes where not given.

    Raises:
        QuestionRefused: for an unknown pointer, a value or a range that the field does not take, a lever that is held itself, or held
            shares that make more than the whole. That something is out of reach is an answer, and not refused.
    """
    arrays = {pointer: np.array([value], dtype=float) for pointer, value in held.items()}
    question = _question(scenario, (lever, outcome), np.array([wanted], dtype=float), arrays, (low, high), steps=True)
    found, stretch = _found(question)
    value, reached, exact = float(found.value[0]), float(found.reached[0]), bool(found.exact[0])
    turned = {other.pointer: float(given[0]) for other, given in question.held} | {question.lever.pointer: value}
    return Solved(
        lever=question.lever.pointer,
        outcome=question.outcome.pointer,
        wanted=wanted,
        value=value,
        reached=None if np.isnan(reached) else reached,
        exact=exact,
        reason=str(_reasons(found)[0]) or None,
        stopped_by=str(found.beside[0]) or None,
        low=float(question.low[0]),
        high=float(question.high[0]),
        holds_from=stretch[0],
        holds_to=stretch[1],
        seen=int(found.seen[0]),
        evaluations=found.rounds,
        changes=() if np.isnan(reached) else tuple(changes_for(scenario, turned)),
    )


def solve_many(
    scenario: Scenario,
    lever: str,
    outcome: str,
    wanted: Array,
    *,
    held: Mapping[str, Array] = NO_ARRAYS,
    low: float | None = None,
    high: float | None = None,
    progress: Progress | None = None,
) -> SolvedMany:
    """Many goal seeks at once, which share their batches; `wanted` and what is held are (K,) or (1,).

    Seeks that differ in what is wanted alone share one long row of points, and are as sure as `solve`, but for those that came to nothing
    where the figure may turn between two points. Where what is held differs, each has a figure of its own and a short row, and none is
    `sure`: ask `solve` for those that matter. The nearest value that is reachable, where the wanted one is not, is less exact than that
    of `solve`. What goes by steps, a day or a month, is for `solve` alone.

    Raises:
        QuestionRefused: as `solve`; "too_many_seeks" beyond a million; "lengths_differ" for arrays that do not belong together.
    """
    count = max(len(wanted), *(len(given) for given in held.values()), 1)
    if count > MOST:
        raise refuse("too_many_seeks", "wanted", given=count, limit=MOST)
    for place, given in ((("wanted",), wanted), *((("held", pointer), given) for pointer, given in held.items())):
        if len(given) not in (1, count):
            raise refuse("lengths_differ", *place, given=len(given), expected=count)
    question = _question(scenario, (lever, outcome), np.broadcast_to(np.asarray(wanted, dtype=float), (count,)), held, (low, high))
    found = []
    for first in range(0, count, AT_ONCE):
        part = question.part(slice(first, first + AT_ONCE))
        found.append(_seek(part))
        if progress is not None:
            progress(min(first + AT_ONCE, count), count)
    return _joined(question, found)


def _joined(question: _Question, found: list[Found]) -> SolvedMany:
    return SolvedMany(
        lever=question.lever.pointer,
        outcome=question.outcome.pointer,
        wanted=question.wanted,
        value=np.concatenate([part.value for part in found]),
        reached=np.concatenate([part.reached for part in found]),
        exact=np.concatenate([part.exact for part in found]),
        reason=np.concatenate([_reasons(part) for part in found]),
        stopped_by=np.concatenate([part.beside for part in found]),
        low=question.low,
        high=question.high,
        seen=np.concatenate([part.seen for part in found]),
        sure=np.concatenate([part.sure for part in found]),
        rounds=max(part.rounds for part in found),
        evaluations=sum(part.lanes * len(part.value) for part in found) / len(question.wanted),
    )
