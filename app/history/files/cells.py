"""Cells as they are read on: trimmed, and nothing where there is nothing or a word for it."""

import numpy as np
import polars as pl

from app.history.values.words import NOTHING_WORDS

_NOTHING = pl.Series(["", *sorted(NOTHING_WORDS)], dtype=pl.String)
_MANY = 20_000  # cells of a column for which it pays to look whether there is anything to do
_FEW = 64
_EDGES = " \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200e\u200f"
_EDGES += "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2066\u2067\u2068\u2069\u3000\ufeff"


def cleaned(cells: pl.DataFrame) -> pl.DataFrame:
    """Trimmed cells of which empty ones and words for nothing are null."""
    if cells.height >= _MANY:
        return cells.with_columns(map(_cleaned, cells.get_columns()))
    cells = cells.with_columns(pl.all().str.strip_chars(_EDGES))
    nothing = cells.select(pl.all().is_in(_NOTHING.implode()))
    with_some = [column.name for column in nothing.get_columns() if column.any()]
    return cells.with_columns(cells[name].set(nothing[name].fill_null(False), None) for name in with_some) if with_some else cells


def _cleaned(cells: pl.Series) -> pl.Series:
    """The same of a column of many cells; the very same cells where there is nothing to clean, which is seen by those that are filled."""
    filled = cells.drop_nulls()
    if _is_of_figures(filled.head(_FEW)) and _is_of_figures(filled):
        return cells
    trimmed = filled.str.strip_chars(_EDGES)
    nothing = trimmed.is_in(_NOTHING.implode())
    if nothing.any():
        trimmed = trimmed.set(nothing, None)
    elif trimmed.equals(filled):
        return cells
    return trimmed if len(filled) == len(cells) else cells.scatter(cells.is_not_null().arg_true(), trimmed)


def _is_of_figures(cells: pl.Series) -> bool:
    """Whether all cells are digits and points, as most ids are: there is nothing to trim then, and no word for nothing."""
    if cells.str.len_bytes().min() == 0:
        return False
    return not str(cells.str.join("").item()).encode().translate(None, b"0123456789.")


def shortened(cells: pl.DataFrame, most: int) -> pl.DataFrame:
    """The same cells without what goes beyond so many characters."""
    long = [column.name for column in cells.get_columns() if ((column.str.len_bytes().max() or 0) > most)]  # type: ignore[operator]
    return cells.with_columns(pl.col(long).str.head(most)) if long else cells


def alone(cells: pl.DataFrame) -> pl.DataFrame:
    """The same texts in memory of their own: some that are picked or cut would hold on to all letters of those that they are from."""
    return cells.with_columns(pl.all() + "")


def may_hold_blank_records(text: bytes, delimiter: str) -> bool:
    """Whether some line of these UTF-8 bytes begins as one does that says nothing: with its end, a delimiter, a blank, or a quote."""
    letters = np.frombuffer(text, np.uint8)
    starts = np.flatnonzero(letters[:-1] == 10) + 1
    begins = np.zeros(256, bool)
    begins[[ord(delimiter), *b'\n\r \t"\xc2\xe2\xe3\xef']] = True
    return bool(len(letters) and (begins[letters[0]] or begins[letters[starts]].any()))
