"""A PostgreSQL server for the tests, from the binaries of the system: one throw-away cluster, a fresh database for each who asks."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

DURABLE = "-c listen_addresses='' -c max_connections=100"
"""Settings with which a save is on the disk before it is answered, as anyone would run it."""
QUICK = f"{DURABLE} -c fsync=off -c full_page_writes=off"
_numbers = count(1)


def binaries() -> Path | None:
    """Where the server's programs are: PG_BIN, or the newest that the system has."""
    if given := os.environ.get("PG_BIN"):
        return Path(given)
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    return Path(on_path).resolve().parent if on_path else None


class Cluster:
    """A running server, reached by a socket in a folder of its own."""

    def __init__(self, programs: Path, folder: Path, settings: str = QUICK) -> None:
        self.folder, self._settings = folder, settings
        self._programs, self._data = programs, folder / "data"
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:  # the server refuses to run as root
            nobody = _unprivileged()
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def create(self) -> None:
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")

    def start(self) -> None:
        self._run("pg_ctl", "-w", "-t", "60", "-l", str(self.folder / "log"), "-o", f"-k {self.folder} {self._settings}", "start")

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    @property
    def pid(self) -> int:
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def children(self) -> list[int]:
        """The server's own processes, one for each connection among them."""
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The address of a copy of a database that is dropped in the end."""
        name = f"test{next(_numbers)}"
        self.create_database(name, template)
        try:
            yield self.url(name)
        finally:
            self._sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def create_database(self, name: str, template: str = "template1") -> None:
        self._sql(f"CREATE DATABASE {name} TEMPLATE {template}")

    def _sql(self, statement: str) -> None:
        with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def _run(self, program: str, *arguments: str) -> None:
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        command = [str(self._programs / program), "-D", str(self._data), *arguments]
        # Not captured: the server would keep the pipe open for as long as it runs.
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder, env=environment, **self._as
        )


@contextmanager
def cluster(settings: str = QUICK) -> Iterator[Cluster]:
    """A server of its own."""
    programs = binaries()
    if programs is None:
        raise FileNotFoundError("no PostgreSQL server here; PG_BIN names the folder of its programs")
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short, because a socket's address is
    made = Cluster(programs, folder, settings)
    try:
        made.create()
        made.start()
        yield made
    finally:
        with suppress(subprocess.CalledProcessError):  # it may have been stopped already
            made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError("no user to run the server as")
