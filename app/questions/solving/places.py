"""Where to begin: the places of a row that may lead to a solution, each in a window of the points around it.

These are crossings of what is wanted; points beside which the figure may turn unseen; brinks, where the figure ends and may shoot up
before; and the best point.
"""

from dataclasses import dataclass, fields

import numpy as np

from app.planner.rounding import Array, Flags
from app.questions.solving.followed import Ask
from app.questions.solving.rows import AIM, Places, Row, Sought, between

FOLLOWED = 32
"""Crossings of one seek that are followed, nearest first: one may turn out to be a jump."""
FOLLOWED_OF_MANY = 3
TURNS = 4
"""Points of one seek beside which it is looked for a turn, and brinks that are approached."""
BRINK_ROUNDS = 9
BRINK_PARTS = np.linspace(0, 1, 8)[1:-1]
"""Where and how often a long row is refined where the figure ends, which may shoot up before."""
WINDOW = 8
"""Points of a row around each place that is followed."""
POINTS_AT_ONCE = 65_536
"""Points of rows that are looked at together, so that they stay in the processor's cache."""


@dataclass(frozen=True)
class Begun:
    """Places that are followed, n of them, each in a window of W points of its row.

    Attributes:
        owner: the seek that each belongs to, (n,).
        points, gaps: the windows, (n, W).
        place: after which point of its window each lies, (n,).
        crosses: whether anything crosses there, (n,).
        brink: whether the figure ends there, (n,).
        spare: whether it is followed only as long as nothing nearer to now is found, (n,).
        seen: how many solutions the rows show, (K,).
        more: whether more crosses, or may turn, than is followed, (K,).
    """

    owner: Places
    points: Array
    gaps: Array
    place: Places
    crosses: Flags
    brink: Flags
    spare: Flags
    seen: Places
    more: Flags


def begun(question: Sought, points: Array, figures: Array) -> Begun:
    """What is followed of rows that each seek has of its own, (K, G), or that all share, (1, G); some at a time, as rows are long."""
    count, size = len(question.wanted), points.shape[1]
    parts, some_rows = [], max(POINTS_AT_ONCE // size, 1)
    for first in range(0, count, some_rows):
        seeks = slice(first, min(first + some_rows, count))
        shape = (seeks.stop - first, size)
        some, told = (np.broadcast_to(each if len(each) == 1 else each[seeks], shape) for each in (points, figures))
        parts.append(_begun_of(question.part(seeks), some, told, first))
    return Begun(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Begun)))


