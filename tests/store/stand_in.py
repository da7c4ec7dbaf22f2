"""A stand-in for looking and taking, whose files say what is to happen with them: the line of jobs can then be watched at any moment.

The first line of a file is a word for the look, the second for the taking:
    ready | ask | unreadable | wait | apart | die | fail | hog | abort        done | wait | die | kill | full | refuse
"""

import errno
import hashlib
import os
import signal
import sys
import time
import types
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.history import worker
from app.history.found import Asked, Finding, Look, Progress, Taken, UnreadableFile
from app.history.recipe import ColumnRecipe, Recipe

if TYPE_CHECKING:
    import pytest

ROWS = 30
STAGES = ("Lead", "Deal")
_KEPT: list[bytes] = []


def look(path: Path, name: str, *, known: Any = (), remembered: Any = (), corrections: Recipe | None = None, **_: Any) -> Look:
    word = _word(path, 0)
    if word in ("wait", "apart"):
        _wait(path)
    if word == "apart":
        return _look(path, name, recipe_of(f"Pipeline {len(known) + 1}" if known else "Pipeline"), "0" * 64, "no")
    if word == "die":
        os._exit(9)
    if word == "hog":
        bytearray(worker.MEMORY + worker.MEMORY_PER_PROCESSOR * (os.cpu_count() or 1))  # of addresses alone: nothing is written to it
    if word == "abort":
        sys.stderr.write("memory allocation of 8589934592 bytes failed\n")
        sys.stderr.flush()
        os.abort()
    if word == "grow":
        _KEPT.append(b"x" * 2 * worker.SMALL)
    if word == "fail":
        raise ZeroDivisionError("what nobody thought of")
    if word == "unreadable":
        raise UnreadableFile(Finding("empty_file", "blocking"))
    known = dict(remembered)
    shape = hashlib.sha256(word.encode()).hexdigest()
    recipe = corrections or known.get(shape) or recipe_of("Pipeline")
    found = _look(path, name, recipe, shape, "exact" if shape in known and corrections is None else "no")
    return found if word != "ask" or recipe.as_of else replace(found, asked=(Asked("as_of"),), remembered="no")


def recipe_of(list_name: str, **changes: Any) -> Recipe:
    columns = (ColumnRecipe(header="Id", field="id"), ColumnRecipe(header="Created", field="entered", stage="Lead"))
    return Recipe(kind="records", list_name=list_name, encoding="utf-8", delimiter=",", columns=columns, stages=STAGES).model_copy(
        update=changes
    )


def corrected(found: Look, recipe: Recipe, *_: Any, **__: Any) -> Look:
    """A day of export answers the question."""
    asked = () if recipe.as_of else found.asked
    return replace(found, recipe=recipe, asked=asked)


def take(path: Path, recipe: Recipe, folder: Path, *, progress: Callable[[Progress], None], **_: Any) -> Taken:
    word = _word(path, 1)
    progress(Progress(5, path.stat().st_size, 7, 1))
    if word == "wait":
        _wait(path)
    if word == "die":
        os._exit(9)
    if word == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "full" and not path.with_suffix(".go").exists():
        raise OSError(errno.ENOSPC, "No space left on device")
    from app.history.parts import PartNames, part_name, write_part

    names = [part_name("records", None, number) for number in (1, 2)]
    for name in names:
        write_part(folder / name, _part(), PartNames("records", STAGES, ("channel",)))
    refused = "refused.csv" if word == "refuse" else None
    if refused:
        (folder / refused).write_bytes('\ufeffrow,reason,Id\r\n3,"two\r\nlines",x\r\n'.encode())
    return taken_of(recipe, tuple(names), refused)


def _part() -> Any:
    import polars as pl

    row = pl.Series("row", range(2, 2 + ROWS), pl.UInt32)
    channel = pl.Series("a0", ["ads", "mail"] * (ROWS // 2)).cast(pl.Categorical)
    day = pl.Series("s0", [17_000 + number for number in range(ROWS)], pl.Int32)
    outcome = pl.Series("outcome", [0, 1, 2] * (ROWS // 3), pl.Int8)
    return pl.DataFrame(
        [pl.Series("id", [f"B{number}" for number in range(ROWS)]), row.cast(pl.UInt64).alias("hash"), row, day, outcome, channel]
    )


def _look(path: Path, name: str, recipe: Recipe, shape: str, remembered: Any) -> Look:
    body = path.read_bytes()
    return Look(
        name=name,
        size=len(body),
        digest=hashlib.sha256(body).hexdigest(),
        container="csv",
        encoding=recipe.encoding,
        delimiter=recipe.delimiter,
        worksheet="",
        worksheets=(),
        header_row=recipe.header_row,
        columns=(),
        preview=(("a", "b"),),
        rows=2,
        estimated=False,
        source="other",
        shape=shape,
        recipe=recipe,
        remembered=remembered,
        asked=(),
        findings=(),
    )


def taken_of(recipe: Recipe, parts: tuple[str, ...], refused: str | None) -> Taken:
    return Taken(
        kind=recipe.kind,
        list_name=recipe.list_name,
        rows=2 * ROWS + bool(refused),
        taken=2 * ROWS,
        refused=int(bool(refused)),
        left_out=0,
        repeated=0,
        first="2016-07-18",
        last="2016-08-16",
        known_to="2016-08-16",
        currency=None,
        columns=("channel",),
        findings=(),
        parts=parts,
        refused_file=refused,
    )


def _word(path: Path, number: int) -> str:
    return [*path.read_text().splitlines(), "done", "done"][number].strip()


def _wait(path: Path) -> None:
    """Until somebody lays a file beside it that says so."""
    while not path.with_suffix(".go").exists():
        time.sleep(0.01)


def take_over(patch: "pytest.MonkeyPatch") -> None:
    """Have the server of a test send its files here, and try again at once what the store could not do."""
    from app.services import import_process, importing_jobs

    patch.setattr(import_process, "WORKER", __name__)
    patch.setattr(importing_jobs, "_corrected", corrected)
    patch.setattr(importing_jobs, "SECONDS_BETWEEN_TRIES", 0.05)


def install() -> None:
    for name, parts in {
        "look": {"look": look},
        "mapping": {"KnownList": lambda *known: known, "corrected": corrected},
        "taking": {"take": take},
    }.items():
        module = types.ModuleType(f"app.history.{name}")
        module.__dict__.update(parts)
        sys.modules[module.__name__] = module


if __name__ == "__main__":
    install()
    worker.main()
