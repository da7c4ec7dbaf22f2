"""The store for commands about history: files looked at and taken in without a server, imports removed."""

import datetime as dt
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.db import Database, StoreTrouble
from app.history.found import Asked, Finding, Look, Progress, Taken, UnreadableFile
from app.history.recipe import Recipe
from app.services import import_lists, imports, remembered_recipes
from app.services.imports import Import, ImportMoved, ImportNotFound
from app.services.keeping import Part, keep
from app.services.replacing import OtherFile, announced, replaced
from app.services.strangers import with_strangers
from app.services.workspaces import LOCAL_WORKSPACE
from app.terminal.answering import answered
from app.terminal.trouble import CannotDo, no_such, trouble_line

if TYPE_CHECKING:
    from app.history.files import Survey
    from app.settings import Settings

_ORDER = ("records", "events", "counts", "spend", "lookup")


@dataclass(frozen=True)
class Wishes:
    """What a person says of all files of a command.

    Attributes:
        list_name, recipe, as_of: of the files; None for what is found.
        header: whether the first row of the table holds the names of the columns; None for what is found.
        date_order: the answer to every question about dates.
        accept: whether an answer that is proposed is taken for one.
        ask: asks a person; None where nobody is there.
        replaces: the import whose place the file takes; it is read as that one was.
    """

    list_name: str | None = None
    recipe: Recipe | None = None
    date_order: str | None = None
    as_of: dt.date | None = None
    header: bool | None = None
    accept: bool = False
    ask: Callable[[Asked, Look], str | None] | None = None
    replaces: str | None = None


@dataclass(frozen=True)
class Came:
    """What came of one file: taken, here already, waiting for answers, or not readable."""

    file: str
    look: Look | None = None
    taken: Taken | None = None
    id: str | None = None
    same_as: Import | None = None
    trouble: Finding | None = None

    @property
    def is_in(self) -> bool:
        """Whether its rows count from now on."""
        return self.taken is not None or self.same_as is not None


