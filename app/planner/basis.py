"""The basis of a plan: what does not depend on the goal, its rates or its prices, kept between plans that share it.

Shapes over months depend on seasonality, lags, `today` and calendar alone; a plan is numbers times these shapes. Someone who tries goals,
rates and costs asks for the same basis again and again, so the last few that all lanes of a batch share, as one lane does, are kept.
"""

from dataclasses import dataclass
from functools import lru_cache

from app.planner.funnel import days_to_deal_of
from app.planner.inputs import Inputs
from app.planner.rounding import Array, Flags
from app.planner.timing import Timing, timing_of
from app.planner.workload import Workload, touched_months, workload_of

KEPT = 64
SMALL = 10_000
"""Numbers in a basis up to which it is kept; larger ones are rare, and worked out each time."""


@dataclass(frozen=True)
class Basis:
    """Shapes by month.

    Attributes:
        timing: when each channel can close.
        work: how its activity lies in months and working days.
        closed: share of a channel's deals behind the entries into each stage by the month edges, (B, C, N, T + 1).
        shape: the same by month, (B, C, N, T).
        touched: months that the window touches, (B, C, T).
    """

    timing: Timing
    work: Workload
    closed: Array
    shape: Array
    touched: Flags


class _Key:
    """What a basis depends on, compared by its bytes."""

    __slots__ = ("inputs", "parts")

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        arrays = (inputs.enters, inputs.today, inputs.weights, inputs.lags, inputs.channel_lag)
        self.parts = (inputs.calendar, inputs.recognised, *(array.tobytes() for array in arrays))

    def __hash__(self) -> int:
        return hash(self.parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.parts == other.parts


def basis_of(inputs: Inputs) -> Basis:
    """The basis of a batch; one that all lanes share, of ordinary size, is worked out once."""
    numbers = inputs.lags.shape[1] * (inputs.lags.shape[2] + 2) * (inputs.calendar.shown + 1)
    if inputs.timings > 1 or numbers > SMALL:
        return _work_out(inputs)
    return _kept(_Key(inputs))


@lru_cache(maxsize=KEPT)
def _kept(key: _Key) -> Basis:
    return _work_out(key.inputs)


def _work_out(inputs: Inputs) -> Basis:
    timing = timing_of(inputs)
    closed = timing.closed(inputs.calendar.edges + days_to_deal_of(inputs)[..., None])
    work = workload_of(inputs, timing)
    return Basis(timing, work, closed, closed[..., 1:] - closed[..., :-1], touched_months(inputs, work))