def _begun_of(question: Sought, points: Array, figures: Array, first: int) -> Begun:
    gaps = figures - question.wanted[:, None]
    row = Row(points, gaps, AIM * np.abs(question.wanted), question.now, few=question.few)
    owner, place, crosses = _followed(question, row)
    width = min(WINDOW, points.shape[1])
    more = np.isfinite(row.off).sum(axis=1) > np.bincount(owner, crosses, len(question.wanted))
    begins = np.clip(np.where(crosses, place, row.best[owner]) - width // 2 + 1, 0, points.shape[1] - width)
    columns = begins[:, None] + np.arange(width)
    place = place - begins
    may_turn = _may_turn(gaps)
    more |= may_turn.any(axis=1) & (not question.few)
    brink, spare = np.zeros_like(crosses), np.zeros_like(crosses)
    if question.few:
        for whose, at, is_brink, is_spare in (
            (*_nearest_turns(gaps, may_turn), False, False),
            (*_brinks(row, question.now), True, True),
            (*_best_beside_crossings(row), False, True),
        ):
            beside = np.clip(at[:, None] - 1 + np.arange(width), 0, np.minimum(at + 1, points.shape[1] - 1)[:, None])
            owner, columns = np.concatenate([owner, whose]), np.concatenate([columns, beside])
            place = np.concatenate([place, np.minimum(at, 1)])
            crosses = np.concatenate([crosses, np.zeros(len(at), dtype=bool)])
            brink = np.concatenate([brink, np.full(len(at), is_brink)])
            spare = np.concatenate([spare, np.full(len(at), is_spare)])
    windows = points[owner[:, None], columns], gaps[owner[:, None], columns]
    return Begun(owner + first, *windows, place, crosses, brink, spare, row.seen, more)


def refined(ask: Ask, points: Array, figures: Array, now: Array) -> tuple[Array, Array]:
    """A row that many seeks share (1, G) with points that close in on where its figure ends."""
    for _ in range(BRINK_ROUNDS):
        _, at = _brinks(Row(points, figures, np.zeros(1), now, few=False), now)
        if not len(at):
            break
        beside = between(points[0, at], points[0, at + 1], BRINK_PARTS).reshape(1, -1)
        points, figures = (np.concatenate(both, axis=1) for both in ((points, beside), (figures, ask(np.arange(1), beside))))
        order = np.argsort(points, axis=1, kind="stable")
        points, figures = np.take_along_axis(points, order, axis=1), np.take_along_axis(figures, order, axis=1)
    return points, figures


def _brinks(row: Row, now: Array) -> tuple[Places, Places]:
    """The few stretches nearest to now in which the figure ends, and may shoot up before: whose they are, and after which point."""
    off = np.maximum(row.points[:, :-1] - now[:, None], now[:, None] - row.points[:, 1:])
    order = np.argsort(np.where(row.brinks(), off, np.inf), axis=1, kind="stable")[:, :TURNS]
    whose, rank = np.nonzero(np.take_along_axis(row.brinks(), order, axis=1))
    return whose, order[whose, rank]


def _best_beside_crossings(row: Row) -> tuple[Places, Places]:
    """The best point of each row that shows crossings and no solution: they may all turn out to be jumps."""
    whose = np.flatnonzero(np.isfinite(row.off).any(axis=1) & ~row.zero.any(axis=1))
    return whose, row.best[whose]


def _may_turn(gaps: Array) -> Flags:
    """Whether next to an inner point a figure may reach what is wanted and turn back unseen, (n, G - 2).

    Such a point is nearer to what is wanted than both neighbours, on the same side of it, and by less than it lies away from one of them.
    """
    left, here, right = np.abs(gaps[:, :-2]), np.abs(gaps[:, 1:-1]), np.abs(gaps[:, 2:])
    above = gaps > 0
    one_side = (above[:, :-2] == above[:, 1:-1]) & (above[:, 1:-1] == above[:, 2:])
    may: Flags = one_side & (here <= left) & (here <= right) & (here > 0) & (2 * here < np.maximum(left, right))
    return may


def _nearest_turns(gaps: Array, may: Flags) -> tuple[Places, Places]:
    """The few of those points that are nearest to what is wanted: whose they are, and where."""
    order = np.argsort(np.where(may, np.abs(gaps[:, 1:-1]), np.inf), axis=1, kind="stable")[:, :TURNS]
    whose, rank = np.nonzero(np.take_along_axis(may, order, axis=1))
    return whose, order[whose, rank] + 1


def _followed(question: Sought, row: Row) -> tuple[Places, Places, Flags]:
    """What is followed: whose it is, after which point of the row, and whether anything crosses there; the nearest few of each."""
    most = min(FOLLOWED if question.few else FOLLOWED_OF_MANY, row.off.shape[1])
    nearest = np.sort(np.argpartition(row.off, most - 1, axis=1)[:, :most], axis=1)
    order = np.take_along_axis(nearest, np.argsort(np.take_along_axis(row.off, nearest, axis=1), axis=1, kind="stable"), axis=1)
    crosses = np.isfinite(np.take_along_axis(row.off, order, axis=1))
    kept = crosses.copy()
    kept[:, 0] = True
    owner, rank = np.nonzero(kept)
    return owner, order[owner, rank], crosses[owner, rank]
