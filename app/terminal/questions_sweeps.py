"""Sweeps: their statistics on the screen, or every lane as columns into a file, worked out here or on a cluster."""

import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from app.language import Language
from app.questions.as_json import plain
from app.questions.sweeping.digest import TOP, digest
from app.questions.sweeping.space import LANES_LIMIT, Space
from app.questions.sweeping.sweep import Columns, Sweep, collect, rows, sweep
from app.terminal import process
from app.terminal.questions_asking import progress_on_stderr
from app.terminal.questions_sweep_text import digest_lines, lanes_lines
from app.terminal.text import report, screen_of
from app.terminal.trouble import CannotDo

if TYPE_CHECKING:
    from app.planner.scenario import Scenario

FEW = 24
"""So many lanes are shown one by one."""


@dataclass(frozen=True)
class SweepWishes:
    """How a sweep is to be answered.

    Attributes:
        top, by, largest: how many of the best lanes, by which output, and whether more is better; None for what is usual.
        csv, ndjson, parquet: files that get every lane; - is standard output.
        scheduler: the address of a cluster; None to work it out here.
        as_json: whether the answer is JSON.
    """

    top: int | None = None
    by: str | None = None
    largest: bool = False
    csv: str | None = None
    ndjson: str | None = None
    parquet: str | None = None
    scheduler: str | None = None
    as_json: bool = False

    @property
    def file(self) -> tuple[str, str] | None:
        """The kind of file that is wanted and where; None for none.

        Raises:
            CannotDo: where several are wanted: every kind takes the whole sweep once more.
        """
        given = {"csv": self.csv, "ndjson": self.ndjson, "parquet": self.parquet}
        wanted = [(kind, target) for kind, target in given.items() if target is not None]
        if len(wanted) > 1:
            raise CannotDo(f"--{wanted[1][0]}: Give one of --csv, --ndjson and --parquet.")
        return wanted[0] if wanted else None


def swept(scenario: "Scenario", space: Space, outputs: list[str], wishes: SweepWishes, words: Language) -> None:
    """Work a sweep out, and write it down or show what it comes to."""
    file = wishes.file
    asked = sweep(scenario, space, outputs, limit=_limit(wishes.scheduler))
    chunks = _chunks(asked, wishes.scheduler)
    if file is not None:
        _write(asked, chunks, *file)
        if file[1] != "-":
            print(f"{asked.count:,} plans are in {file[1]}.")
    elif asked.count <= FEW and wishes.top is None and not wishes.as_json:
        report(sys.stdout, lanes_lines(collect(asked, chunks), asked, words, screen_of(sys.stdout)))
    else:
        found = digest(asked, chunks, top=TOP if wishes.top is None else wishes.top, by=wishes.by, largest=wishes.largest)
        if wishes.as_json:
            process.print_json(plain(found))
        else:
            report(sys.stdout, digest_lines(found, asked, words, screen_of(sys.stdout)))


def _limit(scheduler: str | None) -> int:
    if scheduler is None:
        return LANES_LIMIT
    from app.questions.sweeping.far import FAR_LANES_LIMIT

    return FAR_LANES_LIMIT


def _chunks(asked: Sweep, scheduler: str | None) -> Iterator[Columns]:
    progress = progress_on_stderr("sweep")
    if scheduler is None:
        return rows(asked, progress)
    from app.questions.sweeping.far import far_rows

    return far_rows(asked, scheduler, progress)


def _write(asked: Sweep, chunks: Iterator[Columns], kind: str, target: str) -> None:
    from app.questions.sweeping import written

    with _opened(target) as file:
        if kind == "parquet":
            written.parquet(collect(asked, chunks), file)
            return
        pieces: Iterable[bytes] = written.csv(chunks) if kind == "csv" else written.ndjson(chunks)
        for piece in pieces:
            file.write(piece)


@contextmanager
def _opened(target: str) -> Iterator[IO[bytes]]:
    """A file to write to, which is there whole in the end or not at all; pipes and standard output are written as it goes."""
    if target == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    as_it_is = Path(target).exists() and not Path(target).is_file() and not Path(target).is_dir()
    partial = Path(target if as_it_is else f"{target}.{secrets.token_hex(4)}.part")
    try:
        with partial.open("wb" if as_it_is else "xb") as file:
            yield file
        if not as_it_is:
            partial.replace(target)
    except OSError as error:
        raise CannotDo(f"{target}: It could not be written: {error.strerror}.") from error
    finally:
        if not as_it_is:
            partial.unlink(missing_ok=True)
