"""The work on files that have come: received, looked at, taken in; two at a time, the others wait in line.

What is promised stands in the database: whoever stops the server finds an import where it was, with its file still there, and nothing of it
in the figures. Parts are kept in the one transaction that makes the import done.
"""

import hashlib
import logging
import shutil
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

import anyio.to_thread
from sqlmodel import Session

from app.db import Database, StoreTrouble
from app.history.as_json import as_json
from app.history.found import Finding, Look, Progress
from app.history.recipe import Recipe
from app.services import idempotency, imports
from app.services.import_process import ImportProcess, Outcome
from app.services.imports import Import, ImportMoved, ImportNotFound, Status
from app.services.keeping import keep
from app.services.scenarios import LOCAL_WORKSPACE
from app.services.staging import FileTooLarge, Staging
from app.services.texts import accepted_text

__all__ = ["FileTooLarge", "Jobs", "JobsBusy"]

AT_ONCE = 2
MOST_IN_LINE = 20
SECONDS_BETWEEN_TRIES = 1.0
SECONDS_TO_END = 5

_T = TypeVar("_T")
_LAYOUT = ("encoding", "delimiter", "worksheet", "header_row")
_log = logging.getLogger(__name__)


class JobsBusy(Exception):
    """So many files wait in line that one more would only wait, too."""


@dataclass(frozen=True, eq=False)
class _Job:
    """A piece of work: `look` or `take`; `go_on` to take it in where nothing is left to ask."""

    workspace: str
    id: str
    act: Literal["look", "take"]
    process: ImportProcess
    list_name: str | None = None
    go_on: bool = False

    @property
    def status(self) -> Status:
        """What its import is while this is done."""
        return "looking" if self.act == "look" else "taking"


