"""The least spend for what is left to win with the very mix that is found.

The open pipeline is credited at the channels' mean rates, so what is left to win moves with the mix. Where a channel with a fixed cost is
dropped, it jumps: below an amount one set of channels is the cheaper and asks for more than that, above it another and asks for less, so
that neither stands. Each set then stands by itself, and the cheaper one is taken. Axes: K lanes, C channels.
"""

import dataclasses
import math

import numpy as np

from app.planner.inputs import Inputs
from app.planner.rounding import Array
from app.questions.mixing.cheapest import CENT, STANDS, Least, Limits, least, most_of
from app.questions.mixing.costs import Costs
from app.questions.mixing.reach import gap_with
from app.questions.progress import Progress

STEPS = 30


def standing(inputs: Inputs, costs: Costs, limits: Limits, wanted: float, progress: Progress) -> Least | None:
    """The least spend whose revenue is what its own mix leaves to win; None where even the most that there is does not do.

    Args:
        inputs: one lane.
        costs, limits: of its channels.
        wanted: a first guess of what is left to win, money.
        progress: asked between steps whether to go on.
    """
    found, stands = _sought(inputs, costs, limits, wanted, progress)
    if stands or not found:
        return found[-1] if found else None
    sets = {tuple((each.revenue[0] > 0).tolist()) for each in found}
    apart = [_with_set(inputs, costs, limits, np.array(one), wanted, progress) for one in sorted(sets)]
    return min((each for each in apart if each is not None), key=lambda each: float(each.spend[0]), default=None)


def _with_set(inputs: Inputs, costs: Costs, limits: Limits, active: Array, wanted: float, progress: Progress) -> Least | None:
    """The same with some channels only, whose fixed costs are paid in any case."""
    paid = dataclasses.replace(costs, fixed=np.zeros_like(costs.fixed))
    some = dataclasses.replace(limits, high=np.where(active, limits.high, 0.0))
    found, stands = _sought(inputs, paid, some, wanted, progress)
    if not stands:
        return None
    return dataclasses.replace(found[-1], spend=np.add.reduce(costs.spend(found[-1].revenue), axis=1))


def _sought(inputs: Inputs, costs: Costs, limits: Limits, wanted: float, progress: Progress) -> tuple[list[Least], bool]:
    """The mixes on the way, by the secant of how far the two differ, and whether the last one stands; none where all is too little."""
    most = most_of(costs, limits) * (1 - 1e-12)
    wanted, before, found = min(wanted, most), (math.nan, math.nan), []
    for _ in range(STEPS):
        progress(0, 0)
        found.append(least(costs, limits, np.array([wanted])))
        off = float(gap_with(inputs, found[-1].revenue).new_business[0]) - wanted
        if not np.isfinite(found[-1].spend[0]) or (wanted >= most and off > STANDS * wanted):
            return [], False
        if abs(off) <= STANDS * max(wanted, 1.0):
            return found, True
        slope = (off - before[1]) / (wanted - before[0]) if wanted != before[0] else math.nan
        before = wanted, off
        wanted = min(max(wanted - off / (slope if slope < -0.1 else -1.0), CENT), most)
    return found, False
