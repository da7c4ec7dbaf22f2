"""Many people at once: reading, recalculating, listing and saving at a steady rate, as `python -m bench.load --seconds 300`.

The model is open: a request is due at its time whether or not the one before has been answered, and its latency counts from then.
"""

import argparse
import asyncio
import os
import random
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from app.documents import example_document

USERS = 50
CONNECTIONS = 6
"""Of each user, as a browser has them. One pool for all would spend more on looking for a free one than the server on its answer."""
TIMEOUT = 10.0
KINDS = {"read": 45, "page": 10, "recalculate": 20, "list": 10, "save": 10, "create": 5}
"""In a hundred requests."""
LIMIT = 0.250


@dataclass
class User:
    """Someone at work on a plan of their own."""

    client: httpx.AsyncClient
    id: str
    etag: str
    document: dict[str, Any]
    saving: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass
class Tally:
    """What came back."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[int] = field(default_factory=list)


class Load:
    """One run against a server."""

    def __init__(self, clients: Sequence[httpx.AsyncClient], seed: int) -> None:
        self.clients, self.chance, self.tally = clients, random.Random(seed), Tally()
        self.users: list[User] = []

    async def prepare(self) -> None:
        """A plan for each user."""
        for number, client in enumerate(self.clients):
            document = {**example_document(), "name": f"Plan {number}"}
            answer = await client.post("/api/v1/scenarios", json={"scenario": document})
            answer.raise_for_status()
            self.users.append(User(client, answer.json()["id"], answer.headers["etag"], document))

    async def ask(self, kind: str, due: float) -> None:
        """One request, timed from when it was due."""
        user = self.chance.choice(self.users)
        try:
            answer = await getattr(self, f"_{kind}")(user)
        except httpx.HTTPError as error:
            self.tally.errors[f"{kind}: {type(error).__name__}"] += 1
            return
        if answer.status_code >= 400:
            self.tally.errors[f"{kind}: {answer.status_code}"] += 1
        self.tally.seconds[kind].append(time.perf_counter() - due)

    async def _read(self, user: User) -> httpx.Response:
        path = self.chance.choice([f"/api/v1/scenarios/{user.id}", f"/api/v1/scenarios/{user.id}/plan"])
        return await user.client.get(path)

    async def _page(self, user: User) -> httpx.Response:
        return await user.client.get(f"/plans/{user.id}")

    async def _recalculate(self, user: User) -> httpx.Response:
        fields = {"scenario": user.id, "version": "1", "/goal/growth": str(self.chance.randint(5, 60))}
        return await user.client.post("/recalculate", data=fields)

    async def _list(self, user: User) -> httpx.Response:
        return await user.client.get(self.chance.choice(["/plans", "/api/v1/scenarios"]))

    async def _save(self, user: User) -> httpx.Response:
        async with user.saving:  # nobody saves over themselves
            document = {**user.document, "deal": {**user.document["deal"], "value": self.chance.randint(5_000, 50_000)}}
            answer = await user.client.put(f"/api/v1/scenarios/{user.id}", json={"scenario": document}, headers={"if-match": user.etag})
            if answer.status_code < 300:
                user.etag, user.document = answer.headers["etag"], document
        return answer

    async def _create(self, user: User) -> httpx.Response:
        return await user.client.post("/api/v1/scenarios", json={"scenario": user.document})

    async def run(self, rate: float, seconds: float, pid: int) -> None:
        """Requests at their times, then whatever is still out."""
        kinds = self.chance.choices(list(KINDS), list(KINDS.values()), k=round(rate * seconds))
        begun, out = time.perf_counter() + 0.1, set()
        for number, kind in enumerate(kinds):
            due = begun + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            task = asyncio.create_task(self.ask(kind, due))
            out.add(task)
            task.add_done_callback(out.discard)
            if number % max(1, round(rate)) == 0:
                self.tally.memory.append(_resident(pid))
        await asyncio.gather(*out)


def _resident(pid: int) -> int:
    """Bytes of memory of a process (Linux)."""
    with open(f"/proc/{pid}/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, round(share * len(values)))] * 1000 if values else 0.0


def report(tally: Tally) -> str:
    """Latencies in milliseconds by kind of request, errors, memory."""
    everything = [each for kind in tally.seconds.values() for each in kind]
    lines = ["| request | n | p50 ms | p99 ms | worst ms |", "|---|---|---|---|---|"]
    for kind, values in [*tally.seconds.items(), ("all", everything)]:
        middle, slow, worst = (_quantile(values, share) for share in (0.5, 0.99, 1.0))
        lines.append(f"| {kind} | {len(values)} | {middle:.1f} | {slow:.1f} | {worst:.0f} |")
    quarter = max(1, len(tally.memory) // 4)
    first, last = (sum(part) / len(part) / 1e6 for part in (tally.memory[:quarter], tally.memory[-quarter:]))
    lines += ["", f"errors: {dict(tally.errors) or 'none'}; memory {first:.0f} MB in the first quarter, {last:.0f} MB in the last"]
    return "\n".join(lines)


async def _measure(port: int, pid: int, rate: float, seconds: float, seed: int) -> Tally:
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    trusted = ssl.create_default_context()  # once; nothing here is encrypted
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(
                httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", limits=limits, timeout=TIMEOUT, verify=trusted)
            )
            for _ in range(USERS)
        ]
        load = Load(clients, seed)
        await load.prepare()
        await load.run(rate, seconds, pid)
        return load.tally


def main() -> int:
    """Start a server on a database of its own, load it, and say how it went; 1 where the limits were not kept."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=300)
    options.add_argument("--rate", type=float, default=100, help="requests a second")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/load.db"}
        port = _free_port()
        command = [sys.executable, "-m", "app", "serve", "--port", str(port)]
        complaints = Path(folder) / "complaints"
        with (
            complaints.open("w") as said,
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=said, text=True) as server,
        ):
            try:
                while server.stdout and not re.search("ready", server.stdout.readline()):
                    if server.poll() is not None:
                        raise RuntimeError("the server did not start")
                tally = asyncio.run(_measure(port, server.pid, given.rate, given.seconds, given.seed))
            finally:
                server.terminate()
                server.wait(15)
        print(report(tally))
        print("\n".join(complaints.read_text().splitlines()[-20:]), file=sys.stderr)
    slow = _quantile([each for kind in tally.seconds.values() for each in kind], 0.99) > LIMIT * 1000
    return int(bool(tally.errors) or slow)


if __name__ == "__main__":
    sys.exit(main())
