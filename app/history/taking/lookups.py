"""Chunks of a lookup: what is true of each value of another column."""

import numpy as np
import polars as pl

from app.history.found import Finding, UnreadableFile
from app.history.taking.chunk import Chunk
from app.history.taking.reading import Reading
from app.history.taking.totals import about_other_rows
from app.history.taking.writer import LEVELS

KEYS_LIMIT = 200_000
"""Keys of a lookup: more than any column has values that mean something; beyond, it is a list of buyers that is read wrong."""
KEYS_TEXT_LIMIT = 30_000_000
"""Bytes of all of them together."""
VALUES_TEXT_LIMIT = 200_000
"""Bytes of the different values of an attribute; beyond, they are no names of anything."""
_WAITING = 16 << 20  # bytes of rows that wait to be brought together


def lookup_rows(chunk: Chunk) -> pl.DataFrame:
    """Keys with their attributes, of the rows that have a key."""
    position = chunk.reading.position("key") or 0
    keys = chunk.texts(position)
    missing = keys.is_null().to_numpy()
    chunk.leave_out(about_other_rows(chunk, np.ones(len(chunk), bool), fewest_blank=max(1, chunk.cells.width - 2)))
    chunk.refuse(missing, "no_key", position)
    columns = {"key": keys} | {f"a{number}": chunk.texts(place) for number, place in enumerate(chunk.reading.positions("attribute"))}
    return pl.DataFrame(columns).filter(pl.Series(chunk.kept))


class LookupRows:
    """The keys so far, each once, with the numbers of their values: what is held is bounded, whatever the size of the file."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.values = [Values() for _ in reading.positions("attribute")]
        self._frames: list[pl.DataFrame] = []
        self._waiting = 0
        self._rows = 0

    def add(self, rows: pl.DataFrame) -> None:
        """Adds rows; raises UnreadableFile where there are more keys than anything has values, or longer ones."""
        numbered = [values.numbered(rows[f"a{number}"]) for number, values in enumerate(self.values)]
        self._frames.append(rows.select("key").with_columns(numbered))
        self._rows += rows.height
        self._waiting += int(self._frames[-1].estimated_size())
        if self._waiting > _WAITING or rows.height > KEYS_LIMIT:
            self.merged()

    def merged(self) -> pl.DataFrame:
        """One row a key, of each attribute that is kept the number of the last value that says something."""
        names = ["key", *(f"a{number}" for number, values in enumerate(self.values) if values.are_kept)]
        merged = _merged(pl.concat([frame.select(names) for frame in self._frames]))
        if merged.height > KEYS_LIMIT:
            raise UnreadableFile(Finding("too_many_keys", "blocking", {"header": self._header, "limit": KEYS_LIMIT}))
        if (size := int(merged["key"].str.len_bytes().sum())) > KEYS_TEXT_LIMIT:
            raise UnreadableFile(Finding("too_large_keys", "blocking", {"header": self._header, "size": size, "limit": KEYS_TEXT_LIMIT}))
        self._frames, self._waiting = [merged], 0
        return merged

    @property
    def _header(self) -> str:
        return self._reading.column(self._reading.position("key") or 0).header

    @property
    def is_empty(self) -> bool:
        """Whether no chunk has come."""
        return not self._frames

    @property
    def repeated(self) -> int:
        """Rows of keys that stood before."""
        return self._rows - sum(frame.height for frame in self._frames)


class Values:
    """The different values of an attribute by number; none of them are held once they are too many, or too long, to split by."""

    def __init__(self) -> None:
        self.are_kept = True
        self._numbers: dict[str, int] = {}
        self._bytes = 0

    def numbered(self, texts: pl.Series) -> pl.Series:
        """Numbers for texts; nothing for all of an attribute that is not kept."""
        different = texts.drop_nulls().unique(maintain_order=True) if self.are_kept else texts.clear()
        if len(different) > LEVELS or int(different.str.len_bytes().sum()) > VALUES_TEXT_LIMIT:
            self._give_up()
        else:
            self._count(different.to_list())
        return texts.replace_strict(self._numbers, default=None, return_dtype=pl.UInt16) if self._numbers else _nothing(texts)

    def texts(self, numbers: pl.Series) -> pl.Series:
        """What the numbers stand for."""
        return pl.Series(list(self._numbers), dtype=pl.String).gather(numbers).alias(numbers.name)

    def _count(self, texts: list[str]) -> None:
        for text in texts:
            if text not in self._numbers:
                self._numbers[text] = len(self._numbers)
                self._bytes += len(text.encode())
        if len(self._numbers) > LEVELS or self._bytes > VALUES_TEXT_LIMIT:
            self._give_up()

    def _give_up(self) -> None:
        self.are_kept = False
        self._numbers.clear()


def _nothing(texts: pl.Series) -> pl.Series:
    return pl.repeat(None, len(texts), dtype=pl.UInt16, eager=True).alias(texts.name)


def _merged(rows: pl.DataFrame) -> pl.DataFrame:
    """Of rows in the order of the file."""
    return rows.group_by("key", maintain_order=True).agg(pl.all().drop_nulls().last())


def lookup_table(rows: LookupRows, reading: Reading) -> tuple[pl.DataFrame, tuple[str, ...], tuple[str, ...]]:
    """The table that is kept; names of attributes kept, and of those with too many values."""
    merged = rows.merged()
    names = [reading.column(position).header for position in reading.positions("attribute")]
    kept = [number for number, values in enumerate(rows.values) if values.are_kept]
    texts = [rows.values[old].texts(merged[f"a{old}"]).cast(pl.Categorical).alias(f"a{new}") for new, old in enumerate(kept)]
    dropped = tuple(name for number, name in enumerate(names) if number not in kept)
    return merged.select("key").with_columns(texts), tuple(names[number] for number in kept), dropped
