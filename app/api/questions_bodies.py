"""What is sent with a question: a scenario or the id of one that is kept, and what is asked of it."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidatorFunctionWrapHandler, WithJsonSchema, WrapValidator

from app.api.bodies import BodyRecord, VersionNumber
from app.planner.scenario import MONEY_LIMIT, MONTHS_LIMIT, Count, Date, Number, Scenario
from app.questions.compare import MOST as SCENARIOS_MOST
from app.questions.mixing.frontier import FRONTIER_POINTS
from app.questions.odds.draws import FEWEST as DRAWS_FEWEST
from app.questions.odds.draws import MOST as DRAWS_MOST
from app.questions.odds.indices import FEWEST as POINTS_FEWEST
from app.questions.odds.indices import MOST as POINTS_MOST
from app.questions.odds.quantiles import LEVELS, LEVELS_LIMIT
from app.questions.replanning.actuals import DEALS_LIMIT
from app.questions.sensitivity import LEVERS_LIMIT
from app.questions.sweeping.digest import QUANTILES, TOP, TOP_LIMIT
from app.questions.sweeping.space import LANES_LIMIT

POINTER_LENGTH = 200
AXES_LIMIT = 10
HELD_LIMIT = 100
OUTPUTS_LIMIT = 200
FRONTIER_LIMIT = 400
SEED_MOST = 2**64 - 1

Pointer = Annotated[str, StringConstraints(min_length=1, max_length=POINTER_LENGTH)]
Pointers = Annotated[tuple[Pointer, ...], Field(max_length=OUTPUTS_LIMIT)]
Levels = Annotated[tuple[Annotated[Number, Field(gt=0, lt=1)], ...], Field(min_length=1, max_length=LEVELS_LIMIT)]
Fraction = Annotated[Number, Field(ge=0, le=1)]


def _or_as_written(value: object, number: ValidatorFunctionWrapHandler) -> object:
    """A month, a day or none as they are written; anything else is a number. Which it must be, the input or the output says."""
    return value if value is None or isinstance(value, str) else number(value)


Written = Annotated[Number, WrapValidator(_or_as_written), WithJsonSchema({"type": ["number", "string", "null"], "maxLength": 40})]
Lines = Annotated[tuple[dict[Pointer, Number], ...], Field(max_length=LANES_LIMIT)]
Format = Literal["statistics", "map", "columns", "csv", "ndjson", "parquet", "arrow"]

_OUTPUT = "A figure of the plan, as a JSON pointer: /totals/spend, /channels/cold_email/entries, /team/0/heads_peak."
_INPUT = "A number of the scenario, as a JSON pointer with positions or keys: /goal/growth, /channels/cold_email/share."


class KeptScenario(BodyRecord):
    """A scenario that is kept."""

    id: Pointer = Field(title="Id", description="Its id.")
    version: VersionNumber | None = Field(None, title="Version", description="Its version; left out, the newest.")


class AskedOfOne(BodyRecord):
    """A question about one scenario: sent along, or one that is kept."""

    scenario: Scenario | None = Field(None, title="Scenario", description="The scenario; left out, the one that is kept.")
    id: Pointer | None = Field(None, title="Id", description="The id of a scenario that is kept, in place of one sent along.")
    version: VersionNumber | None = Field(None, title="Version", description="Its version; left out, the newest.")


class AskedOfSeveral(BodyRecord):
    """A question about several scenarios, each sent along or kept."""

    scenarios: Annotated[tuple[dict[str, Any], ...], Field(min_length=1, max_length=SCENARIOS_MOST)] = Field(
        title="Scenarios",
        description="Scenarios, or {id, version} of those that are kept; the first is what others are held against.",
    )


class SolveRequest(AskedOfOne):
    """The value of one input at which an output is what is wanted."""

    input: Pointer = Field(title="Input", description=f"What is looked for. {_INPUT} Or the day /today.")
    output: Pointer = Field(title="Output", description=f"What shall come of it. {_OUTPUT} Or the month /totals/last_too_late.")
    wanted: Written = Field(
        title="Wanted",
        description="What the output shall be: a number; for one that is a month, the month as 2027-03, or null for none.",
    )
    held: Annotated[dict[Pointer, Number], Field(max_length=HELD_LIMIT)] = Field(
        {}, title="Held", description="Other inputs that are given values first, by their pointers."
    )
    low: Written | None = Field(
        None,
        title="Low",
        description="The least value to look at, of `/today` a day as 2026-11-21; left out, the least that the field takes.",
    )
    high: Written | None = Field(
        None, title="High", description="The largest value to look at, or the last day; left out, the largest that the field takes."
    )


class ChanceRequest(AskedOfOne):
    """How sure: draws of what is uncertain, run forward with the plan's activity and planned backwards from the goal."""

    include: Annotated[tuple[Literal["chance", "required", "drivers"], ...], Field(max_length=3)] = Field(
        ("chance", "required"),
        title="Include",
        description="`chance` for the probability of reaching the goal, `required` for what the goal takes, "
        "`drivers` for the inputs that drive the spread.",
    )
    probability: Number | None = Field(
        None, title="Probability", description="How sure a confident plan shall be, below 1; left out, there is none in the answer."
    )
    draws: Annotated[Count, Field(ge=DRAWS_FEWEST, le=DRAWS_MOST)] = Field(10_000, title="Draws", description="How many.")
    seed: Annotated[Count, Field(ge=0, le=SEED_MOST)] = Field(
        1, title="Seed", description="The same seed gives the same draws, for other scenarios, too: a difference between two is one."
    )
    levels: Levels = Field(LEVELS, title="Levels", description="Levels of the quantiles.")
    ranges: Annotated[dict[Pointer, tuple[Number, Number]], Field(max_length=HELD_LIMIT)] = Field(
        {}, title="Ranges", description="10th and 90th percentile of inputs, by their pointers, beyond what the scenario says."
    )
    multiple: Number = Field(1, title="Multiple", description="How much of the plan's activity is done.")
    points: Annotated[Count, Field(ge=POINTS_FEWEST, le=POINTS_MOST)] = Field(
        1024, title="Points", description="How many points the drivers rest on, a power of two."
    )
    outputs: Pointers | None = Field(
        None,
        title="Outputs",
        description="Figures that the drivers are looked for of, `/chance/total` among them: the revenue that the plan's activity brings. "
        "Left out, that one and `/totals/spend`.",
    )


