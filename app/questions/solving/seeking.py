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
from app.questions.solving.followed import ACCEPTED, POINTS, Ask, Followed
from app.questions.solving.places import BRINK_ROUNDS, begun, refined
from app.questions.solving.rows import ALIKE, FEW, Places, Row, Sought, coarse, take

BEYOND = 8
"""Times the figure: what is wanted so far beyond the least or the largest that shows is looked for there at first."""
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
        beside: what stands next to `value` where what was wanted is not reached: "low", "high" (an end of the range), "level" (on
            and on the figure is the same), "no_value" (beyond it the figure has none), "jump", "turning_point"; "" where it is reached,
            level all over or without any value.
        seen: how many solutions the points showed.
        sure: whether it was looked for as finely as a seek alone is, and nothing that showed was left unfollowed.
        rounds: batches evaluated for all of them together.
        lanes: points evaluated in all, over K.
    """

    value: Array
    reached: Array
    exact: Flags
    level: Flags
    beside: npt.NDArray[np.str_]
    seen: Places
    sure: Flags
    rounds: int
    lanes: float


def _chosen(seeks: Followed) -> Places:
    """Of all that was followed for a seek, the solution nearest to now; or else the nearest that was reached, (K,)."""
    missed = np.where(np.isnan(seeks.gap), np.inf, np.abs(seeks.gap) / np.maximum(seeks.scale, SMALLEST_NUMBER))
    exact = missed <= ACCEPTED
    least = np.full(int(seeks.owner.max()) + 1, np.inf)
    np.minimum.at(least, seeks.owner, missed)
    alike = exact | (missed <= least[seeks.owner] * (1 + ALIKE))
    order = np.lexsort((np.where(alike, np.abs(seeks.value - seeks.now), missed), ~alike, ~exact, seeks.owner))
    chosen: Places = order[np.unique(seeks.owner[order], return_index=True)[1]]
    return chosen


def _beside(question: Sought, seeks: Followed, chosen: Places, reached: Array, points: Array, figures: Array) -> npt.NDArray[np.str_]:
    """What stands beside an answer that is not what was wanted."""
    value = seeks.value[chosen]
    without = np.isnan(seeks.gaps[:, chosen]).any(axis=0)
    alike = np.zeros_like(without)
    if question.few:
        alike = _alike_beside(value, reached, points, np.broadcast_to(figures, (len(value), figures.shape[1])))
    reasons = [seeks.jumps[chosen], alike, value == question.low, value == question.high, without]
    named: npt.NDArray[np.str_] = np.select(reasons, ["jump", "level", "low", "high", "no_value"], "turning_point")
    return named


def _alike_beside(value: Array, reached: Array, points: Array, figures: Array) -> Flags:
    """Whether the figure is the same at the next point of the first row (K, G) on either side of the answer, (K,)."""
    found = np.zeros(len(value), dtype=bool)
    for side in (points > value[:, None], points < value[:, None]):
        beside = take(figures, np.argmin(np.where(side, np.abs(points - value[:, None]), np.inf), axis=1))
        found |= side.any(axis=1) & (np.abs(beside - reached) <= LEVEL * np.abs(reached))
    return found


def seek(ask: Ask, wanted: Array, low: Array, high: Array, now: Array, steps: Array | None = None, *, shared: bool = False) -> Found:
    """Where each figure takes its wanted value.

    Args:
        ask: the figures of some seeks at some points.
        wanted, low, high, now: (K,); `now` inside [low, high].
        steps: how far from now few seeks, or those that share their figure, look besides, where it is known to go by steps.
        shared: whether all seeks are of one figure, over one range, and differ in what is wanted alone: one long row then does for all.
    """
    alike = slice(0, 1) if shared else slice(None)
    points = coarse(low[alike], high[alike], now[alike], steps)
    figures = ask(np.arange(len(points)), points)
    if shared and len(wanted) > FEW:
        points, figures = refined(ask, points, figures, now[alike])
    stands = np.argmin(np.abs(points - now[alike, None]), axis=1)
    standing = take(figures, stands)
    size = np.where(np.isnan(figures), 0.0, np.abs(figures))
    at_now, largest = take(size, stands), size.max(axis=1)
    few = len(wanted) <= FEW
    sought = _within_sight(wanted, figures, at_now) if few else wanted
    scale = np.where(sought != 0, np.abs(sought), np.where(at_now > 0, at_now, largest))
    question = Sought(sought, wanted, low, high, now, scale, few)
    level: Flags = np.fmax.reduce(figures, axis=1) - np.fmin.reduce(figures, axis=1) <= LEVEL * largest
    level = np.broadcast_to(level & ~np.isnan(standing), wanted.shape).copy()
    missed = np.broadcast_to(standing, wanted.shape) - sought
    started = begun(question, points, figures)
    owner, still = started.owner, level[started.owner]
    seeks = Followed(ask, question, owner)
    seeks.start(
        np.arange(len(owner)),
        Row(started.points, started.gaps, seeks.aim, seeks.now, few=question.few),
        started.place,
        started.crosses & ~still,
        started.brink & ~still,
    )
    seeks.spare = started.spare
    seeks.settle(np.flatnonzero(still), now[owner[still]], missed[owner[still]])
    seeks.kind[still] = "done"
    _go_on(question, seeks)
    chosen = _chosen(seeks)
    exact = (np.abs(seeks.gap[chosen]) <= ACCEPTED * seeks.scale[chosen]) & (seeks.wanted[chosen] == wanted)
    reached = np.where(level, np.broadcast_to(standing, wanted.shape), seeks.gap[chosen] + seeks.wanted[chosen])
    if few and not (exact | level | np.isnan(reached)).all():  # a figure much smaller than what is wanted has lost digits beside it
        reached = np.where(exact, reached, ask(np.arange(len(wanted)), seeks.value[chosen, None])[:, 0])
        seeks.rounds += 1
    return Found(
        value=seeks.value[chosen],
        reached=reached,
        exact=exact,
        level=level,
        beside=np.where(exact | level | np.isnan(seeks.gap[chosen]), "", _beside(question, seeks, chosen, reached, points, figures)),
        seen=np.maximum(started.seen - np.bincount(owner, seeks.jumps, len(wanted)).astype(np.intp), exact),
        sure=(exact | ~started.more) & (shared or question.few),
        rounds=seeks.rounds + 1 + (BRINK_ROUNDS if shared and not few else 0),
        lanes=(seeks.lanes + points.size) / max(len(wanted), 1),
    )


def _within_sight(wanted: Array, figures: Array, at_now: Array) -> Array:
    """What is looked for at first, (K,): what is wanted, unless that lies far beyond all figures that show, (K, G)."""
    least, most = np.fmin.reduce(figures, axis=1), np.fmax.reduce(figures, axis=1)
    low, high = (end + sign * BEYOND * np.maximum(np.abs(end), at_now) for end, sign in ((least, -1), (most, 1)))
    blind = ~(low < high)  # no value, or nothing but zeros
    return np.clip(wanted, np.where(blind, -np.inf, low), np.where(blind, np.inf, high))


def _go_on(question: Sought, seeks: Followed) -> None:
    """Round after round, until all are done."""
    count = len(question.wanted)
    for _ in range(ROUNDS_ALONE if question.few else ROUNDS):
        seeks.leave_spare()
        active = int((seeks.kind != "done").sum())
        if not active:
            return
        seeks.advance(max(count * POINTS, active * POINTS // 4) if question.few else count)
