"""Writes buyers to parts as they come, in buckets where there are many, and brings together rows of one id at the end."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from app.history.parts import BUCKETS, LARGE, PartNames, buckets_of, names_in, part_name, write_part
from app.history.recipe import Kind

ROWS_HELD = 150_000
"""Rows that are held before they are written to buckets, so that parts are not many and small."""
ROWS_ALONE = 100_000
"""Rows that are held before they are written as a part, where there are no buckets."""
LEVELS = 1_000
"""More values than these are no attribute to split by."""


class BuyerParts:
    """The parts of an import of records or events. Rows are added in the file's order; `finish` gives what was written."""

    def __init__(self, folder: Path, kind: Kind, stages: tuple[str, ...], attributes: tuple[str, ...]) -> None:
        self.folder = folder
        self.kind: Kind = kind
        self.stages = stages
        self.attributes = attributes
        self.levels: list[set[str] | None] = [set() for _ in attributes]
        self.bucketed = False
        self.rows = 0
        self._held: list[pl.DataFrame] = []
        self._held_rows = 0
        self._written: dict[int | None, list[Path]] = {}
        self._hashes: list[NDArray[np.uint64]] = []  # of an import that is not spread over buckets; few enough to be held

    def expect(self, rows: float) -> None:
        """How many rows there will be, before the first are added."""
        self.bucketed = rows >= LARGE

    def add(self, rows: pl.DataFrame) -> None:
        """Takes rows with the attributes that are kept, each as texts or as levels; writes when enough are there."""
        self._held.append(self._with_levels(rows))
        self._held_rows += rows.height
        self.rows += rows.height
        if self._held_rows >= (ROWS_HELD if self.bucketed else ROWS_ALONE):
            self._flush()

    def _with_levels(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Attributes of texts as levels, but those of so many that they are not kept, which would take more than all else of the rows."""
        for number in self.kept:
            name = f"a{number}"
            if rows.schema[name] != pl.String:
                continue
            if rows[name].drop_nulls().n_unique() > LEVELS:
                self.levels[number], rows = None, rows.drop(name)
            else:
                rows = rows.with_columns(as_levels(rows[name]))
        return rows

    def _count_levels(self, number: int, levels: set[str], rows: pl.DataFrame) -> None:
        levels.update(rows[f"a{number}"].unique().drop_nulls().cast(pl.String))
        if len(levels) > LEVELS:
            self.levels[number] = None

    def _flush(self) -> None:
        if not self._held_rows:
            return
        rows = pl.concat(self._held, how="diagonal")
        self._held, self._held_rows = [], 0
        for number, levels in enumerate(self.levels):
            if levels is not None and f"a{number}" in rows.columns:
                self._count_levels(number, levels, rows)
        if not self.bucketed:
            self._write(None, rows)
            return
        of_row = pl.Series(buckets_of(rows["hash"].to_numpy()))
        for bucket in range(BUCKETS):  # one at a time, so that no second copy of all rows is held
            if (part := rows.filter(of_row == bucket)).height:
                self._write(bucket, part)

    def _write(self, bucket: int | None, rows: pl.DataFrame) -> None:
        written = self._written.setdefault(bucket, [])
        if bucket is None:
            self._hashes.append(rows["hash"].to_numpy())
        path = self.folder / part_name(self.kind, bucket, len(written))
        write_part(path, rows, self._names(rows))
        written.append(path)

    def _names(self, rows: pl.DataFrame) -> PartNames:
        attributes = tuple(name for number, name in enumerate(self.attributes) if f"a{number}" in rows.columns)
        return PartNames(self.kind, self.stages, attributes)

    @property
    def kept(self) -> tuple[int, ...]:
        """Numbers of the attributes that have few enough values."""
        return tuple(number for number, levels in enumerate(self.levels) if levels is not None)

    def dropped(self) -> tuple[str, ...]:
        """Names of those that have too many."""
        return tuple(self.attributes[number] for number, levels in enumerate(self.levels) if levels is None)

    def finish(self, merge: Callable[[pl.DataFrame], pl.DataFrame], correct: Callable[[pl.DataFrame], pl.DataFrame] | None) -> int:
        """Writes what is held, merges rows of one id, drops attributes of too many values, corrects rows; how many rows were merged away.

        `merge` is given all rows of a bucket that has an id twice. Files are only written again where something has to change.
        """
        self._flush()
        repeated = 0
        for bucket in sorted(self._written, key=lambda each: -1 if each is None else each):
            repeated += self._finish_bucket(bucket, merge, correct)
        return repeated

    def _finish_bucket(
        self, bucket: int | None, merge: Callable[[pl.DataFrame], pl.DataFrame], correct: Callable[[pl.DataFrame], pl.DataFrame] | None
    ) -> int:
        paths = self._written[bucket]
        if _any_twice(self._hashes if bucket is None else [pl.read_parquet(path, columns=["hash"])["hash"].to_numpy() for path in paths]):
            parts = [self._tidy(pl.read_parquet(path), path) for path in paths]
            rows = pl.concat(parts, how="diagonal")
            merged = merge(rows)
            self._rewrite(bucket, correct(merged) if correct else merged)
            return rows.height - merged.height
        if correct or self.dropped():
            for path in paths:
                part = self._tidy(pl.read_parquet(path), path)
                write_part(path, correct(part) if correct else part, self._final_names())
        return 0

    def _tidy(self, part: pl.DataFrame, path: Path) -> pl.DataFrame:
        """Attributes by their final numbers."""
        had = names_in(path).attributes
        columns = [name for name in part.columns if not (name[0] == "a" and name[1:].isdigit())]
        now = self._final_names().attributes
        numbers = [f"a{number}" for number, name in enumerate(self.attributes) if name in had]
        by_name = dict(zip(had, numbers, strict=True))
        return part.select(*columns, *(pl.col(by_name[name]).alias(f"a{number}") for number, name in enumerate(now)))

    def _final_names(self) -> PartNames:
        return PartNames(self.kind, self.stages, tuple(self.attributes[number] for number in self.kept))

    def _rewrite(self, bucket: int | None, rows: pl.DataFrame) -> None:
        for path in self._written[bucket]:
            path.unlink()
        self._written[bucket] = []
        for start in range(0, rows.height, ROWS_HELD):
            path = self.folder / part_name(self.kind, bucket, len(self._written[bucket]))
            write_part(path, rows[start : start + ROWS_HELD], self._final_names())
            self._written[bucket].append(path)

    @property
    def paths(self) -> list[Path]:
        """All parts, in order."""
        ordered = sorted(self._written, key=lambda each: -1 if each is None else each)
        return [path for bucket in ordered for path in self._written[bucket]]


def as_levels(texts: pl.Series) -> pl.Series:
    """Texts as they are kept; of those that are new the first in the alphabet gets the first number, whoever came to read it first."""
    ordered = texts.unique().sort().cast(pl.Categorical)
    return texts.cast(ordered.dtype)


def _any_twice(parts: list[NDArray[np.uint64]]) -> bool:
    hashes = np.concatenate(parts)
    hashes.sort()
    return bool((hashes[1:] == hashes[:-1]).any())
