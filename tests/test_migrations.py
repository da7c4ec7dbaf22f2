from pathlib import Path
from textwrap import dedent

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect

from app.settings import Settings

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{tmp_path}/test.db")


@pytest.fixture
def config(settings: Settings) -> Config:
    return Config(toml_file=str(ROOT / "pyproject.toml"), attributes={"settings": settings})


def table_names(settings: Settings) -> set[str]:
    engine = create_engine(settings.database_url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_a_database_goes_up_down_and_up_again(config: Config, settings: Settings) -> None:
    command.upgrade(config, "head")
    command.check(config)
    command.downgrade(config, "base")
    assert table_names(settings) <= {"alembic_version"}
    command.upgrade(config, "head")
    command.check(config)


def test_an_upgrade_that_fails_leaves_nothing_behind(config: Config, settings: Settings, tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "breaks.py").write_text(
        dedent("""
        import sqlalchemy as sa
        from alembic import op

        revision = "breaks"
        down_revision = None

        def upgrade():
            op.create_table("half_done", sa.Column("id", sa.Integer, primary_key=True))
            raise RuntimeError("interrupted")
        """)
    )
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", str(versions))
    with pytest.raises(RuntimeError, match="interrupted"):
        command.upgrade(config, "head")
    assert table_names(settings) == set()


def test_the_address_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/other.db")
    command.upgrade(Config(toml_file=str(ROOT / "pyproject.toml")), "head")
    assert (tmp_path / "other.db").exists()


def test_the_migrations_folder_does_not_hide_the_library() -> None:
    assert list((ROOT / "alembic").rglob("__init__.py")) == []
