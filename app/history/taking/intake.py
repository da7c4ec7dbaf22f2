"""One taking in, from the first chunk to what is known at the end."""

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from app.history.files import frames
from app.history.found import Progress, Taken
from app.history.recipe import Recipe
from app.history.taking.chunk import LEFT_OUT, Chunk
from app.history.taking.kinds import Outcome, kind_of
from app.history.taking.notes import Notes
from app.history.taking.reading import Reading, day_number, iso
from app.history.taking.reasons import Cancelled
from app.history.taking.refused import NAME, Refusals
from app.history.values.different import Different

CHUNK_BYTES = 8 << 20
"""Of the file, read at once: small enough that all columns of a chunk stay in the processor's caches, and memory low."""


class Intake:
    """Reads the chunks, and tells of progress."""

    def __init__(
        self, path: Path, recipe: Recipe, folder: Path, today: dt.date, progress: Callable[[Progress], None], cancelled: Callable[[], bool]
    ) -> None:
        self.path = path
        self.recipe = recipe
        self.folder = folder
        self.today = day_number(today)
        self.reading = Reading(recipe, self.today)
        self.progress = progress
        self.cancelled = cancelled
        self.notes = Notes()
        self.different = Different()
        self.refusals = Refusals(recipe, folder / NAME)
        self.rows = 0
        self.left_out = 0

    @cached_property
    def _digest(self) -> str:
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def file_digest(self) -> str:
        """SHA-256 of the file; only asked for where rows have no id."""
        return self._digest

    def run(self) -> Taken:
        """Everything, in order."""
        sort = kind_of(self)
        wanted, coded = self.reading.wanted, self.reading.coded
        for frame in frames(self.path, self.recipe, columns=wanted, coded=coded, chunk_bytes=CHUNK_BYTES):
            if self.cancelled():
                raise Cancelled
            if self.rows == 0:
                sort.expect(frame.cells.height * frame.bytes_all / max(frame.bytes_done, 1))
            chunk = Chunk(frame, self.reading, self.notes, self.different)
            sort.add(chunk)
            self._count(chunk)
            self.progress(Progress(frame.bytes_done, frame.bytes_all, self.rows, self.refusals.count))
            del frame, chunk  # before the next are made
        outcome = sort.finish()
        if self.cancelled():
            raise Cancelled
        return self._taken(outcome)

    def _count(self, chunk: Chunk) -> None:
        self.rows += len(chunk)
        self.left_out += int(np.count_nonzero(chunk.fate == LEFT_OUT))
        self.refusals.add(chunk)

    def late_verdicts(self, totals: Sequence[int], dayless: Sequence[int], called_total: Sequence[int]) -> None:
        """Rows of a ledger of which only all others tell what they are."""
        self.left_out += len(totals)
        self.notes.add("called_total", called_total)
        self.refusals.add_rows(dayless, "no_day", self.reading.position("day") or 0)

    def _taken(self, outcome: Outcome) -> Taken:
        for code, position, rows in self.refusals.by_reason():
            header = self.recipe.columns[position].header
            self.notes.add(f"refused_{code}", rows, column=position, header=header)
        self._tell_of_open_rows()
        self.refusals.write(self.path)
        taken = self.rows - self.refusals.count - self.left_out
        if self.recipe.kind == "records" and self.reading.position("id") is None:
            self.notes.add("no_ids", count=taken)
        self.notes.add("rows_left_out", severity="info", count=self.left_out)
        self.notes.add("repeated_ids", severity="warning" if 2 * outcome.repeated > taken else "info", count=outcome.repeated)
        return Taken(
            kind=self.recipe.kind,
            list_name=self.recipe.list_name,
            rows=self.rows,
            taken=taken,
            refused=self.refusals.count,
            left_out=self.left_out,
            repeated=outcome.repeated,
            first=iso(outcome.first),
            last=iso(outcome.last),
            known_to=self._known_to(outcome),
            currency=outcome.currency,
            columns=outcome.columns,
            findings=self.notes.findings(),
            parts=tuple(path.name for path in outcome.parts),
            refused_file=NAME if self.refusals.count else None,
        )

    def _tell_of_open_rows(self) -> None:
        """Where nearly all refused rows are open ones, what is left makes rates too good: few are still open, most of them won or lost."""
        counted = self.notes.tallies
        refused, open_ = counted["refused"], counted["refused_open"]
        if counted["ended"] and refused and open_ * 10 >= refused * 9 and open_ >= counted["open"]:
            self.notes.add("refused_mostly_open", count=open_, refused=refused)

    def _known_to(self, outcome: Outcome) -> str | None:
        """The newest event, or the day of the export where a person says it; never in the future."""
        said = day_number(self.recipe.as_of) if self.recipe.as_of else None
        days = [day for day in (outcome.last, said) if day is not None]
        return iso(min(max(days), self.today)) if days and self.recipe.kind != "lookup" else None

    def discard(self) -> None:
        """Leaves nothing in the folder."""
        for path in (*self.folder.glob(f"{self.recipe.kind}-*.parquet"), self.folder / NAME):
            path.unlink(missing_ok=True)
