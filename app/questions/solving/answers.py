"""What solve answers: one value of an input, or many."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.planner.rounding import Array, Flags
from app.questions.solving.rows import Places


@dataclass(frozen=True)
class Solved:
    """One answer.

    Attributes:
        lever, outcome: pointers, with positions.
        wanted: what the outcome shall be.
        value: the lever's answer; where it is not reached, the place of the nearest that is.
        reached: the outcome there, None where it has no value anywhere.
        exact: whether that is what was wanted, to 1e-9 of it.
        reason: why not: "no_effect" (the outcome is the same all over the range), "out_of_reach" or "no_value" (it has none anywhere).
        stopped_by: for what is out of reach, what stands at `value`: "low" or "high" (an end of the range), "no_value" (beyond it the
            plan has none: a ceiling, or nothing closes in time), "level" (on and on it stays the same), "jump" or "turning_point".
        low, high: the range that was looked at.
        holds_from, holds_to: the stretch around `value` in which what goes by steps, a month or a day, is what was wanted; else None.
        seen: how many solutions were seen; `value` is the one nearest to what the scenario says.
        evaluations: batches that the engine evaluated.
        changes: what to write into the scenario, pointers and values: those held, and the lever with what follows from it; nothing where
            the output has no value anywhere.
    """

    lever: str
    outcome: str
    wanted: float
    value: float
    reached: float | None
    exact: bool
    reason: str | None
    stopped_by: str | None
    low: float
    high: float
    holds_from: float | None
    holds_to: float | None
    seen: int
    evaluations: int
    changes: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class SolvedMany:
    """K answers, each (K,): as `Solved`, with "" for no reason and NaN for no value; `evaluations` counts whole batches of K lanes.

    Where not `sure`, the seek was looked at in few points: what is exact is, but another solution may lie nearer to now, and what came to
    nothing may have one.
    """

    lever: str
    outcome: str
    wanted: Array
    value: Array
    reached: Array
    exact: Flags
    reason: npt.NDArray[np.str_]
    stopped_by: npt.NDArray[np.str_]
    low: Array
    high: Array
    seen: Places
    sure: Flags
    rounds: int
    evaluations: float
