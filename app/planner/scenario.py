"""A scenario: every assumption of a plan and its goal, each declared once.

Bounds, unit, default and help text of an input stand on its field here; the form, the JSON schema, the
command line and the engine read this one declaration. What no single field can know (shares that add up,
stages that exist) is checked in `faults`.
"""

import datetime as dt
from collections.abc import Callable
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticKnownError

from app.planner.faults import InvalidScenario, faults_in

Unit = Literal["money", "fraction", "days", "months", "count", "factor", "ratio", "date", "month", "text", "weight"]

TEXT_LENGTH = 200
LONG_TEXT_LENGTH = 10_000
MONEY_LIMIT = 1e15
MONTHS_LIMIT = 60
STAGES_LIMIT = 12
CHANNELS_LIMIT = 40
STEPS_LIMIT = 8
ROLES_LIMIT = 40
LAG_DAYS_LIMIT = 1100
LAG_QUANTILES_LIMIT = 100
IMPORTS_LIMIT = 20
IMPORT_LENGTH = 40
MEASURED_FIELDS = (
    "baseline_from",
    "share_from",
    "value_from",
    "yield_from",
    "amount_from",
    "lag_from",
    "seasonality_from",
    "pipeline_from",
)
"""What figures were measured from, by the names of their fields."""
SMALLEST_RATE = 1e-6
SMALLEST_NUMBER = 1e-9
"""The smallest number that is not zero."""
FIRST_MONTH = "2000-01"
SAFE_EMAILS_PER_MAILBOX = 20
"""E-mails one mailbox can send in a working day without landing in spam: the low end of what mailbox
providers and outreach vendors advise for a warmed-up mailbox. A scenario may set its own figure."""

# No control characters: a NUL fits SQLite and breaks PostgreSQL, and none of them can be seen.
_VISIBLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_LENGTH, pattern=_VISIBLE)]
LongText = Annotated[str, StringConstraints(max_length=LONG_TEXT_LENGTH, pattern=_VISIBLE)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Month = Annotated[str, StringConstraints(pattern=r"^(20\d\d|21[0-4]\d)-(0[1-9]|1[0-2])$")]
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
ImportId = Annotated[str, StringConstraints(min_length=1, max_length=IMPORT_LENGTH, pattern=r"^[A-Za-z0-9_-]+$")]


def _written_as_a_date(value: object) -> object:
    """A date, or its text as 2026-11-21: no time of day, and no number that could be taken for seconds."""
    if (
        isinstance(value, dt.datetime)
        or not isinstance(value, str | dt.date)
        or (isinstance(value, str) and len(value) != len("2026-11-21"))
    ):
        raise PydanticKnownError("date_from_datetime_parsing", {"error": "no plain date"})
    return value


Date = Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2149, 12, 31)), BeforeValidator(_written_as_a_date)]


def _a_whole_number(value: object) -> object:
    """Nothing that merely equals 1, as `true` does."""
    if type(value) is not int:
        raise PydanticKnownError("literal_error", {"expected": "1"})
    return value


SchemaNumber = Annotated[Literal[1], BeforeValidator(_a_whole_number)]


def _no_dust(value: float) -> float:
    """Nothing so small that dividing by it leaves the range of figures; zero is zero."""
    if value != 0 and abs(value) < SMALLEST_NUMBER:
        raise PydanticKnownError("greater_than_equal", {"ge": SMALLEST_NUMBER})
    return value


Number = Annotated[float, Field(strict=True, allow_inf_nan=False), AfterValidator(_no_dust)]
Count = Annotated[int, Field(strict=True)]


def _field(
    title: str,
    unit: Unit,
    help_text: str,
    *,
    default: object = ...,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    alias: str | None = None,
    left_out: Callable[[Any], bool] | None = None,
) -> Any:
    """One input's declaration: its label, unit, help, bounds and default; `left_out` says which value is not written into a document."""
    extra: dict[str, Any] = {"unit": unit}
    return Field(
        default, title=title, description=help_text, ge=ge, gt=gt, le=le, alias=alias, exclude_if=left_out, json_schema_extra=extra
    )


def _nothing(value: object) -> bool:
    """What a field that came after the first documents holds where it says nothing: left out, so that older documents keep their digest."""
    return not value


def _unsaid(value: object) -> bool:
    """As `_nothing`, where 0 says something."""
    return value is None


