"""Processes that work on files. One that has looked at a small file stays for some seconds and takes the next: starting takes longer."""

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from app.history.worker import STAYS

SECONDS_IDLE = 10.0
_ROOT = Path(__file__).resolve().parents[2]


class Worker:
    """A process. Its standard input is a pipe that closes when this process ends, however it ends, and then it ends, too."""

    def __init__(self, module: str, errors: int) -> None:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))}
        environment["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
        self.process = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            start_new_session=True,
        )

    def ask(self, folder: Path) -> bool:
        """Do what is ordered in a folder, and wait for it: whether the process stays for more; it has ended or will, where not."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with suppress(OSError):  # it has ended: its exit code tells more
            self.process.stdin.write(os.fsencode(folder) + b"\n")
            self.process.stdin.flush()
            return self.process.stdout.readline().strip() == STAYS
        return False

    def kill(self) -> None:
        """End it now."""
        with suppress(OSError):
            self.process.kill()

    def ended(self) -> int:
        """Its exit code, once it has ended by itself."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        return self.process.wait()


class Workers:
    """Those that wait for the next file, from any thread."""

    def __init__(self) -> None:
        self._idle: dict[Worker, threading.Timer] = {}
        self._mutex = threading.Lock()

    def taken(self, module: str, errors: int) -> Worker:
        """One that waits, or a new one; what a new one has to say before it begins goes to `errors`."""
        with self._mutex:
            while self._idle:
                worker, timer = self._idle.popitem()
                timer.cancel()
                if worker.process.poll() is None:
                    return worker
                worker.ended()
        return Worker(module, errors)

    def back(self, worker: Worker) -> None:
        """It waits for the next file, for some seconds."""
        timer = threading.Timer(SECONDS_IDLE, self._let_go, (worker,))
        timer.daemon = True
        with self._mutex:
            self._idle[worker] = timer
        timer.start()

    def close(self) -> None:
        """End those that wait."""
        with self._mutex:
            idle, self._idle = self._idle, {}
        for worker, timer in idle.items():
            timer.cancel()
            worker.ended()

    def _let_go(self, worker: Worker) -> None:
        with self._mutex:
            is_idle = self._idle.pop(worker, None) is not None
        if is_idle:
            worker.ended()
