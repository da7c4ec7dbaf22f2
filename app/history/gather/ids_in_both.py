"""How many buyers of some imports are found again in others, before anybody makes one list of them, or once they are one."""

from collections.abc import Sequence

import polars as pl

from app.history.gather.gathering import Source
from app.history.gather.rows import read_columns

IDS_MOST = 500_000
"""Rows that are looked through; somebody waits for the answer, and an id takes its bytes of memory."""
_FEW = 5
"""So few ids may all be new ones."""


def shared_ids(some: Sequence[Source], others: Sequence[Source]) -> int | None:
    """Ids that are in both; None where there are too many rows to look."""
    if _too_many((*some, *others)):
        return None
    mine, theirs = _ids(some), _ids(others)
    return int(mine.is_in(theirs.implode()).sum())


def ids_apart(mine: Sequence[Source], others: Sequence[Source]) -> int:
    """How many ids some imports have, where none of them is in the others; 0 where one is, or nobody can tell."""
    if _too_many((*mine, *others)):
        return 0
    own, theirs = _ids(mine), _ids(others)
    tells = min(len(own), len(theirs)) > _FEW and not own.is_in(theirs.implode()).any()
    return len(own) if tells else 0


def _too_many(sources: Sequence[Source]) -> bool:
    return sum(part.rows for each in sources for part in each.parts) > IDS_MOST


def _ids(sources: Sequence[Source]) -> pl.Series:
    parts = [part for each in sources for part in each.parts if part.kind in ("records", "events")]
    found = [read_columns([part.read()], lambda name: name == "id")["id"].cast(pl.String).drop_nulls().unique() for part in parts]
    return pl.concat([pl.Series("id", [], dtype=pl.String), *found]).unique()
