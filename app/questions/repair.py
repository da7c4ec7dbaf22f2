"""Repair: a month for which some channels are too late, made whole by the channel that still reaches all of it for the least.

That channel takes as much of the mix as it needs for the month to close as many deals as the season has in it; the others keep their
proportions. The goal stays what it is, so the rest of the horizon is won by this mix, too.
"""

import numpy as np

from app.planner.engine import evaluate
from app.planner.rounding import Array, Flags
from app.planner.scenario import Scenario
from app.questions.late import LateMonth, deals_by_month
from app.questions.turning import changes_for, turn

SHARES = 65
"""Shares that are looked at in one batch; twice, the second time between the two that the answer lies between."""
DUST = 1e-12

Changes = tuple[tuple[str, float], ...]


def repaired(scenario: Scenario, month: LateMonth) -> Changes:
    """The shares with which a month's cheapest repair makes it whole: pointers and values, for every channel.

    None at all where the month loses nothing, where no channel reaches all of it any more, or where none of the shares up to the whole is
    enough, as when a ceiling is reached on the way.
    """
    if month.repair is None or month.repair_in != month.month or not month.lost > 0:
        return ()
    channel = next(place for place, each in enumerate(scenario.channels) if each.key == month.repair)
    pointer = f"/channels/{channel}/share"
    low, high = scenario.channels[channel].share, 1.0
    for _ in range(2):
        shares = np.linspace(low, high, SHARES)
        whole = np.flatnonzero(_is_whole(scenario, pointer, shares, month.month))
        if not whole.size or not whole[0]:
            return ()
        low, high = float(shares[whole[0] - 1]), float(shares[whole[0]])
    return tuple(changes_for(scenario, {pointer: high}))


def _is_whole(scenario: Scenario, pointer: str, shares: Array, month: str) -> Flags:
    """Whether plans with these shares close in a month what the season has in it, below every ceiling, (B,)."""
    outputs = evaluate(turn(scenario, {pointer: shares}).inputs)
    calendar = outputs.inputs.calendar
    place = calendar.labels.index(month) - calendar.before
    season, planned = (deals[:, place] for deals in deals_by_month(outputs))
    within: Flags = outputs.totals.feasible & ~np.logical_or.reduce(outputs.totals.blocked, axis=1)
    return within & (planned >= season * (1 - DUST))
