"""When buyers become deals whose lags are known by more than their means: those who enter, and those who are open today.

Entries come evenly over stretches of days, as in the plan, and so what has closed by a day is a difference of integrals of the way's
distribution function. A spread of one length only gives the plan's own months.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.planner.engine import Outputs
from app.planner.forward import plan_curve
from app.planner.inputs import Inputs
from app.planner.pipeline import OnHand, weighted_mean
from app.planner.rounding import Array, Flags
from app.planner.scenario import Scenario
from app.questions.odds.lags import Way, spreads_of, together, variation_of, way_of

SPECK = 1e-12
"""A share of deals that none of them is."""
USUAL = 30.0
"""Days by which a lag spreads that the plan has not, but a lane has, before it is stretched to the lane's own."""


@dataclass(frozen=True)
class Lanes:
    """A way with other lags in each lane: its mean moved and its deviation stretched to what they make of them.

    With one spread on the way, or all lags longer by one factor, that is the very distribution; else it has its mean and its deviation.

    Attributes:
        way: with the plan's own lags.
        mean: days in each lane, (L,).
        stretch: deviation in each lane over the way's own, (L,).
    """

    way: Way
    mean: Array
    stretch: Array

    def waited(self, days: Array) -> Array:
        """G in each lane, (..., L) to the same."""
        late = np.maximum(days - self.mean, 0.0)
        return np.where(self._spreads, self._safe * self.way.waited(self._same(days)), late)

    def waited_twice(self, days: Array) -> Array:
        """H in each lane, (..., L) to the same."""
        late = np.maximum(days - self.mean, 0.0)
        return np.where(self._spreads, self._safe * self._safe * self.way.waited_twice(self._same(days)), late * late / 2)

    @property
    def _spreads(self) -> Flags:
        some: Flags = self.stretch > 0
        return some

    @property
    def _safe(self) -> Array:
        return np.where(self._spreads, self.stretch, 1.0)

    def _same(self, days: Array) -> Array:
        """The days of the plan's own way by which as many have come."""
        return self.way.mean + (days - self.mean) / self._safe


def lanes_of(planned: Array, lags: Array, spreads: tuple[tuple[float, ...], ...]) -> Lanes:
    """The way over conversions of spreads given, where the plan has lags (S,) and the lanes (L, S).

    A lag that the plan has not, but a lane has, spreads as it does in that lane.
    """
    reference = np.where(planned > 0, planned, np.where((lags > 0).any(axis=0), USUAL, 0.0))
    deviations = np.array([variation_of(spread) for spread in spreads])
    about = np.add.reduce((reference * deviations) ** 2)
    own = np.add.reduce((lags * deviations) ** 2, axis=1)
    stretch = np.sqrt(own / about) if about > 0 else np.zeros(len(lags))
    return Lanes(way_of(tuple(reference.tolist()), spreads), np.add.reduce(lags, axis=1), stretch)


@dataclass(frozen=True)
class Entering:
    """Buyers who enter evenly over stretches of days.

    Attributes:
        lanes: the way from entry to deal.
        bounds: days between the stretches, in each lane, (A + 1, L).
    """

    lanes: Lanes
    bounds: Array

    def closed(self, stretch: int, days: Array) -> Array:
        """Of those who are won of one stretch, the share that has closed by some days, (D,) to (D, L)."""
        return self._over(stretch, days, self.lanes.waited)

    def ran(self, stretch: int, days: Array) -> Array:
        """The integral of that share up to those days, (D,) to (D, L)."""
        return self._over(stretch, days, self.lanes.waited_twice)

    def _over(self, stretch: int, days: Array, integral: Callable[[Array], Array]) -> Array:
        first, last = self.bounds[stretch], self.bounds[stretch + 1]
        some = last > first
        risen = integral(days[:, None] - first) - integral(days[:, None] - last)
        return np.where(some, risen / np.where(some, last - first, 1.0), 0.0)


