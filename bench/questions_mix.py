"""The best mix: water-filling and the mix of a plan, each beside a general solver that is given the same; and the mixes of a plan."""

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from app.planner.inputs import compile_scenario
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.mixing.by_month import Cells, by_month, cells_of, cheapest_of
from app.questions.mixing.cheapest import Limits, least
from app.questions.mixing.costs import costs_of
from app.questions.mixing.filling import fill, gain_of
from app.questions.mixing.frontier import frontier
from app.questions.mixing.mix import least_spend, limits_of, most_revenue
from bench.clock import Row, cpu_seconds
from bench.scenarios import four_channels, scenario

CHANNELS, MONTHS = 8, 12


@dataclass(frozen=True)
class Peer:
    """A problem as SLSQP is given it: what to make least, its gradient, bounds and sum of the unknowns, and where to start."""

    least: Callable[[Array], float]
    gradient: Callable[[Array], Array]
    bounds: list[tuple[float, float | None]]
    start: Array

    def solve(self) -> float:
        """With the gradient of the objective and of the sum, to 1e-12 of it."""
        total = self.start.sum()
        found = minimize(
            self.least,
            self.start,
            jac=self.gradient,
            bounds=self.bounds,
            constraints={"type": "eq", "fun": lambda parts: parts.sum() - total, "jac": np.ones_like},
            method="SLSQP",
            options={"ftol": 1e-12, "maxiter": 1000},
        )
        return float(found.fun)


def _cells(high: float) -> tuple[Callable[[], float], Peer]:
    """A budget of 1,000 over 96 cells, each a concave curve of its own, up to `high` in each."""
    rng = np.random.default_rng(20261122)
    cells, budget = CHANNELS * MONTHS, 1000.0
    slope, bend = rng.uniform(0.5, 5, cells), rng.uniform(1, 100, cells)
    asked = slope[None], bend[None], np.zeros((1, cells)), np.full((1, cells), high), np.array([budget])
    peer = Peer(
        lambda spend: -float(gain_of(slope, bend, spend).sum()),
        lambda spend: -slope / (1 + spend / bend) ** 2,
        [(0, high if np.isfinite(high) else None)] * cells,
        np.full(cells, budget / cells),
    )
    return lambda: -float(fill(*asked).gain.sum()), peer


