"""Scenarios to ask about, and a process that is left as it was."""

from pathlib import Path

import pytest

from app.db import Database
from app.documents import example_yaml
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE
from tests.examples import make_scenario


@pytest.fixture(autouse=True)
def _leave_the_process_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.terminal.process.die_quietly_with_the_pipe", lambda: None)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/plans.db")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("DASK_SCHEDULER", raising=False)


@pytest.fixture
def growth(tmp_path: Path) -> str:
    path = tmp_path / "growth.yaml"
    path.write_text(example_yaml(), encoding="utf-8")
    return str(path)


@pytest.fixture
def slower(tmp_path: Path) -> str:
    """The same with a smaller growth and a longer last step."""
    path = tmp_path / "slower.yaml"
    path.write_text(example_yaml().replace("growth: 0.25", "growth: 0.2").replace("lag_days: 60", "lag_days: 75"), encoding="utf-8")
    return str(path)


# --- Which scenario ---------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path: Path) -> str:
    """The id of a scenario with two versions, the first with half of the growth."""
    database = Database(f"sqlite:///{tmp_path}/plans.db")
    database.start()
    first = make_scenario(goal={"growth": 0.125})
    with database.writing() as session:
        stored = scenarios.create(session, LOCAL_WORKSPACE, first, author="Ada")
        scenarios.save(session, LOCAL_WORKSPACE, stored.id, make_scenario(), base=1, author="Ada")
    database.close()
    return stored.id
