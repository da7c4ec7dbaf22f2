"""A copy of an SQLite database before it is changed: whole or not there at all, and never in the place of an earlier one."""

import os
import sqlite3
from itertools import count
from pathlib import Path


def copy_database(file: Path, revision: str) -> Path:
    """Copy a database beside itself, newest saves included; plain copying would leave out what is still in the log."""
    partial = Path(f"{file}.copying")
    partial.unlink(missing_ok=True)
    connection = sqlite3.connect(file, timeout=5, isolation_level=None)
    try:
        connection.execute("VACUUM INTO ?", (str(partial),))
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    finally:
        connection.close()
    _make_durable(partial)
    copy = next(each for number in count(1) if not (each := Path(f"{file}.{revision}.{number}.bak")).exists())
    partial.rename(copy)
    _make_durable(file.parent)
    return copy


def _make_durable(path: Path) -> None:
    """See to it that what was written survives a power cut."""
    if path.is_dir() and not hasattr(os, "O_DIRECTORY"):
        return  # a folder cannot be opened there
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
