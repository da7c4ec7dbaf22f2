"""Files in line: which are being worked on, and which wait for a thread."""

import shutil
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.services.import_process import ImportProcess
from app.services.imports import Status


@dataclass(frozen=True, eq=False)
class Job:
    """A piece of work: `look` or `take`; `go_on` to take it in where nothing is left to ask."""

    workspace: str
    id: str
    act: Literal["look", "take"]
    process: ImportProcess
    list_name: str | None = None
    go_on: bool = False

    @property
    def status(self) -> Status:
        """What its import is while this is done."""
        return "looking" if self.act == "look" else "taking"


class Line:
    """Work is done in the order in which it comes, by as many threads as may run; a thread ends when nothing waits.

    Args:
        do: one piece of work; it raises nothing.
        at_once: threads at most.
    """

    def __init__(self, do: Callable[[Job], None], at_once: int) -> None:
        self.under_way: dict[str, Job] = {}
        self.threads: set[threading.Thread] = set()
        self._do = do
        self._at_once = at_once
        self._waiting: deque[Job] = deque()
        self._mutex = threading.Lock()
        self._closed = False

    def __len__(self) -> int:
        """How many wait for a thread."""
        return len(self._waiting)

    @property
    def is_closed(self) -> bool:
        """Whether all work is being ended."""
        return self._closed

    def add(self, job: Job) -> None:
        """At the end."""
        with self._mutex:
            if self._closed:
                return
            self.under_way[job.id] = job
            self._waiting.append(job)
            if len(self.threads) < self._at_once:
                thread = threading.Thread(target=self._work, name="import", daemon=True)
                self.threads.add(thread)
                thread.start()

    def stop(self, id: str) -> None:
        """Out of the line, or ended where it has begun."""
        with self._mutex:
            job = self.under_way.get(id)
            if job is not None and job in self._waiting:
                self._waiting.remove(job)
                del self.under_way[id]
        if job is not None:
            job.process.stop()

    def close(self, patience: float) -> None:
        """End all work, and take no more; a thread has so many seconds to end."""
        with self._mutex:
            self._closed = True
            self._waiting.clear()
            stopping, threads = list(self.under_way.values()), list(self.threads)
        for job in stopping:
            job.process.stop()
        for thread in threads:
            thread.join(patience)

    def open(self) -> None:
        """Empty, and as new."""
        with self._mutex:
            self.under_way.clear()
            self._closed = False

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                self._do(job)
            finally:
                self._done_with(job)

    def _next(self) -> Job | None:
        with self._mutex:
            if self._waiting and not self._closed:
                return self._waiting.popleft()
            self.threads.discard(threading.current_thread())
            return None

    def _done_with(self, job: Job) -> None:
        shutil.rmtree(job.process.folder, ignore_errors=True)
        with self._mutex:
            if self.under_way.get(job.id) is job:
                del self.under_way[job.id]
