"""A plan book: the plans of several segments rolled up to one total, and the goal of the whole against the sum of its parts.

Stages are one where they have the same name, or else the same key; the last stage is the won deal, whatever it is called.
Channels are one where they have the same name. Plans of other horizons stand side by side: the book has all of their months.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from app.planner.faults import Fault
from app.planner.notes import ENDS, STRAINS
from app.planner.plan import Figure, Plan, PlanChannel, PlanStage, Severity, Status
from app.planner.rounding import currency_digits, minor_units, whole, whole_by_month, whole_list
from app.planner.scenario import Scenario

Part = tuple[str, Scenario, Plan]
Against = Literal["short", "met", "over"]
PARTS_LIMIT = 40
"""The most plans of a book."""
_GRAVEST: tuple[Status, ...] = ("infeasible", "at_risk", "ok", "met")


class UnfitBook(Exception):
    """Plans that cannot be added up; carries what is wrong, with the position of the part."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.pointer}: {fault.code}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class BookNote:
    """Something the reader of a book should know: a code and its figures."""

    code: str
    severity: Severity
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class BookLine:
    """Counts of a stage, or of a channel's entries, activity or deals, over the parts.

    Attributes:
        total: exact and whole; without a value, with the reason, where a part has none.
        months: the same for each month of the book.
        parts: the total of each part, 0 where a part has no such thing.
    """

    total: Figure
    months: tuple[Figure, ...]
    parts: tuple[Figure, ...]


@dataclass(frozen=True)
class BookMoney:
    """Money over the parts, to the minor unit; None where a part's is unknown. A channel's revenue has no months, as in its plan."""

    total: float | None
    months: tuple[float | None, ...]
    parts: tuple[float | None, ...]


@dataclass(frozen=True)
class BookStage:
    """A stage of the book, by the name and owner it has in the first part that has it."""

    key: str
    name: str
    owner: str
    entries: BookLine


@dataclass(frozen=True)
class BookChannel:
    """A channel of the book: what it brings and what it costs. Activity is added up where all parts count the same unit."""

    name: str
    deals: BookLine
    activity: BookLine | None
    activity_unit: str | None
    revenue: BookMoney
    spend: BookMoney


@dataclass(frozen=True)
class BookPart:
    """A part in one line; `share` is that of its goal in the sum of all goals, None where that is 0.

    `strains` are the codes of its plan's notes that put it at risk or out of reach, the gravest first.
    """

    name: str
    status: Status
    start: str
    months: int
    target: float
    share: float | None
    new_business: float
    deals: Figure
    spend: float | None
    people_cost: float
    strains: tuple[str, ...]


@dataclass(frozen=True)
class BookGoal:
    """The goal of the whole against the sum of its parts' goals.

    Attributes:
        target: as typed for the book; None where nothing is.
        parts: the sum of the parts' goals.
        difference: parts - target: what the parts lack, or aim at beyond it; None without a target.
        against: short, met or over; None without a target.
    """

    target: float | None
    parts: float
    difference: float | None
    against: Against | None


@dataclass(frozen=True)
class BookTotal:
    """Several plans as one: by month, channel and stage."""

    status: Status
    currency: str
    measure: str
    months: tuple[str, ...]
    before_start: tuple[bool, ...]
    goal: BookGoal
    parts: tuple[BookPart, ...]
    stages: tuple[BookStage, ...]
    channels: tuple[BookChannel, ...]
    revenue: BookMoney
    pipeline_revenue: BookMoney
    spend: BookMoney
    people_cost: float
    notes: tuple[BookNote, ...]


def roll_up(parts: Sequence[Part], target: float | None) -> BookTotal:
    """The total of several plans.

    Exact figures are the sums of the parts' exact figures. Whole ones are the cumulative ceiling of that sum, not the sum of the
    parts' ceilings: ten segments that need a tenth of a deal each need one deal together, and not ten; months still add up to the
    total and no running total is short. Beside it each part keeps its own whole figure, so these may add up to more.
    Money is added in minor units, so that the total is the sum of what the parts show.

    Args:
        parts: for each its name in the book (a segment), its scenario and its plan.
        target: the goal of the whole, in the parts' currency; None where none is typed.

    Raises:
        UnfitBook: with no part or too many, or where currencies or ways of counting revenue differ.
    """
    if faults := _faults(parts):
        raise UnfitBook(faults)
    return _Book(parts).total(target)


def _faults(parts: Sequence[Part]) -> list[Fault]:
    if not parts:
        return [Fault(("parts",), "book_empty")]
    if len(parts) > PARTS_LIMIT:
        return [Fault(("parts",), "too_many", {"given": len(parts), "limit": PARTS_LIMIT})]
    first, found = parts[0][2], []
    for position, (name, _, plan) in enumerate(parts):
        for code, given, expected in (
            ("book_currency", plan["currency"], first["currency"]),
            ("book_measure", plan["measure"], first["measure"]),
        ):
            if given != expected:
                found.append(Fault(("parts", position), code, {"part": name, "given": given, "expected": expected, "first": parts[0][0]}))
    return found


