"""The planner alone: one plan, and very many."""

import time
import tracemalloc

import numpy as np

from app.planner.engine import evaluate, evaluate_totals
from app.planner.inputs import compile_scenario
from app.planner.present import make_plan, present
from bench import reference
from bench.clock import Row, cpu_seconds
from bench.scenarios import lanes, scenario

COUNT = 100_000


def plan_rows() -> list[Row]:
    """One 4-channel plan, beside one NumPy call and one bare single-channel plan."""
    one = scenario()
    inputs = compile_scenario(one)
    outputs = evaluate(inputs)
    array = np.ones((1, 4, 5, 28))
    rates, lags = np.array([0.25, 0.4, 0.5, 0.25]), np.array([7.0, 21.0, 14.0, 60.0])
    call, bare, compiled, evaluated, presented, whole = cpu_seconds(
        [
            lambda: array * array,
            lambda: reference.one_plan(4e6, 0.25, 12_000.0, rates, lags, 3.5),
            lambda: compile_scenario(one),
            lambda: evaluate(inputs),
            lambda: present(one, outputs),
            lambda: make_plan(one),
        ],
        runs=200,
    )
    beside = f"a NumPy call {call * 1e6:.2f} us; a bare one-channel plan in NumPy {bare * 1e6:.0f} us"
    return [
        Row("one plan, 4 channels: compile", f"{compiled * 1e6:.0f} us", "", beside),
        Row("evaluate alone", f"{evaluated * 1e6:.0f} us = {evaluated / bare:.1f} bare plans", "150 us = 14 bare plans", beside),
        Row("present alone (whole figures, notes, ways out, KPIs, proof)", f"{presented * 1e6:.0f} us", "", beside),
        Row("compiled, evaluated and presented", f"{whole * 1e6:.0f} us = {whole / bare:.1f} bare plans", "600 us = 55 bare plans", beside),
    ]


def lane_rows() -> list[Row]:
    """Lanes to totals: shared lags, own lags, ten times as many, memory."""
    shared, own, many = lanes(COUNT, own_lags=False), lanes(COUNT, own_lags=True), lanes(10 * COUNT, own_lags=True)
    rng = np.random.default_rng(1)
    baseline, growth, value = np.full(COUNT, 4e6), rng.uniform(0.1, 0.3, COUNT), rng.uniform(9e3, 15e3, COUNT)
    rates, lags = rng.uniform(0.2, 0.5, (COUNT, 4)), rng.uniform(5, 60, (COUNT, 4))
    quick, quick_bare, general, general_bare = cpu_seconds(
        [
            lambda: evaluate_totals(shared),
            lambda: reference.totals_shared(baseline, growth, value, rates, 3.5),
            lambda: evaluate_totals(own),
            lambda: reference.totals_own(baseline, growth, value, rates, lags, 3.5),
        ],
        runs=1,
        rounds=5,
    )
    begun = time.process_time()
    evaluate_totals(many)
    ten = time.process_time() - begun
    return [
        Row(
            "100,000 lanes, 4 channels, shared lags, to totals",
            f"{quick * 1e3:.0f} ms = {quick / quick_bare:.1f} bare",
            "40 ms = 27 bare",
            f"bare NumPy, one channel: {quick_bare * 1e3:.1f} ms",
        ),
        Row(
            "the same with lags of their own",
            f"{general * 1e3:.0f} ms = {general / general_bare:.1f} bare",
            "400 ms = 7.3 bare",
            f"bare NumPy, one channel: {general_bare * 1e3:.0f} ms",
        ),
        Row("1,000,000 lanes with lags of their own", f"{ten / general:.1f} x the 100,000", "12 x", f"{ten:.2f} s"),
        Row("memory beyond inputs and outputs", f"{_extra_memory():.0f} MB", "64 MB", "100,000 lanes with lags of their own"),
    ]


def _extra_memory() -> float:
    """Peak megabytes that an evaluation takes on top of its inputs, less what its outputs are."""
    own = lanes(COUNT, own_lags=True)
    tracemalloc.start()
    totals = evaluate_totals(own)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del totals
    return (peak - kept) / 1e6
