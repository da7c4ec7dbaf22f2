"""The first pass over the buyers: how many enter each stage on which day, where groups begin, how large they are, what is open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.history.gather import Gathering
from app.history.measure.period import NEVER, Period
from app.history.measure.tally import AGES
from app.history.measure.view import NOBODY, NONE, Positions, View, view
from app.history.measured import Question
from app.history.records import Attribute, Records

FIRST_DAY, DAYS = 0, 25_932
"""Days are counted from 1970 to 2040; a later one is not counted."""
AT_ONCE = 1 << 16
"""Buyers that are looked at together; arrays of so many stay in the processor's memory."""
Counts = NDArray[np.int64]


@dataclass
class Survey:
    """What a first look at all buyers gives.

    Attributes:
        entries: (stages, DAYS) entries by day. went: (stages, DAYS) of those with a day in the stage, gone on by day.
        starts: (values, stages + 1) buyers by value of the split (the last row: blank) and first dated stage, in the period.
        sizes: (values + 1) buyers by value, in the period or not.
        n: buyers in the list. undated: of them without any day.
    """

    entries: Counts
    went: Counts
    lags: Counts
    starts: Counts
    sizes: Counts
    n: int = 0
    undated: int = 0

    @property
    def stage_dated(self) -> tuple[bool, ...]:
        """Whether anybody has a day in each stage."""
        return tuple(bool(each.any()) for each in self.entries)

    def span(self, stage: int) -> tuple[int, int] | None:
        """First and last day of entry."""
        return _span(self.entries[stage])

    def first_gone(self, stage: int) -> int | None:
        """The first day on which anybody went on from a stage."""
        span = _span(self.went[stage])
        return None if span is None else span[0]

    def total(self, of: Counts, since: int, until: int) -> int:
        """Events of a row of `entries` or `went` on the days of a period."""
        low, high = max(since - FIRST_DAY, 0), min(until - FIRST_DAY, DAYS - 1)
        return int(of[low : high + 1].sum()) if low <= high else 0


def _span(by_day: Counts) -> tuple[int, int] | None:
    days = np.flatnonzero(by_day)
    return None if not len(days) else (int(days[0]) + FIRST_DAY, int(days[-1]) + FIRST_DAY)


def survey(gathering: Gathering, question: Question, period: Period) -> Survey:
    """Look at all buyers that the question is about."""
    return surveys(gathering, question, [period])[0]


def surveys(gathering: Gathering, question: Question, periods: Sequence[Period]) -> list[Survey]:
    """The same for several periods of one `as_of` in a single pass; all but `starts` is one for them."""
    stages = len(gathering.stages)
    values = len(gathering.levels[question.split]) if question.split else 0
    by_day = (stages, DAYS)
    starts = [np.zeros((values + 1, stages + 1), np.int64) for _ in periods]
    sizes, lags = np.zeros(values + 1, np.int64), np.zeros((stages + 1, AGES), np.int64)
    found = Survey(np.zeros(by_day, np.int64), np.zeros(by_day, np.int64), lags, starts[0], sizes)
    for block in chosen_blocks(gathering, question):
        seen = view(block, periods[0])
        _count_days(found, seen)
        codes = split_codes(block, question.split)
        found.sizes += np.bincount(codes, minlength=values + 1)
        for each, period in zip(starts, periods, strict=True):
            _count_starts(each, seen, codes, period)
    return [replace(found, starts=each) for each in starts]


def _count_days(found: Survey, seen: View) -> None:
    """Entries, conversions and their lags, by stage."""
    stages = len(seen.days)
    there = seen.reached > NOBODY
    found.n += int(np.count_nonzero(there))
    found.undated += int(np.count_nonzero(there & (seen.first == stages)))
    for stage, (days, went) in enumerate(zip(seen.days, seen.went, strict=True)):
        dated = np.flatnonzero(days < NONE)
        entry = days[dated]
        found.entries[stage] += _by_day(entry)
        if stage < stages - 1:
            after = went[dated]
            gone = np.flatnonzero(after < NONE)
            after = after[gone]
            found.went[stage] += _by_day(after)
            found.lags[stage] += _by_age(after - entry[gone])
        else:
            found.lags[-1] += _by_age(entry - seen.anchor[dated])


