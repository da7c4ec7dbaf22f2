"""The tables. They only keep: what may be kept is decided by the scenario's own declaration and by the services.

Documents are canonical JSON as text and not JSONB, which reorders and renumbers: the same bytes stand in both databases, and a digest of
them proves it. What a list sorts, filters or searches by is a column. Tables of SQLite are strict, so a type is a promise there too.
"""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from app.models.types import Flag, Ordered, UtcTime

STRICT = {"sqlite_strict": True}


class WorkspaceRow(SQLModel, table=True):
    """Whose scenarios they are. On one's own machine there is one workspace."""

    __tablename__: ClassVar[str] = "workspace"
    __table_args__ = (CheckConstraint("length(name) BETWEEN 1 AND 200", "name_length"), STRICT)

    id: str = Field(primary_key=True, sa_type=Ordered)
    name: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=UtcTime)


class ScenarioRow(SQLModel, table=True):
    """A scenario's card: what is the same for all of its versions, and what lists need of the newest."""

    __tablename__: ClassVar[str] = "scenario"
    __table_args__ = (
        CheckConstraint("length(id) = 24", "id_length"),
        CheckConstraint("length(name) BETWEEN 1 AND 200", "name_length"),
        CheckConstraint("newest >= 1", "newest"),
        CheckConstraint("revision >= 1", "revision"),
        CheckConstraint("length(created_by) BETWEEN 1 AND 200", "created_by_length"),
        CheckConstraint("length(changed_by) BETWEEN 1 AND 200", "changed_by_length"),
        ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE"),
        Index(None, "workspace_id", "archived_at", "changed_at", "id"),
        Index(None, "workspace_id", "archived_at", "created_at", "id"),
        Index(None, "workspace_id", "archived_at", "sort_name", "id"),
        STRICT,
    )

    id: str = Field(primary_key=True, sa_type=Ordered)
    workspace_id: str = Field(sa_type=Ordered)
    name: str = Field(sa_type=Text)
    sort_name: str = Field(sa_type=Ordered)
    search: str = Field(sa_type=Text)
    newest: int
    revision: int
    sample: bool = Field(sa_type=Flag)
    created_at: datetime = Field(sa_type=UtcTime)
    created_by: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=UtcTime)
    changed_by: str = Field(sa_type=Text)
    archived_at: datetime | None = Field(default=None, sa_type=UtcTime)


class VersionRow(SQLModel, table=True):
    """What a scenario said at one time; written once, save for the name that it may get later."""

    __tablename__: ClassVar[str] = "version"
    __table_args__ = (
        CheckConstraint("number >= 1", "number"),
        CheckConstraint("restored_from >= 1", "restored_from"),
        CheckConstraint("schema_number >= 1", "schema_number"),
        CheckConstraint("length(digest) = 64", "digest_length"),
        CheckConstraint("length(name) BETWEEN 1 AND 200", "name_length"),
        CheckConstraint("length(author) BETWEEN 1 AND 200", "author_length"),
        ForeignKeyConstraint(["scenario_id"], ["scenario.id"], ondelete="CASCADE"),
        STRICT,
    )

    scenario_id: str = Field(primary_key=True, sa_type=Ordered)
    number: int = Field(primary_key=True)
    name: str | None = Field(default=None, sa_type=Text)
    author: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=UtcTime)
    restored_from: int | None = None
    schema_number: int
    digest: str = Field(sa_type=Text)
    document: str = Field(sa_type=Text)


class TagRow(SQLModel, table=True):
    """A word that scenarios are grouped by; `folded` is the same for words that differ in case only."""

    __tablename__: ClassVar[str] = "scenario_tag"
    __table_args__ = (
        CheckConstraint("length(tag) BETWEEN 1 AND 40", "tag_length"),
        ForeignKeyConstraint(["scenario_id"], ["scenario.id"], ondelete="CASCADE"),
        Index(None, "folded", "scenario_id"),
        STRICT,
    )

    scenario_id: str = Field(primary_key=True, sa_type=Ordered)
    folded: str = Field(primary_key=True, sa_type=Ordered)
    tag: str = Field(sa_type=Text)


class KeptAnswerRow(SQLModel, table=True):
    """What was answered to a request that may be sent again. A status of 0 means: still being answered."""

    __tablename__: ClassVar[str] = "kept_answer"
    __table_args__ = (
        CheckConstraint("status = 0 OR status BETWEEN 200 AND 599", "status"),
        CheckConstraint("length(request_digest) = 64", "request_digest_length"),
        ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE"),
        STRICT,
    )

    workspace_id: str = Field(primary_key=True, sa_type=Ordered)
    key: str = Field(primary_key=True, sa_type=Ordered)
    request_digest: str = Field(sa_type=Text)
    status: int
    headers: str = Field(sa_type=Text)
    body: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=UtcTime, index=True)
