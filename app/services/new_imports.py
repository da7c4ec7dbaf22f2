"""A file that has come becomes an import: a new one, or a line beside the earlier one of the very same file; sent again, that of before."""

import hashlib
import json
from dataclasses import replace

from sqlmodel import Session

from app.services import idempotency, imports
from app.services.imports import Import
from app.services.replacing import announced


def added(session: Session, workspace: str, new: Import, key: str | None, *, take: bool) -> Import:
    """Keep it, with the key that a client gave; `take` is what else was said with the file.

    Raises:
        KeyReused, KeyInFlight: of the key.
        ImportNotFound, ImportMoved, OtherFile: where it cannot take the place of another.
    """
    asked = _request_digest(new, take)
    if key is not None and (kept := idempotency.recall(session, workspace, key, asked)) is not None:
        return imports.get_import(session, workspace, kept.body.decode())
    if new.replaces:
        new = announced(session, workspace, new)
    earlier = imports.same_file(session, workspace, new.digest) if new.recipe is None and new.list_name is None else None
    if earlier is not None:
        new = replace(new, status="done", same_as=earlier.id, list_name=earlier.list_name, kind=earlier.kind)
    made = imports.add(session, workspace, new)
    if key is not None:
        idempotency.keep(session, workspace, key, asked, 202, {}, made.id.encode())
    return made


def _request_digest(new: Import, take: bool) -> str:
    """What makes two requests to receive a file the same: the file, and everything that is said of it."""
    recipe = None if new.recipe is None else new.recipe.model_dump(mode="json")
    said = [new.name, new.digest, new.list_name, list(new.replaces), recipe, take]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
