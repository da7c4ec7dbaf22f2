"""Questions to a plan: each reads a body, asks for the answer beside the event loop, and gives it back as bytes. Nothing is stored."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import orjson
from fastapi import APIRouter, Request, Response

from app.api.bodies import JSON
from app.api.questions_asking import Progress, answered, one, question, several
from app.api.questions_bodies import (
    AskedOfOne,
    ChanceRequest,
    CompareRequest,
    EarlyWarningRequest,
    ExplainRequest,
    OptimiseRequest,
    SensitivityRequest,
    SolveRequest,
    SweepRequest,
    TooLateRequest,
)
from app.api.questions_problems import placed
from app.api.questions_sweep import sweep_answer
from app.api.schemas_questions import CHANCE, COMPARE, EARLY_WARNING, EXPLAIN, OPTIMISE, SENSITIVITY, SOLVE, SWEEP, TOO_LATE
from app.planner.scenario import Scenario
from app.questions import compare as comparing
from app.questions import late, sensitivity, warning
from app.questions.as_json import BestMix, HowSure, StillOpen, plain, what_moves
from app.questions.explaining import explain as explaining
from app.questions.mixing import mix
from app.questions.mixing.cheapest import SETS_LIMIT
from app.questions.odds.chance import chance
from app.questions.odds.confident import confident
from app.questions.odds.draws import Ranges, uncertain_of
from app.questions.odds.indices import Indices, indices
from app.questions.odds.required import required
from app.questions.outcomes import outcomes_of
from app.questions.refused import refuse
from app.questions.solving import solve as solving
from app.questions.sweeping.space import FIGURES_LIMIT

router = APIRouter(tags=["questions"])

MIXES_LIMIT = 2048
"""Mixes that one frontier may take: points x combinations of channels with fixed costs."""

_A = TypeVar("_A", bound=AskedOfOne)


async def _of_one(request: Request, record: type[_A], ask: Callable[[_A, Scenario, Progress], object]) -> Response:
    """The answer to a question about one scenario."""
    asked = await question(request, record)
    scenario = await one(request, asked)
    return await _answer(request, lambda progress: ask(asked, scenario, progress), kept=asked.id is not None)


async def _answer(request: Request, ask: Callable[[Progress], object], *, kept: bool = False) -> Response:
    def work(progress: Progress) -> bytes:
        return orjson.dumps(plain(placed(lambda: ask(progress), kept=kept)))

    return Response(await answered(request, work), media_type=JSON)


@router.post("/solve", **SOLVE)
async def solve(request: Request) -> Response:
    """The value of one input at which an output is what is wanted."""
    return await _of_one(request, SolveRequest, _solve)


def _solve(asked: SolveRequest, scenario: Scenario, _: Progress) -> object:
    return solving.solve(scenario, asked.input, asked.output, asked.wanted, held=asked.held, low=asked.low, high=asked.high)


@router.post("/chance", **CHANCE)
async def how_sure(request: Request) -> Response:
    """How sure a goal is, and what it takes to be surer."""
    return await _of_one(request, ChanceRequest, _chance)


def _chance(asked: ChanceRequest, scenario: Scenario, progress: Progress) -> HowSure:
    ranges: Ranges = asked.ranges
    drawn: Mapping[str, Any] = {
        "draws": asked.draws, "seed": asked.seed, "levels": asked.levels, "ranges": ranges, "progress": progress,
    }  # fmt: skip
    return HowSure(
        chance=chance(scenario, multiple=asked.multiple, **drawn) if "chance" in asked.include else None,
        required=required(scenario, **drawn) if "required" in asked.include else None,
        confident=None if asked.probability is None else confident(scenario, asked.probability, **drawn),
        drivers=_drivers(asked, scenario, progress) if "drivers" in asked.include else None,
    )


def _drivers(asked: ChanceRequest, scenario: Scenario, progress: Progress) -> Indices:
    """The inputs that drive the spread, unless their figures are more than may be held at once."""
    figures = len(outcomes_of(scenario) if asked.outputs is None else asked.outputs) * (len(uncertain_of(scenario, asked.ranges)) + 2)
    if figures * asked.points > FIGURES_LIMIT:
        raise refuse("too_much_work", "points", given=asked.points, most=1 << (FIGURES_LIMIT // figures).bit_length() - 1)
    return indices(scenario, points=asked.points, seed=asked.seed, outcomes=asked.outputs, ranges=asked.ranges, progress=progress)


@router.post("/sensitivity", **SENSITIVITY)
async def what_moves_it(request: Request) -> Response:
    """What each input moves, and what a point of each rate is worth."""
    return await _of_one(request, SensitivityRequest, _sensitivity)


def _sensitivity(asked: SensitivityRequest, scenario: Scenario, _: Progress) -> object:
    tornado = sensitivity.tornado(scenario, asked.outputs, asked.inputs)
    return what_moves(tornado, sensitivity.worth_of_points(scenario, asked.costs))


@router.post("/sweep", **SWEEP)
async def sweep(request: Request) -> Response:
    """Many plans at once."""
    asked = await question(request, SweepRequest)
    return await sweep_answer(request, asked, await one(request, asked))


@router.post("/optimise", **OPTIMISE)
async def optimise(request: Request) -> Response:
    """The best mix of channels."""
    return await _of_one(request, OptimiseRequest, _optimise)


def _optimise(asked: OptimiseRequest, scenario: Scenario, _: Progress) -> BestMix:
    bounds = {key: (each.low, each.high) for key, each in asked.shares.items()}
    limits = mix.limits_of(scenario, bounds, within_capacity=asked.within_capacity, with_people=asked.with_people)
    _see_that_it_is_bounded(asked, scenario)
    found = mix.least_spend(scenario, limits) if asked.budget is None else mix.most_revenue(scenario, asked.budget, limits)
    return BestMix(found, None if asked.frontier is None else mix.frontier(scenario, limits, asked.frontier))


def _see_that_it_is_bounded(asked: OptimiseRequest, scenario: Scenario) -> None:
    """Each point of a frontier is sought with every combination of the channels with fixed costs."""
    paid = sum(channel.cost.fixed_per_month > 0 for channel in scenario.channels)
    most = MIXES_LIMIT // (2**paid if paid <= SETS_LIMIT else paid + 1)
    if asked.frontier is not None and asked.frontier > most:
        raise refuse("too_much_work", "frontier", given=asked.frontier, most=most)


@router.post("/explain", **EXPLAIN)
async def explain(request: Request) -> Response:
    """Why an output differs between two scenarios."""
    asked = await question(request, ExplainRequest)
    scenarios = await several(request, asked)
    if len(scenarios) != 2:
        raise refuse("two_scenarios", "scenarios", given=len(scenarios))
    first, second = scenarios
    return await _answer(request, lambda _: explaining.explain(first, second, asked.output, seed=asked.seed))


@router.post("/compare", **COMPARE)
async def compare(request: Request) -> Response:
    """Scenarios side by side."""
    asked = await question(request, CompareRequest)
    scenarios = await several(request, asked)
    return await _answer(request, lambda _: comparing.compare(scenarios))


@router.post("/too-late", **TOO_LATE)
async def too_late(request: Request) -> Response:
    """What each month can still be reached by."""
    return await _of_one(request, TooLateRequest, _too_late)


def _too_late(_: TooLateRequest, scenario: Scenario, __: Progress) -> StillOpen:
    return StillOpen(tuple(channel.key for channel in scenario.channels), late.too_late(scenario))


@router.post("/early-warning", **EARLY_WARNING)
async def early_warning(request: Request) -> Response:
    """What falls short now, and when it will be felt."""
    return await _of_one(request, EarlyWarningRequest, _early_warning)


def _early_warning(asked: EarlyWarningRequest, scenario: Scenario, _: Progress) -> object:
    return warning.missing(scenario, asked.channel, asked.month, asked.short)
