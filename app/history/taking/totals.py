"""Rows that are about other rows: totals, footers, blanks. They are left out."""

import numpy as np
import polars as pl

from app.history.taking.chunk import Chunk, Mask
from app.history.values.different import once
from app.history.values.totals import ABOUT_OTHERS, TOTAL, is_about_others

FEW = 2_000


def about_other_rows(chunk: Chunk, candidates: Mask, *, fewest_blank: int = 0) -> Mask:
    """Which of the candidates (rows without any day, say) are totals, footers or blank in every column that is read.

    A total says so in one of its first three cells or where its name would stand. `fewest_blank` asks besides that so many cells are empty.
    """
    result = np.zeros(len(chunk), bool)
    where = np.flatnonzero(candidates)
    if len(where) == 0:
        return result
    cells = (chunk.cells if len(where) == len(chunk) else chunk.cells[where]).cast(pl.String)
    blanks = cells.select(pl.sum_horizontal(pl.all().is_null())).to_series().to_numpy()
    says_so = np.zeros(len(where), bool)
    for position in _where_totals_stand(chunk):
        says_so |= _about_others(cells[str(position)])
    result[where] = (says_so & (blanks >= fewest_blank)) | (blanks == cells.width)
    return result


def _about_others(cells: pl.Series) -> Mask:
    """Which cells mark a total or a footer; for few of them making polars' form of the pattern would take longest."""
    if len(cells) > FEW:
        return cells.str.contains(ABOUT_OTHERS).fill_null(False).to_numpy()
    return np.array([text is not None and is_about_others(text) for text in cells.to_list()], bool)


def _where_totals_stand(chunk: Chunk) -> list[int]:
    named = chunk.reading.positions("id", "day", "campaign", "channel", "stage", "key")
    first = [position for position in range(3) if str(position) in chunk.cells.columns]
    return sorted({*first, *named})


def named_total(chunk: Chunk) -> Mask:
    """Rows whose campaign, channel or stage is called Total, whatever else they say: Meta's has the whole period in its columns of days."""
    result = np.zeros(len(chunk), bool)
    for position in chunk.reading.positions("campaign", "channel", "stage"):
        totals = chunk.each("total", position, once(lambda names: names.str.contains(TOTAL)))
        result |= totals.fill_null(False).to_numpy()
    return result
