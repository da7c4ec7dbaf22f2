"""Repair: a month for which some channels are too late, made whole by the channel with which the plan then spends the least.

That channel takes as much of the mix as it needs for the month to close as many deals as the season has in it; the others keep their
proportions. The goal stays what it is, so the rest of the horizon is won by this mix, too, and what it costs is what the whole plan spends.
"""

from dataclasses import dataclass

import numpy as np

from app.planner.engine import Outputs, evaluate
from app.planner.inputs import compile_scenario
from app.planner.rounding import Array, Flags
from app.planner.scenario import Scenario
from app.questions.late import LateMonth, deals_by_month
from app.questions.turning import changes_for, turn

SHARES = 65
"""Shares that are looked at in one batch; twice, the second time between the two that the answer lies between."""
DUST = 1e-12

Changes = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Repair:
    """A mix that makes a month whole.

    Attributes:
        channel: key of the channel that takes more of the mix.
        share: how much of it, a fraction.
        spend_before, spend: media and vendors of the whole plan, as it is and with this mix, money.
        changes: the shares of all channels, pointers and values.
    """

    channel: str
    share: float
    spend_before: float
    spend: float
    changes: Changes


def repaired(scenario: Scenario, month: LateMonth) -> Repair | None:
    """The mix that makes a month whole with the least spend of the whole plan, one channel at a time taking more of it.

    None where the month loses nothing, where no channel reaches it any more, or where none of the shares up to the whole is enough, as when
    a ceiling is reached on the way or a channel would go over its capacity for it.
    """
    if not month.lost > 0:
        return None
    now = evaluate(compile_scenario(scenario))
    before, excess = float(_spend(now)[0]), now.months.excess[0].sum(axis=1)
    places = [place for place, reach in enumerate(month.reach) if reach != "too_late"]
    found = [each for place in places if (each := _by_channel(scenario, month, place, before, excess)) is not None]
    return min(found, key=lambda each: each.spend, default=None)


def _by_channel(scenario: Scenario, month: LateMonth, place: int, before: float, excess: Array) -> Repair | None:
    """The least share of a channel, by its place, that makes the month whole."""
    pointer = f"/channels/{place}/share"
    low, high, spend = scenario.channels[place].share, 1.0, before
    for _ in range(2):
        shares = np.linspace(low, high, SHARES)
        outputs = evaluate(turn(scenario, {pointer: shares}).inputs)
        whole = np.flatnonzero(_is_whole(outputs, month.month) & (outputs.months.excess[:, place].sum(axis=1) <= excess[place] + DUST))
        if not whole.size or not whole[0]:
            return None
        low, high, spend = float(shares[whole[0] - 1]), float(shares[whole[0]]), float(_spend(outputs)[whole[0]])
    return Repair(scenario.channels[place].key, high, before, spend, tuple(changes_for(scenario, {pointer: high})))


def _is_whole(outputs: Outputs, month: str) -> Flags:
    """Whether plans close in a month what the season has in it, below every ceiling, (B,)."""
    calendar = outputs.inputs.calendar
    place = calendar.labels.index(month) - calendar.before
    season, planned = (deals[:, place] for deals in deals_by_month(outputs))
    within: Flags = outputs.totals.feasible & ~np.logical_or.reduce(outputs.totals.blocked, axis=1)
    return within & (planned >= season * (1 - DUST))


def _spend(outputs: Outputs) -> Array:
    """Spend of whole plans, money, (B,)."""
    spend: Array = np.add.reduce(outputs.totals.spend, axis=1)
    return spend
