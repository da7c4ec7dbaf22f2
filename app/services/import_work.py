"""One piece of work on a file: what it needs to know, and what is written down of what came of it."""

import logging
import signal
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session

from app.db import Database, StoreTrouble
from app.history.as_json import as_json
from app.history.found import Finding, Look
from app.services import import_lists, imports, remembered_recipes
from app.services.import_line import Job
from app.services.import_process import Outcome
from app.services.imports import Import, ImportMoved, ImportNotFound, Status
from app.services.keeping import keep
from app.services.staging import Staging
from app.services.texts import folded

_T = TypeVar("_T")
_TRIES_TO_KEEP = 5
_ENDED = tuple(-number for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP))
"""Exit codes of a process that was ended from outside; the system does that, too, where memory runs short."""
_log = logging.getLogger(__name__)


class Work:
    """What threads of the line do.

    Args:
        database, staging: where imports are kept, and where their files wait.
        go_on: called with what is to be done next.
        is_closed: whether all work is being ended.
        pause: seconds between two tries of what the database does not take now.
    """

    def __init__(
        self, database: Database, staging: Staging, go_on: Callable[[Job], None], is_closed: Callable[[], bool], pause: float
    ) -> None:
        self._database, self._staging = database, staging
        self._go_on, self._is_closed, self._seconds = go_on, is_closed, pause

    def do(self, job: Job) -> None:
        """All of it; raises nothing."""
        try:
            self._do(job)
        except (ImportMoved, ImportNotFound):
            pass  # cancelled or removed meanwhile
        except Exception:
            _log.exception("the work on import %s failed", job.id)
            with suppress(Exception):
                self._fail(job, Finding("import_failed", "blocking", {"reason": "", "code": 1}))

    def _do(self, job: Job) -> None:
        order = self._patiently(job, lambda: self._order(job))
        outcome = job.process.run(order)
        if job.process.is_stopped:
            return
        if outcome.trouble is not None:
            self._in_trouble(job, outcome.trouble)
        elif outcome.look is not None:
            self._looked(job, outcome.look, _names(order["known"]))
        else:
            self._taken(job, outcome)

    def _order(self, job: Job) -> dict[str, Any]:
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
                order["is_other_table"] = _is_other_table(current)
                order["known"] = import_lists.known_lists_plain(session, job.workspace)
                order["remembered"] = [(shape, as_json(recipe)) for shape, recipe in remembered_recipes.remembered(session, job.workspace)]
            return order

    def _looked(self, job: Job, look: Look, known: Collection[str]) -> None:
        """Say what was found; a file goes on by itself where it fits exactly what is remembered, or where that was wished.

        Where there is a list of the name that is proposed only now, because of another file, or where a list that was there has another
        name now, or is gone, this one is looked at once more: it may belong to another list, or be asked about others.
        """
        go_on = look.ready and (job.go_on or look.remembered == "exact")
        found = found_by(look) | ({"status": "taking"} if go_on else {})

        def write() -> bool:
            with self._database.writing() as session:
                imports.one_at_a_time(session, job.workspace)
                current = self._expected(session, job)
                is_said = job.list_name is not None or current.recipe is not None
                if not is_said and _is_other_meanwhile(session, job, look.recipe.list_name, known):
                    return False
                imports.change(session, job.workspace, current, **found)
                return True

        is_written = self._patiently(job, write)
        again = job.process.another(self._staging.work(job.id))
        if not is_written:
            self._go_on(replace(job, process=again))
        elif go_on:
            self._go_on(Job(job.workspace, job.id, "take", again))

    def _taken(self, job: Job, outcome: Outcome) -> None:
        """Keep all of it in one transaction, or say why that could not be done."""
        for _ in range(_TRIES_TO_KEEP):
            try:
                with self._database.writing() as session:
                    self._keep(session, job, outcome)
            except StoreTrouble as trouble:
                if trouble.code != "busy":
                    self._say(job, status="ready", trouble=Finding("not_kept", "warning", {"store": trouble.code}))
                    return
                self._pause(job)
            else:
                self._staging.forget(job.id)
                return
        self._say(job, status="ready", trouble=Finding("not_kept", "warning", {"store": "busy"}))

    def _keep(self, session: Session, job: Job, outcome: Outcome) -> None:
        assert outcome.taken is not None
        keep(session, job.workspace, self._expected(session, job), outcome.taken, outcome.parts, job.process.folder)

    def _in_trouble(self, job: Job, trouble: Finding) -> None:
        """What is no fault of the file leaves it ready to be taken in again, as after a stop of the server."""
        passing = _passing(trouble) if job.act == "take" else None
        if passing is None:
            self._fail(job, trouble)
        elif not self._is_closed():
            self._say(job, status="ready", trouble=passing)

    def _fail(self, job: Job, trouble: Finding) -> None:
        if job.process.is_stopped or self._is_closed():
            return
        self._say(job, status="failed", trouble=trouble)

    def _say(self, job: Job, **changes: Any) -> None:
        """Write down where the import stands now."""

        def write() -> None:
            with self._database.writing() as session:
                imports.change(session, job.workspace, self._expected(session, job), **changes)

        self._patiently(job, write)

    def _patiently(self, job: Job, act: Callable[[], _T]) -> _T:
        """Do it, however long the database is not to be had."""
        while True:
            try:
                return act()
            except StoreTrouble:
                if self._is_closed() or job.process.is_stopped:
                    raise ImportNotFound(job.id) from None
                self._pause(job)

    def _expected(self, session: Session, job: Job) -> Import:
        """The import as the job left it; raises ImportMoved where somebody has cancelled it, ImportNotFound where it was removed."""
        current = imports.get_import(session, job.workspace, job.id)
        if current.status != job.status or job.process.is_stopped:
            raise ImportMoved(current)
        return current

    def _pause(self, job: Job) -> None:
        end = time.monotonic() + self._seconds
        while time.monotonic() < end and not (self._is_closed() or job.process.is_stopped):
            time.sleep(0.05)


def _is_other_meanwhile(session: Session, job: Job, list_name: str, known: Collection[str]) -> bool:
    """Whether there is a list of this name that was not known when the look began, or one that was known is called so no longer."""
    now = _names(import_lists.known_lists_plain(session, job.workspace))
    return not now.issuperset(known) or any(folded(name) == folded(list_name) for name in now.difference(known))


def _names(lists: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(each["name"] for each in lists)


def _passing(trouble: Finding) -> Finding | None:
    """What can be otherwise the next time: no room on the disk, a process that somebody ended."""
    if trouble.code == "no_room":
        return replace(trouble, severity="warning")
    killed = trouble.code == "import_failed" and trouble.values.get("code") in _ENDED
    return Finding("interrupted", "warning") if killed else None


def _is_other_table(current: Import) -> bool:
    """Whether another table of the file is looked at than the one before, and the same is said of how its money is counted."""
    recipe, before = current.recipe, current.look.recipe if current.look else None
    if recipe is None or before is None or recipe.scale != before.scale:
        return False
    return any(getattr(recipe, name) != getattr(before, name) for name in ("encoding", "delimiter", "worksheet", "header_row"))


def found_by(look: Look) -> dict[str, Any]:
    """What an import says after a look."""
    status: Status = "ready" if look.ready else "asked"
    recipe = look.recipe
    return {"status": status, "look": look, "recipe": recipe, "trouble": None, "list_name": recipe.list_name, "kind": recipe.kind}
