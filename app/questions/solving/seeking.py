"""Many goal seeks at once: where a figure of one number takes a wanted value, known only by evaluating batches.

A coarse row of points over the whole range finds where the figure crosses the wanted value. Each crossing is then narrowed with one or
many points a round, by the rule of Chandrupatla (1997): inverse quadratic interpolation where it is safe, halving where it is not, and
points around. The figure may rise and fall, jump, stay level, or have no value (NaN) in places; of several solutions the one nearest to
now is the answer.

K seeks, G points of the coarse row, m points of a round.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.planner.rounding import Array, Flags
from app.planner.scenario import SMALLEST_NUMBER
from app.questions.solving.followed import ACCEPTED, AIM, POINTS, Ask, Followed
from app.questions.solving.rows import Places, Row, Sought, coarse, take

FOLLOWED = 32
"""Crossings of one seek that are followed, nearest first: one may turn out to be a jump."""
FOLLOWED_OF_MANY = 3
LEVEL = 1e-12
"""Of the figure: less difference over the whole range is none."""
ROUNDS_ALONE = 14
ROUNDS = 80


@dataclass(frozen=True)
class Found:
    """What came of K seeks; each (K,).

    Attributes:
        value: where the figure is, or is nearest to, what was wanted.
        reached: the figure there; NaN where it has no value anywhere.
        exact: whether that is what was wanted, to 1e-9 of it.
        level: whether the figure is the same over the whole range.
        beside: what stands next to `value` where what was wanted is not reached: "low", "high" (an end of the range), "no_value"
            (beyond it the figure has none), "jump", "turning_point"; "" where it is reached, level or without any value.
        seen: how many solutions the points showed.
        rounds: batches evaluated for all of them together.
        lanes: points evaluated in all, over K.
    """

    value: Array
    reached: Array
    exact: Flags
    level: Flags
    beside: npt.NDArray[np.str_]
    seen: Places
    rounds: int
    lanes: float


def _followed(question: Sought, row: Row) -> tuple[Places, Places, Flags]:
    """What is followed: whose it is, after which point of the row, and whether anything crosses there; the nearest few of each."""
    most = min(FOLLOWED if question.few else FOLLOWED_OF_MANY, row.off.shape[1])
    order = np.argsort(row.off, axis=1, kind="stable")[:, :most]
    crosses = np.isfinite(np.take_along_axis(row.off, order, axis=1))
    kept = crosses.copy()
    kept[:, 0] = True
    owner, rank = np.nonzero(kept)
    return owner, order[owner, rank], crosses[owner, rank]


def _chosen(seeks: Followed) -> Places:
    """Of all that was followed for a seek, the solution nearest to now; or else the nearest that was reached, (K,)."""
    missed = np.where(np.isnan(seeks.gap), np.inf, np.abs(seeks.gap) / np.maximum(seeks.scale, SMALLEST_NUMBER))
    exact = missed <= ACCEPTED
    order = np.lexsort((np.where(exact, np.abs(seeks.value - seeks.now), missed), ~exact, seeks.owner))
    chosen: Places = order[np.unique(seeks.owner[order], return_index=True)[1]]
    return chosen


def _beside(question: Sought, seeks: Followed, chosen: Places) -> npt.NDArray[np.str_]:
    """What stands beside an answer that is not what was wanted."""
    value = seeks.value[chosen]
    without = np.isnan(seeks.gaps[0, chosen]) | np.isnan(seeks.gaps[2, chosen])
    reasons = [seeks.jumps[chosen], value == question.low, value == question.high, without]
    named: npt.NDArray[np.str_] = np.select(reasons, ["jump", "low", "high", "no_value"], "turning_point")
    return named


def seek(ask: Ask, wanted: Array, low: Array, high: Array, now: Array, steps: Array | None = None) -> Found:
    """Where each figure takes its wanted value.

    Args:
        ask: the figures of some seeks at some points.
        wanted, low, high, now: (K,); `now` inside [low, high].
        steps: how far from now a few seeks look besides, where the figure is known to go by steps.
    """
    every = np.arange(len(wanted))
    points = coarse(low, high, now, steps)
    figures = ask(every, points)
    gaps = figures - wanted[:, None]
    stands = np.argmin(np.abs(points - now[:, None]), axis=1)
    size = np.where(np.isnan(figures), 0.0, np.abs(figures))
    at_now, largest = take(size, stands), size.max(axis=1)
    question = Sought(wanted, low, high, now, np.where(wanted != 0, np.abs(wanted), np.where(at_now > 0, at_now, largest)))
    level: Flags = np.fmax.reduce(figures, axis=1) - np.fmin.reduce(figures, axis=1) <= LEVEL * largest
    level &= ~np.isnan(take(figures, stands))
    row = Row(points, gaps, AIM * np.abs(wanted), now)
    owner, place, follow = _followed(question, row)
    seeks = Followed(ask, question, owner)
    seeks.start(np.arange(len(owner)), Row(points[owner], gaps[owner], seeks.aim, seeks.now), place, follow & ~level[owner])
    still = level[owner]
    seeks.settle(np.flatnonzero(still), now[owner[still]], take(gaps, stands)[owner[still]])
    seeks.kind[still] = "done"
    _go_on(question, seeks)
    chosen = _chosen(seeks)
    exact = np.abs(seeks.gap[chosen]) <= ACCEPTED * question.scale
    return Found(
        value=seeks.value[chosen],
        reached=seeks.gap[chosen] + wanted,
        exact=exact,
        level=level,
        beside=np.where(exact | level | np.isnan(seeks.gap[chosen]), "", _beside(question, seeks, chosen)),
        seen=np.maximum(row.seen - np.bincount(owner, seeks.jumps, len(wanted)).astype(np.intp), exact),
        rounds=seeks.rounds + 1,
        lanes=(seeks.lanes + points.size) / max(len(wanted), 1),
    )


def _go_on(question: Sought, seeks: Followed) -> None:
    """Round after round, until all are done."""
    count = len(question.wanted)
    for _ in range(ROUNDS_ALONE if question.few else ROUNDS):
        active = int((seeks.kind != "done").sum())
        if not active:
            return
        seeks.advance(max(count * POINTS, active * POINTS // 4) if question.few else count)
