"""How long things take on a machine that does other things too: CPU seconds, in turn, the least of several runs."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, its goal, and whether the figure is a ratio or a time."""

    job: str
    found: str
    goal: str
    beside: str = ""


def cpu_seconds(jobs: list[Callable[[], object]], runs: int, rounds: int = 9) -> list[float]:
    """CPU seconds of one call of each job: the jobs take turns, each `runs` times a round, and the best round counts."""
    best = [float("inf")] * len(jobs)
    for job in jobs:
        job()
    for _ in range(rounds):
        for position, job in enumerate(jobs):
            begun = time.process_time()
            for _ in range(runs):
                job()
            best[position] = min(best[position], (time.process_time() - begun) / runs)
    return best


def peak_mb() -> float:
    """The most memory that this process has had, MB; Linux alone says so."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM:"))


def table(title: str, rows: list[Row]) -> str:
    """Rows as a Markdown table."""
    lines = [f"## {title}", "", "| job | measured | goal | in the same run |", "|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {row.job} | {row.found} | {row.goal} | {row.beside} |" for row in rows), ""])
