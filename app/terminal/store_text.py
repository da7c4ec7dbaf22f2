"""The commands about what is stored, as lines of text."""

import secrets
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TypeVar

from app.db import Database, StoreTrouble
from app.models import REVISIONS
from app.services.export_format import BadExport, lines_of
from app.services.exporting import everything
from app.services.importing import DifferentScenario, take_in
from app.services.importing_history import DifferentHistory
from app.terminal.trouble import CannotDo, trouble_line

_T = TypeVar("_T")


def status_lines(url: str) -> tuple[list[str], bool]:
    """Where the database is and at which revision, and whether it can be used as it is."""
    database = _opened(url, beside=True)
    found = _done(database, database.revision)
    head = REVISIONS[-1]
    if found == head:
        return [f"{database} is at revision {head} and up to date."], True
    if found is None:
        return [f"{database} holds nothing of Backfunnel yet. {_by_itself(database, 'made')}"], False
    return [f"{database} is at revision {found}; this version needs {head}. {_by_itself(database, 'upgraded')}"], False


def upgrade_lines(url: str) -> list[str]:
    """Upgrade the database, and say from what to what and where the copy is."""
    database = _opened(url)
    try:
        before, after, copy = _done(database, database.upgrade)
    finally:
        database.close()
    if before == after:
        return [f"{database} was at revision {after} already."]
    lines = [f"{database} went from {before or 'nothing'} to revision {after}."]
    return lines if copy is None else [*lines, f"A copy of it as it was: {copy}"]


def export_to(url: str, target: str) -> int:
    """Write everything to a file, or to standard output for -; a file appears whole or not at all. How many scenarios they were."""
    database = _opened(url, beside=True)
    try:
        if database.holds(_place_of(target)):
            raise CannotDo(f"{target}: This is the database itself, or a file that belongs to it; give another one.")
        if target == "-":
            return _done(database, lambda: _write(database, sys.stdout.buffer))
        if Path(target).exists() and not (Path(target).is_file() or Path(target).is_dir()):  # a pipe or a device stays what it is
            with Path(target).open("wb") as file:
                return _done(database, lambda: _write(database, file))
        return _done(database, lambda: _write_whole(database, Path(target)))
    except OSError as error:
        raise CannotDo(f"{target}: It could not be written: {error.strerror}.") from error
    finally:
        database.close()


def import_lines(url: str, file: str, *, copy: bool) -> list[str]:
    """Take an export in, and say what came of it."""
    database = _opened(url)
    try:
        with Path(file).open("rb") as opened:

            def take() -> list[str]:
                started = database.start()
                with database.writing() as session:
                    taken = take_in(session, opened, copy=copy)
                copied = f", {taken.copied} of them under a new id" if taken.copied else ""
                line = f"{taken.added} scenarios added{copied}, with {taken.versions} versions; {taken.skipped} were here already."
                if taken.imports or taken.books:
                    line += f" With them {taken.imports} files of history and {taken.books} plan books."
                return [line] if started is None else [started, line]

            return _done(database, take)
    except BadExport as error:
        raise CannotDo(f"{file}: line {error.line}: {error.reason}. Nothing was changed.") from error
    except (DifferentScenario, DifferentHistory) as error:
        raise CannotDo(f"{file}: {error}. Nothing was changed; with --copy it comes in under a new id.") from error
    except OSError as error:
        raise CannotDo(f"{file}: It cannot be read: {error.strerror}.") from error
    finally:
        database.close()


def _place_of(target: str) -> Path:
    """Where a target leads to: standard output may have been pointed at any file."""
    if target != "-":
        return Path(target)
    with suppress(OSError, ValueError):
        return Path(f"/dev/fd/{sys.stdout.fileno()}")
    return Path("-")


def _write_whole(database: Database, target: Path) -> int:
    """By way of a file that nobody else can have, so that what was at the target stays until the new one is whole."""
    partial = Path(f"{target}.{secrets.token_hex(4)}.part")
    try:
        with partial.open("xb") as file:
            count = _write(database, file)
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return count


def _write(database: Database, file: IO[bytes]) -> int:
    count = 0
    with database.snapshot() as session:
        for line in lines_of(everything(session)):
            file.write(line)
            count += line.startswith(b'{"kind":"scenario"')
    return count


def _opened(url: str, *, beside: bool = False) -> Database:
    try:
        return Database(url, beside=beside)
    except StoreTrouble as trouble:
        raise CannotDo(trouble_line("The database", trouble)) from trouble


def _done(database: Database, act: Callable[[], _T]) -> _T:
    try:
        return act()
    except StoreTrouble as trouble:
        raise CannotDo(trouble_line(str(database), trouble)) from trouble


def _by_itself(database: Database, what: str) -> str:
    if database.dialect == "sqlite":
        return f"It is {what} when the server starts, or by backfunnel db upgrade."
    return f"It is {what} by backfunnel db upgrade."