class Record(BaseModel):
    """The base of every part of a scenario: closed to unknown fields, and never changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_alias=True, validate_by_name=False, serialize_by_alias=True)


class Range(Record):
    """What a value could as well be: a 10th and a 90th percentile."""

    low: Number | None = _field("Low", "factor", "One time in ten it is lower than this.", default=None, ge=0, le=MONEY_LIMIT)
    high: Number | None = _field("High", "factor", "One time in ten it is higher than this.", default=None, ge=0, le=MONEY_LIMIT)


class Evidence(Record):
    """The counts behind a rate."""

    entered: Count = _field("Entered", "count", "How many entered the stage in the period.", ge=1, le=10**12)
    converted: Count = _field("Converted", "count", "How many of those reached the next stage.", ge=0, le=10**12)
    open: Count = _field(
        "Still open", "count", "How many may yet go on: neither converted nor failed.", default=0, ge=0, le=10**12, left_out=_nothing
    )


class Benchmark(Record):
    """A published range that stands beside an input. It never fills one in."""

    low: Number = _field("From", "fraction", "The lower end of the published range.", ge=0, le=1)
    high: Number = _field("To", "fraction", "The upper end of the published range.", ge=0, le=1)
    source: Name = _field("Source", "text", "Who published it, and where.")
    year: Count = _field("Year", "count", "The year of publication.", ge=1990, le=2200)
    grade: Literal["a", "b", "c"] = _field("Grade", "text", "a: method and sample given; b: sample given; c: neither.")


class Provenance(Record):
    """Where a rate came from, so that every figure can be traced to it."""

    basis: Literal["cohort", "snapshot"] | None = _field(
        "Basis",
        "text",
        "cohort: of those who entered, how many ever got there. snapshot: this month's over last stage's this month.",
        default=None,
    )
    period: Name | None = _field("Period", "text", "The period that was counted.", default=None)
    set_by: Name | None = _field("Set by", "text", "Who typed the value.", default=None)
    source: Name | None = _field("Source", "text", "The import or report it was read from.", default=None)
    imports: tuple[ImportId, ...] = Field(
        (), max_length=IMPORTS_LIMIT, title="Imports", description="The imports it was measured from.", exclude_if=_nothing
    )
    known_to: Date | None = Field(
        None,
        title="Known to",
        description="The last day the measured data knew of.",
        json_schema_extra={"unit": "date"},
        exclude_if=_nothing,
    )


class Measured(Provenance):
    """What a figure was measured from."""

    n: Count | None = _field("Counted", "count", "How many it rests on.", default=None, ge=0, le=10**12)


Lags = tuple[Annotated[Number, Field(ge=0, le=LAG_DAYS_LIMIT)], ...]


def _spread(title: str) -> Any:
    """The declaration of how single lags lie around their mean: lags of equally many buyers each, from the shortest to the longest.

    Of n values the i-th, from 0, is the (i + 1/2)/n quantile. Only their proportions count: `lag_days` is the mean, whatever theirs is, so
    that whoever types another mean, or has it drawn, keeps the shape. The plan knows means alone; draws run forward take the whole.
    """
    return Field(
        (),
        max_length=LAG_QUANTILES_LIMIT,
        title=title,
        description="How long each of equally many buyers took, shortest first. Only proportions count: their mean is the lag.",
        json_schema_extra={"unit": "days", "one_value": True},
        exclude_if=_nothing,
    )


def _measured(title: str, help_text: str) -> Any:
    """The declaration of what the figure beside it was measured from."""
    return Field(None, title=title, description=help_text, exclude_if=_nothing)


class Goal(Record):
    """What is to be reached, and how it is counted."""

    measure: Literal["bookings", "arr", "recognised"] = _field(
        "Measure",
        "text",
        "Bookings: a deal counts in full when it closes. ARR: recurring revenue at the end. Recognised: revenue earned by the end.",
        default="bookings",
    )
    baseline: Number = _field(
        "Baseline",
        "money",
        "What existing business brings at today's level: over the horizon, or recurring a year for ARR.",
        ge=0,
        le=MONEY_LIMIT,
    )
    growth: Number | None = _field("Growth", "fraction", "Growth over the baseline.", default=None, ge=-1, le=1000)
    target: Number | None = _field("Target", "money", "The figure to reach, instead of a growth.", default=None, ge=0, le=MONEY_LIMIT)
    next_growth: Number | None = _field(
        "Growth after", "fraction", "How much more new business the period after takes than this one.", default=None, ge=-1, le=1000
    )
    baseline_from: Measured | None = _measured("Baseline from", "What the baseline was measured from.")


class Existing(Record):
    """What customers you already have bring."""

    retention: Number = _field("Retention a year", "fraction", "Share of the baseline that stays over a year.", default=1.0, ge=0, le=1)
    retention_low: Number | None = _field(
        "Retention, low", "fraction", "One time in ten less stays than this.", default=None, ge=0, le=1, left_out=_unsaid
    )
    retention_high: Number | None = _field(
        "Retention, high", "fraction", "One time in ten more stays than this.", default=None, ge=0, le=1, left_out=_unsaid
    )
    expansion: Number = _field("Expansion a year", "fraction", "Upsell over a year, as a share of the baseline.", default=0.0, ge=0, le=10)
    expansion_low: Number | None = _field(
        "Expansion, low", "fraction", "One time in ten the upsell is less than this.", default=None, ge=0, le=10, left_out=_unsaid
    )
    expansion_high: Number | None = _field(
        "Expansion, high", "fraction", "One time in ten the upsell is more than this.", default=None, ge=0, le=10, left_out=_unsaid
    )
    committed: Number = _field(
        "Signed, not yet counted", "money", "Revenue signed but not in the baseline.", default=0.0, ge=0, le=MONEY_LIMIT
    )
    accounts: Number | None = _field("Accounts", "count", "How many customers the baseline comes from.", default=None, gt=0, le=1e12)


class Deal(Range):
    """What one won deal is worth."""

    value: Number = _field("First-year value", "money", "Mean first-year revenue of a won deal.", ge=0.01, le=1e12)
    variation: Number = _field("Variation", "fraction", "Standard deviation of deal values over their mean.", default=0.0, ge=0, le=10)
    gross_margin: Number | None = _field(
        "Gross margin", "fraction", "Share of revenue left after the cost of serving it.", default=None, ge=0, le=1
    )
    value_from: Measured | None = _measured("Value from", "What the deal value was measured from.")


class Stage(Record):
    """A named step of a buyer on the way to a deal."""

    key: Key = _field("Key", "text", "A short name in lower case, used in files and figures.")
    name: Name = _field("Name", "text", "What people call it.")
    owner: Literal["marketing", "sales"] = _field("Owner", "text", "Who answers for it.", default="marketing")
    definition: LongText = _field("Definition", "text", "When exactly a buyer counts as being here.", default="")


class Conversion(Range, Provenance):
    """From one stage to the next: how many, and how long it takes."""

    from_stage: Key = _field("From", "text", "The stage left.", alias="from")
    to_stage: Key = _field("To", "text", "The stage reached.", alias="to")
    rate: Number = _field("Rate", "fraction", "Of those who enter, the share that ever goes on.", ge=SMALLEST_RATE, le=1)
    lag_days: Number = _field("Lag", "days", "Mean days between entering the two stages.", default=0.0, ge=0, le=LAG_DAYS_LIMIT)
    evidence: Evidence | None = _field("Counted", "text", "The historical counts behind the rate.", default=None)
    benchmark: Benchmark | None = _field("Benchmark", "text", "A published range to hold the rate against.", default=None)
    lag_quantiles: Lags = _spread("Spread of the lag")
    lag_from: Measured | None = _measured("Lag from", "What the lag was measured from.")


class ConversionOverride(Range, Provenance):
    """What a channel does differently on the conversion from a stage."""

    rate: Number | None = _field("Rate here", "fraction", "The rate for this channel's buyers.", default=None, ge=SMALLEST_RATE, le=1)
    lag_days: Number | None = _field("Lag here", "days", "The lag for this channel's buyers.", default=None, ge=0, le=LAG_DAYS_LIMIT)
    evidence: Evidence | None = _field("Counted", "text", "The historical counts behind the rate.", default=None)
    lag_quantiles: Lags = _spread("Spread of the lag here")
    lag_from: Measured | None = _measured("Lag from", "What the lag was measured from.")


class ChannelDeal(Range):
    """What a channel's deals are worth, where that differs."""

    value: Number | None = _field(
        "Deal value here", "money", "Mean first-year revenue of this channel's deals.", default=None, ge=0.01, le=1e12
    )
    # It had no range in the first documents: declared once more to be left out of those that say none.
    low: Number | None = _field(
        "Low", "factor", "One time in ten it is lower than this.", default=None, ge=0, le=MONEY_LIMIT, left_out=_unsaid
    )
    high: Number | None = _field(
        "High", "factor", "One time in ten it is higher than this.", default=None, ge=0, le=MONEY_LIMIT, left_out=_unsaid
    )
    value_from: Measured | None = _measured("Value from", "What the deal value was measured from.")


