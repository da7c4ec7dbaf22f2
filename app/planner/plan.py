"""What a plan looks like from outside: the same JSON from the API, the command line and the exporters.

These types describe plain dictionaries, because a plan is written far more often than it is read back: nothing is
validated on the way out, and the tests hold the engine to these shapes. Exact figures are unrounded; whole ones
come from `rounding`; money is rounded to the currency's minor unit. A figure without a value is null with a
reason beside it.
"""

from typing import Literal, NotRequired

from typing_extensions import TypedDict

Status = Literal["ok", "at_risk", "met", "infeasible"]
Severity = Literal["info", "warning", "error"]


class Figure(TypedDict):
    """A count, exact and as a whole number that is never short."""

    exact: float | None
    whole: float | None
    reason: NotRequired[str]


class Bridge(TypedDict):
    """From baseline to target; the parts sum to target + surplus, to the minor unit."""

    baseline: float
    churned: float
    expanded: float
    committed: float
    pipeline: float
    new_business: float
    surplus: float
    target: float


class WorkingDayRate(TypedDict):
    """Units of activity on a working day: over all months of the window, and in the busiest one."""

    mean: float | None
    peak: float | None
    peak_month: str | None
    reason: NotRequired[str]


class ServesNext(TypedDict):
    """What is done inside this horizon for deals of the period after."""

    stages: dict[str, float]
    spend: float


class Totals(TypedDict):
    """The plan in one line: everything that serves this goal."""

    stages: dict[str, Figure]
    before_start: dict[str, Figure]
    revenue: float | None
    spend: float | None
    people_cost: float
    hires_cost: float
    pipeline_deals: float
    moved_deals: float
    per_working_day: dict[str, WorkingDayRate]
    next: ServesNext | None


class PlanMonth(TypedDict):
    """A calendar month, before the start or inside the horizon."""

    month: str
    before_start: bool
    working_days: int
    stages: dict[str, Figure]
    revenue: float
    pipeline_deals: float
    pipeline_revenue: float
    spend: float | None
    next: NotRequired[ServesNext]


class ChannelMonth(TypedDict):
    """What a channel does in a month, and what enters each stage because of it."""

    month: str
    activity: Figure
    per_working_day: float | None
    working_days: int
    steps: dict[str, float | None]
    stages: dict[str, Figure]
    spend: float | None
    over_capacity: float
    reason: NotRequired[str]


class OutreachNeed(TypedDict):
    """Prospects, e-mails and what sends them."""

    emails_per_prospect: float
    prospects: Figure
    prospects_per_working_day: float | None
    mailboxes: float
    domains: float


class PlanChannel(TypedDict):
    """A channel's part of the plan."""

    key: str
    name: str
    owner: str
    enters: str
    share: float
    share_used: float
    activity_unit: str
    activity: Figure
    entries: Figure
    deals: Figure
    revenue: float | None
    influenced_revenue: float | None
    spend: float | None
    cac: float | None
    cycle_days: float
    window: tuple[str, str] | None
    moved_deals: float
    peak_use: float | None
    outreach: OutreachNeed | None
    months: list[ChannelMonth]


class RoleMonth(TypedDict):
    """Work for a role in a month, and heads to hire at its start."""

    month: str
    load: float
    heads_needed: float
    hires: float


class PlanRole(TypedDict):
    """Heads against work."""

    role: str
    handles: str
    heads: float
    heads_peak: float
    hires: float
    hire_by: str | None
    months: list[RoleMonth]


class Kpi(TypedDict):
    """A key figure, or the reason why it has no value."""

    key: str
    value: float | None
    unit: str
    formula: str
    reason: str | None
    stage: NotRequired[str]


class Note(TypedDict):
    """Something the reader should know: a code and its figures; the edge adds the message."""

    code: str
    severity: Severity
    message: NotRequired[str]
    channel: NotRequired[str]
    role: NotRequired[str]
    stage: NotRequired[str]
    months: NotRequired[list[str]]
    values: dict[str, object]
    ways_out: NotRequired[list[dict[str, object]]]


class Proof(TypedDict):
    """The whole-number targets run forward, against the goal."""

    entries: dict[str, float]
    brings: float
    goal: float
    over: float


class Horizon(TypedDict):
    """The months planned for, and the first one with anything to do."""

    start: str
    end: str
    months: int
    first_month: str
    today: str | None


class PlanStage(TypedDict):
    """A stage as the scenario names it."""

    key: str
    name: str
    owner: str


class Plan(TypedDict):
    """What the engine makes of a scenario."""

    status: Status
    name: str
    measure: str
    currency: str
    stages: list[PlanStage]
    horizon: Horizon
    bridge: Bridge
    totals: Totals
    months: list[PlanMonth]
    channels: list[PlanChannel]
    team: list[PlanRole]
    kpis: list[Kpi]
    notes: list[Note]
    proof: Proof | None


class TraceValue(TypedDict):
    """A value inside a formula."""

    name: str
    value: float
    unit: str


class TraceStep(TypedDict):
    """One line of a calculation: the formula in words, the same with values, and the result; `channel` where it is of one."""

    name: str
    channel: NotRequired[str]
    formula: str
    values: list[TraceValue]
    result: float
    unit: str


class TraceSource(TypedDict):
    """An assumption at the end of a trace: where it stands in the scenario, and where it came from."""

    pointer: str
    name: str
    value: object
    unit: str
    origin: Literal["typed", "counted", "default", "calendar"]
    detail: dict[str, object]


class Trace(TypedDict):
    """How a figure of a plan came about, from the figure down to the assumptions."""

    figure: str
    steps: list[TraceStep]
    sources: list[TraceSource]


class ForwardMonth(TypedDict):
    """What given activity brings in a month."""

    month: str
    stages: dict[str, float]
    deals: float
    revenue: float


class ForwardChannel(TypedDict):
    """What a channel's given activity brings."""

    key: str
    activity: float
    entries: float
    deals: float
    deals_in_horizon: float
    revenue: float
    spend: float | None


class Forward(TypedDict):
    """What given activity brings by the end of the horizon, against the goal."""

    measure: str
    currency: str
    goal: float
    existing: float
    committed: float
    pipeline: float
    new_business: float
    total: float
    over: float
    deals: float
    deals_after_horizon: float
    spend: float | None
    months: list[ForwardMonth]
    channels: list[ForwardChannel]
