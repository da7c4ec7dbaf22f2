"""Bringing a database to the revision that this program knows."""

import threading
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from app.db.trouble import StoreTrouble
from app.models import REVISIONS

HEAD = REVISIONS[-1]
VERSION_TABLE = "alembic_version"

_one_at_a_time = threading.Lock()  # the library keeps what it is migrating in the module


def revision_of(connection: Connection) -> str | None:
    """The revision that the database is at; None where it has no tables of ours yet.

    Raises:
        StoreTrouble: "newer", where the revision is not known here; "damaged", where an SQLite file is something else's.
    """
    tables = set(inspect(connection).get_table_names())
    found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalars().all() if VERSION_TABLE in tables else []
    if not found:
        if connection.dialect.name == "sqlite" and tables - {VERSION_TABLE}:
            raise StoreTrouble("damaged", f"it is a database of something else, with tables such as {min(tables - {VERSION_TABLE})}")
        return None
    if len(found) > 1 or found[0] not in REVISIONS:
        raise StoreTrouble(
            "newer", f"the database is at revision {', '.join(found)}, which this version does not know; it knows up to {HEAD}"
        )
    return str(found[0])


def migrate(connection: Connection) -> None:
    """Bring the database to the newest revision, inside of the connection's transaction where it has one."""
    from alembic import command  # slow to import, and hardly ever needed
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    with _one_at_a_time:
        command.upgrade(config, "head")


def migrations_folder() -> Path:
    """Where the migrations are: beside the program, or within it where it was installed as a package."""
    program = Path(__file__).resolve().parents[1]
    for folder in (program.parent / "alembic", program / "alembic"):
        if (folder / "env.py").is_file():
            return folder
    raise StoreTrouble("not_migrated", "the migrations are not installed with the program")


def engine_for_migrating(url: str) -> Engine:
    """An engine whose transactions hold changes of tables too, on both databases, and whose statements may take their time."""
    from app.db import postgresql, sqlite, sqlite_engines

    return sqlite_engines.migrating_engine(sqlite.file_of(url)) if sqlite.is_sqlite(url) else postgresql.migrating_engine(url)
