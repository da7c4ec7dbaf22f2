"""The best mix: water-filling beside a general solver, and the mixes of a plan."""

import numpy as np
from scipy.optimize import minimize

from app.questions.mixing.filling import fill, gain_of
from app.questions.mixing.mix import frontier, least_spend, most_revenue
from bench.clock import Row, cpu_seconds
from bench.scenarios import scenario

CHANNELS, MONTHS = 8, 12


def rows() -> list[Row]:
    """8 channels x 12 months, each cell a concave curve of its own; then a plan's cheapest mix, what a budget buys, and the frontier."""
    rng = np.random.default_rng(20261122)
    cells = CHANNELS * MONTHS
    slope, bend, budget = rng.uniform(0.5, 5, cells), rng.uniform(1, 100, cells), 1000.0
    low, high = np.zeros((1, cells)), np.full((1, cells), np.inf)

    def general() -> float:
        found = minimize(
            lambda spend: -gain_of(slope, bend, spend).sum(),
            np.full(cells, budget / cells),
            jac=lambda spend: -slope / (1 + spend / bend) ** 2,
            bounds=[(0, None)] * cells,
            constraints={"type": "eq", "fun": lambda spend: spend.sum() - budget, "jac": np.ones_like},
            method="SLSQP",
            options={"ftol": 1e-12, "maxiter": 1000},
        )
        return float(-found.fun)

    def exact() -> float:
        return float(fill(slope[None], bend[None], low, high, np.array([budget])).gain.sum())

    one = scenario()
    (slow,) = cpu_seconds([general], runs=1, rounds=3)
    quick, cheapest, most, whole = cpu_seconds(
        [exact, lambda: least_spend(one), lambda: most_revenue(one, 250_000), lambda: frontier(one)], runs=20
    )
    apart = general() / exact() - 1
    return [
        Row(
            f"a budget over {CHANNELS} channels x {MONTHS} months",
            f"{quick * 1e6:.0f} us = 1/{slow / quick:.0f} of SLSQP with gradient",
            "1/1000",
            f"SLSQP {slow * 1e3:.0f} ms, {apart:+.0e} of the revenue",
        ),
        Row("the cheapest mix of the plan, 4 channels", f"{cheapest * 1e3:.1f} ms", "", ""),
        Row("what a budget buys", f"{most * 1e3:.1f} ms", "", ""),
        Row("a frontier of 41 points", f"{whole * 1e3:.0f} ms", "", ""),
    ]
