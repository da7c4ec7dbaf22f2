"""A block of buyers as it was known on a day: who was where, and when each went on."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.history.measure.period import Period
from app.history.records import LOST, WON, Days, Records

NONE = np.int32(2**30)
"""No day: later than all days, so that the earliest of several is a minimum."""
NOBODY = -1
Flags = NDArray[np.bool_]
Positions = NDArray[np.intp]


@dataclass(frozen=True)
class View:
    """Buyers as known on `as_of`; n of them.

    Attributes:
        days: (stages, n) day of entry; NONE where none was known yet. dated: (stages, n) whether there is one.
        went: (n) for each stage the day of going on: of entry into the next one, or into the earliest dated one after it where that was
            skipped; the last stage has NONE.
        skipped: for each stage the positions of those who went past the next one.
        lost_on: (n) day of the loss, NONE where not lost or on an unknown day.
        won, lost: (n) outcome; both false is open.
        reached: (n) furthest stage; NOBODY for who had not come yet.
        first: (n) the first dated stage; the number of stages where none is.
        anchor: (n) the day by which a buyer belongs to a period: of the first dated stage; NONE.
    """

    days: Days
    dated: Flags
    went: tuple[Days, ...]
    skipped: tuple[Positions, ...]
    lost_on: Days
    won: Flags
    lost: Flags
    reached: NDArray[np.int8]
    first: NDArray[np.int8]
    anchor: Days

    def __len__(self) -> int:
        """How many buyers."""
        return len(self.won)

    @cached_property
    def all_dated(self) -> tuple[bool, ...]:
        """Of each stage, whether everybody has a day in it."""
        return tuple(bool(each.all()) for each in self.dated)

    @cached_property
    def won_by(self) -> Positions:
        """Who has won."""
        return np.flatnonzero(self.won)

    @cached_property
    def lost_by(self) -> Positions:
        """Who is lost."""
        return np.flatnonzero(self.lost)


def view(block: Records, period: Period) -> View:
    """The block as known on the period's `as_of`.

    What happened later is not known, and neither is what words tell without a day, unless `as_of` is the day the data ends: then a won deal
    without a day is won.
    """
    days, lost_on = _known(block.entered, period.as_of), _known(block.lost, period.as_of)
    dated = days < NONE
    if period.now:
        won, lost, reached = block.outcome == WON, block.outcome == LOST, block.reached
    else:
        won, reached = dated[-1], _furthest(dated)
        reached[~dated.any(axis=0)] = NOBODY
        lost = (lost_on < NONE) & ~won
    return View(days, dated, *_went(days, dated), lost_on, won, lost, reached, *_begun(days, dated))


def _known(days: Days, as_of: int) -> Days:
    """The days with NONE for what is missing, or later than is known. A day before 1970 is as good as none.

    Read without their sign, MISSING and negative days are larger than NONE, so that one minimum does it.
    """
    known: Days = np.minimum(days.view(np.uint32), np.uint32(NONE)).view(np.int32)
    if days.size and days.max() > as_of:
        known[known > as_of] = NONE
    return known


def _furthest(dated: Flags) -> NDArray[np.int8]:
    """The last stage that is dated, 0 where none is."""
    reached = np.zeros(dated.shape[1], np.int8)
    for stage in range(1, len(dated)):
        np.maximum(reached, dated[stage].view(np.int8) * np.int8(stage), out=reached)
    return reached


def _begun(days: Days, dated: Flags) -> tuple[NDArray[np.int8], Days]:
    """The first stage that is dated, and its day; the number of stages and NONE where none is."""
    stages = len(days)
    if dated[0].all():
        return np.zeros(days.shape[1], np.int8), days[0]
    first, anchor = np.full(days.shape[1], stages, np.int8), days[-1].copy()
    for stage in reversed(range(stages)):
        np.minimum(first, stages - dated[stage].view(np.int8) * np.int8(stages - stage), out=first)
        np.copyto(anchor, days[stage], where=dated[stage])
    return first, anchor


def _went(days: Days, dated: Flags) -> tuple[tuple[Days, ...], tuple[Positions, ...]]:
    """See `View.went` and `View.skipped`, from the last stage backwards."""
    went: list[Days] = [np.broadcast_to(NONE, days.shape[1])]
    skipped: list[Positions] = [np.zeros(0, np.intp)]
    later = np.zeros_like(dated[-1])
    for stage in range(len(days) - 1, 0, -1):
        past = np.flatnonzero(later & ~dated[stage])
        skipped.append(past)
        went.append(_patched(days[stage], past, days[stage + 1 :, past].min(axis=0)) if len(past) else days[stage])
        later = later | dated[stage]
    return tuple(reversed(went)), tuple(reversed(skipped))


def _patched(days: Days, which: Positions, by: Days) -> Days:
    patched = days.copy()
    patched[which] = by
    return patched
