"""The tables of history: files that were taken in, what is kept of each, how files of a shape are read, and plan books."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.tables import STRICT
from app.models.types import Long, Ordered, Real, UtcTime

STATUSES = ("looking", "asked", "ready", "taking", "done", "failed", "cancelled")


class ImportRow(SQLModel, table=True):
    """A file: where it stands, what was found in it, how it is read, and what taking it in gave. `number` grows within a workspace.

    `replaces` has ids with blanks between them, which lead on from imports that are no longer there.
    """

    __tablename__: ClassVar[str] = "import_file"
    __table_args__ = (
        CheckConstraint("length(id) = 24", "id_length"),
        CheckConstraint("number >= 1", "number"),
        CheckConstraint("length(name) BETWEEN 1 AND 255", "name_length"),
        CheckConstraint("size >= 0", "size"),
        CheckConstraint("length(digest) = 64", "digest_length"),
        CheckConstraint(f"status IN ({', '.join(map(repr, STATUSES))})", "status"),
        CheckConstraint("length(created_by) BETWEEN 1 AND 200", "created_by_length"),
        CheckConstraint("length(list_name) BETWEEN 1 AND 200", "list_name_length"),
        ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["same_as"], ["import_file.id"], ondelete="CASCADE"),
        UniqueConstraint("workspace_id", "number"),
        Index(None, "workspace_id", "digest"),
        Index(None, "same_as"),
        STRICT,
    )

    id: str = Field(primary_key=True, sa_type=Ordered)
    workspace_id: str = Field(sa_type=Ordered)
    number: int
    name: str = Field(sa_type=Text)
    size: int = Field(sa_type=Long)
    digest: str = Field(sa_type=Ordered)
    status: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=UtcTime)
    created_by: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=UtcTime)
    list_name: str | None = Field(default=None, sa_type=Text)
    kind: str | None = Field(default=None, sa_type=Text)
    same_as: str | None = Field(default=None, sa_type=Ordered)
    replaces: str | None = Field(default=None, sa_type=Text)
    look: str | None = Field(default=None, sa_type=Text)
    recipe: str | None = Field(default=None, sa_type=Text)
    taken: str | None = Field(default=None, sa_type=Text)
    trouble: str | None = Field(default=None, sa_type=Text)


class PartRow(SQLModel, table=True):
    """A piece of what is kept of an import, as a Parquet file; small enough to be read whole."""

    __tablename__: ClassVar[str] = "import_part"
    __table_args__ = (
        CheckConstraint("number >= 1", "number"),
        CheckConstraint("rows >= 0", "rows"),
        ForeignKeyConstraint(["import_id"], ["import_file.id"], ondelete="CASCADE"),
        STRICT,
    )

    import_id: str = Field(primary_key=True, sa_type=Ordered)
    number: int = Field(primary_key=True)
    kind: str = Field(sa_type=Text)
    bucket: str = Field(sa_type=Text)
    rows: int
    body: bytes = Field(sa_type=LargeBinary)


class RefusedRow(SQLModel, table=True):
    """A stretch of the file of rows that were refused, compressed; one after the other they are the file."""

    __tablename__: ClassVar[str] = "import_refused"
    __table_args__ = (
        CheckConstraint("number >= 1", "number"),
        ForeignKeyConstraint(["import_id"], ["import_file.id"], ondelete="CASCADE"),
        STRICT,
    )

    import_id: str = Field(primary_key=True, sa_type=Ordered)
    number: int = Field(primary_key=True)
    body: bytes = Field(sa_type=LargeBinary)


class RememberedRow(SQLModel, table=True):
    """How files of a shape were read the last time."""

    __tablename__: ClassVar[str] = "remembered_recipe"
    __table_args__ = (
        CheckConstraint("length(shape) BETWEEN 1 AND 200", "shape_length"),
        ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE"),
        STRICT,
    )

    workspace_id: str = Field(primary_key=True, sa_type=Ordered)
    shape: str = Field(primary_key=True, sa_type=Ordered)
    recipe: str = Field(sa_type=Text)
    used_at: datetime = Field(sa_type=UtcTime)


class BookRow(SQLModel, table=True):
    """A plan book: scenarios, one a segment, that are looked at as one."""

    __tablename__: ClassVar[str] = "book"
    __table_args__ = (
        CheckConstraint("length(id) = 24", "id_length"),
        CheckConstraint("length(name) BETWEEN 1 AND 200", "name_length"),
        CheckConstraint("target > 0", "target"),
        CheckConstraint("revision >= 1", "revision"),
        CheckConstraint("length(created_by) BETWEEN 1 AND 200", "created_by_length"),
        CheckConstraint("length(changed_by) BETWEEN 1 AND 200", "changed_by_length"),
        ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE"),
        Index(None, "workspace_id", "changed_at", "id"),
        STRICT,
    )

    id: str = Field(primary_key=True, sa_type=Ordered)
    workspace_id: str = Field(sa_type=Ordered)
    name: str = Field(sa_type=Text)
    target: float | None = Field(default=None, sa_type=Real)
    revision: int
    created_at: datetime = Field(sa_type=UtcTime)
    created_by: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=UtcTime)
    changed_by: str = Field(sa_type=Text)


class BookPartRow(SQLModel, table=True):
    """A segment of a book and its scenario; with the scenario it goes, too."""

    __tablename__: ClassVar[str] = "book_part"
    __table_args__ = (
        CheckConstraint("position >= 0", "position"),
        CheckConstraint("length(segment) BETWEEN 1 AND 200", "segment_length"),
        ForeignKeyConstraint(["book_id"], ["book.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["scenario_id"], ["scenario.id"], ondelete="CASCADE"),
        Index(None, "scenario_id"),
        STRICT,
    )

    book_id: str = Field(primary_key=True, sa_type=Ordered)
    position: int = Field(primary_key=True)
    segment: str = Field(sa_type=Text)
    scenario_id: str = Field(sa_type=Ordered)
