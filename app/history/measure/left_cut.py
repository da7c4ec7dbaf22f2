"""Where outcomes were recorded only from some day on, earlier entries look hopeless; cohorts then start where both are recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.history.gather import Gathering
from app.history.measure.census import AGES, by_days_in_sight
from app.history.measure.curves import curves
from app.history.measure.fates import fates_of
from app.history.measure.intervals import Floats, poisson
from app.history.measure.period import EVER, Period, first_of_month, month_of
from app.history.measure.rates import by_age
from app.history.measure.survey import FIRST_DAY, Survey, chosen_blocks, days_of
from app.history.measure.tally import Conversion, Tally, Way
from app.history.measure.view import view
from app.history.measured import Question

UNLIKELY = 0.01
"""A silence that would come by chance less often than this is no chance: at least 4.6 conversions were to be expected in it."""
UNLIKELY_Z = 2.326348
_EXPECTED = -float(np.log(UNLIKELY))


@dataclass(frozen=True)
class LeftCut:
    """What a silence before the first conversion means.

    Attributes:
        from_stage, to_stage: positions. first_gone: day of the first recorded conversion. entered: entries before it.
        expected: conversions that entries before it should have had before it. since: the day from which cohorts count; None where
            early entries did go on later as others do: then those who went on before that day are missing altogether.
    """

    from_stage: int
    to_stage: int
    first_gone: int
    entered: int
    expected: float
    since: int | None


def left_cuts(gathering: Gathering, question: Question, found: Survey, period: Period, ways: Sequence[tuple[int, int]]) -> list[LeftCut]:
    """The cuts that the ways (from, to) need; another look at the buyers only where there is a silence at all."""
    silent = [way for way in ways if _silent(found, *way)]
    if not silent:
        return []
    early, late = _both_sides(gathering, question, found, period, silent)
    cuts = [_cut(way, found, period, before, after) for way, before, after in zip(silent, early, late, strict=True)]
    return [cut for cut in cuts if cut is not None]


def _first_gone(found: Survey, from_stage: int, to_stage: int) -> int | None:
    if to_stage == from_stage + 1:
        return found.first_gone(from_stage)
    span = found.span(to_stage)
    return None if span is None else span[0]


def _silent(found: Survey, from_stage: int, to_stage: int) -> bool:
    """Whether enough entered before the first conversion to wonder, had half as many again gone on by each age as are known to have.

    A cheap bound from the first look; what is still open then makes the curve higher than the plain count, but hardly by more than that.
    """
    first = _first_gone(found, from_stage, to_stage)
    if first is None:
        return False
    by_age = found.lags[from_stage if to_stage == from_stage + 1 else -1]
    share = np.minimum(1.5 * np.cumsum(by_age) / max(int(found.entries[from_stage].sum()), 1), 1.0)
    return _before(found, from_stage, first, share) > _EXPECTED


def _both_sides(
    gathering: Gathering, question: Question, found: Survey, period: Period, ways: Sequence[tuple[int, int]]
) -> tuple[list[Conversion], list[Conversion]]:
    """Each way's tally of entries before its first conversion, and since."""
    tallies = [_sides(found, period, way) for way in ways]
    for block in chosen_blocks(gathering, question):
        seen = view(block, period)
        one_row = np.zeros(len(seen), np.intp)
        for (from_stage, to_stage), sides in zip(ways, tallies, strict=True):
            fates = fates_of(seen, one_row, np.array([from_stage], np.int8), to_stage, period.as_of, AGES)
            for side in sides:
                side.add(seen, fates, one_row, found.stage_dated)
    early, late = ([_conversion(found, each) for each in side] for side in zip(*tallies, strict=True))
    return early, late


def _sides(found: Survey, period: Period, way: tuple[int, int]) -> tuple[Tally, Tally]:
    first = _first_gone(found, *way) or EVER
    start = np.array([way[0]], np.int8)
    before = replace(period, since=EVER, until=first - 1)
    since = replace(period, since=first, until=min(period.as_of, FIRST_DAY + days_of(period) - 1))  # later days are in no survey
    return Tally(Way(start, way[1], EVER), before, AGES), Tally(Way(start, way[1], first), since, AGES)


def _conversion(found: Survey, tally: Tally) -> Conversion:
    """What became of everybody; how many went on meanwhile is not asked for."""
    days, entered = (tally.way.since, tally.period.until), found.entries[int(tally.way.from_stage[0])][None]
    return tally.conversion(by_days_in_sight(entered, FIRST_DAY, days, tally.period.as_of, AGES), np.zeros(1, np.int64))


def _cut(way: tuple[int, int], found: Survey, period: Period, early: Conversion, late: Conversion) -> LeftCut | None:
    first = _first_gone(found, *way)
    if first is None:
        return None
    later = curves(*by_age(late))
    share = np.maximum.accumulate(later.converted[0])
    share[later.watched[0] + 1 :] = share[max(int(later.watched[0]), 0)]
    entered = found.total(found.entries[way[0]], EVER, first - 1)
    before = _before(found, way[0], first, share)
    if before < _EXPECTED:
        return None
    ever = _before(found, way[0], first, share, until=period.as_of)
    gone = float(by_age(early)[0].sum())
    hopeless = poisson(gone, UNLIKELY_Z).high < ever
    since = first_of_month(month_of(first) + 1)
    return LeftCut(*way, first, entered, before, since if hopeless and since <= period.as_of else None)


def _before(found: Survey, stage: int, first: int, share: Floats, *, until: int | None = None) -> float:
    """How many of those who entered before a day should have gone on before it, or by the end of `until`."""
    days = np.flatnonzero(found.entries[stage][: max(first - FIRST_DAY, 0)])
    ages = (first - 1 if until is None else until) - FIRST_DAY - days
    return float((found.entries[stage][days] * share[np.clip(ages, 0, len(share) - 1)]).sum())
