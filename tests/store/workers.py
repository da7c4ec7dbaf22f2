"""What other processes do in the store's tests: save and tell, upgrade, and run out of room."""

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import alembic.command  # noqa: F401  # with the other imports, so that no worker spends its time on them
import pytest
from sqlalchemy import Engine, event

from app.db import Database, StoreTrouble
from app.services import scenarios
from tests.store.later import know_it
from tests.store.samples import created, found, saved, worth

# A server of forks: each worker starts in milliseconds, and from a process without threads.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.store.workers"])
worth(1)  # reads what validation needs


class Worker:
    """A process that runs a function and sends what it has to say."""

    def __init__(self, act: Callable[..., None], *arguments: Any) -> None:
        self.receiver, sender = PROCESSES.Pipe(duplex=False)
        self.process = PROCESSES.Process(target=act, args=(sender, *arguments), daemon=True)
        self.process.start()
        sender.close()

    def kill(self) -> None:
        if self.process.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGKILL)
        self.process.join()

    def hear(self, number: int) -> list[Any]:
        """So many things that it says, or fewer where it ends before."""
        said: list[Any] = []
        with suppress(EOFError):
            while len(said) < number:
                said.append(self.receiver.recv())
        return said

    def heard(self) -> list[Any]:
        """Everything else that was sent before the end."""
        said = []
        with suppress(EOFError, OSError):
            while True:
                said.append(self.receiver.recv())
        self.receiver.close()
        return said


def keep_saving(tell: Connection, url: str, id: str) -> None:
    """Save version after version, and say so each time, after the fact."""
    database = Database(url)
    newest = found(database, id).newest
    tell.send("ready")
    while True:
        stored = saved(database, id, 20_000 + newest, newest)
        newest = stored.newest
        tell.send((newest, stored.digest))


def upgrade(tell: Connection, url: str, copy: Path) -> None:
    """Upgrade to the made-up revision, and say so before each statement and in the end."""
    event.listen(Engine, "before_cursor_execute", lambda *_: tell.send("statement"))
    with pytest.MonkeyPatch.context() as patch:
        know_it(copy, patch)
        database = Database(url)
        database.upgrade()
        tell.send("done")
        database.close()


def run_out_of_room(tell: Connection, url: str) -> None:
    """Save until no file may grow any more, read, then save again with room made."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    database = Database(url)
    made = created(database)
    size = Path(f"{database}-wal").stat().st_size
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000, most))
    newest = made.newest
    for _ in range(30):
        try:
            newest = saved(database, made.id, 20_000 + newest, newest).newest
        except StoreTrouble as trouble:
            tell.send(trouble.code)
    tell.send(("read", found(database, made.id).newest == newest))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    tell.send(("saved", saved(database, made.id, 1, newest).newest == newest + 1))
    database.close()


def hold_open(tell: Connection, url: str) -> None:
    """Be the server that has the database."""
    database = Database(url)
    database.start()
    tell.send("ready")
    signal.pause()


def use_without_rights(tell: Connection, url: str, user: int) -> None:
    """Read and try to save as a user who may not write."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    database = Database(url)
    try:
        database.start()
        with database.reading() as session:
            tell.send(("read", scenarios.listing(session, scenarios.LOCAL_WORKSPACE, scenarios.ListQuery()).total))
    except StoreTrouble as trouble:
        tell.send(trouble.code)
    for _ in range(2):
        try:
            created(database)
        except StoreTrouble as trouble:
            tell.send(trouble.code)
    database.close()
