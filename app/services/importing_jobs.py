"""What people do with files that have come: bring, correct, take in, cancel, remove.

The work itself waits in `import_line.py`, two at a time, and is done by `import_work.py`; what a stop left finds `import_recovery.py`.

What is promised stands in the database: whoever stops the server finds an import where it was, with its file still there, and nothing of it
in the figures. Parts are kept in the one transaction that makes the import done.
"""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import anyio.to_thread
from sqlmodel import Session

from app.db import Database
from app.history.found import Look, Progress
from app.history.recipe import Recipe
from app.services import imports
from app.services.arrivals import Arrivals, ArrivalsBusy, UploadTooSlow
from app.services.import_line import Job, Line
from app.services.import_process import SECONDS, ImportProcess
from app.services.import_recovery import Recovery
from app.services.import_work import Work, found_by
from app.services.import_workers import Workers
from app.services.imports import Import, ImportMoved
from app.services.new_imports import added
from app.services.recipe_rules import check_columns, check_texts
from app.services.scenarios import LOCAL_WORKSPACE
from app.services.staging import FileTooLarge, Staging
from app.services.texts import accepted_name, accepted_text

__all__ = ["FileTooLarge", "Jobs", "JobsBusy", "UploadTooSlow"]

AT_ONCE = 2
MOST_IN_LINE = 20
SECONDS_BETWEEN_TRIES = 1.0
SECONDS_TO_END = 5

_T = TypeVar("_T")
_LAYOUT = ("encoding", "delimiter", "worksheet", "header_row")


class JobsBusy(Exception):
    """So many files wait in line that one more would only wait, too."""


