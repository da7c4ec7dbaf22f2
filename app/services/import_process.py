"""One file's work in a process of its own: a large one takes minutes of a processor, and nobody who asks for a page should feel it."""

import errno
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.history.as_json import from_json
from app.history.found import Finding, Look, Progress, Taken
from app.history.worker import ERRORS, ORDER, PROGRESS, RESULT
from app.services.keeping import Part

WORKER = "app.history.worker"
_ROOT = Path(__file__).resolve().parents[2]
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
    """The process, from any thread: `run` waits for it, `stop` ends it. It is ended, too, once it has taken `seconds`."""

    def __init__(self, folder: Path, seconds: float = SECONDS) -> None:
        self.folder = folder
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._mutex = threading.Lock()
        self._stopped = False

    @property
    def is_stopped(self) -> bool:
        """Whether somebody has ended it."""
        return self._stopped

    def run(self, order: dict[str, Any]) -> Outcome:
        """Do what is ordered and say what came of it."""
        self.folder.mkdir(mode=0o700)
        (self.folder / ORDER).write_text(json.dumps(order), encoding="utf-8")
        with (self.folder / ERRORS).open("wb") as errors:
            with self._mutex:
                if self._stopped:
                    return Outcome()
                self._process = _started(self.folder, errors.fileno())
            code = self._waited(self._process)
        if self._process.stdin:
            self._process.stdin.close()
        if self.is_stopped:
            return Outcome()
        return _too_long(self.seconds) if code is None else self._outcome(code)

    def stop(self) -> None:
        """End it now, wherever it is."""
        with self._mutex:
            self._stopped = True
            if self._process is not None:
                with suppress(OSError):
                    self._process.kill()

    def progress(self) -> Progress | None:
        """How far it has come, as it last said."""
        with suppress(OSError, ValueError):
            return from_json(Progress, (self.folder / PROGRESS).read_bytes())
        return None

    def _waited(self, process: subprocess.Popen[bytes]) -> int | None:
        """Its exit code; None where it had to be ended."""
        try:
            return process.wait(self.seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return None

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


def _started(folder: Path, errors: int) -> subprocess.Popen[bytes]:
    """The process. Its standard input is a pipe that closes when this process ends, however it ends, and then it ends, too."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))}
    environment["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    return subprocess.Popen(
        [sys.executable, "-m", WORKER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        env=environment,
        start_new_session=True,
    )
