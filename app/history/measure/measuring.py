"""Several questions about one list as it was known on one day, answered together: each look at the buyers serves all of them."""

from collections.abc import Callable, Sequence
from functools import cached_property

from app.history.gather import Gathering
from app.history.measure.figures import Figures
from app.history.measure.flows import measured_flows
from app.history.measure.groups import Groups, groups_of
from app.history.measure.left_cut import left_cuts
from app.history.measure.period import Period, period_of
from app.history.measure.sums import Look, Sums
from app.history.measure.survey import chosen_blocks, split_codes, surveys
from app.history.measure.view import View, view
from app.history.measured import MeasuredFunnel, Question
from app.history.records import Records


class Measuring:
    """Questions that differ in `since` and `until` alone.

    Raises:
        KeyError: the list has no attribute of the name in `split`.
    """

    def __init__(self, gathering: Gathering, questions: Sequence[Question]) -> None:
        first = questions[0]
        if first.split is not None and first.split not in gathering.levels:
            raise KeyError(first.split)
        self.gathering, self.questions = gathering, questions
        self.periods: list[Period] = [period_of(question, gathering.known_to) for question in questions]
        self.found = surveys(gathering, first, self.periods)

    @property
    def of_counts(self) -> bool:
        """Whether there are counts alone, and no buyers."""
        return not self.found[0].n and any(ledger.kind == "counts" for ledger in self.gathering.ledgers)

    @cached_property
    def groups(self) -> list[Groups]:
        """Of each question."""
        split = self.questions[0].split
        return [groups_of(self.gathering.levels[split] if split else (), found) for found in self.found]

    def funnels(self, beside: Callable[[View, Records], None] | None = None) -> list[MeasuredFunnel]:
        """The answers; `beside` is shown every buyer, too."""
        if self.of_counts:
            return [measured_flows(self.gathering, question) for question in self.questions]
        last = len(self.gathering.stages) - 1
        asked = list(zip(self.questions, self.found, self.periods, self.groups, strict=True))
        cuts = [left_cuts(self.gathering, question, found, period, _ways(last, groups)) for question, found, period, groups in asked]
        sums = [
            Sums(self.gathering, question, period, found, groups, [] if question.whole_history else cut)
            for (question, found, period, groups), cut in zip(asked, cuts, strict=True)
        ]
        for block in chosen_blocks(self.gathering, self.questions[0]):
            seen = view(block, self.periods[0])
            look = Look(seen, block, split_codes(block, self.questions[0].split), self.periods[0].as_of, sums[0].ages)
            for each in sums:
                each.add(look)
            if beside is not None:
                beside(seen, block)
            del block, seen, look  # before the next are made
        return [Figures(self.gathering, *each).funnel() for each in zip(self.questions, sums, cuts, strict=True)]


def _ways(last: int, groups: Groups) -> list[tuple[int, int]]:
    """From and to of everything that is measured: each stage to the next, and from where groups enter to the last."""
    steps = [(stage, stage + 1) for stage in range(last)]
    return steps + sorted({(int(start), last) for start in [*groups.entry, groups.whole_entry] if start < last} - set(steps))