class HistoryStore:
    """The store for a command about history."""

    def __init__(self, settings: "Settings", *, beside: bool = False) -> None:
        self._settings = settings
        try:
            self.database = Database(settings.database_url, beside=beside)
        except StoreTrouble as trouble:
            raise CannotDo(trouble_line("The database", trouble)) from trouble

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    # --- Files --------------------------------------------------------------------------------------------------------

    def looked(self, file: Path, wishes: Wishes, surveyed: "Survey | None" = None) -> Look:
        """What a file is, with what was wished and answered; raises UnreadableFile, OSError."""
        from app.history.files import survey
        from app.history.look import look
        from app.history.mapping import corrected

        with self.database.reading() as session:
            known, remembered = import_lists.known_lists(session, LOCAL_WORKSPACE), remembered_recipes.remembered(session, LOCAL_WORKSPACE)
        today, surveyed = dt.date.today(), surveyed or survey(file)
        found = look(file, file.name, known=known, remembered=remembered, today=today, corrections=wishes.recipe, surveyed=surveyed)
        if wishes.header is not None and wishes.header != found.recipe.has_header:
            said, anew = found.recipe.model_copy(update={"has_header": wishes.header}), wishes.recipe is None
            found = look(
                file, file.name, known=known, remembered=remembered, today=today, corrections=said, surveyed=surveyed, is_other_table=anew
            )
        recipe = found.recipe.model_copy(
            update={name: value for name, value in {"list_name": wishes.list_name, "as_of": wishes.as_of}.items() if value is not None}
        )
        if recipe != found.recipe or wishes.list_name is not None:
            found = corrected(found, recipe, list_said=wishes.list_name is not None, said=())
        found = self._answered(found, wishes)
        is_another_table = found.recipe.has_header and not found.has_header and wishes.header is None
        return self.looked(file, replace(wishes, header=True), surveyed) if is_another_table else found

    def _answered(self, found: Look, wishes: Wishes) -> Look:
        from app.history.mapping import SAID_BY, corrected

        recipe, said = found.recipe, set()
        for asked in found.asked:
            if (answer := _answer(asked, found, wishes)) is not None:
                recipe = answered(recipe, asked, answer)
                said.add(SAID_BY.get(asked.code, asked.code))
            if recipe.has_header and not found.has_header:
                break  # it is another table then, with questions of its own
        return corrected(found, recipe, said=said, list_said="list" in said) if said else found

    def take_in(self, file: Path, wishes: Wishes, tell: Callable[[Progress], None], refused: Path | None = None) -> Came:
        """Take one file in, or say why not. Where rows are refused, they are written to `refused`."""
        from app.history.files import survey

        try:
            surveyed = survey(file)
            if (earlier := self._same(surveyed.digest, wishes)) is not None:
                return Came(str(file), same_as=earlier)
            if wishes.replaces is not None:
                wishes = replace(wishes, recipe=wishes.recipe or self._replaced(wishes.replaces, surveyed.digest).recipe)
            found = self.looked(file, wishes, surveyed)
            if not found.ready:
                return Came(str(file), look=found)
            return self._take(file, found, replace(self._new(file, found), replaces=_ids(wishes)), tell, refused)
        except UnreadableFile as error:
            return Came(str(file), trouble=error.finding)

    def _same(self, digest: str, wishes: Wishes) -> Import | None:
        if wishes.list_name is not None or wishes.recipe is not None or wishes.replaces is not None:
            return None
        with self.database.reading() as session:
            return imports.same_file(session, LOCAL_WORKSPACE, digest)

    def _replaced(self, id: str, digest: str) -> Import:
        """The import whose place a file takes."""
        with self.database.reading() as session:
            try:
                return replaced(session, LOCAL_WORKSPACE, id, digest)
            except ImportNotFound:
                raise no_such("import", id) from None
            except ImportMoved:
                raise CannotDo(f"{id}: Nothing was taken in of it that could be replaced.") from None
            except OtherFile:
                raise CannotDo(f"{id}: It is of another file; its content differs. Nothing was changed.") from None

    def _take(self, file: Path, found: Look, new: Import, tell: Callable[[Progress], None], refused: Path | None) -> Came:
        from app.history.taking import take
        from app.history.worker import parts_in

        with tempfile.TemporaryDirectory(prefix="backfunnel-") as name:
            folder = Path(name)
            taken = take(file, found.recipe, folder, today=dt.date.today(), progress=tell)
            parts = [Part(folder / part, kind, bucket, rows) for part, kind, bucket, rows in parts_in(folder, taken)]
            with self.database.writing() as session:
                new = announced(session, LOCAL_WORKSPACE, new) if new.replaces else new
                done = keep(session, LOCAL_WORKSPACE, imports.add(session, LOCAL_WORKSPACE, new), taken, parts, folder)
                earlier = None if done.same_as is None else imports.get_import(session, LOCAL_WORKSPACE, done.same_as)
            if refused is not None and taken.refused_file is not None:
                refused.write_bytes((folder / taken.refused_file).read_bytes())
        return Came(str(file), found, with_strangers(self.database, LOCAL_WORKSPACE, done).taken, done.id, earlier)

    def _new(self, file: Path, found: Look) -> Import:
        recipe = found.recipe
        bare = imports.begun(imports.new_id(), file.name, found.size, found.digest, self._settings.author)
        return replace(bare, status="taking", list_name=recipe.list_name, kind=recipe.kind, look=found, recipe=recipe)

    def in_order(self, files: Sequence[Path], wishes: Wishes) -> list[Path]:
        """The files so that those come first which others are joined to: where buyers enter, how they went on, money, lookups."""

        def place(file: Path) -> tuple[int, bool]:
            try:
                recipe = self.looked(file, replace(wishes, ask=None)).recipe
            except (UnreadableFile, OSError):
                return len(_ORDER), True
            first = recipe.stages[0] if recipe.stages else None
            enters = any(column.field == "created" or (column.field == "entered" and column.stage == first) for column in recipe.columns)
            return _ORDER.index(recipe.kind), not enters

        return sorted(files, key=place) if len(files) > 1 else list(files)

    def remove(self, id: str) -> None:
        """Remove an import."""
        try:
            with self.database.writing() as session:
                imports.remove(session, LOCAL_WORKSPACE, id)
        except ImportNotFound:
            raise no_such("import", id) from None


@contextmanager
def history_store(settings: "Settings", *, beside: bool = False) -> Iterator[HistoryStore]:
    """The store for a block; it is let go of in the end, and a trouble of it ends the command with one line.

    `beside`: it is only looked at, and a server may have it open; else it is made, or brought up to date, where that is needed.
    """
    store = HistoryStore(settings, beside=beside)
    try:
        if not beside:
            store.database.start()
        yield store
    except StoreTrouble as trouble:
        raise CannotDo(trouble_line(str(store.database), trouble)) from trouble
    finally:
        store.close()


def _ids(wishes: Wishes) -> tuple[str, ...]:
    return () if wishes.replaces is None else (wishes.replaces,)


def _answer(asked: Asked, found: Look, wishes: Wishes) -> str | None:
    if asked.code == "date_order" and wishes.date_order in asked.choices:
        return wishes.date_order
    if wishes.accept and asked.proposed is not None:
        return asked.proposed
    return wishes.ask(asked, found) if wishes.ask is not None and asked.must else None


def progress_line(file: str) -> Callable[[Progress], None]:
    """Tells on standard error how far it has come, where somebody looks at it."""
    if not sys.stderr.isatty():
        return lambda _: None

    def tell(progress: Progress) -> None:
        done = progress.bytes_done / max(1, progress.bytes_all)
        sys.stderr.write(f"\r{file}: {done:4.0%}, {progress.rows:,} rows" + ("\n" if progress.bytes_done >= progress.bytes_all else ""))
        sys.stderr.flush()

    return tell
