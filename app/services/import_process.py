"""One file's work in another process: a large one takes minutes of a processor, and nobody who asks for a page should feel it."""

import errno
import json
import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.history.as_json import from_json
from app.history.found import Finding, Look, Progress, Taken
from app.history.worker import ERRORS, ORDER, PROGRESS, RESULT
from app.services.import_workers import Worker, Workers
from app.services.keeping import Part

WORKER = "app.history.worker"
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LAST_LINE = 300
_OUT_OF_MEMORY = ("memory allocation of", "MemoryError", "Cannot allocate memory")  # as Rust, Python and the system say it
SECONDS = 3_600
"""That a look or a taking may take, unless a setting says otherwise; a file at all limits takes minutes."""


@dataclass(frozen=True)
class Outcome:
    """What came of it: one of these, or nothing where it was stopped."""

    look: Look | None = None
    taken: Taken | None = None
    parts: tuple[Part, ...] = ()
    trouble: Finding | None = None


class ImportProcess:
    """The work, from any thread: `run` waits for it, `stop` ends it. It is ended, too, once it has taken `seconds`.

    Args:
        folder: for the order and what comes of it; it is made here.
        workers: processes to do it.
        seconds: that it may take.
    """

    def __init__(self, folder: Path, workers: Workers, seconds: float = SECONDS) -> None:
        self.folder = folder
        self.seconds = seconds
        self._workers = workers
        self._worker: Worker | None = None
        self._mutex = threading.Lock()
        self._stopped = self._late = False

    @property
    def is_stopped(self) -> bool:
        """Whether somebody has ended it."""
        return self._stopped

    def another(self, folder: Path) -> "ImportProcess":
        """The same for the next piece of work."""
        return ImportProcess(folder, self._workers, self.seconds)

    def run(self, order: dict[str, Any]) -> Outcome:
        """Do what is ordered and say what came of it; where the system does not let it begin, that is the trouble."""
        try:
            self._write_down(order)
            return self._done()
        except OSError as error:
            return Outcome(trouble=_system_trouble(error.errno or 0))

    def _write_down(self, order: dict[str, Any]) -> None:
        self.folder.mkdir(mode=0o700)
        (self.folder / ORDER).write_text(json.dumps(order), encoding="utf-8")

    def _done(self) -> Outcome:
        with (self.folder / ERRORS).open("ab") as errors:
            with self._mutex:
                if self._stopped:
                    return Outcome()
                self._worker = self._workers.taken(WORKER, errors.fileno())
            code = self._waited(self._worker)
        if self.is_stopped:
            return Outcome()
        return _too_long(self.seconds) if self._late else self._outcome(code)

    def stop(self) -> None:
        """End it now, wherever it is."""
        with self._mutex:
            self._stopped = True
            if self._worker is not None:
                self._worker.kill()

    def progress(self) -> Progress | None:
        """How far it has come, as it last said."""
        with suppress(OSError, ValueError):
            return from_json(Progress, (self.folder / PROGRESS).read_bytes())
        return None

    def _waited(self, worker: Worker) -> int:
        """Its exit code; 0 of one that stays for the next file."""
        timer = threading.Timer(self.seconds, self._end_late)
        timer.daemon = True
        timer.start()
        stays = worker.ask(self.folder)
        timer.cancel()
        with self._mutex:
            self._worker = None
            stays = stays and not (self._stopped or self._late)
        if stays:
            self._workers.back(worker)
            return 0
        return worker.ended()

    def _end_late(self) -> None:
        with self._mutex:
            if self._worker is not None:
                self._late = True
                self._worker.kill()

    def _outcome(self, code: int) -> Outcome:
        try:
            result = json.loads((self.folder / RESULT).read_bytes())
        except (OSError, ValueError):
            if self._last_words().startswith(_OUT_OF_MEMORY):
                return Outcome(trouble=Finding("too_much_memory", "blocking"))
            return Outcome(trouble=Finding("import_failed", "blocking", {"code": code, "reason": self._last_words()}))
        if "unreadable" in result:
            return Outcome(trouble=from_json(Finding, result["unreadable"]))
        if "system" in result:
            return Outcome(trouble=_system_trouble(int(result["system"])))
        if "look" in result:
            return Outcome(look=from_json(Look, result["look"]))
        parts = tuple(Part(self.folder / name, kind, bucket, rows) for name, kind, bucket, rows in result["parts"])
        return Outcome(taken=from_json(Taken, result["taken"]), parts=parts)

    def _last_words(self) -> str:
        with suppress(OSError):
            lines = (self.folder / ERRORS).read_text(encoding="utf-8", errors="replace").strip().splitlines()
            return lines[-1][:_LAST_LINE] if lines else ""
        return ""


def _too_long(seconds: float) -> Outcome:
    return Outcome(trouble=Finding("took_too_long", "blocking", {"minutes": max(1, round(seconds / 60))}))


def _system_trouble(number: int) -> Finding:
    if number in _NO_ROOM:
        return Finding("no_room", "blocking")
    return Finding("import_failed", "blocking", {"code": 1, "reason": os.strerror(number)})
