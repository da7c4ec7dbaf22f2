"""Questions, as OpenAPI has them."""

from functools import cache
from typing import Any

from app.api.questions_bodies import QUESTIONS, AskedOfOne, KeptScenario
from app.api.questions_shapes import shape_name, shapes_of
from app.api.schemas_parts import Operation, body, reading, reference, with_body
from app.questions.as_json import BestMix, HowSure, StillOpen, WhatMoves
from app.questions.compare import Comparison
from app.questions.explaining.explain import Explained
from app.questions.replanning.replanned import Replanned
from app.questions.solving.told import Told
from app.questions.sweeping.digest import Digest, HeatMap
from app.questions.warning import Missing

_SENT = {record.__name__: record for record in QUESTIONS}
_ANSWERS = (Told, HowSure, WhatMoves, Digest, HeatMap, BestMix, Explained, Comparison, StillOpen, Missing, Replanned)
_COLUMNS: dict[str, Any] = {
    "type": "object",
    "title": "SweptColumns",
    "description": "Every plan of a sweep, by columns.",
    "properties": {
        "first": {"type": "integer", "description": "The number of the first plan."},
        "count": {"type": "integer", "description": "How many plans there are."},
        "inputs": {
            "type": "object",
            "additionalProperties": reference("Numbers"),
            "description": "What is turned, by pointer; null where a plan leaves it as it is.",
        },
        "outputs": {
            "type": "object",
            "additionalProperties": reference("Numbers"),
            "description": "What comes of it, by pointer; null where a plan has no value.",
        },
    },
    "required": ["first", "count", "inputs", "outputs"],
    "additionalProperties": False,
}
_LANES = {"lane-count": {"description": "How many plans there are.", "schema": {"type": "integer"}}}
_KEPT = " The scenario is sent along, or named by its `id` (and `version`) where it is kept. Nothing is stored."
_EACH_KEPT = " Each scenario is sent along, or named by its `id` (and `version`) where it is kept. Nothing is stored."


@cache
def question_shapes() -> dict[str, Any]:
    """The named shapes of answers."""
    either = [reference(shape_name(Digest)), reference(shape_name(HeatMap)), reference("SweptColumns")]
    found = shapes_of(*_ANSWERS) | {"SweptColumns": _COLUMNS}
    return found | {"SweepAnswer": {"anyOf": either, "description": "By `format`: statistics, map or columns."}}


def with_scenarios(shapes: dict[str, Any]) -> None:
    """Say of requests about several scenarios what each of them may be."""
    shapes["KeptScenario"] = KeptScenario.model_json_schema()
    for record in QUESTIONS:
        listed = shapes[record.__name__]["properties"].get("scenarios")
        if listed is not None:
            listed["items"] = {"anyOf": [reference("Scenario"), reference("KeptScenario")]}


def _operation(request: str, answer: str, summary: str, what: str, why: str) -> Operation:
    return {
        "summary": summary,
        "description": what + (_KEPT if issubclass(_SENT[request], AskedOfOne) else _EACH_KEPT),
        "responses": reading(answer, why, *with_body(404)),
        "openapi_extra": body(request, "What is asked."),
    }


SOLVE = _operation(
    "SolveRequest",
    "Solved",
    "Solve for an input",
    "The value of one input at which an output of the plan is what is wanted, with others held. What is out of reach is an answer, too: "
    "the nearest value that is reached, and what stops it.",
    "The value, or the nearest one.",
)
CHANCE = _operation(
    "ChanceRequest",
    "HowSure",
    "Ask how sure it is",
    "Draws of what is uncertain: the chance of reaching the goal with the plan's activity and revenue by month; what the goal takes, as "
    "quantiles of every figure; the least activity that is as sure as you say; and the inputs that drive the spread. With standard errors.",
    "How sure it is.",
)
SENSITIVITY = _operation(
    "SensitivityRequest",
    "WhatMoves",
    "Ask what moves the plan",
    "Each input from its low to its high, the others held, with what the outputs become; and what one more percentage point of each rate "
    "is worth in money, activity a day and heads, the cheapest improvement first.",
    "What moves it.",
)
SWEEP = _operation(
    "SweepRequest",
    "SweepAnswer",
    "Sweep many plans",
    "Every combination of the axes' values, or a list of what to turn in each plan. Statistics and the best plans come back unless "
    "`format` asks for every plan; NDJSON and CSV are streamed while they are worked out, and closing the connection ends the work.",
    "Statistics, a map, or every plan.",
)
SWEEP["responses"][200]["headers"] = _LANES
SWEEP["responses"][200]["content"] |= {
    "text/csv": {"schema": {"type": "string", "description": "A line of pointers, and a line for each plan."}},
    "application/x-ndjson": {"schema": {"type": "string", "description": "A line of JSON for each stretch of plans."}},
    "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
    "application/vnd.apache.arrow.stream": {"schema": {"type": "string", "format": "binary"}},
}
OPTIMISE = _operation(
    "OptimiseRequest",
    "BestMix",
    "Find the best mix",
    "The shares of the channels that reach the goal at the least spend, or bring the most revenue for a budget, within bounds, ceilings "
    "and capacities: with the price of one more unit of revenue, where the next 1,000 goes, and spend against revenue.",
    "The mix.",
)
EXPLAIN = _operation(
    "ExplainRequest",
    "Explained",
    "Explain a difference",
    "Why an output differs between two scenarios, split over the inputs that differ; the parts add up to the difference, and no order of "
    "changes is preferred (Shapley values).",
    "The difference and its parts.",
)
COMPARE = _operation(
    "CompareRequest",
    shape_name(Comparison),
    "Compare scenarios",
    "Up to five scenarios side by side: inputs with a mark where they differ, outputs and months with their differences to the first; "
    "with `draws` the chance of each as well, all on the same luck, so that a difference between them is a difference.",
    "The scenarios side by side.",
)
TOO_LATE = _operation(
    "TooLateRequest",
    "StillOpen",
    "Ask what is too late",
    "For each month of the horizon the channels that can bring deals that close in it, the last day to begin, and the cheapest repair.",
    "The months.",
)
EARLY_WARNING = _operation(
    "EarlyWarningRequest",
    "Missing",
    "Ask what a shortfall costs",
    "What falls short of the plan's activity in a month, as deals and revenue missing in the months when they would have closed.",
    "What will be missing.",
)
REPLAN = _operation(
    "ReplanRequest",
    "Replanned",
    "Ask what the rest takes",
    "What was won up to a day, what is open then and the same goal give the requirements for the rest, beside what the plan has in it for "
    "the rest: deals, activity a working day, spend and heads by month, how far ahead or behind it is, and the rest as a scenario.",
    "The rest.",
)
