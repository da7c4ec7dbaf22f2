"""A process beside the server that answers one question after another, and stays a while for the next one.

What it took to answer the first (libraries, the buyers of a list) is at hand then. There is at most one that waits; a question that comes
while it is busy gets a process of its own. None outlives the server: its standard input closes with it.
"""

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

IDLE_SECONDS = 60
"""Then it ends, if nothing is asked."""
ANSWER_SECONDS = 600
"""Then it is killed, if it has not answered."""
STAYS_BELOW = 400_000_000
"""Bytes of memory that it has ever had; one that needed more ends after its answer."""
_ROOT = Path(__file__).resolve().parents[2]

_waiting: list["_Process"] = []
_mutex = threading.Lock()


class NoAnswer(Exception):
    """The process has ended without an answer."""


class _Process:
    """The server's end of a process."""

    def __init__(self, module: str) -> None:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))}
        self._process = subprocess.Popen(
            [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, start_new_session=True
        )
        self.module = module

    def answer(self, question: object) -> Any:
        """Ask, and wait."""
        late = threading.Timer(ANSWER_SECONDS, self._process.kill)
        late.start()
        try:
            pickle.dump(question, self._end(self._process.stdin))
            self._end(self._process.stdin).flush()
            return pickle.load(self._end(self._process.stdout))
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise NoAnswer from error
        finally:
            late.cancel()

    @staticmethod
    def _end(pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe is not None
        return pipe

    def end(self) -> None:
        """Kill it, and forget about it."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                self._end(pipe).close()
            except OSError:
                continue  # what was left to be written has nobody to read it
        self._process.wait()


def answered(module: str, question: object) -> Any:
    """What a process that runs this module says to a question; raises NoAnswer."""
    waiting = _taken(module)
    if waiting is not None:
        try:
            return _answer(waiting, question)
        except NoAnswer:
            pass  # its time may have been over just then
    return _answer(_Process(module), question)


def _answer(process: _Process, question: object) -> Any:
    try:
        answer = process.answer(question)
    except BaseException:
        process.end()
        raise
    with _mutex:
        stays = not _waiting
        if stays:
            _waiting.append(process)
    if not stays:
        process.end()
    return answer


def _taken(module: str) -> _Process | None:
    with _mutex:
        return next((_waiting.pop(at) for at, each in enumerate(_waiting) if each.module == module), None)


def end_all() -> None:
    """End the process that waits."""
    while _waiting:
        with _mutex:
            process = _waiting.pop() if _waiting else None
        if process is not None:
            process.end()


# --- In the process itself ------------------------------------------------------------------------------------------


def questions() -> Iterator[Any]:
    """What is asked, one after the other, for as long as the process may stay."""
    asked: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    yield asked.get()
    while _peak() < STAYS_BELOW:
        try:
            yield asked.get(timeout=IDLE_SECONDS)
        except queue.Empty:
            return


def _listen(asked: queue.SimpleQueue[Any]) -> None:
    """Whoever asks is gone when standard input ends, in the middle of an answer, too."""
    with open(0, "rb", closefd=False) as pipe:
        while True:
            try:
                asked.put(pickle.load(pipe))
            except (EOFError, OSError, pickle.UnpicklingError):
                os._exit(1)


def say(answer: object) -> None:
    """Give an answer."""
    pickle.dump(answer, sys.stdout.buffer)
    sys.stdout.flush()


def _peak() -> int:
    """Bytes that this process has had at most; 0 where the system does not say.

    What `getrusage` says is no less than what the process had that started this one.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)
