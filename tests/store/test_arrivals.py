from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import anyio
import pytest

from app.services import arrivals
from app.services.arrivals import Arrivals, ArrivalsBusy, UploadTooSlow

_T = TypeVar("_T")


def played(scene: Callable[[], Awaitable[_T]]) -> _T:
    """On a thread of its own: the browser tests keep a loop running on this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: anyio.run(scene)).result()


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(arrivals, "MOST_ARRIVING", 2)
    return Clock()


class Sender:
    """Somebody who sends a file in pieces, and what became of it."""

    def __init__(self) -> None:
        self.outcome = ""
        self._pieces, self._stream = anyio.create_memory_object_stream[bytes](10)

    async def run(self, places: Arrivals) -> None:
        try:
            async with self._stream:
                await self._arrive(places)
        except (ArrivalsBusy, UploadTooSlow) as error:
            self.outcome = type(error).__name__

    async def _arrive(self, places: Arrivals) -> None:
        with places.place() as arrival:
            async for _ in arrival.counted(self._stream):
                pass
        self.outcome = "here"

    async def send(self, size: int) -> None:
        await self._pieces.send(bytes(size))
        await anyio.wait_all_tasks_blocked()

    async def finish(self) -> None:
        await self._pieces.aclose()
        await anyio.wait_all_tasks_blocked()


@pytest.mark.parametrize(("dripped", "outcome"), [(1, "here"), (arrivals.STRETCH, "ArrivalsBusy")])
def test_who_hardly_sends_anything_gives_a_place_up_to_who_comes(clock: Clock, dripped: int, outcome: str) -> None:
    async def scene() -> tuple[str, str, str]:
        places = Arrivals(clock)
        slow, quick, new = Sender(), Sender(), Sender()
        async with anyio.create_task_group() as group:
            group.start_soon(slow.run, places)
            group.start_soon(quick.run, places)
            await anyio.wait_all_tasks_blocked()
            clock.now += 1_000
            await slow.send(dripped)
            await quick.send(arrivals.STRETCH)
            group.start_soon(new.run, places)
            await anyio.wait_all_tasks_blocked()
            for each in (slow, quick, new):
                await each.finish()
        return slow.outcome, quick.outcome, new.outcome

    slow, quick, new = played(scene)
    assert (quick, new) == ("here", outcome)
    assert slow == ("UploadTooSlow" if outcome == "here" else "here")


def test_a_place_is_free_again_when_its_file_is_here(clock: Clock) -> None:
    async def scene() -> list[str]:
        places, senders = Arrivals(clock), [Sender() for _ in range(5)]
        async with anyio.create_task_group() as group:
            for each in senders:
                group.start_soon(each.run, places)
                await anyio.wait_all_tasks_blocked()
                await each.finish()
        return [each.outcome for each in senders]

    assert played(scene) == ["here"] * 5
