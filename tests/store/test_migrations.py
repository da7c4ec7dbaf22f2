from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from app.db import Database
from app.db.migrations import engine_for_migrating
from app.models import REVISIONS, metadata
from app.services import import_parts, imports
from app.services.scenarios import LOCAL_WORKSPACE
from app.settings import Settings
from tests.store.conftest import DIALECTS
from tests.store.later import LATER, add_revision, know_it
from tests.store.samples import ROOT, filled, found, with_history


def config_for(url: str) -> Config:
    return Config(toml_file=str(ROOT / "pyproject.toml"), attributes={"settings": Settings(database_url=url)})


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        rows = {table.name: connection.execute(text(f"SELECT * FROM {table.name}")) for table in metadata.sorted_tables}
        return {name: sorted(map(tuple, found)) for name, found in rows.items()}


def test_the_program_knows_the_revisions_that_there_are() -> None:
    scripts = ScriptDirectory.from_config(config_for("sqlite:///none.db"))
    assert tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == REVISIONS


@pytest.mark.parametrize("dialect", DIALECTS)
def test_goes_up_down_and_up_with_data_and_agrees_with_the_tables(new_url: Callable[[str], str], dialect: str) -> None:
    url = new_url(dialect)
    config = config_for(url)
    command.upgrade(config, "head")
    command.check(config)
    database = Database(url)
    with_history(database, filled(database)[0])
    database.close()
    engine = engine_for_migrating(url)
    assert all(rows for table, rows in contents(engine).items() if table != "kept_answer")
    command.downgrade(config, "base")
    command.upgrade(config, "head")
    command.check(config)
    after = contents(engine)
    assert [row[:2] for row in after.pop("workspace")] == [("wsp_local", "Local")]
    assert not any(after.values())
    filled(database)
    database.close()
    engine.dispose()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_was_there_before_history_stays_when_history_goes_and_comes(new_url: Callable[[str], str], dialect: str) -> None:
    url = new_url(dialect)
    config = config_for(url)
    command.upgrade(config, "head")
    database = Database(url)
    ids = filled(database)
    before = [found(database, id) for id in ids]
    with_history(database, ids[0])
    database.close()
    command.downgrade(config, REVISIONS[0])
    command.upgrade(config, "head")
    command.check(config)
    assert [found(database, id) for id in ids] == before
    with database.reading() as session:
        assert imports.imports(session, LOCAL_WORKSPACE) == []
    database.close()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_later_revision_takes_nothing_away(
    new_database: Callable[[str], Database], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dialect: str
) -> None:
    database = new_database(dialect)
    ids = filled(database)
    before = [found(database, id) for id in ids]
    history = with_history(database, ids[0])
    with monkeypatch.context() as patch:
        know_it(add_revision(tmp_path), patch)
        was, now, copy = database.upgrade()
        assert (was, now, copy is None) == (REVISIONS[-1], LATER, dialect == "postgresql")
        assert database.upgrade() == (LATER, LATER, None)
        assert [found(database, id) for id in ids] == before
        with database.reading() as session:
            assert imports.get_import(session, LOCAL_WORKSPACE, history).taken is not None
            assert import_parts.part_body(session, history, 1) == bytes(range(256))
            versions = session.connection().execute(text("SELECT count(*) FROM version")).scalar()
        assert versions == 5


def test_a_migration_stands_alone() -> None:
    for script in (ROOT / "alembic" / "versions").glob("*.py"):
        assert "from app" not in script.read_text()
        assert "import app" not in script.read_text()