class SensitivityRequest(AskedOfOne):
    """What each input moves, and what one more percentage point of each rate is worth."""

    inputs: Annotated[tuple[Pointer, ...], Field(max_length=LEVERS_LIMIT)] | None = Field(
        None, title="Inputs", description="Those that are turned, each from its low to its high; left out, all that the scenario states."
    )
    outputs: Pointers = Field(("/totals/spend",), title="Outputs", description=f"What is looked at. {_OUTPUT}")
    costs: Annotated[dict[Pointer, Number], Field(max_length=LEVERS_LIMIT)] = Field(
        {},
        title="Costs",
        description="What one more percentage point of a rate costs, money, by pointer; improvements are ranked by it.",
    )


class AxisBody(BodyRecord):
    """One axis of a grid: values, or from, to and steps."""

    input: Pointer = Field(title="Input", description=_INPUT)
    values: Annotated[tuple[Number, ...], Field(max_length=LANES_LIMIT)] | None = Field(
        None, title="Values", description="Its values, one by one."
    )
    from_: Number | None = Field(None, alias="from", title="From", description="The first of evenly spaced values.")
    to: Number | None = Field(None, title="To", description="The last of them.")
    steps: Count | None = Field(None, title="Steps", description="How many there are.")
    log: bool = Field(False, title="Log", description="Whether they grow by a factor instead of by a step.")


class SweepRequest(AskedOfOne):
    """Many plans at once: every combination of axes, or a list of what to turn in each."""

    axes: Annotated[tuple[AxisBody, ...], Field(max_length=AXES_LIMIT)] | None = Field(
        None, title="Axes", description="Inputs with their values; every combination is a plan, the last axis runs fastest."
    )
    list: Lines | None = Field(None, title="List", description="What each plan turns, by pointers: [{/goal/growth: 0.2}, ...].")
    outputs: Pointers = Field(title="Outputs", description=f"Figures of every plan. {_OUTPUT}")
    format: Format = Field(
        "statistics",
        title="Format",
        description="`statistics` with the best plans; `map` of one output over two axes; every plan as JSON `columns`, `csv`, `ndjson` "
        "(streamed by stretches), `parquet` or `arrow`.",
    )
    levels: Annotated[tuple[Fraction, ...], Field(max_length=LEVELS_LIMIT)] = Field(
        QUANTILES, title="Levels", description="Levels of the quantiles in statistics."
    )
    top: Annotated[Count, Field(ge=0, le=TOP_LIMIT)] = Field(TOP, title="Top", description="How many of the best plans.")
    by: Pointer | None = Field(
        None, title="By", description="The output that they are best by, and that a map shows; the first if left out."
    )
    largest: bool = Field(False, title="Largest", description="Whether more of it is better.")
    cluster: bool = Field(
        False, title="Cluster", description="Whether to work it out on the cluster that DASK_SCHEDULER names where the server runs."
    )


