"""Where files wait while they are looked at and taken in: a folder of their own beside the database, one name for each import."""

import errno
import hashlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import anyio.to_thread

from app.db import StoreTrouble
from app.db.file_lock import FileLock
from app.db.sqlite import file_of, is_sqlite

AT_ONCE = 1 << 20
"""Bytes that are gathered before a thread writes them: handing over each small piece of a body would cost more than writing it."""
_OURS = re.compile(r"(imp_[a-z0-9]{20})\.(?:file|part|[0-9a-f]{8}\.work)")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


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
            StoreTrouble: "full" or "read_only", where it cannot be written.
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
        except OSError as error:
            raise StoreTrouble("full" if error.errno in _NO_ROOM else "read_only", f"{self.folder}: {error.strerror}") from error
        finally:
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

    def ids(self) -> set[str]:
        """The imports of which there is anything here."""
        if not self.folder.is_dir():
            return set()
        return {found[1] for name in os.listdir(self.folder) if (found := _OURS.fullmatch(name))}

    def is_ours(self) -> bool:
        """Whether this process alone looks after the folder; of a database that servers share, the first one does."""
        if not self._shared or self._lock is not None:
            return True
        with suppress(StoreTrouble, OSError):
            self._make()
            self._lock = FileLock.take(self.folder / "uploads")
        return self._lock is not None

    def close(self) -> None:
        """Let go of the folder, and take it away where it is ours and empty."""
        if self._lock is not None:
            if self._own:
                with suppress(OSError):
                    (self.folder / "uploads.lock").unlink(missing_ok=True)  # while it is ours: another server may have it right after
            self._lock.release()
            self._lock = None
        if self._own:
            with suppress(OSError):
                self.folder.rmdir()

    def _make(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _beside(url: str) -> Path:
    if is_sqlite(url):
        with suppress(StoreTrouble):
            return Path(f"{file_of(url)}.uploads")
    user = str(os.getuid()) if hasattr(os, "getuid") else "user"
    return Path(tempfile.gettempdir()) / f"backfunnel-{user}-{hashlib.sha256(url.encode()).hexdigest()[:12]}"
