import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.db import Database
from app.services.importing_jobs import Jobs
from tests.postgresql import Cluster
from tests.store import stand_in

DIALECTS = ["sqlite", "postgresql"]


@pytest.fixture
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Makes the address of an empty database of a kind."""
    with ExitStack() as stack:

        def make(dialect: str) -> str:
            if dialect == "sqlite":
                return f"sqlite:///{tmp_path}/{len(list(tmp_path.iterdir()))}.db"
            return stack.enter_context(request.getfixturevalue("postgresql").database())

        yield make


@pytest.fixture(scope="session")
def template(postgresql: Cluster) -> str:
    """The name of a PostgreSQL database with its tables and nothing in them, to be copied."""
    postgresql.create_database("empty")
    made = Database(postgresql.url("empty"))
    made.upgrade()
    made.close()
    return "empty"


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Database]]:
    """Makes a database of a kind with nothing in it, ready for use."""
    with ExitStack() as stack:

        def make(dialect: str) -> Database:
            if dialect == "sqlite":
                empty = request.getfixturevalue("empty_file")
                url = f"sqlite:///{shutil.copy(empty, tmp_path / f'{len(list(tmp_path.iterdir()))}.db')}"
            else:
                template = request.getfixturevalue("template")
                url = stack.enter_context(request.getfixturevalue("postgresql").database(template))
            made = Database(url)
            stack.callback(made.close)
            made.start()
            return made

        yield make


@pytest.fixture(params=DIALECTS)
def database(request: pytest.FixtureRequest, new_database: Callable[[str], Database]) -> Database:
    """A fresh database, on SQLite and on PostgreSQL."""
    return new_database(request.param)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where an SQLite database may be made."""
    return tmp_path / "plans.db"


@pytest.fixture
def standing_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are looked at and taken in by the stand-in."""
    stand_in.take_over(monkeypatch)


@pytest.fixture
def make_jobs(tmp_path: Path, standing_in: None) -> Iterator[Callable[[Database], Jobs]]:
    """Makes the line of imports of a database, with the stand-in at work."""
    made: list[Jobs] = []

    def make(database: Database, limit: int = 10_000) -> Jobs:
        made.append(Jobs(database, "sqlite:///unused.db", folder=tmp_path / "uploads", limit=limit))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def jobs(database: Database, make_jobs: Callable[[Database], Jobs]) -> Jobs:
    """The line of imports of a fresh database."""
    return make_jobs(database)
