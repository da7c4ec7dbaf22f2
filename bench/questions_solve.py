"""Goal seeks: how many evaluations, many at once beside one batch, and one beside a general root finder over the plain engine."""

import numpy as np

from app.planner.engine import evaluate_totals
from app.planner.inputs import compile_scenario
from app.planner.scenario import Scenario
from app.questions.levers import levers_of
from app.questions.outcomes import outcome_at, outcomes_of, read
from app.questions.solving.solve import solve, solve_many
from app.questions.turning import turn
from bench.clock import Row, cpu_seconds
from bench.scenarios import scenario

COUNT = 10_000
CASES = (
    ("/goal/growth", "/totals/spend", 0.05, 0.4),
    ("/conversions/0/rate", "/totals/spend", 0.1, 0.6),
    ("/conversions/0/lag_days", "/channels/0/cycle_days", 1.0, 60.0),
)
"""Lever, outcome, and between which values of the lever the wanted outcomes lie."""


def rows() -> list[Row]:
    """The table of the goal seeks."""
    return [_evaluations(), *_many(), _many_apart(), _alone()]


def _evaluations() -> Row:
    """Evaluations of every pair of a lever and a figure that it moves."""
    one = scenario()
    outcomes = outcomes_of(one)
    now = read(turn(one, {}), list(outcomes.values()))[0]
    counts, exact = [], 0
    for pointer, lever in levers_of(one).items():
        place = np.clip(np.array([0.9 * (lever.value or 1.0)]), lever.low, lever.high)
        wanted = read(turn(one, {pointer: place}), list(outcomes.values()))[0]
        for outcome, before, value in zip(outcomes, now.tolist(), wanted.tolist(), strict=True):
            if np.isfinite(value) and abs(value - before) > 1e-9 * abs(before):
                found = solve(one, pointer, outcome, value)
                counts.append(found.evaluations)
                exact += found.exact
    measured = f"at most {max(counts)}, {np.mean(counts):.1f} on average"
    return Row("a goal seek, any input for any figure it moves", measured, "15 evaluations", f"{exact} of {len(counts)} pairs solved")


def _wanted(one: Scenario, lever: str, outcome: str, low: float, high: float) -> np.ndarray:
    return read(turn(one, {lever: np.linspace(low, high, COUNT)}), [outcome_at(one, outcome)])[:, 0]


def _many() -> list[Row]:
    one = scenario()
    found = []
    for lever, outcome, low, high in CASES:
        wanted, figure = _wanted(one, lever, outcome, low, high), outcome_at(one, outcome)
        values = np.linspace(low, high, COUNT)
        seeks, batch = cpu_seconds(
            [
                lambda lever=lever, outcome=outcome, wanted=wanted: solve_many(one, lever, outcome, wanted),
                lambda lever=lever, values=values, figure=figure: read(turn(one, {lever: values}), [figure]),
            ],
            runs=1,
            rounds=5,
        )
        solved = solve_many(one, lever, outcome, wanted)
        measured = f"{seeks / batch:.1f} batches of {batch * 1e3:.1f} ms"
        beside = f"{solved.evaluations:.1f} evaluations a seek; {int(solved.exact.sum())} solved"
        found.append(Row(f"{COUNT:,} seeks at once: {lever} for {outcome}", measured, "25 batches", beside))
    return found


def _many_apart() -> Row:
    """Seeks that hold something different each, so that no two are of one figure."""
    one, retention = scenario(), np.linspace(0.9, 1.0, COUNT)
    lever, outcome, low, high = CASES[0]
    wanted, figure, values = _wanted(one, lever, outcome, low, high), outcome_at(one, outcome), np.linspace(low, high, COUNT)
    held = {"/existing/retention": retention}
    seeks, batch = cpu_seconds(
        [lambda: solve_many(one, lever, outcome, wanted, held=held), lambda: read(turn(one, {lever: values, **held}), [figure])],
        runs=1,
        rounds=5,
    )
    solved = solve_many(one, lever, outcome, wanted, held=held)
    beside = f"{solved.evaluations:.1f} evaluations a seek; {int(solved.exact.sum())} solved"
    return Row(
        f"{COUNT:,} seeks at once, each with a retention of its own",
        f"{seeks / batch:.1f} batches of {batch * 1e3:.1f} ms",
        "25 batches",
        beside,
    )


def _alone() -> Row:
    """One seek, beside Brent's method over the plain engine."""
    from scipy.optimize import brentq

    one = scenario()
    inputs = compile_scenario(one)
    spend = float(evaluate_totals(inputs).spend.sum()) * 1.2
    calls = 0

    def missed(growth: float) -> float:
        nonlocal calls
        calls += 1
        target = inputs.baseline * (1 + growth)
        return float(evaluate_totals(inputs.vary(target=target)).spend.sum()) - spend

    ours, brent = cpu_seconds(
        [lambda: solve(one, "/goal/growth", "/totals/spend", spend), lambda: brentq(missed, 0.05, 2.0, rtol=1e-12)], runs=5
    )
    calls = 0
    brentq(missed, 0.05, 2.0, rtol=1e-12)
    measured = (
        f"{ours * 1e3:.1f} ms = {ours / brent:.1f} x Brent; {solve(one, '/goal/growth', '/totals/spend', spend).evaluations} evaluations"
    )
    return Row(
        "one goal seek over the whole range",
        measured,
        "",
        f"scipy brentq from a bracket given to it: {brent * 1e3:.1f} ms, {calls} evaluations",
    )


if __name__ == "__main__":
    from bench.clock import table

    print(table("Goal seeks", rows()))
