"""Columns kept by their different texts: a cell is the number of its text, so that what is made of a text is made once."""

from collections.abc import Iterable

import polars as pl

from app.history.files.cells import cleaned

DIFFERENT_LIMIT = 20_000
"""Of a column that has more different texts every cell is kept as it is: looking each up costs more than it saves, and they are held."""
_BYTES_LIMIT = 4_000_000  # of all of those together


class Coding:
    """Which columns of a file are kept by their different texts; the number of a text is the same in all blocks of the file."""

    def __init__(self, positions: Iterable[int]) -> None:
        self._columns = {str(position): _Texts() for position in positions}

    def types(self, names: Iterable[str]) -> dict[str, pl.DataType]:
        """The type that each column is read as."""
        return {name: self._columns[name].type if name in self._columns else pl.String() for name in names}

    def cleaned(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Trimmed cells, null where they say nothing; a column that proves to be diverse is one of texts from then on."""
        coded = {name: self._columns[name].cleaned(cells[name]) for name in cells.columns if name in self._columns}
        texts = cells.select(name for name in cells.columns if name not in coded)
        self._columns = {name: texts for name, texts in self._columns.items() if texts.are_few}
        found = {column.name: column for column in cleaned(texts).get_columns()} | coded
        return pl.DataFrame([found[name] for name in cells.columns])


class _Texts:
    """The different texts of a column, in the order of their numbers: as they stand in the file, and cleaned."""

    def __init__(self) -> None:
        self.type = pl.Categorical(pl.Categories.random())
        self._held = pl.Series(dtype=self.type)  # polars forgets categories that no column has any more
        self._clean = pl.Series(dtype=pl.Categorical(pl.Categories.random()))
        self._as_they_stand = True
        self._bytes = 0

    @property
    def are_few(self) -> bool:
        """Whether there are so few, and they are so short, that they can be held."""
        return len(self) <= DIFFERENT_LIMIT and self._bytes <= _BYTES_LIMIT

    def __len__(self) -> int:
        """How many there are so far."""
        return len(self._clean)

    def cleaned(self, cells: pl.Series) -> pl.Series:
        """The cells with their texts cleaned; the very same cells where there is nothing to clean."""
        new = self.type.categories.to_series()[len(self) :]
        if len(new):
            self._bytes += int(new.str.len_bytes().sum())
            clean = cleaned(new.to_frame()).to_series()
            self._as_they_stand = self._as_they_stand and clean.equals(new)
            self._clean = pl.concat([self._clean, clean.cast(self._clean.dtype)], rechunk=True)
        return cells if self._as_they_stand else self._clean.gather(cells.to_physical()).alias(cells.name)
