"""A revision after the newest, made up, so that an upgrade of a database with data can be watched and interrupted."""

import shutil
from pathlib import Path
from textwrap import dedent

import pytest

from app.db import migrations
from app.models import REVISIONS
from tests.store.samples import ROOT

LATER = "later"


def add_revision(folder: Path) -> Path:
    """A copy of the migrations with one more, which rebuilds a table with rows in it and makes many others."""
    copy = folder / "migrations"
    shutil.copytree(ROOT / "alembic", copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "versions" / "later.py").write_text(
        dedent(f"""
        import sqlalchemy as sa
        from alembic import op

        revision = "{LATER}"
        down_revision = "{REVISIONS[-1]}"

        def upgrade():
            for number in range(20):
                op.create_table(f"later_{{number}}", sa.Column("id", sa.Integer, primary_key=True))
            with op.batch_alter_table("scenario", recreate="auto") as scenario:
                scenario.add_column(sa.Column("remark", sa.Text, nullable=False, server_default="none"))
                scenario.alter_column("search", nullable=True, existing_type=sa.Text)
            op.execute("UPDATE scenario SET remark = name")
        """)
    )
    return copy


def know_it(copy: Path, patch: pytest.MonkeyPatch) -> None:
    """Make the program one that needs the later revision."""
    patch.setattr(migrations, "REVISIONS", (*REVISIONS, LATER))
    patch.setattr(migrations, "HEAD", LATER)
    patch.setattr(migrations, "migrations_folder", lambda: copy)