class ShareBounds(BodyRecord):
    """Bounds of one channel's share."""

    low: Fraction | None = Field(None, title="Low", description="The least share; 0 if left out.")
    high: Fraction | None = Field(None, title="High", description="The largest share; 1 if left out.")


class OptimiseRequest(AskedOfOne):
    """The best mix of channels: least spend for the goal, or most revenue for a budget."""

    budget: Annotated[Number, Field(ge=0)] | None = Field(
        None, title="Budget", description="Money to spend; the mix then brings the most revenue. Left out: the goal at the least spend."
    )
    shares: Annotated[dict[Pointer, ShareBounds], Field(max_length=HELD_LIMIT)] = Field(
        {}, title="Shares", description="Bounds of shares by the channels' keys."
    )
    within_capacity: bool = Field(True, title="Within capacity", description="Whether what the team and the tools can do is a limit.")
    with_people: bool = Field(False, title="With people", description="Whether people's work is counted with what is spent.")
    frontier: Annotated[Count, Field(ge=2, le=FRONTIER_LIMIT)] | None = Field(
        None, title="Frontier", description=f"How many points of spend against revenue to add, as {FRONTIER_POINTS}; left out, none."
    )


class ExplainRequest(AskedOfSeveral):
    """Why an output differs between two scenarios."""

    output: Pointer = Field(title="Output", description=f"What differs. {_OUTPUT}")
    seed: Annotated[Count, Field(ge=0, le=SEED_MOST)] = Field(
        0, title="Seed", description="Of the orders that are sampled where more than ten parts changed."
    )


class CompareRequest(AskedOfSeveral):
    """Scenarios side by side."""

    draws: Annotated[Count, Field(ge=DRAWS_FEWEST, le=DRAWS_MOST)] | None = Field(
        None,
        title="Draws",
        description="Of the chance of each scenario, all on the same luck, with the difference to the first; left out, no chances.",
    )
    seed: Annotated[Count, Field(ge=0, le=SEED_MOST)] = Field(1, title="Seed", description="Of these draws.")


class TooLateRequest(AskedOfOne):
    """What each month of the horizon can still be reached by."""


class EarlyWarningRequest(AskedOfOne):
    """What falls short now, and when it will be felt."""

    channel: Pointer = Field(title="Channel", description="The channel that falls short, by its key.")
    month: Pointer = Field(title="Month", description="The month in which it does, as 2027-01.")
    short: Number = Field(title="Short", description="How many units of its activity are not done.")


class WonBody(BodyRecord):
    """What was won."""

    deals: Annotated[Number, Field(ge=0, le=DEALS_LIMIT)] = Field(0, title="Deals", description="How many deals.")
    revenue: Annotated[Number, Field(ge=0, le=MONEY_LIMIT)] = Field(
        0, title="Revenue", description="What their first year is worth, money; what of it counts follows from the measure."
    )


class ReplanRequest(AskedOfOne):
    """What was won up to a day, and what is open then; the goal stays."""

    until: Date = Field(title="Until", description="The last day that is known; the rest begins on the day after.")
    won: Annotated[dict[Pointer, WonBody], Field(max_length=MONTHS_LIMIT)] = Field(
        {}, title="Won", description="What was won since the plan's `today` or start, by month, as 2027-01."
    )
    won_in_all: WonBody | None = Field(
        None, title="Won in all", description="The same in sum, taken as won evenly over the days, in place of months."
    )
    pipeline: Annotated[dict[Pointer, Number], Field(max_length=HELD_LIMIT)] | None = Field(
        None, title="Pipeline", description="How many are open in each stage on the evening of that day; left out, what the scenario says."
    )


QUESTIONS: tuple[type[BodyRecord], ...] = (
    SolveRequest,
    ChanceRequest,
    SensitivityRequest,
    SweepRequest,
    OptimiseRequest,
    ExplainRequest,
    CompareRequest,
    TooLateRequest,
    EarlyWarningRequest,
    ReplanRequest,
)
