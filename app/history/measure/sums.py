"""Everything about a list that adds up over blocks of buyers."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.history.gather import Gathering
from app.history.measure.cells import Cells
from app.history.measure.census import AGES, Census, folded
from app.history.measure.close_months import CloseMonths
from app.history.measure.costs import ChannelEntries, spendings_of
from app.history.measure.fates import BACKWARDS, Fates, fates_of
from app.history.measure.groups import Groups
from app.history.measure.left_cut import LeftCut
from app.history.measure.period import EVER, Period
from app.history.measure.pipeline import Pipeline, pipeline_of
from app.history.measure.survey import Survey, attribute_of, days_of, known_days, those_in_period
from app.history.measure.tally import Conversion, Tally, Way
from app.history.measure.values import Amounts
from app.history.measure.view import Positions, View
from app.history.measured import Question
from app.history.records import Records


class Look:
    """A block as it was known, with the row that each buyer counts for: the value of the split (blanks last), or a group of values."""

    def __init__(self, seen: View, block: Records, row: Positions, as_of: int, ages: int) -> None:
        self.seen, self.block, self.row, self.as_of, self.ages = seen, block, row, as_of, ages
        self._fates: dict[tuple[int, int], Fates] = {}

    def of_groups(self, of_value: Positions) -> "Look":
        """The same by group."""
        return Look(self.seen, self.block, of_value[self.row], self.as_of, self.ages)

    def fates(self, way: Way) -> Fates:
        """What became of the buyers on a way; worked out once for all questions where all begin at one stage."""
        first = int(way.from_stage[0])
        if (way.from_stage != first).any():
            return fates_of(self.seen, self.row, way.from_stage[self.row], way.to_stage, self.as_of, self.ages)
        if (first, way.to_stage) not in self._fates:
            found = fates_of(self.seen, self.row, way.from_stage[:1], way.to_stage, self.as_of, self.ages)
            self._fates[first, way.to_stage] = found
        return self._fates[first, way.to_stage]


class Sums:
    """What adds up over blocks: counted by value where values are few, which several questions share, and by group otherwise."""

    def __init__(
        self, gathering: Gathering, question: Question, period: Period, found: Survey, groups: Groups, cuts: Sequence[LeftCut]
    ) -> None:
        self.question, self.period, self.found, self.groups = question, period, found, groups
        self.cut = {(each.from_stage, each.to_stage): each.since for each in cuts if each.since is not None}
        n, self.last = len(groups), len(gathering.stages) - 1
        self.of_row = np.arange(n) if found.census is None else groups.of_value
        self.census = found.census or Census(n, self.last + 1)
        self.main = period.starting(self._since(groups.whole_entry, self.last))
        self.ages = ages_of(found, period)
        self.steps = [self._tally([stage], stage + 1) for stage in range(self.last)]
        self.end_to_end = self._tally(groups.entry[self.of_row].tolist(), self.last)
        self.one_entry = bool((groups.entry == groups.whole_entry).all())
        self.whole = self.end_to_end if self.one_entry else self._tally([groups.whole_entry], self.last)
        self.closed: NDArray[np.int64] = np.zeros((n, 2), np.int64)  # won, lost
        self.cycles = Cells(n, AGES + BACKWARDS)
        self.cycles_backwards: NDArray[np.int64] = np.zeros((n, 2), np.int64)
        self.amounts = Amounts(n, np.zeros(n, np.int64))
        self.close_months = CloseMonths(days_of(period))
        self.spendings = spendings_of([each for each in gathering.ledgers if each.kind == "spend"], gathering.currency, period)
        self.channels = ChannelEntries(gathering.levels.get("channel", ()), self.last + 1, self.spendings)

    def _tally(self, starts: Sequence[int], to_stage: int) -> Tally:
        """Of a way from a stage of each row, or of all."""
        since = max(self._since(start, to_stage) for start in starts)
        return Tally(Way(np.resize(np.array(starts, np.int8), len(self.of_row)), to_stage, since), self.period, self.ages)

    def _since(self, from_stage: int, to_stage: int) -> int:
        return max(self.period.since, self.cut.get((from_stage, to_stage)) or EVER)

    def add(self, look: Look) -> None:
        """Count a block in."""
        if self.found.census is None:
            look = look.of_groups(self.groups.of_value)
            self.census.add(look.seen, look.row, look.block.amount, self.period)
        for tally in [*self.steps, *([self.end_to_end] if self.last else []), *([] if self.one_entry else [self.whole])]:
            tally.add(look.seen, look.fates(tally.way), look.row, self.found.stage_dated)
        self._add_closed(look.seen, look.row, look.block)
        if self.channels.wanted:
            self.channels.add(look.seen, self._channel(look.block))

    @staticmethod
    def _channel(block: Records) -> NDArray[np.int32]:
        there = any(each.name == "channel" for each in block.attributes)
        return attribute_of(block, "channel").codes if there else np.full(len(block), -1, np.int32)

    def _add_closed(self, seen: View, row: Positions, block: Records) -> None:
        won, lost = those_in_period(seen, seen.won_by, self.main), those_in_period(seen, seen.lost_by, self.main)
        of_won, of_lost = self.of_row[row[won]], self.of_row[row[lost]]
        for column, group in enumerate((of_won, of_lost)):
            self.closed[:, column] += np.bincount(group, minlength=len(self.groups))
        self.amounts.add(of_won, block.amount[won])
        self._add_close_months(seen)
        self._add_cycles(seen, won, of_won)

    def _add_close_months(self, seen: View) -> None:
        """Everyone closed, whenever he entered: of those who entered in a window the quick ones close first, and lost ones are quick."""
        since = max(self.cut.values(), default=EVER)
        won, lost = seen.days[-1][seen.won_by], seen.lost_on[seen.lost_by]
        self.close_months.add(won[won >= since], lost[lost >= since])

    def _add_cycles(self, seen: View, won: Positions, group: Positions) -> None:
        """Days from the first dated stage to the win; who has no other stage dated than the win has none."""
        some = (seen.first[won] < len(seen.days) - 1) & seen.dated[-1][won]
        days, group = seen.days[-1][won[some]] - seen.anchor[won[some]], group[some]
        behind, timed = days < 0, days >= -BACKWARDS
        backwards = group[behind] * 2 + ~timed[behind]
        self.cycles_backwards += np.bincount(backwards, minlength=self.cycles_backwards.size).reshape(-1, 2)
        self.cycles.add(group[timed] * self.cycles.shape[1] + np.minimum(days[timed], AGES - 1) + BACKWARDS)

    # -- what came of it

    @cached_property
    def outcomes(self) -> NDArray[np.int64]:
        """(groups, 3) open, won, lost buyers of the period."""
        everybody = folded(self.census.starts(self.main).sum(axis=1), self.of_row, len(self.groups))
        return np.column_stack([everybody - self.closed.sum(axis=1), self.closed])

    @cached_property
    def pipeline(self) -> Pipeline:
        """Who is open."""
        return pipeline_of(self.census, self.of_row, len(self.groups), self.period)

    def by_group(self, tally: Tally) -> Conversion:
        """What became of the buyers of each group."""
        return self._folded(tally, self.of_row, len(self.groups))

    def of_all(self, tally: Tally) -> Conversion:
        """What became of all of them."""
        return self._folded(tally, np.zeros_like(self.of_row), 1)

    def _folded(self, tally: Tally, of_row: Positions, rows: int) -> Conversion:
        way = tally.way
        in_sight = np.zeros((len(of_row), self.ages), np.int64)
        for stage in {stage for stage in way.from_stage.tolist() if stage < way.to_stage}:
            entered = self.census.in_sight(stage, way.since, self.period.until, self.period.as_of, self.ages)
            in_sight[way.from_stage == stage] = entered[way.from_stage == stage]
        found = tally.conversion(in_sight, self.census.entered(way.to_stage, way.since, self.period.until))
        return Conversion(*(folded(numbers, of_row, rows) for numbers in vars(found).values()))


def ages_of(found: Survey, period: Period) -> int:
    """How many ages in days there can be."""
    days = known_days(found)
    return 1 if days is None else min(period.as_of - days[0] + 1, AGES)
