"""Turning levers: a scenario with other numbers in it, as lanes of the engine's arrays.

Turning a lever to many values at once gives a batch of as many lanes. Two inputs are more than one number. Who turns a share leaves less or
more to the others, which keep their proportions among themselves. Who turns a growth or a baseline moves the target with it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.planner.inputs import BATCHED, Inputs, compile_scenario
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.levers import GROWTH, HEADS, LOAD, PAY, SEASON, Lever, lever_at, levers_of, outside
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


def turn(scenario: Scenario, values: Mapping[str, Array]) -> Lanes:
    """The scenario with levers turned, a lane for each value.

    Args:
        scenario: what holds of everything else.
        values: by pointer, each (B,) or (1,).

    Raises:
        QuestionRefused: for a pointer that names no lever, or a value that its field does not take; paths are pointers.
    """
    turned = []
    levers = levers_of(scenario) if values else {}
    for pointer, given in values.items():
        lever = lever_at(scenario, pointer, pointer, among=levers)
        _see_that_it_fits(lever, pointer, given)
        turned.append((lever, given))
    return turn_levers(scenario, turned)


def turn_levers(scenario: Scenario, turned: Sequence[tuple[Lever, Array]]) -> Lanes:
    """As `turn`, for levers of the scenario that are known and values that their fields take, each (B,) or (1,).

    What a channel says for itself holds there, in whichever order it is turned beside what is common.
    """
    arrays = _Arrays(scenario, compile_scenario(scenario))
    for lever, given in sorted(turned, key=lambda item: item[0].pointer.startswith("/channels/")):
        for name, place in lever.slots:
            arrays.put(name, place, given)
    return arrays.lanes()


def _see_that_it_fits(lever: Lever, pointer: str, given: Array) -> None:
    wrong = outside(lever, given)
    if wrong.any():
        raise refuse("value_out_of_range", pointer, given=float(given[wrong][0]), low=lever.low, high=lever.high)


def turn_each(scenario: Scenario, levers: Sequence[tuple[Lever, Array]], *, also_plain: bool = False) -> Lanes:
    """Levers turned one at a time: the lanes of the first lever's values, then those of the next, all else as the scenario says.

    Every lane has the bits that `turn` gives it.

    Args:
        scenario: what holds of everything else.
        levers: each with its values, (b,); together B lanes.
        also_plain: whether a lane in which nothing is turned comes first.

    Raises:
        QuestionRefused: as `turn`.
    """
    first = int(also_plain)
    arrays = _Arrays(scenario, compile_scenario(scenario), first + sum(len(given) for _, given in levers))
    for lever, given in levers:
        _see_that_it_fits(lever, lever.pointer, given)
        for name, place in lever.slots:
            arrays.put(name, place, given, slice(first, first + len(given)))
        first += len(given)
    return arrays.lanes()


class _Arrays:
    """The engine's arrays and the team's while levers are turned; only what is touched is copied."""

    def __init__(self, scenario: Scenario, inputs: Inputs, batch: int = 1) -> None:
        self._scenario = scenario
        self._inputs = inputs
        self._batch = batch
        self._touched: dict[str, Array] = {}
        self._together: dict[str, list[tuple[slice, list[int]]]] = {}

    def put(self, name: str, place: tuple[int, ...], given: Array, lanes: slice = EVERY) -> None:
        """Put a value for each lane in one place; or only into some lanes, of as many as there will be."""
        now = self._touched.get(name)
        if now is None:
            now = self._start(name)
        count = self._batch if lanes != EVERY else len(given)
        if len(now) < count:
            now = np.repeat(now, count, axis=0)
        elif name not in self._touched:
            now = now.copy()
        where: tuple[slice | int, ...] = (lanes, *place)
        now[where] = given
        self._touched[name] = now
        if name in ("share", SEASON):
            self._note(self._together.setdefault(name, []), lanes, place[0])

    def _note(self, groups: list[tuple[slice, list[int]]], lanes: slice, position: int) -> None:
        """What is turned in the same lanes goes together."""
        if groups and groups[-1][0] == lanes:
            groups[-1][1].append(position)
        else:
            groups.append((lanes, [position]))

    def _follow(self, name: str, before: Array, follow: Callable[[Array, list[int]], Array]) -> Array:
        """What follows from shares or seasons in the lanes where they were turned; elsewhere what was before."""
        groups, touched = self._together[name], self._touched[name]
        if groups[0][0] == EVERY:
            return follow(touched, groups[0][1])
        found = np.repeat(before, self._batch, axis=0)
        for lanes, positions in groups:
            found[lanes] = follow(touched[lanes], positions)
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
            changed["target"] = self._now("baseline") * (1 + self._now(GROWTH))
        if SEASON in self._touched:
            changed["weights"] = self._follow(SEASON, self._inputs.weights, lambda turned, _: _normalised(turned))
        if "share" in self._touched:
            before = self._inputs.share
            changed["share"] = self._follow("share", before, lambda turned, positions: _with_shares(before, turned, positions))
        staff = Staff(self._now(HEADS), self._now(LOAD), self._now(PAY))
        return Lanes(self._scenario, self._inputs.vary(**changed) if changed else self._inputs, staff)


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


def changes_for(scenario: Scenario, values: Mapping[str, float]) -> list[tuple[str, float]]:
    """What to write into the scenario so that it says what turned levers mean: pointers and values, the other shares among them.

    Raises:
        QuestionRefused: as `turn`.
    """
    levers = {lever_at(scenario, pointer, pointer).pointer: value for pointer, value in values.items()}
    turned = [int(pointer.split("/")[2]) for pointer in levers if pointer.startswith("/channels/") and pointer.endswith("/share")]
    if turned:
        share = turn(scenario, {pointer: np.array([levers[pointer]]) for pointer in (f"/channels/{each}/share" for each in turned)})
        levers |= {f"/channels/{position}/share": value for position, value in enumerate(share.inputs.share[0].tolist())}
    return list(levers.items())
