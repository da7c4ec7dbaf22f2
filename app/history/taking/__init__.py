"""Takes a file in, chunk by chunk, into parts; with what was refused and why. The same file and recipe always give the same parts."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from app.history.found import Progress, Taken
from app.history.recipe import Recipe
from app.history.taking.reasons import Cancelled

__all__ = ["Cancelled", "take"]


def take(
    path: Path,
    recipe: Recipe,
    folder: Path,
    *,
    today: dt.date,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Taken:
    """Writes the parts of a file, and the file of its refused rows, into a folder.

    Raises UnreadableFile, or Cancelled soon after `cancelled` says so; nothing is left in the folder then. Memory is bounded, whatever the
    size of the file: a chunk of it, and the rows waiting to be written, are all that is held.
    """
    from app.history.taking.intake import Intake  # heavy, and the web app needs this package's words at start-up

    intake = Intake(path, recipe, folder, today, progress, cancelled)
    try:
        return intake.run()
    except BaseException:
        intake.discard()
        raise