class Jobs:
    """One for an app. Methods may be called from any thread; those that are no coroutines may wait for the database.

    Args:
        database: where imports are kept.
        folder: where files wait; None for a folder beside the database.
        limit: bytes of a file at most.
        url: the address of the database.
        seconds: that the work on a file may take, its look and its taking each.
    """

    def __init__(self, database: Database, url: str, *, folder: Path | None, limit: int, seconds: float = SECONDS) -> None:
        self.limit = limit
        self._seconds_of_work = seconds
        self._database = database
        self._staging = Staging(url, folder)
        work = Work(
            database,
            self._staging,
            go_on=lambda job: self._enqueue(job),
            is_closed=lambda: self._line.is_closed,
            pause=SECONDS_BETWEEN_TRIES,
        )
        self._line = Line(work.do, AT_ONCE)
        self._under_way = self._line.under_way
        self._arrivals = Arrivals()
        self._workers = Workers()
        self._recovery = Recovery(database, self._staging, self._under_way.__contains__, self._look_again)

    # --- What people ask for ------------------------------------------------------------------------------------------

    async def receive(
        self,
        name: str,
        stream: AsyncIterator[bytes],
        size: int | None = None,
        *,
        author: str,
        list_name: str | None = None,
        recipe: Recipe | None = None,
        take: bool = False,
        key: str | None = None,
        replaces: str | None = None,
        workspace: str = LOCAL_WORKSPACE,
    ) -> Import:
        """Take a file as it comes, and begin to look at it.

        Args:
            name: what it is called.
            stream: its bytes.
            size: how many they are, where that is known before: what is too large is refused unread.
            author: whose name it carries.
            list_name: the list it belongs to, instead of the one that is proposed.
            recipe: how to read it, instead of what is proposed.
            take: whether to take it in without asking, where nothing is left to ask.
            key: a key of the client's: sent again, the file is not received again, and the answer is the import of the first time.
            replaces: the import of this very file that goes once this one is taken in; it is read as that one was.
            workspace: whose it is.

        Raises:
            FileTooLarge, JobsBusy, UploadTooSlow, StoreTrouble, KeyReused, KeyInFlight.
            ImportNotFound, ImportMoved, OtherFile: where it cannot take the place of the other.
        """
        if size is not None and size > self.limit:
            raise FileTooLarge(self.limit)
        wanted = None if list_name is None else accepted_name(list_name, "list")
        self._see_that_there_is_room()
        id = imports.new_id()
        try:
            await anyio.to_thread.run_sync(self.recover)
            size, digest = await self._arrived(id, stream)
            bare = imports.begun(id, name, size, digest, accepted_text(author, "author"))
            new = replace(bare, list_name=wanted, recipe=recipe, replaces=() if replaces is None else (replaces,))
            made = await anyio.to_thread.run_sync(self._add, workspace, new, key, take)
        except BaseException:
            self._staging.forget(id)
            raise
        if made.id == id and made.status == "looking":
            self._enqueue(Job(workspace, id, "look", self._process(id), wanted, take))
        return made

    def correct(
        self, id: str, recipe: Recipe, *, said: Collection[str] | None = None, list_said: bool = False, workspace: str = LOCAL_WORKSPACE
    ) -> Import:
        """Read it as a person says. Another encoding, delimiter, worksheet or header makes another table of it: it is looked at anew.

        `said`: the names in the recipe that were said something about; None for all. What is asked about others stays open.
        `list_said`: whether somebody named the list, even if it is the one that was proposed.

        Raises:
            ImportNotFound, ImportMoved, JobsBusy, StoreTrouble.
            InvalidScenario: where it is no recipe for this file, with paths below `recipe`.
        """
        current = self._open_to_change(workspace, id)
        look = current.look
        assert look is not None
        check_texts(recipe, look)
        if _is_another_table(recipe, look):
            self._see_that_there_is_room()
            changed = self._change(current, workspace, status="looking", recipe=recipe, trouble=None)
            self._enqueue(Job(workspace, id, "look", self._process(id)))
            return changed
        check_columns(recipe, look)
        return self._change(current, workspace, **found_by(_corrected(look, recipe, said, list_said)))

    def start(self, id: str, *, workspace: str = LOCAL_WORKSPACE) -> Import:
        """Take it in as it is read now.

        Raises:
            ImportNotFound, JobsBusy, StoreTrouble.
            ImportMoved: where something is still asked, or it is not waiting for this.
        """
        current = self._get(workspace, id)
        if current.status != "ready" or not self._staging.file(id).is_file():
            raise ImportMoved(current)
        self._see_that_there_is_room()
        changed = self._change(current, workspace, status="taking", trouble=None)
        self._enqueue(Job(workspace, id, "take", self._process(id)))
        return changed

    def cancel(self, id: str, *, workspace: str = LOCAL_WORKSPACE) -> Import:
        """Give it up; nothing of it stays but the line that says so.

        Raises:
            ImportNotFound, StoreTrouble.
            ImportMoved: where it is done.
        """
        for _ in range(3):
            current = self._get(workspace, id)
            if current.status == "cancelled":
                return current
            if current.status == "done":
                raise ImportMoved(current)
            with suppress(ImportMoved):
                changed = self._change(current, workspace, status="cancelled")
                self._stop(id)
                return changed
        raise ImportMoved(current)

    def remove(self, id: str, *, workspace: str = LOCAL_WORKSPACE) -> None:
        """Remove it with everything that is kept of it; raises ImportNotFound, StoreTrouble."""
        self._write(lambda session: imports.remove(session, workspace, id))
        self._stop(id)

    def progress(self, id: str) -> Progress | None:
        """How far it has come; None where nothing is being done with it here."""
        job = self._under_way.get(id)
        if job is None:
            return None
        return job.process.progress() or Progress(0, self._size_of(id), 0, 0)

    # --- Beginning and end ----------------------------------------------------------------------------------------------

    def recover(self) -> None:
        """Put right what a server left that was stopped: done once, before anything else; who comes meanwhile waits for it."""
        self._recovery.once()

    def close(self) -> None:
        """End all work; what it was on is found and put right the next time that anything is asked."""
        self._line.close(SECONDS_TO_END)
        self._workers.close()
        self._staging.close()
        self._line.open()
        self._recovery.forget()

    # --- The line -------------------------------------------------------------------------------------------------------

    def _see_that_there_is_room(self) -> None:
        if self._line.is_closed or len(self._under_way) >= MOST_IN_LINE:
            raise JobsBusy

    async def _arrived(self, id: str, stream: AsyncIterator[bytes]) -> tuple[int, str]:
        """How many bytes came, and their SHA-256."""
        try:
            with self._arrivals.place() as arrival:
                return await self._staging.receive(id, arrival.counted(stream), self.limit)
        except ArrivalsBusy:
            raise JobsBusy from None

    def _enqueue(self, job: Job) -> None:
        self._line.add(job)

    def _look_again(self, left: Import) -> None:
        chosen = None if left.recipe else left.list_name
        self._enqueue(Job(LOCAL_WORKSPACE, left.id, "look", self._process(left.id), chosen))

    def _stop(self, id: str) -> None:
        self._line.stop(id)
        self._staging.forget(id)

    # --- Parts of the above -----------------------------------------------------------------------------------------------

    def _add(self, workspace: str, new: Import, key: str | None, take: bool) -> Import:
        made = self._write(lambda session: added(session, workspace, new, key, take=take))
        if made.id != new.id or made.status != "looking":
            self._staging.forget(new.id)
        return made

    def _open_to_change(self, workspace: str, id: str) -> Import:
        current = self._get(workspace, id)
        if current.status not in ("asked", "ready", "failed") or current.look is None or not self._staging.file(id).is_file():
            raise ImportMoved(current)
        return current

    def _get(self, workspace: str, id: str) -> Import:
        self.recover()
        with self._database.reading() as session:
            return imports.get_import(session, workspace, id)

    def _write(self, act: Callable[[Session], _T]) -> _T:
        with self._database.writing() as session:
            return act(session)

    def _change(self, before: Import, workspace: str = LOCAL_WORKSPACE, **changes: Any) -> Import:
        return self._write(lambda session: imports.change(session, workspace, before, **changes))

    def _process(self, id: str) -> ImportProcess:
        return ImportProcess(self._staging.work(id), self._workers, self._seconds_of_work)

    def _size_of(self, id: str) -> int:
        with suppress(OSError):
            return self._staging.file(id).stat().st_size
        return 0


def _corrected(look: Look, recipe: Recipe, said: Collection[str] | None, list_said: bool) -> Look:
    from app.history.mapping import corrected  # with what it takes to read files

    found: Look = corrected(look, recipe, said=said, list_said=list_said)
    return found


def _is_another_table(recipe: Recipe, look: Look) -> bool:
    """Whether the file has to be looked at anew: what was found of columns is of another layout."""
    is_header_news = recipe.has_header not in (None, look.has_header)
    return is_header_news or any(getattr(recipe, name) != getattr(look.recipe, name) for name in _LAYOUT)
