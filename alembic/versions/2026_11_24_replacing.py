"""Which import a file takes the place of.

Revision ID: 2026_11_24_replacing
Revises: 2026_11_23_history
Created: 2026-11-24
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_24_replacing"
down_revision: str | Sequence[str] | None = "2026_11_23_history"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("import_file", sa.Column("replaces", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("import_file", "replaces")