def _by_day(days: NDArray[np.int32]) -> Counts:
    """How many on each day; days are not before FIRST_DAY, which `view` sees to."""
    return np.bincount(np.minimum(days, DAYS), minlength=DAYS + 1)[:DAYS]


def _by_age(lags: NDArray[np.int32]) -> Counts:
    return np.bincount(np.clip(lags, 0, AGES - 1), minlength=AGES)


def _count_starts(starts: Counts, seen: View, codes: Positions, period: Period) -> None:
    columns = starts.shape[1]
    inside = np.flatnonzero(in_period(seen, period))
    everybody = len(inside) == len(codes)
    cell = codes * columns + seen.first if everybody else codes[inside] * columns + seen.first[inside]
    starts += np.bincount(cell, minlength=starts.size).reshape(starts.shape)


def in_period(seen: View, period: Period) -> NDArray[np.bool_]:
    """Who belongs to the period, by the day of the first dated stage; who has none, only where nothing bounds it."""
    inside: NDArray[np.bool_] = (seen.anchor >= period.since) & (seen.anchor <= period.until)
    return inside if period.bounded else inside | ((seen.anchor == NONE) & (seen.reached > NOBODY))


def split_codes(block: Records, split: str | None) -> Positions:
    """The position of each buyer's value; blanks come after all of them."""
    if split is None:
        return np.zeros(len(block), np.intp)
    attribute = attribute_of(block, split)
    codes = attribute.codes.astype(np.intp)
    codes[codes < 0] = len(attribute.levels)
    return codes


def attribute_of(block: Records, name: str) -> Attribute:
    """The attribute of a name."""
    return next(each for each in block.attributes if each.name == name)


def chosen_blocks(gathering: Gathering, question: Question) -> Iterator[Records]:
    """The buyers that a question is about, some at a time."""
    wanted = _wanted(gathering, question.only)
    for block in gathering.blocks():
        for some in _slices(block):
            yield some if not wanted else _only(some, wanted)


def _wanted(gathering: Gathering, only: Sequence[tuple[str, str]]) -> list[tuple[str, int]]:
    """Attribute and position of the value; a blank is -1, one that nobody has is -2."""
    positions = []
    for name, key in only:
        keys = [level.key for level in gathering.levels.get(name, ())]
        positions.append((name, -1 if not key else keys.index(key) if key in keys else -2))
    return positions


def _slices(block: Records) -> Iterator[Records]:
    if len(block) <= AT_ONCE:
        yield block
        return
    for start in range(0, len(block), AT_ONCE):
        yield pick(block, slice(start, start + AT_ONCE))


def pick(block: Records, which: slice | Positions) -> Records:
    """Some buyers of a block."""
    attributes = tuple(Attribute(each.name, each.levels, each.codes[which]) for each in block.attributes)
    return Records(
        block.stages, block.entered[:, which], block.reached[which], block.outcome[which], block.lost[which], block.amount[which],
        block.currency, attributes, block.account[which],
    )  # fmt: skip


def _only(block: Records, wanted: Sequence[tuple[str, int]]) -> Records:
    fits = np.ones(len(block), bool)
    for name, code in wanted:
        held = [each.codes == code for each in block.attributes if each.name == name]
        fits &= held[0] if held else False
    return pick(block, np.flatnonzero(fits))


def known_days(found: Survey) -> tuple[int, int] | None:
    """First and last day of anything."""
    return _span(found.entries.sum(axis=0))


def latest(period: Period) -> int | None:
    """The day that is known up to, None where nothing has a day."""
    return None if period.as_of >= NEVER else period.as_of
