"""Columns that are kept by their different texts: what is made of a text alone is made once for each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Reader = Callable[[pl.Series], pl.Series]


class Different:
    """What was made of the different texts of a file's columns so far; where more rows come only new texts are read.

    A column is one of texts, or Categorical with categories of its own. `read` makes values of texts, one by one; `what` names it, since
    several things can be made of a column.
    """

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], _Made] = {}

    def each(self, what: str, cells: pl.Series, read: Reader) -> pl.Series:
        """What `read` makes of each cell."""
        if not isinstance(cells.dtype, pl.Categorical):
            return read(cells)
        return self._of_texts(what, cells.dtype, read).values.gather(cells.to_physical())

    def numbers(self, what: str, cells: pl.Series, read: Reader, missing: int) -> NDArray[Any]:
        """The same as an array, with `missing` where there is nothing."""
        if not isinstance(cells.dtype, pl.Categorical):
            return read(cells).fill_null(missing).to_numpy(writable=True)
        made = self._of_texts(what, cells.dtype, read)
        return made.table(missing).take(cells.to_physical().fill_null(len(made.values)).to_numpy())

    def _of_texts(self, what: str, kind: pl.Categorical, read: Reader) -> "_Made":
        texts, key = kind.categories.to_series(), (what, kind.categories.name())
        made = self._made.get(key)
        if made is None or len(made.values) < len(texts):
            values = read(texts) if made is None else pl.concat([made.values, read(texts[len(made.values) :])], rechunk=True)
            made = self._made[key] = _Made(values)
        return made


@dataclass
class _Made:
    """Values of the different texts of a column, by their numbers."""

    values: pl.Series
    _table: NDArray[Any] | None = None

    def table(self, missing: int) -> NDArray[Any]:
        """The same, and one more at the end: that of a cell without a text."""
        if self._table is None:
            values = self.values.fill_null(missing).to_numpy()
            self._table = np.append(values, values.dtype.type(missing))
        return self._table


def once(read: Reader) -> Reader:
    """A reader that takes long, so that of plain texts, too, each different one is read once."""

    def read_different(texts: pl.Series) -> pl.Series:
        coded = texts.cast(pl.Categorical(pl.Categories.random()))
        return read(coded.dtype.categories.to_series()).gather(coded.to_physical())  # type: ignore[attr-defined]

    return read_different
