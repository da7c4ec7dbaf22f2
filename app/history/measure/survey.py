"""The first pass over the buyers: how many enter each stage on which day, where groups begin, how large they are, what is open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.history.gather import Gathering
from app.history.measure.cells import Cells
from app.history.measure.census import AGES, Census
from app.history.measure.period import Period
from app.history.measure.view import NOBODY, NONE, Positions, View, view
from app.history.measured import Question
from app.history.records import Attribute, Records

FIRST_DAY, MOST_DAYS = 0, 84_371
"""Days are counted from 1970, up to the day that is known to; to the end of 2200 where nobody says it. A later one is not counted."""
MOST_GROUPS = 40
REMEMBERED_BYTES = 8_000_000
"""Of a census that waits for the next question."""
AT_ONCE = 1 << 16
"""Buyers that are looked at together; arrays of so many stay in the processor's memory."""
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Survey:
    """What a first look at all buyers gives.

    Attributes:
        entries: (stages, days) entries by day. went: (stages, days) of those with a day in the stage, gone on by day.
        lags: (stages + 1, AGES) of these the days it took; the last: from the first stage with a day to the last one.
        starts: (values, stages + 1) buyers by value of the split (the last row: blank) and first dated stage, in the period.
        sizes: (values + 1) buyers by value, in the period or not.
        n: buyers in the list. undated: of them without any day.
        census: of the values, where there are so few that each is a group of its own.
    """

    entries: Counts
    went: Counts
    lags: Counts
    starts: Counts
    sizes: Counts
    n: int
    undated: int
    census: Census | None

    @property
    def nbytes(self) -> int:
        """Bytes of it, without the census."""
        return sum(each.nbytes for each in (self.entries, self.went, self.lags, self.starts, self.sizes))

    @cached_property
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
        low, high = max(since - FIRST_DAY, 0), min(until - FIRST_DAY, len(of) - 1)
        return int(of[low : high + 1].sum()) if low <= high else 0


def _span(by_day: Counts) -> tuple[int, int] | None:
    days = np.flatnonzero(by_day)
    return None if not len(days) else (int(days[0]) + FIRST_DAY, int(days[-1]) + FIRST_DAY)


def days_of(period: Period) -> int:
    """How many days from FIRST_DAY on can be met: nothing after the last known one is."""
    return min(max(period.as_of + 1 - FIRST_DAY, 1), MOST_DAYS)


def survey(gathering: Gathering, question: Question, period: Period) -> Survey:
    """Look at all buyers that the question is about."""
    return surveys(gathering, question, [period])[0]


def surveys(gathering: Gathering, question: Question, periods: Sequence[Period]) -> list[Survey]:
    """The same for several periods of one `as_of` in a single pass; all but `starts` is one for them.

    Where values are few it is the same for all periods, and is kept with the gathering for the next question.
    """
    key = "survey", question.split, question.only, periods[0].as_of, periods[0].now
    found = gathering.recalled(key)
    if isinstance(found, Survey) and found.census is not None:
        return [replace(found, starts=found.census.starts(period)) for period in periods]
    looked = _Look(gathering, question, periods).surveys(periods)
    if (census := looked[0].census) is not None and (size := census.close()) <= REMEMBERED_BYTES:
        gathering.remember(key, looked[0], size + looked[0].nbytes)
    return looked


class _Look:
    """A pass over all buyers, and what adds up in it."""

    def __init__(self, gathering: Gathering, question: Question, periods: Sequence[Period]) -> None:
        self.stages = len(gathering.stages)
        self.values = len(gathering.levels[question.split]) if question.split else 0
        self.days = days_of(periods[0])
        self._entries, self._went = ([Cells(self.days + 1) for _ in range(self.stages)] for _ in range(2))
        self._lags = [Cells(AGES) for _ in range(self.stages + 1)]
        self.census = Census(self.values + 1, self.stages) if self.values <= MOST_GROUPS else None
        self.starts = [np.zeros((self.values + 1, self.stages + 1), np.int64) for _ in periods]
        self.sizes = np.zeros(self.values + 1, np.int64)
        self._n = self._undated = 0
        for block in chosen_blocks(gathering, question):
            seen = view(block, periods[0])
            self._count_days(seen)
            codes = split_codes(block, question.split)
            if self.census is not None:
                self.census.add(seen, codes, block.amount, periods[0])
            else:
                self._count_values(seen, codes, periods)
            del block, seen, codes  # before the next are made

    def _count_days(self, seen: View) -> None:
        """Entries, conversions and their lags, by stage."""
        there = seen.reached > NOBODY
        self._n += int(np.count_nonzero(there))
        self._undated += int(np.count_nonzero(there & (seen.first == self.stages)))
        for stage, (days, dated, went) in enumerate(zip(seen.days, seen.dated, seen.went, strict=True)):
            if self.census is None:
                self._entries[stage].add(np.minimum(days if seen.all_dated[stage] else days[dated], self.days))
            if stage < self.stages - 1:
                gone = np.flatnonzero(dated & (went < NONE))
                after = went[gone]
                self._went[stage].add(np.minimum(after, self.days))
                self._lags[stage].add(np.clip(after - days[gone], 0, AGES - 1))
        last = np.flatnonzero(seen.dated[-1])
        self._lags[-1].add(np.clip(seen.days[-1][last] - seen.anchor[last], 0, AGES - 1))

    def _count_values(self, seen: View, codes: Positions, periods: Sequence[Period]) -> None:
        self.sizes += np.bincount(codes, minlength=self.values + 1)
        for starts, period in zip(self.starts, periods, strict=True):
            inside = np.flatnonzero(in_period(seen, period))
            cell = codes[inside] * starts.shape[1] + seen.first[inside]
            starts += np.bincount(cell, minlength=starts.size).reshape(starts.shape)

    def surveys(self, periods: Sequence[Period]) -> list[Survey]:
        """What was seen, for each of the periods."""
        went, lags = (np.stack([each.all() for each in some]).astype(np.int64) for some in (self._went, self._lags))
        if self.census is None:
            entries, starts, sizes = np.stack([each.all()[: self.days] for each in self._entries]).astype(np.int64), self.starts, self.sizes
        else:
            entries = np.stack([self.census.by_day(stage, FIRST_DAY, self.days) for stage in range(self.stages)])
            starts, sizes = [self.census.starts(period) for period in periods], self.census.sizes
        return [Survey(entries, went[:, : self.days], lags, each, sizes, self._n, self._undated, self.census) for each in starts]


def in_period(seen: View, period: Period) -> NDArray[np.bool_]:
    """Who belongs to the period, by the day of the first dated stage; who has none, only where nothing bounds it."""
    inside: NDArray[np.bool_] = (seen.anchor >= period.since) & (seen.anchor <= period.until)
    return inside if period.bounded else inside | ((seen.anchor == NONE) & (seen.reached > NOBODY))


def those_in_period(seen: View, who: Positions, period: Period) -> Positions:
    """Who of them belongs to the period."""
    day = seen.anchor[who]
    inside = (day >= period.since) & (day <= period.until)
    return who[inside if period.bounded else inside | ((day == NONE) & (seen.reached[who] > NOBODY))]


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
            del some
        del block  # before the next is made


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
