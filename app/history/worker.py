"""A process that looks at files, or takes one in, beside the server: python -m app.history.worker.

Each line of standard input names a folder. It holds `order.json`, and gets `progress.json` while the work goes on and `result.json` when
it is done; parts of what is taken in appear in it as files. A line of standard output says then whether the process stays for the next
folder. It does after a look that has left it small. It ends with the one that started it, whose end of standard input closes then.
"""

import datetime as dt
import json
import os
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from app.history.as_json import as_json, from_json
from app.history.found import Finding, Progress, Taken, UnreadableFile
from app.history.recipe import Recipe

if TYPE_CHECKING:
    from app.history.mapping import KnownList

ORDER, PROGRESS, RESULT, ERRORS = "order.json", "progress.json", "result.json", "errors.txt"
SECONDS_BETWEEN_SIGNS = 0.2
NICENESS = 10
STAYS, ENDS = b"stays", b"ends"
SMALL = 160_000_000
"""Bytes of memory up to which a process stays; a small file leaves it with three quarters of them."""
MEMORY, MEMORY_PER_PROCESSOR = 4_000_000_000, 256_000_000
"""Bytes of addresses: the last line, far above what any file within the limits takes. Each thread reserves some that it never uses."""


def main() -> None:
    """Do what the order in one folder after the other says, and leave the results."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    bound_memory(MEMORY + MEMORY_PER_PROCESSOR * (os.cpu_count() or 1))
    folders: queue.SimpleQueue[Path] = queue.SimpleQueue()
    answers = _answers()
    threading.Thread(target=_listen, args=(folders,), daemon=True).start()
    stays = True
    while stays:
        stays = _done(folders.get())
        answers.write((STAYS if stays else ENDS) + b"\n")


def _answers() -> IO[bytes]:
    """Standard output, for answers alone: whatever else is written goes where errors go."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return answers


def _listen(folders: "queue.SimpleQueue[Path]") -> None:
    """Pass on what is ordered; nobody is there to have the result once standard input has ended."""
    with open(0, "rb", buffering=0, closefd=False) as orders:  # without a buffer, whose lock would be in the way of an end
        for line in orders:
            folders.put(Path(os.fsdecode(line.rstrip(b"\n"))))
    os._exit(1)


def _done(folder: Path) -> bool:
    """Do one order, and say whether the process is fit for another."""
    with (folder / ERRORS).open("ab") as errors:
        os.dup2(errors.fileno(), 2)
        os.dup2(errors.fileno(), 1)
    order = json.loads((folder / ORDER).read_text(encoding="utf-8"))
    is_look = order["act"] == "look"
    try:
        result = _looked(order) if is_look else _taken(order, folder)
    except UnreadableFile as error:
        result = {"unreadable": as_json(error.finding)}
    except MemoryError:
        is_look, result = False, {"unreadable": as_json(Finding("too_much_memory", "blocking"))}
    except OSError as error:
        if error.errno is None:
            raise
        result = {"system": error.errno}
    _write(folder / RESULT, json.dumps(result))
    return is_look and _memory() <= SMALL


def _memory() -> float:
    """Bytes that are held now; more than any, where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return float("inf")
    return pages * os.sysconf("SC_PAGE_SIZE")


def bound_memory(size: int) -> None:
    """From now on nothing gets more than that, where the system can see to it; a limit that is lower already stays."""
    try:
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        size = size if most == resource.RLIM_INFINITY else min(size, most)
        resource.setrlimit(resource.RLIMIT_AS, (size, most))
    except (ImportError, OSError, ValueError):
        return  # no such system: the limits of a file are what bounds it


def _looked(order: dict[str, Any]) -> dict[str, Any]:
    from app.history.look import look
    from app.history.mapping import corrected

    found = look(
        Path(order["file"]),
        order["name"],
        known=tuple(_known(each) for each in order["known"]),
        remembered=tuple((shape, from_json(Recipe, recipe)) for shape, recipe in order["remembered"]),
        today=dt.date.fromisoformat(order["today"]),
        corrections=None if order["recipe"] is None else from_json(Recipe, order["recipe"]),
        is_other_table=order.get("is_other_table", False),
    )
    if order["list"]:
        found = corrected(found, found.recipe.model_copy(update={"list_name": order["list"]}), list_said=True)
    return {"look": as_json(found)}


def _known(each: dict[str, Any]) -> "KnownList":
    from app.history.mapping import KnownList

    stages, attributes, ids = tuple(each["stages"]), tuple(each["attributes"]), tuple(each["ids"])
    return KnownList(each["name"], each["kind"], each["id_header"], stages, attributes, each["currency"], ids)


def _taken(order: dict[str, Any], folder: Path) -> dict[str, Any]:
    from app.history.taking import take

    recipe = from_json(Recipe, order["recipe"])
    found = take(
        Path(order["file"]), recipe, folder, today=dt.date.fromisoformat(order["today"]), progress=teller(folder), cancelled=lambda: False
    )
    return {"taken": as_json(found), "parts": parts_in(folder, found)}


def parts_in(folder: Path, taken: Taken) -> list[tuple[str, str, str, int]]:
    """Each part that was written: its file, kind, bucket and rows."""
    from app.history.parts import bucket_of

    return [(name, taken.kind, bucket_of(name), _rows_in(folder / name)) for name in taken.parts]


def _rows_in(part: Path) -> int:
    import polars as pl

    return int(pl.scan_parquet(part).select(pl.len()).collect().item())


def teller(folder: Path) -> Callable[[Progress], None]:
    """Writes down how far it has come, a few times a second at most."""
    last = 0.0

    def tell(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= SECONDS_BETWEEN_SIGNS:
            last = now
            _write(folder / PROGRESS, as_json(progress))

    return tell


def _write(path: Path, text: str) -> None:
    """Whole or not at all, for whoever reads it at the same time."""
    partial = path.with_suffix(".part")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


if __name__ == "__main__":
    main()
