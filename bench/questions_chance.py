"""How sure, and what drives it: draws planned backwards, run forward, and indices."""

import math
import tracemalloc
from collections.abc import Callable

import numpy as np

from app.planner.engine import evaluate_totals
from app.planner.scenario import Scenario
from app.questions.odds.chance import chance, chance_of
from app.questions.odds.confident import confident
from app.questions.odds.draws import Drawn, Ranges, draw, drawn_of
from app.questions.odds.held import HELD
from app.questions.odds.indices import indices
from app.questions.odds.quantiles import LEVELS, checked_levels
from app.questions.odds.required import required, required_of
from app.questions.odds.same_draws import SameDraws
from app.questions.odds.trials import Trials
from app.questions.turning import turn
from bench.clock import Row, cpu_seconds
from bench.scenarios import four_channels, scenario

DRAWS = 10_000
LEVELS_AT = checked_levels(LEVELS)
RANGES = {
    "/channels/0/steps/1/yield": (0.03, 0.05),
    "/channels/1/steps/0/yield": (0.04, 0.06),
    "/channels/1/cost/amount": (3.0, 4.0),
    "/channels/2/steps/1/yield": (0.015, 0.025),
    "/deal/value": (11_000.0, 13_000.0),
    "/existing/retention": (0.95, 0.99),
}


MORE = {
    "/goal/growth": (0.2, 0.3),
    "/goal/baseline": (3_900_000.0, 4_100_000.0),
    "/pipeline/mql": (110.0, 130.0),
    "/pipeline/sql": (35.0, 45.0),
    "/channels/3/cost/amount": (2_300.0, 2_700.0),
}


def rows() -> list[Row]:
    """Times and memory."""
    return [*_times(), *_memory()]


def _times() -> list[Row]:
    """Each beside sorting as many numbers as the cells' draws come to, which no way of taking quantiles can do without."""
    one, spread = scenario(), _with_spreads()
    lanes = turn(one, draw(one, DRAWS, 1)).inputs
    numbers = np.random.default_rng(1).random((100, DRAWS))
    jobs = [
        lambda: required(one),
        lambda: chance(one),
        lambda: chance(spread),
        lambda: both(one),
        lambda: confident(one, 0.8),
        lambda: indices(one),
        lambda: indices(one, ranges=RANGES),
        lambda: indices(one, ranges=RANGES | MORE),
        lambda: indices(one, outcomes=(HELD,), ranges=RANGES),
        lambda: evaluate_totals(lanes),
        lambda: np.sort(numbers, axis=1),
    ]
    asked, sure, slipping, together, search, *drivers, held, totals, sort = cpu_seconds(jobs, runs=1, rounds=15)
    beside = f"sorting 100 columns of 10,000: {sort * 1e3:.1f} ms; 10,000 lanes to totals: {totals * 1e3:.1f} ms"
    runs = confident(one, 0.8).runs

    def in_sorts(took: float) -> str:
        return f"{took * 1e3:.0f} ms = {took / sort:.1f} sorts"

    return [
        Row("10,000 draws, 5 quantiles of every outcome and cell", in_sorts(asked), "", beside),
        Row("10,000 draws run forward: chance, revenue by month", in_sorts(sure), "", beside),
        Row(
            "the same where every lag spreads from buyer to buyer",
            in_sorts(slipping),
            "",
            f"20 lags each; {slipping / sure:.1f} times as long",
        ),
        Row("both of the same draws", in_sorts(together), "80 ms = 22 sorts", beside),
        Row("the least activity for a chance of 80 %", f"{search * 1e3:.0f} ms = {search / sure:.1f} runs", "", f"{runs} runs forward"),
        *(_of_drivers(count, in_sorts(took)) for count, took in zip((4, 10, 15), drivers, strict=True)),
        Row(
            "Sobol indices, N = 1024, revenue with the activity held fixed, 10 inputs",
            in_sorts(held),
            "",
            f"{1024 * 12:,} plans run forward",
        ),
    ]


def _with_spreads() -> Scenario:
    """The scenario with lags that are spread exponentially on every stage."""
    document = four_channels()
    for conversion in document["conversions"]:
        conversion["lag_quantiles"] = [round(-30 * math.log(1 - (each + 0.5) / 20), 1) for each in range(20)]
    return Scenario.model_validate(document)


def _of_drivers(inputs: int, took: str) -> Row:
    return Row(f"Sobol indices, N = 1024, all outcomes, {inputs} inputs", took, "100 ms = 28 sorts", f"{1024 * (inputs + 2):,} plans")


def both(one: Scenario, draws: int = DRAWS) -> None:
    """What the goal takes and its chance, of one set of draws."""
    same = SameDraws(one, draws=draws)
    same.required()
    same.chance()


def _memory() -> list[Row]:
    """The most that one request takes with as many draws as it may have, beyond what is drawn."""
    one = scenario()
    own_lags = {"/conversions/3/lag_days": (50.0, 75.0)}
    found = [
        ("chance", *_taken(one, {}, 200_000, lambda drawn: chance_of(Trials(drawn), 1.0, LEVELS_AT))),
        ("what the goal takes", *_taken(one, {}, 50_000, lambda drawn: required_of(drawn, LEVELS_AT))),
        ("the same with uncertain lags", *_taken(one, own_lags, 24_000, lambda drawn: required_of(drawn, LEVELS_AT))),
    ]
    return [
        Row(f"memory of {draws:,} draws: {job}", f"{taken:.0f} MB", "150 MB", f"inputs drawn: {inputs:.0f} MB")
        for job, draws, inputs, taken in found
    ]


def _taken(one: Scenario, ranges: Ranges, draws: int, ask: Callable[[Drawn], object]) -> tuple[int, float, float]:
    """Draws, and MB: of the inputs, and of the answer beyond them."""
    tracemalloc.start()
    drawn = drawn_of(one, draws, 1, ranges)
    inputs = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.reset_peak()
    ask(drawn)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return draws, inputs, peak - inputs
