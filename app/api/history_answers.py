"""What is known of history, as the API says it."""

from typing import Any

from app.api.scenario_answers import json_bytes
from app.history.found import Progress
from app.language import Language
from app.services.imports import Import
from app.services.row_shapes import RowsPage
from app.wording.history.plain import as_plain


def plain_bytes(value: object, words: Language) -> bytes:
    """A value of the domain as it goes out."""
    return json_bytes(as_plain(value, words))


def import_line(found: Import, words: Language) -> dict[str, Any]:
    """An import without what was found in the file."""
    return {
        "id": found.id,
        "order": found.order,
        "name": found.name,
        "size": found.size,
        "digest": found.digest,
        "status": found.status,
        "created_at": found.created_at,
        "created_by": found.created_by,
        "changed_at": found.changed_at,
        "list": found.list_name,
        "kind": found.kind,
        "same_as": found.same_as,
        "replaces": list(found.replaces),
        "taken": as_plain(found.taken, words),
        "trouble": as_plain(found.trouble, words),
    }


def import_answer(found: Import, progress: Progress | None, words: Language) -> dict[str, Any]:
    """An import with everything that is known of it."""
    return {
        **import_line(found, words),
        "progress": as_plain(progress, words),
        "recipe": as_plain(found.recipe, words),
        "look": as_plain(found.look, words),
    }


def rows_answer(page: RowsPage) -> dict[str, Any]:
    """Some of the rows that are kept of an import."""
    return {
        "columns": [{"name": name, "holds": what} for name, what in page.columns],
        "rows": page.rows,
        "start": page.start,
        "total": page.total,
    }
