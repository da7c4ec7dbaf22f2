"""Everything about a list that adds up over blocks of buyers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.history.gather import Gathering
from app.history.measure.close_months import CloseMonths
from app.history.measure.costs import ChannelEntries, spendings_of
from app.history.measure.groups import Groups
from app.history.measure.left_cut import LeftCut
from app.history.measure.period import EVER, Period
from app.history.measure.pipeline import Open, Pipeline, still_open
from app.history.measure.survey import Survey, attribute_of, in_period, known_days, split_codes
from app.history.measure.tally import AGES, BACKWARDS, Conversion, Way
from app.history.measure.values import Amounts
from app.history.measure.view import NONE, Positions, View
from app.history.measured import Question
from app.history.records import Records


@dataclass(frozen=True)
class Look:
    """What several sums see of a block: the value of the split of each buyer (blanks last), and who is still open."""

    codes: Positions
    still_open: Open


def shared_look(seen: View, block: Records, question: Question, period: Period) -> Look:
    """A block as all questions see it that differ in their periods alone."""
    return Look(split_codes(block, question.split), still_open(seen, block.amount, period))


class Sums:
    """What adds up over blocks."""

    def __init__(
        self, gathering: Gathering, question: Question, period: Period, found: Survey, groups: Groups, cuts: Sequence[LeftCut]
    ) -> None:
        self.question, self.period, self.found, self.groups = question, period, found, groups
        self.cut = {(each.from_stage, each.to_stage): each.since for each in cuts if each.since is not None}
        n, self.last = len(groups), len(gathering.stages) - 1
        self.main = period.starting(self._since(groups.whole_entry, self.last))
        ages = self._ages()
        steps = [Way(np.full(n, stage, np.int8), stage + 1, self._since(stage, stage + 1)) for stage in range(self.last)]
        self.steps = [(way, Conversion.empty(n, ages)) for way in steps]
        since = max(self._since(int(start), self.last) for start in groups.entry)
        self.end_to_end = Way(groups.entry, self.last, since), Conversion.empty(n, ages)
        self.whole = Way(np.array([groups.whole_entry], np.int8), self.last, self.main.since), Conversion.empty(1, ages)
        self.one_entry = bool((groups.entry == groups.whole_entry).all())
        self.outcomes: NDArray[np.int64] = np.zeros((n, 3), np.int64)  # open, won, lost
        self.cycles: NDArray[np.int64] = np.zeros((n, AGES + BACKWARDS), np.int64)
        self.cycles_backwards: NDArray[np.int64] = np.zeros((n, 2), np.int64)
        self.amounts = Amounts(n, np.zeros(n, np.int64))
        self.close_months = CloseMonths()
        self.pipeline = Pipeline(n, max(self.last, 1))
        self.spendings = spendings_of([each for each in gathering.ledgers if each.kind == "spend"], gathering.currency, period)
        self.channels = ChannelEntries(gathering.levels.get("channel", ()), self.last + 1, self.spendings)

    def _since(self, from_stage: int, to_stage: int) -> int:
        return max(self.period.since, self.cut.get((from_stage, to_stage)) or EVER)

    def _ages(self) -> int:
        days = known_days(self.found)
        return 1 if days is None else min(self.period.as_of - days[0] + 1, AGES)

    def add(self, seen: View, look: Look, block: Records) -> None:
        """Count a block in."""
        group = self.groups.of_value[look.codes]
        for way, tally in [*self.steps, *([self.end_to_end] if self.last else [])]:
            tally.add(seen, group, way, self.period, stage_dated=self.found.stage_dated)
        if self.last and not self.one_entry:
            way, tally = self.whole
            tally.add(seen, np.zeros(len(seen), np.intp), way, self.period, stage_dated=self.found.stage_dated)
        self._add_outcomes(seen, group, block)
        self.pipeline.add(look.still_open, group)
        if self.channels.wanted:
            self.channels.add(seen, self._channel(block))

    @staticmethod
    def _channel(block: Records) -> NDArray[np.int32]:
        there = any(each.name == "channel" for each in block.attributes)
        return attribute_of(block, "channel").codes if there else np.full(len(block), -1, np.int32)

    def _add_outcomes(self, seen: View, group: Positions, block: Records) -> None:
        inside = in_period(seen, self.main)
        won = np.flatnonzero(inside & seen.won)
        groups = len(self.groups)
        n_won = np.bincount(group[won], minlength=groups)
        n_lost = np.bincount(group[inside & seen.lost], minlength=groups)
        self.outcomes[:, 0] += np.bincount(group[inside], minlength=groups) - n_won - n_lost
        self.outcomes[:, 1] += n_won
        self.outcomes[:, 2] += n_lost
        self.amounts.add(group[won], block.amount[won])
        self.close_months.add(seen, inside)
        self._add_cycles(seen, group, won)

    def _add_cycles(self, seen: View, group: Positions, won: Positions) -> None:
        """Days from the first dated stage to the win; who has no other stage dated than the win has none."""
        won = won[(seen.first[won] < len(seen.days) - 1) & (seen.days[-1][won] < NONE)]
        days = seen.days[-1][won] - seen.anchor[won]
        behind, of_group = days < 0, group[won]
        backwards = of_group[behind] * 2 + (days[behind] < -BACKWARDS)
        self.cycles_backwards += np.bincount(backwards, minlength=self.cycles_backwards.size).reshape(-1, 2)
        timed = days >= -BACKWARDS
        cell = of_group[timed] * self.cycles.shape[1] + np.minimum(days[timed], AGES - 1) + BACKWARDS
        self.cycles += np.bincount(cell, minlength=self.cycles.size).reshape(self.cycles.shape)
