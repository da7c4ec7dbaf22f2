"""How sure, and what drives it: draws planned backwards, run forward, and indices."""

import numpy as np

from app.planner.engine import evaluate_totals
from app.questions.odds.chance import chance
from app.questions.odds.confident import confident
from app.questions.odds.draws import draw
from app.questions.odds.indices import indices
from app.questions.odds.required import required
from app.questions.turning import turn
from bench.clock import Row, cpu_seconds
from bench.scenarios import scenario

DRAWS = 10_000
RANGES = {
    "/channels/0/steps/1/yield": (0.03, 0.05),
    "/channels/1/steps/0/yield": (0.04, 0.06),
    "/channels/1/cost/amount": (3.0, 4.0),
    "/channels/2/steps/1/yield": (0.015, 0.025),
    "/deal/value": (11_000.0, 13_000.0),
    "/existing/retention": (0.95, 0.99),
}


def rows() -> list[Row]:
    """Each beside sorting as many numbers as the cells' draws come to, which no way of taking quantiles can do without."""
    one = scenario()
    lanes = turn(one, draw(one, DRAWS, 1)).inputs
    numbers = np.random.default_rng(1).random((100, DRAWS))
    jobs = [
        lambda: required(one),
        lambda: chance(one),
        lambda: confident(one, 0.8),
        lambda: indices(one),
        lambda: indices(one, ranges=RANGES),
        lambda: evaluate_totals(lanes),
        lambda: np.sort(numbers, axis=1),
    ]
    asked, sure, search, few, many, totals, sort = cpu_seconds(jobs, runs=1, rounds=15)
    beside = f"sorting 100 columns of 10,000: {sort * 1e3:.1f} ms; 10,000 lanes to totals: {totals * 1e3:.1f} ms"
    runs = confident(one, 0.8).runs
    return [
        Row(
            "10,000 draws, 5 quantiles of every outcome and cell",
            f"{asked * 1e3:.0f} ms = {asked / sort:.1f} sorts of 100 columns",
            "",
            beside,
        ),
        Row("10,000 draws run forward: chance, revenue by month", f"{sure * 1e3:.0f} ms = {sure / sort:.1f} sorts", "", beside),
        Row("both", f"{(asked + sure) * 1e3:.0f} ms = {(asked + sure) / sort:.1f} sorts", "80 ms = 22 sorts", beside),
        Row("the least activity for a chance of 80 %", f"{search * 1e3:.0f} ms = {search / sure:.1f} runs", "", f"{runs} runs forward"),
        Row("Sobol indices, N = 1024, all outcomes, 4 inputs", f"{few * 1e3:.0f} ms = {few / sort:.1f} sorts", "100 ms = 28 sorts", beside),
        Row(
            f"the same, {len(RANGES) + 4} inputs",
            f"{many * 1e3:.0f} ms = {many / sort:.1f} sorts",
            "100 ms = 28 sorts",
            f"{1024 * (len(RANGES) + 6):,} plans",
        ),
    ]