class Step(Range):
    """What comes of a unit of the step before, on the way from the activity to the entry stage."""

    name: Key = _field("Step", "text", "What a unit of this step is.")
    yield_: Number = _field(
        "Yield", "factor", "Units of this step per unit of the one before; may exceed 1.", ge=SMALLEST_RATE, le=1e9, alias="yield"
    )
    yield_from: Measured | None = _measured("Yield from", "What the yield was measured from.")


class Cost(Range):
    """What a channel's activity costs in media or vendors. People are in the team."""

    per: Key | None = _field("Per", "text", "The activity or the step that is paid for.", default=None)
    amount: Number = _field("Amount", "money", "Money per unit.", default=0.0, ge=0, le=1e12)
    fixed_per_month: Number = _field(
        "Fixed a month", "money", "Money for every month in which the channel is active.", default=0.0, ge=0, le=1e12
    )
    amount_from: Measured | None = _measured("Amount from", "What the amount was measured from.")


class Capacity(Record):
    """The most activity that can be done."""

    per_working_day: Number | None = _field(
        "Most a working day", "count", "Units of activity in a working day.", default=None, ge=0, le=1e12
    )
    per_month: Number | None = _field("Most a month", "count", "Units of activity in a month.", default=None, ge=0, le=1e12)


class Outreach(Record):
    """A sequence of messages to each prospect that stops at a reply."""

    touches: Count = _field("Touches", "count", "Messages a prospect gets when no reply comes.", ge=1, le=50)
    reply_probability: Number = _field("Replies per prospect", "fraction", "Chance that a prospect replies to the sequence.", ge=0, le=1)
    per_mailbox: Number = _field(
        "E-mails per mailbox", "count", "E-mails one mailbox sends in a working day.", default=float(SAFE_EMAILS_PER_MAILBOX), gt=0, le=1e6
    )
    safe_per_mailbox: Number = _field(
        "Safe e-mails per mailbox",
        "count",
        "Above this rate a mailbox risks the spam folder.",
        default=float(SAFE_EMAILS_PER_MAILBOX),
        gt=0,
        le=1e6,
    )
    per_domain: Number = _field("Mailboxes per domain", "count", "Mailboxes that share one domain.", default=3.0, ge=1, le=1e6)


