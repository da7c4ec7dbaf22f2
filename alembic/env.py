"""Runs the migrations. The address comes from the settings; an upgrade either happens completely or not at all."""

from typing import Any

from alembic import context
from sqlalchemy import Connection, Engine, create_engine, event, pool

from app.models import metadata
from app.settings import Settings

# A caller in the same process hands its own settings over; on the command line the environment speaks.
settings: Settings = context.config.attributes.get("settings") or Settings()


def make_sqlite_transactional(engine: Engine) -> None:
    """Take BEGIN out of the driver's hands: left to itself it commits each CREATE or DROP at once, and an upgrade
    that is interrupted leaves a database that can be upgraded no more."""

    @event.listens_for(engine, "connect")
    def leave_begin_to_us(connection: Any, _record: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin_immediately(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def migrate(**target: Any) -> None:
    context.configure(target_metadata=metadata, render_as_batch=True, transactional_ddl=True, **target)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    migrate(url=settings.database_url, literal_binds=True, dialect_opts={"paramstyle": "named"})
else:
    engine = create_engine(settings.database_url, poolclass=pool.NullPool)
    if engine.dialect.name == "sqlite":
        make_sqlite_transactional(engine)
    with engine.connect() as connection:
        migrate(connection=connection)
