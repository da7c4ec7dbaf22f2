"""Rows that are about other rows: totals, footers, blanks. They are left out."""

import numpy as np
import polars as pl

from app.history.taking.chunk import Chunk, Mask
from app.history.values.totals import ABOUT_OTHERS


def about_other_rows(chunk: Chunk, candidates: Mask, *, fewest_blank: int = 0) -> Mask:
    """Which of the candidates (rows without any day, say) are totals, footers or blank in every column that is read.

    A total says so in one of its first three cells or where its name would stand. `fewest_blank` asks besides that so many cells are empty.
    """
    result = np.zeros(len(chunk), bool)
    where = np.flatnonzero(candidates)
    if len(where) == 0:
        return result
    cells = chunk.cells if len(where) == len(chunk) else chunk.cells[where]
    blanks = cells.select(pl.sum_horizontal(pl.all().is_null())).to_series().to_numpy()
    says_so = np.zeros(len(where), bool)
    for position in _where_totals_stand(chunk):
        says_so |= cells[str(position)].str.contains(ABOUT_OTHERS).fill_null(False).to_numpy()
    result[where] = (says_so & (blanks >= fewest_blank)) | (blanks == cells.width)
    return result


def _where_totals_stand(chunk: Chunk) -> list[int]:
    named = chunk.reading.positions("id", "day", "campaign", "channel", "stage", "key")
    first = [position for position in range(3) if str(position) in chunk.cells.columns]
    return sorted({*first, *named})
