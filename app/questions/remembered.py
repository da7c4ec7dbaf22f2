"""What follows from a scenario alone, worked out once for as long as that scenario is there: questions ask for it again and again."""

import functools
import weakref
from collections.abc import Callable
from typing import TypeVar

from app.planner.scenario import Scenario

_T = TypeVar("_T")


def per_scenario(work: Callable[[Scenario], _T]) -> Callable[[Scenario], _T]:
    """The same work, done once for each scenario and forgotten with it.

    A scenario never changes once read, so it is told by itself and not by what it says, which would take longer to compare than most of
    the work. What is made of it must not hold on to it, or neither would ever be forgotten.
    """
    known: dict[int, tuple[weakref.ref[Scenario], _T]] = {}

    @functools.wraps(work)
    def remembered(scenario: Scenario) -> _T:
        place = id(scenario)
        kept = known.get(place)
        if kept is not None and kept[0]() is scenario:
            return kept[1]
        found = work(scenario)
        known[place] = weakref.ref(scenario, lambda _: known.pop(place, None)), found
        return found

    return remembered
