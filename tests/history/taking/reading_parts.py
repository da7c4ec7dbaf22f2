"""What a file becomes: looked at, taken in, and read back as plain rows."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from app.history.found import Finding, Look, Taken
from app.history.look import look
from app.history.parts import part_names, read_part
from app.history.recipe import Recipe
from app.history.taking import take

TODAY = dt.date(2026, 11, 22)
EPOCH = dt.date(1970, 1, 1)
COLUMNS = {"day", "until", "lost"}


@dataclass(frozen=True)
class Found:
    """A file as it was looked at and taken in."""

    look: Look
    taken: Taken
    rows: list[dict[str, Any]]
    folder: Path

    def finding(self, code: str) -> Finding:
        return next(each for each in self.taken.findings if each.code == code)

    def by_id(self) -> dict[str, dict[str, Any]]:
        return {row["id"]: row for row in self.rows}

    @property
    def refused(self) -> str:
        return (self.folder / "refused.csv").read_text(encoding="utf-8-sig")


def take_in(path: Path, folder: Path, *, recipe: Recipe | None = None, **changes: object) -> Found:
    """Looks at a file and takes it in as proposed, or with changes to the proposal."""
    seen = look(path, path.name, today=TODAY)
    used = recipe or (seen.recipe.model_copy(update=changes) if changes else seen.recipe)
    assert recipe or changes or seen.ready, (seen.asked, seen.findings)
    folder = folder / f"parts of {path.name}"
    folder.mkdir(exist_ok=True)
    taken = take(path, used, folder, today=TODAY)
    assert taken.rows == taken.taken + taken.refused + taken.left_out
    return Found(seen, taken, rows_of(folder, taken), folder)


def rows_of(folder: Path, taken: Taken) -> list[dict[str, Any]]:
    """All rows of all parts by what their columns are called, days as dates, without those that say nothing."""
    return [row for name in taken.parts for row in _rows((folder / name).read_bytes())]


def _rows(data: bytes) -> list[dict[str, Any]]:
    names = part_names(data)
    called = {f"s{n}": stage for n, stage in enumerate(names.stages)}
    called |= {f"a{n}": name for n, name in enumerate(names.attributes)} | {f"m{n}": name for n, name in enumerate(names.measures)}
    days = COLUMNS | {f"s{n}" for n in range(len(names.stages))}
    return [_row(row, called, days) for row in read_part(data).iter_rows(named=True)]


def _row(row: Mapping[str, Any], called: dict[str, str], days: set[str]) -> dict[str, Any]:
    return {
        called.get(name, name): _value(name, value, days)
        for name, value in row.items()
        if value is not None and name not in ("hash", "row")
    }


def _value(name: str, value: Any, days: set[str]) -> Any:
    return (EPOCH + dt.timedelta(days=value)).isoformat() if name in days else value


def fields_of(recipe: Recipe) -> dict[str, str]:
    """What the columns that are read were proposed to be."""
    return {column.header: " ".join(filter(None, (column.field, column.stage, column.name))) for column in recipe.columns if column.field}


def whole(folder: Path, taken: Taken) -> pl.DataFrame:
    """All rows as they stand in the parts."""
    return pl.concat([read_part((folder / name).read_bytes()) for name in taken.parts], how="diagonal")