class Channel(Record):
    """A source of new business, from the thing a person does to the stage where buyers enter."""

    key: Key = _field("Key", "text", "A short name in lower case, used in files and figures.")
    name: Name = _field("Name", "text", "What people call it.")
    owner: Literal["marketing", "sales"] = _field("Owner", "text", "Who does it.", default="marketing")
    enters: Key = _field("Enters at", "text", "The stage at which its buyers enter the funnel.")
    share: Number = _field("Share", "fraction", "Share of the new revenue; all shares together make the whole.", ge=0, le=1)
    share_from: Measured | None = _measured("Share from", "What the share was measured from.")
    influenced: Number | None = _field(
        "Influenced", "fraction", "Share of the new revenue it touched without being its source; for information.", default=None, ge=0, le=1
    )
    activity: Key = _field("Activity", "text", "The thing a person controls: an email, a click, a post.")
    steps: tuple[Step, ...] = Field((), max_length=STEPS_LIMIT, title="Steps", description="From the activity to the entry stage.")
    lag_days: Number = _field("Activity to entry", "days", "Days from the activity to the entry.", default=0.0, ge=0, le=LAG_DAYS_LIMIT)
    cost: Cost = Field(Cost(), title="Cost", description="What it costs in media or vendors.")
    capacity: Capacity = Field(Capacity(), title="Capacity", description="The most that can be done.")
    ceiling: Number | None = _field(
        "Ceiling a month",
        "count",
        "Entries a month at which more activity brings no more; cost rises towards it.",
        default=None,
        gt=0,
        le=1e12,
    )
    conversions: dict[Key, ConversionOverride] = Field(
        {}, max_length=STAGES_LIMIT, title="Conversions here", description="What differs, by the stage left."
    )
    deal: ChannelDeal = Field(ChannelDeal(), title="Deal here", description="What its deals are worth, where that differs.")
    outreach: Outreach | None = Field(None, title="Outreach", description="A sequence of messages, its mailboxes and domains.")