class Jobs:
    """One for an app. Methods may be called from any thread; those that are no coroutines may wait for the database.

    Args:
        database: where imports are kept.
        folder: where files wait; None for a folder beside the database.
        limit: bytes of a file at most.
        url: the address of the database.
    """

    def __init__(self, database: Database, url: str, *, folder: Path | None, limit: int) -> None:
        self.limit = limit
        self._database = database
        self._staging = Staging(url, folder)
        self._mutex = threading.Lock()
        self._line: deque[_Job] = deque()
        self._under_way: dict[str, _Job] = {}
        self._threads: set[threading.Thread] = set()
        self._arriving = 0
        self._closed = False
        self._recovered = False
        self._recovering = threading.Lock()

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
            workspace: whose it is.

        Raises:
            FileTooLarge, JobsBusy, StoreTrouble, KeyReused, KeyInFlight.
        """
        if size is not None and size > self.limit:
            raise FileTooLarge(self.limit)
        wanted = None if list_name is None else accepted_text(list_name, "list")
        self._see_that_there_is_room()
        self._arriving += 1
        id = imports.new_id()
        try:
            await anyio.to_thread.run_sync(self.recover)
            size, digest = await self._staging.receive(id, stream, self.limit)
            moment = datetime.now(UTC)
            new = Import(
                id=id,
                order=0,
                name=imports.shown_name(name),
                size=size,
                digest=digest,
                status="looking",
                created_at=moment,
                created_by=accepted_text(author, "author"),
                changed_at=moment,
                list_name=wanted,
                kind=None,
                look=None,
                recipe=recipe,
                taken=None,
                trouble=None,
                same_as=None,
            )
            made = await anyio.to_thread.run_sync(self._add, workspace, new, key)
        except BaseException:
            self._staging.forget(id)
            raise
        finally:
            self._arriving -= 1
        if made.id == id and made.status == "looking":
            self._enqueue(_Job(workspace, id, "look", self._process(id), wanted, take))
        return made

    def correct(self, id: str, recipe: Recipe, *, workspace: str = LOCAL_WORKSPACE) -> Import:
        """Read it as a person says. Another encoding, delimiter, worksheet or header makes another table of it: it is looked at anew.

        Raises:
            ImportNotFound, ImportMoved, JobsBusy, StoreTrouble.
        """
        current = self._open_to_change(workspace, id)
        look = current.look
        assert look is not None
        if any(getattr(recipe, name) != getattr(look.recipe, name) for name in _LAYOUT):
            self._see_that_there_is_room()
            changed = self._change(current, workspace, status="looking", recipe=recipe, trouble=None)
            self._enqueue(_Job(workspace, id, "look", self._process(id)))
            return changed
        return self._change(current, workspace, **_found(_corrected(look, recipe)))

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
        self._enqueue(_Job(workspace, id, "take", self._process(id)))
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
        if not self._recovered:
            with self._recovering:
                if not self._recovered:
                    if self._staging.is_ours():
                        self._recover()
                    self._recovered = True

    def close(self) -> None:
        """End all work; what it was on is found and put right the next time that anything is asked."""
        with self._mutex:
            self._closed = True
            self._line.clear()
            stopping, threads = list(self._under_way.values()), list(self._threads)
        for job in stopping:
            job.process.stop()
        for thread in threads:
            thread.join(SECONDS_TO_END)
        self._staging.close()
        with self._mutex:
            self._under_way.clear()
            self._closed = self._recovered = False

    def _recover(self) -> None:
        here = self._staging.ids()
        alone = self._database.dialect == "sqlite"
        with self._database.reading() as session:
            left = [each for each in imports.imports(session, LOCAL_WORKSPACE) if each.status in (*imports.UNDER_WAY, "failed")]
        waiting = [each.id for each in left]
        for id in here - set(waiting):
            self._staging.forget(id)
        for each in left:
            self._staging.clear(each.id)
            if each.status == "looking" and each.id in here:
                chosen = None if each.recipe else each.list_name
                self._enqueue(_Job(LOCAL_WORKSPACE, each.id, "look", self._process(each.id), chosen))
            elif each.status == "taking" and each.id in here:
                self._change(each, status="ready", trouble=Finding("interrupted", "warning"))
            elif each.status in imports.UNDER_WAY and each.id not in here and alone:
                self._change(each, status="failed", trouble=Finding("interrupted", "blocking"))

    # --- The line -------------------------------------------------------------------------------------------------------

    def _see_that_there_is_room(self) -> None:
        if self._closed or self._arriving + len(self._under_way) >= MOST_IN_LINE:
            raise JobsBusy

    def _enqueue(self, job: _Job) -> None:
        with self._mutex:
            if self._closed:
                return
            self._under_way[job.id] = job
            self._line.append(job)
            if len(self._threads) < AT_ONCE:
                thread = threading.Thread(target=self._work, name="import", daemon=True)
                self._threads.add(thread)
                thread.start()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                self._do(job)
            except (ImportMoved, ImportNotFound):
                pass  # cancelled or removed meanwhile
            except Exception:
                _log.exception("the work on import %s failed", job.id)
                with suppress(Exception):
                    self._fail(job, Finding("import_failed", "blocking", {"reason": "", "code": 1}))
            finally:
                self._done_with(job)

    def _next(self) -> _Job | None:
        with self._mutex:
            if self._line and not self._closed:
                return self._line.popleft()
            self._threads.discard(threading.current_thread())
            return None

    def _done_with(self, job: _Job) -> None:
        shutil.rmtree(job.process.folder, ignore_errors=True)
        with self._mutex:
            if self._under_way.get(job.id) is job:
                del self._under_way[job.id]

    def _stop(self, id: str) -> None:
        with self._mutex:
            job = self._under_way.get(id)
            if job is not None and job in self._line:
                self._line.remove(job)
                del self._under_way[id]
        if job is not None:
            job.process.stop()
        self._staging.forget(id)

    # --- One job --------------------------------------------------------------------------------------------------------

    def _do(self, job: _Job) -> None:
        outcome = job.process.run(self._patiently(job, lambda: self._order(job)))
        if job.process.is_stopped:
            return
        if outcome.trouble is not None:
            self._fail(job, outcome.trouble)
        elif outcome.look is not None:
            self._looked(job, outcome.look)
        else:
            self._taken(job, outcome)

    def _order(self, job: _Job) -> dict[str, Any]:
        with self._database.reading() as session:
            current = self._expected(session, job)
            order: dict[str, Any] = {
                "act": job.act,
                "file": str(self._staging.file(job.id)),
                "name": current.name,
                "today": datetime.now().astimezone().date().isoformat(),
                "recipe": None if current.recipe is None else as_json(current.recipe),
                "list": job.list_name,
            }
            if job.act == "look":
                order["known"] = imports.known_lists_plain(session, job.workspace)
                order["remembered"] = [(shape, as_json(recipe)) for shape, recipe in imports.remembered(session, job.workspace)]
            return order

    def _looked(self, job: _Job, look: Look) -> None:
        """Say what was found; a file goes on by itself where it fits exactly what is remembered, or where that was wished."""
        go_on = look.ready and (job.go_on or look.remembered == "exact")
        self._say(job, **(_found(look) | ({"status": "taking"} if go_on else {})))
        if go_on:
            self._enqueue(_Job(job.workspace, job.id, "take", self._process(job.id)))

    def _taken(self, job: _Job, outcome: Outcome) -> None:
        """Keep all of it in one transaction, or say why that could not be done."""
        for _ in range(5):
            try:
                self._write(lambda session: self._keep(session, job, outcome))
            except StoreTrouble as trouble:
                if trouble.code != "busy":
                    self._say(job, status="ready", trouble=Finding("not_kept", "warning", {"store": trouble.code}))
                    return
                self._pause(job)
            else:
                self._staging.forget(job.id)
                return
        self._say(job, status="ready", trouble=Finding("not_kept", "warning", {"store": "busy"}))

    def _keep(self, session: Session, job: _Job, outcome: Outcome) -> None:
        assert outcome.taken is not None
        keep(session, job.workspace, self._expected(session, job), outcome.taken, outcome.parts, job.process.folder)

    def _fail(self, job: _Job, trouble: Finding) -> None:
        if job.process.is_stopped or self._closed:
            return
        self._say(job, status="failed", trouble=trouble)

    def _say(self, job: _Job, **changes: Any) -> None:
        """Write down where the import stands now."""
        self._patiently(job, lambda: self._write(lambda s: imports.change(s, job.workspace, self._expected(s, job), **changes)))

    def _patiently(self, job: _Job, act: Callable[[], _T]) -> _T:
        """Do it, however long the database is not to be had."""
        while True:
            try:
                return act()
            except StoreTrouble:
                if self._closed or job.process.is_stopped:
                    raise ImportNotFound(job.id) from None
                self._pause(job)

    def _expected(self, session: Session, job: _Job) -> Import:
        """The import as the job left it; raises ImportMoved where somebody has cancelled it, ImportNotFound where it was removed."""
        current = imports.get_import(session, job.workspace, job.id)
        if current.status != job.status or job.process.is_stopped:
            raise ImportMoved(current)
        return current

    # --- Parts of the above -----------------------------------------------------------------------------------------------

    def _add(self, workspace: str, new: Import, key: str | None) -> Import:
        with self._database.writing() as session:
            asked = hashlib.sha256(f"{new.name}\n{new.digest}\n{new.list_name}".encode()).hexdigest()
            if key is not None and (kept := idempotency.recall(session, workspace, key, asked)) is not None:
                self._staging.forget(new.id)
                return imports.get_import(session, workspace, kept.body.decode())
            earlier = imports.same_file(session, workspace, new.digest) if new.recipe is None and new.list_name is None else None
            if earlier is not None:
                self._staging.forget(new.id)
                new = replace(new, status="done", same_as=earlier.id, list_name=earlier.list_name, kind=earlier.kind)
            made = imports.add(session, workspace, new)
            if key is not None:
                idempotency.keep(session, workspace, key, asked, 202, {}, made.id.encode())
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
        return ImportProcess(self._staging.work(id))

    def _size_of(self, id: str) -> int:
        with suppress(OSError):
            return self._staging.file(id).stat().st_size
        return 0

    def _pause(self, job: _Job) -> None:
        end = time.monotonic() + SECONDS_BETWEEN_TRIES
        while time.monotonic() < end and not (self._closed or job.process.is_stopped):
            time.sleep(0.05)


def _corrected(look: Look, recipe: Recipe) -> Look:
    from app.history.mapping import corrected  # with what it takes to read files

    found: Look = corrected(look, recipe)
    return found


def _found(look: Look) -> dict[str, Any]:
    """What an import says after a look."""
    status: Status = "ready" if look.ready else "asked"
    recipe = look.recipe
    return {"status": status, "look": look, "recipe": recipe, "trouble": None, "list_name": recipe.list_name, "kind": recipe.kind}