@dataclass(frozen=True)
class Waiting:
    """Buyers open on a day, who may have begun their way at any time: what is left of it has the density (1 - F) / mean.

    Over a way that takes all alike this is even over its days, as the plan has it. Source: D. R. Cox, Renewal Theory (1962), 5.1.

    Attributes:
        lanes: the way that they are on.
        opens: the day, in each lane, (L,).
    """

    lanes: Lanes
    opens: Array

    def closed(self, stretch: int, days: Array) -> Array:  # noqa: ARG002  # they are one stretch
        """The share that has closed by some days, (D,) to (D, L)."""
        waited = np.maximum(days[:, None] - self.opens, 0.0)
        return self._over_mean(waited - self.lanes.waited(waited), waited > 0)

    def ran(self, stretch: int, days: Array) -> Array:  # noqa: ARG002
        """The integral of that share up to those days, (D,) to (D, L)."""
        waited = np.maximum(days[:, None] - self.opens, 0.0)
        return self._over_mean(waited * waited / 2 - self.lanes.waited_twice(waited), waited)

    def _over_mean(self, risen: Array, at_once: Array | Flags) -> Array:
        mean = self.lanes.mean
        some = mean > 0
        return np.where(some, risen / np.where(some, mean, 1.0), at_once)


Coming = Entering | Waiting


def shares_of(coming: Coming, stretch: int, edges: Array) -> Array:
    """Of those who are won of one stretch, the share that closes in each month, (M, L); edges are days, (M + 1,)."""
    closed = coming.closed(stretch, edges)
    return np.maximum(closed[1:] - closed[:-1], 0.0)


def gone_of(coming: Coming, stretch: int, edges: Array) -> Array:
    """How much of its month is gone, on average, when they close, (M, L); half of it where nobody does."""
    closed, ran = coming.closed(stretch, edges), coming.ran(stretch, edges)
    shares = closed[1:] - closed[:-1]
    some = shares > SPECK
    inside = (ran[1:] - ran[:-1]) / (edges[1:] - edges[:-1])[:, None] - closed[:-1]
    return np.where(some, np.minimum(np.maximum(1 - inside / np.where(some, shares, 1.0), 0.0), 1.0), 0.5)


def entering_of(scenario: Scenario, plan: Outputs, inputs: Inputs) -> list[Entering | None]:
    """When buyers of each channel close, C of them; None where no lag on its way is known by more than its mean."""
    curve, found = plan_curve(plan), list[Entering | None]()
    delay = inputs.channel_lag - plan.inputs.channel_lag
    for position, spreads in enumerate(spreads_of(scenario)):
        way = slice(int(inputs.enters[position]), None)
        if not any(spreads[way]):
            found.append(None)
            continue
        lanes = lanes_of(plan.inputs.lags[0, position, way], inputs.lags[:, position, way], spreads[way])
        bounds = np.append(curve.starts[0, position], curve.ends[0, position, -1:])
        found.append(Entering(lanes, bounds[:, None] + delay[:, position]))
    return found


def waiting_of(scenario: Scenario, plan: Outputs, inputs: Inputs, hand: OnHand) -> list[Waiting | None]:
    """When those open in each stage close, N - 1 of them; None where no lag on the way is known by more than its mean.

    As in the plan they go at the channels' mean lags; a lag spreads as it does in all channels together, each by its share.
    """
    by_channel = spreads_of(scenario)
    spreads = [together([each[stage] for each in by_channel], plan.inputs.share[0]) for stage in range(plan.inputs.pipeline.shape[1])]
    planned, lags = (weighted_mean(each.lags, each.share / np.add.reduce(each.share, axis=1)[:, None]) for each in (plan.inputs, inputs))
    return [
        Waiting(lanes_of(planned[0, stage:], lags[:, stage:], tuple(spreads[stage:])), hand.opens[:, 0]) if any(spreads[stage:]) else None
        for stage in range(len(spreads))
    ]


def spread_over(scenario: Scenario, plan: Outputs) -> int:
    """How many months the deals of each stretch of each channel spread over, all added up: what a draw of them costs."""
    edges = plan.inputs.calendar.horizon_edges
    return sum(
        int(np.count_nonzero(shares_of(coming, stretch, edges) > SPECK))
        for coming in entering_of(scenario, plan, plan.inputs)
        if coming is not None
        for stretch in range(len(coming.bounds) - 1)
    )
