"""Keeping what taking a file in gave: parts, refused rows and the recipe, in the transaction that makes the import done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlmodel import Session

from app.history.found import Finding, Taken
from app.services import import_parts, imports, remembered_recipes
from app.services.imports import Import
from app.services.refused_rows import stretches_of
from app.services.replacing import put_in_place


@dataclass(frozen=True)
class Part:
    """A part that was written: its file, and what is known of it."""

    path: Path
    kind: str
    bucket: str
    rows: int


def keep(session: Session, workspace: str, current: Import, taken: Taken, parts: Sequence[Part], folder: Path) -> Import:
    """Keep it, unless the very same file is here already, read in the very same way; parts are read one at a time.

    What replaces another import is kept in any case, and the other goes.
    """
    assert current.recipe is not None
    imports.one_of_a_file(session, current.digest)  # or neither of two would find the other here
    earlier = imports.same_file(session, workspace, current.digest)
    if earlier is not None and earlier.recipe == current.recipe and not current.replaces:
        return imports.change(session, workspace, current, status="done", same_as=earlier.id, trouble=None)
    for number, part in enumerate(parts, 1):
        import_parts.add_part(session, current.id, number, part.kind, part.bucket, part.rows, part.path.read_bytes())
    if taken.refused_file is not None and _keep_refused(session, current.id, folder / taken.refused_file):
        taken = replace(taken, findings=(*taken.findings, Finding("refused_file_cut", "info")))
    if current.look is not None:
        remembered_recipes.remember(session, workspace, current.look.shape, current.recipe)
    what = {"list_name": taken.list_name, "kind": taken.kind, "taken": taken, "trouble": None}
    done = imports.change(session, workspace, current, status="done", **what)
    return put_in_place(session, workspace, done) if done.replaces else done


def _keep_refused(session: Session, id: str, file: Path) -> bool:
    """Whether the file of refused rows was too long to be kept whole."""
    was_cut = False
    for number, (stretch, cut) in enumerate(stretches_of(file), 1):
        import_parts.add_refused(session, id, number, stretch)
        was_cut = was_cut or cut
    return was_cut
