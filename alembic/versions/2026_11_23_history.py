"""Files that were taken in with what is kept of them, remembered recipes, and plan books.

Revision ID: 2026_11_23_history
Revises: 2026_11_22_scenarios
Created: 2026-11-23
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_23_history"
down_revision: str | Sequence[str] | None = "2026_11_22_scenarios"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# SQLite's strict tables know neither moments nor large or double types, and PostgreSQL sorts by code points only where it is told to.
TEXT = sa.Text()
ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REAL = sa.Float(53).with_variant(sa.REAL(), "sqlite")
STATUSES = "'looking', 'asked', 'ready', 'taking', 'done', 'failed', 'cancelled'"


def upgrade() -> None:
    _imports()
    _what_is_kept_of_them()
    _books()


def _imports() -> None:
    op.create_table(
        "import_file",
        sa.Column("id", ORDERED, nullable=False),
        sa.Column("workspace_id", ORDERED, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("size", LONG, nullable=False),
        sa.Column("digest", ORDERED, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", TEXT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("list_name", TEXT, nullable=True),
        sa.Column("kind", TEXT, nullable=True),
        sa.Column("same_as", ORDERED, nullable=True),
        sa.Column("look", TEXT, nullable=True),
        sa.Column("recipe", TEXT, nullable=True),
        sa.Column("taken", TEXT, nullable=True),
        sa.Column("trouble", TEXT, nullable=True),
        sa.CheckConstraint("length(id) = 24", name=op.f("ck_import_file_id_length")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_import_file_number")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 255", name=op.f("ck_import_file_name_length")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_import_file_size")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_import_file_digest_length")),
        sa.CheckConstraint(f"status IN ({STATUSES})", name=op.f("ck_import_file_status")),
        sa.CheckConstraint("length(created_by) BETWEEN 1 AND 200", name=op.f("ck_import_file_created_by_length")),
        sa.CheckConstraint("length(list_name) BETWEEN 1 AND 200", name=op.f("ck_import_file_list_name_length")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_import_file_workspace_id_workspace"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["same_as"], ["import_file.id"], name=op.f("fk_import_file_same_as_import_file"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
        sa.UniqueConstraint("workspace_id", "number", name=op.f("uq_import_file_workspace_id_number")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_import_file_workspace_id_digest"), "import_file", ["workspace_id", "digest"])
    op.create_index(op.f("ix_import_file_same_as"), "import_file", ["same_as"])


def _what_is_kept_of_them() -> None:
    op.create_table(
        "import_part",
        sa.Column("import_id", ORDERED, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("bucket", TEXT, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_import_part_number")),
        sa.CheckConstraint("rows >= 0", name=op.f("ck_import_part_rows")),
        sa.ForeignKeyConstraint(["import_id"], ["import_file.id"], name=op.f("fk_import_part_import_id_import_file"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_part")),
        sqlite_strict=True,
    )
    op.create_table(
        "import_refused",
        sa.Column("import_id", ORDERED, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_import_refused_number")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_file.id"], name=op.f("fk_import_refused_import_id_import_file"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_refused")),
        sqlite_strict=True,
    )
    op.create_table(
        "remembered_recipe",
        sa.Column("workspace_id", ORDERED, nullable=False),
        sa.Column("shape", ORDERED, nullable=False),
        sa.Column("recipe", TEXT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.CheckConstraint("length(shape) BETWEEN 1 AND 200", name=op.f("ck_remembered_recipe_shape_length")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_remembered_recipe_workspace_id_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "shape", name=op.f("pk_remembered_recipe")),
        sqlite_strict=True,
    )


def _books() -> None:
    op.create_table(
        "book",
        sa.Column("id", ORDERED, nullable=False),
        sa.Column("workspace_id", ORDERED, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("target", REAL, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", TEXT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", TEXT, nullable=False),
        sa.CheckConstraint("length(id) = 24", name=op.f("ck_book_id_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_book_name_length")),
        sa.CheckConstraint("target > 0", name=op.f("ck_book_target")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_book_revision")),
        sa.CheckConstraint("length(created_by) BETWEEN 1 AND 200", name=op.f("ck_book_created_by_length")),
        sa.CheckConstraint("length(changed_by) BETWEEN 1 AND 200", name=op.f("ck_book_changed_by_length")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_book_workspace_id_workspace"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_book_workspace_id_changed_at_id"), "book", ["workspace_id", "changed_at", "id"])
    op.create_table(
        "book_part",
        sa.Column("book_id", ORDERED, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("segment", TEXT, nullable=False),
        sa.Column("scenario_id", ORDERED, nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_book_part_position")),
        sa.CheckConstraint("length(segment) BETWEEN 1 AND 200", name=op.f("ck_book_part_segment_length")),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name=op.f("fk_book_part_book_id_book"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_book_part_scenario_id_scenario"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("book_id", "position", name=op.f("pk_book_part")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_book_part_scenario_id"), "book_part", ["scenario_id"])


def downgrade() -> None:
    for table in ("book_part", "book", "remembered_recipe", "import_refused", "import_part", "import_file"):
        op.drop_table(table)
