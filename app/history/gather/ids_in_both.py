"""How many buyers of some imports are found again in others, before anybody makes one list of them."""

from collections.abc import Sequence

import polars as pl

from app.history.gather.gathering import Source
from app.history.gather.rows import read_columns

IDS_MOST = 500_000
"""Rows that are looked through; somebody waits for the answer, and an id takes its bytes of memory."""


def shared_ids(some: Sequence[Source], others: Sequence[Source]) -> int | None:
    """Ids that are in both; None where there are too many rows to look."""
    if sum(part.rows for each in (*some, *others) for part in each.parts) > IDS_MOST:
        return None
    mine, theirs = _ids(some), _ids(others)
    return int(mine.is_in(theirs.implode()).sum())


def _ids(sources: Sequence[Source]) -> pl.Series:
    parts = [part for each in sources for part in each.parts if part.kind in ("records", "events")]
    found = [read_columns([part.read()], lambda name: name == "id")["id"].cast(pl.String).drop_nulls().unique() for part in parts]
    return pl.concat([pl.Series("id", [], dtype=pl.String), *found]).unique()
