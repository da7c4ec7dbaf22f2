"""Lanes: a scenario as the engine's arrays with some of its numbers turned, and the team's beside them.

Two inputs are more than one number. Who turns a share leaves less or more to the others, which keep their proportions among themselves. Who
turns a growth or a baseline moves the target with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.planner.goal import grown
from app.planner.inputs import BATCHED, Inputs
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.levers import GROWTH, HEADS, LOAD, PAY, SEASON, Lever
from app.questions.refused import refuse

EVERY = slice(None)
"""All lanes."""


@dataclass(frozen=True)
class Staff:
    """The team's numbers, each (B, R) or (1, R); R roles.

    Attributes:
        heads: people today.
        load: units that one of them carries in a month.
        pay: what one costs in a month, money.
    """

    heads: Array
    load: Array
    pay: Array


@dataclass(frozen=True)
class Lanes:
    """A scenario with some levers turned: what the engine evaluates, and the team beside it."""

    scenario: Scenario
    inputs: Inputs
    staff: Staff

    @property
    def batch(self) -> int:
        """How many lanes there are."""
        return max(self.inputs.batch, *(len(part) for part in (self.staff.heads, self.staff.load, self.staff.pay)))

    def lanes(self, first: int, last: int) -> "Lanes":
        """The lanes [first, last), as views."""
        parts = (part[first:last] if len(part) > 1 else part for part in (self.staff.heads, self.staff.load, self.staff.pay))
        return Lanes(self.scenario, self.inputs.lanes(first, last), Staff(*parts))


class Arrays:
    """The engine's arrays and the team's while levers are turned; only what is touched is copied."""

    def __init__(self, scenario: Scenario, inputs: Inputs, batch: int = 1) -> None:
        self._scenario = scenario
        self._inputs = inputs
        self._batch = batch
        self._touched: dict[str, Array] = {}
        self._together: dict[str, list[tuple[slice, list[int]]]] = {}

    def put(self, name: str, place: tuple[int, ...], given: Array) -> None:
        """Put a value for each lane in one place."""
        now = self._touched.get(name)
        if now is None:
            now = self._start(name)
        if len(now) < len(given):
            now = np.repeat(now, len(given), axis=0)
        elif name not in self._touched:
            now = now.copy()
        where: tuple[slice | int, ...] = (EVERY, *place)
        now[where] = given
        self._touched[name] = now
        if name in ("share", SEASON):
            self._note(self._together.setdefault(name, []), EVERY, place[0])

    def put_each(self, levers: Sequence[tuple[Lever, Array]], first: int) -> None:
        """Put levers one at a time: values of the first from the lane `first` on, then those of the next. Each array is filled at once."""
        places = _Places()
        for lever, given in levers:
            lanes = slice(first, first + len(given))
            for name, place in lever.slots:
                places.add(name, lanes, place, given)
                if name in ("share", SEASON):
                    self._note(self._together.setdefault(name, []), lanes, place[0])
            first = lanes.stop
        for name in places.names:
            now = np.repeat(self._start(name), self._batch, axis=0)
            places.put(name, now)
            self._touched[name] = now

    def _note(self, groups: list[tuple[slice, list[int]]], lanes: slice, position: int) -> None:
        """What is turned in the same lanes goes together."""
        if groups and groups[-1][0] == lanes:
            groups[-1][1].append(position)
        else:
            groups.append((lanes, [position]))

    def _shares(self) -> Array:
        """Shares that follow in the lanes where some were turned; elsewhere what was before."""
        groups, touched, before = self._together["share"], self._touched["share"], self._inputs.share
        if groups[0][0] == EVERY:
            return _with_shares(before, touched, groups[0][1])
        found = np.repeat(before, self._batch, axis=0)
        for lanes, positions in groups:
            found[lanes] = _with_shares(before, touched[lanes], positions)
        return found

    def _weights(self) -> Array:
        """Seasons in the lanes where they were turned, each as typed over its sum; elsewhere what was before."""
        groups, touched = self._together[SEASON], self._touched[SEASON]
        if groups[0][0] == EVERY:
            return _normalised(touched)
        lanes = np.concatenate([np.arange(lanes.start, lanes.stop) for lanes, _ in groups])
        found = np.repeat(self._inputs.weights, self._batch, axis=0)
        found[lanes] = _normalised(touched[lanes])
        return found

    def _start(self, name: str) -> Array:
        """What an array holds while no lever is turned, one lane."""
        scenario = self._scenario
        if name in BATCHED:
            found: Array = getattr(self._inputs, name)
            return found
        if name == GROWTH:
            return np.array([scenario.goal.growth or 0.0])
        if name == SEASON:
            return np.array([scenario.seasonality or ()], dtype=float)
        return np.array([[getattr(role, name) for role in scenario.team]], dtype=float).reshape(1, len(scenario.team))

    def _now(self, name: str) -> Array:
        found = self._touched.get(name)
        return self._start(name) if found is None else found

    def lanes(self) -> Lanes:
        """Everything that follows from what was turned."""
        changed = {name: array for name, array in self._touched.items() if name in BATCHED}
        if self._scenario.goal.target is None and {GROWTH, "baseline"} & self._touched.keys():
            changed["target"] = grown(self._now("baseline"), self._now(GROWTH))
        if SEASON in self._touched:
            changed["weights"] = self._weights()
        if "share" in self._touched:
            changed["share"] = self._shares()
        staff = Staff(self._now(HEADS), self._now(LOAD), self._now(PAY))
        return Lanes(self._scenario, self._inputs.vary(**changed) if changed else self._inputs, staff)


class _Places:
    """Where values go in arrays of many lanes, gathered by array."""

    def __init__(self) -> None:
        self._gathered: dict[str, tuple[list[int], list[tuple[int, ...]], list[float]]] = {}

    @property
    def names(self) -> Sequence[str]:
        """The arrays that are touched."""
        return list(self._gathered)

    def add(self, name: str, lanes: slice, place: tuple[int, ...], given: Array) -> None:
        """Values for one place of an array, a lane each."""
        rows, places, values = self._gathered.setdefault(name, ([], [], []))
        rows.extend(range(lanes.start, lanes.stop))
        places.extend([place] * len(given))
        values.extend(given.tolist())

    def put(self, name: str, array: Array) -> None:
        """Put them into the array, of all lanes."""
        rows, places, values = self._gathered[name]
        array[(np.array(rows), *np.array(places, dtype=np.intp).T)] = values


def _normalised(weights: Array) -> Array:
    total = np.add.reduce(weights, axis=1)[:, None]
    if not (total > 0).all():
        raise refuse("no_season", "/seasonality")
    shape: Array = weights / total
    return shape


def _with_shares(before: Array, turned: Array, positions: Sequence[int]) -> Array:
    """Shares of which some were turned: the others have the rest, in the proportions that they had; (B, C).

    Raises:
        QuestionRefused: where those turned come to more than the whole, or to less with nobody to take the rest.
    """
    share = turned.copy()
    own = np.zeros(share.shape[1], dtype=bool)
    own[list(positions)] = True
    taken = np.add.reduce(share[:, own], axis=1)
    rest = np.add.reduce(before[:, ~own], axis=1)
    left = 1 - taken
    dust = 1e-9
    if (left < -dust).any():
        raise refuse("shares_over", f"/channels/{positions[-1]}/share", total=float(taken.max()))
    if rest[0] <= 0 and (np.abs(left) > dust).any():
        raise refuse("shares_under", f"/channels/{positions[-1]}/share", total=float(taken[np.abs(left).argmax()]))
    if rest[0] > 0:
        share[:, ~own] = before[:, ~own] * (np.maximum(left, 0.0) / rest)[:, None]
    return share
