"""Two scenarios as one set of parts that changed, and lanes in which each part stands as in the one or as in the other.

Levers of both are parts of their own. Shares are one part, as none can change alone; so are the weights of a season, a growth that became
a target, and the day that is today. What no lever can turn (other stages, channels, steps, months, a measure, a country) is one part more,
the *frame*: lanes have it from the one scenario or from the other whole, and the levers that both have are turned in either. Where the
channels differ, the shares belong to the frame; where the months do, the season does.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.planner.goal import target_of
from app.planner.inputs import compile_scenario
from app.planner.rounding import Array, Flags
from app.planner.scenario import Scenario
from app.questions.explaining.matching import differing, frame_of, named_levers
from app.questions.levers import Lever
from app.questions.turning import Lanes, turn_levers

Kind = Literal["lever", "shares", "season", "goal", "today", "frame"]
Choose = Callable[[str, Array | float, Array | float], Array]
"""By the name of a part: the first where it stands as before, the second where it stands as after, (L,) or (L, x)."""

LIMITS = ("ceiling", "capacity_per_day", "capacity_per_month")
SHARES, SEASON, TODAY, GOAL, FRAME = "/channels/share", "/seasonality", "/today", "/goal", "/"


@dataclass(frozen=True)
class Changed:
    """One part that changed.

    Attributes:
        name: its pointer with names in place of positions; "/" for the frame.
        kind: what it is.
        pointers: what of the scenarios belongs to it, with names.
        before, after: the lever's value; None for a limit that is not there, and for what is more than one number.
    """

    name: str
    kind: Kind
    pointers: tuple[str, ...]
    before: float | None = None
    after: float | None = None


def _general(name: str) -> str:
    """What a channel's own input stands in for: /conversions/sql/rate for /channels/mail/conversions/sql/rate."""
    return "/" + "/".join(name.split("/")[3:])


