"""Taking in a large export, beside what someone writes in polars for the same rows.

CPU seconds are compared in one process with everything imported, in turn, as in the other benches; each contender has a process of its own
besides, so that its largest memory is its alone, and what starting Python and its libraries adds is seen.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.main import create_app
from app.settings import Settings
from bench import bare_import, own_import
from bench.clock import Row, cpu_seconds
from bench.crm import write_export

ROWS, MANY = 1_000_000, 10_000_000
ROUNDS = 5
BEAT = 0.001
HEADERS = {"host": "127.0.0.1", "content-type": "text/csv"}


@dataclass(frozen=True)
class Run:
    """CPU seconds and the most memory, in MB, of a process."""

    cpu: float
    memory: float


def history_rows() -> list[Row]:
    """Reading, keeping, measuring and reviewing; memory at two sizes; the event loop meanwhile."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export, large = folder / "leads.csv", folder / "many.csv"
        write_export(export, ROWS)
        bare, own = _warm(export, folder)
        cold_bare, cold_own = _in_turn(export, folder)
        beats = asyncio.run(_beats_beside(export, folder))
        export.unlink()
        write_export(large, MANY)
        most = _own(large, folder)
    size = "300 MB at any size"
    return [
        Row(
            f"{ROWS:,} rows taken in, measured, reviewed",
            f"{own:.2f} s = {own / bare:.2f} x bare polars",
            "1.3 x",
            f"bare polars {bare:.2f} s",
        ),
        Row(
            "the same as a process of its own, start, imports and a new database included",
            f"{cold_own.cpu:.2f} s = {cold_own.cpu / cold_bare.cpu:.2f} x bare polars",
            "",
            f"bare polars {cold_bare.cpu:.2f} s, {cold_bare.memory:.0f} MB",
        ),
        Row(f"memory at {ROWS:,} rows", f"{cold_own.memory:.0f} MB", size),
        Row(f"memory at {MANY:,} rows", f"{most.memory:.0f} MB", size, f"{most.cpu:.1f} s = {most.cpu / cold_own.cpu:.1f} x the CPU"),
        Row(
            "a 1 ms heartbeat of the server meanwhile",
            f"p99 {_at(beats, 0.99):.1f} ms",
            "10 ms",
            f"{len(beats):,} beats, median {statistics.median(beats):.2f} ms, worst {max(beats):.0f} ms",
        ),
    ]


def _warm(export: Path, folder: Path) -> list[float]:
    """CPU seconds of both, in turn in this process; a new database each time."""

    def own() -> None:
        with tempfile.TemporaryDirectory(dir=folder) as fresh:
            own_import.main(str(export), fresh)

    return cpu_seconds([lambda: bare_import.main(str(export)), own], 1, ROUNDS)


def _in_turn(export: Path, folder: Path) -> tuple[Run, Run]:
    """The best round of each, as processes of their own."""
    bare, own = [], []
    for _ in range(ROUNDS):
        bare.append(_run("bench.bare_import", str(export)))
        own.append(_own(export, folder))
    return min(bare, key=lambda run: run.cpu), min(own, key=lambda run: run.cpu)


def _own(export: Path, folder: Path) -> Run:
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        return _run("bench.own_import", str(export), fresh)


def _run(module: str, *arguments: str) -> Run:
    """A contender says itself how much memory it took: what the system says of a child is no less than what this process has."""
    process = subprocess.Popen([sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{module} ended with {process.returncode}")
    return Run(usage.ru_utime + usage.ru_stime, float(said.split()[-1]))


async def _beats_beside(export: Path, folder: Path) -> list[float]:
    """How late, in ms, each beat of the server's own loop came while it received, looked, took in, measured and reviewed."""
    app = create_app(Settings(database_url=f"sqlite:///{folder}/beats.db"))
    app.state.database.start()
    late: list[float] = []
    beating = asyncio.create_task(_beat(late))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1", headers=HEADERS, timeout=300) as client:
        await _take_in(client, export)
    beating.cancel()
    app.state.jobs.close()
    app.state.database.close()
    return late


async def _beat(late: list[float]) -> None:
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(BEAT)
        late.append((time.perf_counter() - begun - BEAT) * 1000)


async def _take_in(client: httpx.AsyncClient, export: Path) -> None:
    base = "/api/v1/history"
    made = await client.post(f"{base}/imports", params={"filename": export.name, "take": "true"}, content=_bytes_of(export))
    found = made.raise_for_status().json()
    while found["status"] in ("looking", "taking"):
        await asyncio.sleep(0.05)
        found = (await client.get(f"{base}/imports/{found['id']}")).raise_for_status().json()
    if found["status"] != "done":
        raise RuntimeError(f"not taken in: {found['status']}")
    name = found["recipe"]["list_name"]
    (await client.get(f"{base}/funnel", params={"list": name, "split": "channel"})).raise_for_status()
    (await client.get(f"{base}/review", params={"list": name, "since": "2025-01-01", "until": "2025-12-31"})).raise_for_status()


async def _bytes_of(export: Path):
    with export.open("rb") as file:
        while part := file.read(1 << 16):
            yield part
            await asyncio.sleep(0)


def _at(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))]
