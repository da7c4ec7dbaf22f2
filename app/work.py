"""Asking the planner without holding everyone else up."""

from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from app.planner.scenario import Scenario

_LARGE = 2_000
"""Figures of a plan, roughly, from which it is worked on beside the event loop."""
_HEAVY = anyio.CapacityLimiter(2)
"""How many of those at once: there is little sense in more than there are processors."""

_LONG = anyio.CapacityLimiter(2)
"""How many questions that take seconds, apart from plans, which nobody shall wait for behind them."""
_QUICK = anyio.CapacityLimiter(2)
"""How many questions that take a moment, apart from those that take seconds."""
QUICK = 2_000_000
"""Rates and yields to evaluate, up to which a question takes a moment: some tenths of a second."""
LONG_IN_LINE, QUICK_IN_LINE = 16, 100
"""Questions of either kind that may wait for their turn; one more is asked to come again."""
COME_AGAIN = 5
"""Seconds after which it is worth another try."""


class LineFull(Exception):
    """As many wait already as may."""


_T = TypeVar("_T")


def weight(scenario: Scenario) -> float:
    """Figures of a plan, roughly: months shown x channels x what is counted in each."""
    lags = sum(conversion.lag_days for conversion in scenario.conversions) + max(channel.lag_days for channel in scenario.channels)
    months = scenario.months + (lags / 30 if scenario.today is None else 0)
    return months * len(scenario.channels) * (len(scenario.stages) + max(len(channel.steps) for channel in scenario.channels))


async def work(weight: float, ask: Callable[[], _T]) -> _T:
    """Ask the planner, on another thread where it would hold up everyone else."""
    if weight > _LARGE:
        return await anyio.to_thread.run_sync(ask, limiter=_HEAVY)
    return ask()


async def work_long(ask: Callable[[], _T], weight: float) -> _T:
    """Ask what may take seconds, on another thread and in line with others of its kind: what takes a moment waits for its like alone.

    Args:
        ask: what works it out.
        weight: rates and yields that it evaluates, roughly.

    Raises:
        LineFull: where too many wait already.
    """
    limiter, most = _line(weight)
    if limiter.statistics().tasks_waiting >= most:
        raise LineFull
    return await anyio.to_thread.run_sync(ask, limiter=limiter)


async def work_on(ask: Callable[[], _T], weight: float) -> _T:
    """Ask for the next part of what has had its turn: it waits for that one, too, yet is not sent away."""
    return await anyio.to_thread.run_sync(ask, limiter=_line(weight)[0])


def _line(weight: float) -> tuple[anyio.CapacityLimiter, int]:
    return (_QUICK, QUICK_IN_LINE) if weight <= QUICK else (_LONG, LONG_IN_LINE)
