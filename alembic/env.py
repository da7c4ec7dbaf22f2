"""Runs the migrations. An upgrade either happens completely or not at all, on SQLite too.

A caller in the same process hands over a connection, or settings of its own; on the command line the environment speaks.
"""

from typing import Any

from alembic import context
from sqlalchemy import Connection

from app.db.migrations import engine_for_migrating
from app.models import metadata
from app.settings import Settings

attributes = context.config.attributes


def migrate(**target: Any) -> None:
    context.configure(target_metadata=metadata, render_as_batch=True, transactional_ddl=True, **target)
    with context.begin_transaction():
        context.run_migrations()


def address() -> str:
    settings: Settings = attributes.get("settings") or Settings()
    return settings.database_url


def migrate_by_address() -> None:
    engine = engine_for_migrating(address())
    try:
        with engine.connect() as connection:
            migrate(connection=connection)
    finally:
        engine.dispose()


given: Connection | None = attributes.get("connection")
if context.is_offline_mode():
    migrate(url=address(), literal_binds=True, dialect_opts={"paramstyle": "named"})
elif given is not None:
    migrate(connection=given)
else:
    migrate_by_address()
