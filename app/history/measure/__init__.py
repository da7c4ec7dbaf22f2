"""From buyers and ledgers to figures with their intervals."""

from app.history.gather import Gathering
from app.history.measure.cohort_matrix import cohorts
from app.history.measure.measuring import Measuring
from app.history.measured import MeasuredFunnel, Question

__all__ = ["Measuring", "cohorts", "measure"]


def measure(gathering: Gathering, question: Question) -> MeasuredFunnel:
    """Rates, lags, deal values, season, open pipeline and unit costs of a list, whole and by group; two looks at the buyers.

    Raises:
        KeyError: the list has no attribute of the name in `split`.
    """
    return Measuring(gathering, [question]).funnels()[0]
