"""Where files wait while they are looked at and taken in: a folder of their own beside the database, one name for each import."""

import errno
import hashlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Collection
from contextlib import suppress
from pathlib import Path

import anyio.to_thread

from app.db import StoreTrouble
from app.db.file_lock import FileLock
from app.db.sqlite import file_of, is_sqlite
from app.db.trouble import TroubleCode

AT_ONCE = 1 << 20
"""Bytes that are gathered before a thread writes them: handing over each small piece of a body would cost more than writing it."""
_OURS = re.compile(r"(imp_[a-z0-9]{20})\.(?:file|part|[0-9a-f]{8}\.work)")
_MARK = re.compile(r"server-[0-9a-f]{16}\.lock")
_TROUBLES: dict[int | None, TroubleCode] = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "full"),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), "read_only"),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.EBUSY), "busy"),
}
"""What a system's error means; any other one (a share that is gone, a disk that fails): that the folder is out of reach."""
_TRIES_TO_MARK = 5
"""Another server that begins may take a mark for that of one that was killed, before it is locked; a new one is put then."""
_marks: set[str] = set()
"""Names of the marks that are of this process."""


class FileTooLarge(Exception):
    """More bytes than are taken of one file; nothing of it is kept."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class Staging:
    """The folder; it is made when the first file comes, and goes when the last has gone."""

    def __init__(self, url: str, given: Path | None) -> None:
        self.folder = given or _beside(url)
        self._own = given is None
        self._shared = not is_sqlite(url)
        self._lock: FileLock | None = None
        self._mark = ""

    def file(self, id: str) -> Path:
        """Where the file of an import is, once it has come as a whole."""
        return self.folder / f"{id}.file"

    def work(self, id: str) -> Path:
        """A place for a piece of work on it, another one each time."""
        return self.folder / f"{id}.{secrets.token_hex(4)}.work"

    async def receive(self, id: str, stream: AsyncIterator[bytes], limit: int) -> tuple[int, str]:
        """Write a file as it comes: how many bytes it has, and their SHA-256.

        Raises:
            FileTooLarge: as soon as there is one byte too many.
            StoreTrouble: "full", "read_only", "busy" or "unreachable", where it cannot be written.
        """
        partial = self.folder / f"{id}.part"
        digest, size, waiting = hashlib.sha256(), 0, bytearray()
        try:
            self._make()
            with partial.open("xb") as file:

                def write(some: bytes) -> None:
                    file.write(some)
                    digest.update(some)

                async for piece in stream:
                    size += len(piece)
                    if size > limit:
                        raise FileTooLarge(limit)
                    waiting += piece
                    if len(waiting) >= AT_ONCE:
                        await anyio.to_thread.run_sync(write, bytes(waiting))
                        waiting.clear()
                await anyio.to_thread.run_sync(write, bytes(waiting))
            partial.replace(self.file(id))
        except ConnectionError:  # whoever sends it has gone, and the folder is as it was
            raise
        except OSError as error:
            raise StoreTrouble(_TROUBLES.get(error.errno, "unreachable"), f"{self.folder}: {error.strerror}", "folder") from error
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
        return size, digest.hexdigest()

    def forget(self, id: str) -> None:
        """Remove everything of an import."""
        for path in (self.file(id), self.folder / f"{id}.part"):
            with suppress(OSError):
                path.unlink(missing_ok=True)
        self.clear(id)

    def clear(self, id: str) -> None:
        """Remove what was worked on it; the file stays."""
        for folder in self.folder.glob(f"{id}.*.work"):
            shutil.rmtree(folder, ignore_errors=True)

    def clear_of(self, id: str, names: Collection[str]) -> None:
        """Remove what was worked on it under these names, and nothing that has come since."""
        for name in names:
            if name.endswith(".work") and name.startswith(f"{id}."):
                shutil.rmtree(self.folder / name, ignore_errors=True)

    def names(self) -> dict[str, set[str]]:
        """The imports of which there is anything here, each with the names of that."""
        found: dict[str, set[str]] = {}
        for name in os.listdir(self.folder) if self.folder.is_dir() else ():
            if ours := _OURS.fullmatch(name):
                found.setdefault(ours[1], set()).add(name)
        return found

    def is_ours(self) -> bool:
        """Whether no other server uses the folder, so that what lies there is nobody's work.

        An SQLite file has one server. Those that share another database may share the folder, too: each puts a mark there first, locked for
        as long as it runs, and looks for those of others then, so that of two that begin at once none takes itself to be alone. Where
        nothing can be locked, nobody can know it.
        """
        if not self._shared:
            return True
        with suppress(OSError):
            self._make()
            return self._lock is not None and not [
                name for name in os.listdir(self.folder) if _MARK.fullmatch(name) and self._is_of_another(name)
            ]
        return False

    def close(self) -> None:
        """Let go of the folder, and take it away where it is ours and empty."""
        if self._lock is not None:
            with suppress(OSError):
                (self.folder / self._mark).unlink(missing_ok=True)
            self._let_go()
        if self._own:
            with suppress(OSError):
                self.folder.rmdir()

    def _make(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._lock is not None and not self._lock.is_in_place():  # what tidies folders of the system has removed the mark
            self._let_go()
        for _ in range(_TRIES_TO_MARK if self._shared and self._lock is None else 0):
            if self._put_mark():
                return

    def _put_mark(self) -> bool:
        """Whether there is a mark of this server now; none where the folder is on a share that knows no locks."""
        mark = f"server-{secrets.token_hex(8)}"
        self._mark = f"{mark}.lock"
        _marks.add(self._mark)
        try:
            self._lock = FileLock.take(self.folder / mark)
        except StoreTrouble:
            _marks.discard(self._mark)
            with suppress(OSError):
                (self.folder / self._mark).unlink(missing_ok=True)
            return False
        if self._lock.is_in_place():
            return True
        self._let_go()
        return False

    def _let_go(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        _marks.discard(self._mark)

    def _is_of_another(self, mark: str) -> bool:
        """Whether another server that runs has put it there; that of one that was killed goes."""
        if mark in _marks:
            return mark != self._mark
        try:
            lock = FileLock.take(self.folder / mark.removesuffix(".lock"))
        except (StoreTrouble, OSError):
            return True
        with suppress(OSError):
            (self.folder / mark).unlink(missing_ok=True)
        lock.release()
        return False


def _beside(url: str) -> Path:
    if is_sqlite(url):
        with suppress(StoreTrouble):
            return Path(f"{file_of(url)}.uploads")
    user = str(os.getuid()) if hasattr(os, "getuid") else "user"
    return Path(tempfile.gettempdir()) / f"backfunnel-{user}-{hashlib.sha256(url.encode()).hexdigest()[:12]}"