class _Book:
    """The parts, and the months and lines that they have in common."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.plans = [plan for _, _, plan in parts]
        self.digits = currency_digits(self.plans[0]["currency"])
        self.labels = _all_months(self.plans)
        self.places = {label: place for place, label in enumerate(self.labels)}

    def total(self, target: float | None) -> BookTotal:
        goal = self._goal(target)
        return BookTotal(
            status=min((plan["status"] for plan in self.plans), key=_GRAVEST.index),
            currency=self.plans[0]["currency"],
            measure=self.plans[0]["measure"],
            months=tuple(self.labels),
            before_start=tuple(label < min(plan["horizon"]["start"][:7] for plan in self.plans) for label in self.labels),
            goal=goal,
            parts=tuple(self._part(*part, goal.parts) for part in self.parts),
            stages=self._stages(),
            channels=self._channels(),
            revenue=self._money("revenue", lambda plan: plan["totals"]["revenue"]),
            pipeline_revenue=self._money("pipeline_revenue", lambda plan: plan["bridge"]["pipeline"]),
            spend=self._money("spend", lambda plan: plan["totals"]["spend"]),
            people_cost=self._sum([plan["totals"]["people_cost"] for plan in self.plans]) or 0.0,
            notes=tuple(self._notes(goal)),
        )

    # -- goal and parts

    def _goal(self, target: float | None) -> BookGoal:
        together = self._sum([plan["bridge"]["target"] for plan in self.plans]) or 0.0
        if target is None:
            return BookGoal(None, together, None, None)
        unit = 10**self.digits
        difference = minor_units(together, self.digits) - minor_units(target, self.digits)
        against: Against = "met" if difference == 0 else "short" if difference < 0 else "over"
        return BookGoal(target, together, difference / unit, against)

    def _part(self, name: str, scenario: Scenario, plan: Plan, together: float) -> BookPart:
        target = plan["bridge"]["target"]
        return BookPart(
            name=name,
            status=plan["status"],
            start=plan["horizon"]["start"][:7],
            months=plan["horizon"]["months"],
            target=target,
            share=target / together if together else None,
            new_business=plan["bridge"]["new_business"],
            deals=plan["totals"]["stages"][scenario.stage_keys[-1]],
            spend=plan["totals"]["spend"],
            people_cost=plan["totals"]["people_cost"],
            strains=tuple(dict.fromkeys(note["code"] for note in plan["notes"] if note["code"] in STRAINS | ENDS)),
        )

    def _notes(self, goal: BookGoal) -> Iterable[BookNote]:
        if goal.against == "short" and goal.difference is not None:
            yield BookNote("book_short", "warning", {"missing": -goal.difference, "target": goal.target, "parts": goal.parts})
        horizons = {(plan["horizon"]["start"][:7], plan["horizon"]["end"][:7]) for plan in self.plans}
        if len(horizons) > 1:
            first, last = min(start for start, _ in horizons), max(end for _, end in horizons)
            yield BookNote("book_horizons", "warning", {"first": first, "last": last, "horizons": len(horizons)})
        names = [name for name, _, plan in self.parts if plan["status"] in ("infeasible", "at_risk")]
        if names:
            yield BookNote("book_strained", "warning", {"parts": names})

    # -- stages and channels

    def _stages(self) -> tuple[BookStage, ...]:
        found = _lined_up([plan["stages"] for plan in self.plans])
        return tuple(
            BookStage(first["key"], first["name"], first["owner"], self._stage_line(keys))
            for first, keys in ((_first(row), row) for row in found)
        )

    def _stage_line(self, row: Sequence[PlanStage | None]) -> BookLine:
        totals, months = [], self._empty()
        for plan, stage in zip(self.plans, row, strict=True):
            totals.append(_NONE if stage is None else plan["totals"]["stages"][stage["key"]])
            if stage is not None:
                for month in plan["months"]:
                    months[self.places[month["month"]]].append(month["stages"][stage["key"]]["exact"])
        return _line(totals, months)

    def _channels(self) -> tuple[BookChannel, ...]:
        rows: dict[str, list[PlanChannel | None]] = {}
        for place, plan in enumerate(self.plans):
            for channel in plan["channels"]:
                row = rows.setdefault(_folded(channel["name"]), [None] * len(self.plans))
                # two channels of one plan that people call the same stay apart
                row = row if row[place] is None else rows.setdefault(f"{channel['name']}\0{channel['key']}", [None] * len(self.plans))
                row[place] = channel
        return tuple(self._channel(row) for row in rows.values())

    def _channel(self, row: Sequence[PlanChannel | None]) -> BookChannel:
        there = [channel for channel in row if channel is not None]
        units = {channel["activity_unit"] for channel in there}
        last = [plan["stages"][-1]["key"] for plan in self.plans]
        return BookChannel(
            name=there[0]["name"],
            deals=self._channel_line(row, lambda channel: channel["deals"], lambda month, place: month["stages"].get(last[place], _NONE)),
            activity=self._channel_line(row, lambda channel: channel["activity"], lambda month, _: month["activity"])
            if len(units) == 1
            else None,
            activity_unit=next(iter(units)) if len(units) == 1 else None,
            revenue=BookMoney(self._sum(_get(row, "revenue")), (), tuple(_get(row, "revenue"))),
            spend=self._channel_spend(row),
        )

    def _channel_line(self, row: Sequence[PlanChannel | None], total: Callable[..., Figure], of_month: Callable[..., Figure]) -> BookLine:
        totals, months = [], self._empty()
        for place, channel in enumerate(row):
            totals.append(_NONE if channel is None else total(channel))
            for month in channel["months"] if channel is not None else ():
                months[self.places[month["month"]]].append(of_month(month, place)["exact"])
        return _line(totals, months)

    def _channel_spend(self, row: Sequence[PlanChannel | None]) -> BookMoney:
        by_month = self._empty()
        for channel in row:
            for month in channel["months"] if channel is not None else ():
                by_month[self.places[month["month"]]].append(month["spend"])
        return BookMoney(self._sum(_get(row, "spend")), tuple(self._sum(each) for each in by_month), tuple(_get(row, "spend")))

    # -- money

    def _money(self, name: Literal["revenue", "pipeline_revenue", "spend"], total: Callable[[Plan], float | None]) -> BookMoney:
        by_month = self._empty()
        for plan in self.plans:
            for month in plan["months"]:
                by_month[self.places[month["month"]]].append(month[name])
        parts = [total(plan) for plan in self.plans]
        return BookMoney(self._sum(parts), tuple(self._sum(each) for each in by_month), tuple(parts))

    def _empty(self) -> list[list[float | None]]:
        """What the parts have in each month, nothing yet."""
        return [[] for _ in self.labels]

    def _sum(self, amounts: Iterable[float | None]) -> float | None:
        """Amounts added up in minor units; None where one of them is unknown."""
        minor = 0
        for amount in amounts:
            if amount is None:
                return None
            minor += minor_units(amount, self.digits)
        return float(minor / 10**self.digits)


_NONE: Figure = {"exact": 0.0, "whole": 0}


def _line(totals: Sequence[Figure], months: Sequence[Sequence[float | None]]) -> BookLine:
    """The totals of the parts as one, and what they have in each month; unknown where it is in one of them."""
    unknown = next((figure for figure in totals if figure["exact"] is None), None)
    exact = None if unknown is not None else math.fsum(figure["exact"] or 0.0 for figure in totals)
    total: Figure = {"exact": exact, "whole": None if exact is None else whole(exact)}
    if unknown is not None and "reason" in unknown:
        total["reason"] = unknown["reason"]
    sums = [math.fsum(each or 0.0 for each in month) for month in months]
    wholes = whole_list(whole_by_month(np.array(sums)))
    by_month: list[Figure] = [
        {"exact": None, "whole": None} if None in month else {"exact": each, "whole": rounded}
        for month, each, rounded in zip(months, sums, wholes, strict=True)
    ]
    return BookLine(total, tuple(by_month), tuple(totals))


def _all_months(plans: Sequence[Plan]) -> list[str]:
    """Every calendar month from the first of any plan to the last."""
    labels = [month["month"] for plan in plans for month in plan["months"]]
    labels += [plan["horizon"][end] for plan in plans for end in ("start", "end")]
    first, last = (int(label[:4]) * 12 + int(label[5:7]) - 1 for label in (min(labels), max(labels)))
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1)]


def _lined_up(lists: Sequence[Sequence[PlanStage]]) -> list[list[PlanStage | None]]:
    """Rows of the stages that are one, with a stage or None for each plan; first to last, the won deals in the last row."""
    rows: list[list[PlanStage | None]] = []
    for place, stages in enumerate(lists):
        before = -1
        for stage in stages[:-1]:
            at = _row_of(rows, stage, place)
            if at is None:
                at = before + 1
                rows.insert(at, [None] * len(lists))
            rows[at][place] = stage
            before = at
    return [*rows, [stages[-1] for stages in lists]]


def _row_of(rows: Sequence[Sequence[PlanStage | None]], stage: PlanStage, place: int) -> int | None:
    """The row of a stage of the same name, or else of the same key, that this plan has nothing in yet."""
    free = [at for at, row in enumerate(rows) if row[place] is None]
    for alike in (lambda each: _folded(each["name"]) == _folded(stage["name"]), lambda each: each["key"] == stage["key"]):
        for at in free:
            if any(alike(each) for each in rows[at] if each is not None):
                return at
    return None


def _first(row: Sequence[PlanStage | None]) -> PlanStage:
    return next(stage for stage in row if stage is not None)


def _get(row: Sequence[PlanChannel | None], name: Literal["revenue", "spend"]) -> list[float | None]:
    return [0.0 if channel is None else channel[name] for channel in row]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
