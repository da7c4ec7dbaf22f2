"""What a server left that was stopped is found again: files that were looked at are so once more, and of others it is said."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from app.db import Database
from app.history.found import Finding
from app.services import imports
from app.services.imports import Import, ImportMoved, ImportNotFound
from app.services.scenarios import LOCAL_WORKSPACE
from app.services.staging import Staging


class Recovery:
    """Puts right what was left, once for a server.

    Args:
        database, staging: where imports are kept, and where their files wait.
        is_under_way: whether an import is being worked on here.
        look_again: called with an import whose file is to be looked at from the beginning.
    """

    def __init__(
        self, database: Database, staging: Staging, is_under_way: Callable[[str], bool], look_again: Callable[[Import], None]
    ) -> None:
        self._database, self._staging = database, staging
        self._is_under_way, self._look_again = is_under_way, look_again
        self._is_done = False
        self._mutex = threading.Lock()

    def once(self) -> None:
        """Done once, before anything else; who comes meanwhile waits for it."""
        if not self._is_done:
            with self._mutex:
                if not self._is_done:
                    if self._staging.is_ours():
                        self._put_all_right()
                    self._is_done = True

    def forget(self) -> None:
        """Have it done anew, since all work was ended."""
        self._is_done = False

    def _put_all_right(self) -> None:
        """Only what was there before it was seen that nobody else is: a server that begins from then on may be at work."""
        here = self._staging.names()
        alone = self._database.dialect == "sqlite"
        with self._database.reading() as session:
            left = [each for each in imports.imports(session, LOCAL_WORKSPACE) if each.status in (*imports.UNDER_WAY, "failed")]
        if not self._staging.is_ours():
            return
        for id in here.keys() - {each.id for each in left}:
            self._staging.forget(id)
        for each in left:
            if self._is_under_way(each.id):
                continue  # put right by an earlier try, which the database ended before it came to the others
            with suppress(ImportMoved, ImportNotFound):  # another server of the database was quicker
                names = here.get(each.id, set())
                self._staging.clear_of(each.id, names)
                self._put_right(each, has_file=bool(names), alone=alone)

    def _put_right(self, left: Import, *, has_file: bool, alone: bool) -> None:
        if left.status == "looking" and has_file:
            self._look_again(left)
        elif left.status == "taking" and has_file:
            self._change(left, status="ready", trouble=Finding("interrupted", "warning"))
        elif left.status in imports.UNDER_WAY and not has_file and alone:
            self._change(left, status="failed", trouble=Finding("interrupted", "blocking"))

    def _change(self, before: Import, **changes: Any) -> None:
        with self._database.writing() as session:
            imports.change(session, LOCAL_WORKSPACE, before, **changes)
