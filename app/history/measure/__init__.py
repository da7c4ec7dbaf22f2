"""From buyers and ledgers to figures with their intervals."""

from app.history.gather import Gathering
from app.history.measure.cohort_matrix import cohorts
from app.history.measure.figures import Figures
from app.history.measure.flows import measured_flows
from app.history.measure.groups import Groups, groups_of
from app.history.measure.left_cut import left_cuts
from app.history.measure.period import period_of
from app.history.measure.sums import Sums
from app.history.measure.survey import chosen_blocks, survey
from app.history.measured import MeasuredFunnel, Question

__all__ = ["cohorts", "measure"]


def measure(gathering: Gathering, question: Question) -> MeasuredFunnel:
    """Rates, lags, deal values, season, open pipeline and unit costs of a list, whole and by group; two looks at the buyers.

    Raises:
        KeyError: the list has no attribute of the name in `split`.
    """
    if question.split is not None and question.split not in gathering.levels:
        raise KeyError(question.split)
    period = period_of(question, gathering.known_to)
    found = survey(gathering, question, period)
    if not found.n and any(ledger.kind == "counts" for ledger in gathering.ledgers):
        return measured_flows(gathering, question)
    groups = groups_of(gathering.levels[question.split] if question.split else (), found)
    cuts = left_cuts(gathering, question, found, period, _ways(len(gathering.stages) - 1, groups))
    sums = Sums(gathering, question, period, found, groups, [] if question.whole_history else cuts)
    for block in chosen_blocks(gathering, question):
        sums.add(block)
    return Figures(gathering, question, sums, cuts).funnel()


def _ways(last: int, groups: Groups) -> list[tuple[int, int]]:
    """From and to of everything that is measured: each stage to the next, and from where groups enter to the last."""
    steps = [(stage, stage + 1) for stage in range(last)]
    return steps + sorted({(int(start), last) for start in [*groups.entry, groups.whole_entry] if start < last} - set(steps))
