"""A process beside the server that answers one question after another, and stays a while for the next one.

What it took to answer the first (libraries, the buyers of a list) is at hand then. There is at most one that waits; a question that comes
while it is busy gets a process of its own. None outlives the server: its standard input closes with it.

Questions have numbers, and an answer is that of the question with its number. Answers have a pipe of their own; whatever else the process
writes goes where its errors go.
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
ANSWER_SECONDS = 120
"""Then it is killed, if it has not answered."""
STAYS_BELOW = 400_000_000
"""Bytes of memory that it has ever had; one that needed more ends after its answer."""
_ROOT = Path(__file__).resolve().parents[2]

_waiting: list["_Process"] = []
_all: set["_Process"] = set()
_mutex = threading.Lock()
_closed = threading.Event()


class NoAnswer(Exception):
    """The process has ended without an answer."""


class _Ended(NoAnswer):
    """It was ended: because it took too long, or because everything ends. To ask another process would be no better."""


class _Process:
    """The server's end of a process."""

    def __init__(self, module: str) -> None:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))}
        self._process = subprocess.Popen(
            [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, start_new_session=True
        )
        self.module = module
        self._asked = 0
        self.is_ended = False
        with _mutex:
            _all.add(self)
        if _closed.is_set():
            self.kill()

    def answer(self, question: object) -> Any:
        """Ask, and wait."""
        self._asked += 1
        late = threading.Timer(ANSWER_SECONDS, self.kill)
        late.daemon = True
        late.start()
        try:
            pickle.dump((self._asked, question), self._end(self._process.stdin))
            self._end(self._process.stdin).flush()
            number, answer = pickle.load(self._end(self._process.stdout))
        except Exception as error:  # half an answer can break in as many ways as there are kinds of values
            raise (_Ended if self.is_ended else NoAnswer) from error
        finally:
            late.cancel()
        if number != self._asked:
            raise NoAnswer
        return answer

    @staticmethod
    def _end(pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe is not None
        return pipe

    def kill(self) -> None:
        """End it now, even where it was stopped; whoever waits for its answer is told."""
        self.is_ended = True
        self._process.kill()

    def end(self) -> None:
        """Kill it, and forget about it."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                self._end(pipe).close()
            except OSError:
                continue  # what was left to be written has nobody to read it
        self._process.wait()
        with _mutex:
            _all.discard(self)


def answered(module: str, question: object) -> Any:
    """What a process that runs this module says to a question; raises NoAnswer."""
    if _closed.is_set():
        raise NoAnswer
    waiting = _taken(module)
    if waiting is not None:
        try:
            return _answer(waiting, question)
        except _Ended:
            raise
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
        stays = not (_waiting or process.is_ended or _closed.is_set())
        if stays:
            _waiting.append(process)
    if not stays:
        process.end()
    return answer


def _taken(module: str) -> _Process | None:
    with _mutex:
        return next((_waiting.pop(at) for at, each in enumerate(_waiting) if each.module == module), None)


def close() -> None:
    """The server ends: so do all processes, and none begins, until `open_again`."""
    _closed.set()
    end_all()


def open_again() -> None:
    """A server begins."""
    _closed.clear()


def end_all() -> None:
    """End the process that waits, and those that work; who waits for their answers gets none."""
    with _mutex:
        idle, busy = list(_waiting), _all.difference(_waiting)
        _waiting.clear()
    for process in busy:
        process.kill()
    for process in idle:
        process.end()


# --- In the process itself ------------------------------------------------------------------------------------------


class Answers:
    """Where the answers go: what standard output was before."""

    def __init__(self) -> None:
        self._pipe = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)

    def say(self, number: int, answer: object) -> None:
        """Answer the question with that number."""
        self._pipe.write(pickle.dumps((number, answer)))
        self._pipe.flush()


def questions() -> Iterator[tuple[int, Any]]:
    """What is asked, one after the other with its number, for as long as the process may stay."""
    asked: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    yield asked.get()
    while _peak() < STAYS_BELOW:
        try:
            yield asked.get(timeout=IDLE_SECONDS)
        except queue.Empty:
            return


def _listen(asked: queue.SimpleQueue[Any]) -> None:
    """Whoever asks is gone when standard input ends, in the middle of an answer, too; what is no question has nobody to answer to."""
    with open(0, "rb", closefd=False) as pipe:
        while True:
            try:
                asked.put(pickle.load(pipe))
            except Exception:
                os._exit(1)


def _peak() -> int:
    """Bytes that this process has had at most; 0 where the system does not say.

    What `getrusage` says is no less than what the process had that started this one.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)
