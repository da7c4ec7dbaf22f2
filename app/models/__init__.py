"""Tables and how their constraints are named; persistence only."""

from sqlmodel import SQLModel

# Without names of their own, SQLite's constraints could never be altered or dropped by a migration.
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = SQLModel.metadata
metadata.naming_convention = NAMING_CONVENTION

from app.models.history_tables import BookPartRow, BookRow, ImportRow, PartRow, RefusedRow, RememberedRow  # noqa: E402
from app.models.tables import KeptAnswerRow, ScenarioRow, TagRow, VersionRow, WorkspaceRow  # noqa: E402  # the names come first

__all__ = [
    "REVISIONS",
    "BookPartRow",
    "BookRow",
    "ImportRow",
    "KeptAnswerRow",
    "PartRow",
    "RefusedRow",
    "RememberedRow",
    "ScenarioRow",
    "TagRow",
    "VersionRow",
    "WorkspaceRow",
    "metadata",
]

REVISIONS = ("2026_11_22_scenarios", "2026_11_23_history", "2026_11_24_replacing")
"""The revisions of the database, oldest first. Stands here so that opening one need not read the migrations; a test compares them."""
