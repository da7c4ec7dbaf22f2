"""Workspaces, scenarios with their versions and tags, and answers that may be asked for again.

Revision ID: 2026_11_22_scenarios
Revises:
Created: 2026-11-22
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_22_scenarios"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# SQLite's strict tables know neither moments nor truth values, and PostgreSQL sorts by code points only where it is told to.
TEXT = sa.Text()
ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    workspace = op.create_table(
        "workspace",
        sa.Column("id", ORDERED, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_workspace_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        sqlite_strict=True,
    )
    op.create_table(
        "scenario",
        sa.Column("id", ORDERED, nullable=False),
        sa.Column("workspace_id", ORDERED, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("sort_name", ORDERED, nullable=False),
        sa.Column("search", TEXT, nullable=False),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sample", FLAG, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", TEXT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", TEXT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.CheckConstraint("length(id) = 24", name=op.f("ck_scenario_id_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_scenario_name_length")),
        sa.CheckConstraint("newest >= 1", name=op.f("ck_scenario_newest")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_scenario_revision")),
        sa.CheckConstraint("length(created_by) BETWEEN 1 AND 200", name=op.f("ck_scenario_created_by_length")),
        sa.CheckConstraint("length(changed_by) BETWEEN 1 AND 200", name=op.f("ck_scenario_changed_by_length")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_scenario_workspace_id_workspace"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario")),
        sqlite_strict=True,
    )
    for column in ("changed_at", "created_at", "sort_name"):
        op.create_index(
            op.f(f"ix_scenario_workspace_id_archived_at_{column}_id"), "scenario", ["workspace_id", "archived_at", column, "id"]
        )
    op.create_table(
        "version",
        sa.Column("scenario_id", ORDERED, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=True),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("restored_from", sa.Integer(), nullable=True),
        sa.Column("schema_number", sa.Integer(), nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_version_number")),
        sa.CheckConstraint("restored_from >= 1", name=op.f("ck_version_restored_from")),
        sa.CheckConstraint("schema_number >= 1", name=op.f("ck_version_schema_number")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_version_digest_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_version_name_length")),
        sa.CheckConstraint("length(author) BETWEEN 1 AND 200", name=op.f("ck_version_author_length")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_version_scenario_id_scenario"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("scenario_id", "number", name=op.f("pk_version")),
        sqlite_strict=True,
    )
    op.create_table(
        "scenario_tag",
        sa.Column("scenario_id", ORDERED, nullable=False),
        sa.Column("folded", ORDERED, nullable=False),
        sa.Column("tag", TEXT, nullable=False),
        sa.CheckConstraint("length(tag) BETWEEN 1 AND 40", name=op.f("ck_scenario_tag_tag_length")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_scenario_tag_scenario_id_scenario"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("scenario_id", "folded", name=op.f("pk_scenario_tag")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_scenario_tag_folded_scenario_id"), "scenario_tag", ["folded", "scenario_id"])
    op.create_table(
        "kept_answer",
        sa.Column("workspace_id", ORDERED, nullable=False),
        sa.Column("key", ORDERED, nullable=False),
        sa.Column("request_digest", TEXT, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", TEXT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("status = 0 OR status BETWEEN 200 AND 599", name=op.f("ck_kept_answer_status")),
        sa.CheckConstraint("length(request_digest) = 64", name=op.f("ck_kept_answer_request_digest_length")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_kept_answer_workspace_id_workspace"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("pk_kept_answer")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_kept_answer_created_at"), "kept_answer", ["created_at"])
    op.execute(sa.insert(workspace).values(id="wsp_local", name="Local", created_at=sa.text("'2026-11-22T00:00:00.000000Z'")))


def downgrade() -> None:
    for table in ("kept_answer", "scenario_tag", "version", "scenario", "workspace"):
        op.drop_table(table)