class Role(Record):
    """People who carry an activity or a stage."""

    role: Name = _field("Role", "text", "What they are called.")
    handles: Key = _field("Handles", "text", "A channel, an activity or a stage, by its key.")
    load_per_head_per_month: Number = _field("Load a head", "count", "Units one person carries in a month.", gt=0, le=1e12)
    heads: Number = _field("Heads now", "count", "People doing it today.", default=0.0, ge=0, le=1e6)
    ramp_months: Number = _field("Ramp", "months", "Months from start to full load.", default=0.0, ge=0, le=60)
    cost_per_month: Number = _field("Cost a month", "money", "What one person costs in a month.", default=0.0, ge=0, le=1e12)


class SalesContent(Record):
    """How much of the content made is used by sales."""

    available: Count = _field("Assets available", "count", "Pieces of content that sales could use.", ge=0, le=10**9)
    used: Count = _field("Assets used", "count", "Pieces of content that sales did use.", ge=0, le=10**9)


class Scenario(Record):
    """Saved inputs. A plan is what the engine makes of them.

    Raises:
        InvalidScenario: on validation, when the parts do not fit each other.
    """

    schema_number: SchemaNumber = Field(1, alias="schema", title="Schema", description="The version of this document's shape.")
    name: Name = _field("Name", "text", "What the scenario is called.")
    currency: CurrencyCode = _field("Currency", "text", "ISO 4217 code.", default="USD")
    country: CountryCode = _field("Working days of", "text", "ISO 3166 code; sets weekend and public holidays.", default="US")
    start: Month = _field("Starts", "month", "First month of the horizon.")
    months: Count = _field("Months", "months", "Length of the horizon.", default=12, ge=1, le=MONTHS_LIMIT)
    today: Date | None = Field(
        None, title="Today", description="First day on which new activity can happen.", json_schema_extra={"unit": "date"}
    )
    goal: Goal = Field(title="Goal", description="What is to be reached.")
    existing: Existing = Field(Existing(), title="Customers", description="What customers you already have bring.")
    seasonality: tuple[Annotated[Number, Field(ge=0, le=1e9)], ...] | None = Field(
        None,
        max_length=MONTHS_LIMIT,
        title="Seasonality",
        description="One weight a month; only their proportions count.",
        json_schema_extra={"unit": "weight"},
    )
    seasonality_from: Measured | None = _measured("Seasonality from", "What the weights were measured from.")
    deal: Deal = Field(title="Deal", description="What one won deal is worth.")
    stages: tuple[Stage, ...] = Field(
        min_length=2, max_length=STAGES_LIMIT, title="Stages", description="From first to last; the last is the won deal."
    )
    conversions: tuple[Conversion, ...] = Field(
        max_length=STAGES_LIMIT - 1, title="Conversions", description="One for each stage and the next."
    )
    pipeline: dict[Key, Annotated[Number, Field(ge=0, le=1e12)]] = Field(
        {},
        max_length=STAGES_LIMIT,
        title="Open pipeline",
        description="How many are open in each stage today.",
        json_schema_extra={"unit": "count"},
    )
    pipeline_from: Measured | None = _measured("Pipeline from", "What the open pipeline was counted from.")
    channels: tuple[Channel, ...] = Field(
        min_length=1, max_length=CHANNELS_LIMIT, title="Channels", description="Where new business comes from."
    )
    team: tuple[Role, ...] = Field((), max_length=ROLES_LIMIT, title="Team", description="Who carries what.")
    content: SalesContent | None = Field(None, title="Sales content", description="Content made, and content used by sales.")

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        if faults := faults_in(self):
            raise InvalidScenario(faults)
        return self

    @cached_property
    def stage_keys(self) -> tuple[str, ...]:
        """The stages' keys, first to last."""
        return tuple(stage.key for stage in self.stages)

    @cached_property
    def ordered_conversions(self) -> tuple[Conversion, ...]:
        """The conversions in the order of the stages they leave."""
        by_stage = {conversion.from_stage: conversion for conversion in self.conversions}
        return tuple(by_stage[key] for key in self.stage_keys[:-1])
