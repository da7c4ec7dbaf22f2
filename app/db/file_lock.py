"""One process owns an SQLite file: SQLite's own locks guard single transactions only, and two writing processes are what some of
its versions can corrupt a database by. Within the process all who open the file share one lock and one queue of writers.
"""

import os
import sys
import threading
from pathlib import Path

from app.db.trouble import StoreTrouble
from app.db.turns import Turns

_owned: dict[Path, "FileLock"] = {}
_registry = threading.Lock()


class FileLock:
    """The lock beside a database file, held by this process for as long as anyone in it uses the file."""

    def __init__(self, file: Path) -> None:
        self.turns = Turns()
        self._file = file
        self._users = 0
        self._handle: int | None = None

    @classmethod
    def take(cls, file: Path) -> "FileLock":
        """The process's lock of a database file.

        Raises:
            StoreTrouble: "in_use", where another process has it.
            OSError: where no file can be written there.
        """
        with _registry:
            lock = _owned.get(file) or cls(file)
            if lock._handle is None:
                lock._handle = _locked(Path(f"{file}.lock"))
                _owned[file] = lock
            lock._users += 1
            return lock

    def is_in_place(self) -> bool:
        """Whether the file that is locked is still the one of its name: others may have removed it."""
        try:
            return self._handle is not None and os.path.samestat(os.fstat(self._handle), os.stat(f"{self._file}.lock"))
        except OSError:
            return False

    def release(self) -> None:
        """Give it up; the last user in the process opens it to other processes. The file stays, so that nobody locks a deleted one."""
        with _registry:
            self._users -= 1
            if self._users == 0 and self._handle is not None:
                os.close(self._handle)
                self._handle = None
                _owned.pop(self._file, None)


def _locked(path: Path) -> int:
    handle, writable = _opened(path)
    try:
        _lock(handle)
    except OSError:
        owner = os.read(handle, 20).decode("ascii", "replace").strip()
        os.close(handle)
        who = f"process {owner}" if owner.isdigit() else "another process"
        raise StoreTrouble("in_use", f"{who} is using the database; end it first ({path})") from None
    if writable:
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
    return handle


def _opened(path: Path) -> tuple[int, bool]:
    """The lock file, and whether it can be written. Another user may have made it: locking it takes no more than reading."""
    flags = getattr(os, "O_CLOEXEC", 0)
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | flags, 0o644), True
    except PermissionError:
        if not path.exists():
            raise
        return os.open(path, os.O_RDONLY | flags), False


if sys.platform == "win32":

    def _lock(handle: int) -> None:
        import msvcrt

        os.lseek(handle, 1000, os.SEEK_SET)  # beyond the number, which others may read
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

else:

    def _lock(handle: int) -> None:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
