"""Sweeps and worths of a point beside the bare engine on the same lanes, in one run."""

import io
import tracemalloc

import numpy as np

from app.planner.engine import evaluate_totals
from app.questions.outcomes import outcome_at, read
from app.questions.points import worth_of_points
from app.questions.sweeping.digest import digest
from app.questions.sweeping.space import Grid, spaced
from app.questions.sweeping.sweep import Sweep, collect, sweep
from app.questions.sweeping.sweep import rows as swept
from app.questions.sweeping.written import csv, ndjson, parquet
from app.questions.turning import turn
from bench.clock import Row, cpu_seconds
from bench.scenarios import scenario

OUTCOMES = ["/totals/spend", "/totals/stages/deal", "/totals/per_working_day/cold_email/peak"]
RATE, GROWTH, LAG = "/conversions/0/rate", "/goal/growth", "/conversions/3/lag_days"
SIDE = 1000


def grid(first: str, second: str, side: int = SIDE) -> Sweep:
    """`side` x `side` lanes of the bench's four channels."""
    ends = {RATE: (0.1, 0.3), GROWTH: (0.1, 0.3), LAG: (10.0, 90.0)}
    return sweep(scenario(), Grid(tuple(spaced(pointer, *ends[pointer], side) for pointer in (first, second))), OUTCOMES)


def run(asked: Sweep) -> None:
    """Every stretch, kept no longer than it takes."""
    for _ in swept(asked):
        pass


def rows() -> list[Row]:
    """Sweeps of a million lanes, what is written of 100,000, and what a point of every rate is worth."""
    return [*_millions(), *_memory(), *_written(), *_alone()]


def _millions() -> list[Row]:
    found = []
    for label, asked, goal in (
        ("lags shared", grid(RATE, GROWTH), "5 s"),
        ("lags of every lane's own", grid(RATE, LAG), "5 s"),
        ("a lag that changes every 1,000 lanes", grid(LAG, RATE), "5 s"),
    ):
        lanes = turn(asked.scenario, asked.space.columns(0, asked.count))
        took, bare = cpu_seconds([lambda asked=asked: run(asked), lambda lanes=lanes: evaluate_totals(lanes.inputs)], runs=1, rounds=3)
        found.append(
            Row(
                f"sweep of 10^6 lanes to totals, {label}",
                f"{took:.2f} s = {took / bare:.2f} bare",
                goal,
                f"bare engine on the same lanes: {bare:.2f} s",
            )
        )
    return found


def _memory() -> list[Row]:
    asked = grid(RATE, LAG)
    tracemalloc.start()
    run(asked)
    streamed = _peak()
    digest(asked)
    outputs = len(OUTCOMES) * asked.count * 8 / 1e6
    told = _peak() - outputs
    columns = collect(asked)
    kept = tracemalloc.get_traced_memory()[0] / 1e6
    collected = _peak() - kept
    tracemalloc.stop()
    beside = f"columns of inputs and outputs {kept:.0f} MB"
    return [
        Row(f"memory of a streamed sweep of {columns.count:,} lanes", f"{streamed:.0f} MB", "64 MB", "none of it grows with the lanes"),
        Row("the same told by statistics, beyond its outputs", f"{told:.0f} MB", "64 MB", f"outputs {outputs:.0f} MB"),
        Row("the same collected, beyond its inputs and outputs", f"{collected:.0f} MB", "64 MB", beside),
    ]


def _peak() -> float:
    """The most traced memory since it was last asked for, MB."""
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.reset_peak()
    return peak


def _written() -> list[Row]:
    asked = grid(RATE, GROWTH, 316)
    columns = collect(asked)
    chunks = list(swept(asked))
    jobs = [
        lambda: collect(asked),
        lambda: digest(asked),
        lambda: b"".join(csv(iter(chunks))),
        lambda: b"".join(ndjson(iter(chunks))),
        lambda: parquet(columns, io.BytesIO()),
    ]
    collected, *others = cpu_seconds(jobs, runs=1, rounds=5)
    names = ("worked out with statistics and the ten best lanes", "written as CSV", "written as NDJSON", "written as Parquet")
    beside = f"the sweep itself {collected * 1e3:.0f} ms"
    return [
        Row(f"100,000 lanes {name}", f"{took * 1e3:.0f} ms = {took / collected:.2f} sweeps", "", beside)
        for name, took in zip(names, others, strict=True)
    ]


def _alone() -> list[Row]:
    one = scenario()
    lanes = turn(one, {GROWTH: np.linspace(0.1, 0.3, 53), LAG: np.linspace(30, 90, 53)})
    spend = [outcome_at(one, pointer) for pointer in OUTCOMES]
    worth, batch = cpu_seconds([lambda: worth_of_points(one), lambda: read(lanes, spend)], runs=5)
    beside = f"one batch of 53 lanes with lags of their own: {batch * 1e3:.2f} ms"
    return [
        Row("worth of a point of every rate, heads by month among it", f"{worth * 1e3:.1f} ms = {worth / batch:.1f} batches", "", beside),
    ]
