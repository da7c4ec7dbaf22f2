"""What every test stands on: a database of its own, never the one that the checkout may hold."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db import Database
from tests import published
from tests.nothing_skipped import pytest_runtest_makereport  # noqa: F401  # a hook, found by its name
from tests.postgresql import Cluster, binaries, cluster

_FOLDER = Path(tempfile.mkdtemp(prefix="backfunnel-tests-"))
os.environ["DATABASE_URL"] = f"sqlite:///{_FOLDER}/session.db"  # before any test module reads its settings
os.environ["BACKFUNNEL_AUTHOR"] = "Test"


collect_ignore = [] if published.IS_HERE else ["history/test_reference.py"]


def pytest_report_header() -> str:
    """Whether the figures of the public data sets are tested in this run."""
    return f"public data sets: {'here' if published.IS_HERE else 'not here, so the tests of their figures are not chosen'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose the tests of the public data sets only where these are."""
    if published.IS_HERE:
        return
    if os.environ.get("REQUIRE_DATA"):
        raise pytest.UsageError(f"REQUIRE_DATA is set, and the public data sets are not in {published.DATA}")
    left = [item for item in items if item.get_closest_marker("published_data")]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


@pytest.fixture(scope="session", autouse=True)
def _remove_what_the_tests_stored() -> Iterator[None]:
    yield
    shutil.rmtree(_FOLDER, ignore_errors=True)


@pytest.fixture(autouse=True)
def _pipes_as_before() -> Iterator[None]:
    """A command run inside a test lets the process die with its pipe, as it does for a whole program; the next test shall not."""
    before = signal.getsignal(signal.SIGPIPE)
    yield
    signal.signal(signal.SIGPIPE, before)


@pytest.fixture(scope="session")
def empty_file(_remove_what_the_tests_stored: None) -> Path:
    """An SQLite database with its tables and nothing in them, to be copied; making one anew takes longer than most tests."""
    file = _FOLDER / "empty.db"
    made = Database(f"sqlite:///{file}")
    made.start()
    made.close()
    return file


@pytest.fixture
def database(tmp_path: Path, empty_file: Path) -> Iterator[Database]:
    """A fresh SQLite database, started."""
    opened = Database(f"sqlite:///{shutil.copy(empty_file, tmp_path / 'store.db')}")
    opened.start()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """One PostgreSQL server for all tests of a run. A developer may do without one; where REQUIRE_PG is set, its lack is a failure."""
    if binaries() is None:
        missing = "no PostgreSQL server here (apt-get install postgresql, or PG_BIN)"
        if os.environ.get("REQUIRE_PG"):
            pytest.fail(missing)
        pytest.skip(missing)
    with cluster() as running:
        yield running
