"""Which files belong to an SQLite database, so that nothing else is ever written over them."""

import os
from contextlib import suppress
from glob import escape
from pathlib import Path

_BESIDE = ("", "-wal", "-shm", "-journal", ".lock", ".copying")


def belongs_to(file: Path, target: Path) -> bool:
    """Whether a path leads to the database or to one of the files beside it, there or not yet, by whatever name."""
    own = [Path(f"{file}{ending}") for ending in _BESIDE] + list(file.parent.glob(f"{escape(file.name)}.*.bak"))
    with suppress(OSError, RuntimeError):  # links in a circle lead nowhere
        if target.resolve() in {path.resolve() for path in own}:
            return True
    return any(_is_same(path, target) for path in own)


def _is_same(one: Path, other: Path) -> bool:
    """The same file on the disk: a hard link, or a name in other letters where case does not matter."""
    with suppress(OSError):
        return os.path.samefile(one, other)
    return False