class Pair:
    """Two scenarios, and what changed from the first to the second."""

    def __init__(self, first: Scenario, second: Scenario) -> None:
        self.first, self.second = first, second
        self._levers = named_levers(first), named_levers(second)
        frames = frame_of(first), frame_of(second)
        self._frame = differing(*frames)
        self._same_channels = {channel.key for channel in first.channels} == {channel.key for channel in second.channels}
        self._same_months = first.months == second.months
        self._same_goal = (first.goal.target is None) == (second.goal.target is None)
        self.parts = tuple(sorted(self._parts(), key=lambda part: part.name))

    def _parts(self) -> Iterator[Changed]:
        before, after = self._levers
        for name in before:
            if name in after and self._turns(name) and self._differs(name):
                yield Changed(name, "lever", (name,), before[name].value, after[name].value)
        yield from self._groups()
        only = [name for name in differing(before, after) if (name in before) != (name in after) and self._belongs_to_frame(name)]
        if self._frame or only:
            yield Changed(FRAME, "frame", tuple(dict.fromkeys(map(self._whole, (*self._frame, *only)))))

    def _whole(self, name: str) -> str:
        """What a pointer of the frame is about: the whole channel or role where only one scenario has it."""
        parts = name.split("/")
        if parts[1] not in ("channels", "team"):
            return name
        whole = "/".join(parts[:3])
        there = [any(other.startswith(f"{whole}/") for other in levers) for levers in self._levers]
        return name if all(there) else whole

    def _groups(self) -> Iterator[Changed]:
        first, second = self.first, self.second
        shares = tuple(f"/channels/{channel.key}/share" for channel in first.channels)
        before, after = self._levers
        if self._same_channels and (moved := tuple(name for name in shares if before[name].value != after[name].value)):
            yield Changed(SHARES, "shares", moved)
        if self._same_months and not np.array_equal(compile_scenario(first).weights, compile_scenario(second).weights):
            yield Changed(SEASON, "season", (SEASON,))
        if first.today != second.today:
            yield Changed(TODAY, "today", (TODAY,))
        if not self._same_goal:
            yield Changed(GOAL, "goal", ("/goal/growth", "/goal/target"))

    def _turns(self, name: str) -> bool:
        """Whether a lever that both have is a part of its own."""
        return not (name.startswith("/seasonality/") or name.endswith("/share"))

    def _belongs_to_frame(self, name: str) -> bool:
        """Whether a lever that only one has is part of the frame: a season and a goal of another kind are parts themselves."""
        if name.startswith("/seasonality/"):
            return not self._same_months
        return not name.startswith("/goal/")

    def _differs(self, name: str) -> bool:
        first, second = self._levers[0][name], self._levers[1][name]
        if first.value != second.value:
            return first.stated or second.stated
        if first.stated == second.stated or _general(name) not in self._levers[0]:
            return False
        return self._differs(_general(name))

    def lanes(self, after: Flags) -> list[tuple[Flags, Lanes]]:
        """Lanes in which each part stands as in the second scenario where `after`, (L, P), says so: by frame, with the lanes it is for."""
        names = [part.name for part in self.parts]
        framed = after[:, names.index(FRAME)] if FRAME in names else np.zeros(len(after), dtype=bool)
        found = []
        for side, scenario in enumerate((self.first, self.second)):
            mine: Flags = framed == bool(side)
            if mine.any():
                found.append((mine, self._turned(scenario, side, after[mine])))
        return found

    def _turned(self, scenario: Scenario, side: int, after: Flags) -> Lanes:
        places = {part.name: place for place, part in enumerate(self.parts)}

        def choose(name: str, before: Array | float, then: Array | float) -> Array:
            where = after[:, places[name]] if name in places else np.full(len(after), bool(side))
            where = where if np.ndim(before) < 2 else where[:, None]
            return np.where(where, then, before)

        levers = self._levers[side]
        turned: list[tuple[Lever, Array]] = []
        limits: list[tuple[Lever, Array]] = []
        for part in self.parts:
            if part.kind == "lever":
                values = self._values(part.name, choose)
                absent = levers[part.name].value is None or part.before is None or part.after is None
                (limits if absent else turned).append((levers[part.name], values))
        lanes = turn_levers(scenario, turned)
        return dataclasses.replace(lanes, inputs=lanes.inputs.vary(**self._arrays(lanes, limits, choose, len(after))))

    def _values(self, name: str, choose: Choose) -> Array:
        """A lever's value in each lane; where a scenario leaves it to what is common, it follows that."""
        return choose(name, *(self._value(lever, name, choose) for lever in (levers[name] for levers in self._levers)))

    def _value(self, lever: Lever, name: str, choose: Choose) -> Array | float:
        if not lever.stated and name.startswith("/channels/") and _general(name) in self._levers[0]:
            return self._values(_general(name), choose)
        return np.inf if lever.value is None else lever.value

    def _arrays(self, lanes: Lanes, limits: Sequence[tuple[Lever, Array]], choose: Choose, count: int) -> dict[str, Array]:
        """What turning levers does not reach: limits that are there in one scenario alone, and the parts that are more than one number."""
        arrays: dict[str, Array] = {}
        for lever, values in limits:
            ((name, place),) = lever.slots
            if name in LIMITS:
                now = arrays.get(name, np.repeat(getattr(lanes.inputs, name), 1 if len(getattr(lanes.inputs, name)) > 1 else count, axis=0))
                now[:, place[0]] = values
                arrays[name] = now
        kinds = {part.kind for part in self.parts}
        if "shares" in kinds:
            order = [channel.key for channel in lanes.scenario.channels]
            before, after = ({channel.key: channel.share for channel in each.channels} for each in (self.first, self.second))
            arrays["share"] = choose(SHARES, np.array([[before[key] for key in order]]), np.array([[after[key] for key in order]]))
        if "season" in kinds:
            arrays["weights"] = choose(SEASON, *(compile_scenario(each).weights for each in (self.first, self.second)))
        if "today" in kinds:
            arrays["today"] = choose(TODAY, *(_day(each, lanes.scenario) for each in (self.first, self.second)))
        if "goal" in kinds:
            baseline = self._values("/goal/baseline", choose)
            arrays["target"] = choose(GOAL, *(target_of(each.goal, baseline) for each in (self.first, self.second)))
        return arrays


def _day(scenario: Scenario, frame: Scenario) -> float:
    """Today as a day of another frame's horizon."""
    inputs = compile_scenario(scenario)
    return float(inputs.today[0]) + (inputs.calendar.start - compile_scenario(frame).calendar.start).days
