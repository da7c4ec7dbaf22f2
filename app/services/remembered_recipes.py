"""How files of a shape were read the last time, so that the next one of that shape is read like it."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from app.history.as_json import as_json, from_json
from app.history.recipe import Recipe
from app.models import RememberedRow

REMEMBERED = RememberedRow.__table__  # type: ignore[attr-defined]

REMEMBERED_LIMIT = 200
"""Shapes whose recipe is remembered; those that were used longest ago are forgotten."""
_REMEMBER: dict[str, Any] = {"sqlite": sqlite.insert(REMEMBERED), "postgresql": postgresql.insert(REMEMBERED)}


def remembered(session: Session, workspace: str) -> list[tuple[str, Recipe]]:
    """How files were read before, by shape; the one that was used last comes first."""
    asked = (
        select(REMEMBERED.c.shape, REMEMBERED.c.recipe).where(REMEMBERED.c.workspace_id == workspace).order_by(REMEMBERED.c.used_at.desc())
    )
    return [(shape, from_json(Recipe, recipe)) for shape, recipe in session.connection().execute(asked)]


def remember(session: Session, workspace: str, shape: str, recipe: Recipe) -> None:
    """Read files of this shape like this from now on."""
    connection = session.connection()
    row = {"workspace_id": workspace, "shape": shape, "recipe": as_json(recipe), "used_at": datetime.now(UTC)}
    added = _REMEMBER[connection.dialect.name]
    newer = {"recipe": added.excluded.recipe, "used_at": added.excluded.used_at}
    connection.execute(added.on_conflict_do_update(index_elements=["workspace_id", "shape"], set_=newer), row)
    mine = REMEMBERED.c.workspace_id == workspace
    newest = select(REMEMBERED.c.shape).where(mine).order_by(REMEMBERED.c.used_at.desc()).limit(REMEMBERED_LIMIT)
    connection.execute(delete(REMEMBERED).where(mine, REMEMBERED.c.shape.not_in(newest)))


def rewrite(session: Session, workspace: str, shape: str, recipe: Recipe) -> None:
    """Say what is remembered of a shape in other words; when it was used last stays."""
    mine = (REMEMBERED.c.workspace_id == workspace) & (REMEMBERED.c.shape == shape)
    session.connection().execute(update(REMEMBERED).where(mine).values(recipe=as_json(recipe)))


def forget(session: Session, workspace: str, shape: str) -> None:
    """Ask anew about the next file of this shape."""
    mine = (REMEMBERED.c.workspace_id == workspace) & (REMEMBERED.c.shape == shape)
    session.connection().execute(delete(REMEMBERED).where(mine))
