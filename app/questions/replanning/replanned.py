"""The answer of a replan: what is left of the goal, and the rest by channel, month and role, beside what the plan has in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.questions.late import Reach

State = Literal["open", "reached", "covered", "too_late", "ceiling"]


@dataclass(frozen=True)
class Pace:
    """What was won since the plan began, beside what it has won by then itself; its open pipeline's deals among it.

    Attributes:
        deals, planned_deals: how many deals were won, and by the plan.
        revenue, planned_revenue: what their first year is worth, money.
    """

    deals: float
    planned_deals: float
    revenue: float
    planned_revenue: float


@dataclass(frozen=True)
class ToWin:
    """The goal and what is left of it, money as the goal counts it: target + surplus = existing + committed + won + pipeline + left.

    Attributes:
        target, existing, committed: the goal, what existing customers bring, and what was signed before.
        won: what the deals won since bring by the end of the horizon.
        pipeline: what is open on the day brings.
        left: what is left to win by activity from the day on.
        surplus: what is brought beyond the goal.
        planned: what activity from the day on brings in the plan.
        under_way: what the plan's activity before the day still brings of entries after it; it is open nowhere, and in no other figure.
    """

    target: float
    existing: float
    committed: float
    won: float
    pipeline: float
    left: float
    surplus: float
    planned: float
    under_way: float


@dataclass(frozen=True)
class RestChannel:
    """What a channel does from the day on, planned and needed now; null at a ceiling, where there is no value.

    Attributes:
        key: the channel's.
        share: its share of the rest.
        revenue, planned_revenue: what it brings to the goal, money.
        deals, planned_deals: how many.
        activity, planned_activity: units.
        per_working_day, planned_per_working_day: units over all working days of the rest.
        peak_per_day, planned_peak_per_day: units on a working day of the busiest month.
        spend, planned_spend: media and vendors, money.
    """

    key: str
    share: float
    revenue: float
    planned_revenue: float
    deals: float
    planned_deals: float
    activity: float
    planned_activity: float
    per_working_day: float
    planned_per_working_day: float
    peak_per_day: float
    planned_peak_per_day: float
    spend: float
    planned_spend: float


@dataclass(frozen=True)
class RestMonth:
    """A month of the rest, that of the day with what is left of it; null where there is no value.

    Attributes:
        month: as 2027-04.
        deals, planned_deals: deals that close in it, the open pipeline's among them.
        pipeline_deals: of these, those of what is open on the day.
        activity, planned_activity: units by the channels' keys.
        per_working_day, planned_per_working_day: the same a working day.
        spend, planned_spend: media and vendors, money.
        heads, planned_heads: heads needed, in the scenario's order of roles.
        reach: what each channel can still do about deals that close in it, in the scenario's order; none for months before the horizon.
    """

    month: str
    deals: float
    planned_deals: float
    pipeline_deals: float
    activity: Mapping[str, float]
    planned_activity: Mapping[str, float]
    per_working_day: Mapping[str, float]
    planned_per_working_day: Mapping[str, float]
    spend: float
    planned_spend: float
    heads: tuple[float, ...]
    planned_heads: tuple[float, ...]
    reach: tuple[Reach, ...]


@dataclass(frozen=True)
class RestRole:
    """A role in the rest; null where a channel that it carries is at its ceiling.

    Attributes:
        role: what it is called.
        heads: people now.
        heads_peak, planned_heads_peak: most heads needed in a month.
        hires, planned_hires: heads to hire.
        hire_by: the month in which the first hire starts, as 2027-04; null where nobody is hired.
    """

    role: str
    heads: float
    heads_peak: float
    planned_heads_peak: float
    hires: float
    planned_hires: float
    hire_by: str | None


@dataclass(frozen=True)
class Replanned:
    """The requirements for the rest, beside what the plan has in it for the rest.

    Attributes:
        since, until: the days that were counted, first and last, ISO.
        today: the first day of the rest.
        state: "open" (there is something left to win, and the rest says how), "reached" (what was won reaches the goal), "covered" (it does
            with what is open), "too_late" (nothing that begins now closes in the horizon) or "ceiling" (a channel would have to bring more
            than it can).
        to_win: the goal and what is left of it.
        nearest: the target that is reached where nothing more closes: what there is and what is open; null in any other state.
        pace: what was won beside what the plan has won by then.
        under_way: entries into stages that the plan's activity before the day brings after it, by the stages' keys; not counted as open.
        pipeline_given: whether the open pipeline is that of the day; else it is what the scenario says.
        channels, months, team: the rest by channel, by month and by role.
        too_late: months of the rest that no channel reaches any more.
        at_ceiling: channels that would have to bring more than they can.
        next_spend: what the plan spends from the month of the day on for the period after, money, in no other figure; null without any.
        scenario: the scenario of the rest, as a document.
    """

    since: str
    until: str
    today: str
    state: State
    to_win: ToWin
    nearest: float | None
    pace: Pace
    under_way: Mapping[str, float]
    pipeline_given: bool
    channels: tuple[RestChannel, ...]
    months: tuple[RestMonth, ...]
    team: tuple[RestRole, ...]
    too_late: tuple[str, ...]
    at_ceiling: tuple[str, ...]
    next_spend: float | None
    scenario: Mapping[str, object]