def eight_channels() -> Scenario:
    """The four channels twice over, each with a ceiling of its own and a price of its own, and no fixed costs."""
    document = four_channels()
    names = [(channel, turn) for turn in range(CHANNELS // 4) for channel in document["channels"]]
    document["channels"] = [
        {**channel, "key": f"c{place}", "name": f"C{place}", "share": 1 / CHANNELS, "ceiling": 400.0 + 90 * place}
        | {"cost": {**channel["cost"], "fixed_per_month": 0, "amount": (channel["cost"].get("amount") or 1) * (1 + 0.2 * turn)}}
        for place, (channel, turn) in enumerate(names)
    ]
    document["team"] = []
    return Scenario.model_validate(document)


def _free_cells() -> tuple[Callable[[], float], Peer]:
    """The least spend of a plan's cells, each free: 8 channels x 12 months of activity, the revenue of all together given."""
    inputs = compile_scenario(eight_channels())
    whole = cells_of(inputs, costs_of(inputs, within_capacity=False), np.ones(CHANNELS, dtype=bool))
    busy = np.argsort(-whole.most.sum(axis=0))[:MONTHS]
    cells = Cells(*(getattr(whole, field.name)[:, busy] for field in dataclasses.fields(Cells)))
    cells = dataclasses.replace(cells, most=0.99 * cells.most)  # a step of SLSQP beyond a ceiling would leave it without a gradient
    slope, bends, most = (each.reshape(-1) for each in (cells.slope, cells.bends, cells.most))
    wanted = 0.4 * float(most.sum())
    part, scale = most / most.sum(), float(slope.mean())
    peer = Peer(
        lambda parts: float((parts * slope / (1 - parts * wanted * bends)).sum()) / scale,
        lambda parts: slope / (1 - parts * wanted * bends) ** 2 / scale,
        [(0, float(each)) for each in np.minimum(most / wanted, 1.0)],
        part,
    )
    flat, amount = cells.most.reshape(1, -1), np.array([wanted])

    def ours() -> float:
        found, _ = cheapest_of(cells, flat, amount)
        return float(cells.spend(found.reshape(cells.most.shape)).sum()) / scale / wanted

    return ours, peer


def _months() -> tuple[Callable[[], float], Peer]:
    """The least spend of a plan's curves: what each of 8 channels brings over 12 months is unknown, their revenue together is given."""
    costs = costs_of(compile_scenario(eight_channels()), within_capacity=False)
    costs = dataclasses.replace(costs, most=0.99 * costs.most)  # a step of SLSQP beyond a ceiling would leave it without a gradient
    part, wanted = costs.most / costs.most.sum(), 0.4 * float(costs.most.sum())
    limits, scale = Limits(np.zeros(CHANNELS), np.ones(CHANNELS)), float(costs.spend(part[None] * wanted).sum())
    peer = Peer(
        lambda parts: float(costs.spend(parts[None] * wanted).sum()) / scale,
        lambda parts: costs.marginal(parts[None] * wanted)[0] * wanted / scale,
        [(0, float(each)) for each in np.minimum(costs.most / wanted, 1.0)],
        part,
    )
    return lambda: float(least(costs, limits, np.array([wanted])).spend[0]) / scale, peer


def _beside(job: str, ours: Callable[[], float], peer: Peer, goal: str) -> Row:
    """One problem both ways in turn."""
    quick, slow = cpu_seconds([ours, peer.solve], runs=3, rounds=7)
    quick = min(quick, *cpu_seconds([ours], runs=100, rounds=5))
    ratio = f"1/{slow / quick:,.0f}" if slow > quick else f"{quick / slow:.1f} x"
    beside = f"SLSQP {slow * 1e3:.1f} ms, {abs(ours() / peer.solve() - 1):.0e} apart"
    return Row(job, f"{quick * 1e6:.0f} us = {ratio} of SLSQP with gradient", goal, beside)


def peers() -> list[Row]:
    """8 channels x 12 months, cell by cell and as a plan has them."""
    size = f"{CHANNELS} channels x {MONTHS} months"
    return [
        _beside(f"a budget over {size}, each cell a curve of its own", *_cells(np.inf), "1/1000"),
        _beside("the same with at most 20 in a cell", *_cells(20.0), "1/1000"),
        _beside(f"the same amount from a plan's cells, {size}, each free", *_free_cells(), "1/1000"),
        _beside(f"the cheapest mix on the curves of a plan, {size}, the months of a channel tied to each other", *_months(), ""),
    ]


def _on_one_thread() -> list[Row]:
    """The same in a process whose linear algebra has one thread: with problems this small a second one waits and burns time."""
    command = [sys.executable, "-m", "bench.questions_mix"]
    done = subprocess.run(command, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}, capture_output=True, check=True)
    return [Row(**row) for row in json.loads(done.stdout)]


def rows() -> list[Row]:
    """Beside a general solver; then a plan's cheapest mix, what a budget buys, and the frontier."""
    one = scenario()
    limits, best = limits_of(one), least_spend(one)
    asked = [lambda: least_spend(one), lambda: most_revenue(one, 250_000), lambda: frontier(one), lambda: by_month(one, limits, best)]
    cheapest, most, whole, months = cpu_seconds(asked, runs=20)
    return [
        *_on_one_thread(),
        Row("the cheapest mix of the plan, 4 channels", f"{cheapest * 1e3:.1f} ms", "", ""),
        Row("what a budget buys", f"{most * 1e3:.1f} ms", "", ""),
        Row("a frontier of 41 points", f"{whole * 1e3:.1f} ms", "", ""),
        Row("the best mix with each month free", f"{months * 1e3:.1f} ms", "", ""),
    ]


if __name__ == "__main__":
    print(json.dumps([dataclasses.asdict(row) for row in peers()]))
