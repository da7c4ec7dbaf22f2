"""Questions to a plan: each reads a body, asks for the answer beside the event loop, and gives it back as bytes. Nothing is stored."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import orjson
from fastapi import APIRouter, Request, Response

from app.api.bodies import JSON
from app.api.questions_asking import answered, one, question, several
from app.api.questions_bodies import (
    AskedOfOne,
    ChanceRequest,
    CompareRequest,
    EarlyWarningRequest,
    ExplainRequest,
    OptimiseRequest,
    ReplanRequest,
    SensitivityRequest,
    SolveRequest,
    SweepRequest,
    TooLateRequest,
)
from app.api.questions_problems import placed, turned_in
from app.api.questions_sweep import sweep_answer
from app.api.questions_weight import weight_of
from app.api.schemas_questions import CHANCE, COMPARE, EARLY_WARNING, EXPLAIN, OPTIMISE, REPLAN, SENSITIVITY, SOLVE, SWEEP, TOO_LATE
from app.planner.scenario import Scenario
from app.questions import compare as comparing
from app.questions import late, points, sensitivity, warning
from app.questions.as_json import BestMix, HowSure, StillOpen, plain, what_moves
from app.questions.explaining import explain as explaining
from app.questions.mixing import mix
from app.questions.mixing.by_month import by_month
from app.questions.mixing.cheapest import SETS_LIMIT
from app.questions.mixing.frontier import frontier
from app.questions.odds.indices import USUAL, Indices, indices
from app.questions.odds.same_draws import SameDraws
from app.questions.progress import Progress
from app.questions.refused import refuse
from app.questions.replanning import replan as replanning
from app.questions.replanning.actuals import Actuals, Won, evenly
from app.questions.replanning.replanned import Replanned
from app.questions.solving import solve as solving
from app.questions.solving.told import read_value, told, units_of

router = APIRouter(tags=["questions"])

MIXES_LIMIT = 2048
"""Mixes that one frontier may take: points x combinations of channels with fixed costs."""

_A = TypeVar("_A", bound=AskedOfOne)


async def _of_one(request: Request, record: type[_A], ask: Callable[[_A, Scenario, Progress], object]) -> Response:
    """The answer to a question about one scenario."""
    asked = await question(request, record)
    scenario = await one(request, asked)
    turned = turned_in({name: getattr(asked, name, {}) for name in ("held", "ranges")}, scenario)
    place = partial(placed, kept=asked.id is not None, turned=turned)
    return await _answer(request, lambda progress: ask(asked, scenario, progress), weight_of(asked, [scenario]), place)


async def _answer(
    request: Request, ask: Callable[[Progress], object], weight: float, place: Callable[[Callable[[], object]], object] = placed
) -> Response:
    def work(progress: Progress) -> bytes:
        return orjson.dumps(plain(place(lambda: ask(progress))))

    return Response(await answered(request, work, weight), media_type=JSON)


@router.post("/solve", **SOLVE)
async def solve(request: Request) -> Response:
    """The value of one input at which an output is what is wanted."""
    return await _of_one(request, SolveRequest, _solve)


def _solve(asked: SolveRequest, scenario: Scenario, _: Progress) -> object:
    unit, wanted_unit = units_of(scenario, asked.input, asked.output)
    wanted = read_value(scenario, wanted_unit, asked.wanted, "wanted")
    low, high = (None if end is None else read_value(scenario, unit, end, name) for name, end in (("low", asked.low), ("high", asked.high)))
    return told(scenario, solving.solve(scenario, asked.input, asked.output, wanted, held=asked.held, low=low, high=high))


@router.post("/chance", **CHANCE)
async def how_sure(request: Request) -> Response:
    """How sure a goal is, and what it takes to be surer."""
    return await _of_one(request, ChanceRequest, _chance)


def _chance(asked: ChanceRequest, scenario: Scenario, progress: Progress) -> HowSure:
    _see_that_all_is_of_use(asked)
    same = SameDraws(scenario, draws=asked.draws, seed=asked.seed, levels=asked.levels, ranges=asked.ranges)
    multiple = asked.multiple if "chance" in asked.include else None
    same.see_that_it_fits(multiple=multiple, required="required" in asked.include, probability=asked.probability)
    drivers = _drivers(asked, scenario, progress) if "drivers" in asked.include else None  # which refuses before it starts
    # a search may come to nothing, so it goes before what would then have been worked out in vain
    surer = None if asked.probability is None else same.confident(asked.probability, progress)
    return HowSure(
        chance=same.chance(asked.multiple, progress) if "chance" in asked.include else None,
        required=same.required(progress) if "required" in asked.include else None,
        confident=surer,
        drivers=drivers,
    )


def _see_that_all_is_of_use(asked: ChanceRequest) -> None:
    """Nothing is asked in vain."""
    if not asked.include and asked.probability is None:
        raise refuse("nothing_asked", "include")
    if asked.outputs is not None and "drivers" not in asked.include:
        raise refuse("outputs_of_drivers", "outputs")
    if asked.multiple != 1 and "chance" not in asked.include:
        raise refuse("multiple_of_chance", "multiple")


def _drivers(asked: ChanceRequest, scenario: Scenario, progress: Progress) -> Indices:
    outputs = USUAL if asked.outputs is None else asked.outputs
    return indices(scenario, points=asked.points, seed=asked.seed, outcomes=outputs, ranges=asked.ranges, progress=progress)


@router.post("/sensitivity", **SENSITIVITY)
async def what_moves_it(request: Request) -> Response:
    """What each input moves, and what a point of each rate is worth."""
    return await _of_one(request, SensitivityRequest, _sensitivity)


def _sensitivity(asked: SensitivityRequest, scenario: Scenario, _: Progress) -> object:
    tornado = sensitivity.tornado(scenario, asked.outputs, asked.inputs)
    return what_moves(tornado, points.worth_of_points(scenario, asked.costs))


@router.post("/sweep", **SWEEP)
async def sweep(request: Request) -> Response:
    """Many plans at once."""
    asked = await question(request, SweepRequest)
    return await sweep_answer(request, asked, await one(request, asked))


@router.post("/optimise", **OPTIMISE)
async def optimise(request: Request) -> Response:
    """The best mix of channels."""
    return await _of_one(request, OptimiseRequest, _optimise)


def _optimise(asked: OptimiseRequest, scenario: Scenario, progress: Progress) -> BestMix:
    bounds = {key: (each.low, each.high) for key, each in asked.shares.items()}
    limits = mix.limits_of(scenario, bounds, within_capacity=asked.within_capacity, with_people=asked.with_people)
    _see_that_it_is_bounded(asked, scenario)
    if asked.budget is None:
        found = mix.least_spend(scenario, limits, progress=progress)
    else:
        found = mix.most_revenue(scenario, asked.budget, limits, progress=progress)
    curve = None if asked.frontier is None else frontier(scenario, limits, asked.frontier, progress=progress)
    return BestMix(found, by_month(scenario, limits, found), curve)


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
    return await _answer(request, partial(_explain, asked, first, second), weight_of(asked, scenarios))


def _explain(asked: ExplainRequest, first: Scenario, second: Scenario, progress: Progress) -> object:
    return explaining.explain(first, second, asked.output, seed=asked.seed, progress=progress)


@router.post("/compare", **COMPARE)
async def compare(request: Request) -> Response:
    """Scenarios side by side."""
    asked = await question(request, CompareRequest)
    scenarios = await several(request, asked)
    return await _answer(request, partial(_compare, asked, scenarios), weight_of(asked, scenarios))


def _compare(asked: CompareRequest, scenarios: Sequence[Scenario], progress: Progress) -> object:
    return comparing.compare(scenarios, draws=asked.draws, seed=asked.seed, progress=progress)


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


@router.post("/replan", **REPLAN)
async def replan(request: Request) -> Response:
    """What the rest takes."""
    return await _of_one(request, ReplanRequest, _replan)


def _replan(asked: ReplanRequest, scenario: Scenario, _: Progress) -> Replanned:
    if asked.won and asked.won_in_all is not None:
        raise refuse("won_twice", "won_in_all")
    won = {month: Won(each.deals, each.revenue) for month, each in asked.won.items()}
    if asked.won_in_all is not None:
        won = evenly(scenario, asked.until, Won(asked.won_in_all.deals, asked.won_in_all.revenue))
    found = replanning.replan(scenario, Actuals(asked.until, won, asked.pipeline))
    _see_that_worth_is_said(asked)  # of deals that can have been won
    return found


def _see_that_worth_is_said(asked: ReplanRequest) -> None:
    """Deals that are worth nothing are meant only by who says so."""
    given = [("won_in_all", asked.won_in_all)] if asked.won_in_all else [(f"won/{month}", each) for month, each in asked.won.items()]
    for place, each in given:
        if each.deals > 0 and "revenue" not in each.model_fields_set:
            raise refuse("worth_missing", *place.split("/", 1), "revenue", given=each.deals)
