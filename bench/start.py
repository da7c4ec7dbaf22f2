"""How long the command line takes from start to end, wall time of whole processes."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.clock import Row

RUNS = 9
SAMPLE = Path("app/examples/growth.yaml")


def _wall(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun


def start_rows() -> list[Row]:
    """`backfunnel plan FILE`, beside a Python that imports NumPy and pydantic and stops; runs take turns."""
    ours = [sys.executable, "-m", "app", "plan", str(SAMPLE)]
    numpy = [sys.executable, "-c", "import numpy"]
    both = [sys.executable, "-c", "import numpy, pydantic; type('A', (pydantic.BaseModel,), {})"]
    times: dict[str, list[float]] = {"ours": [], "numpy": [], "both": []}
    for command in (ours, numpy, both):
        _wall(command)
    for _ in range(RUNS):
        for name, command in (("ours", ours), ("numpy", numpy), ("both", both)):
            times[name].append(_wall(command))
    least = {name: min(found) for name, found in times.items()}
    beside = f"`import numpy` {least['numpy']:.2f} s; with pydantic and one model {least['both']:.2f} s"
    found = f"{least['ours']:.2f} s (median {statistics.median(times['ours']):.2f}) = {least['ours'] / least['both']:.2f} x the imports"
    return [Row("`backfunnel plan FILE`, start to end", found, "0.35 s", beside)]
